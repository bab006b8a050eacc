"""Drafts of reviews in the database: kept as a reviewer goes, read by nobody else, gone once the review is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from citewell.domain.errors import UserError
from citewell.domain.people import Actor
from citewell.domain.review_codec import kept_from_json, kept_to_json
from citewell.domain.reviewing import Conflict, Dossier, DraftAnswer, DraftVerdict, ReviewDraft
from citewell.store._dossier_tables import review_drafts
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database

LONGEST_COMMENT = 4_000
"""Characters of a comment on one claim or item."""


class ReviewDraftStore:
    """Keeps what reviewers have filled in. Safe to use from several processes.

    The ledger tells that somebody opened a review and what interests were declared. It does not tell each judgement:
    until the review is given it may be changed, and what stands in the ledger stays there.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, dossier: Dossier, reviewer_id: str) -> ReviewDraft | None:
        """A person's draft for the working revision, begun since it was last submitted; None where there is none."""
        with self._database.reading() as connection:
            return _find(connection, dossier, reviewer_id)

    def save(
        self,
        dossier: Dossier,
        reviewer: Actor,
        *,
        conflict: Conflict | None = None,
        verdicts: Sequence[DraftVerdict] = (),
        checklist: Sequence[DraftAnswer] = (),
    ) -> ReviewDraft:
        """Put these beside what was filled in before; each replaces what was said of the same claim or item.

        Raises UserError for a comment that is too long.
        """
        written = [one.comment for one in verdicts] + [one.comment for one in checklist]
        if any(len(comment) > LONGEST_COMMENT for comment in written):
            raise UserError(
                "A comment is too long.", remedy=f"Use at most {LONGEST_COMMENT:,} characters for one claim."
            )
        moment = _now()
        with self._database.writing() as connection:
            before = _find(connection, dossier, reviewer.id)
            draft = before or ReviewDraft(dossier.id, dossier.digest, reviewer.id, moment, moment)
            if before is None:
                _tell(connection, "review.begun", dossier, reviewer, {})
            if conflict is not None and conflict != draft.conflict:
                told = {"conflict": conflict.declared, "statement": conflict.statement}
                _tell(connection, "review.interests_declared", dossier, reviewer, told)
            draft = replace(
                draft,
                saved_at=moment,
                conflict=conflict or draft.conflict,
                verdicts=tuple({one.claim_id: one for one in (*draft.verdicts, *verdicts)}.values()),
                checklist=tuple({one.item: one for one in (*draft.checklist, *checklist)}.values()),
            )
            _keep(connection, draft)
        return draft


def _find(connection: Connection, dossier: Dossier, reviewer_id: str) -> ReviewDraft | None:
    columns = review_drafts.c
    query = review_drafts.select().where(
        columns.dossier == dossier.id, columns.digest == dossier.digest, columns.reviewer == reviewer_id
    )
    row = connection.execute(query).one_or_none()
    draft = kept_from_json(ReviewDraft, row.body) if row else None
    return draft if draft and draft.started_at >= dossier.submitted_at else None


def _keep(connection: Connection, draft: ReviewDraft) -> None:
    """One row for each person and revision, also where one of an earlier round was left over."""
    columns = review_drafts.c
    connection.execute(
        review_drafts.delete().where(
            columns.dossier == draft.dossier_id,
            columns.digest == draft.digest,
            columns.reviewer == draft.reviewer_id,
        )
    )
    row = {
        "dossier": draft.dossier_id,
        "digest": draft.digest,
        "reviewer": draft.reviewer_id,
        "saved_at": draft.saved_at,
        "body": kept_to_json(draft),
    }
    connection.execute(review_drafts.insert(), row)


def _tell(connection: Connection, action: str, dossier: Dossier, by: Actor, details: dict[str, object]) -> None:
    told = {"digest": dossier.digest, "revision": dossier.revision, **details}
    record(connection, actor=by, action=action, subject=f"dossier:{dossier.id}", details=told)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
