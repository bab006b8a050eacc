"""Readers' reports as items of work: made with the report, taken up, and answered, each with its event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citewell.domain.errors import NotFoundError, UserError
from citewell.domain.people import MACHINE, Actor, Role
from citewell.review.error_items import ErrorItem, ItemState, check_may_close, check_may_take, item_of
from citewell.store import _schema
from citewell.store._dossier_tables import error_items
from citewell.store.dossiers import dossier_holding
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database

PREFIX = "r-"
LONGEST_ANSWER = 2_000


class ErrorItemStore:
    """Keeps the items. Safe to use from several processes: of two who close one, the second is told."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, states: Sequence[ItemState] = ()) -> list[ErrorItem]:
        """Every item, or those in some states, the one due first before the others."""
        query = error_items.select().order_by(error_items.c.due, error_items.c.id)
        if states:
            query = query.where(error_items.c.state.in_([state.value for state in states]))
        with self._database.reading() as connection:
            return [_item(row.body) for row in connection.execute(query)]

    def get(self, item_id: str) -> ErrorItem:
        """One item; raises NotFoundError."""
        with self._database.reading() as connection:
            return _load(connection, item_id)

    def take(self, item_id: str, *, by: Actor) -> ErrorItem:
        """Take an item up: it has somebody's name from now on. Raises AccessRefused, UserError, NotFoundError."""
        with self._database.writing() as connection:
            item = _load(connection, item_id)
            check_may_take(item, by)
            taken = replace(item, owner_id=by.id)
            _keep(connection, taken)
            details = {"digest": item.digest, "before": item.owner_id}
            record(connection, actor=by, action="item.taken", subject=f"item:{item_id}", details=details)
        return taken

    def close(self, item_id: str, *, by: Actor, upheld: bool, answer: str) -> ErrorItem:
        """Answer an item: what was done about it, which readers see among the corrections, or why nothing is.

        Raises AccessRefused, UserError, NotFoundError.
        """
        said = " ".join(answer.split())
        if not said or len(said) > LONGEST_ANSWER:
            raise UserError(
                f"The answer is {'too long' if said else 'empty'}.",
                remedy=f"Say what was changed, or why nothing is, in up to {LONGEST_ANSWER:,} characters.",
            )
        with self._database.writing() as connection:
            item = _load(connection, item_id)
            check_may_close(item, by)
            state = ItemState.UPHELD if upheld else ItemState.DECLINED
            closed = replace(item, state=state, answer=said, closed_at=_now(), owner_id=item.owner_id or by.id)
            _keep(connection, closed)
            details: dict[str, object] = {"digest": item.digest, "claim": item.claim_id, "answer": said}
            record(connection, actor=by, action=f"item.{state.value}", subject=f"item:{item_id}", details=details)
        return closed

    def upheld(self, limit: int) -> list[ErrorItem]:
        """The upheld items, closed last first: the public log of corrections."""
        found = sorted(self.all([ItemState.UPHELD]), key=lambda item: (item.closed_at, item.id), reverse=True)
        return found[:limit]

    def catch_up(self) -> int:
        """Make the items of reports that have none yet, as those of an earlier version; returns how many."""
        with self._database.writing() as connection:
            known = set(connection.execute(error_items.select().with_only_columns(error_items.c.id)).scalars())
            rows = connection.execute(_schema.reports.select().order_by(_schema.reports.c.number)).all()
            missing = [row for row in rows if f"{PREFIX}{row.number}" not in known]
            for row in missing:
                open_item(
                    connection, row.number, article=row.article, claim=row.claim, text=row.text, at=row.reported_at
                )
        return len(missing)


def open_item(connection: Connection, number: int, *, article: str, claim: str, text: str, at: str) -> ErrorItem:
    """Make a report an item in the caller's transaction. What the reader wrote stays out of the ledger."""
    dossier = dossier_holding(connection, article)
    item = item_of(f"{PREFIX}{number}", digest=article, claim_id=claim, text=text, reported_at=at, dossier=dossier)
    connection.execute(error_items.insert(), _columns(item))
    details = {"digest": article, "claim": claim, "owner": item.owner.value, "due": item.due}
    record(connection, actor=MACHINE, action="item.opened", subject=f"item:{item.id}", details=details)
    return item


def is_told_of_harm(connection: Connection, item: ErrorItem) -> bool:
    """Whether another open report of possible harm in the same article waits already."""
    columns = error_items.c
    others = error_items.select().where(
        columns.state == ItemState.OPEN.value,
        columns.owner == Role.SAFETY_OFFICER.value,
        columns.id != item.id,
        columns.body.contains(f'"digest": "{item.digest}"', autoescape=True),
    )
    return connection.execute(others.limit(1)).first() is not None


def delete_items(connection: Connection, digests: Sequence[str]) -> None:
    """Delete the items of articles that are deleted, with what readers wrote, in the caller's transaction."""
    numbers = connection.execute(
        _schema.reports.select()
        .with_only_columns(_schema.reports.c.number)
        .where(_schema.reports.c.article.in_(digests))
    ).scalars()
    ids = [f"{PREFIX}{number}" for number in numbers]
    connection.execute(error_items.delete().where(error_items.c.id.in_(ids)))


def _load(connection: Connection, item_id: str) -> ErrorItem:
    row = connection.execute(error_items.select().where(error_items.c.id == item_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no item {item_id}.", remedy="List them: citewell review items list")
    return _item(row.body)


def _keep(connection: Connection, item: ErrorItem) -> None:
    connection.execute(error_items.update().where(error_items.c.id == item.id).values(**_columns(item)))


def _columns(item: ErrorItem) -> dict[str, Any]:
    return {
        "id": item.id,
        "state": item.state.value,
        "owner": item.owner.value,
        "due": item.due,
        "dossier": item.dossier_id,
        "body": json.dumps(asdict(item), ensure_ascii=False, sort_keys=True),
    }


def _item(body: str) -> ErrorItem:
    values: dict[str, Any] = json.loads(body)
    return ErrorItem(**{**values, "owner": Role(values["owner"]), "state": ItemState(values["state"])})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
