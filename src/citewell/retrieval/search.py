"""Finding evidence for one part of a question: words and vectors, fused, with coverage."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from citewell.domain.documents import Document
from citewell.domain.ports import Embedder, Searchable
from citewell.domain.questions import Evidence, Hit, QuestionPart, Vector
from citewell.retrieval.fusion import fuse
from citewell.text.coverage import NO_SIGNS, Unit, coverage, heading, question_units, read_signs
from citewell.text.normalise import stem
from citewell.text.ordinary import is_ordinary
from citewell.text.same_words import same_stems
from citewell.text.vocabulary import Concept, Vocabulary

FACET_LIMIT = 30
_NAMED = 50


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked for, and the evidence that came back, best first.

    `title` is the best coverage, in 0..1, of the part's units by the title and headings of one passage.
    """

    part: QuestionPart
    number: int
    query: str
    units: tuple[Unit, ...]
    evidence: tuple[Evidence, ...]
    title: float = 0.0


def find_evidence(
    part: QuestionPart,
    *,
    number: int,
    index: Searchable,
    embedder: Embedder | None,
    vocabulary: Vocabulary,
    vector_weight: float,
    limit: int,
    facets: Sequence[str] = (),
    known: Sequence[str] = (),
    tell: Callable[[Sequence[Document]], None] = lambda documents: None,
) -> Search:
    """Search words and vectors for a part and fuse them; `number` is the part's place in the question.

    `facets` are aspects of the part ("diagnostic criteria") that are searched beside it, FACET_LIMIT passages
    each, so that a topic with many passages does not hide some of its aspects. While passages wait for their vectors,
    the vector list weighs by the share that has one: the nearest of a few is no find. `known` are passages that
    earlier answers of the same thread cite; they stand for themselves beside what is found.

    `tell` is told the publications that the part's own words and meaning found, before facets are searched.
    """
    query = expand_query(part, vocabulary)
    asked = spell_out(part.text, vocabulary)
    texts = [asked, *(f"{part.topic} {facet}" for facet in facets)]
    counts = index.count()
    with ThreadPoolExecutor(1) as beside:  # words on one core while meaning is looked for on another
        worded = beside.submit(index.search_words, query, limit)
        meant = embedder.embed(texts) if embedder and counts.vectors else []
        near = index.search_vectors(meant, limit) if meant else [[] for _ in texts]
    share = counts.vectors / counts.passages if counts.passages else 0.0
    found = fuse(worded.result(), near[0], vector_weight=vector_weight * share)[:limit]
    hits = {hit.passage_id: hit for hit in found}
    tell([document for _, document, _ in index.read(list(hits)).values()])
    for place, text in enumerate(texts[1:], start=1):
        for hit in (*index.search_words(text, FACET_LIMIT), *near[place][:FACET_LIMIT]):
            hits.setdefault(hit.passage_id, replace(hit, score=0.0))
    for name in known:
        hits.setdefault(name, Hit(name, 0.0))
    stored = index.read(list(hits))
    own = {name: read_signs(passage.text, vocabulary) for name, (passage, _, _) in stored.items()}
    around = {name: read_signs(heading(passage), vocabulary) for name, (passage, _, _) in stored.items()}
    units = question_units(
        part,
        vocabulary=vocabulary,
        occurrences=index.occurrences,
        passages=counts.passages,
        pool=list(own.values()),
        titles=list(around.values()),
    )
    evidence = [
        Evidence(
            passage=passage,
            document=document,
            score=hit.score,
            rank=rank,
            part=number,
            similarity=_cosine(meant[0], vector) if meant else None,
            coverage=coverage(units, own[hit.passage_id], around[hit.passage_id]),
            vector=vector,
        )
        for rank, hit in enumerate(hit for name, hit in hits.items() if name in stored)
        for passage, document, vector in (stored[hit.passage_id],)
    ]
    title = max((coverage(units, signs, NO_SIGNS) for signs in set(around.values())), default=0.0)
    return Search(part, number, query, units, tuple(evidence), title)


def find_beside(search: Search, queries: Sequence[str], *, index: Searchable, limit: int) -> list[Evidence]:
    """Passages for queries beside a part, by words alone and `limit` each: a cheap look for what its evidence lacks."""
    held = {item.passage.id for item in search.evidence}
    hits: dict[str, float] = {}
    for query in queries:
        for hit in index.search_words(query, limit):
            hits.setdefault(hit.passage_id, hit.score)
    names = [name for name in hits if name not in held]
    stored = index.read(names)
    return [
        Evidence(passage=stored[name][0], document=stored[name][1], score=0.0, rank=rank, part=search.number)
        for rank, name in enumerate(name for name in names if name in stored)
    ]


def is_named(concept: Concept, *, index: Searchable) -> bool:
    """Whether a passage or its title has one of the concept's names, as far as the best by their words tell."""
    names = Vocabulary({concept.label: concept})
    query = " ".join(dict.fromkeys(word for name in concept.surfaces for word in name.split()))
    stored = index.read([hit.passage_id for hit in index.search_words(query, _NAMED)])
    return any(names.mentions(text) for passage, _, _ in stored.values() for text in (passage.text, passage.title))


def spell_out(text: str, vocabulary: Vocabulary) -> str:
    """`text` with abbreviations written as the concepts they stand for: the encoder knows words, not GONB."""
    for mention in reversed(vocabulary.mentions(text)):
        if " " not in text[mention.start : mention.end] and " " in mention.label:
            text = text[: mention.start] + mention.label + text[mention.end :]
    return text


def _cosine(one: Vector, other: Vector | None) -> float | None:
    """The dot product of two unit vectors; None where the second is missing."""
    return None if other is None else float(sum(map(operator.mul, one, other)))


def expand_query(part: QuestionPart, vocabulary: Vocabulary) -> str:
    """The part's own words with the synonyms of its concepts and the labels of their kinds and parts.

    Forms in everyday words ("headache from my neck") are left out: their words are everywhere.
    """
    words = part.text.split()
    for label in part.concepts:
        for form in (*vocabulary.concepts[label].surfaces, *sorted(vocabulary.family(label) - {label})):
            pieces = form.split()
            words += [] if any(is_ordinary(piece) for piece in pieces) else pieces
    words += [other for term in part.terms for other in sorted(same_stems(stem(term)))]
    plain = (word.lower().strip("?!.,;:()\"'") for word in words)
    return " ".join(dict.fromkeys(word for word in plain if word))
