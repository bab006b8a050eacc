"""Dossiers in the database: every step through the one door of the workflow, with its event, in one transaction."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citewell.domain.articles import Article
from citewell.domain.errors import NotFoundError, UserError
from citewell.domain.people import Actor, fresh_id
from citewell.domain.review_codec import kept_from_json, kept_to_json
from citewell.domain.reviewing import Action, BoardRecord, Dossier, Review, ReviewState, Revision
from citewell.review.approvals import statement
from citewell.review.request import Request
from citewell.review.workflow import advance, open_dossier
from citewell.store._dossier_tables import dossier_reviews, dossier_revisions, dossiers, review_drafts
from citewell.store._people_tables import people
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database
    from citewell.store.keys import InstanceKey

PREFIX = "d-"
NO_TOMBSTONE = '"tombstones": []'
"""In the body of a dossier that was never withdrawn; within a text its quotation marks would be escaped."""


class DossierStore:
    """Keeps dossiers with their reviews; an approval is signed with `key`. Safe to use from several processes.

    Two people who act on one dossier at the same moment act one after the other: the second is held to the rules
    as the first has left things, and told which of them refuses.
    """

    def __init__(self, database: Database, key: InstanceKey) -> None:
        self._database = database
        self._key = key

    def open(self, article: Article, *, author: Actor, searched_at: str) -> Dossier:
        """A new dossier of a stored article. Raises UserError where the article is in one already."""
        moment = _now()
        dossier = open_dossier(fresh_id(PREFIX), article, author=author, at=moment, searched_at=searched_at)
        with self._database.writing() as connection:
            if taken := _holding(connection, article.digest):
                raise UserError(
                    f"This article is already in the dossier {taken}.", remedy=f"Work on it there: {taken}."
                )
            connection.execute(dossiers.insert(), _columns(dossier))
            _add_revision(connection, dossier, by=author.id, reason="")
            details = {"digest": dossier.digest, "release": dossier.release, "state": dossier.state.value}
            record(connection, actor=author, action="dossier.opened", subject=f"dossier:{dossier.id}", details=details)
        return dossier

    def act(
        self, dossier_id: str, request: Request, *, also: Callable[[Connection, Dossier], None] | None = None
    ) -> Dossier:
        """Take a step; raises ReviewRefused naming the rule that forbids it, NotFoundError for no such dossier.

        The reviews that the rules look at are those kept here, whatever the request brings along. `also` writes what
        belongs to the step in its transaction, given the dossier as it then stands.
        """
        with self._database.writing() as connection:
            before = _load(connection, dossier_id)
            reviews = _reviews(connection, dossier_id)
            request = replace(request, reviews=reviews)
            after = advance(before, request)
            if request.action is Action.APPROVE and after.approval is not None:
                after = self._signed(after, reviews, credentials=_credentials(connection, request.actor))
            connection.execute(dossiers.update().where(dossiers.c.id == dossier_id), _columns(after))
            if after.revision != before.revision:
                _add_revision(connection, after, by=request.actor.id, reason=request.reason)
            if request.action is Action.REVIEW and request.review is not None:
                _keep_review(connection, request.review)
            record(
                connection,
                actor=request.actor,
                action=f"dossier.{request.action.value}",
                subject=f"dossier:{dossier_id}",
                details=_told(before, after, request),
            )
            if also is not None:
                also(connection, after)
        return after

    def get(self, dossier_id: str) -> Dossier:
        """A dossier by its id; raises NotFoundError."""
        with self._database.reading() as connection:
            return _load(connection, dossier_id)

    def of_article(self, digest: str) -> Dossier | None:
        """The dossier that has or had this text as a revision; None where no board has taken it up."""
        return self.of_articles([digest]).get(digest)

    def of_articles(self, digests: Sequence[str]) -> dict[str, Dossier]:
        """The dossiers of these texts, by digest, where there is one, in one look-up."""
        query = dossier_revisions.join(dossiers).select().where(dossier_revisions.c.digest.in_(list(digests)))
        query = query.with_only_columns(dossier_revisions.c.digest, dossiers.c.body)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(dossier_revisions.c.made_at)).all()
        return {row.digest: kept_from_json(Dossier, row.body) for row in rows}

    def record_of(self, dossier: Dossier) -> BoardRecord:
        """A dossier with what a page tells besides: who reviewed the published text, and what supersedes it."""
        reviews = self.reviews(dossier.id) if dossier.published is not None else ()
        follows = self.get(dossier.superseded_by).published_digest if dossier.superseded_by else ""
        return BoardRecord(dossier, reviews, follows)

    def all(self, states: Sequence[ReviewState] = ()) -> list[Dossier]:
        """Every dossier, or those in some states, the one changed last first."""
        query = dossiers.select().order_by(dossiers.c.changed_at.desc(), dossiers.c.id)
        if states:
            query = query.where(dossiers.c.state.in_([state.value for state in states]))
        with self._database.reading() as connection:
            return [kept_from_json(Dossier, row.body) for row in connection.execute(query)]

    def withdrawn(self) -> list[Dossier]:
        """Every dossier a text of which was withdrawn, whatever has become of it since."""
        query = dossiers.select().where(dossiers.c.body.not_like(f"%{NO_TOMBSTONE}%"))
        with self._database.reading() as connection:
            return [kept_from_json(Dossier, row.body) for row in connection.execute(query)]

    def any(self) -> bool:
        """Whether there is a dossier at all."""
        with self._database.reading() as connection:
            return connection.execute(dossiers.select().with_only_columns(dossiers.c.id).limit(1)).first() is not None

    def published(self, limit: int) -> list[Dossier]:
        """The dossiers whose approved text readers have, the one reviewed last first."""
        query = dossiers.select().where(dossiers.c.published_digest != "").order_by(dossiers.c.changed_at.desc())
        best: list[tuple[str, Dossier]] = []
        with self._database.reading() as connection:
            for row in connection.execute(query):
                # A dossier is never approved after its last change, so that no row further down can come in.
                if len(best) == limit and row.changed_at <= best[-1][0]:
                    break
                dossier = kept_from_json(Dossier, row.body)
                approved = dossier.published.approved_at if dossier.published else ""
                best = sorted([*best, (approved, dossier)], key=lambda pair: pair[0], reverse=True)[:limit]
        return [dossier for _, dossier in best]

    def published_count(self) -> int:
        """How many dossiers have an approved text that readers see."""
        from sqlalchemy import func, select

        query = select(func.count()).select_from(dossiers).where(dossiers.c.published_digest != "")
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def reviews(self, dossier_id: str) -> tuple[Review, ...]:
        """Every review of a dossier, of earlier revisions too, oldest first. Who may read which: review.seeing."""
        with self._database.reading() as connection:
            return _reviews(connection, dossier_id)

    def revisions(self, dossier_id: str) -> list[Revision]:
        """Every revision, oldest first."""
        columns = dossier_revisions.c
        query = dossier_revisions.select().where(columns.dossier == dossier_id).order_by(columns.number)
        with self._database.reading() as connection:
            return [
                Revision(row.number, row.digest, row.made_by, row.made_at, row.reason)
                for row in connection.execute(query)
            ]

    def _signed(self, dossier: Dossier, reviews: Sequence[Review], *, credentials: str) -> Dossier:
        """The dossier with its approval signed by the instance's key, the approver with the credentials of the day."""
        if dossier.approval is None:
            return dossier
        approval = replace(dossier.approval, approver_credentials=credentials)
        signature = self._key.sign(statement(approval, reviews))
        approval = replace(
            approval,
            signature=base64.b64encode(signature).decode(),
            public_key=self._key.shown()["public_key"],
        )
        return replace(dossier, approval=approval)


