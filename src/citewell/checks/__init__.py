"""Rules that every claim must pass, one file each; each yields findings."""
