"""A claim that is its quote but for a few words has none of them turned: no "not", no figure, no "above"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.normalise import normalise

RULE = "edits_match"
SUMMARY = (
    "Where a claim is its quote but for a few words, none of these is a negation, a figure or a word turned round."
)

FEW = 4
"""So many words of the claim may be changed for the two to be laid side by side."""

KEPT = 0.8
"""Share of the claim's words that stand in the quote in the same order."""

SHORT_GAP = 3
"""Words of the quote left out in the middle of a claim; longer gaps are clauses, which other rules look at."""

MOVED = 8
"""Words of the quote, left out in one place, that may stand in another place of the claim."""

MOST_PAIRS = 40_000
"""Pairs of a word of the claim with the same word of the quote: the more, the longer laying them side by side takes.
A page of prose has some thousands; only words repeated over and over have more."""

_WORD = re.compile(r"\d+(?:[.,]\d+)*%?|[a-z]+n't|[a-z][a-z'-]*|[<>≤≥=+]|\d*[a-z]+\d+\w*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*%?$")
_NEGATION = re.compile(r"(?:not|no|never|nor|neither|none|nobody|nothing|cannot|without)$|.*n't$")
_DENYING = re.compile(
    r"(?:un|in|im|non|dis)[a-z-]{4,}$|(?:fail|lack|absen|avoid|refus|stop|withh|exclud|free|negative|unless|except|"
    r"instead|rather|less|little|few|hardly|rarely|seldom|contraindicat|against|unable|miss|spare|prevent|deny|denie)\w*$"
)
_TURNED = (
    ("above over more greater higher exceeding least minimum longer later", "below under less fewer lower most maximum "
     "shorter sooner earlier smaller"),
    ("before", "after following"),
    ("may might could can sometimes", "will must always does"),
    ("always all every both", "never sometimes some few rarely"),
    ("with", "without"),
    ("only", "also"),
)  # fmt: skip
_SIDES = tuple((frozenset(one.split()), frozenset(other.split())) for one, other in _TURNED)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for the first word that turns what the first quote says."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for the first negation, figure or turned word among the few that claim and quote do not share."""
    if _repeats(pair.claim, pair.quote):
        return [Difference("The claim repeats words of the quote too often for the two to be laid side by side.", True)]
    edits = list(_edits(pair.claim, pair.quote))
    for number, (stated, said, inside) in enumerate(edits):
        left_out = [one for place, one in enumerate(edits) if place != number and len(one[0]) <= MOVED]
        elsewhere = frozenset(word for gone, come, _ in left_out for word in {*gone} ^ {*come})
        why = _figure(stated, said, elsewhere) or _denial(stated, said, inside, elsewhere) or _turned(stated, said)
        if why:
            return [Difference(why, True)]
    return []


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(normalise(text).lower()))


def _repeats(claim: str, quote: str) -> bool:
    """Whether the two have too many pairs of words to be laid side by side; never where they are the same."""
    said, stated = _tokens(claim), _tokens(quote)
    if len(said) * len(stated) <= MOST_PAIRS or said == stated:
        return False
    quoted = Counter(stated)
    return sum(count * quoted[word] for word, count in Counter(said).items()) > MOST_PAIRS


def _edits(claim: str, quote: str) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
    """What the quote has and the claim has instead, in order, and whether the claim goes on on both sides of it.

    Nothing where they differ in more than a few words.
    """
    said, stated = _tokens(claim), _tokens(quote)
    if said == stated or len(frozenset(said) - frozenset(stated)) > FEW:
        return
    codes = SequenceMatcher(None, stated, said, autojunk=False).get_opcodes()
    changed = sum(end - start for tag, _, _, start, end in codes if tag in ("replace", "insert"))
    if changed > FEW or changed > (1 - KEPT) * len(said):
        return
    for tag, first, last, start, end in codes:
        if tag != "equal":
            yield stated[first:last], said[start:end], start > 0 and end < len(said)


def _figure(stated: Sequence[str], said: Sequence[str], elsewhere: frozenset[str]) -> str:
    """One figure in the place of another; with its unit it may be the same in other units, for other rules to tell."""
    figures = [word for word in said if _NUMBER.match(word)]
    others = [word for word in stated if _NUMBER.match(word)]
    if set(figures) <= elsewhere:
        return ""
    alone = figures and others and len(figures) == len(said) and len(others) == len(stated)
    if alone and [_value(word) for word in figures] != [_value(word) for word in others]:
        return f"The claim says “{' '.join(figures)}” where the quote says “{' '.join(others)}”."
    return ""


def _value(word: str) -> str:
    number = word.rstrip("%").replace(",", "")
    return f"{float(number)}{'%' * word.endswith('%')}" if number.count(".") <= 1 else word


def _denial(stated: Sequence[str], said: Sequence[str], inside: bool, elsewhere: frozenset[str]) -> str:
    """A negation that one of the two has and the other has nothing for; one that only moved is none."""
    own = [word for word in said if _NEGATION.match(word)]
    quoted = [word for word in stated if _NEGATION.match(word)]
    moved = any(map(_NEGATION.match, elsewhere))
    if len(own) > len(quoted) and not moved and not any(_DENYING.match(word) for word in stated):
        return f"The claim adds “{own[-1]}” to what the quote says."
    if (
        quoted
        and not own
        and inside
        and not moved
        and len(stated) <= SHORT_GAP
        and not any(_DENYING.match(word) for word in said)
    ):
        return f"The claim leaves out “{quoted[0]}” of what the quote says."
    return ""


def _turned(stated: Sequence[str], said: Sequence[str]) -> str:
    """A word in the place of one that says the opposite."""
    for one, other in _SIDES:
        for here, there in ((one, other), (other, one)):
            own, quoted = here & frozenset(said), there & frozenset(stated)
            if own and quoted and not here & frozenset(stated) and not there & frozenset(said):
                return f"The claim says “{sorted(own)[0]}” where the quote says “{sorted(quoted)[0]}”."
    return ""
