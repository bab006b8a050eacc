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


def day_of(moment: str) -> str:
    """The day of an ISO date or moment, as "2026-11-28"; empty for what is none."""
    try:
        return date.fromisoformat(moment[:10]).isoformat()
    except ValueError:
        return ""


def distance_words(day: str, today: str) -> str:
    """How far a day is from another, as "today", "in 12 days", "3 days ago" or (from two months on) "in 6 months"."""
    days = (date.fromisoformat(day[:10]) - date.fromisoformat(today[:10])).days
    if abs(days) < 2:
        return ("yesterday", "today", "tomorrow")[days + 1]
    number, unit = (abs(days), "days") if abs(days) <= 60 else (round(abs(days) / 30.44), "months")
    return f"in {number} {unit}" if days > 0 else f"{number} {unit} ago"


def dated(moment: str, today: str) -> str:
    """A day with its distance, as "2026-12-10, in 12 days"; empty for what is none."""
    day = day_of(moment)
    return f"{day}, {distance_words(day, today)}" if day else ""
