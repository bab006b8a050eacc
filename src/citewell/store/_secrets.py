"""Makes and compares what lets somebody in: random tokens kept by SHA-256, passwords kept by Argon2id."""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import UTC, datetime
from functools import cached_property
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


class Passwords:
    """Hashes passwords with Argon2id; by default with the parameters of RFC 9106 for little memory.

    Those are 3 passes over 64 MiB in 4 lanes. A test takes cheaper ones.
    """

    def __init__(self, *, passes: int = 3, kibibytes: int = 65_536, lanes: int = 4) -> None:
        self._passes, self._kibibytes, self._lanes = passes, kibibytes, lanes

    def hash(self, password: str) -> str:
        """The hash to keep, with its salt and parameters in it."""
        with _AT_ONCE:
            return self._hasher.hash(normalised(password))

    def fits(self, kept: str, password: str) -> bool:
        """Whether this is the password of a kept hash; takes as long where nothing is kept (an empty hash)."""
        from argon2.exceptions import InvalidHashError, VerificationError

        nobodys = self._nobodys  # made in every case, so that the first unknown address takes no longer
        with _AT_ONCE:
            try:
                self._hasher.verify(kept or nobodys, normalised(password[: LONGEST + 1]))
            except (VerificationError, InvalidHashError):
                return False
        return bool(kept)

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than these."""
        return self._hasher.check_needs_rehash(kept)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher

        return PasswordHasher(time_cost=self._passes, memory_cost=self._kibibytes, parallelism=self._lanes)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe(32))


def now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """A moment as it is kept."""
    return moment.isoformat(timespec="microseconds")
