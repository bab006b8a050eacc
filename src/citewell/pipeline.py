"""The whole way in two functions: documents into the library, and a question to an article."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from citewell.checks.context import CheckContext
from citewell.checks.entailment import check_entailment, count_unjudged
from citewell.checks.registry import run_checks, surviving
from citewell.compose.assemble import Draft, Material, assemble, keep_claims, retracted_claims, wider_parts
from citewell.compose.brief import in_brief
from citewell.compose.candidates import Candidate, extract_claims, make_candidates
from citewell.compose.derive import Grounds, with_derived
from citewell.compose.editions import edition_notes
from citewell.compose.emergencies import find_emergencies
from citewell.compose.expected import slots_for
from citewell.compose.followup_slots import without_since
from citewell.compose.gaps import find_gaps
from citewell.compose.harms import gravest, harm_parts
from citewell.compose.number import number_claims
from citewell.compose.omissions import add_expected, unanswered
from citewell.compose.outlines import outline_for
from citewell.compose.question import clean_question, understand
from citewell.compose.select import ON_TOPIC, on_topic
from citewell.compose.since import earlier_claims, earlier_section
from citewell.compose.terms import with_terms
from citewell.compose.wording import (
    checked_words,
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
from citewell.domain.ports import Embedder, Entailer, Index, Reranker, Searchable, Terms, Writer
from citewell.domain.questions import Question, QuestionPart, Understanding
from citewell.domain.steps import Observer, Step, StepName, unobserved
from citewell.drafting import Writing
from citewell.retrieval.answerable import is_answerable
from citewell.retrieval.dated import DatedIndex
from citewell.retrieval.fusion import VECTOR_WEIGHT
from citewell.retrieval.passage_text import searched_text
from citewell.retrieval.remembered import RememberedIndex
from citewell.retrieval.search import Search, find_beside, find_evidence, is_named
from citewell.review.states import ReviewState, can_auto_check
from citewell.text.passages import split_document
from citewell.text.vocabulary import Vocabulary

DOCUMENTS_AT_ONCE = 2000
PASSAGES_AT_ONCE = 10_000
ENCODED_AT_ONCE = 256
EVIDENCE_LIMIT = 200
WIDER_LIMIT = 40
EXPECTED_LIMIT = 8


def settings_in_force() -> dict[str, str]:
    """What an answer depends on besides the library and the engines, as provenance records it."""
    return {
        "evidence_limit": str(EVIDENCE_LIMIT),
        "on_topic": str(ON_TOPIC),
        "vector_weight": str(VECTOR_WEIGHT),
    }


@dataclass(frozen=True, slots=True)
class Engines:
    """The adapters that an answer is made with.

    `embedder` is None when search works on words alone, `terms` where no large vocabulary was added.
    """

    index: Searchable
    embedder: Embedder | None
    reranker: Reranker
    writer: Writer
    entailer: Entailer
    vocabulary: Vocabulary
    terms: Terms | None = None


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

    `observe` is told each step as it ends. `known` are passages that the thread has cited before: they stand for
    themselves beside what is found.
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
    gathered = [_gather(item, engines, writing) for item in searches if is_answerable(item)]
    materials = [material for material in gathered if material.candidates]
    draft = assemble(materials, vocabulary=engines.vocabulary)
    beside = _expected(draft, materials, searches, engines)
    if beside:
        draft = add_expected(draft, beside, part=searches[0].part, vocabulary=base.vocabulary)
    before = _before(question, understanding, every) if question.since else []
    context = replace(_context([*materials, *before], beside), vocabulary=engines.vocabulary)
    older = earlier_claims(before, taken=draft.claims) if draft.claims else ()
    observe(Step(StepName.WRITTEN, written_words(draft.claims + older)))
    written = draft.claims + older + retracted_claims(materials, taken=draft.claims)
    findings = run_checks(written, context) + check_entailment(written, engines.entailer)
    kept = frozenset(claim.id for claim in surviving(written, findings))
    draft = keep_claims(draft, kept)
    if question.since and draft.claims:
        told = earlier_section([claim for claim in older if claim.id in kept], since=question.since)
        draft = replace(draft, sections=draft.sections + told)
    direct, sections, disagreements, references = number_claims(draft, documents=context.documents)
    observe(Step(StepName.CHECKED, checked_words(draft.claims, findings), sections=sections))
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


def for_question(question: Question, *, engines: Engines) -> tuple[Engines, tuple[Term, ...]]:
    """The engines with a vocabulary that has the terms that the question names, and these terms.

    Raises QuestionError for an unreadable question.
    """
    if engines.terms is None:
        return engines, ()
    text, index = clean_question(question.text), engines.index
    vocabulary, terms = with_terms(
        text, engines.vocabulary, engines.terms, is_held=lambda concept: is_named(concept, index=index)
    )
    return replace(engines, vocabulary=vocabulary), terms


def read_question(question: Question, *, engines: Engines) -> Understanding:
    """What the question asks, misspelt words read as the vocabulary's nearest. Raises QuestionError."""
    index = engines.index
    understanding = understand(
        replace(question, text=without_since(question.text)),
        engines.vocabulary,
        is_known=lambda word: bool(index.search_words(word, 1)),
        is_held=lambda concept: is_named(concept, index=index),
    )
    if question.asked:  # a follow-up's own words may tell of a danger that its stand-alone form leaves out
        told = dict.fromkeys((*find_emergencies(question.asked), *understanding.emergencies))
        understanding = replace(understanding, emergencies=tuple(told))
    return replace(understanding, clarification=question.unclear) if question.unclear else understanding


