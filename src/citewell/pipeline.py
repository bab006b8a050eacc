"""The whole way in two functions: documents into the library, and a question to an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from citewell.checks.context import CheckContext
from citewell.checks.entailment import count_unjudged
from citewell.checks.every_citation import supports
from citewell.compose.assemble import fill_draft, keep_claims, retracted_claims
from citewell.compose.brief import in_brief
from citewell.compose.derive import Grounds, with_derived
from citewell.compose.editions import edition_notes
from citewell.compose.gaps import find_gaps
from citewell.compose.number import number_claims
from citewell.compose.omissions import add_expected
from citewell.compose.opening import Material, open_draft
from citewell.compose.points import add_look_alikes, add_points
from citewell.compose.select import ON_TOPIC
from citewell.compose.since import earlier_claims, earlier_section
from citewell.compose.wording import (
    bench_notes,
    done_words,
    missing,
    question_notes,
    reader_notes,
    searched_words,
    understood_words,
    unjudged_notes,
    written_words,
)
from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article, Claim, Missing, Provenance, Understood
from citewell.domain.documents import Document, Passage
from citewell.domain.enums import ArticleStatus, Length
from citewell.domain.intake import Term
from citewell.domain.ports import Embedder, Index
from citewell.domain.questions import Question, Understanding
from citewell.domain.reviewing import ReviewState
from citewell.domain.steps import Observer, Step, StepName, unobserved
from citewell.drafting import Writing
from citewell.gathering import (
    EVIDENCE_LIMIT,
    Engines,
    context_of,
    dated,
    for_question,
    gather,
    gather_beside,
    gather_earlier,
    gather_expected,
    gather_look_alikes,
    gather_points,
    read_question,
    search,
)
from citewell.retrieval.answerable import is_answerable
from citewell.retrieval.fusion import VECTOR_WEIGHT
from citewell.retrieval.passage_text import searched_text
from citewell.retrieval.remembered import RememberedIndex
from citewell.retrieval.search import Search
from citewell.review.states import can_auto_check
from citewell.showing import Showing
from citewell.text.passages import split_document
from citewell.text.vocabulary import Vocabulary

DOCUMENTS_AT_ONCE = 2000
PASSAGES_AT_ONCE = 10_000
ENCODED_AT_ONCE = 256


def settings_in_force() -> dict[str, str]:
    """What an answer depends on besides the library and the engines, as provenance records it."""
    return {
        "evidence_limit": str(EVIDENCE_LIMIT),
        "on_topic": str(ON_TOPIC),
        "vector_weight": str(VECTOR_WEIGHT),
    }


def ingest(
    documents: Iterable[Document],
    *,
    index: Index,
    advance: Callable[[int], None] = lambda documents: None,
    remake: bool = False,
) -> int:
    """Cut documents into passages and store them in batches, each searchable by words at once; returns how many.

    `remake` makes the passages of documents anew whose text has not changed.
    """
    stored = 0
    for batch in _batches(documents):
        index.add([document for document, _ in batch], [one for _, own in batch for one in own], remake=remake)
        stored += len(batch)
        advance(len(batch))
    return stored


def encode(
    passage_ids: Sequence[str],
    *,
    index: Index,
    embedder: Embedder,
    advance: Callable[[int], None] = lambda passages: None,
) -> None:
    """Give passages their vectors, so many at a time that an interruption loses little."""
    waiting = iter(passage_ids)
    while names := list(islice(waiting, ENCODED_AT_ONCE)):
        passages = index.passages(names)
        index.add_vectors(list(passages), embedder.embed([searched_text(one) for one in passages.values()]))
        advance(len(names))


def _batches(documents: Iterable[Document]) -> Iterator[list[tuple[Document, list[Passage]]]]:
    """Documents with their passages, in batches that fit in memory whatever their length."""
    batch: list[tuple[Document, list[Passage]]] = []
    size = 0
    for document in documents:
        batch.append((document, split_document(document)))
        size += len(batch[-1][1])
        if len(batch) >= DOCUMENTS_AT_ONCE or size >= PASSAGES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def answer(
    question: Question,
    *,
    engines: Engines,
    provenance: Provenance,
    observe: Observer = unobserved,
    known: Sequence[str] = (),
) -> Article:
    """Understand, search, compose, check, number and seal. Raises QuestionError for an unreadable question.

    `observe` is told each step as it ends, and each part of the article as soon as it stands. `known` are passages that
    the thread has cited before: they stand for themselves beside what is found.
    """
    base = replace(engines, index=RememberedIndex(engines.index))
    every, terms = for_question(question, engines=base)
    engines = dated(every, since=question.since) if question.since else every
    understanding = read_question(question, engines=engines)
    observe(Step(StepName.UNDERSTOOD, understood_words(understanding), understanding=understanding))
    tell = partial(_tell_found, understanding, provenance=provenance, observe=observe)
    searches = [] if understanding.clarification else search(understanding, engines=engines, known=known, tell=tell)
    if not searches:
        tell([])
    writing = Writing(engines.writer, entailer=engines.entailer, vocabulary=engines.vocabulary)
    gathered = [gather(item, engines, writing) for item in searches if is_answerable(item)]
    materials = [material for material in gathered if material.candidates]
    proves = partial(supports, vocabulary=engines.vocabulary)
    showing = Showing(observe, entailer=engines.entailer, brief=question.length is Length.BRIEF)
    opening = open_draft(materials, supports=proves)
    context = replace(context_of(materials, []), vocabulary=engines.vocabulary)
    showing.check_direct(opening.direct_answer, context)
    materials = [gather_beside(one, engines) if one.part is searches[0].part else one for one in materials]
    draft = fill_draft(opening, materials, vocabulary=engines.vocabulary, supports=proves)
    beside = gather_expected(draft, materials, searches, engines)
    if beside:
        draft = add_expected(draft, beside, part=searches[0].part, vocabulary=base.vocabulary)
    if alike := gather_look_alikes(materials, searches, engines):
        draft, beside = add_look_alikes(draft, alike, searches[0].part), [*beside, *alike]
    if pointed := gather_points(materials, searches, engines):
        stored = context_of(materials, beside).passages
        draft = add_points(draft, pointed, main=searches[0].part, passages=stored, vocabulary=engines.vocabulary)
        beside = [*beside, *(one for found in pointed.values() for one in found)]
    before = gather_earlier(question, understanding, every) if question.since else []
    context = replace(context_of([*materials, *before], beside), vocabulary=engines.vocabulary)
    older = earlier_claims(before, taken=draft.claims, supports=proves) if draft.claims else ()
    observe(Step(StepName.WRITTEN, written_words(draft.claims + older)))
    told = earlier_section(older, since=question.since)
    showing.check_sections(draft.sections + told, context)
    showing.check(retracted_claims(materials, taken=draft.claims), context)
    draft = keep_claims(draft, showing.standing, after=told)
    showing.show_rest(draft, context)
    direct, sections, disagreements, references = number_claims(draft, documents=context.documents)
    findings = showing.findings
    not_found = missing(
        _gaps(understanding, materials if direct else [], _told(direct, context), engines.vocabulary), provenance
    )
    article = Article(
        question=" ".join(question.text.split()),
        audience=question.audience,
        intent=understanding.parts[0].intent.value,
        status=_status(understanding, direct, not_found),
        direct_answer=direct,
        sections=sections,
        references=references,
        disagreements=disagreements,
        not_found=() if understanding.clarification else not_found,
        notes=(
            *question_notes(question, found=bool(direct), earlier=_publications(before)),
            *reader_notes(understanding, references, words_only=engines.embedder is None),
            *(bench_notes(materials) if direct else ()),
            *edition_notes((one.number, context.documents[one.document_id]) for one in references),
            *unjudged_notes(count_unjudged(findings)),
            *writing.notes,
        ),
        findings=findings,
        provenance=replace(writing.in_provenance(provenance), searches=_searched_for(searches, terms)),
        asked=question.asked,
        thread=question.thread,
        understood=tuple(Understood(part.text, part.topic, part.intent, part.pico) for part in understanding.parts),
        emergencies=understanding.emergencies,
        clarification=understanding.clarification,
    )
    held = Grounds(context.passages, context.documents, base.vocabulary)
    article = with_derived(article, held)
    article = in_brief(article, draft, held) if question.length is Length.BRIEF else article
    state = ReviewState.AUTO_CHECKED if can_auto_check(article, findings) else ReviewState.DRAFT
    article = with_digest(replace(article, review_state=state.value))
    observe(Step(StepName.DONE, done_words(article), article=article))
    return article


def _publications(materials: Sequence[Material]) -> int:
    return len({one.evidence.document.id for material in materials for one in material.candidates})


def _searched_for(searches: Sequence[Search], terms: Sequence[Term]) -> tuple[str, ...]:
    """Every part of the question, then the terms by whose names they were searched too."""
    return (*(search.part.text for search in searches), *(f"{term.label} ({term.source} {term.id})" for term in terms))


def _gaps(
    understanding: Understanding, materials: Sequence[Material], direct: Sequence[str], vocabulary: Vocabulary
) -> list[str]:
    pools = {material.part: material.candidates for material in materials}
    return [
        gap
        for part in understanding.parts
        for gap in find_gaps(part, pools.get(part, ()), direct=direct, vocabulary=vocabulary)
    ]


def _told(direct: Sequence[Claim], context: CheckContext) -> list[str]:
    """The statements of a direct answer and the titles of the publications that they cite."""
    titles = [context.passages[item.passage_id].title for claim in direct for item in claim.citations]
    return [claim.text for claim in direct] + titles


def _tell_found(
    understanding: Understanding, documents: Sequence[Document], *, provenance: Provenance, observe: Observer
) -> None:
    found = {document.id: document for document in documents}
    topic = "" if understanding.clarification else understanding.parts[0].topic
    observe(Step(StepName.SEARCHED, searched_words(topic, len(found), provenance), found=tuple(found.values())))


def _status(understanding: Understanding, direct: Sequence[Claim], not_found: Sequence[Missing]) -> ArticleStatus:
    if understanding.clarification:
        return ArticleStatus.NEEDS_CLARIFICATION
    if not direct:
        return ArticleStatus.NO_SOURCE_FOUND
    return ArticleStatus.PARTLY_ANSWERED if not_found else ArticleStatus.ANSWERED
