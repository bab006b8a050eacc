"""Formats an article can be taken away in, one file each."""
