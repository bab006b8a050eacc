"""The queue of the workbench: every dossier with its age, its date, who is awaited, and what the viewer does next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citewell.compose.reading import clean
from citewell.domain.people import Actor, Person
from citewell.domain.reviewing import Action, Dossier, Review, ReviewDraft, ReviewState
from citewell.review.dates import days_between
from citewell.review.permissions import Permission, may
from citewell.review.policies import is_offered, why_not
from citewell.review.request import Request, of_this_round
from citewell.review.specialties import label_of
from citewell.review.transitions import states
from citewell.text.dates import dated, day_of
from citewell.web.bench_desk import awaited
from citewell.web.bench_words import ACTION_WORDS, state_words, words

MOST_SHOWN = 200
CLOSED = frozenset({ReviewState.REJECTED, ReviewState.SUPERSEDED, ReviewState.WITHDRAWN, ReviewState.PUBLISHED})
"""States in which nothing is awaited; shown when they are asked for."""

AUTHORING = (Action.SUBMIT, Action.CHECK, Action.REVISE)
EDITING = (Action.PUBLISH, Action.ASSIGN, Action.CALL_DUE)
"""What somebody does next, in turn: with an article of his or her own, and with any."""
IN_OTHER_HANDS = frozenset({ReviewState.SUBMITTED, ReviewState.UNDER_REVIEW, ReviewState.APPROVED, *CLOSED})
"""States in which an author may still revise, and need not."""
AFTER_REVIEWS: dict[str, Action | None] = {
    "review_awaited": None,
    "reviews_missing": Action.ASSIGN,
    "specialists_missing": Action.ASSIGN,
    "pharmacist_missing": Action.ASSIGN,
    "reviews_disagree": Action.BREAK_TIE,
    "changes_asked": Action.REQUEST_CHANGES,
}
"""What an editor does about a rule that stands in the way of an approval; nothing but wait for an awaited review."""


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What is asked for; with nothing, whatever still has somebody to act."""

    state: str = ""
    specialty: str = ""
    mine: bool = False
    overdue: bool = False
    high_risk: bool = False

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered."""
        return self != QueueFilter()


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
    lines = [(item.dossier, _line(item, viewer, people=people, at=at)) for item in items]
    shown = [line for dossier, line in lines if _is_let_through(dossier, line, asked)]
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


def next_action(dossier: Dossier, viewer: Actor, reviews: tuple[Review, ...], at: str) -> Action | None:
    """What somebody does next with a dossier; None where the turn is another's."""

    def request(action: Action) -> Request:
        return Request(action, viewer, at, digest=dossier.digest, release=dossier.release, reviews=reviews)

    if is_offered(dossier, request(Action.REVIEW)):
        return Action.REVIEW
    if is_offered(dossier, request(Action.APPROVE)):
        open_rules = [one.rule for one in why_not(dossier, request(Action.APPROVE))]
        return next((AFTER_REVIEWS[rule] for rule in open_rules if rule in AFTER_REVIEWS), Action.APPROVE)
    own = viewer.id in dossier.authors and dossier.state not in IN_OTHER_HANDS
    turns = (*AUTHORING, *EDITING) if own else EDITING
    return next((action for action in turns if is_offered(dossier, request(action))), None)


def due_of(dossier: Dossier, reviews: tuple[Review, ...]) -> str:
    """The day by which something has to be done: the first review awaited, or the next one of a published article."""
    waiting = set(awaited(dossier, reviews))
    if dossier.state is ReviewState.UNDER_REVIEW:
        return min((one.due for one in dossier.assigned if one.person_id in waiting and one.due), default="")
    if dossier.state in (ReviewState.PUBLISHED, ReviewState.DUE_FOR_REVIEW):
        return dossier.next_review
    return ""


def _line(item: QueueItem, viewer: Actor, *, people: Mapping[str, Person], at: str) -> QueueLine:
    dossier, reviews = item.dossier, item.reviews
    action = next_action(dossier, viewer, reviews, at)
    due, today = due_of(dossier, reviews), at[:10]
    reviewing = action is Action.REVIEW
    involved = {dossier.author_id, *dossier.authors, *(one.person_id for one in dossier.assigned if not one.recused)}
    return QueueLine(
        id=dossier.id,
        question=clean(dossier.question),
        state=state_words(dossier.state),
        state_name=dossier.state.value,
        next=ACTION_WORDS[action] if action else "",
        next_at=f"/bench/{dossier.id}/review" if reviewing else f"/bench/{dossier.id}",
        awaited=_awaited_words(dossier, reviews, people),
        age=_days(days_between(dossier.changed_at, at)),
        due=dated(due, today),
        overdue=bool(due) and due < today,
        risks=tuple(words(risk.name) for risk in dossier.risks),
        specialties=tuple(map(label_of, dossier.specialties)),
        taken=day_of(dossier.created_at),
        progress=progress_words(item.draft, item.claims) if reviewing else _reviews_words(dossier, reviews),
        mine=action is not None or viewer.id in involved,
    )


def _is_let_through(dossier: Dossier, line: QueueLine, asked: QueueFilter) -> bool:
    if asked.state and line.state_name != asked.state:
        return False
    if not asked.state and dossier.state in CLOSED and not line.overdue and not asked.is_set:
        return False
    return (
        (not asked.specialty or asked.specialty in dossier.specialties)
        and (not asked.mine or line.mine)
        and (not asked.overdue or line.overdue)
        and (not asked.high_risk or bool(dossier.risks))
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
