"""The board in figures: how far reviewers agree, how long reviews take, how many claims they change, what is where."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.board_figures import Gathered, Round
from citewell.compose.reading import clean
from citewell.domain.reviewing import ReviewState
from citewell.review.agreement import Agreement, agreement_on_claims
from citewell.review.specialties import label_of
from citewell.review.statistics import board_figures
from citewell.web.bench_words import JUDGEMENT_WORDS, state_words

PUBLICATIONS = (
    ("Cohen 1960", "https://doi.org/10.1177/001316446002000104"),
    ("Fleiss 1971", "https://doi.org/10.1037/h0031619"),
)


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """The agreement on one article."""

    id: str
    question: str
    reviewers: int
    claims: int
    share: str
    kappa: str
    measure: str


@dataclass(frozen=True, slots=True)
class StatisticsPage:
    """The figures in words; what there is too little of to count is told as none."""

    figures: tuple[tuple[str, str, str], ...]
    judgements: tuple[tuple[str, int, int], ...]
    agreement: tuple[AgreementLine, ...]
    states: tuple[tuple[str, int], ...]
    specialties: tuple[tuple[str, int], ...]
    publications: tuple[tuple[str, str], ...]
    hidden: int


def statistics_page(gathered: Gathered) -> StatisticsPage:
    """The view of the figures."""
    dossiers, rounds = gathered.dossiers, gathered.rounds
    figures = board_figures([one.reviews for one in rounds], gathered.histories, gathered.revisions)
    given = sum(figures.judgements.values())
    agreed = figures.agreement
    names = [name for dossier in dossiers for name in dossier.specialties]
    return StatisticsPage(
        figures=(
            ("Reviews given", str(figures.reviews), ""),
            (
                "Agreement beyond chance",
                _number(agreed.kappa),
                f"kappa, pair by pair of reviewers, over {agreed.items} pairs of judgements" if agreed.items else "",
            ),
            ("Claims judged alike", _percent(agreed.share), ""),
            ("Time of a review", _minutes(figures.minutes), "median, from opening to giving"),
            ("From submission to approval", _days(figures.days_to_approval), "median"),
            (
                "Claims changed in review",
                _percent(figures.changed),
                "mean share of the first revision's claims that the approved one has otherwise or not at all",
            ),
        ),
        judgements=tuple(
            (JUDGEMENT_WORDS[name][0], number, round(100 * number / given) if given else 0)
            for name, number in figures.judgements.items()
        ),
        agreement=tuple(_line(one) for one in rounds if len(one.reviews) > 1),
        states=tuple(
            (state_words(state), number)
            for state in ReviewState
            if (number := sum(one.state is state for one in dossiers))
        ),
        specialties=tuple(
            (label_of(name), names.count(name)) for name in sorted(set(names), key=lambda one: (-names.count(one), one))
        ),
        publications=PUBLICATIONS,
        hidden=gathered.hidden,
    )


def _line(one: Round) -> AgreementLine:
    agreed: Agreement = agreement_on_claims(one.reviews)
    return AgreementLine(
        id=one.dossier.id,
        question=clean(one.dossier.question),
        reviewers=len(one.reviews),
        claims=agreed.items,
        share=_percent(agreed.share),
        kappa="undefined" if agreed.kappa is None else _number(agreed.kappa),
        measure=one.measure,
    )


def _number(value: float | None) -> str:
    return "none yet" if value is None else f"{value:.2f}"


def _percent(value: float | None) -> str:
    return "none yet" if value is None else f"{100 * value:.0f}%"


def _minutes(value: float | None) -> str:
    if value is None:
        return "none yet"
    if value < 1:
        return "within a minute"
    return f"{value:.0f} minutes" if value < 120 else f"{value / 60:.1f} hours"


def _days(value: float | None) -> str:
    if value is None:
        return "none yet"
    if value * 24 < 1:
        return "within an hour"
    return f"{value * 24:.1f} hours" if value < 2 else f"{value:.0f} days"
