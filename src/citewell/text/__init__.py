"""Pure text work: normalising, sentences, passages, quantities, quote matching."""
