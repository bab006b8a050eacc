"""What the resources of a FHIR bundle have in common: ids, narratives, codes, annotations."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from citewell.compose.reading import clean
from citewell.exports.markdown import escape

Resource = dict[str, Any]

TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_NAMESPACE = UUID("6f1f3f0b-6f0e-5c43-9a0e-0d7a3b1f5c11")


class Ids:
    """The ids of one article's resources: the same article gives the same ids, another one others."""

    def __init__(self, digest: str) -> None:
        self._digest = digest

    def of(self, kind: str, name: object = "") -> str:
        """The id of a resource of a kind ("Evidence") under a name of its own."""
        return str(uuid5(_NAMESPACE, f"{self._digest}/{kind}/{name}"))

    def url(self, kind: str, name: object = "") -> str:
        """What refers to that resource, and is its fullUrl."""
        return f"urn:uuid:{self.of(kind, name)}"


def resource(kind: str, ids: Ids, key: object = "", /, *, lines: Iterable[str], **fields: Any) -> Resource:
    """A resource with its narrative and its fields that say something; `key` tells it from others of its kind."""
    stated = {name: value for name, value in fields.items() if value not in ("", [], {}, None)}
    return {
        "resourceType": kind,
        "id": ids.of(kind, key),
        "language": "en",
        "text": narrative(lines),
        **stated,
    }


def narrative(lines: Iterable[str]) -> dict[str, str]:
    """XHTML with a paragraph for each line, all of it text."""
    paragraphs = "".join(f"<p>{html.escape(words)}</p>" for line in lines if (words := clean(line)))
    opening = '<div xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en">'
    return {"status": "generated", "div": f"{opening}{paragraphs or '<p>Nothing.</p>'}</div>"}


def concept(text: str, *, system: str = "", code: str = "", display: str = "") -> dict[str, Any]:
    """A concept in words, with a code where there is a right one."""
    coding = [{"system": system, "code": code, **({"display": display} if display else {})}] if code else []
    return {**({"coding": coding} if coding else {}), "text": clean(text)}


def markdown(text: str) -> str:
    """Text for a field that FHIR reads as Markdown."""
    return escape(text)


def notes_of(texts: Sequence[str]) -> list[dict[str, str]]:
    """Notes, each as Markdown."""
    return [{"text": markdown(text)} for text in texts if clean(text)]
