"""Records of the library as a record: what is held under which identifiers, and what was held before."""

from __future__ import annotations

from dataclasses import dataclass
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
