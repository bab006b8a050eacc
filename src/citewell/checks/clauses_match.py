"""What a quote says of one thing in one clause and of another in the next is not exchanged between the two."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.clauses import Clause, clauses_of, is_figure, measure_of

RULE = "clauses_match"
SUMMARY = "What the quote says of one thing, and in the next clause of another, is not exchanged between the two."

Groups = dict[tuple[int, int], list[str]]


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where two clauses of the claim have exchanged what those of the first quote say."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for the first two clauses of the claim each of which joins halves of the same two of the quote."""
    stated = clauses_of(pair.quote, pair.stated.text)
    if len(stated) < 2:
        return []
    said = clauses_of(pair.claim, pair.said.text)
    if len(said) < 2:
        return []
    groups = _groups(said, stated)
    for (first, second), (one, other) in product(
        combinations(range(len(said)), 2), combinations(range(len(stated)), 2)
    ):
        whole = [list(groups.get((here, there), ())) for here in (first, second) for there in (one, other)]
        verdicts = said[first].verdict, said[second].verdict
        if all(verdicts) and verdicts[0] != verdicts[1] and {stated[one].verdict, stated[other].verdict} == {*verdicts}:
            same = verdicts[0] == stated[one].verdict
            for place in (0, 3) if same else (1, 2):
                whole[place].append(stated[(one, other)[place % 2]].verdict)
        four = said[first], said[second], stated[one], stated[other]
        if all(whole) and _are_exchanged(whole, gapped=any(clause.gapped for clause in four)):
            names = [_name(pair, keys) for keys in whole[:2]]
            return [
                Difference(f"The claim joins “{names[0]}” with “{names[1]}”; the quote says them of two things.", True)
            ]
    return []


def _groups(said: Sequence[Clause], stated: Sequence[Clause]) -> Groups:
    """The keys that stand in one clause of each text alone, by the places of the two clauses."""
    here, there = _homes(said), _homes(stated)
    found: Groups = {}
    for key, place in here.items():
        if key in there:
            found.setdefault((place, there[key]), []).append(key)
    return found


def _homes(clauses: Sequence[Clause]) -> dict[str, int]:
    homes: dict[str, int] = {}
    often: set[str] = set()
    for place, clause in enumerate(clauses):
        figures = [measure_of(key) for key in clause.keys if is_figure(key)]
        for key in set(clause.keys):
            if is_figure(key) and figures.count(measure_of(key)) > 1:
                continue  # two figures of one clause go with two sides: another rule's matter
            if homes.setdefault(key, place) != place:
                often.add(key)
    return {key: place for key, place in homes.items() if key not in often}


def _are_exchanged(groups: Sequence[Sequence[str]], *, gapped: bool) -> bool:
    """Whether four groups (two to each clause of the claim) are things and what is said of them."""
    figures = [all(map(is_figure, keys)) for keys in groups]
    if all(figures[:2]) or all(figures[2:]):
        return False
    if gapped:
        return figures[0] != figures[1] and figures[2] != figures[3]
    return True


def _name(pair: Pair, keys: Sequence[str]) -> str:
    named = [pair.said.spelt.get(key, "") or key.lstrip("#!") for key in keys]
    return " ".join(named[:3])
