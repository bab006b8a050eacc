"""Failed attempts in the database, counted before an attempt is heard, so that many at once are no way around it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING

from citewell.accounts.waiting import FORGOTTEN_AFTER, in_words, seconds_left
from citewell.domain.errors import ThrottledError
from citewell.store._people_tables import sign_in_attempts as attempts
from citewell.store._secrets import now, written

if TYPE_CHECKING:
    from sqlalchemy import Connection


def subject(kind: str, name: str) -> str:
    """What attempts are counted under: a kind, and a hash of what may identify somebody."""
    return f"{kind}:{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()}"


def take_attempt(connection: Connection, limits: dict[str, int]) -> None:
    """Count an attempt as failed until `forgive` says otherwise. Raises ThrottledError where it must wait.

    `limits` are subjects, each with how many attempts it has free.
    """
    moment = now()
    connection.execute(attempts.delete().where(attempts.c.failed_at < written(moment - FORGOTTEN_AFTER)))
    found = {
        row.subject: row for row in connection.execute(attempts.select().where(attempts.c.subject.in_(list(limits))))
    }
    waits = [
        seconds_left(row.failures, failed_at=datetime.fromisoformat(row.failed_at), now=moment, free=limits[name])
        for name, row in found.items()
    ]
    if seconds := max(waits, default=0):
        raise ThrottledError(
            "There were too many attempts to sign in.",
            remedy=f"Try again in {in_words(seconds)}.",
            seconds=seconds,
        )
    for name in limits:
        if name in found:
            changed = attempts.update().where(attempts.c.subject == name)
            connection.execute(changed.values(failures=found[name].failures + 1, failed_at=written(moment)))
        else:
            connection.execute(attempts.insert(), {"subject": name, "failures": 1, "failed_at": written(moment)})


def forgive(connection: Connection, *, cleared: str, lessened: str = "") -> None:
    """After a success: the account's failures are forgotten, of the address only this attempt.

    Else whoever has one account could guess at others without ever waiting.
    """
    connection.execute(attempts.delete().where(attempts.c.subject == cleared))
    address = attempts.update().where(attempts.c.subject == lessened, attempts.c.failures > 0)
    connection.execute(address.values(failures=attempts.c.failures - 1))
