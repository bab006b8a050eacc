"""What owners are told, in the database: written with the step that it tells of, claimed before it is sent.

A message that was claimed and never heard of again, because the process ended in between, is claimed anew after
CLAIM_SECONDS, under the same id, so that none is lost and whoever gets it twice can tell.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from citewell.domain.news import Channel, Delivery, News, NewsKind, Recipients, Told
from citewell.domain.people import MACHINE, fresh_id
from citewell.store._notice_tables import deliveries, notices
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database

WAITING, SENT, FAILED = "waiting", "sent", "failed"
CLAIM_SECONDS = 600
PAUSES = (60, 300, 1_800, 7_200, 21_600, 43_200, 86_400)
"""Seconds between attempts: after the last of them, two days in all, a message has failed."""
LONGEST_ERROR = 300


class Outbox:
    """Notices of people, and messages on their way by `channels`. Safe to use from several processes."""

    def __init__(self, database: Database, *, channels: Collection[Channel] = ()) -> None:
        self._database = database
        self._channels = channels

    def put(self, connection: Connection, news: News, to: Recipients) -> None:
        """Put news on the pages of people, and messages into the outbox, in the caller's transaction."""
        body = json.dumps(asdict(news), ensure_ascii=False, sort_keys=True)
        for person, _ in to.people:
            row = {
                "id": fresh_id("n-"), "person": person, "dossier": news.dossier_id, "told_at": news.at, "read_at": "",
                "body": body,
            }  # fmt: skip
            connection.execute(notices.insert(), row)
        self.mail(connection, news, [address for _, address in to.people] if to.by_email else [])
        if to.by_webhook:
            self._send(connection, news, Channel.WEBHOOK, "")

    def mail(self, connection: Connection, news: News, addresses: Sequence[str]) -> None:
        """Put a mail to each address into the outbox, in the caller's transaction; none where no mail goes out."""
        for address in addresses:
            self._send(connection, news, Channel.EMAIL, address)

    def _send(self, connection: Connection, news: News, channel: Channel, address: str) -> None:
        if channel in self._channels:
            body = json.dumps(asdict(news), ensure_ascii=False, sort_keys=True)
            message: dict[str, Any] = {
                "id": fresh_id("m-"), "channel": channel.value, "address": address, "state": WAITING, "attempts": 0,
                "next_at": news.at, "sent_at": "", "error": "", "body": body,
            }  # fmt: skip
            connection.execute(deliveries.insert(), message)

    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction to put news in where no step is taken."""
        return self._database.writing()

    def of_person(self, person: str, *, limit: int = 100) -> list[Told]:
        """What somebody was told, newest first."""
        query = notices.select().where(notices.c.person == person)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(notices.c.told_at.desc(), notices.c.id).limit(limit)).all()
        return [Told(row.id, row.person, _news(row.body), row.read_at) for row in rows]

    def unread(self, person: str) -> int:
        """How many notices somebody has not read."""
        from sqlalchemy import func, select

        query = select(func.count()).select_from(notices).where(notices.c.person == person, notices.c.read_at == "")
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def mark_read(self, person: str, *, until: str) -> None:
        """Note that somebody has read everything that was told up to a moment."""
        columns = notices.c
        mine = notices.update().where(columns.person == person, columns.read_at == "", columns.told_at <= until)
        with self._database.writing() as connection:
            connection.execute(mine.values(read_at=_written(_now())))

    def claim(self, limit: int = 50) -> list[Delivery]:
        """Messages whose time has come, for this process to send: no other gets them for CLAIM_SECONDS."""
        now = _now()
        columns = deliveries.c
        due = deliveries.select().where(columns.state == WAITING, columns.next_at <= _written(now))
        with self._database.writing() as connection:
            rows = connection.execute(due.order_by(columns.next_at, columns.id).limit(limit)).all()
            later = _written(now + timedelta(seconds=CLAIM_SECONDS))
            for row in rows:
                connection.execute(
                    deliveries.update().where(columns.id == row.id).values(next_at=later, attempts=row.attempts + 1)
                )
        return [
            Delivery(row.id, Channel(row.channel), row.address, _news(row.body), row.attempts + 1, row.error)
            for row in rows
        ]

    def sent(self, delivery: Delivery) -> None:
        """Note that a message was taken over by whoever carries it on."""
        with self._database.writing() as connection:
            connection.execute(
                deliveries.update()
                .where(deliveries.c.id == delivery.id)
                .values(state=SENT, sent_at=_written(_now()), error="")
            )

    def failed(self, delivery: Delivery, error: str, *, for_good: bool = False) -> bool:
        """Note that an attempt failed; returns whether the message is given up, which is then an event."""
        given_up = for_good or delivery.attempts > len(PAUSES)
        again = _now() if given_up else _now() + timedelta(seconds=PAUSES[delivery.attempts - 1])
        state = FAILED if given_up else WAITING
        said = " ".join(error.split())[:LONGEST_ERROR]
        with self._database.writing() as connection:
            connection.execute(
                deliveries.update()
                .where(deliveries.c.id == delivery.id)
                .values(state=state, next_at=_written(again), error=said)
            )
            if given_up:
                record(
                    connection,
                    actor=MACHINE,
                    action="message.failed",
                    subject=f"dossier:{delivery.news.dossier_id or 'none'}",
                    details={"channel": delivery.channel.value, "message": delivery.id},
                )
        return given_up

    def put_back(self, delivery: Delivery) -> None:
        """Give a claimed message back without an attempt, for a later pass."""
        again = _now() + timedelta(seconds=PAUSES[0])
        with self._database.writing() as connection:
            connection.execute(
                deliveries.update()
                .where(deliveries.c.id == delivery.id)
                .values(next_at=_written(again), attempts=delivery.attempts - 1)
            )

    def troubled(self, *, limit: int = 50) -> list[tuple[Delivery, bool]]:
        """Messages with an error at their last attempt, newest first, each with whether it is given up."""
        columns = deliveries.c
        query = deliveries.select().where(columns.error != "", columns.state != SENT)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(columns.next_at.desc(), columns.id).limit(limit)).all()
        return [
            (
                Delivery(row.id, Channel(row.channel), row.address, _news(row.body), row.attempts, row.error),
                row.state == FAILED,
            )
            for row in rows
        ]


def _news(body: str) -> News:
    values: dict[str, Any] = json.loads(body)
    return News(**{**values, "kind": NewsKind(values["kind"]), "claim_ids": tuple(values["claim_ids"])})


def _now() -> datetime:
    return datetime.now(UTC)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")
