"""Finding evidence for one part of a question: words and vectors, fused, with coverage."""

from __future__ import annotations

import operator
from dataclasses import dataclass

from citewell.domain.ports import Embedder, Index
from citewell.domain.questions import Evidence, QuestionPart, Vector
from citewell.retrieval.fusion import fuse
from citewell.text.coverage import Unit, coverage, heading, question_units, read_signs
from citewell.text.vocabulary import Vocabulary

_COUNTED = 60


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked for, and the evidence that came back, best first."""

    part: QuestionPart
    number: int
    query: str
    units: tuple[Unit, ...]
    evidence: tuple[Evidence, ...]


def find_evidence(
    part: QuestionPart,
    *,
    number: int,
    index: Index,
    embedder: Embedder | None,
    vocabulary: Vocabulary,
    vector_weight: float,
    limit: int,
) -> Search:
    """Search words and vectors for a part and fuse them; `number` is the part's place in the question."""
    query = expand_query(part, vocabulary)
    words = index.search_words(query, limit)
    meant = embedder.embed([spell_out(part.text, vocabulary)])[0] if embedder else None
    vectors = index.search_vectors(meant, limit) if meant is not None else []
    fused = fuse(words, vectors, vector_weight=vector_weight)
    stored = index.read([hit.passage_id for hit in fused[:limit]])
    own = {name: read_signs(passage.text, vocabulary) for name, (passage, _, _) in stored.items()}
    units = question_units(
        part,
        vocabulary=vocabulary,
        occurrences=lambda word: len(index.search_words(word, _COUNTED)),
        pool=list(own.values()),
    )
    evidence = [
        Evidence(
            passage=passage,
            document=document,
            score=hit.score,
            rank=rank,
            part=number,
            similarity=_cosine(meant, vector),
            coverage=coverage(units, own[hit.passage_id], read_signs(heading(passage), vocabulary)),
            vector=vector,
        )
        for rank, hit in enumerate(hit for hit in fused[:limit] if hit.passage_id in stored)
        for passage, document, vector in (stored[hit.passage_id],)
    ]
    return Search(part, number, query, units, tuple(evidence))


def spell_out(text: str, vocabulary: Vocabulary) -> str:
    """`text` with abbreviations written as the concepts they stand for: the encoder knows words, not GONB."""
    for mention in reversed(vocabulary.mentions(text)):
        if " " not in text[mention.start : mention.end] and " " in mention.label:
            text = text[: mention.start] + mention.label + text[mention.end :]
    return text


def _cosine(one: Vector | None, other: Vector | None) -> float | None:
    """The dot product of two unit vectors; None where one is missing."""
    if one is None or other is None:
        return None
    return float(sum(map(operator.mul, one, other)))


def expand_query(part: QuestionPart, vocabulary: Vocabulary) -> str:
    """The part's own words with the synonyms of its concepts and the labels of their kinds and parts."""
    words = [part.text]
    for label in part.concepts:
        words.extend(vocabulary.concepts[label].surfaces)
        words.extend(sorted(vocabulary.family(label) - {label}))
    seen: dict[str, None] = {}
    for phrase in words:
        for word in phrase.split():
            seen.setdefault(word.lower().strip("?!.,;:()\"'"), None)
    return " ".join(word for word in seen if word)
