"""Reading XML that nobody has vouched for: no entity is expanded, no other file or address is opened."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO, cast

from citewell.sources._files import LARGEST_FILE, TooLarge, beginning

MOST_MARKUP = 750_000
"""Tags and attributes of one file or record; the largest articles have 60,000."""

_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
# What stands before the root is matched once and never tried again another way, which could take for ever.
_PROLOGUE = re.compile(
    rb"(?:\xef\xbb\xbf)?"
    rb"(?>\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*+(?:\[.*?\]\s*)?>)*+"
    rb"<([A-Za-z_][\w.:-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*+)>?",
    re.DOTALL,
)
_WIDE = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
_IN_WORDS = (
    ("amplification", "its entities expand to far more than the file holds"),
    ("entity", "it uses an entity that is not known or not allowed"),
    ("excessive depth", "its elements are nested too deeply"),
    ("text node too long", "one stretch of its text is longer than 10 million characters"),
    ("attvalue length", "one of its attributes is longer than 10 million characters"),
    ("resource limit", "it holds more than any publication"),
    ("encoding", "its letters do not fit the encoding that it states"),
    ("utf-8", "its letters do not fit the encoding that it states"),
    ("invalid byte", "its letters do not fit the encoding that it states"),
    ("char", "it holds characters that XML forbids"),
    ("pcdata", "it holds characters that XML forbids"),
    ("document is empty", "it is empty or no XML"),
    ("start tag expected", "it is empty or no XML"),
)
_NAMESPACE = re.compile(rb"""\sxmlns(?::[\w.-]+)?\s*=\s*["']([^"']*)["']""")


class TooMuchMarkup(ValueError):
    """A file of so many elements and attributes that its tree would fill the memory."""

    def __init__(self) -> None:
        super().__init__(f"it has more than {MOST_MARKUP:,} tags and attributes")


def parse_xml(data: bytes, *, encoding: str | None = None) -> Any:
    """The root element of `data`; raises SyntaxError or ValueError, which `why_no_xml` puts in words, for no XML.

    `encoding` counts before what `data` declares; raises LookupError for one that is not known.
    """
    from lxml import etree

    if markup_in(data) > MOST_MARKUP:
        raise TooMuchMarkup
    root = etree.fromstring(data, _parser(encoding))
    if not isinstance(root.tag, str):
        raise ValueError("it is empty or no XML")
    return root


def markup_in(data: bytes) -> int:
    """At least how many tags and attributes `data` has: each takes far more memory than its letters."""
    return data.count(b"<") + data.count(b"=")


def why_no_xml(error: Exception) -> str:
    """What is wrong with a file, in plain words and with the line, from what the parser raised."""
    if isinstance(error, RecursionError):
        return "its elements are nested too deeply"
    said = str(error).lower()
    if not isinstance(error, SyntaxError) and "lxml" not in said:
        return str(error)
    reason = next((words for sign, words in _IN_WORDS if sign in said), "it breaks off, or its tags do not match")
    line = getattr(error, "lineno", None)
    return f"{reason} (line {line})" if line else reason


@lru_cache(maxsize=8)
def _parser(encoding: str | None) -> Any:
    from lxml import etree

    return etree.XMLParser(encoding=encoding, **_SAFE)


def stream_xml(stream: BinaryIO, tags: Collection[str]) -> Iterator[Any]:
    """Every element of these tags, as it ends; freed when the next one is asked for, so memory stays small.

    Raises lxml.etree.XMLSyntaxError where the file breaks off or is no XML, TooLarge or TooMuchMarkup where one of
    them is too large; what came before is good.
    """
    from lxml import etree

    bounded = _Bounded(stream)
    for _, element in etree.iterparse(cast(BinaryIO, bounded), events=("end",), tag=tuple(tags), **_SAFE):
        bounded.start_again()
        yield element
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del element.getparent()[0]


def xml_root(path: Path) -> tuple[str, str]:
    """The name of the root element without a prefix, and the first namespace it names; empty where there is none."""
    start = beginning(path)
    if wide := _WIDE.get(start[:2]):
        start = start.decode(wide, "replace").removeprefix("\ufeff").encode()
    match = _PROLOGUE.match(start)
    if match is None:
        return "", ""
    namespace = _NAMESPACE.search(match[2])
    name = match[1].decode("utf-8", "replace").rpartition(":")[2]
    return name, namespace[1].decode("utf-8", "replace") if namespace else ""


class _Bounded:
    """A stream that ends in TooLarge or TooMuchMarkup when one record takes more than is allowed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._read, self._markup = stream, 0, 0

    def start_again(self) -> None:
        self._read = self._markup = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(min(size, 2**18) if size > 0 else 2**18)
        self._read += len(piece)
        self._markup += markup_in(piece)
        if self._read > LARGEST_FILE:
            raise TooLarge(f"one record takes more than {LARGEST_FILE // 2**20} MiB")
        if self._markup > MOST_MARKUP:
            raise TooMuchMarkup
        return piece


def unknown_entity(root: Any) -> str:
    """The first entity in a tree that HTML does not name, as in "&dose;"; empty where there is none."""
    from lxml import etree

    written = (entity.text for entity in root.iter(etree.Entity))
    return next((text for text in written if html.unescape(text) == text), "")


def words_of(element: Any) -> str:
    """The text in an element, its children's included, with single spaces; empty for None."""
    return "" if element is None else " ".join("".join(pieces_of(element)).split())


def pieces_of(element: Any) -> Iterator[str]:
    """The stretches of text in an element in reading order; entities that HTML names become their character."""
    from lxml import etree

    if element.text and not isinstance(element, etree._Entity):
        yield element.text
    for child in element:
        if isinstance(child, etree._Entity):
            yield html.unescape(child.text)
        else:
            yield from pieces_of(child)
        if child.tail:
            yield child.tail


def local_name(element: Any) -> str:
    """An element's tag without its namespace; empty for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
