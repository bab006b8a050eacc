"""Two things of a quote have not changed places: "2.2 at a day and 1.9 at six months" for the other way round."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import is_light, key_of
from citewell.text.equivalents import measure, quantities_of, written_plainly
from citewell.text.ordinary import is_ordinary
from citewell.text.recast import recast

RULE = "places_kept"
SUMMARY = "No two figures, groups or outcomes of the quote have changed places in the claim."

_CLAUSES = re.compile(r"[;,]| and | but ")
_WORD = re.compile(r"[a-z][\w'’-]*")
_NEGATION = frozenset({"not", "no", "never", "neither", "nor", "without", "none", "cannot", "nobody", "nothing"})
_BEFORE_FIGURES = frozenset("under over above below about around approximately nearly almost least most".split())
# An exchange of two things undoes at least so many breaks in the order of all that both texts have.
MENDED = 3
# Words that have changed places around fewer others than these may only have been put another way round.
LEAST_BETWEEN = 2
# Phrases that are longer than this together are more often moved than exchanged.
LONGEST = 3
# Figures that differ by no more than this share of the greater are one.
SAME = 0.01
NOT = "not"
GENERAL = "~"
# "From 3% to 5%" may be told as "5% against 3%".
_CHANGE = re.compile(r"\bfrom (?:\w+ ){0,3}?#")
_AGAINST = re.compile(
    r"#,? (?:\w+ ){0,4}?(?:versus|vs\.?|against|compared (?:with|to)|from|rather than|instead of) (?:\w+ ){0,3}?#"
)


@dataclass(frozen=True, slots=True)
class _Run:
    """Tokens that follow each other in both texts, with the place in the quote of the first."""

    start: int
    tokens: tuple[str, ...]

    @property
    def end(self) -> int:
        """The place in the quote behind the last."""
        return self.start + len(self.tokens)

    @property
    def is_figures(self) -> bool:
        """Whether it is made of figures."""
        return _is_figure(self.tokens[0])

    @property
    def tells(self) -> bool:
        """Whether it has a figure, or a word that is no general one."""
        return any(token != NOT and not token.startswith(GENERAL) for token in self.tokens)


def _is_figure(token: str) -> bool:
    return token.startswith("#")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where two things of the first quote stand in each other's place."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for two figures, or else the first two phrases, that have changed places."""
    if pair.verbatim:
        return []
    runs = _runs(_tokens(pair.claim), _tokens(pair.quote))
    exchanged = [(runs[one], runs[other], runs[one + 1 : other]) for one, other in _exchanges(runs)]
    figures = [one for one in exchanged if one[0].is_figures]
    phrases = [one for one in exchanged if not one[0].is_figures]
    if figures and not phrases:
        one, other, between = figures[0]
        parted = not between or not _keep_company(pair, one, other)
        return [_difference(one, other)] if parted and not _may_be_exchanged(pair, one, other) else []
    short = [found for found in phrases if len(found[0].tokens) + len(found[1].tokens) <= LONGEST]
    apart = [(one, other) for one, other, between in short if _stands_between(between)]
    return [_difference(*apart[0])] if apart and not figures else []


def _difference(one: _Run, other: _Run) -> Difference:
    first, second = (" ".join(token.split("#")[-1] for token in run.tokens) for run in (one, other))
    return Difference(f"In the claim “{first}” and “{second}” have changed places.", True)


def _keep_company(pair: Pair, one: _Run, other: _Run) -> bool:
    """Whether two figures share their clauses with what they do in the quote, more than with what the other does."""
    (first, second), (own, others) = (
        [_company(text, run.tokens[0]) for run in (one, other)] for text in (pair.claim, pair.quote)
    )
    return len(first & own) + len(second & others) > len(first & others) + len(second & own)


def _company(text: str, figure: str) -> frozenset[str]:
    """What stands in one clause with a figure."""
    found: set[str] = set()
    for clause in _CLAUSES.split(recast(text)):
        tokens = _tokens(clause)
        if figure in tokens:
            found.update(token for token in tokens if token not in (figure, NOT))
    return frozenset(found)


def _may_be_exchanged(pair: Pair, first: _Run, second: _Run) -> bool:
    """Whether two figures are one ("86% (12 of 14)"), or the two ends of a change that the claim tells from its end."""
    one, other = (tuple(map(float, run.tokens[0].split("#")[1].split()[-2:])) for run in (first, second))
    if all(abs(low - high) <= SAME * max(abs(low), abs(high)) for low, high in zip(one, other, strict=True)):
        return True
    return bool(_CHANGE.search(pair.stated.text) and _AGAINST.search(pair.said.text))


def _stands_between(runs: Sequence[_Run]) -> bool:
    between = [token for run in runs for token in run.tokens]
    return NOT in between or len(between) >= LEAST_BETWEEN


def _runs(said: Sequence[str], stated: Sequence[str]) -> list[_Run]:
    """What both texts have once each, in the claim's order, in runs that follow each other in the quote too.

    Figures and words never share a run, so that each can be exchanged for its like.
    """
    often, elsewhere = Counter(said), Counter(stated)
    once = {token for token in often if often[token] == elsewhere[token] == 1}
    places = {token: place for place, token in enumerate(token for token in stated if token in once)}
    found: list[_Run] = []
    for token in said:
        if token not in once:
            continue
        last = found[-1] if found else None
        if (
            last
            and places[token] == last.end
            and NOT not in (token, *last.tokens)
            and last.is_figures is _is_figure(token)
        ):
            found[-1] = _Run(last.start, (*last.tokens, token))
        else:
            found.append(_Run(places[token], (token,)))
    return found


def _exchanges(runs: Sequence[_Run]) -> Iterator[tuple[int, int]]:
    """Places of the pairs of one sort whose exchange brings the order much nearer to the quote's."""
    breaks = _breaks(runs)
    if breaks < MENDED:
        return
    for one, other in combinations(range(len(runs)), 2):
        first, second = runs[one], runs[other]
        if first.start < second.start or first.is_figures is not second.is_figures:
            continue
        if not (first.tells and second.tells):
            continue
        mended = list(runs)
        mended[one], mended[other] = second, first
        if breaks - _breaks(mended) >= MENDED:
            yield one, other


def _breaks(runs: Sequence[_Run]) -> int:
    """How often two neighbours do not follow each other, the ends counted with them."""
    total = sum(len(run.tokens) for run in runs)
    whole = [_Run(-1, ("",)), *runs, _Run(total, ("",))]
    return sum(second.start != first.end for first, second in pairwise(whole))


@lru_cache(maxsize=8192)
def _tokens(text: str) -> tuple[str, ...]:
    """A text's figures ("#" with their value), words (general ones behind "~") and "not", in their order."""
    plain = written_plainly(recast(text)).lower()
    found: list[tuple[int, str]] = []
    taken: list[tuple[int, int]] = []
    for quantity in quantities_of(recast(text)):
        name, low, high = measure(quantity)
        found.append((quantity.start, f"#{name} {low:g} {high:g}#{quantity.text}"))
        taken.append((quantity.start, quantity.end))
    for match in _WORD.finditer(plain):
        if any(start <= match.start() < end for start, end in taken):
            continue
        if match[0] in _NEGATION:
            found.append((match.start(), NOT))
        elif not is_light(match[0]) and match[0] not in _BEFORE_FIGURES:
            found.append((match.start(), GENERAL * is_ordinary(match[0]) + key_of(match[0])))
    return tuple(token for _, token in sorted(found))
