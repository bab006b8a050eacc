"""The file of a backup: a tar file of what was saved, and at its end `backup.json`, which names each file's hash."""

from __future__ import annotations

import hashlib
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from citewell.domain.errors import InputError, LibraryError, UserError

INVENTORY = "backup.json"
FORMAT = 1
_BLOCK = 1 << 20
_LONGEST_INVENTORY = 256 << 20


class ArchiveWriter:
    """Takes files into a backup, and notes the hash of each as it was read."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._files: dict[str, dict[str, Any]] = {}

    def add(self, path: Path, name: str) -> None:
        """Take in a file under this name; one that is gone meanwhile is passed over."""
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return
        with file:
            member = self._tar.gettarinfo(arcname=name, fileobj=file)
            reader = _HashedReader(file)
            self._tar.addfile(member, cast(IO[bytes], reader))
        self._files[name] = {"sha256": reader.digest, "bytes": member.size}

    def finish(self, said: Mapping[str, Any]) -> dict[str, Any]:
        """Write the inventory, which makes the backup whole; returns it."""
        inventory = {"format": FORMAT, **said, "files": self._files}
        text = json.dumps(inventory, indent=1, sort_keys=True).encode()
        member = tarfile.TarInfo(INVENTORY)
        member.size, member.mode = len(text), 0o600
        self._tar.addfile(member, BytesIO(text))
        return inventory


@contextmanager
def writing_archive(path: Path) -> Iterator[ArchiveWriter]:
    """A backup at `path`, readable by its owner alone, which is there only once it is whole.

    It is compressed where its name ends in gz. Raises UserError where there is a file of that name.
    """
    if path.exists():
        raise UserError(
            f"There is a file {path} already.", remedy="Choose another name; a backup is never written over."
        )
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(
                fileobj=file, mode="w:gz" if path.suffix in {".gz", ".tgz"} else "w", dereference=True
            ) as tar:
                yield ArchiveWriter(tar)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        Path(name).unlink(missing_ok=True)


def unpack(path: Path, folder: Path) -> dict[str, Any]:
    """Unpack a backup into an empty folder, and return its inventory.

    Raises InputError where it is no backup, is cut short, or a file in it is not what the inventory says.
    """
    found: dict[str, dict[str, Any]] = {}
    inventory: dict[str, Any] = {}
    try:
        with tarfile.open(path, mode="r:*") as tar:
            for member in tar:
                if member.name == INVENTORY and member.isreg() and member.size < _LONGEST_INVENTORY:
                    inventory = dict(json.loads(_content(tar, member).read()))
                else:
                    found[member.name] = _unpack_file(tar, member, folder)
    except (tarfile.TarError, EOFError, ValueError, TypeError, OSError, zlib.error) as error:
        if isinstance(error, OSError) and error.filename and Path(error.filename) != path:
            raise _unwritable(folder, error) from error
        raise InputError(f"{path} cannot be read as a backup: {error}", remedy="Choose another backup.") from error
    if inventory.get("format") != FORMAT:
        raise InputError(
            f"{path} is no backup, is cut short, or is of a newer version of Citewell.", remedy="Choose another backup."
        )
    named = inventory.get("files", {})
    for name in sorted(named.keys() | found.keys()):
        if named.get(name) != found.get(name):
            raise InputError(f"{name} in {path} is not what was saved.", remedy="Choose another backup.")
    return inventory


class _HashedReader:
    """Reads a file for the archive and hashes what goes through."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        block = self._file.read(size)
        self._hash.update(block)
        return block

    @property
    def digest(self) -> str:
        """SHA-256 of what was read."""
        return self._hash.hexdigest()


def _unpack_file(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> dict[str, Any]:
    """Write one file, for its owner alone to read; a name that leads out of the folder is no name of a backup."""
    name = PurePosixPath(member.name)
    if not member.isreg() or name.is_absolute() or ".." in name.parts or not name.parts:
        raise ValueError(f"{member.name!r} is no file of a backup")
    target = folder.joinpath(*name.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    content, digest = _content(tar, member), hashlib.sha256()
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while block := content.read(_BLOCK):
            digest.update(block)
            file.write(block)
    return {"sha256": digest.hexdigest(), "bytes": member.size}


def _content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = tar.extractfile(member)
    if content is None:
        raise ValueError(f"{member.name!r} is no file")
    return content


def _unwritable(path: Path, error: OSError) -> LibraryError:
    return LibraryError(
        f"{path} cannot be written: {error.strerror or error}.",
        remedy="Choose a folder that can be written to, on a disk with room.",
    )