def search(
    understanding: Understanding,
    *,
    engines: Engines,
    limit: int = EVIDENCE_LIMIT,
    known: Sequence[str] = (),
    tell: Callable[[Sequence[Document]], None] = lambda documents: None,
) -> list[Search]:
    """The evidence for each part of a question, searched part by part so that none is drowned.

    `tell` is told the publications found, those of the first part first, as soon as every part has been searched
    and before the facets of the first are.
    """
    first, *others = understanding.parts
    further = [_search_part(part, number, limit, engines, known=known) for number, part in enumerate(others, start=1)]
    beside = [item.document for one in further for item in one.evidence]

    def tell_all(found: Sequence[Document]) -> None:
        tell([*found, *beside])

    facets = outline_for(first).facets
    return [_search_part(first, 0, limit, engines, facets=facets, known=known, tell=tell_all), *further]


def dated(engines: Engines, *, since: int | None = None, before: int | None = None) -> Engines:
    """The engines with only the publications of these years."""
    return replace(engines, index=DatedIndex(engines.index, since=since, before=before))


def _before(question: Question, understanding: Understanding, engines: Engines) -> list[Material]:
    """What was published before the year that a question asks to start from."""
    earlier = dated(engines, before=question.since)
    searches = [] if understanding.clarification else search(understanding, engines=earlier)
    gathered = [_gather(item, earlier) for item in searches if is_answerable(item)]
    return [material for material in gathered if material.candidates]


def _publications(materials: Sequence[Material]) -> int:
    return len({one.evidence.document.id for material in materials for one in material.candidates})


def _search_part(
    part: QuestionPart,
    number: int,
    limit: int,
    engines: Engines,
    *,
    facets: Sequence[str] = (),
    known: Sequence[str] = (),
    tell: Callable[[Sequence[Document]], None] = lambda documents: None,
) -> Search:
    return find_evidence(
        part,
        number=number,
        index=engines.index,
        embedder=engines.embedder,
        vocabulary=engines.vocabulary,
        vector_weight=VECTOR_WEIGHT,
        limit=limit,
        facets=facets,
        known=known,
        tell=tell,
    )


def _gather(search: Search, engines: Engines, writing: Writing | None = None) -> Material:
    """Candidates on a part's topic; for the first part also on wider concepts and the harms of its treatments.

    The writer writes on the part's own topic alone; what stands beside it, and all of it where there is no `writing`,
    are the sources' own sentences.
    """
    candidates = on_topic(_candidates(search, engines), search.part, vocabulary=engines.vocabulary)
    wider: list[Candidate] = []
    harms: list[Candidate] = []
    if search.number == 0:
        for part in wider_parts(search.part, engines.vocabulary):
            wider += _candidates(_search_part(part, 0, WIDER_LIMIT, engines), engines)
        for part in harm_parts(search.part, candidates, engines.vocabulary):
            harms += gravest(part, _candidates(_search_part(part, 0, WIDER_LIMIT, engines), engines))
    written = writing.write(search, candidates) if writing else candidates
    return Material(search.part, tuple(written), tuple(wider), tuple(harms))


def _candidates(search: Search, engines: Engines) -> list[Candidate]:
    evidence = engines.reranker.rerank(search.part, search.evidence)
    return make_candidates(extract_claims(evidence), evidence, units=search.units, vocabulary=engines.vocabulary)


def _expected(
    draft: Draft, materials: Sequence[Material], searches: Sequence[Search], engines: Engines
) -> list[Candidate]:
    """Candidates for what a careful clinician expects besides; searched for only where the evidence has nothing."""
    first = next((item for item in materials if item.part is searches[0].part), None) if searches else None
    if first is None:
        return []
    candidates = [*first.candidates, *first.harms]
    topics = {item.evidence.passage.id: item.evidence.passage.topic for item in candidates}
    lacking = [
        slot
        for slot in unanswered(draft, slots_for(first.part.intent), topics)
        if not any(slot.is_answered_by(item.claim.text, topic=item.evidence.passage.topic) for item in candidates)
    ]
    beside = find_beside(searches[0], [slot.search for slot in lacking], index=engines.index, limit=EXPECTED_LIMIT)
    evidence = [item for item in beside if any(slot.may_answer(item.passage) for slot in lacking)]
    found = extract_claims(evidence)
    found = [claim for claim in found if any(slot.cues.search(claim.text) or slot.topics for slot in lacking)]
    return candidates + make_candidates(found, evidence, units=searches[0].units, vocabulary=engines.vocabulary)


def _context(materials: Sequence[Material], beside: Sequence[Candidate]) -> CheckContext:
    evidence = [
        item.evidence for material in materials for item in (*material.candidates, *material.wider, *material.harms)
    ]
    evidence += [item.evidence for item in beside]
    return CheckContext(
        passages={item.passage.id: item.passage for item in evidence},
        documents={item.document.id: item.document for item in evidence},
    )


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
