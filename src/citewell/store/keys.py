"""The key of an instance: an Ed25519 key in a file of its own, with which it signs what named people decided."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from citewell.domain.errors import LibraryError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = "instance.key"
_ID_LENGTH = 16


class InstanceKey:
    """The private key in the file at `path`, made when it is first needed and readable by its owner alone.

    Of several processes that make it at once one wins, and all use that key.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def sign(self, data: bytes) -> bytes:
        """The signature of these bytes, 64 bytes long. Raises LibraryError where the key cannot be used."""
        return self._private().sign(data)

    def public(self) -> bytes:
        """The public key, 32 bytes, which may be shown to anybody."""
        return self._private().public_key().public_bytes_raw()

    def shown(self) -> dict[str, str]:
        """The public key as it is shown and carried: its id, its algorithm, and its 32 bytes in base64."""
        public = self.public()
        return {"id": key_id(public), "algorithm": "Ed25519", "public_key": base64.b64encode(public).decode()}

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for another purpose, by HKDF-SHA256 (RFC 5869): nothing else is told by it."""
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        made = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"citewell {purpose}".encode())
        return made.derive(self._private().private_bytes_raw())

    def _private(self) -> Ed25519PrivateKey:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            if not self.path.exists():
                self._make()
            if self.path.stat().st_mode & 0o077:
                raise LibraryError(
                    f"The key {self.path} can be read by others than its owner.",
                    remedy=f"If nobody has: chmod 600 {self.path}. Else move it away; a new one is made, and what the "
                    "old one signed is no longer proved by it.",
                )
            key = load_pem_private_key(self.path.read_bytes(), password=None)
        except OSError as error:
            raise LibraryError(
                f"The key {self.path} cannot be read or made: {error.strerror}.",
                remedy="Make the file and its folder readable and writable for the user that runs Citewell.",
            ) from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise self._unusable() from error
        if not isinstance(key, Ed25519PrivateKey):
            raise self._unusable()
        return key

    def _make(self) -> None:
        """Write a new key beside the place and link it there, which fails where another process was faster."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=self.path.parent, prefix=".key-")  # made with the mode 0600
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.link(name, self.path)
        except FileExistsError:
            return
        finally:
            Path(name).unlink(missing_ok=True)

    def _unusable(self) -> LibraryError:
        return LibraryError(
            f"{self.path} holds no Ed25519 key.",
            remedy="Restore it from a backup. Or move it away; a new one is made, and what the old one signed is no "
            "longer proved by it.",
        )


def key_id(public: bytes) -> str:
    """The short name of a public key: k- and the first 16 hexadecimal digits of its SHA-256."""
    return "k-" + hashlib.sha256(public).hexdigest()[:_ID_LENGTH]


def verify_signature(public: bytes, *, signature: bytes, data: bytes) -> bool:
    """Whether the owner of this public key signed these bytes; false for what is no key or no signature."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
