"""Links that let somebody in once: to join with roles that were chosen for them, or to set a new password."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from citewell.accounts import membership
from citewell.accounts.passwords import check_password
from citewell.domain.errors import NotFoundError, RecordError, UserError
from citewell.domain.people import (
    Actor,
    Invitation,
    Person,
    Role,
    clean_email,
    fresh_id,
    is_email,
    is_id,
    of_person,
)
from citewell.store import _person_rows as rows
from citewell.store._people_tables import account_sessions, invitations, people, recovery_codes
from citewell.store._secrets import Passwords, fresh_token, now, token_hash, written
from citewell.store.events import record

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database

JOIN_WITHIN = timedelta(days=7)
RESET_WITHIN = timedelta(hours=24)


class InvitationStore:
    """Makes links and honours each once. The token in a link is told once and kept as a hash."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    def open(self) -> list[Invitation]:
        """The links that can still be used, newest first."""
        query = _usable().order_by(invitations.c.created_at.desc())
        with self._database.reading() as connection:
            return [_invitation(connection, row) for row in connection.execute(query)]

    def invite(self, email: str, roles: Collection[Role], *, by: Actor) -> tuple[Invitation, str]:
        """An invitation and its token; an earlier one to the same address ends. Raises AccessRefused, UserError."""
        address = clean_email(email)
        membership.check_may_invite(by, roles)
        if not is_email(address):
            raise UserError(f"{email!r} is no e-mail address.", remedy="Write it as name@host.")
        if not roles:
            raise UserError("An invitation names at least one role.", remedy="Choose one, such as reader.")
        with self._database.writing() as connection:
            if rows.row_by_email(connection, address):
                raise UserError(f"{address} has an account already.", remedy="Change its roles instead.")
            return self._make(connection, address, roles, by=by, person=None)

    def make_reset(self, who: Person, *, by: Actor, second_factor: bool = False) -> tuple[Invitation, str]:
        """A link to set a new password; with `second_factor` the one-time codes are taken off too.

        Only an admin makes one, and not for themselves: who is signed in changes a password on the account page.
        """
        membership.check_may_deactivate(by, who)
        with self._database.writing() as connection:
            person = rows.person_of(rows.row_by_id(connection, who.id))
            if not person.active:
                raise UserError(f"{person.name} is deactivated.", remedy="Let them in again first.")
            if second_factor:
                take_off_second_factor(connection, person, by=by)
            return self._make(connection, person.email, person.roles, by=by, person=person)

    def withdraw(self, identity: str, *, by: Actor) -> None:
        """Take an open link back; raises NotFoundError."""
        with self._database.writing() as connection:
            query = _usable().where(invitations.c.id == identity)
            row = connection.execute(query).one_or_none() if is_id(identity) else None
            if row is None:
                raise NotFoundError(f"There is no open invitation {identity!r}.", remedy="See: citewell account list")
            membership.check_may_invite(by, rows.roles_of(row.roles))
            _close(connection, invitations.c.id == identity)
            _tell(connection, by, "account.invitation_withdrawn", row.id, {})

    def read(self, token: str) -> Invitation:
        """What a link is for; raises NotFoundError for one that is used, withdrawn, expired or unknown."""
        with self._database.reading() as connection:
            return _invitation(connection, _by_token(connection, token))

    def accept(self, token: str, *, name: str, password: str) -> Person:
        """Join, or set the new password; the link is used up. Raises NotFoundError, UserError."""
        found = self.read(token)
        said = " ".join(name.split())
        check_password(password, email=found.email, name=found.name or said)
        if not found.is_reset:
            _check_name(said)
        kept = self._passwords.hash(password)
        with self._database.writing() as connection:
            row = _by_token(connection, token)
            _close(connection, invitations.c.id == row.id)
            if row.person:
                return _set_password(connection, row.person, kept)
            return join(connection, row, name=said, password=kept)

    @staticmethod
    def accept_sign_on(connection: Connection, email: str, *, name: str, signed_on_by: str) -> Person | None:
        """Join without a password, by single sign-on, where an open invitation to this address is; else None."""
        query = _usable().where(invitations.c.email == email, invitations.c.person.is_(None))
        row = connection.execute(query).one_or_none()
        if row is None:
            return None
        _close(connection, invitations.c.id == row.id)
        return join(connection, row, name=name, password="", signed_on_by=signed_on_by)

    def _make(
        self, connection: Connection, email: str, roles: Collection[Role], *, by: Actor, person: Person | None
    ) -> tuple[Invitation, str]:
        token, moment = fresh_token(), now()
        to = invitations.c.email == email
        if person:  # whose address may have changed since
            to |= invitations.c.person == person.id
        _close(connection, to & (invitations.c.closed_at == ""))
        values = {
            "id": fresh_id("i-"),
            "token_hash": token_hash(token),
            "email": email,
            "roles": rows.roles_text(roles),
            "person": person.id if person else None,
            "invited_by": by.name,
            "created_at": written(moment),
            "expires_at": written(moment + (RESET_WITHIN if person else JOIN_WITHIN)),
            "closed_at": "",
        }
        connection.execute(invitations.insert(), values)
        if person:
            record(
                connection,
                actor=by,
                action="account.reset_link_made",
                subject=f"person:{person.id}",
                details={"invitation": values["id"]},
            )
        else:
            details = {"roles": sorted(roles)}
            _tell(connection, by, "account.invited", str(values["id"]), details)
        return _invitation(connection, _by_token(connection, token)), token


