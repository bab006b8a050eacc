"""When evidence moves: which claims of an article a change in the library touches, and what readers are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from citewell.domain.articles import Article, Citation
from citewell.domain.documents import Document
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.text.normalise import content_stems

MATCHES = 0.8
"""Share of the question's content words that a new publication's title and headings must have to be about it."""

TOPIC_MATCHES = 0.5
"""That share where they have every word of the question's topic, such as a condition of more than one word."""

CLAIM_MATCHES = 3
"""Content words of a new publication's title, beside those of the question, or all of them, that a claim shares."""


class Move(StrEnum):
    """How evidence moved, gravest first."""

    RETRACTED = "retracted"
    EXPRESSION_OF_CONCERN = "expression-of-concern"
    CORRECTED = "corrected"
    SUPERSEDED = "superseded"
    NEW_EDITION = "new-edition"
    REMOVED = "removed"
    CHANGED = "changed"
    NEW_GUIDANCE = "new-guidance"
    NEW_REVIEW = "new-review"


@dataclass(frozen=True, slots=True)
class Change:
    """One publication that changed, or came, since an article was made.

    `by` names the edition that replaces it; `reported_by` who reports the status ("PubMed"), `date` when, as far as
    it is known. `before` is the publication as it was, where its text changed.
    """

    move: Move
    document: Document
    by: str = ""
    reported_by: str = ""
    date: str = ""
    before: Document | None = None

    @property
    def key(self) -> str:
        """What is the same for the same change seen again; a text that changes once more is another change."""
        content = self.document.digest if self.move is Move.CHANGED else self.date
        return f"{self.move}:{self.document.id}:{content}"


@dataclass(frozen=True, slots=True)
class Affected:
    """What a change means for an article: the claims, and a sentence for readers. `gravest` first in a list."""

    change: Change
    claim_ids: tuple[str, ...]
    reason: str


MOVES = {
    DocumentStatus.RETRACTED: Move.RETRACTED,
    DocumentStatus.EXPRESSION_OF_CONCERN: Move.EXPRESSION_OF_CONCERN,
    DocumentStatus.CORRECTED: Move.CORRECTED,
    DocumentStatus.SUPERSEDED: Move.SUPERSEDED,
}
GUIDANCE = frozenset({EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS})

_SENTENCES = {
    Move.RETRACTED: "“{title}” has been retracted{by}. {claims} on it.",
    Move.EXPRESSION_OF_CONCERN: "The publisher has expressed concern about “{title}”{by}. {claims} on it.",
    Move.CORRECTED: "A correction to “{title}” has appeared{by}. {claims} on it.",
    Move.SUPERSEDED: "“{title}” has been replaced by a newer edition{by}. {claims} on it.",
    Move.NEW_EDITION: "A later edition of “{title}”, by the same body, has come{by}. {claims} on the earlier one.",
    Move.REMOVED: "“{title}” is no longer in the library. {claims} on it.",
    Move.CHANGED: "The stored text of “{title}” has changed. {claims} on it.",
    Move.NEW_GUIDANCE: "New guidance on this question has appeared: “{title}”{by}.",
    Move.NEW_REVIEW: "A new systematic review on this question has appeared: “{title}”{by}.",
}


def change_of(before: Document | None, after: Document | None) -> Change | None:
    """How one publication moved between two releases of the library; None where nothing that matters changed.

    A publication that is new counts where it is guidance or a systematic review, and stands.
    """
    if after is None:
        return Change(Move.REMOVED, before) if before is not None else None
    if before is None:
        return _arrival(after)
    if after.status is not before.status and after.status in MOVES:
        notice = next((one for one in after.notices if one.status is after.status), None)
        by = after.superseded_by if after.status is DocumentStatus.SUPERSEDED else ""
        return Change(MOVES[after.status], after, by, notice.source if notice else "", notice.date if notice else "")
    old, new = {one.status for one in before.notices}, {one.status for one in after.notices}
    for status, move in MOVES.items():
        if status in new - old:
            return Change(move, after)
    said = [[(block.text, block.strength, block.certainty) for block in one.blocks] for one in (before, after)]
    return Change(Move.CHANGED, after, before=before) if said[0] != said[1] else None


