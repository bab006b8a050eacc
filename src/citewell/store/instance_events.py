"""Events of the instance itself: the settings in effect, and what was taken away from it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from citewell.domain.events import Acting, canonical_json
from citewell.domain.people import VISITOR
from citewell.store import _schema
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database

SETTINGS = "settings.in_effect"


def note_settings(connection: Connection, told: Mapping[str, str], *, program: str, by: Acting) -> bool:
    """Record the settings that a program runs with, in the caller's transaction, unless the last event has the same.

    `told` holds no secrets. Each program (the server, the command line) is compared with what it ran with before.
    """
    before = _last_told(connection, f"settings:{program}")
    if before == dict(told):
        return False
    changed = sorted(name for name in {*told, *before} if told.get(name) != before.get(name))
    details = {
        "sha256": hashlib.sha256(canonical_json(dict(told)).encode()).hexdigest(),
        "changed": changed if before else [],
        "settings": dict(told),
    }
    record(connection, actor=by, action=SETTINGS, subject=f"settings:{program}", details=details)
    return True


class TakenAway:
    """Tells the ledger what left the instance: a file is handed out once its event is recorded.

    What a visitor takes is in no event: it is a page that is open to everybody in another form, nobody without an
    account may make the ledger grow, and no reader waits for a writer.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def article(self, digest: str, form: str, *, by: Acting, reader: str = "") -> None:
        """An article in a format, in a reader profile's words where one is named. Raises LibraryError."""
        if by == VISITOR:
            return
        details = {"digest": digest, "format": form, "reader": reader}
        with self._database.writing() as connection:
            record(connection, actor=by, action="article.exported", subject=f"article:{digest}", details=details)

    def ledger(self, *, events: int, head: str, by: Acting) -> None:
        """The ledger itself, up to the event with this hash."""
        details = {"events": events, "head": head}
        with self._database.writing() as connection:
            record(connection, actor=by, action="ledger.exported", subject="instance:here", details=details)


def _last_told(connection: Connection, subject: str) -> dict[str, str]:
    """The settings in the last event of a program; none where there is no event, or one that was made unreadable."""
    columns = _schema.events.c
    query = _schema.events.select().where(columns.subject == subject, columns.action == SETTINGS)
    row = connection.execute(query.order_by(columns.sequence.desc()).limit(1)).one_or_none()
    try:
        told: dict[str, str] = dict(json.loads(row.details)["settings"]) if row else {}
    except (ValueError, KeyError, TypeError):
        return {}
    return told
