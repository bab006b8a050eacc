"""How dates are written on pages: as everywhere."""

from citewell.text.dates import date_words

__all__ = ["date_words"]
