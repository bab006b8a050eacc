"""What an answer is made from: the question as it is read, the searches for it, and the candidates that they give."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from citewell.checks.context import CheckContext
from citewell.compose.abbreviations import with_abbreviations
from citewell.compose.answering import is_labelled
from citewell.compose.assemble import Draft, wider_parts
from citewell.compose.bench import may_ask_bench
from citewell.compose.by_meaning import nearest_in_meaning
from citewell.compose.candidates import Candidate, extract_claims, make_candidates
from citewell.compose.emergencies import find_emergencies
from citewell.compose.everyday_names import EverydayNames
from citewell.compose.expected import slots_for
from citewell.compose.first_cut import extract_fitting
from citewell.compose.followup_slots import without_since
from citewell.compose.harms import gravest, harm_parts
from citewell.compose.lookalikes import complaints_of, look_alikes, may_look_alike, queries_for
from citewell.compose.omissions import unanswered
from citewell.compose.opening import Material
from citewell.compose.other_words import in_other_words, widened
from citewell.compose.outlines import outline_for
from citewell.compose.points import kinds_of, points_for
from citewell.compose.pools import pools_together
from citewell.compose.question import clean_question, understand
from citewell.compose.select import is_about, on_topic
from citewell.compose.sides import side_stems
from citewell.compose.terms import with_terms
from citewell.compose.things import telling_things
from citewell.domain.documents import Document, Passage
from citewell.domain.intake import Term
from citewell.domain.ports import Embedder, Entailer, Reranker, Searchable, Terms, Writer
from citewell.domain.questions import Question, QuestionPart, Understanding
from citewell.drafting import Writing
from citewell.retrieval.answerable import is_answerable
from citewell.retrieval.dated import DatedIndex
from citewell.retrieval.fusion import VECTOR_WEIGHT
from citewell.retrieval.search import Search, find_beside, find_evidence, is_named
from citewell.text.coverage import coverage, heading, read_signs
from citewell.text.misspelt import nearest_word
from citewell.text.terms import is_telling
from citewell.text.vocabulary import Vocabulary

EVIDENCE_LIMIT = 200
WIDER_LIMIT = 40
EXPECTED_LIMIT = 8
# So many points are looked for in one search.
POINTS_AT_ONCE = 2
POINTS_LIMIT = 40
SPELT_OUT_LIMIT = 60


@dataclass(frozen=True, slots=True)
class Engines:
    """The adapters that an answer is made with.

    `embedder` is None when search works on words alone, `terms` where no large vocabulary was added. `spelt_out` are
    the abbreviations of the question at hand that its library spells out, each with what it stands for.
    """

    index: Searchable
    embedder: Embedder | None
    reranker: Reranker
    writer: Writer
    entailer: Entailer
    vocabulary: Vocabulary
    terms: Terms | None = None
    spelt_out: tuple[tuple[str, str], ...] = ()


def for_question(question: Question, *, engines: Engines) -> tuple[Engines, tuple[Term, ...]]:
    """The engines with a vocabulary that has the terms and abbreviations that the question names, and these terms.

    Raises QuestionError for an unreadable question.
    """
    text, index = clean_question(question.text), engines.index

    def texts_with(word: str) -> list[str]:
        stored = index.read([hit.passage_id for hit in index.search_words(word, SPELT_OUT_LIMIT)])
        return [passage.text for passage, _, _ in stored.values()]

    known, spelt_out = with_abbreviations(text, engines.vocabulary, texts_with)
    engines = replace(engines, vocabulary=known, spelt_out=spelt_out)
    vocabulary = engines.vocabulary
    terms: tuple[Term, ...] = ()
    for source, tells in ((EverydayNames(), bool), (engines.terms, is_telling)):
        if source is not None:
            held = partial(is_named, index=index)
            vocabulary, more = with_terms(text, vocabulary, source, is_held=held, tells=tells)
            terms += more
    return replace(engines, vocabulary=vocabulary), terms


def read_question(question: Question, *, engines: Engines) -> Understanding:
    """What the question asks, misspelt words read as the vocabulary's nearest. Raises QuestionError."""
    index = engines.index
    understanding = understand(
        replace(question, text=without_since(question.text)),
        engines.vocabulary,
        is_known=lambda word: bool(index.search_words(word, 1)),
        is_held=lambda concept: is_named(concept, index=index),
        nearest=lambda word: nearest_word(word, index.title_words()),
    )
    spelt = tuple(f'Read "{short}" as "{meaning}".' for short, meaning in engines.spelt_out)
    understanding = replace(understanding, notes=understanding.notes + spelt) if spelt else understanding
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

    other = in_other_words(first.text)
    facets = (*outline_for(first).facets, *([other] if other else ()))
    return [_search_part(first, 0, limit, engines, facets=facets, known=known, tell=tell_all), *further]


