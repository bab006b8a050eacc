"""How fast a service is asked, and how long to wait before asking it again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MARGIN = 1.1
"""Requests are spaced a tenth wider than the limit, because they do not arrive as evenly as they leave."""


class Pace:
    """Spaces requests to a server; one pace is shared by all who ask that server."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep
        self._next: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, server: str, *, per_second: float) -> None:
        """Return when `server` may be asked again."""
        with self._lock:
            now = self._clock()
            turn = max(now, self._next.get(server, now))
            self._next[server] = turn + MARGIN / per_second
        if turn > now:
            self._sleep(turn - now)

    def rest(self, seconds: float) -> None:
        """Do nothing for so long."""
        self._sleep(seconds)

    def hold(self, server: str, seconds: float) -> None:
        """Let nobody ask `server` for so long, because it said so."""
        with self._lock:
            self._next[server] = max(self._next.get(server, 0.0), self._clock() + seconds)


SHARED_PACE = Pace()
"""The pace of everything in this process."""


def asked_to_wait(header: str, *, longest: float) -> float:
    """Seconds out of a Retry-After header, which holds seconds or a date; 0 when it says nothing usable."""
    written = header.strip()
    if written.isdecimal() and written.isascii():
        return min(float(written[:9]), longest)
    try:
        moment = parsedate_to_datetime(written)
    except (TypeError, ValueError):
        return 0.0
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), longest)


def back_off(attempt: int, *, first: float, longest: float) -> float:
    """The pause after try number `attempt`: doubled each time, and varied so that clients do not march in step."""
    return float(min(first * 2 ** (attempt - 1), longest)) * random.uniform(0.5, 1.0)
