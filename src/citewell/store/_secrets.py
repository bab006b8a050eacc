"""Makes and compares what lets somebody in: random tokens kept by SHA-256, passwords kept by Argon2id."""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from citewell.accounts.passwords import LONGEST, normalised

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_AT_ONCE = threading.Semaphore(2)
"""Each hash takes 64 MiB for a moment; many at once would exhaust a small machine."""


def fresh_token() -> str:
    """A token of 256 random bits, for an address or a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is kept of a random token; without salt or stretching, which a secret of 256 bits does not need."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


@cache
def hasher() -> PasswordHasher:
    """Argon2id with the parameters of RFC 9106 for little memory (t=3, 64 MiB, 4 lanes)."""
    from argon2 import PasswordHasher
    from argon2.profiles import RFC_9106_LOW_MEMORY

    return PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


def hash_password(password: str) -> str:
    """The hash to keep, with its salt and parameters in it."""
    with _AT_ONCE:
        return hasher().hash(normalised(password))


def is_password(kept: str, password: str) -> bool:
    """Whether this is the password of a kept hash; takes as long where nothing is kept (an empty hash)."""
    from argon2.exceptions import InvalidHashError, VerificationError

    with _AT_ONCE:
        try:
            hasher().verify(kept or _nobodys_hash(), normalised(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)


def needs_new_hash(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return hasher().check_needs_rehash(kept)


@cache
def _nobodys_hash() -> str:
    return hasher().hash(secrets.token_urlsafe(32))


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A moment as it is kept."""
    return moment.isoformat(timespec="microseconds")
