"""Takes a PubMed file apart into its records, as bytes, so that one broken record costs only itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from citewell.domain.documents import Rejection
from citewell.domain.errors import InputError
from citewell.sources._files import remedy_for, why

LARGEST_RECORD = 16 * 2**20
"""Bytes; the largest records that PubMed has hold about 2 MB, most of it references."""

_PIECE = 2**18
_LONGEST_CHECKSUM_FILE = 2**16
_START = re.compile(rb"<(PubmedArticle|PubmedBookArticle|DeleteCitation|DeleteDocument)(?=[\s>/])")
_LONGEST_START = len(b"<PubmedBookArticle ")
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
_MD5 = re.compile(r"\b([0-9a-fA-F]{32})\b")


def split_records(stream: BinaryIO) -> Iterator[bytes | str]:
    """The bytes of each record, its tags included; for one that has no end in reach, the reason in words.

    What stands between records is passed over. Little more than one record is held at a time.
    """
    held, at = b"", 0
    while True:
        start = _START.search(held, at)
        if start is None:
            piece = stream.read(_PIECE)
            if not piece:
                return
            held, at = held[max(at, len(held) - _LONGEST_START) :] + piece, 0
            continue
        tag, at, looked = start[1], start.start(), start.end()
        while (end := _end_of(held, tag, at, looked)) < 0 and len(held) - at <= LARGEST_RECORD:
            piece = stream.read(_PIECE)
            if not piece:
                yield "The file breaks off in it."
                return
            held, at = held[at:], 0
            looked = max(len(start[0]), len(held) - len(tag) - 3)
            held += piece
        if end < 0:
            yield f"It is larger than {LARGEST_RECORD // 2**20} MiB."
            held, at = _after_the_end(stream, held, tag), 0
        elif held.find(b"<" + tag + b">", at + 1, end) > 0:
            yield "It breaks off before the next record begins."
            at = held.rfind(b"<" + tag + b">", at + 1, end)
        else:
            yield held[at:end]
            at = end


def _end_of(held: bytes, tag: bytes, at: int, looked: int) -> int:
    """Where the record that starts at `at` ends, or -1; up to `looked` there is no closing tag."""
    opened = held.find(b">", at)
    if opened > 0 and held[opened - 1 : opened] == b"/":
        return opened + 1
    found = held.find(b"</" + tag + b">", looked)
    return found + len(tag) + 3 if found >= 0 else -1


def _after_the_end(stream: BinaryIO, held: bytes, tag: bytes) -> bytes:
    """What follows the record's end; nothing where the file ends first."""
    closing = b"</" + tag + b">"
    while (found := held.find(closing)) < 0:
        piece = stream.read(_PIECE)
        if not piece:
            return b""
        held = held[-len(closing) :] + piece
    return held[found + len(closing) :]


def encoding_of(beginning: bytes) -> str:
    """The encoding that a file declares or shows by its first bytes, else "utf-8"."""
    if beginning[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        return "utf-16"
    declared = _ENCODING.match(beginning.removeprefix(b"\xef\xbb\xbf"))
    return declared[1].decode("ascii").lower() if declared else "utf-8"


def check_sum(path: Path) -> Rejection | None:
    """Hold the file to the MD5 sum in the `.md5` file beside it, where there is one.

    Raises InputError when they differ. Returns a rejection when there is such a file and no sum in it.
    """
    beside = path.with_name(path.name + ".md5")
    try:
        if not beside.is_file():
            return None
        with beside.open("rb") as file:
            written = file.read(_LONGEST_CHECKSUM_FILE).decode("utf-8", "replace")
        stated = _sum_for(path.name, written)
        if not stated:
            return Rejection(
                f"{beside.name}: line 1",
                "It holds no MD5 sum for the file, so the file was read unchecked.",
                "Download the .md5 file again.",
            )
        found = _md5(path)
    except OSError as error:
        raise InputError(f"{path.name} cannot be checked: {why(error)}.", remedy=remedy_for(error)) from error
    if found != stated:
        raise InputError(
            f"{path.name} is not the file that {beside.name} describes: its MD5 sum is {found}, not {stated}.",
            remedy="Download both again; if you changed the file yourself, remove the .md5 file.",
        )
    return None


def _sum_for(name: str, written: str) -> str:
    """The sum on the line that names the file, or the only one there is."""
    lines = [line for line in written.splitlines() if _MD5.search(line)]
    naming = [line for line in lines if name in line] or (lines if len(lines) == 1 else [])
    match = _MD5.search(naming[0].replace(name, "")) if naming else None
    return match[1].lower() if match else ""


def _md5(path: Path) -> str:
    digest: Any = hashlib.md5(usedforsecurity=False)
    with path.open("rb") as file:
        while piece := file.read(2**20):
            digest.update(piece)
    return str(digest.hexdigest())
