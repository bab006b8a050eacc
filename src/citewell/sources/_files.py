"""Opening files that people bring: plain or gzipped, within limits, with plain words when it fails."""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from citewell.domain.errors import InputError
from citewell.sources._reading import reads_from

LARGEST_FILE = 64 * 2**20
"""Bytes of a file that is read whole (an article, a page); 64 MiB."""

LARGEST_STREAM = 16 * 2**30
"""Bytes, unpacked, of a file that is read record by record; 16 GiB."""

_GZIP = b"\x1f\x8b"
_MOST_EXPANSION = 100
_EXPANSION_FREE = 256 * 2**20

READ_ERRORS = (OSError, EOFError, zlib.error)
"""What reading a broken or vanished file raises."""


class TooLarge(OSError):
    """A file that is, or unpacks to, more than is allowed."""


@contextmanager
def open_stream(path: Path, *, most: int = LARGEST_STREAM) -> Iterator[BinaryIO]:
    """The bytes of `path`, unpacked if it is gzipped; reading raises READ_ERRORS, TooLarge past `most`."""
    with path.open("rb") as packed:
        reads_from(packed)
        if packed.read(2) == _GZIP:
            packed.seek(0)
            with gzip.open(packed, "rb") as unpacked:
                size = path.stat().st_size
                limit = min(most, max(_EXPANSION_FREE, size * _MOST_EXPANSION))
                yield cast(BinaryIO, _Buffered(_Limited(cast(BinaryIO, unpacked), limit), 2**18))
        else:
            packed.seek(0)
            yield cast(BinaryIO, _Buffered(_Limited(packed, most), 2**18))


def read_whole(path: Path, *, most: int = LARGEST_FILE) -> bytes:
    """All bytes of `path`, unpacked if it is gzipped. Raises InputError with a remedy."""
    try:
        with open_stream(path, most=most) as stream:
            return stream.read()
    except READ_ERRORS as error:
        raise InputError(f"{path.name} cannot be read: {why(error)}.", remedy=remedy_for(error)) from error


def beginning(path: Path, *, most: int = 65_536) -> bytes:
    """The first bytes of `path`, unpacked; what could be read where it is broken, nothing where it cannot be."""
    found = bytearray()
    try:
        with open_stream(path) as stream:
            while len(found) < most and (piece := stream.read1(most - len(found))):  # type: ignore[attr-defined]
                found += piece
    except READ_ERRORS:
        pass
    return bytes(found)


def raw_digest(record: bytes) -> str:
    """SHA-256 of a record as it was found."""
    return hashlib.sha256(record).hexdigest()


def why(error: BaseException) -> str:
    """The reason in a few words, without a path in it."""
    if isinstance(error, TooLarge):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    if isinstance(error, EOFError | zlib.error):
        return "the compressed data is broken or incomplete"
    return str(error) or type(error).__name__


def remedy_for(error: BaseException) -> str:
    """What the owner of the file can do."""
    if isinstance(error, TooLarge):
        return "Split the file, if it is what it should be."
    return "Download or copy the file again."


class _Buffered(io.BufferedReader):
    """A buffered stream that gives what there is before it fails: the whole records of a file that is cut."""

    def read(self, size: int | None = -1) -> bytes:
        """At most `size` bytes, and fewer where there are fewer at hand; all where it is negative."""
        return super().read() if size is None or size < 0 else super().read1(size)


class _Limited(io.RawIOBase):
    """A stream that ends in TooLarge after `most` bytes."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._most, self._read = stream, most, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast(bytearray, buffer))
        # Of a compressed file that is cut, `read` gives nothing of its last piece, `read1` all that is there.
        piece = self._stream.read1(min(len(view), 2**18))  # type: ignore[attr-defined]
        self._read += len(piece)
        if self._read > self._most:
            raise TooLarge(f"it holds more than {self._most // 2**20} MiB")
        view[: len(piece)] = piece
        return len(piece)
