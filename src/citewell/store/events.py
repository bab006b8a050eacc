"""The ledger of events in the database: written with the change that each tells of, read in pages, checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citewell.domain.errors import RecordError
from citewell.domain.events import START, Acting, ChainCheck, Event, canonical_json, check_chain, event_hash
from citewell.store import _schema

if TYPE_CHECKING:
    from sqlalchemy import Connection, Select

    from citewell.store._database import Database

READ_AT_ONCE = 500


def record(connection: Connection, *, actor: Acting, action: str, subject: str, details: Mapping[str, object]) -> Event:
    """Write the next event in the caller's transaction, which must be one of `Database.writing`.

    The event is kept or lost together with the change that it tells of. Raises RecordError for details that are no
    plain JSON values.
    """
    if not connection.get_execution_options().get("writing"):
        raise RuntimeError("An event is recorded in a transaction that holds the writers' lock.")
    table = _schema.events
    ends = table.select().with_only_columns(table.c.sequence, table.c.hash).order_by(table.c.sequence.desc()).limit(1)
    last = connection.execute(ends).one_or_none()
    event = Event(
        sequence=last.sequence + 1 if last else 1,
        at=datetime.now(UTC).isoformat(timespec="microseconds"),
        actor_kind=str(actor.kind),
        actor_id=actor.id,
        actor_name=actor.name,
        action=action,
        subject=subject,
        details=json.loads(canonical_json(dict(details))),
        previous=last.hash if last else START,
    )
    event = replace(event, hash=event_hash(event))
    connection.execute(table.insert(), _row(event))
    return event


class EventLog:
    """Reads the ledger; nothing here writes to it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, *, after: int = 0, limit: int = READ_AT_ONCE, subject: str = "", action: str = "") -> list[Event]:
        """Up to `limit` events behind the one numbered `after`, oldest first, of one subject or action where named.

        An action that ends in a dot stands for all that begin so ("login." for every log-in). One that was
        made unreadable is shown as such.
        """
        sequence = _schema.events.c.sequence
        query = _query(subject=subject, action=action).where(sequence > after).order_by(sequence).limit(limit)
        with self._database.reading() as connection:
            return [_event(row) for row in connection.execute(query)]

    def recent(self, limit: int, *, subject: str = "", action: str = "") -> list[Event]:
        """The events recorded last, newest first, of one subject or action where named."""
        query = _query(subject=subject, action=action).order_by(_schema.events.c.sequence.desc()).limit(limit)
        with self._database.reading() as connection:
            return [_event(row) for row in connection.execute(query)]

    def all(self) -> Iterator[Event]:
        """Every event, as one state of the database has them, oldest first."""
        with self._database.reading() as connection:
            yield from _all(connection)

    def verify(self, *, head: str = "") -> ChainCheck:
        """Follow the whole chain; `head`, a hash noted earlier, must be among its events, so that no end is missing."""
        with self._database.reading() as connection:
            return chain_in(connection, head=head)


def chain_in(connection: Connection, *, head: str = "") -> ChainCheck:
    """What `EventLog.verify` says, of the state that a transaction sees."""
    seen = not head or head == START

    def followed() -> Iterator[Event]:
        nonlocal seen
        for event in _all(connection):
            seen = seen or event.hash == head
            yield event

    check = check_chain(followed())
    if check.fault or seen:
        return check
    fault = f"No event has the hash {head}: it was removed from the end with what followed, or is of another ledger."
    return replace(check, fault=fault, sequence=check.events + 1)


def _all(connection: Connection) -> Iterator[Event]:
    query = _schema.events.select().order_by(_schema.events.c.sequence)
    for row in connection.execute(query, execution_options={"yield_per": READ_AT_ONCE}):
        yield _event(row)


def _query(*, subject: str, action: str) -> Select[Any]:
    columns = _schema.events.c
    query = _schema.events.select()
    if subject:
        query = query.where(columns.subject == subject)
    if action:
        begins = columns.action.startswith(action, autoescape=True)
        query = query.where(begins if action.endswith(".") else columns.action == action)
    return query


def _row(event: Event) -> dict[str, Any]:
    names = _schema.events.columns.keys()
    return {name: getattr(event, name) for name in names} | {"details": canonical_json(dict(event.details))}


def _event(row: Any) -> Event:
    """The event in a row. One whose fields no event can have gets a hash that cannot be right, so that it is found."""
    fields = row._asdict()
    try:
        details = json.loads(fields["details"])
        if isinstance(details, dict) and canonical_json(details) == fields["details"]:
            return Event(**{**fields, "details": details})
    except (ValueError, RecordError):
        pass
    return Event(
        sequence=fields["sequence"],
        at="",
        actor_kind="",
        actor_id="",
        actor_name="",
        action="unreadable",
        subject="event:unreadable",
        details={},
        previous=fields["previous"],
        hash="",
    )
