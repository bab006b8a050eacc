"""Figures of the board: how long reviews take, how far reviewers agree, how many claims they change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from citewell.domain.articles import Article
from citewell.domain.reviewing import Judgement, Review, ReviewState
from citewell.review.agreement import Agreement, pooled_agreement
from citewell.review.differences import share_changed


@dataclass(frozen=True, slots=True)
class BoardFigures:
    """Counts and medians; None where there is nothing to take a median of.

    `minutes` is the time that a review took, `days_to_approval` that from submission to approval, `changed` the mean
    share, in 0..1, of claims that were changed or removed between the first revision and the approved one.
    """

    reviews: int
    minutes: float | None
    days_to_approval: float | None
    judgements: dict[Judgement, int]
    agreement: Agreement
    changed: float | None


def board_figures(
    rounds: Sequence[Sequence[Review]],
    histories: Iterable[Sequence[tuple[str, ReviewState]]],
    revisions: Iterable[tuple[Article, Article]],
) -> BoardFigures:
    """The figures over some articles.

    `rounds` are the reviews of one revision each; `histories` the moments at which each dossier took a state, in
    order; `revisions` the first and the approved revision of each.
    """
    reviews = [review for one in rounds for review in one]
    shares = [share_changed(first, last) for first, last in revisions]
    times = [minutes for review in reviews if (minutes := minutes_taken(review)) is not None]
    days = [spent for history in histories if (spent := days_to_approval(history)) is not None]
    given = [verdict.judgement for review in reviews for verdict in review.verdicts]
    return BoardFigures(
        reviews=len(reviews),
        minutes=median(times) if times else None,
        days_to_approval=median(days) if days else None,
        judgements={judgement: given.count(judgement) for judgement in Judgement},
        agreement=pooled_agreement(rounds),
        changed=sum(shares) / len(shares) if shares else None,
    )


def minutes_taken(review: Review) -> float | None:
    """Minutes from opening the article to giving the review; None where the start is not known."""
    if not review.started_at:
        return None
    spent = datetime.fromisoformat(review.given_at) - datetime.fromisoformat(review.started_at)
    return max(0.0, spent.total_seconds() / 60)


def days_to_approval(history: Sequence[tuple[str, ReviewState]]) -> float | None:
    """Days from the first submission to the first approval after it; None where there was none."""
    submitted = next((at for at, state in history if state is ReviewState.SUBMITTED), "")
    approved = next((at for at, state in history if state is ReviewState.APPROVED and at >= submitted), "")
    if not submitted or not approved:
        return None
    return (datetime.fromisoformat(approved) - datetime.fromisoformat(submitted)).total_seconds() / 86_400
