"""Records of the library as a record: what is held under which identifiers, and what was held before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from citewell.domain.documents import Document, Passage

ONE_A_FILE = frozenset({"pdf", "html", "docx", "markdown"})
"""Readers whose files are one document each, so that a changed file is a new version of the same document."""


class Counts(NamedTuple):
    """How much a library holds; a passage may be without a vector yet."""

    documents: int
    passages: int
    vectors: int


@dataclass(frozen=True, slots=True)
class Held:
    """A document in the library, without its text."""

    id: str
    collection: str
    digest: str
    kind: str
    status: str
    source: str
    origin: str
    doi: str
    pmid: str
    pmcid: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """A version of a document that was replaced or removed `until` a moment (ISO 8601, UTC), and why."""

    document: Document
    passages: tuple[Passage, ...]
    until: str
    reason: str


class Order(StrEnum):
    """The orders in which documents are listed."""

    NEWEST = "newest"
    OLDEST = "oldest"
    KIND = "kind"
    TITLE = "title"
    ID = "id"


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents are wanted; what is empty keeps none out. Both years are included.

    Of `text` every word must be in the title, or it is the document's id, DOI, PMID or PMCID.
    """

    kind: str = ""
    status: str = ""
    collection: str = ""
    year_from: int | None = None
    year_to: int | None = None
    text: str = ""
    order: Order = Order.NEWEST


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many documents a selection lets through, and the ids of some of them in its order from place `start`."""

    total: int
    start: int
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """A document with its passages; `until` and `reason` are set where the library no longer has it in search."""

    document: Document
    passages: tuple[Passage, ...]
    until: str = ""
    reason: str = ""
