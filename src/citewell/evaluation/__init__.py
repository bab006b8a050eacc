"""Questions, judgements, measures and reports."""
