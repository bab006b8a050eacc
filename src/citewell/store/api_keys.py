"""API keys: told once, kept as a hash, found again by what they begin with."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from citewell.accounts import membership
from citewell.domain.errors import AccessRefused, NotFoundError, UserError
from citewell.domain.people import Actor, ApiKey, Person, Scope, fresh_id, of_person
from citewell.store import _person_rows as rows
from citewell.store._people_tables import api_keys
from citewell.store._secrets import fresh_token, now, token_hash, written
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database

DAYS = 365
MOST_DAYS = 730
MOST_KEYS = 50
LONGEST_NAME = 100
NOTED_EVERY = timedelta(minutes=1)
_KEY = re.compile(r"cw_[a-z2-9]{8}_[A-Za-z0-9_-]{43}")


class KeyStore:
    """The keys of everybody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def make(self, person_id: str, name: str, scopes: Collection[Scope], *, days: int = DAYS) -> tuple[ApiKey, str]:
        """A key for one's own programs, and the key itself, told this once. Raises AccessRefused, UserError."""
        said = " ".join(name.split())
        if not said or len(said) > LONGEST_NAME or not said.isprintable():
            raise UserError("A key needs a name.", remedy=f"Say in up to {LONGEST_NAME} letters what it is for.")
        if not scopes:
            raise UserError("A key needs a scope.", remedy=f"Choose from: {', '.join(Scope)}.")
        if not 1 <= days <= MOST_DAYS:
            raise UserError(f"A key lasts from 1 to {MOST_DAYS} days.", remedy="Choose a number of days between.")
        prefix = fresh_id("cw_")
        key, moment = f"{prefix}_{fresh_token()}", now()
        with self._database.writing() as connection:
            person = rows.person_of(rows.row_by_id(connection, person_id))
            membership.check_may_hold_key(of_person(person), scopes)
            if len(connection.execute(_usable().where(api_keys.c.person == person_id)).all()) >= MOST_KEYS:
                raise UserError(f"One person has at most {MOST_KEYS} keys.", remedy="Revoke one first.")
            values = {
                "id": fresh_id("k-"),
                "person": person_id,
                "name": said,
                "prefix": prefix,
                "key_hash": token_hash(key),
                "scopes": json.dumps([scope.value for scope in Scope if scope in scopes]),
                "created_at": written(moment),
                "expires_at": written(moment + timedelta(days=days)),
                "last_used_at": "",
                "revoked_at": "",
            }
            connection.execute(api_keys.insert(), values)
            made = _key_of(connection.execute(api_keys.select().where(api_keys.c.id == values["id"])).one())
            details = {"prefix": prefix, "scopes": sorted(made.scopes), "expires": made.expires_at}
            _tell(connection, of_person(person), "key.made", made, details)
        return made, key

    def find(self, key: str) -> tuple[ApiKey, Person] | None:
        """The key's record, and whose it is, if it can be used now; its scopes are those that its owner may still give.

        The use is noted at most once a minute.
        """
        if not _KEY.fullmatch(key):
            return None
        with self._database.reading() as connection:
            row = connection.execute(_usable().where(api_keys.c.key_hash == token_hash(key))).one_or_none()
            if row is None:
                return None
            owner = rows.person_of(rows.row_by_id(connection, row.person))
        if not owner.active:
            return None
        if not row.last_used_at or now() - datetime.fromisoformat(row.last_used_at) > NOTED_EVERY:
            with self._database.writing() as connection:
                used = api_keys.update().where(api_keys.c.id == row.id)
                connection.execute(used.values(last_used_at=written(now())))
        return _still_given(_key_of(row), owner), owner

    def listed(self, person_id: str = "") -> list[ApiKey]:
        """The keys of a person, or of everybody, revoked and expired ones included; newest first."""
        query = api_keys.select().order_by(api_keys.c.created_at.desc())
        if person_id:
            query = query.where(api_keys.c.person == person_id)
        with self._database.reading() as connection:
            return [_key_of(row) for row in connection.execute(query)]

    def revoke(self, key_id: str, *, by: Actor) -> ApiKey:
        """End a key at once: one's own, or as an admin anybody's. Raises NotFoundError."""
        with self._database.writing() as connection:
            row = connection.execute(api_keys.select().where(api_keys.c.id == key_id)).one_or_none()
            if row is None or not (_is_own(row, by) or membership.can_manage(by)):
                raise NotFoundError(f"There is no key {key_id!r}.", remedy="See them: citewell account keys")
            if not row.revoked_at:
                ended = api_keys.update().where(api_keys.c.id == key_id)
                connection.execute(ended.values(revoked_at=written(now())))
                _tell(connection, by, "key.revoked", _key_of(row), {"prefix": row.prefix})
            return _key_of(connection.execute(api_keys.select().where(api_keys.c.id == key_id)).one())


def _is_own(row: Any, by: Actor) -> bool:
    return by.is_person and row.person == by.id


def _still_given(key: ApiKey, owner: Person) -> ApiKey:
    from dataclasses import replace

    kept = set()
    for scope in key.scopes:
        try:
            membership.check_may_hold_key(of_person(owner), {scope})
        except AccessRefused:
            continue
        kept.add(scope)
    return replace(key, scopes=frozenset(kept))


def _usable() -> Any:
    return api_keys.select().where(api_keys.c.revoked_at == "", api_keys.c.expires_at > written(now()))


def _key_of(row: Any) -> ApiKey:
    return ApiKey(
        id=row.id,
        owner=row.person,
        name=row.name,
        prefix=row.prefix,
        scopes=frozenset(map(Scope, json.loads(row.scopes))),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


def _tell(connection: Connection, by: Actor, action: str, key: ApiKey, details: Mapping[str, object]) -> None:
    record(connection, actor=by, action=action, subject=f"key:{key.id}", details=details)