def dated(engines: Engines, *, since: int | None = None, before: int | None = None) -> Engines:
    """The engines with only the publications of these years."""
    return replace(engines, index=DatedIndex(engines.index, since=since, before=before))


def gather_earlier(question: Question, understanding: Understanding, engines: Engines) -> list[Material]:
    """What was published before the year that a question asks to start from."""
    earlier = dated(engines, before=question.since)
    searches = [] if understanding.clarification else search(understanding, engines=earlier)
    gathered = [gather(item, earlier) for item in searches if is_answerable(item)]
    return [material for material in gathered if material.candidates]


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


def gather(search: Search, engines: Engines, writing: Writing | None = None) -> Material:
    """Candidates on a part's topic, written where there is a `writing`, else the sources' own sentences.

    Where nothing was found in people, a question that may be on animals or cells is answered from work on them.
    """
    search = _widened(search, engines.vocabulary)
    evidence = engines.reranker.rerank(search.part, search.evidence)
    things = telling_things(search.part, search.units, vocabulary=engines.vocabulary)
    sides = side_stems(search.part.text)
    claims = extract_fitting(
        evidence, units=search.units, sides=sides, vocabulary=engines.vocabulary, asked=search.part.text
    )

    def fitting(bench: bool) -> list[Candidate]:
        made = make_candidates(
            claims,
            evidence,
            units=search.units,
            vocabulary=engines.vocabulary,
            things=() if search.part.asks else things,
            sides=sides,
            asked=search.part.text,
            bench=bench,
        )
        pools = pools_together(made, search.part, things, vocabulary=engines.vocabulary)
        broad = len(things) < 2
        found = (on_topic(pool, search.part, vocabulary=engines.vocabulary, broad=broad) for pool in pools)
        return next(filter(None, found), [])

    candidates = fitting(bench=False)
    bench = not candidates and may_ask_bench(search.part)
    candidates = fitting(bench=True) if bench else candidates
    if not candidates and engines.embedder:
        near = nearest_in_meaning(
            evidence,
            search.part,
            units=search.units,
            things=things,
            vocabulary=engines.vocabulary,
            likeness=partial(_likeness, search.part.text, engines.embedder),
        )
        candidates = on_topic(near, search.part, vocabulary=engines.vocabulary, broad=len(things) < 2) if near else []
    written = writing.write(search, candidates) if writing else candidates
    return Material(search.part, tuple(written), extracted=tuple(candidates), bench=bench)


def gather_beside(material: Material, engines: Engines) -> Material:
    """The material with the sources' own sentences on wider concepts and on the harms of the treatments it names."""
    wider: list[Candidate] = []
    harms: list[Candidate] = []
    for part in wider_parts(material.part, engines.vocabulary):
        wider += _naming(_search_part(part, 0, WIDER_LIMIT, engines), engines)
    for part in harm_parts(material.part, material.extracted, engines.vocabulary):
        harms += gravest(part, _naming(_search_part(part, 0, WIDER_LIMIT, engines), engines))
    return replace(material, wider=tuple(wider), harms=tuple(harms))


def _likeness(asked: str, embedder: Embedder, texts: Sequence[str]) -> list[float]:
    """The cosine similarity of each text to what was asked."""
    own, *others = embedder.embed([asked, *texts])
    return [sum(map(operator.mul, own, other)) for other in others]


def _widened(search: Search, vocabulary: Vocabulary) -> Search:
    """The search with other words for what the part names in texts whose topics nobody has labelled.

    Whether the part can be answered at all was told from its own words.
    """
    units, evidence = widened(search.units, search.part.text, search.evidence, vocabulary)
    return replace(search, units=units, evidence=tuple(evidence))


