"""The words in which every page shows treatment by line, what is expected besides, and what a claim rests on."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.compose.reading import clean
from citewell.domain.articles import Article, Claim, TreatmentLine

LINES_HEADING = "Treatment by line"
SURE_HEADING = "How sure this is"
EXPECTED_HEADING = "Also expected"
MISSING_HEADING = "We found no source on"
DIFFER = "sources differ"


@dataclass(frozen=True, slots=True)
class StepOption:
    """An option of one step: what, for whom, by whose grade, and the claim that states it."""

    option: str
    population: str
    marks: tuple[str, ...]
    numbers: tuple[int, ...]
    claim_id: str


@dataclass(frozen=True, slots=True)
class TreatmentStep:
    """Options of one place in the order of treatment."""

    order: int
    name: str
    options: tuple[StepOption, ...]


@dataclass(frozen=True, slots=True)
class ExpectedView:
    """Something expected: the numbers and ids of the claims that answer it; none where there is no source."""

    label: str
    why: str
    numbers: tuple[int, ...]
    claim_ids: tuple[str, ...]


def treatment_steps(article: Article) -> tuple[TreatmentStep, ...]:
    """The lines as steps, first-line first; an option whose claim is a side of a disagreement says so."""
    disputed = {side.claim_id for item in article.disagreements for side in item.sides}
    places = dict.fromkeys((line.order, line.name) for line in article.lines)
    return tuple(
        TreatmentStep(
            order,
            clean(name),
            tuple(_option(line, disputed) for line in article.lines if (line.order, line.name) == (order, name)),
        )
        for order, name in places
    )


def expected_views(article: Article) -> tuple[ExpectedView, ...]:
    """Every slot with the reference numbers of the claims that answer it."""
    claims = {claim.id: claim for claim in article.claims}
    return tuple(
        ExpectedView(
            label=clean(item.label),
            why=clean(item.why),
            numbers=tuple(
                dict.fromkeys(
                    citation.reference
                    for identity in item.claim_ids
                    if identity in claims
                    for citation in claims[identity].citations
                )
            ),
            claim_ids=item.claim_ids,
        )
        for item in article.expected
    )


def support_words(claim: Claim) -> str:
    """What a claim rests on, such as "Guideline and cohort; 2 publications, newest 2021"; empty where unknown."""
    support = claim.support
    if support is None or not support.kinds:
        return ""
    kinds = [kind.label.lower() for kind in support.kinds]
    named = " and ".join([", ".join(kinds[:-1]), kinds[-1]] if len(kinds) > 1 else kinds)
    newest = str(support.newest) if support.newest else "year not stated"
    if support.publications == 1:
        return f"{named[:1].upper()}{named[1:]}, {newest}; one publication"
    return f"{named[:1].upper()}{named[1:]}; {support.publications} publications, newest {newest}"


def option_words(option: StepOption) -> str:
    """An option on one line: what, for whom, and marks in brackets."""
    whom = f" — {option.population}" if option.population else ""
    marks = f" ({'; '.join(option.marks)})" if option.marks else ""
    return f"{option.option}{whom}{marks}"


def _option(line: TreatmentLine, disputed: set[str]) -> StepOption:
    marks = [
        f"{name} “{clean(words)}”"
        for name, words in (("strength", line.strength), ("certainty", line.certainty))
        if words
    ]
    marks += [DIFFER] if line.claim_id in disputed else []
    option = clean(line.option)
    return StepOption(
        option=option[:1].upper() + option[1:],
        population=clean(line.population),
        marks=tuple(marks),
        numbers=line.citations,
        claim_id=line.claim_id,
    )
