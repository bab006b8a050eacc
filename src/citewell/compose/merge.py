"""Statements that say the same become one claim with all its citations; near but different ones stay apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from citewell.compose.candidates import Candidate
from citewell.domain.documents import Document, Passage
from citewell.domain.enums import DocumentStatus
from citewell.domain.identity import same_publication
from citewell.text.canonical import key_of, key_of_stem, read_meaning
from citewell.text.contrasts import find_contrasts
from citewell.text.coverage import heading
from citewell.text.equivalents import measure, quantities_of
from citewell.text.identity import claim_id
from citewell.text.normalise import content_stems, normalise
from citewell.text.recast import has_clauses, is_passive, recast

Supports = Callable[[str, str], bool]
"""Whether a quote, the first, supports a claim, the second, by every check on the faithfulness of a text."""

COMMON_SENTENCE = 4
# Two statements are compared only if they share so many of all the words that either has, synonyms alike.
SHARED_WORDS = 0.33
MOST_OTHER_WORDS = 4
# So many candidates, the best first, are compared in other words too; those behind are folded only word for word.
COMPARED = 150
# Words that one statement may have and the other lack; negations and advice are compared by the checks.
_LIGHT = frozenset(
    key_of(word)
    for word in """person have occur present undergo perform group case equal find report develop with treatment not no
    recommend against should must""".split()
)
_ASSOCIATED = key_of("associated")


def same_statement(one: Candidate, other: Candidate, supports: Supports) -> bool:
    """Whether the publication of `other` says what `one` says, no more and no less.

    Each must support the other, so that neither says anything that the other does not: a dose, a group of people, a
    word of doubt. A retracted publication's statement is never joined to a standing one's: it is removed, the other
    stays.
    """
    if _is_retracted(one) != _is_retracted(other):
        return False
    text, others = one.claim.text, other.claim.text
    if text != others:
        words, other_words = _words(one.signs.stems), _words(other.signs.stems)
        if len(words & other_words) < SHARED_WORDS * len(words | other_words):
            return False
        if len((words ^ other_words) - _LIGHT) > MOST_OTHER_WORDS:
            return False
        if not _same_words(text, others) or _figures(text) != _figures(others):
            return False
    if not _about_the_same(one, other):
        return False
    if text == others and one.claim.citations[0].quote == other.claim.citations[0].quote:
        return True
    proven = all(supports(item.quote, text) for item in other.claim.citations)
    return proven and (text == others or supports(text, others))


def merge_statements(candidates: Sequence[Candidate], *, supports: Supports) -> list[Candidate]:
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
    index = _Alike(candidates[:COMPARED])
    for number, candidate in enumerate(candidates):
        if len(spread[candidate.claim.text]) > COMMON_SENTENCE:
            continue
        keys = index.keys(candidate) if number < COMPARED else [candidate.claim.text]
        same = next((place for place in index.places(keys) if same_statement(kept[place], candidate, supports)), None)
        if same is None:
            index.add(keys, len(kept))
            kept.append(candidate)
            cited.append([candidate.evidence.document])
            continue
        if not any(_is_one(candidate.evidence.document, document) for document in cited[same]):
            kept[same] = _with_citations(kept[same], candidate)
        cited[same].append(candidate.evidence.document)
    return kept


class _Alike:
    """Finds the kept statements that could say the same as another, so that few pairs are compared.

    Statements differ if their concepts do. Among those that agree in them, two share SHARED_WORDS of their words only
    if they share one of each one's rarest words: as many as may be missing from the other, and one more (the prefix
    filter of Chaudhuri, Ganti and Kaushik 2006, doi 10.1109/ICDE.2006.9).
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self._often = Counter(word for candidate in candidates for word in _words(candidate.signs.stems))
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
        words, labels = _words(candidate.signs.stems), candidate.signs.labels
        telling = len(words) - math.ceil(SHARED_WORDS * len(words) - 1e-9) + 1
        rarest = sorted(words, key=lambda word: (self._often[word], word))[:telling]
        return [candidate.claim.text, *((labels, word) for word in rarest)]


def _about_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether what stands around two statements lets them be of the same thing.

    What a statement leaves to its title ("Recovery is usually complete.") is not the same under another title, nor
    is one on children the same as one on adults.
    """
    first, second = one.evidence.passage, other.evidence.passage
    if not (one.named and other.named) and _title(first) != _title(second):
        return False
    return not _other_people(heading(first), heading(second))


@lru_cache(maxsize=8192)
def _other_people(one: str, other: str) -> bool:
    first, second = normalise(one, fold_case=True), normalise(other, fold_case=True)
    return bool(find_contrasts(first, second, rule="population_matches", alone=False))


def _title(passage: Passage) -> frozenset[str]:
    return frozenset(content_stems(passage.title))


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


@lru_cache(maxsize=8192)
def _words(stems: frozenset[str]) -> frozenset[str]:
    """The stems of a statement, synonyms alike."""
    return frozenset(map(key_of_stem, stems))


def _same_words(one: str, other: str) -> bool:
    """Whether two statements are of the same words, and none has changed sides.

    Where there are several clauses, the words stand in one order. An association holds both ways.
    """
    one, other = recast(one), recast(other)
    if one == other:
        return True
    if is_passive(one) != is_passive(other):
        return False
    first, second = _keys(one), _keys(other)
    telling, others = frozenset(first) - _LIGHT, frozenset(second) - _LIGHT
    if telling != others:
        return False
    if first.count(_ASSOCIATED) == 1 == second.count(_ASSOCIATED):
        return _sides(first) == _sides(second)
    both = frozenset(first) & frozenset(second)
    first, second = tuple(key for key in first if key in both), tuple(key for key in second if key in both)
    if has_clauses(one) or has_clauses(other):
        return first == second
    return _same_order(first, second)


def _same_order(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether the words stand in one order, but for neighbouring groups of words that have changed places.

    "Lung cancer mortality" is "mortality from lung cancer"; but where two words have changed places around a third,
    one may do to the other what the other did to it.
    """
    if len(first) != len(second):
        return False
    start = 0
    for end in range(1, len(first) + 1):
        one, other = first[start:end], second[start:end]
        if sorted(one) == sorted(other):
            if one != other and not any((*one[place:], *one[:place]) == tuple(other) for place in range(1, len(one))):
                return False
            start = end
    return start == len(first)


def _sides(keys: Sequence[str]) -> frozenset[frozenset[str]]:
    place = keys.index(_ASSOCIATED)
    return frozenset((frozenset(keys[:place]) - _LIGHT, frozenset(keys[place + 1 :]) - _LIGHT))


@lru_cache(maxsize=8192)
def _keys(text: str) -> tuple[str, ...]:
    """The words of a statement in their order, synonyms alike."""
    return read_meaning(text).keys


@lru_cache(maxsize=8192)
def _figures(text: str) -> tuple[tuple[object, ...], ...]:
    """The figures of a statement in units that all ways of writing them share, in any order."""
    found = ((*measure(quantity), quantity.comparator) for quantity in quantities_of(text))
    return tuple(sorted((name, round(low, 9), round(high, 9), sign) for name, low, high, sign in found))