def _naming(search: Search, engines: Engines) -> list[Candidate]:
    """Candidates that name one of the concepts searched for by themselves: no other is shown beside a part."""
    evidence, concepts = engines.reranker.rerank(search.part, search.evidence), frozenset(search.part.concepts)
    claims = extract_claims(evidence, lambda item, text: not concepts.isdisjoint(engines.vocabulary.labels(text)))
    return make_candidates(claims, evidence, units=search.units, vocabulary=engines.vocabulary)


def gather_expected(
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
    beside = find_beside(
        searches[0],
        [f"{searches[0].part.topic} {slot.search}" for slot in lacking],
        index=engines.index,
        limit=EXPECTED_LIMIT,
    )
    evidence = [item for item in beside if any(slot.may_answer(item.passage) for slot in lacking)]
    found = extract_claims(evidence)
    found = [claim for claim in found if any(slot.cues.search(claim.text) or slot.topics for slot in lacking)]
    made = make_candidates(found, evidence, units=searches[0].units, vocabulary=engines.vocabulary)
    return candidates + [candidate for candidate in made if is_about(candidate)]


def gather_points(
    materials: Sequence[Material], searches: Sequence[Search], engines: Engines
) -> dict[QuestionPart, list[Candidate]]:
    """For each part of the question candidates on the points that make its answer whole, all on the part's topic.

    Only where sources label what their passages are on: there a statement's label says which point it is on.
    """
    found: dict[QuestionPart, list[Candidate]] = {}
    for material in materials:
        search = next(item for item in searches if item.part is material.part)
        points = points_for(material.part)
        if not points or not any(is_labelled(one) for one in material.candidates):
            continue
        words = [point.search for point in points]
        queries = [
            " ".join((search.part.topic, *words[at : at + POINTS_AT_ONCE]))
            for at in range(0, len(words), POINTS_AT_ONCE)
        ]
        every = " ".join(words)
        queries += [f"{kind} {every}" for kind in kinds_of(search.part, engines.vocabulary)]
        evidence = [
            replace(item, coverage=_coverage(search, item.passage, engines.vocabulary))
            for item in find_beside(search, queries, index=engines.index, limit=POINTS_LIMIT)
            if any(point.is_told_by(item.passage.text, item.passage.topic) for point in points)
        ]
        evidence = engines.reranker.rerank(search.part, evidence)
        made = make_candidates(extract_claims(evidence), evidence, units=search.units, vocabulary=engines.vocabulary)
        fitting = on_topic([*material.candidates, *made], material.part, vocabulary=engines.vocabulary)
        found[material.part] = [one for one in fitting if is_labelled(one)]
    return found


def gather_look_alikes(materials: Sequence[Material], searches: Sequence[Search], engines: Engines) -> list[Candidate]:
    """Statements on dangerous conditions that show as the first one asked about does, where sources label them so."""
    first = next((item for item in materials if item.part is searches[0].part), None) if searches else None
    if first is None:
        return []
    complaints = complaints_of(first.part, first.candidates, engines.vocabulary)
    if not all(complaints):
        return []
    beside = find_beside(searches[0], queries_for(*complaints), index=engines.index, limit=WIDER_LIMIT)
    evidence = [
        item
        for item in (*searches[0].evidence, *beside)
        if may_look_alike(item.passage, complaints=complaints, vocabulary=engines.vocabulary)
    ]
    made = make_candidates(extract_claims(evidence), evidence, units=searches[0].units, vocabulary=engines.vocabulary)
    return look_alikes(first.part, made, complaints=complaints, vocabulary=engines.vocabulary)


def _coverage(search: Search, passage: Passage, vocabulary: Vocabulary) -> float:
    """The share of what a search's part names that a passage and what stands above it name."""
    return coverage(search.units, read_signs(passage.text, vocabulary), read_signs(heading(passage), vocabulary))


def context_of(materials: Sequence[Material], beside: Sequence[Candidate]) -> CheckContext:
    evidence = [
        item.evidence for material in materials for item in (*material.candidates, *material.wider, *material.harms)
    ]
    evidence += [item.evidence for item in beside]
    return CheckContext(
        passages={item.passage.id: item.passage for item in evidence},
        documents={item.document.id: item.document for item in evidence},
    )
