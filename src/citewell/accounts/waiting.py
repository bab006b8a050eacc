"""How long somebody waits after failed attempts to sign in: nothing for a few, then twice as long each time.

Waiting instead of locking out: who forgot a password gets in again, and nobody can lock another person's account for
long by guessing at it (OWASP Authentication Cheat Sheet, "Account lockout").
"""

from __future__ import annotations

from datetime import datetime, timedelta

FREE_PER_ACCOUNT = 4
FREE_PER_ADDRESS = 20
LONGEST_SECONDS = 15 * 60
FORGOTTEN_AFTER = timedelta(hours=24)


def wait_after(failures: int, *, free: int) -> int:
    """Seconds to wait after the last of so many failures in a row; doubles from 2 up to 15 minutes."""
    if failures < free:
        return 0
    doublings = min(failures - free + 1, 20)
    return int(min(LONGEST_SECONDS, 2**doublings))


def seconds_left(failures: int, *, failed_at: datetime, now: datetime, free: int) -> int:
    """The whole seconds until another attempt is heard; 0 where it may be made now."""
    passed = (now - failed_at).total_seconds()
    if passed >= FORGOTTEN_AFTER.total_seconds():
        return 0
    left = wait_after(failures, free=free) - passed
    return max(0, int(left) + (left > int(left)))


def in_words(seconds: int) -> str:
    """A wait as a person reads it, such as "40 seconds" or "5 minutes"."""
    if seconds < 90:
        return f"{seconds} second" if seconds == 1 else f"{seconds} seconds"
    return f"{-(-seconds // 60)} minutes"
