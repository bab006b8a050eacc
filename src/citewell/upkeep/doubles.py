"""Keeps apart what only looks like one publication: files of one name, and records under another's number."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import replace
from itertools import islice

from citewell.domain.documents import Document, Rejection
from citewell.domain.identity import same_publication
from citewell.domain.library import ONE_A_FILE, Held

NUMBERED_BY_SERVICES = frozenset({"pubmed_xml", "pubmed", "jats", "europepmc", "crossref"})
"""Readers whose records carry the numbers that a publisher or an index gave; in others somebody wrote them down."""

_OPENING = 6_000
_LEAST_SHARED = 0.5
_WORD = re.compile(r"\w{4,}")


def is_another_file(document: Document, held: Held | Document) -> bool:
    """Whether a document was read from another file than the one held, which is still there."""
    return (
        {document.source, held.source} <= ONE_A_FILE and held.origin != document.origin and os.path.exists(held.origin)
    )


def may_replace(document: Document, held: Held) -> bool:
    """Whether a document of the same id can be a new version: of the same reader, or of readers of single files."""
    return document.source == held.source or {document.source, held.source} <= ONE_A_FILE


def under_its_own_id(document: Document) -> Document:
    """The document under an id that its place adds to, for a file whose name another one has."""
    place = hashlib.sha256(document.origin.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return replace(document, id=f"{document.id}-{place}")


def double_of(document: Document, held: Document) -> Rejection | None:
    """Why a record cannot be one of the publication held, though it has its number; None where it can."""
    if not same_publication(document, held):
        return None
    place = document.origin or f"{document.collection}: {document.id}"
    if document.source == held.source and is_another_file(document, held):
        return Rejection(
            place,
            f"It has the same number (DOI, PMID or PMCID) as {held.origin}; the first one counts.",
            "If both are parts of one publication, save them as one file; else correct the number.",
        )
    if {document.source, held.source} <= NUMBERED_BY_SERVICES and not _is_beside(document, held):
        return None
    if document.source == held.source and not _is_beside(document, held):
        return None
    if _may_be_one(document, held):
        return None
    number = document.doi or document.pmid or document.pmcid
    return Rejection(
        f"{place}: {document.id}" if document.origin and document.source not in ONE_A_FILE else place,
        f'It has the number {number} of "{held.title[:100]}", which is another publication by its title.',
        "Correct its number or its title, or leave the number out.",
    )


def _is_beside(document: Document, held: Document) -> bool:
    """Whether two JATS files that are both there have one number: publishers' typing errors are found there."""
    both = document.source == held.source == "jats"
    return both and document.origin != held.origin and os.path.exists(held.origin)


def _may_be_one(one: Document, other: Document) -> bool:
    """Whether half the words of one title stand in the other's title or opening; true where nobody can tell."""
    titles = [set(_WORD.findall(document.title.casefold())) for document in (one, other)]
    if not all(titles):
        return True
    pairs = ((titles[0], titles[1] | _opening(other)), (titles[1], titles[0] | _opening(one)))
    return any(len(words & known) >= _LEAST_SHARED * len(words) for words, known in pairs)


def _opening(document: Document) -> set[str]:
    text = " ".join(block.text[:_OPENING] for block in islice(document.blocks, 20))
    return set(_WORD.findall(text[:_OPENING].casefold()))
