"""The abstracts of a JATS article as blocks, labelled sections apart."""

from __future__ import annotations

from typing import Any

from citewell.domain.documents import Block
from citewell.sources._jats_blocks import Reading, read_child
from citewell.sources._jats_text import text_of

_NOT_THE_ABSTRACT = frozenset("graphical toc teaser video web-summary key-image graphic trans translated".split())
_ABSTRACT_NAMES = {
    "summary": "Author Summary",
    "author-summary": "Author Summary",
    "plain-language-summary": "Plain Language Summary",
    "lay-summary": "Plain Language Summary",
    "editor": "Editors' Summary",
    "editors-summary": "Editors' Summary",
    "patient": "Patient Summary",
    "synopsis": "Synopsis",
    "executive-summary": "Executive Summary",
    "key-points": "Key Points",
    "highlights": "Highlights",
}


def read_abstracts(meta: Any, language: str = "") -> list[Block]:
    """The abstracts in the article's language, labelled sections apart; no pictures, teasers or digests."""
    reading = Reading()
    for abstract in meta.findall("abstract"):
        kind = abstract.get("abstract-type", "").lower()
        own = text_of(abstract.find("title")).rstrip(" .:")
        spoken = abstract.get("{http://www.w3.org/XML/1998/namespace}lang", "")[:2].lower()
        if kind in _NOT_THE_ABSTRACT or "digest" in own.lower() or (language and spoken and spoken != language):
            continue
        name = own or _ABSTRACT_NAMES.get(kind, "Abstract")
        if own.lower() in ("abstract", "summary") and not kind:
            name = "Abstract"
        _read_abstract(abstract, name, (), reading)
    return reading.blocks


def _read_abstract(element: Any, name: str, headings: tuple[str, ...], reading: Reading) -> None:
    locator = f"{name}: {' > '.join(headings)}" if headings else name
    for child in element:
        if child.tag == "sec":
            heading = text_of(child.find("title")).rstrip(" .:")
            _read_abstract(child, name, (*headings, heading) if heading else headings, reading)
        elif child.tag not in ("title", "label"):
            read_child(child, (name, *headings), reading, locator=locator)
