"""The words in which every page shows treatment by line, what is expected besides, and what a claim rests on."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from citewell.compose.reading import clean, quoted_grade
from citewell.domain.articles import Article, Claim, TreatmentLine
from citewell.domain.enums import Intent
from citewell.text.normalise import content_stems

IN_SHORT = "In short"
LINES_HEADING = "Treatment by line"
SURE_HEADING = "How sure this is"
EXPECTED_HEADING = "Also expected"
MISSING_HEADING = "We found no source on"
DIFFER = "sources differ"
OTHERS = "Other conditions, named with each option"
_LED = re.compile(r"(?:For|In|Among)\s(?=[a-z])")
_OPENED = re.compile(
    r"(?:For|In|Among|If|When|Once|After|Unless|Except|Only|Provided|People|Patients|Adults|Children)\b"
)
_ORDERED = frozenset({Intent.TREATMENT, Intent.PREVENTION})


@dataclass(frozen=True, slots=True)
class StepOption:
    """An option of one step: what, for whom, by whose grade, and the claim that states it."""

    option: str
    population: str
    marks: tuple[str, ...]
    numbers: tuple[int, ...]
    claim_id: str


@dataclass(frozen=True, slots=True)
class SummaryPiece:
    """A stretch of a summary, the numbers that stand behind it, and the claim that they lead to."""

    text: str
    numbers: tuple[int, ...]
    claim_id: str


@dataclass(frozen=True, slots=True)
class TreatmentStep:
    """Options of one place in the order of treatment."""

    order: int
    name: str
    options: tuple[StepOption, ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of one condition of the question; `condition` is empty where the question names only one."""

    condition: str
    steps: tuple[TreatmentStep, ...]


@dataclass(frozen=True, slots=True)
class ExpectedView:
    """Something expected: the numbers and ids of the claims that answer it; none where there is no source."""

    label: str
    why: str
    numbers: tuple[int, ...]
    claim_ids: tuple[str, ...]


def treatment_ladders(article: Article, *, grade: Callable[[str, str], str] | None = None) -> tuple[Ladder, ...]:
    """The lines as steps, first-line first; an option whose claim is a side of a disagreement says so.

    Conditions that are asked about together have a ladder each: an operation for one is no later line for the other.
    `grade` words a strength or a certainty, which it is named; without it the source's words are quoted.
    """
    topics = _conditions(article)
    grouped: dict[str, list[TreatmentLine]] = {}
    if len(topics) > 1:
        claims = {claim.id: claim.text for claim in article.claims}
        titles = {reference.number: reference.title for reference in article.references}
        grouped = {topic: [] for topic in (*topics, OTHERS)}
        for line in article.lines:
            words = (claims.get(line.claim_id, ""), *(titles.get(number, "") for number in line.citations))
            grouped[next((topic for text in words for topic in topics if _names(text, topic)), OTHERS)].append(line)
    else:
        grouped[""] = list(article.lines)
    disputed = {side.claim_id for item in article.disagreements for side in item.sides}
    return tuple(
        Ladder(condition[:1].upper() + condition[1:], _steps(lines, disputed, topics, grade or _quoted))
        for condition, lines in grouped.items()
        if lines
    )


def _conditions(article: Article) -> tuple[str, ...]:
    """The conditions whose treatment the question asks for, in its order."""
    topics = (clean(part.topic) for part in article.understood if part.intent in _ORDERED)
    return tuple(dict.fromkeys(topic for topic in topics if topic))


def _names(text: str, topic: str) -> bool:
    """Whether a text has every telling word of a topic, in any of its forms."""
    wanted = set(content_stems(topic))
    return bool(wanted) and wanted <= set(content_stems(text))


def _quoted(name: str, words: str) -> str:
    return f"{name} {quoted_grade(words)}"


def _steps(
    lines: list[TreatmentLine], disputed: set[str], topics: tuple[str, ...], grade: Callable[[str, str], str]
) -> tuple[TreatmentStep, ...]:
    places = dict.fromkeys((line.order, line.name) for line in lines)
    return tuple(
        TreatmentStep(
            order,
            clean(name),
            tuple(_option(line, disputed, topics, grade) for line in lines if (line.order, line.name) == (order, name)),
        )
        for order, name in places
    )


def summary_pieces(article: Article) -> tuple[tuple[SummaryPiece, ...], ...]:
    """Each summary cut behind what each claim is cited for, so that its numbers can stand there."""
    told = []
    for summary in article.summary:
        pieces = [
            SummaryPiece(f"{' ' * part.text.startswith(' ')}{clean(part.text)}", part.citations, part.claim_id)
            for part in summary.parts
        ]
        opening = summary.text.removesuffix("".join(part.text for part in summary.parts) + ".")
        pieces[:1] = [replace(one, text=f"{clean(opening)}{one.text}") for one in pieces[:1]]
        told.append(tuple(pieces))
    return tuple(told)


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


def _option(
    line: TreatmentLine, disputed: set[str], topics: tuple[str, ...], grade: Callable[[str, str], str]
) -> StepOption:
    marks = [
        grade(name, words) for name, words in (("strength", line.strength), ("certainty", line.certainty)) if words
    ]
    marks += [DIFFER] if line.claim_id in disputed else []
    option = clean(line.option)
    return StepOption(
        option=option[:1].upper() + option[1:],
        population=whom_for(clean(line.population), topics),
        marks=tuple(marks),
        numbers=line.citations,
        claim_id=line.claim_id,
    )


def whom_for(population: str, topics: tuple[str, ...]) -> str:
    """For whom, beside an option: begun small, and without what only repeats the condition asked about."""
    parts = [_LED.sub("", part, count=1) for part in population.split("; ")]
    told = [part for part in parts if not any(content_stems(part) == content_stems(topic) for topic in topics)]
    return "; ".join(part[:1].lower() + part[1:] if _OPENED.match(part) else part for part in told)
