"""What a claim compares, prefers or puts first, and to what, is so in its quote: the two sides are not exchanged."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import read_meaning
from citewell.text.clauses import value_of, with_figures
from citewell.text.comparisons import DEGREE, QUALITY, Comparison, comparisons_of
from citewell.text.sides import Told, told_of

RULE = "comparison_matches"
SUMMARY = (
    "Behind “than”, “preferred to”, “before” and their like stands what stands there in the quote, or the comparison "
    "is turned with it; more goes to the side with the greater figure."
)

_THAN = re.compile(r"\b(?:than|compared (?:with|to))\b")
_MORE = re.compile(
    r"\b(?:more|greater|higher|larger|longer|older|better|superior|favoured|favours|prefers|raised|increased|improved)\b"
)
_LESS = re.compile(r"\b(?:less|fewer|smaller|lower|lowered|reduced|decreased|shorter|younger|worse|inferior|rarer)\b")
_EQUAL = re.compile(
    r"\b(?:similar\w*|noninferior|no difference|equal\w*|the same|as effective as|"
    r"did not differ|no significant difference)\b"
)
_GRADED = frozenset({DEGREE, QUALITY})
LEAST_SHARED = 2  # words that two comparisons of one side each share where they are of the same thing
HEAD = 2  # how many words behind "than" name what is compared


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each comparison whose second side the first quote does not put there."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference where sides are exchanged, one is another, or what was equal is not."""
    found = contrast_differences(pair, RULE, alone=True)
    claimed, quoted = _sides(pair.said.text, pair), _sides(pair.stated.text, pair)
    if claimed and quoted and claimed.more == quoted.more and _exchanged(claimed, quoted):
        found.append(Difference("The two sides of the comparison have changed places.", True))
    elif _sides_turned(pair):
        found.append(Difference("The claim puts one side of a comparison where the quote has the other.", True))
    found += _invented(pair)
    if _EQUAL.search(pair.stated.text) and not _EQUAL.search(pair.said.text) and _states_difference(pair):
        found.append(Difference("The quote finds no difference where the claim states one.", True))
    return found


# A comparison of two things, where what stands behind "than" is no figure; and what may stand for one in the quote.
_COMPARES = re.compile(
    r"\b(?:more|less|better|worse|faster|slower|quicker|greater|higher|lower|fewer|longer|shorter|safer|superior|inferior|"
    r"oftener|rarer|commoner|larger|smaller|stronger|weaker)\b[^.;,#]{0,60}\bthan (?!#|about|at|half|one|a )"
    r"|\b(?:superior|inferior) to\b|\boutperform\w*|\bmore \w+ than\b"
)
_COMPARED = re.compile(
    r"\b(?:than|compared?|comparison|versus|vs|against|superior\w*|inferior\w*|noninferior|better|worse|best|worst|exceed\w*|"
    r"greater|higher|lower|more|most|less|least|fewer|faster|slower|longer|shorter|larger|smaller|rather|differ\w*|"
    r"equal\w*|similar\w*|same|prefer\w*|favou?r\w*|beyond|whereas|while|but|instead|\w+er|\w+est|out of|strong\w*|"
    r"weak\w*|rang\w+|peak\w*)\b|#[^.;]*#"
)
# "Made no difference" and "by the same amount", and what may stand for them.
_ALIKE = re.compile(
    r"\b(?:(?:made|makes|make) (?:no difference|similar)|no difference|(?:by|to) the same (?:amount|degree|extent)|"
    r"equally \w+)\b"
)
_ALIKE_TOLD = re.compile(
    r"\b(?:similar\w*|equal\w*|equivalen\w+|alike|same|as \w+ as|noninferior|no|not|nor|neither|without|comparable|"
    r"match\w*|unaffected|regardless|irrespective|whether|both|either|any|all|little|independen\w+|identical|fail\w*|"
    r"unchanged|none|neutral|n't|ineffective|constant|also|too|even)\b"
)


