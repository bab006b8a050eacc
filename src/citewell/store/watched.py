"""What a watch has seen of each dossier's evidence, so that one change reopens it once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from citewell.domain.news import Seen
from citewell.store._notice_tables import watched

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database


class WatchedStore:
    """Keeps one row for each dossier that was looked at."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, dossier_id: str) -> Seen | None:
        """What was seen of a dossier; None where nobody has looked."""
        query = watched.select().where(watched.c.dossier == dossier_id)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        kept = json.loads(row.changes)
        return Seen(
            row.digest, row.release, frozenset(kept["told"]), frozenset(kept["held"]), unproposed=bool(row.unproposed)
        )

    def set(self, dossier_id: str, seen: Seen) -> None:
        """Keep what was seen."""
        with self._database.writing() as connection:
            self.note(connection, dossier_id, seen)

    def note(self, connection: Connection, dossier_id: str, seen: Seen) -> None:
        """Keep what was seen, in the caller's transaction."""
        values = {
            "digest": seen.digest,
            "release": seen.release,
            "changes": json.dumps({"told": sorted(seen.changes), "held": sorted(seen.held)}),
            "unproposed": int(seen.unproposed),
        }
        changed = connection.execute(watched.update().where(watched.c.dossier == dossier_id).values(**values))
        if not changed.rowcount:
            connection.execute(watched.insert(), {"dossier": dossier_id, **values})
