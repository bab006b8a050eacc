"""How dates are written for readers."""

from __future__ import annotations

from datetime import date

_MONTHS = (
    "January February March April May June July August September October November December"  # whatever the locale
).split()


def date_words(moment: str) -> str:
    """An ISO date or moment as "28 November 2026"; empty for what is none."""
    try:
        day = date.fromisoformat(moment[:10])
    except ValueError:
        return ""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
