"""Statements that say the same become one claim with several citations; near but different ones stay apart."""

from __future__ import annotations

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
    for candidate in candidates:
        if len(spread[candidate.claim.text]) > COMMON_SENTENCE:
            continue
        for place, earlier in enumerate(kept):
            if same_statement(earlier, candidate):
                kept[place] = _with_citations(earlier, candidate)
                break
        else:
            kept.append(candidate)
    return kept


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


@lru_cache(maxsize=8192)
def _fixed_parts(text: str) -> tuple[tuple[object, ...], tuple[str, ...]]:
    """What may not differ between statements of one claim: the figures and the negations."""
    quantities = sorted(quantity.key for quantity in find_quantities(text))
    return tuple(quantities), tuple(sorted(negation.cue for negation in find_negations(text)))


def _meaning(one: Candidate, other: Candidate) -> float:
    """Cosine similarity of two claims that are whole passages; 0 where a vector of their own is missing."""
    first, second = _own_vector(one), _own_vector(other)
    if first is None or second is None:
        return 0.0
    return sum(x * y for x, y in zip(first, second, strict=True))


def _own_vector(candidate: Candidate) -> Vector | None:
    return candidate.evidence.vector if candidate.claim.text == candidate.evidence.passage.text else None
