"""Keeping a library right: documents added and brought up to date, the starter library renewed."""
