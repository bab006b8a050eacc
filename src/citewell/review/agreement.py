"""How far reviewers agree beyond chance: Cohen's kappa for two, Fleiss' kappa for several.

Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37-46, doi 10.1177/001316446002000104.
Fleiss JL. Measuring nominal scale agreement among many raters. Psychol Bull 1971;76:378-382, doi 10.1037/h0031619.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from citewell.domain.reviewing import Judgement, Review


class Agreement(NamedTuple):
    """Agreement on a number of items: the share agreed on, and kappa, None where it is undefined."""

    items: int
    share: float | None
    kappa: float | None


def cohens_kappa(first: Sequence[Hashable], second: Sequence[Hashable]) -> float | None:
    """Kappa of two raters who judged the same items in the same order.

    None without items, or where both put everything into one category, so that chance alone agrees wholly.
    """
    if len(first) != len(second):
        raise ValueError("Both raters judge the same items.")
    if not first:
        return None
    observed = sum(one == other for one, other in zip(first, second, strict=True)) / len(first)
    ones, others = Counter(first), Counter(second)
    chance = sum(ones[category] * others[category] for category in ones) / len(first) ** 2
    return None if chance >= 1 else (observed - chance) / (1 - chance)


def fleiss_kappa(counts: Sequence[Sequence[int]]) -> float | None:
    """Kappa of a table with a row for each item: how many raters chose each category. Each row has as many raters.

    None without items, with fewer than two raters, or where one category has everything.
    """
    if not counts:
        return None
    raters = sum(counts[0])
    if any(sum(row) != raters for row in counts):
        raise ValueError("Each item has as many ratings as the others.")
    if raters < 2:
        return None
    observed = sum(sum(n * (n - 1) for n in row) for row in counts) / (len(counts) * raters * (raters - 1))
    totals = [sum(column) for column in zip(*counts, strict=True)]
    chance = sum((total / (len(counts) * raters)) ** 2 for total in totals)
    return None if chance >= 1 else (observed - chance) / (1 - chance)


def agreement_on_claims(reviews: Iterable[Review]) -> Agreement:
    """Agreement of the reviews of one revision, claim by claim, over the claims that all of them judged.

    Of two reviews it is Cohen's kappa, of more Fleiss'.
    """
    judged = [_by_claim(review) for review in reviews]
    if len(judged) < 2:
        return Agreement(0, None, None)
    claims = [claim for claim in judged[0] if all(claim in one for one in judged)]
    agreed = _agreement([[one[claim] for one in judged] for claim in claims])
    if len(judged) > 2:
        return agreed
    first, second = ([one[claim] for claim in claims] for one in judged)
    return agreed._replace(kappa=cohens_kappa(first, second))


def pooled_agreement(rounds: Iterable[Sequence[Review]]) -> Agreement:
    """Agreement over several articles, pair by pair of their reviewers, so that their numbers may differ.

    Two judgements of one claim are an item of two raters whose order carries nothing: Fleiss' kappa with two raters.
    """
    pairs = [
        [first[claim], second[claim]]
        for reviews in rounds
        for first, second in combinations([_by_claim(review) for review in reviews], 2)
        for claim in first
        if claim in second
    ]
    return _agreement(pairs)


def _by_claim(review: Review) -> Mapping[str, Judgement]:
    return {verdict.claim_id: verdict.judgement for verdict in review.verdicts}


def _agreement(items: Sequence[Sequence[Judgement]]) -> Agreement:
    if not items:
        return Agreement(0, None, None)
    share = sum(len(set(item)) == 1 for item in items) / len(items)
    counts = [[list(item).count(judgement) for judgement in Judgement] for item in items]
    return Agreement(len(items), share, fleiss_kappa(counts))
