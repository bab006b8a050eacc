"""Reads CSV that nobody has vouched for, record by record: one broken quote costs one record and no more."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

LONGEST_LINE = 2**20
MOST_LINES = 40
"""Lines of one record: a field may hold line breaks, but not a chapter."""

Record = tuple[int, list[str] | None]


def csv_records(stream: BinaryIO) -> Iterator[Record]:
    """Each record with the number of its first line, from 1; None in place of the fields of one that is broken.

    The first record fixes how many fields there are; further empty ones at the end of a line are dropped. A record
    of another number is broken: its first line is given up, and reading goes on with the next. A quote that is
    never closed is taken for a character, where the fields then number right. Text is UTF-8, and a line that is not
    is read as Windows-1252.
    """
    waiting: deque[str | None] = deque()
    number, width = 1, 0
    while True:
        if not waiting and not _fill(waiting, stream):
            return
        taken, fields = _next(waiting, stream, width)
        if fields is None or any(fields):
            width = width or len(fields or ())
            yield number, fields
        number += taken
        for _ in range(taken):
            waiting.popleft()


def _next(waiting: deque[str | None], stream: BinaryIO, width: int) -> tuple[int, list[str] | None]:
    """How many waiting lines the next record takes, and its fields."""
    text, quotes = "", 0
    for taken in range(1, MOST_LINES + 1):
        if len(waiting) < taken and not _fill(waiting, stream):
            break
        line = waiting[taken - 1]
        if line is None or len(text) + len(line) > LONGEST_LINE:
            break
        text += line
        quotes += line.count('"')
        if quotes % 2 == 0:
            fields = _fields(text, width)
            if fields is not None:
                return taken, fields
            break
    alone = waiting[0]
    return 1, None if alone is None or len(alone) > LONGEST_LINE else _fields(alone, width, strict=False)


def _fields(text: str, width: int, *, strict: bool = True) -> list[str] | None:
    try:
        rows = list(csv.reader([text], strict=strict))
    except csv.Error:
        return None
    if not rows:
        return []
    fields = [field.strip() for field in rows[0]]
    while len(fields) > max(width, 1) and not fields[-1]:
        fields.pop()
    if not any(fields):
        return []
    return fields if len(rows) == 1 and (not width or len(fields) == width) else None


def _fill(waiting: deque[str | None], stream: BinaryIO) -> bool:
    """Appends the next line of the file, None for one past the longest; False at its end."""
    line = stream.readline(LONGEST_LINE + 1)
    if not line:
        return False
    if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
        while (rest := stream.readline(2**20)) and not rest.endswith(b"\n"):
            pass
        waiting.append(None)
    else:
        waiting.append(_decoded(line).replace("\0", ""))
    return True


def _decoded(line: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")
