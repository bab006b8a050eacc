"""Citewell's own sentences around an answer: notes to the reader, and what was not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from citewell.domain.articles import Missing, Provenance, Reference
from citewell.domain.documents import Document
from citewell.domain.enums import DocumentStatus, Fidelity
from citewell.domain.questions import Understanding

RESTATED = (
    "Sources marked restated are quoted from short restatements written for the starter library, mostly from "
    "abstracts; they are not the publications' own words. Check the publication before acting on it."
)
WORDS_ONLY = (
    "Search ran on words alone, because the sentence encoder's weights are missing, so statements in other "
    "words may have been missed. Run make setup to install them."
)
SUPERSEDED = "References marked superseded have been replaced or retired by a later edition."


def reader_notes(understanding: Understanding, references: Sequence[Reference], *, words_only: bool) -> tuple[str, ...]:
    """What a reader must know once, in this order: how the question was read, the search, the sources."""
    notes = list(understanding.notes)
    if words_only:
        notes.append(WORDS_ONLY)
    if any(reference.fidelity is Fidelity.RESTATED for reference in references):
        notes.append(RESTATED)
    if any(reference.status is DocumentStatus.SUPERSEDED for reference in references):
        notes.append(SUPERSEDED)
    return tuple(notes)


def release_notes(
    references: Sequence[Reference], present: Mapping[str, Document], *, release: str, made: str
) -> tuple[str, ...]:
    """That an answer is from a past state of the library, and what has since become of what it cites."""
    notes = [f"This answer is made from release {release} of {made[:10]}; later publications are not in it."]
    for reference in references:
        document = present.get(reference.document_id)
        if document is None:
            notes.append(f"Reference [{reference.number}] has been removed from the library since.")
        elif document.status is not reference.status:
            notes.append(f"Reference [{reference.number}] has since become: {document.status.value.replace('-', ' ')}.")
    return tuple(notes)


def missing(topics: Sequence[str], provenance: Provenance) -> tuple[Missing, ...]:
    """What the question asked for and no source was found on, with what was searched."""
    searched = (
        f"{provenance.library_passages:,} passages of {provenance.library_documents:,} publications "
        f"(library release {provenance.library_release})"
    )
    return tuple(Missing(topic, searched) for topic in dict.fromkeys(topics))
