"""Comments on the claims of a dossier: named, dated, kept for good."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citewell.domain.errors import UserError
from citewell.domain.people import Actor
from citewell.domain.reviewing import Comment, Dossier
from citewell.store._dossier_tables import dossier_comments
from citewell.store.events import record

if TYPE_CHECKING:
    from citewell.store._database import Database

LONGEST_COMMENT = 4_000


class CommentStore:
    """Keeps what people say of claims. Who may read which: review.seeing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, dossier: Dossier, claim_id: str, text: str, *, by: Actor) -> Comment:
        """A comment on a claim of the working revision. Raises UserError for one that is empty or too long.

        The ledger tells who wrote on which claim, with the digest of the words: one that is changed later is found.
        """
        words = text.strip()
        if not words or len(words) > LONGEST_COMMENT:
            raise UserError(
                "The comment is empty." if not words else "The comment is too long.",
                remedy=f"Write between one and {LONGEST_COMMENT:,} characters.",
            )
        row: dict[str, Any] = {
            "dossier": dossier.id,
            "digest": dossier.digest,
            "claim": claim_id,
            "person": by.id,
            "person_name": by.name,
            "text": words,
            "written_at": datetime.now(UTC).isoformat(timespec="microseconds"),
        }
        with self._database.writing() as connection:
            key = connection.execute(dossier_comments.insert(), row).inserted_primary_key
            number = int(key[0]) if key else 0
            told = {
                "claim": claim_id,
                "comment": number,
                "digest": dossier.digest,
                "sha256": hashlib.sha256(words.encode("utf-8", "replace")).hexdigest(),
            }
            record(connection, actor=by, action="comment.written", subject=f"dossier:{dossier.id}", details=told)
        return _comment({"number": number, **row})

    def of_dossier(self, dossier_id: str) -> tuple[Comment, ...]:
        """Every comment of a dossier, on earlier revisions too, oldest first."""
        columns = dossier_comments.c
        query = dossier_comments.select().where(columns.dossier == dossier_id).order_by(columns.number)
        with self._database.reading() as connection:
            return tuple(_comment(row._asdict()) for row in connection.execute(query))


def _comment(row: dict[str, Any]) -> Comment:
    return Comment(
        number=row["number"],
        dossier_id=row["dossier"],
        digest=row["digest"],
        claim_id=row["claim"],
        person_id=row["person"],
        person_name=row["person_name"],
        text=row["text"],
        written_at=row["written_at"],
    )
