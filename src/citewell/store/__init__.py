"""Articles on disk; the only place with SQL."""
