"""Who is signed in: sessions by random tokens kept as hashes, listed and ended by their person."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from citewell.domain.errors import NotFoundError
from citewell.domain.people import AccountSession, Person, fresh_id, of_person
from citewell.store import _person_rows as rows
from citewell.store._people_tables import account_sessions as sessions
from citewell.store._secrets import fresh_token, now, token_hash, written
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=7)
CODE_WITHIN = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=1)
LONGEST_BROWSER = 200


class Signed(NamedTuple):
    """A session at hand and whose it is."""

    id: str
    person: Person


class SessionStore:
    """Finds, lists and ends sessions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, token: str) -> Signed | None:
        """Whose token this is, if its session has not ended; notes the use at most once a minute."""
        if not token:
            return None
        with self._database.reading() as connection:
            row = alive(connection, token, complete=True)
            if row is None:
                return None
            person = rows.person_of(rows.row_by_id(connection, row.person))
        if not person.active:
            return None
        if now() - datetime.fromisoformat(row.used_at) > NOTED_EVERY:
            with self._database.writing() as connection:
                used = sessions.update().where(sessions.c.id == row.id)
                connection.execute(used.values(used_at=written(now())))
        return Signed(row.id, person)

    def listed(self, person_id: str) -> list[AccountSession]:
        """A person's sessions that have not ended, the one used last first."""
        query = _alive().where(sessions.c.person == person_id, sessions.c.complete.is_(True))
        with self._database.reading() as connection:
            found = connection.execute(query.order_by(sessions.c.used_at.desc())).all()
        return [AccountSession(row.id, row.browser, row.created_at, row.used_at) for row in found]

    def sign_out(self, token: str) -> None:
        """End the session of a token; one that has ended stays ended."""
        with self._database.writing() as connection:
            row = connection.execute(sessions.select().where(sessions.c.token_hash == token_hash(token))).one_or_none()
            if row:
                person = rows.person_of(rows.row_by_id(connection, row.person))
                connection.execute(sessions.delete().where(sessions.c.id == row.id))
                _tell(connection, person, "session.signed_out", row.id)

    def revoke(self, person_id: str, session_id: str) -> None:
        """End one of a person's own sessions; raises NotFoundError."""
        with self._database.writing() as connection:
            person = rows.person_of(rows.row_by_id(connection, person_id))
            gone = sessions.delete().where(sessions.c.id == session_id, sessions.c.person == person_id)
            if not connection.execute(gone).rowcount:
                raise NotFoundError("This session has ended already.", remedy="Load the account page again.")
            _tell(connection, person, "session.revoked", session_id)

    def revoke_all(self, person_id: str, *, but: str = "") -> int:
        """End all sessions of a person, but for one; returns how many were ended."""
        with self._database.writing() as connection:
            person = rows.person_of(rows.row_by_id(connection, person_id))
            count = end_all(connection, person_id, but=but)
            record(
                connection,
                actor=of_person(person),
                action="session.all_revoked",
                subject=f"person:{person_id}",
                details={"ended": count},
            )
        return count


def begin(connection: Connection, person: Person, *, browser: str, complete: bool) -> str:
    """Make a session and return its token; sessions that have ended are cleared away."""
    token, moment = fresh_token(), now()
    connection.execute(sessions.delete().where(sessions.c.expires_at <= written(moment)))
    label = "".join(letter for letter in browser if letter.isprintable())[:LONGEST_BROWSER]
    values = {
        "id": fresh_id("s-"),
        "token_hash": token_hash(token),
        "person": person.id,
        "browser": label,
        "created_at": written(moment),
        "used_at": written(moment),
        "expires_at": written(moment + (LONGEST if complete else CODE_WITHIN)),
        "complete": complete,
    }
    connection.execute(sessions.insert(), values)
    return token


def alive(connection: Connection, token: str, *, complete: bool) -> Any | None:
    """The row of a session that has not ended, by its token."""
    query = _alive().where(sessions.c.token_hash == token_hash(token), sessions.c.complete.is_(complete))
    return connection.execute(query).one_or_none()


def end_all(connection: Connection, person_id: str, *, but: str = "") -> int:
    """End all sessions of a person, but for one, without an event of its own."""
    return connection.execute(sessions.delete().where(sessions.c.person == person_id, sessions.c.id != but)).rowcount


def _alive() -> Any:
    moment = now()
    return sessions.select().where(sessions.c.expires_at > written(moment), sessions.c.used_at > written(moment - IDLE))


def _tell(connection: Connection, person: Person, action: str, session_id: str) -> None:
    details = {"person": person.id}
    record(connection, actor=of_person(person), action=action, subject=f"session:{session_id}", details=details)
