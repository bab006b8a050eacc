"""What a claim compares, and with what, is what its quote compares: the two sides are not exchanged."""

from __future__ import annotations

import re

from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import read_meaning

RULE = "comparison_matches"
SUMMARY = "Behind “than”, “versus” and their like stands what stands there in the quote, or the comparison is turned with it."

_CUE = re.compile(r"\b(?:than|versus|vs|compared (?:with|to)|compared|as opposed to|instead of|in favour of|over)\b\.?")
_THAN = re.compile(r"\bthan\b")
_MORE = re.compile(r"\b(?:more|greater|higher|larger|longer|older|better|larger|superior|favoured|favours|prefers)\b")
_LESS = re.compile(r"\b(?:less|fewer|smaller|lower|shorter|younger|worse|inferior|rarer)\b")
_FAVOURS = re.compile(r"\bfavou?r(?:ed|s)?\s+(?P<one>[^,.;]{3,60}?)\s+over\s+(?P<other>[^,.;]{3,60})")
_EQUAL = re.compile(r"\b(?:similar|no difference|equal\w*|the same|as effective as|did not differ|no significant difference)\b")
NEAR = 4


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each comparison whose second side the first quote does not put there."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference where sides are exchanged, one is another, or what was equal is not."""
    found = contrast_differences(pair, RULE, alone=True)
    claimed, quoted = _sides(pair.said.text, pair), _sides(pair.stated.text, pair)
    if claimed and quoted:
        (first, second, more), (one, other, also_more) = claimed, quoted
        straight = _alike(first, one) + _alike(second, other)
        turned = _alike(first, other) + _alike(second, one)
        if turned > straight and more == also_more:
            found.append(Difference("The two sides of the comparison have changed places.", True))
    if _EQUAL.search(pair.stated.text) and not _EQUAL.search(pair.said.text) and _states_difference(pair):
        found.append(Difference("The quote finds no difference where the claim states one.", True))
    return found


def _states_difference(pair: Pair) -> bool:
    added = re.compile(r"\b(?:better|worse|greater|superior|inferior|favou?red|more effective|fewer|less)\b")
    return bool(added.search(pair.said.text)) and not added.search(pair.stated.text)


def turned_round(pair: Pair) -> bool:
    """Whether the claim has the quote's comparison from its other side: A is better than B, B is worse than A."""
    claimed, quoted = _sides(pair.said.text, pair), _sides(pair.stated.text, pair)
    if not claimed or not quoted:
        return False
    (first, second, more), (one, other, also_more) = claimed, quoted
    return more != also_more and _alike(first, other) + _alike(second, one) > _alike(first, one) + _alike(second, other)


def _sides(text: str, pair: Pair) -> tuple[frozenset[str], frozenset[str], bool] | None:
    match = _THAN.search(text)
    if match is None:
        return None
    before, after = text[: match.start()], text[match.end() :]
    after = re.split(r"[;.]|, (?!and)", after)[0]
    clause = re.split(r"[;.]", before)[-1]
    first, second = read_meaning(clause, pair.vocabulary).held, read_meaning(after, pair.vocabulary).held
    both = first & second
    less, more = _LESS.search(clause), _MORE.search(clause)
    return first - both, second - both, not (less and not more)


def _alike(side: frozenset[str], other: frozenset[str]) -> float:
    return len(side & other) / max(1, min(len(side), len(other)))
