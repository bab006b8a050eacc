"""Claims in a reader's words, without any model: plain words, shorter sentences, absolute numbers, what is shown."""
