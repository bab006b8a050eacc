"""People in the database: their records, roles and credentials, each change with its event in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from citewell.accounts import membership
from citewell.domain.errors import RecordError, UserError
from citewell.domain.people import Actor, Person, Role, clean_email, is_email, of_person
from citewell.store import _person_rows as rows
from citewell.store._people_tables import account_sessions, api_keys, invitations, people
from citewell.store._secrets import now, written
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database


class PeopleStore:
    """Everybody with an account. Safe to use from several threads and processes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Person]:
        """Everybody, those deactivated included, by name."""
        with self._database.reading() as connection:
            return rows.every_person(connection)

    def get(self, who: str) -> Person:
        """A person by id or e-mail address; raises NotFoundError."""
        with self._database.reading() as connection:
            return rows.person_of(_named(connection, who))

    def change_roles(self, who: str, roles: Collection[Role], *, by: Actor) -> Person:
        """Give somebody exactly these roles, from now on. Raises AccessRefused, NotFoundError."""
        with self._database.writing() as connection:
            person = rows.person_of(_named(connection, who))
            membership.check_may_change_roles(by, person)
            changed = replace(person, roles=frozenset(roles))
            membership.check_keeps_an_admin(rows.every_person(connection), changed)
            _update(connection, person, roles=rows.roles_text(roles))
            details = {"before": sorted(person.roles), "after": sorted(changed.roles)}
            _tell(connection, by, "account.roles_changed", person, details)
        return changed

    def verify(self, who: str, *, by: Actor, verified: bool = True, seen: str = "") -> Person:
        """Note that an admin has checked the stated credentials, or take that back.

        `seen` are the credentials as the admin saw them; raises UserError where they have changed since.
        """
        with self._database.writing() as connection:
            person = rows.person_of(_named(connection, who))
            membership.check_may_verify(by, person)
            if verified and not person.credentials:
                raise UserError(
                    f"{person.name} has stated no credentials.", remedy="They are stated on the account page."
                )
            if verified and seen and seen != person.credentials:
                raise UserError("The credentials have changed since.", remedy="Read them again, then verify.")
            _update(connection, person, verified=verified)
            action = "account.verified" if verified else "account.verification_withdrawn"
            _tell(connection, by, action, person, {"credentials": person.credentials})
        return replace(person, verified=verified)

    def activate(self, who: str, *, by: Actor, active: bool) -> Person:
        """Let somebody in again, or no more: sessions, keys and open links end with it."""
        with self._database.writing() as connection:
            person = rows.person_of(_named(connection, who))
            membership.check_may_deactivate(by, person)
            changed = replace(person, active=active)
            membership.check_keeps_an_admin(rows.every_person(connection), changed)
            _update(connection, person, active=active)
            if not active:
                _shut_out(connection, person)
            _tell(connection, by, "account.reactivated" if active else "account.deactivated", person, {})
        return changed

    def change_profile(self, person_id: str, *, name: str, credentials: str, specialties: Collection[str]) -> Person:
        """What somebody says of themselves; other credentials or specialties are to be verified anew."""
        with self._database.writing() as connection:
            person = rows.person_of(rows.row_by_id(connection, person_id))
            try:
                changed = replace(
                    person,
                    name=" ".join(name.split()),
                    credentials=" ".join(credentials.split()),
                    specialties=tuple(sorted(set(specialties))),
                )
            except RecordError as error:
                raise UserError(error.message, remedy="Change what the message names.") from error
            stated = (person.name, person.credentials, person.specialties)
            if stated == (changed.name, changed.credentials, changed.specialties):
                return person
            changed = replace(changed, verified=False)
            _update(
                connection,
                person,
                name=changed.name,
                credentials=changed.credentials,
                specialties=json.dumps(changed.specialties),
                verified=False,
            )
            details = {
                "name": changed.name,
                "credentials": changed.credentials,
                "specialties": list(changed.specialties),
            }
            _tell(connection, of_person(person), "account.profile_changed", person, details)
        return changed

    def change_email(
        self, who: str, email: str, *, by: Actor, also: Callable[[Connection, Person, Person], None] | None = None
    ) -> Person:
        """Take another address to sign in with; sessions, keys and open links stay. Raises AccessRefused, UserError.

        The ledger tells that it changed, and neither address, for an event is never deleted. `also` writes what
        belongs to it in the same transaction, given the person before and after.
        """
        address = clean_email(email)
        if not is_email(address):
            raise UserError(f"{email[:254]!r} is no e-mail address.", remedy="Write it as name@host.")
        with self._database.writing() as connection:
            person = rows.person_of(_named(connection, who))
            membership.check_may_change_email(by, person)
            if address == person.email:
                return person
            if rows.row_by_email(connection, address):
                raise UserError(f"{address} has an account already.", remedy="Take another address.")
            changed = replace(person, email=address)
            _update(connection, person, email=address)
            if also is not None:
                also(connection, person, changed)
            _tell(connection, by, "account.email_changed", person, {})
        return changed


def _named(connection: Connection, who: str) -> Any:
    if "@" in who:
        if row := rows.row_by_email(connection, clean_email(who)):
            return row
        raise rows.nobody(who)
    return rows.row_by_id(connection, who)


def _update(connection: Connection, person: Person, **values: object) -> None:
    connection.execute(people.update().where(people.c.id == person.id).values(**values))


def _shut_out(connection: Connection, person: Person) -> None:
    moment = written(now())
    connection.execute(account_sessions.delete().where(account_sessions.c.person == person.id))
    keys = api_keys.update().where(api_keys.c.person == person.id, api_keys.c.revoked_at == "")
    connection.execute(keys.values(revoked_at=moment))
    to = (invitations.c.email == person.email) | (invitations.c.person == person.id)
    links = invitations.update().where(to, invitations.c.closed_at == "")
    connection.execute(links.values(closed_at=moment))


def _tell(connection: Connection, by: Actor, action: str, person: Person, details: Mapping[str, object]) -> None:
    record(connection, actor=by, action=action, subject=f"person:{person.id}", details=details)
