"""Asking: what a follow-up means after its thread, what a question finds, and what answers are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from citewell import __version__
from citewell.compose.followup import Earlier, earlier_question, stand_alone
from citewell.compose.followup_slots import read_since
from citewell.compose.question import LONGEST_QUESTION, clean_question
from citewell.compose.wording import release_notes
from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article, Provenance, Reference
from citewell.domain.documents import Document, EngineIdentity
from citewell.domain.enums import ArticleStatus, DocumentStatus
from citewell.domain.library import Counts
from citewell.domain.questions import Evidence, Question
from citewell.domain.threads import Thread, Turn
from citewell.gathering import EVIDENCE_LIMIT, Engines, for_question, read_question, search
from citewell.pipeline import settings_in_force
from citewell.text.identifiers import mask_identifiers

MOST_KNOWN = 60
"""Passages that a thread brings into the search for its next answer."""


def known_passages(conversation: Thread | None) -> tuple[str, ...]:
    """The passages that a thread has cited, the newest first, as far as they are reused."""
    return tuple(conversation.passages[:MOST_KNOWN]) if conversation else ()


def from_year_on(question: Question) -> Question:
    """The question with the year that its own words name, from which publications count."""
    return replace(question, since=read_since(question.text, year=datetime.now(UTC).year)[1])


def last_turn(conversation: Thread) -> Turn | None:
    """The last question of a thread that was understood."""
    understood = _understood(conversation)
    return understood[-1] if understood else None


def after_thread(question: Question, conversation: Thread, last: Article | None, *, engines: Engines) -> Question:
    """A question as it stands alone after those of its thread, of which `last` is the newest answer."""
    named = f"{last.question if last else ''} {question.text}"[-LONGEST_QUESTION:]
    vocabulary = for_question(replace(question, text=named), engines=engines)[0].vocabulary
    earlier = [Earlier(turn.question) for turn in _understood(conversation)[:-1]]
    earlier += [earlier_question(last, vocabulary)] if last else []
    found = stand_alone(question.text, earlier, vocabulary=vocabulary, year=datetime.now(UTC).year)
    return replace(
        question,
        text=found.text,
        asked=question.text if found.text != question.text else "",
        thread=conversation.id,
        since=found.since,
        unclear=found.clarification,
    )


def passages_for(text: str, *, engines: Engines, limit: int) -> list[Evidence]:
    """The passages that an answer would be made from, best first, each once. Raises QuestionError."""
    question = Question(mask_identifiers(clean_question(text)).text)
    engines, _ = for_question(question, engines=engines)
    understanding = read_question(question, engines=engines)
    searches = search(understanding, engines=engines, limit=max(limit, EVIDENCE_LIMIT))
    ranked = [engines.reranker.rerank(found.part, found.evidence) for found in searches]
    best: dict[str, Evidence] = {}
    for item in sorted((item for part in ranked for item in part), key=lambda item: -item.score):
        best.setdefault(item.passage.id, item)
    return list(best.values())[:limit]


def provenance_of(engines: Engines, *, counts: Counts, release: str) -> Provenance:
    """What an answer of these engines is made from, before anything is asked."""
    identities: dict[str, EngineIdentity] = {
        "reranker": engines.reranker.identity,
        "writer": engines.writer.identity,
        "entailer": engines.entailer.identity,
    }
    if engines.embedder:
        identities["embedder"] = engines.embedder.identity
    return Provenance(
        citewell=__version__,
        library_release=release,
        library_documents=counts.documents,
        library_passages=counts.passages,
        engines=dict(sorted(identities.items())),
        settings=settings_in_force(),
    )


def with_news(article: Article, present: Mapping[str, Document], *, release: Mapping[str, str]) -> Article:
    """An article from a release, sealed anew with a word on what has become of its sources since."""
    notes = release_notes(article.references, present, release=release["name"], made=release["created"])
    return with_digest(replace(article, notes=article.notes + notes))


def changed_since(references: Sequence[Reference], present: Mapping[str, Document]) -> dict[int, DocumentStatus | None]:
    """The numbers of references whose publications stand otherwise at present; None for one that is not there."""
    found: dict[int, DocumentStatus | None] = {}
    for reference in references:
        document = present.get(reference.document_id)
        if document is None or document.status is not reference.status:
            found[reference.number] = document.status if document else None
    return found


def _understood(conversation: Thread) -> list[Turn]:
    return [turn for turn in conversation.turns if turn.status != ArticleStatus.NEEDS_CLARIFICATION]
