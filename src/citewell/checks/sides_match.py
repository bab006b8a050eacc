"""Where a quote gives two figures of two compared sides, each figure stays with its side."""

from __future__ import annotations

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.clauses import with_figures
from citewell.text.sides import FIGURE, Told, sides_beside, told_of

RULE = "sides_match"
SUMMARY = "Of two figures that a quote gives of two compared sides, each stands in the claim beside its own side."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where a figure of the claim stands beside the other side than in the first quote."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for the first pair of figures of which the claim gives one, or both, to the other side."""
    text = with_figures(pair.claim, pair.said.text)
    figures = set(FIGURE.findall(text))
    if not figures:
        return []
    for told in told_of(with_figures(pair.quote, pair.stated.text)):
        if figures & {told.first, told.second} and _is_exchanged(text, told):
            return [Difference("The claim gives a figure for the side of which the quote gives another.", True)]
    return []


def _is_exchanged(text: str, told: Told) -> bool:
    """Whether a figure stands beside the other's side, and neither beside its own."""
    votes: list[bool] = []
    listed = {
        figure: side
        for pair in told_of(text)
        for figure, side in ((pair.first, pair.first_side), (pair.second, pair.second_side))
    }
    for match in FIGURE.finditer(text):
        if match[0] not in (told.first, told.second):
            continue
        own, other = told.first_side, told.second_side
        if match[0] == told.second:
            own, other = other, own
        for side in (listed[match[0]],) if match[0] in listed else sides_beside(text, match.start(), match.end()):
            if bool(side & own) is not bool(side & other):
                votes.append(bool(side & own))
                break
    return bool(votes) and not any(votes)
