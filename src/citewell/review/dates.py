"""Dates of review: when an approved article is looked at again, at the usual distance and at most."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

USUAL_MONTHS = 12
HIGH_RISK_MONTHS = 6
MOST_MONTHS = 36


def months_later(day: str, months: int) -> str:
    """The same day of a later month, or its last day where that is shorter. Dates are ISO, as "2026-08-31"."""
    start = date.fromisoformat(day)
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1])).isoformat()


def next_review(approved: str, *, high_risk: bool) -> str:
    """The usual day of the next review of an article approved on a day."""
    return months_later(approved, HIGH_RISK_MONTHS if high_risk else USUAL_MONTHS)


def latest_review(approved: str, *, high_risk: bool) -> str:
    """The last day that may be chosen for it."""
    return months_later(approved, HIGH_RISK_MONTHS if high_risk else MOST_MONTHS)


def in_range(chosen: str, *, approved: str, high_risk: bool) -> bool:
    """Whether a day may be chosen: after the approval, and not later than the latest."""
    try:
        day = date.fromisoformat(chosen)
    except ValueError:
        return False
    return date.fromisoformat(approved) < day <= date.fromisoformat(latest_review(approved, high_risk=high_risk))


def is_due(next_day: str, today: str) -> bool:
    """Whether a day of review has come."""
    return bool(next_day) and today >= next_day


def days_between(start: str, end: str) -> int:
    """Whole days from one day, or moment, to another; negative where the second is earlier."""
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days
