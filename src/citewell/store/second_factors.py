"""One-time codes by time (TOTP, RFC 6238), each taken once, and recovery codes for a lost device."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Any

from citewell.accounts.waiting import FREE_PER_ACCOUNT
from citewell.domain.errors import AccessRefused, SignInError, UserError
from citewell.domain.people import APPROVING, LETTERS, Person, of_person
from citewell.store import _person_rows as rows
from citewell.store import sessions
from citewell.store._people_tables import people, recovery_codes
from citewell.store._sealing import Sealing, is_sealed
from citewell.store._secrets import now, token_hash
from citewell.store._throttle import forgive, subject, take_attempt
from citewell.store.events import record
from citewell.store.invitations import take_off_second_factor

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._database import Database

STEP_SECONDS = 30
DRIFT_STEPS = 1
"""How many steps a device's clock may be off, as RFC 6238 (section 5.2) allows."""
RECOVERY_CODES = 10
_CODE_LETTERS = 16
_SECRET_LETTERS = 32
ISSUER = "Citewell"
_CODE = re.compile("[0-9]{6}")


class SecondFactors:
    """Sets up and takes off one-time codes."""

    def __init__(self, database: Database, sealing: Sealing) -> None:
        self._database = database
        self._sealing = sealing

    @staticmethod
    def fresh_secret() -> str:
        """A secret for a device, in Base32: 160 bits, as RFC 4226 (section 4) recommends."""
        import pyotp

        return pyotp.random_base32(_SECRET_LETTERS)

    @staticmethod
    def device_address(secret: str, person: Person) -> str:
        """The otpauth: address that a device reads from a QR code."""
        import pyotp

        return str(pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name=ISSUER))

    def set_up(self, person_id: str, *, secret: str, code: str, session: str) -> list[str]:
        """Keep the secret of a device that shows the right code; returns recovery codes, told this once.

        Every other session ends. Raises SignInError for a wrong code, UserError where codes are set up already.
        """
        with self._database.writing() as connection:
            row = rows.row_by_id(connection, person_id)
            if row.code_secret:
                raise UserError("One-time codes are set up already.", remedy="Take them off first.")
            if not re.fullmatch(f"[A-Z2-7]{{{_SECRET_LETTERS}}}", secret):
                raise UserError("This is no secret of one-time codes.", remedy="Load the page again.")
            step = matching_step(secret, code)
            if not step:
                raise SignInError(
                    "The code does not fit.",
                    remedy="Check the clock of your device, and take the code that it shows now.",
                )
            values = {"code_secret": self._sealing.seal(secret, person_id), "code_step": step}
            connection.execute(people.update().where(people.c.id == person_id).values(**values))
            sessions.end_all(connection, person_id, but=session)
            _tell(connection, rows.person_of(row), "account.second_factor_set_up")
            return _renew_recovery_codes(connection, person_id)

    def renew_recovery_codes(self, person_id: str, *, code: str) -> list[str]:
        """Ten new recovery codes, told this once; the old ones end. Raises SignInError for a wrong one-time code."""
        self._count_attempt(person_id)
        with self._database.writing() as connection:
            person = self._confirmed(connection, person_id, code)
            _tell(connection, person, "account.recovery_codes_renewed")
            return _renew_recovery_codes(connection, person_id)

    def take_off(self, person_id: str, *, code: str) -> None:
        """Take one-time codes off one's own account; who decides what readers see cannot. Raises SignInError."""
        self._count_attempt(person_id)
        with self._database.writing() as connection:
            person = self._confirmed(connection, person_id, code)
            if person.roles & APPROVING:
                raise AccessRefused(
                    "Your roles need one-time codes.", remedy="An admin takes them off with a reset, for a new device."
                )
            take_off_second_factor(connection, person, by=of_person(person))

    def recovery_codes_left(self, person_id: str) -> int:
        """How many recovery codes have not been used."""
        with self._database.reading() as connection:
            return len(connection.execute(recovery_codes.select().where(recovery_codes.c.person == person_id)).all())

    def _count_attempt(self, person_id: str) -> None:
        """Count an attempt in a transaction of its own, which stays when the code is wrong."""
        with self._database.writing() as connection:
            take_attempt(connection, {subject("code", person_id): FREE_PER_ACCOUNT})

    def _confirmed(self, connection: Connection, person_id: str, code: str) -> Person:
        row = rows.row_by_id(connection, person_id)
        if not is_code_now(connection, row, code, self._sealing):
            raise SignInError("The code does not fit.", remedy="Take the next code that your device shows.")
        forgive(connection, cleared=subject("code", person_id))
        return rows.person_of(row)


def matching_step(secret: str, code: str, *, after: int = 0) -> int:
    """The step of time, behind `after`, that a code belongs to; 0 for none. Compared in constant time."""
    import pyotp

    digits = _plain(code)
    if not _CODE.fullmatch(digits):
        return 0
    present = int(now().timestamp()) // STEP_SECONDS
    generator, found = pyotp.HOTP(secret), 0
    for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1):
        if secrets.compare_digest(generator.at(step), digits) and step > after:
            found = step
    return found


def is_code_now(connection: Connection, owner: Any, code: str, sealing: Sealing) -> bool:
    """Whether a one-time code lets this person (a row) in; it is used up with that, and those before it.

    Raises SignInError where the secret was sealed with a key that is lost.
    """
    if not owner.code_secret or not _CODE.fullmatch(_plain(code)):
        return False
    secret = sealing.open(owner.code_secret, owner.id)
    step = matching_step(secret, code, after=owner.code_step)
    if step:
        values: dict[str, Any] = {"code_step": step}
        values |= {} if is_sealed(owner.code_secret) else {"code_secret": sealing.seal(secret, owner.id)}
        connection.execute(people.update().where(people.c.id == owner.id).values(**values))
    return bool(step)


def is_recovery_code(connection: Connection, person_id: str, code: str) -> bool:
    """Whether this is one of a person's recovery codes; it is used up with that."""
    plain = _plain(code)
    used = recovery_codes.delete().where(
        recovery_codes.c.person == person_id, recovery_codes.c.code_hash == token_hash(plain)
    )
    return bool(plain) and bool(connection.execute(used).rowcount)


def _renew_recovery_codes(connection: Connection, person_id: str) -> list[str]:
    connection.execute(recovery_codes.delete().where(recovery_codes.c.person == person_id))
    made = ["".join(secrets.choice(LETTERS) for _ in range(_CODE_LETTERS)) for _ in range(RECOVERY_CODES)]
    kept = [{"person": person_id, "code_hash": token_hash(code)} for code in made]
    connection.execute(recovery_codes.insert(), kept)
    return ["-".join(code[at : at + 4] for at in range(0, _CODE_LETTERS, 4)) for code in made]


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).lower()


def _tell(connection: Connection, person: Person, action: str) -> None:
    record(connection, actor=of_person(person), action=action, subject=f"person:{person.id}", details={})
