"""Answers that are kept: compressed once, with places left open for what belongs to a single request.

A gzip stream (RFC 1952) is a run of deflate blocks (RFC 1951). Blocks that look back at nothing outside of themselves
can be put in a row in any order, so that the pieces of a page are compressed once and what a request fills in stands
between them as it is. That keeps secrets out of the compression, too: no token shares a block with anything else.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import Scope

LEVEL = 9
"""The most that deflate does: it is paid once for each kept answer."""

MOST_STORED = 0xFFFF
"""Bytes in a block that is not compressed."""

_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_END = b"\x01\x00\x00\xff\xff"
"""An empty last block."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Bytes, and the same as deflate blocks that look back at nothing outside of themselves."""

    plain: bytes
    deflated: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page in pieces; between each and the next is a place that every request fills for itself."""

    pieces: tuple[Pressed, ...]
    places: tuple[str, ...]


def press(text: bytes) -> Pressed:
    """Compressed, to be kept."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Pressed(text, compressor.compress(text) + compressor.flush(zlib.Z_FULL_FLUSH))


def as_it_is(text: bytes) -> Pressed:
    """Not compressed, for what stands on one answer alone."""
    blocks = []
    for start in range(0, len(text), MOST_STORED):
        part = text[start : start + MOST_STORED]
        blocks.append(b"\x00" + struct.pack("<HH", len(part), len(part) ^ MOST_STORED) + part)
    return Pressed(text, b"".join(blocks))


def zipped(parts: Iterable[Pressed]) -> bytes:
    """The parts in a row as one gzip stream."""
    stream, check, size = [_HEAD], 0, 0
    for part in parts:
        stream.append(part.deflated)
        check = zlib.crc32(part.plain, check)
        size += len(part.plain)
    return b"".join((*stream, _END, struct.pack("<II", check, size & 0xFFFFFFFF)))


def answer(
    parts: Iterable[Pressed],
    scope: Scope,
    *,
    media_type: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The parts in a row, compressed where who asks takes that."""
    own = dict(headers or {})
    if "gzip" not in Headers(scope=scope).get("accept-encoding", ""):
        return Response(b"".join(part.plain for part in parts), status, own, media_type)
    return Response(zipped(parts), status, {**own, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}, media_type)
