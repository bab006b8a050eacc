"""The queue of the workbench: every dossier with its age, its date, who is awaited, and what the viewer does next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citewell.compose.reading import clean
from citewell.domain.people import Actor, Person
from citewell.domain.reviewing import Action, Dossier, Review, ReviewDraft, ReviewState
from citewell.review.dates import days_between
from citewell.review.permissions import Permission, may
from citewell.review.queue import CLOSED, QueueFilter, Turn, awaited, lets_through, turn_of
from citewell.review.request import of_this_round
from citewell.review.specialties import label_of
from citewell.review.transitions import states
from citewell.text.dates import dated, day_of
from citewell.web.bench_words import ACTION_WORDS, state_words, words

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A dossier with the reviews of it and the viewer's own draft, as the store has them."""

    dossier: Dossier
    reviews: tuple[Review, ...] = ()
    draft: ReviewDraft | None = None
    claims: int = 0


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A line of the queue. `next` is what the viewer does next, empty where somebody else is awaited."""

    id: str
    question: str
    state: str
    state_name: str
    next: str
    next_at: str
    awaited: str
    age: str
    due: str
    overdue: bool
    risks: tuple[str, ...]
    specialties: tuple[str, ...]
    taken: str
    progress: str
    mine: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The queue, its filters, and what is there when nothing is."""

    lines: tuple[QueueLine, ...]
    hidden: int
    total: int
    asked: QueueFilter
    states: tuple[tuple[str, str], ...]
    specialties: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, str, int], ...]
    opens: bool
    authors: bool
    statistics: bool
    done: str = ""


def queue_page(
    items: Sequence[QueueItem],
    viewer: Actor,
    *,
    people: Mapping[str, Person],
    asked: QueueFilter,
    at: str,
    done: str = "",
) -> QueuePage:
    """The dossiers that the filter lets through: overdue ones first, then those that wait for the viewer."""
    turns = [turn_of(item.dossier, item.reviews, viewer, at) for item in items]
    shown = [
        _line(item, turn, people=people, at=at)
        for item, turn in zip(items, turns, strict=True)
        if lets_through(asked, item.dossier, turn)
    ]
    shown.sort(key=lambda line: (not line.overdue, not line.mine))
    present = dict.fromkeys(name for item in items for name in item.dossier.specialties)
    counts = {state: sum(item.dossier.state is state for item in items) for state in ReviewState}
    return QueuePage(
        lines=tuple(shown[:MOST_SHOWN]),
        hidden=max(0, len(shown) - MOST_SHOWN),
        total=len(items),
        asked=asked,
        states=tuple((state.value, state_words(state)) for state in ReviewState),
        specialties=tuple(sorted(((name, label_of(name)) for name in present), key=lambda pair: pair[1])),
        counts=tuple((state.value, state_words(state), count) for state, count in counts.items() if count),
        opens=may(viewer, Permission.READ_WORKBENCH),
        authors=may(viewer, Permission.AUTHOR),
        statistics=may(viewer, Permission.SEE_STATISTICS),
        done=done,
    )


def progress_words(draft: ReviewDraft | None, claims: int) -> str:
    """How far a reviewer's own review is, such as "12 of 22 claims"."""
    judged = sum(one.judgement is not None for one in draft.verdicts) if draft else 0
    return f"{min(judged, claims)} of {claims} claims"


def _line(item: QueueItem, turn: Turn, *, people: Mapping[str, Person], at: str) -> QueueLine:
    dossier, reviews, action = item.dossier, item.reviews, turn.next
    reviewing = action is Action.REVIEW
    return QueueLine(
        id=dossier.id,
        question=clean(dossier.question),
        state=state_words(dossier.state),
        state_name=dossier.state.value,
        next=ACTION_WORDS[action] if action else "",
        next_at=f"/bench/{dossier.id}/review" if reviewing else f"/bench/{dossier.id}",
        awaited=_awaited_words(dossier, reviews, people),
        age=_days(days_between(dossier.changed_at, at)),
        due=dated(turn.due, at[:10]),
        overdue=turn.overdue,
        risks=tuple(words(risk.name) for risk in dossier.risks),
        specialties=tuple(map(label_of, dossier.specialties)),
        taken=day_of(dossier.created_at),
        progress=progress_words(item.draft, item.claims) if reviewing else _reviews_words(dossier, reviews),
        mine=turn.mine,
    )


def _awaited_words(dossier: Dossier, reviews: tuple[Review, ...], people: Mapping[str, Person]) -> str:
    """Who has to act next: by name where it is known."""
    waiting = awaited(dossier, reviews) if dossier.state is ReviewState.UNDER_REVIEW else ()
    if waiting:
        return ", ".join(people[name].name if name in people else name for name in waiting)
    if dossier.state in CLOSED:
        return ""
    owner = states()[dossier.state].owner.value if dossier.state is not ReviewState.UNDER_REVIEW else "editor"
    if owner == "author":
        return people[dossier.author_id].name if dossier.author_id in people else "its author"
    return f"an {owner}" if owner[0] in "aeiou" else f"a {owner}"


def _reviews_words(dossier: Dossier, reviews: tuple[Review, ...]) -> str:
    asked = [one for one in dossier.assigned if not one.recused]
    if dossier.state is not ReviewState.UNDER_REVIEW or not asked:
        return ""
    return f"{len(of_this_round(dossier, reviews))} of {len(asked)} reviews given"


def _days(number: int) -> str:
    return {0: "since today", 1: "for 1 day"}.get(number, f"for {number} days")
