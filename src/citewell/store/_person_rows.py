"""People as rows of the database and back, and the checks that every change of one begins with."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from citewell.domain.errors import NotFoundError
from citewell.domain.people import Person, Role
from citewell.store._people_tables import people

if TYPE_CHECKING:
    from sqlalchemy import Connection


def person_of(row: Any) -> Person:
    """The record of a row."""
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        credentials=row.credentials,
        specialties=tuple(json.loads(row.specialties)),
        roles=roles_of(row.roles),
        verified=row.verified,
        active=row.active,
        created_at=row.created_at,
        second_factor=bool(row.code_secret),
    )


def roles_of(text: str) -> frozenset[Role]:
    """Roles as they are kept."""
    return frozenset(map(Role, json.loads(text)))


def roles_text(roles: Collection[Role]) -> str:
    """Roles to keep, in the order of Role."""
    return json.dumps([role.value for role in Role if role in roles])


def row_by_id(connection: Connection, identity: str) -> Any:
    """A person's row; raises NotFoundError."""
    row = connection.execute(people.select().where(people.c.id == identity)).one_or_none()
    if row is None:
        raise nobody(identity)
    return row


def row_by_email(connection: Connection, email: str) -> Any | None:
    """A person's row by the address they sign in with, or None."""
    return connection.execute(people.select().where(people.c.email == email)).one_or_none()


def every_person(connection: Connection) -> list[Person]:
    """Everybody with an account, by name."""
    rows = connection.execute(people.select().order_by(people.c.name, people.c.id)).all()
    return [person_of(row) for row in rows]


def nobody(identity: str) -> NotFoundError:
    """The error for an account that there is none of."""
    return NotFoundError(f"Nobody here is {identity!r}.", remedy="See who is: citewell account list")