def _invented(pair: Pair) -> list[Difference]:
    """A comparison of the claim where the quote compares nothing; a likeness where it tells of differences alone."""
    said, stated = pair.said.text, pair.stated.text
    compared = _COMPARES.search(said)
    if compared and not _COMPARED.search(stated):
        return [Difference(f"The claim compares (“{compared[0].strip()}”), which the quote does not.")]
    alike = _ALIKE.search(said)
    if alike and not _ALIKE_TOLD.search(stated):
        return [Difference(f"The claim says “{alike[0]}”; the quote tells of no likeness.", True)]
    return []


def _states_difference(pair: Pair) -> bool:
    added = re.compile(
        r"\b(?:better|worse|greater|superior|inferior|favou?red|more effective|fewer|less|lower|higher|more|"
        r"shorter|longer)\b"
    )
    return bool(added.search(pair.said.text)) and not added.search(pair.stated.text)


def _sides_turned(pair: Pair) -> bool:
    """Whether a comparison of the claim has the sides of one of the quote in each other's place."""
    said = comparisons_of(pair.claim, pair.said.text)
    if not said:
        return False
    stated = comparisons_of(pair.quote, pair.stated.text)
    if any(_are_turned(here, there, pair.stated.held) for here in said for there in stated):
        return True
    told = told_of(with_figures(pair.quote, pair.stated.text))
    return any(_contradicts_figures(here, two, pair.stated.held) for here in said for two in told)


def _contradicts_figures(said: Comparison, told: Told, known: frozenset[str]) -> bool:
    """Whether the claim gives more to the side that has the smaller of the quote's two figures."""
    if told.is_change or said.family != DEGREE or not said.first or not said.second:
        return False
    more, less = told.first_side, told.second_side
    if value_of(told.first) < value_of(told.second):
        more, less = less, more
    if said.first & more or said.second & less or not (said.first & less and said.second & more):
        return False
    return bool((said.first | said.second | said.aspect) & known - more - less)


def _are_turned(said: Comparison, stated: Comparison, known: frozenset[str]) -> bool:
    """Whether what is first in one is second in the other, of the same thing.

    A side that is left out is taken to be another: "commoner after surgery" is not "commoner with drugs".
    """
    if said.family != stated.family or said.first & stated.first or said.second & stated.second:
        return False
    here, there = said.first & stated.second, said.second & stated.first
    shared = said.aspect & stated.aspect
    if said.first and said.second and stated.first and stated.second:
        if said.family not in _GRADED or not said.aspect:
            every = (said.first | said.second) & (stated.first | stated.second | stated.aspect)
            return bool(here and there) and (said.family not in _GRADED or bool(every - here - there))
        return bool(here and there) and len(shared) > len(said.aspect) / 2
    if said.family not in _GRADED or not shared:
        return False
    if here or there:
        return True
    side, other = said.first or said.second, stated.first or stated.second
    alone = said.named and stated.named and bool(said.first) is bool(stated.first)
    return alone and side <= known and bool(other) and len(shared) >= LEAST_SHARED and said.aspect <= stated.aspect


@dataclass(frozen=True, slots=True)
class _Sides:
    """What stands before "than" and behind it, and whether the comparison is one of more."""

    before: frozenset[str]
    behind: tuple[str, ...]
    more: bool


def turned_round(pair: Pair) -> bool:
    """Whether the claim has the quote's comparison from its other side: A is better than B, B is worse than A."""
    claimed, quoted = _sides(pair.said.text, pair), _sides(pair.stated.text, pair)
    return bool(claimed and quoted and claimed.more != quoted.more and _exchanged(claimed, quoted))


def _exchanged(claimed: _Sides, quoted: _Sides) -> bool:
    """Whether what stands behind "than" in each stands before it in the other."""
    there = any(key in quoted.before and key not in quoted.behind for key in claimed.behind[:HEAD])
    return there and any(key in claimed.before and key not in claimed.behind for key in quoted.behind[:HEAD])


def _sides(text: str, pair: Pair) -> _Sides | None:
    match = _THAN.search(text)
    if match is None:
        return None
    before = re.split(r"[;.]", text[: match.start()])[-1]
    behind = re.split(r"[;.]|, (?!and)", text[match.end() :])[0]
    less, more = _LESS.search(before), _MORE.search(before)
    return _Sides(
        read_meaning(before, pair.vocabulary).held,
        read_meaning(behind, pair.vocabulary).keys,
        not (less and not more),
    )
