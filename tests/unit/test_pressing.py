"""Kept answers: what is put together from compressed pieces is read as the plain text, whatever is filled in."""

from __future__ import annotations

import gzip
import random
import zlib

import pytest

from citewell.web.pressing import answer, as_it_is, press, zipped

DRAWN = random.Random(7)


@pytest.mark.parametrize("filled", [b"", b"x", DRAWN.randbytes(70_000), b"a" * 65_535, b"a" * 65_536])
def test_pieces_in_a_row_are_one_gzip_stream_whatever_stands_between_them(filled: bytes) -> None:
    text = b"<p>Exercise eases headache from the neck.</p>\n" * 900
    first, second = press(text), press(text + DRAWN.randbytes(200))
    parts = [first, as_it_is(filled), second, press(b""), as_it_is(filled), first]
    plain = b"".join(part.plain for part in parts)
    assert gzip.decompress(zipped(parts)) == plain
    assert zlib.decompress(zipped(parts), 31) == plain
    assert len(first.deflated) < len(text) / 20


def test_a_browser_that_reads_no_gzip_gets_the_plain_text() -> None:
    for accepted, encoding in ((b"gzip, br", "gzip"), (b"br", None), (b"", None)):
        scope = {"type": "http", "headers": [(b"accept-encoding", accepted)]}
        told = answer([press(b"one "), as_it_is(b"two")], scope, media_type="text/html", headers={"ETag": '"x"'})
        body = bytes(told.body)
        assert told.headers.get("content-encoding") == encoding
        assert (gzip.decompress(body) if encoding else body) == b"one two"
        assert told.headers["etag"] == '"x"'
        assert int(told.headers["content-length"]) == len(body)
