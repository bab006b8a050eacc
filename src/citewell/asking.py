"""Asking: what a follow-up means after its thread, what a question finds, and what answers are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from citewell import __version__
from citewell.compose.followup import Earlier, earlier_question, stand_alone
from citewell.compose.followup_slots import read_since
from citewell.compose.question import LONGEST_QUESTION, clean_question
from citewell.compose.wording import release_notes
from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article, Provenance, Reference
from citewell.domain.documents import Document, EngineIdentity
from citewell.domain.enums import ArticleStatus, DocumentStatus
from citewell.domain.errors import NotFoundError
from citewell.domain.library import Counts
from citewell.domain.questions import Evidence, Question
from citewell.domain.steps import Observer
from citewell.domain.threads import Thread, Turn
from citewell.gathering import EVIDENCE_LIMIT, Engines, for_question, read_question, search
from citewell.pipeline import answer, settings_in_force
from citewell.text.identifiers import mask_identifiers

if TYPE_CHECKING:
    from citewell.indexes.lance import LanceIndex
    from citewell.store.threads import ThreadStore

MOST_KNOWN = 60
"""Passages that a thread brings into the search for its next answer."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """The thread that a question is put to; `first` is the article that a new one begins with."""

    thread: Thread
    first: Article | None = None

    def with_first(self, article: Article) -> tuple[Article, ...]:
        """What the thread is to take in with this article, in order."""
        return (self.first, article) if self.first else (article,)


def conversation_of(thread: str, *, first: Article | None, threads: ThreadStore) -> Conversation:
    """The thread of that name; with `first` the one that this article belongs to, or a new one that begins with it.

    Raises NotFoundError for an id that was never given out, UserError for an unusable name.
    """
    if first is None:
        return Conversation(threads.open(thread))
    with suppress(NotFoundError):
        if first.thread:
            return Conversation(threads.load(first.thread))
    return Conversation(threads.open("new"), first)


def answer_after(
    conversation: Conversation | None,
    question: Question,
    *,
    load: Callable[[str], Article],
    engines: Engines,
    provenance: Provenance,
    observe: Observer,
) -> Article:
    """Answer a question as it stands alone after those of its thread, whose newest answer `load` gives."""
    if conversation is None:
        return answer(from_year_on(question), engines=engines, provenance=provenance, observe=observe)
    thread = conversation.thread
    turn = last_turn(thread)
    last = conversation.first or (load(turn.article) if turn else None)
    alone = after_thread(question, thread, last, engines=engines)
    return answer(alone, engines=engines, provenance=provenance, observe=observe, known=known_passages(thread))


def held_back(observe: Observer) -> Observer:
    """Tells the steps without any part of the article, where it may turn out to be one that was withdrawn."""
    return lambda step: observe(replace(step, direct_answer=(), sections=(), references=(), article=None))


def known_passages(conversation: Thread) -> tuple[str, ...]:
    """The passages that a thread has cited, the newest first, as far as they are reused."""
    return tuple(conversation.passages[:MOST_KNOWN])


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


def with_news(article: Article, index: LanceIndex, *, release: Mapping[str, str]) -> Article:
    """An article from a release, sealed anew with a word on what has become of its sources since.

    `index` is the library as it stands.
    """
    present = index.documents_by_id(item.document_id for item in article.references)
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
