"""Statements that say the same become one claim with several citations; near but different ones stay apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from citewell.compose.candidates import Candidate
from citewell.domain.enums import DocumentStatus
from citewell.domain.identity import same_publication
from citewell.domain.questions import Vector
from citewell.text.identity import claim_id
from citewell.text.negation import find_negations
from citewell.text.quantities import find_quantities

# Two statements are the same when they carry the same numbers, negations and concepts, and either share most
# of their words, or share many and mean nearly the same to the encoder. Read off the starter library's pairs.
MOST_WORDS = 0.72
MANY_WORDS = 0.45
SAME_MEANING = 0.86
MOST_CITATIONS = 4
COMMON_SENTENCE = 4


def same_statement(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates say the same, so that either may stand for both.

    A retracted publication's statement is never joined to a standing one's: it is removed, the other stays.
    """
    if _is_retracted(one) != _is_retracted(other):
        return False
    if one.claim.text == other.claim.text:
        return True
    if one.signs.labels != other.signs.labels or _fixed_parts(one.claim.text) != _fixed_parts(other.claim.text):
        return False
    shared = len(one.signs.stems & other.signs.stems) / max(1, len(one.signs.stems | other.signs.stems))
    if shared >= MOST_WORDS:
        return True
    return shared >= MANY_WORDS and _meaning(one, other) >= SAME_MEANING


def merge_statements(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Fold each candidate into the first that says the same, in the order given.

    The first keeps its text; the others add their citations when they quote another publication, up to
    MOST_CITATIONS; a publication's own text and our restatement of it are one. A sentence that stands word for
    word in more than COMMON_SENTENCE publications is their boilerplate and no statement on anything; it is left out.
    """
    spread: dict[str, set[str]] = {}
    for candidate in candidates:
        spread.setdefault(candidate.claim.text, set()).add(candidate.evidence.document.id)
    kept: list[Candidate] = []
    index = _Alike(candidates)
    for candidate in candidates:
        if len(spread[candidate.claim.text]) > COMMON_SENTENCE:
            continue
        keys = index.keys(candidate)
        for place in index.places(keys):
            if same_statement(kept[place], candidate):
                kept[place] = _with_citations(kept[place], candidate)
                break
        else:
            index.add(keys, len(kept))
            kept.append(candidate)
    return kept


class _Alike:
    """Finds the kept statements that could say the same as another, so that few pairs are compared.

    Statements differ if their concepts, figures or negations do. Among those that agree in them, two share
    MANY_WORDS of their stems only if they share one of each one's rarest stems: as many as may be missing from the
    other, and one more (the prefix filter of Chaudhuri, Ganti and Kaushik 2006, doi 10.1109/ICDE.2006.9).
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._often = Counter(stem for candidate in candidates for stem in candidate.signs.stems)
        self._places: dict[object, list[int]] = {}

    def places(self, keys: Sequence[object]) -> list[int]:
        """Where the kept statements stand that could be the same, in their order."""
        return sorted({place for key in keys for place in self._places.get(key, ())})

    def add(self, keys: Sequence[object], place: int) -> None:
        """Remember a kept statement by its keys and its place."""
        for key in keys:
            self._places.setdefault(key, []).append(place)

    def keys(self, candidate: Candidate) -> list[object]:
        """What two statements that say the same have at least one of in common."""
        text = candidate.claim.text
        fixed = (_is_retracted(candidate), candidate.signs.labels, _fixed_parts(text))
        stems = candidate.signs.stems
        telling = len(stems) - math.ceil(MANY_WORDS * len(stems) - 1e-9) + 1
        rarest = sorted(stems, key=lambda stem: (self._often[stem], stem))[:telling]
        return [(_is_retracted(candidate), text), *((fixed, stem) for stem in rarest)]


def _with_citations(earlier: Candidate, later: Candidate) -> Candidate:
    cited = {citation.document_id for citation in earlier.claim.citations}
    added = tuple(citation for citation in later.claim.citations if citation.document_id not in cited)
    if same_publication(earlier.evidence.document, later.evidence.document):
        return earlier
    if not added or len(earlier.claim.citations) >= MOST_CITATIONS:
        return earlier
    citations = (earlier.claim.citations + added)[:MOST_CITATIONS]
    quotes = [(item.passage_id, item.quote, item.start, item.end) for item in citations]
    claim = replace(earlier.claim, id=claim_id(earlier.claim.text, quotes), citations=citations)
    return replace(earlier, claim=claim)


def _is_retracted(candidate: Candidate) -> bool:
    return candidate.evidence.document.status is DocumentStatus.RETRACTED


@lru_cache(maxsize=32_768)
def _fixed_parts(text: str) -> tuple[tuple[object, ...], tuple[str, ...]]:
    """What may not differ between statements of one claim: the figures and the negations."""
    quantities = tuple(sorted(quantity.key for quantity in find_quantities(text)))
    return quantities, tuple(sorted(negation.cue for negation in find_negations(text)))


def _meaning(one: Candidate, other: Candidate) -> float:
    """Cosine similarity of two claims that are whole passages; 0 where a vector of their own is missing."""
    first, second = _own_vector(one), _own_vector(other)
    if first is None or second is None:
        return 0.0
    return sum(x * y for x, y in zip(first, second, strict=True))


def _own_vector(candidate: Candidate) -> Vector | None:
    return candidate.evidence.vector if candidate.claim.text == candidate.evidence.passage.text else None
