"""Threads in the database of the articles: which questions were asked after which, and what answered them."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citewell.domain.articles import Article
from citewell.domain.errors import LibraryError, NotFoundError, UserError
from citewell.domain.events import Acting
from citewell.domain.people import OPERATOR
from citewell.domain.threads import Deletion, Thread, Turn, is_thread_name
from citewell.store import _schema
from citewell.store.articles import ArticleStore
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

GENERATED = "t-"
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH = 6
RECENT = 5


class ThreadStore:
    """Keeps threads beside the articles of `store`, in the same database and under the same permissions."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store
        self._database = store.database

    def open(self, name: str) -> Thread:
        """The thread to go on with: "new", "last", an id, or a name, which is made where there is none.

        Nothing is written. Raises NotFoundError for an id that was never given out, UserError for an unusable name.
        """
        if name == "new":
            return Thread(self._fresh_id(), _now())
        if name != "last" and not is_thread_name(name):
            raise UserError(
                f"{name!r} cannot name a thread.",
                remedy="Use up to 64 letters, digits, dots, dashes and underscores; new makes a thread without a name.",
            )
        if name == "last" or name.startswith(GENERATED):
            return self.load(name)
        try:
            return self.load(name)
        except NotFoundError:
            return Thread(name, _now())

    def load(self, name: str) -> Thread:
        """A thread by its id or name, or the one used "last"; raises NotFoundError, which lists the recent ones."""
        table, turns = _schema.threads.c, _schema.turns.c
        query = _schema.threads.select()
        query = query.order_by(table.used_at.desc()).limit(1) if name == "last" else query.where(table.id == name)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
            if row is not None:
                own = _schema.turns.select().where(turns.thread == row.id).order_by(turns.number)
                return Thread(row.id, row.started_at, tuple(_turn(item) for item in connection.execute(own)))
        raise self._unknown(name)

    def recent(self, limit: int) -> list[Thread]:
        """The threads used last, newest first."""
        table = _schema.threads.c
        query = _schema.threads.select().with_only_columns(table.id).order_by(table.used_at.desc()).limit(limit)
        with self._database.reading() as connection:
            names = list(connection.execute(query).scalars())
        return [self.load(name) for name in names]

    def add(self, thread: str, article: Article) -> Turn:
        """Keep an article and put it at the end of a thread, which is made where there is none."""
        from sqlalchemy import func, select

        self._store.save(article)
        passages = dict.fromkeys(item.passage_id for claim in article.claims for item in claim.citations)
        moment = _now()
        with self._database.writing() as connection:
            self._touch(connection, thread, moment)
            turns = _schema.turns.c
            last = select(func.coalesce(func.max(turns.number), 0)).where(turns.thread == thread)
            turn = Turn(
                number=connection.execute(last).scalar_one() + 1,
                asked=article.asked or article.question,
                question=article.question,
                article=article.digest,
                status=article.status.value,
                asked_at=moment,
                passages=tuple(passages),
            )
            row = {**asdict(turn), "thread": thread, "passages": json.dumps(turn.passages)}
            connection.execute(_schema.turns.insert(), row)
        return turn

    def delete(self, name: str, *, by: Acting = OPERATOR) -> Deletion:
        """Delete a thread, its questions and its articles for good, but for those that another thread or the board has.

        Waiting copies go too, and the file is written anew so that nothing of them stays in it. The ledger tells how
        many articles went, neither which nor the thread's name.
        """
        from citewell.store.dossiers import held_by_board

        thread = self.load(name)
        self._store.take_in()
        digests = tuple(dict.fromkeys(turn.article for turn in thread.turns))
        turns = _schema.turns.c
        with self._database.writing() as connection:
            others = _schema.turns.select().with_only_columns(turns.article).where(turns.thread != thread.id)
            elsewhere = set(connection.execute(others.where(turns.article.in_(digests))).scalars())
            kept = tuple(sorted(elsewhere | held_by_board(connection, digests)))
            connection.execute(_schema.turns.delete().where(turns.thread == thread.id))
            connection.execute(_schema.threads.delete().where(_schema.threads.c.id == thread.id))
            gone = tuple(digest for digest in digests if digest not in kept)
            self._store.delete_rows(connection, gone)
            told = {"questions": len(thread.turns), "articles": len(gone)}
            record(connection, actor=by, action="thread.deleted", subject="instance:here", details=told)
        self._store.wipe((f'"thread":"{thread.id}"', *gone))
        return Deletion(thread.id, len(thread.turns), gone, kept)

    def _touch(self, connection: Connection, thread: str, moment: str) -> None:
        """Make the thread, or note that it was used; taken first, so that turns are numbered one after another."""
        table = _schema.threads
        used = connection.execute(table.update().where(table.c.id == thread).values(used_at=moment))
        if not used.rowcount:
            connection.execute(table.insert(), {"id": thread, "started_at": moment, "used_at": moment})

    def _fresh_id(self) -> str:
        return GENERATED + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))

    def _unknown(self, name: str) -> NotFoundError:
        recent = [f"{thread.id} ({_short(thread.turns[0].question)})" for thread in self.recent(RECENT) if thread.turns]
        listed = f"The recent ones: {', '.join(recent)}." if recent else ""
        if name == "last":
            return NotFoundError("There is no thread yet.", remedy="Start one with: citewell ask --thread new QUESTION")
        return NotFoundError(
            f"There is no thread {name!r}.",
            remedy=listed or "Start one with: citewell ask --thread new QUESTION",
        )


def _turn(row: Any) -> Turn:
    try:
        passages = tuple(str(name) for name in json.loads(row.passages))
    except (ValueError, TypeError) as error:
        raise LibraryError(
            f"Question {row.number} of the thread {row.thread} was altered.", remedy="Delete the thread, and ask again."
        ) from error
    return Turn(row.number, row.asked, row.question, row.article, row.status, row.asked_at, passages)


def _short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:49].rstrip()}…"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