def join(connection: Connection, row: Any, *, name: str, password: str, signed_on_by: str | None = None) -> Person:
    """Make the account of whoever an invitation (its row) was for."""
    if rows.row_by_email(connection, row.email):
        raise UserError(f"{row.email} has an account already.", remedy="Sign in.")
    values = {
        "id": fresh_id("p-"),
        "name": name,
        "email": row.email,
        "credentials": "",
        "specialties": "[]",
        "roles": row.roles,
        "verified": False,
        "active": True,
        "created_at": written(now()),
        "password": password,
        "code_secret": "",
        "code_step": 0,
        "signed_on_by": signed_on_by,
    }
    connection.execute(people.insert(), values)
    person = rows.person_of(rows.row_by_id(connection, str(values["id"])))
    record(
        connection,
        actor=of_person(person),
        action="account.joined",
        subject=f"person:{person.id}",
        details={"invitation": row.id, "roles": sorted(person.roles)},
    )
    return person


def take_off_second_factor(connection: Connection, person: Person, *, by: Actor) -> None:
    """Take one-time codes and their recovery codes off an account; approving roles rest until they are set up anew."""
    connection.execute(people.update().where(people.c.id == person.id).values(code_secret="", code_step=0))
    connection.execute(recovery_codes.delete().where(recovery_codes.c.person == person.id))
    record(
        connection,
        actor=by,
        action="account.second_factor_removed",
        subject=f"person:{person.id}",
        details={},
    )


def _set_password(connection: Connection, person_id: str, kept: str) -> Person:
    """A new password from a link that reset it: whoever was signed in with the old one is not any more."""
    person = rows.person_of(rows.row_by_id(connection, person_id))
    connection.execute(people.update().where(people.c.id == person_id).values(password=kept))
    connection.execute(account_sessions.delete().where(account_sessions.c.person == person_id))
    record(
        connection,
        actor=of_person(person),
        action="account.password_reset",
        subject=f"person:{person_id}",
        details={},
    )
    return person


def _check_name(name: str) -> None:
    try:
        Person(fresh_id("p-"), name, "somebody@example.org")
    except RecordError as error:
        raise UserError(error.message, remedy="Write the name that readers will see.") from error


def _usable() -> Any:
    return invitations.select().where(invitations.c.closed_at == "", invitations.c.expires_at > written(now()))


def _by_token(connection: Connection, token: str) -> Any:
    row = connection.execute(_usable().where(invitations.c.token_hash == token_hash(token))).one_or_none()
    if row is None:
        raise NotFoundError(
            "This link is not valid: it was used, taken back, replaced by a newer one, or is too old.",
            remedy="Ask whoever invited you for a new one.",
        )
    return row


def _close(connection: Connection, which: Any) -> None:
    connection.execute(invitations.update().where(which).values(closed_at=written(now())))


def _invitation(connection: Connection, row: Any) -> Invitation:
    return Invitation(
        id=row.id,
        email=row.email,
        roles=rows.roles_of(row.roles),
        invited_by=row.invited_by,
        created_at=row.created_at,
        expires_at=row.expires_at,
        is_reset=row.person is not None,
        name=rows.row_by_id(connection, row.person).name if row.person else "",
    )


def _tell(connection: Connection, by: Actor, action: str, identity: str, details: Mapping[str, object]) -> None:
    record(connection, actor=by, action=action, subject=f"invitation:{identity}", details=details)
