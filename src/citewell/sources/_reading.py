"""How far the reading of a place is, for whoever shows it: the readers note it here, and nothing else changes."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass
from typing import BinaryIO


@dataclass(slots=True)
class Reading:
    """How far a source is in one place: in the file that is open, and of the records that a service counted."""

    records: int = 0
    expected: int = 0
    file: BinaryIO | None = None

    @property
    def bytes_read(self) -> int:
        """Bytes read of the file that is open now, packed as it is; 0 where none is."""
        return 0 if self.file is None or self.file.closed else self.file.tell()


_current: ContextVar[Reading | None] = ContextVar("reading", default=None)


def watch_reading() -> Reading:
    """Follow what is read from now on, until the next call."""
    reading = Reading()
    _current.set(reading)
    return reading


def reads_from(file: BinaryIO) -> None:
    """Note that a reader goes through this file; of a gzipped one, packed."""
    if reading := _current.get():
        reading.file = file


def reads_records(done: int, expected: int) -> None:
    """Note how many records of those that a service counted are read."""
    if reading := _current.get():
        reading.records, reading.expected = done, expected
