"""Statements that say the same become one claim with all its citations; near but different ones stay apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from citewell.compose.candidates import Candidate
from citewell.compose.saying import read_saying, says_the_same
from citewell.domain.documents import Document
from citewell.domain.enums import DocumentStatus
from citewell.domain.identity import same_publication
from citewell.text.identity import claim_id

COMMON_SENTENCE = 4
# Two statements are compared only if they share so many of all the stems that either has.
SHARED_WORDS = 0.34


def same_statement(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates say the same, so that either may stand for both.

    A retracted publication's statement is never joined to a standing one's: it is removed, the other stays.
    """
    if _is_retracted(one) != _is_retracted(other):
        return False
    if one.claim.text == other.claim.text:
        return True
    shared, either = one.signs.stems & other.signs.stems, one.signs.stems | other.signs.stems
    if len(shared) < SHARED_WORDS * len(either):
        return False
    return says_the_same(read_saying(one.claim.text), read_saying(other.claim.text))


def merge_statements(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Fold each candidate into the first that says the same, in the order given.

    The first keeps its text; the others add their citations, one for each further publication, however many. A
    publication's own text and our restatement of it are one. A sentence that stands word for word in more than
    COMMON_SENTENCE publications is their boilerplate and no statement on anything; it is left out.
    """
    spread: dict[str, set[str]] = {}
    for candidate in candidates:
        spread.setdefault(candidate.claim.text, set()).add(candidate.evidence.document.id)
    kept: list[Candidate] = []
    cited: list[list[Document]] = []
    index = _Alike(candidates)
    for candidate in candidates:
        if len(spread[candidate.claim.text]) > COMMON_SENTENCE:
            continue
        keys = index.keys(candidate)
        same = next((place for place in index.places(keys) if same_statement(kept[place], candidate)), None)
        if same is None:
            index.add(keys, len(kept))
            kept.append(candidate)
            cited.append([candidate.evidence.document])
        elif not any(_is_one(candidate.evidence.document, document) for document in cited[same]):
            kept[same] = _with_citations(kept[same], candidate)
            cited[same].append(candidate.evidence.document)
    return kept


class _Alike:
    """Finds the kept statements that could say the same as another, so that few pairs are compared.

    Two share SHARED_WORDS of their stems only if they share one of each one's rarest stems: as many as may be missing
    from the other, and one more (the prefix filter of Chaudhuri, Ganti and Kaushik 2006, doi 10.1109/ICDE.2006.9).
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._often = Counter(stem for candidate in candidates for stem in candidate.signs.stems)
        self._places: dict[str, list[int]] = {}

    def places(self, keys: Sequence[str]) -> list[int]:
        """Where the kept statements stand that could be the same, in their order."""
        return sorted({place for key in keys for place in self._places.get(key, ())})

    def add(self, keys: Sequence[str], place: int) -> None:
        """Remember a kept statement by its keys and its place."""
        for key in keys:
            self._places.setdefault(key, []).append(place)

    def keys(self, candidate: Candidate) -> list[str]:
        """What two statements that say the same have at least one of in common."""
        stems = candidate.signs.stems
        if not stems:
            return [candidate.claim.text]
        telling = len(stems) - math.ceil(SHARED_WORDS * len(stems) - 1e-9) + 1
        return sorted(stems, key=lambda stem: (self._often[stem], stem))[:telling]


def _is_one(document: Document, other: Document) -> bool:
    return document.id == other.id or same_publication(document, other)


def _with_citations(earlier: Candidate, later: Candidate) -> Candidate:
    held = {citation.document_id for citation in earlier.claim.citations}
    added = tuple(citation for citation in later.claim.citations if citation.document_id not in held)
    if not added:
        return earlier
    citations = earlier.claim.citations + added
    quotes = [(item.passage_id, item.quote, item.start, item.end) for item in citations]
    claim = replace(earlier.claim, id=claim_id(earlier.claim.text, quotes), citations=citations)
    return replace(earlier, claim=claim)


def _is_retracted(candidate: Candidate) -> bool:
    return candidate.evidence.document.status is DocumentStatus.RETRACTED
