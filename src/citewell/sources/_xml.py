"""Reading XML that nobody has vouched for: no entity is expanded, no other file or address is opened."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from citewell.sources._files import beginning

_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "dtd_validation": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
_PROLOGUE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE(?:[^\[>\"']|\"[^\"]*\"|'[^']*')*(?:\[.*?\]\s*)?>)*"
    rb"<([A-Za-z_][\w.:-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>?",
    re.DOTALL,
)
_NAMESPACE = re.compile(rb"""\sxmlns(?::[\w.-]+)?\s*=\s*["']([^"']*)["']""")


def parse_xml(data: bytes, *, encoding: str | None = None) -> Any:
    """The root element of `data`; raises lxml.etree.XMLSyntaxError, a SyntaxError, on anything that is no XML.

    `encoding` counts before what `data` declares; raises LookupError for one that is not known.
    """
    from lxml import etree

    return etree.fromstring(data, _parser(encoding))


@lru_cache(maxsize=8)
def _parser(encoding: str | None) -> Any:
    from lxml import etree

    return etree.XMLParser(encoding=encoding, **_SAFE)


def stream_xml(stream: BinaryIO, tags: Collection[str]) -> Iterator[Any]:
    """Every element of these tags, as it ends; freed when the next one is asked for, so memory stays small.

    Raises lxml.etree.XMLSyntaxError where the file breaks off or is no XML; what came before is good.
    """
    from lxml import etree

    for _, element in etree.iterparse(stream, events=("end",), tag=tuple(tags), **_SAFE):
        yield element
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del element.getparent()[0]


def xml_root(path: Path) -> tuple[str, str]:
    """The name of the root element without a prefix, and the first namespace it names; empty where there is none."""
    match = _PROLOGUE.match(beginning(path))
    if match is None:
        return "", ""
    namespace = _NAMESPACE.search(match[2])
    name = match[1].decode("utf-8", "replace").rpartition(":")[2]
    return name, namespace[1].decode("utf-8", "replace") if namespace else ""


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
