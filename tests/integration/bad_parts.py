"""What bad files are made of: entities that grow, packed bombs, text without end."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

Content = str | bytes | Callable[[Path], None]
MIB = 2**20
MANY = (".",) * 20 + ("81 more lines",)
"""What is printed of a file of nothing but broken records."""


class Bad(NamedTuple):
    """A file, the lines that the report has about it (each a pattern), and the ids of documents it yields anyway."""

    name: str
    content: Content
    lines: tuple[str, ...] = (".",)
    keeps: tuple[str, ...] = ()


def words(count: int, *, seed: int = 1) -> str:
    """Text that packs badly."""
    chance = random.Random(seed)
    return " ".join("".join(chance.choices("abcdefghijklmnop", k=7)) for _ in range(count))


LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE bomb [<!ENTITY a0 "Pain grew. ">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]>\n"
)
QUADRATIC = f'<?xml version="1.0"?>\n<!DOCTYPE bomb [<!ENTITY a "{"Pain grew. " * 20_000}">]>\n'
OUTSIDE = (
    '<?xml version="1.0"?>\n<!DOCTYPE bomb [<!ENTITY a SYSTEM "file:///etc/passwd"> <!ENTITY % p SYSTEM '
    '"http://127.0.0.1:9/evil.dtd"> %p;]>\n'
)
DEEP = "<b>" * 100_000 + "deep" + "</b>" * 100_000
LONG = "pain " * (50 * MIB // 5)
COMMENTS = "<!--a-->" * 60 + "&"


@cache
def packed_run(fill: bytes) -> bytes:
    """So many of one byte, gzipped, that a few of them are more than a memory holds."""
    return gzip.compress(fill * (64 * MIB), 1)


def packed_bomb(beginning: str, size: int, fill: bytes = b" ") -> Callable[[Path], None]:
    """A gzipped file that unpacks to `size` bytes behind its beginning."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(gzip.compress(beginning.encode()))
            for _ in range(size // (64 * MIB)):
                file.write(packed_run(fill))

    return write


def cut_gzip(text: str, share: float) -> bytes:
    whole = gzip.compress(text.encode())
    return whole[: int(len(whole) * share)]


def zipped(**parts: bytes | str) -> bytes:
    """A zip whose parts are named with __ for a slash and _ for a dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


def deflated(size: int) -> bytes:
    """Spaces that unpack to `size` bytes, without the beginning and the sum that zlib puts around them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b" " * (16 * MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return piece * (size // (16 * MIB)) + packer.flush()
