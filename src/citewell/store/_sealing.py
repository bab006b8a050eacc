"""Secrets of one-time codes, sealed: a copy of the database alone computes no code.

AES-256-GCM under a key derived from the instance's, bound to the person, so that nobody's secret serves in another row.
"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

from citewell.domain.errors import SignInError

if TYPE_CHECKING:
    from sqlalchemy import Connection, TableClause

    from citewell.store.keys import InstanceKey

FORM = "sealed-1:"
PURPOSE = "one-time codes"
NONCE_BYTES = 12
LOST_KEY = "Your one-time codes cannot be checked: this Citewell no longer has the key that they were kept with."
LOST_KEY_REMEDY = (
    "A recovery code still lets you in. Have an admin take the one-time codes off, and set them up anew: "
    "citewell account reset ADDRESS --codes. Or have instance.key put back from a backup."
)


class Sealing:
    """Seals and opens the secrets of one-time codes with the key of the instance."""

    def __init__(self, key: InstanceKey) -> None:
        self._key = key

    def seal(self, secret: str, person_id: str) -> str:
        """A secret as it is kept for a person. Raises LibraryError where the key cannot be used."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(self._key.derived(PURPOSE)).encrypt(nonce, secret.encode(), person_id.encode())
        return FORM + base64.b64encode(nonce + sealed).decode()

    def open(self, kept: str, person_id: str) -> str:
        """The secret that was kept for a person; one that an earlier version kept as it was is given back so.

        Raises SignInError where it was sealed with another key, or for somebody else.
        """
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        if not is_sealed(kept):
            return kept
        try:
            data = base64.b64decode(kept.removeprefix(FORM))
            cipher = AESGCM(self._key.derived(PURPOSE))
            return cipher.decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], person_id.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SignInError(LOST_KEY, remedy=LOST_KEY_REMEDY) from error


def is_sealed(kept: str) -> bool:
    """Whether a secret is kept sealed."""
    return kept.startswith(FORM)


def seal_all(connection: Connection, sealing: Sealing) -> int:
    """Seal every secret that is not sealed yet, in the caller's transaction; returns how many there were."""
    plain = [(person, kept) for person, kept in _secrets(connection) if not is_sealed(kept)]
    for person, secret in plain:
        _keep(connection, person, sealing.seal(secret, person))
    return len(plain)


def open_all(connection: Connection, sealing: Sealing) -> None:
    """Keep every secret as it is again, as earlier versions do; one that cannot be opened stays as it is."""
    for person, kept in _secrets(connection):
        try:
            secret = sealing.open(kept, person)
        except SignInError:
            continue
        _keep(connection, person, secret)


def _secrets(connection: Connection) -> list[tuple[str, str]]:
    """Everybody's id and secret, as the layout at hand keeps them."""
    people = _people()
    return [(row.id, row.code_secret) for row in connection.execute(people.select().where(people.c.code_secret != ""))]


def _keep(connection: Connection, person_id: str, kept: str) -> None:
    people = _people()
    connection.execute(people.update().where(people.c.id == person_id).values(code_secret=kept))


def _people() -> TableClause:
    """The columns that are needed alone: a step of the layout runs on tables that later ones may change."""
    from sqlalchemy import column, table

    return table("people", column("id"), column("code_secret"))
