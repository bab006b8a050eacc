"""Pure review rules: states, transitions, policies."""
