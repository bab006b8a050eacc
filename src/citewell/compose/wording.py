"""Citewell's own sentences around an answer: notes to the reader, and what was not found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from citewell.compose.editions import EARLIER_EDITION
from citewell.compose.opening import Material
from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article, Claim, Finding, Missing, Provenance, Reference
from citewell.domain.documents import Document
from citewell.domain.enums import ArticleStatus, DocumentStatus, Fidelity, Severity
from citewell.domain.questions import Question, Understanding

RESTATED = (
    "Sources marked restated are quoted from short restatements written for the starter library, mostly from "
    "abstracts; they are not the publications' own words. Check the publication before acting on it."
)
WORDS_ONLY = (
    "Search ran on words alone, because the sentence encoder's weights are missing, so statements in other "
    "words may have been missed. Run make setup to install them."
)
BENCH = (
    "Nothing was found in people. What is said here comes from work with animals, cells or tissue, or rests on it, and "
    "may not hold for patients."
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


def is_source_note(note: str) -> bool:
    """Whether a note is on the standing of the sources, which may follow the answer; all others go before it."""
    return note in (RESTATED, SUPERSEDED) or note.startswith(EARLIER_EDITION)


def question_notes(question: Question, *, found: bool, earlier: int) -> tuple[str, ...]:
    """How a follow-up was read, and which publications were left out because they are older than was asked for."""
    notes = [f"Read as: {question.text}"] if question.asked and not question.unclear else []
    if question.since is not None and not question.unclear:
        kept = f"Only publications of {question.since} and later answer this question"
        if not found and earlier:
            notes.append(
                f"{kept}, and the library has none that does. {_counted(earlier, 'earlier publication')} "
                f"{'has' if earlier == 1 else 'have'} something on it; ask without a year to read it."
            )
        elif earlier:
            notes.append(f"{kept}; what was published before is in a section of its own.")
        else:
            notes.append(f"{kept}; publications without a year are left out.")
    return tuple(notes)


def bench_notes(materials: Sequence[Material]) -> tuple[str, ...]:
    """That an answer rests on animals or cells, where nothing was found in people."""
    return (BENCH,) if any(material.bench and material.candidates for material in materials) else ()


def unjudged_notes(unjudged: int) -> tuple[str, ...]:
    """That sentences were left out because the entailment model failed, and not for want of a source."""
    if not unjudged:
        return ()
    what = "1 sentence was" if unjudged == 1 else f"{unjudged} sentences were"
    return (f"{what} left out because the entailment model could not be asked; the sources may say more.",)


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


def with_note(article: Article, note: str) -> Article:
    """The article, sealed again, with a note, if there is one, before its others."""
    if not note:
        return article
    return with_digest(replace(article, notes=(note, *article.notes), digest=""))


def missing(topics: Sequence[str], provenance: Provenance) -> tuple[Missing, ...]:
    """What the question asked for and no source was found on, with what was searched."""
    searched = (
        f"{provenance.library_passages:,} passages of {provenance.library_documents:,} publications "
        f"(library release {provenance.library_release})"
    )
    return tuple(Missing(topic, searched) for topic in dict.fromkeys(topics))


def understood_words(understanding: Understanding) -> str:
    """What the question was understood to ask, part by part."""
    if understanding.clarification:
        return understanding.clarification.question
    parts = "; ".join(f"{part.intent.value} of {part.topic}" for part in understanding.parts)
    return f"Understood as: {parts}"


def searched_words(topic: str, publications: int, provenance: Provenance) -> str:
    """How much was searched, and from how many publications something was found."""
    if not topic:
        return "Nothing was searched"
    return (
        f"Searched {provenance.library_passages:,} passages of {provenance.library_documents:,} publications; "
        f"{publications:,} have something on it"
    )


def written_words(claims: Sequence[Claim]) -> str:
    """How many statements were chosen, before any is checked."""
    return f"Chose {_counted(len(claims), 'statement')}, now checking each against its quote"


def direct_words(claims: Sequence[Claim]) -> str:
    """How many statements answer directly, each of which has passed every check."""
    return f"Direct answer found: {_counted(len(claims), 'statement')} passed every check"


def section_words(through: int, sections: int) -> str:
    """How far the checks of the sections are."""
    return f"Checked {through} of {_counted(sections, 'section')}"


def checked_words(claims: Sequence[Claim], findings: Sequence[Finding]) -> str:
    """How many statements stand, and how many were removed."""
    removed = len({finding.target for finding in findings if finding.severity is Severity.ERROR})
    return f"{_counted(len(claims), 'statement')} passed every check, {removed} removed"


def done_words(article: Article) -> str:
    """How it ended."""
    if article.status is ArticleStatus.NEEDS_CLARIFICATION:
        return "The question needs to be made clearer"
    if article.status is ArticleStatus.NO_SOURCE_FOUND:
        return "No source found"
    return f"Answered from {_counted(len(article.references), 'reference')}"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