def _credentials(connection: Connection, actor: Actor) -> str:
    """What somebody states of himself or herself at this moment; nothing where there is no account."""
    query = people.select().with_only_columns(people.c.credentials).where(people.c.id == actor.id)
    return connection.execute(query).scalar_one_or_none() or ""


def _load(connection: Connection, dossier_id: str) -> Dossier:
    row = connection.execute(dossiers.select().where(dossiers.c.id == dossier_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no dossier {dossier_id}.", remedy="List them: citewell review list")
    return kept_from_json(Dossier, row.body)


def dossier_holding(connection: Connection, digest: str) -> Dossier | None:
    """The dossier that has this text as a revision, in the caller's transaction; None where there is none."""
    found = _holding(connection, digest)
    return _load(connection, found) if found else None


def held_by_board(connection: Connection, digests: Sequence[str]) -> set[str]:
    """Those of these texts that are a revision of a dossier, in the caller's transaction."""
    digest = dossier_revisions.c.digest
    query = dossier_revisions.select().with_only_columns(digest).where(digest.in_(list(digests)))
    return set(connection.execute(query).scalars())


def _holding(connection: Connection, digest: str) -> str:
    """The id of the dossier that has this text as a revision; empty where there is none."""
    columns = dossier_revisions.c
    query = dossier_revisions.select().where(columns.digest == digest).order_by(columns.made_at.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return row.dossier if row else ""


def _reviews(connection: Connection, dossier_id: str) -> tuple[Review, ...]:
    columns = dossier_reviews.c
    query = dossier_reviews.select().where(columns.dossier == dossier_id).order_by(columns.given_at, columns.reviewer)
    return tuple(kept_from_json(Review, row.body) for row in connection.execute(query))


def _keep_review(connection: Connection, review: Review) -> None:
    row = {
        "dossier": review.dossier_id,
        "digest": review.digest,
        "reviewer": review.reviewer_id,
        "given_at": review.given_at,
        "body": kept_to_json(review),
    }
    connection.execute(dossier_reviews.insert(), row)
    columns = review_drafts.c
    connection.execute(
        review_drafts.delete().where(columns.dossier == review.dossier_id, columns.reviewer == review.reviewer_id)
    )


def _add_revision(connection: Connection, dossier: Dossier, *, by: str, reason: str) -> None:
    row = {
        "dossier": dossier.id,
        "number": dossier.revision,
        "digest": dossier.digest,
        "made_by": by,
        "made_at": dossier.changed_at,
        "reason": reason,
    }
    connection.execute(dossier_revisions.insert(), row)


def _columns(dossier: Dossier) -> dict[str, Any]:
    return {
        "id": dossier.id,
        "question": dossier.question,
        "state": dossier.state.value,
        "author": dossier.author_id,
        "digest": dossier.digest,
        "published_digest": dossier.published_digest,
        "next_review": dossier.next_review,
        "created_at": dossier.created_at,
        "changed_at": dossier.changed_at,
        "body": kept_to_json(dossier),
    }


def _told(before: Dossier, after: Dossier, request: Request) -> dict[str, object]:
    """What an event says of a step: states and digests, and the words that the step rests on."""
    details: dict[str, object] = {
        "from": before.state.value,
        "to": after.state.value,
        "digest": after.digest,
        "release": after.release,
        "revision": after.revision,
    }
    if request.reason:
        details["reason"] = request.reason
    if request.claim_ids:
        details["claims"] = list(request.claim_ids)
    if request.assignment is not None:
        details["person"] = request.assignment.person_id
        details["capacity"] = request.assignment.capacity.value
    if request.review is not None:
        details["decision"] = request.review.decision.value
        details["capacity"] = request.review.capacity.value
    if request.tie_break is not None:
        details["decision"] = request.tie_break.decision.value
        details["reason"] = request.tie_break.reason
    if request.conflict is not None:
        details["conflict"] = request.conflict.statement
    if after.approval is not None and request.action is Action.APPROVE:
        details["signature"] = after.approval.signature
        details["next_review"] = after.next_review
    return details


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
