"""Passage indexes, one file each."""