def affected(article: Article, changes: Iterable[Change], *, matching: frozenset[str] | None = None) -> list[Affected]:
    """What changes mean for an article, gravest first; changes that do not touch it are left out.

    A change of a publication touches the claims that cite it; one of its text those whose quote, or its grade,
    changed. A new one touches an article whose question it matches: `matching` are the ids of documents that a search
    found for the question; without it, words decide.
    """
    order = list(Move)
    found = [one for change in changes if (one := _affected(article, change, matching)) is not None]
    return sorted(found, key=lambda one: (order.index(one.change.move), -len(one.claim_ids), one.change.document.id))


def reason_for(found: Sequence[Affected]) -> str:
    """One text for the notice and the ledger, the gravest sentence first; empty where nothing is affected."""
    return " ".join(dict.fromkeys(one.reason for one in found))


def affected_claims(found: Iterable[Affected]) -> tuple[str, ...]:
    """Every claim that is touched, each once."""
    return tuple(dict.fromkeys(claim for one in found for claim in one.claim_ids))


def matches_question(article: Article, document: Document) -> bool:
    """Whether a publication is about an article's question, by the words of its title and subject headings."""
    about = set(content_stems(" ".join((document.title, *document.mesh))))
    parts = [(article.question, ""), *((part.text, part.topic) for part in article.understood)]
    return any(_covers(about, set(content_stems(text)), set(content_stems(topic))) for text, topic in parts)


def _covers(about: set[str], asked: set[str], topic: set[str]) -> bool:
    """Whether words cover nearly all of what is asked, or its topic and half of the rest."""
    if not asked:
        return False
    share = len(asked & about) / len(asked)
    return share >= MATCHES or (bool(topic) and topic <= about and share >= TOPIC_MATCHES)


def _arrival(document: Document) -> Change | None:
    if document.status in (DocumentStatus.RETRACTED, DocumentStatus.SUPERSEDED):
        return None
    if document.kind in GUIDANCE:
        return Change(Move.NEW_GUIDANCE, document)
    return Change(Move.NEW_REVIEW, document) if document.kind is EvidenceKind.SYSTEMATIC_REVIEW else None


def _affected(article: Article, change: Change, matching: frozenset[str] | None) -> Affected | None:
    document = change.document
    citing = tuple(claim.id for claim in article.claims if any(_is_touched(one, change) for one in claim.citations))
    if change.move in (Move.NEW_GUIDANCE, Move.NEW_REVIEW):
        if citing or document.id in {reference.document_id for reference in article.references}:
            return None
        fits = document.id in matching if matching is not None else matches_question(article, document)
        return Affected(change, _claims_on(article, document), _sentence(change, 0)) if fits else None
    return Affected(change, citing, _sentence(change, len(citing))) if citing else None


def _is_touched(citation: Citation, change: Change) -> bool:
    """Whether a change concerns a citation; of a changed text only what it quotes counts, with the grade beside it."""
    if citation.document_id != change.document.id:
        return False
    if change.before is None:
        return True
    graded = [
        {(block.strength, block.certainty) for block in version.blocks if citation.quote in block.text}
        for version in (change.before, change.document)
    ]
    return not graded[1] or bool(graded[0] and graded[0] != graded[1])


def _claims_on(article: Article, document: Document) -> tuple[str, ...]:
    """Claims that share words with a new publication's title beyond those of the question."""
    title = set(content_stems(document.title))
    beyond = title - set(content_stems(article.question))
    least = min(CLAIM_MATCHES, len(beyond))
    if not least:
        return ()
    return tuple(claim.id for claim in article.claims if len(beyond & set(content_stems(claim.text))) >= least)


def _sentence(change: Change, claims: int) -> str:
    told = [change.by and f"“{change.by}”" if change.move is Move.SUPERSEDED else "", change.date]
    if change.move is Move.NEW_EDITION:
        told = [change.by]
    if change.reported_by:
        told.append(f"as {change.reported_by} reports")
    by = ", ".join(part for part in told if part)
    number = "One statement here rests" if claims == 1 else f"{claims} statements here rest"
    return _SENTENCES[change.move].format(
        title=change.document.title.rstrip("."), by=f" ({by})" if by else "", claims=number
    )
