"""Citewell answers clinical questions from guidelines and literature, and proves every sentence."""

__version__ = "0.1.0"
