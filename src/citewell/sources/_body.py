"""Unpacking an answer's body piece by piece, so that a small packed one cannot fill memory or disk."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

PIECE = 2**18
PACKINGS = ("gzip", "x-gzip", "deflate")


class TooLong(Exception):
    """A body of more bytes, unpacked, than are wanted."""


class Unusable(Exception):
    """A body that breaks off, or that is packed in a way that was not asked for."""


def unpacked(body: Iterable[bytes], *, encoding: str, most: int) -> Iterator[bytes]:
    """The body in pieces of some 256 KiB, with one layer of gzip or deflate undone; raises TooLong or Unusable."""
    packing = encoding.strip().lower()
    if packing in ("", "identity"):
        pieces: Iterable[bytes] = body
    elif packing in PACKINGS:
        pieces = _inflated(body)
    else:
        raise Unusable(f"its answer is packed as {packing[:20]!r}")
    received = 0
    for piece in pieces:
        received += len(piece)
        if received > most:
            raise TooLong
        yield piece


def _inflated(body: Iterable[bytes]) -> Iterator[bytes]:
    stream, started = zlib.decompressobj(47), False
    for data in body:
        while data:
            if stream.eof:
                if not data.startswith(b"\x1f\x8b"):  # what follows the last member is padding
                    break
                stream = zlib.decompressobj(47)
            started = True
            try:
                piece = stream.decompress(data, PIECE)
            except zlib.error as error:
                raise Unusable("its answer is damaged") from error
            if piece:
                yield piece
            data = stream.unconsumed_tail or stream.unused_data
    if started and not stream.eof:
        raise Unusable("its answer broke off")
