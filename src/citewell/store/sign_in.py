"""Signing in: the password, then the one-time code of who has one; throttled, and each attempt an event.

Nothing in an answer, or in how long it takes, tells whether an address has an account.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from citewell.accounts.passwords import check_password
from citewell.accounts.waiting import FREE_PER_ACCOUNT, FREE_PER_ADDRESS
from citewell.domain.errors import SignInError
from citewell.domain.people import VISITOR, Person, Role, clean_email, fresh_id, is_email, of_person
from citewell.store import _person_rows as rows
from citewell.store import sessions
from citewell.store._people_tables import account_sessions, invitations, people
from citewell.store._sealing import Sealing
from citewell.store._secrets import Passwords, now, token_hash, written
from citewell.store._throttle import forgive, subject, take_attempt
from citewell.store.events import record
from citewell.store.invitations import InvitationStore, join
from citewell.store.second_factors import is_code_now, is_recovery_code

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database

WRONG = "Nobody is signed in by this e-mail address and password."
WRONG_CODE_REMEDY = "Take the code that your device shows now, or a recovery code."
WRONG_CODE = "This code does not let you in: it is wrong, used or too old."


class SignedIn(NamedTuple):
    """The token of a session that has begun; `needs_code` says that it is only half a sign-in."""

    token: str
    person: Person
    needs_code: bool


class SignIn:
    """Lets people in. `address` is the network address that an attempt comes from, `browser` what it says it is."""

    def __init__(self, database: Database, passwords: Passwords, sealing: Sealing) -> None:
        self._database = database
        self._passwords = passwords
        self._sealing = sealing

    def by_password(self, email: str, password: str, *, address: str, browser: str) -> SignedIn:
        """Begin a session. Raises SignInError, or ThrottledError with the seconds to wait."""
        given = clean_email(email)[:300]
        account, place = subject("account", given), subject("address", address)
        with self._database.writing() as connection:
            take_attempt(connection, {account: FREE_PER_ACCOUNT, place: FREE_PER_ADDRESS})
            row = rows.row_by_email(connection, given)
        kept = row.password if row is not None and row.active else ""
        right = self._passwords.fits(kept, password)
        renewed = self._passwords.hash(password) if right and self._passwords.is_outdated(kept) else ""
        with self._database.writing() as connection:
            fresh = rows.row_by_email(connection, given)
            if not right or fresh is None or fresh.password != kept or not fresh.active:
                _tell_failure(connection, row, "password")
                refused = True
            else:
                refused = False
                if renewed:
                    connection.execute(people.update().where(people.c.id == fresh.id).values(password=renewed))
                forgive(connection, cleared=account, lessened=place)
                signed = _begin(connection, rows.person_of(fresh), browser=browser, how="password")
        if refused:
            raise SignInError(WRONG, remedy="Check both, or ask an admin for a link to set a new password.")
        return signed

    def by_code(self, token: str, code: str, *, address: str, browser: str) -> SignedIn:
        """Finish a sign-in by a one-time or recovery code: the token of the first step ends, and a new one begins."""
        with self._database.writing() as connection:
            row = sessions.alive(connection, token, complete=False)
            if row is None:
                raise SignInError("This sign-in took too long.", remedy="Begin again with your password.")
            account, place = subject("code", row.person), subject("address", address)
            take_attempt(connection, {account: FREE_PER_ACCOUNT, place: FREE_PER_ADDRESS})
        with self._database.writing() as connection:
            row = sessions.alive(connection, token, complete=False)
            owner = rows.row_by_id(connection, row.person) if row else None
            how, refusal = "", SignInError(WRONG_CODE, remedy=WRONG_CODE_REMEDY)
            if owner is not None and owner.active:
                try:
                    how = _accepted(connection, owner, code, self._sealing)
                except SignInError as error:
                    refusal = error
            if owner is not None and how:
                connection.execute(account_sessions.delete().where(account_sessions.c.token_hash == token_hash(token)))
                forgive(connection, cleared=account, lessened=place)
                person = rows.person_of(owner)
                return SignedIn(_complete(connection, person, browser=browser, how=how), person, needs_code=False)
            _tell_failure(connection, owner, "code")
        raise refusal

    def by_sign_on(
        self, *, issuer: str, identity: str, email: str, name: str, browser: str, join_new: bool
    ) -> SignedIn:
        """Begin a session for whom a single sign-on provider vouches, with an address that it has verified.

        Only an account, or an open invitation, with that address is linked; with `join_new` others join as readers.
        """
        mark, address = _mark(issuer, identity), clean_email(email)
        with self._database.writing() as connection:
            person = _linked(connection, mark, address, name=name, join_new=join_new)
            if person is not None and person.active:
                return _begin(connection, person, browser=browser, how="single sign-on")
            record(
                connection,
                actor=VISITOR,
                action="login.failed",
                subject=f"person:{person.id if person else 'unknown'}",
                details={"step": "single sign-on"},
            )
        raise SignInError(
            "Your organisation knows you, and this Citewell has no account for you.",
            remedy="Ask an admin to invite your e-mail address, then sign in again.",
        )

    def has_password(self, person_id: str) -> bool:
        """Whether somebody has a password; who only ever came by single sign-on has none."""
        with self._database.reading() as connection:
            return bool(rows.row_by_id(connection, person_id).password)

    def confirm_password(self, person_id: str, password: str, *, address: str) -> None:
        """Make sure that whoever is signed in knows the password, where there is one.

        Raises SignInError, or ThrottledError with the seconds to wait.
        """
        account, place = subject("account-page", person_id), subject("address", address)
        with self._database.writing() as connection:
            row = rows.row_by_id(connection, person_id)
            if not row.password:
                return
            take_attempt(connection, {account: FREE_PER_ACCOUNT, place: FREE_PER_ADDRESS})
        right = self._passwords.fits(row.password, password)
        with self._database.writing() as connection:
            if right:
                forgive(connection, cleared=account, lessened=place)
                return
            _tell_failure(connection, row, "password of who is signed in")
        raise SignInError("This is not your present password.", remedy="Check it, and send the form again.")

    def change_password(self, person_id: str, *, old: str, new: str, session: str, address: str) -> None:
        """Take another password; every other session ends. Raises SignInError for a wrong old one, and UserError."""
        self.confirm_password(person_id, old, address=address)
        with self._database.reading() as connection:
            person = rows.person_of(rows.row_by_id(connection, person_id))
        check_password(new, email=person.email, name=person.name)
        kept = self._passwords.hash(new)
        with self._database.writing() as connection:
            connection.execute(people.update().where(people.c.id == person_id).values(password=kept))
            ended = sessions.end_all(connection, person_id, but=session)
            record(
                connection,
                actor=of_person(person),
                action="account.password_changed",
                subject=f"person:{person_id}",
                details={"sessions_ended": ended},
            )


def _begin(connection: Connection, person: Person, *, browser: str, how: str) -> SignedIn:
    if person.second_factor:
        token = sessions.begin(connection, person, browser=browser, complete=False)
        record(
            connection,
            actor=VISITOR,
            action="login.first_step",
            subject=f"person:{person.id}",
            details={"by": how},
        )
        return SignedIn(token, person, needs_code=True)
    return SignedIn(_complete(connection, person, browser=browser, how=how), person, needs_code=False)


def _complete(connection: Connection, person: Person, *, browser: str, how: str) -> str:
    token = sessions.begin(connection, person, browser=browser, complete=True)
    record(
        connection,
        actor=of_person(person),
        action="login.succeeded",
        subject=f"person:{person.id}",
        details={"by": how},
    )
    return token


def _accepted(connection: Connection, owner: Any, code: str, sealing: Sealing) -> str:
    """By which kind of code somebody is let in; it is used up with it. Empty where it is none.

    Raises SignInError where the key that one-time codes were kept with is lost; recovery codes need none.
    """
    if is_code_now(connection, owner, code, sealing):
        return "one-time code"
    return "recovery code" if is_recovery_code(connection, owner.id, code) else ""


def _mark(issuer: str, identity: str) -> str:
    """What an account is known by at the provider: the issuer, and a hash of what that calls the person."""
    return f"{issuer} {token_hash(identity)}"


def _linked(connection: Connection, mark: str, email: str, *, name: str, join_new: bool) -> Person | None:
    known = connection.execute(people.select().where(people.c.signed_on_by == mark)).one_or_none()
    if known:
        return rows.person_of(known)
    if not is_email(email):
        return None
    row = rows.row_by_email(connection, email)
    if row is not None:
        if row.signed_on_by or not row.active:
            return None  # an address that went to somebody else at the provider opens nobody's account
        person = rows.person_of(row)
        connection.execute(people.update().where(people.c.id == row.id).values(signed_on_by=mark))
        record(
            connection,
            actor=of_person(person),
            action="account.sign_on_linked",
            subject=f"person:{row.id}",
            details={},
        )
        return person
    return InvitationStore.accept_sign_on(connection, email, name=name, signed_on_by=mark) or (
        _join_as_reader(connection, email, name=name, mark=mark) if join_new else None
    )


def _join_as_reader(connection: Connection, email: str, *, name: str, mark: str) -> Person:
    """An account that nobody invited, where the settings allow it: an invitation by the rule, used at once."""
    moment = written(now())
    values = {
        "id": fresh_id("i-"),
        "token_hash": token_hash(fresh_id("unused-")),
        "email": email,
        "roles": rows.roles_text({Role.READER}),
        "person": None,
        "invited_by": "Single sign-on",
        "created_at": moment,
        "expires_at": moment,
        "closed_at": moment,
    }
    connection.execute(invitations.insert(), values)
    row = connection.execute(invitations.select().where(invitations.c.id == values["id"])).one()
    return join(connection, row, name=name, password="", signed_on_by=mark)


def _tell_failure(connection: Connection, row: Any | None, step: str) -> None:
    """Note a failed attempt; what was typed stays out of the ledger, because it may be a password."""
    who = row.id if row is not None else "unknown"
    record(connection, actor=VISITOR, action="login.failed", subject=f"person:{who}", details={"step": step})
