"""The board in figures: gathered from every dossier whose verdicts somebody may read, and told as plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from citewell.domain.articles import Article
from citewell.domain.people import Actor
from citewell.domain.reviewing import Dossier, Review, ReviewState
from citewell.review.agreement import agreement_on_claims
from citewell.review.seeing import sees_verdicts
from citewell.review.statistics import board_figures

if TYPE_CHECKING:
    from citewell.board import Board
    from citewell.store.events import EventLog


@dataclass(frozen=True, slots=True)
class Round:
    """The reviews of one revision of a dossier."""

    dossier: Dossier
    reviews: tuple[Review, ...]

    @property
    def measure(self) -> str:
        """Which kappa is counted."""
        return "Cohen" if len(self.reviews) == 2 else "Fleiss"


@dataclass(frozen=True, slots=True)
class Gathered:
    """What figures are made from; `hidden` counts dossiers whose verdicts the viewer may not read now."""

    dossiers: tuple[Dossier, ...]
    rounds: tuple[Round, ...]
    histories: tuple[tuple[tuple[str, ReviewState], ...], ...]
    revisions: tuple[tuple[Article, Article], ...]
    hidden: int


def gather(viewer: Actor, board: Board, events: EventLog, *, read: Callable[[str], Article]) -> Gathered:
    """Everything that figures are made from, as far as somebody may read it; `read` gives an article by its digest."""
    dossiers = board.dossiers.all()
    rounds: list[Round] = []
    histories, revisions, hidden = [], [], 0
    for dossier in dossiers:
        reviews = board.dossiers.reviews(dossier.id)
        if reviews and not sees_verdicts(viewer, dossier, reviews):
            hidden += 1
            continue
        rounds += [Round(dossier, given) for given in rounds_of(reviews)]
        told = events.read(subject=f"dossier:{dossier.id}", action="dossier.")
        histories.append(tuple((one.at, ReviewState(str(one.details["to"]))) for one in told if one.details.get("to")))
        if approval := dossier.published or dossier.approval:
            first = board.dossiers.revisions(dossier.id)[0]
            revisions.append((read(first.digest), read(approval.digest)))
    return Gathered(tuple(dossiers), tuple(rounds), tuple(histories), tuple(revisions), hidden)


def rounds_of(reviews: Sequence[Review]) -> list[tuple[Review, ...]]:
    """The reviews of one dossier by the revision that they are of."""
    by_digest: dict[str, list[Review]] = {}
    for one in reviews:
        by_digest.setdefault(one.digest, []).append(one)
    return [tuple(given) for given in by_digest.values()]


def figures_told(gathered: Gathered) -> dict[str, Any]:
    """The figures as plain values; None where there is too little to count."""
    figures = board_figures([one.reviews for one in gathered.rounds], gathered.histories, gathered.revisions)
    names = [name for dossier in gathered.dossiers for name in dossier.specialties]
    states = [dossier.state for dossier in gathered.dossiers]
    return {
        "reviews": figures.reviews,
        "agreement": figures.agreement._asdict(),
        "minutes_of_a_review": figures.minutes,
        "days_to_approval": figures.days_to_approval,
        "share_of_claims_changed": figures.changed,
        "judgements": {judgement.value: number for judgement, number in figures.judgements.items()},
        "articles": [
            {
                "dossier": one.dossier.id,
                "question": one.dossier.question,
                "digest": one.reviews[0].digest,
                "reviewers": len(one.reviews),
                "measure": one.measure,
                **agreement_on_claims(one.reviews)._asdict(),
            }
            for one in gathered.rounds
            if len(one.reviews) > 1
        ],
        "states": {state.value: states.count(state) for state in ReviewState if state in states},
        "specialties": {name: names.count(name) for name in sorted(set(names))},
        "hidden": gathered.hidden,
    }
