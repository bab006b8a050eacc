"""A dossier on the workbench: each claim beside its sources, what the checks say, its steps, and who said what."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.compose.finding_words import finding_words
from citewell.compose.reading import clean
from citewell.domain.enums import DocumentStatus, Severity
from citewell.domain.people import APPROVING
from citewell.domain.reviewing import Action, Answer, Review, ReviewState
from citewell.review.approval_rules import needed_reviews
from citewell.review.dates import latest_review, next_review
from citewell.review.permissions import Permission, may
from citewell.review.policies import can_step
from citewell.review.queue import awaited, due_of
from citewell.review.review_rules import checklist
from citewell.review.seeing import sees_verdicts
from citewell.review.specialties import label_of
from citewell.review.transitions import states
from citewell.text.dates import dated, day_of
from citewell.web.account_views import moment_words
from citewell.web.bench_asking import AskingView, asking_view
from citewell.web.bench_claims import ClaimCard, CommentView, claim_cards, comment_view, now_at
from citewell.web.bench_desk import CaseFile
from citewell.web.bench_queue_views import progress_words
from citewell.web.bench_steps import StepView, step_views
from citewell.web.bench_words import (
    DECISION_WORDS,
    DONE_WORDS,
    EVENT_WORDS,
    capacity_words,
    state_words,
    words,
)
from citewell.web.views import DisagreementView, article_page

STAGES = {
    "opened": "Taken up",
    "check": "Checked",
    "submit": "Submitted",
    "assign": "Under review",
    "approve": "Approved",
    "publish": "Published",
}
BEGINS_ANEW = frozenset({"revise", "reopen", "withdraw"})
HIDDEN = frozenset({"dossier.break_tie"})
"""Steps whose reason is told with the reviews, to those who may read them."""


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review as somebody who may read it sees it."""

    by: str
    credentials: str
    capacity: str
    decision: str
    given: str
    interests: str
    concerns: tuple[tuple[str, str], ...]
    earlier: bool


@dataclass(frozen=True, slots=True)
class AssignedView:
    """Somebody who was asked; `releasable` where an editor may release him or her."""

    id: str
    name: str
    capacity: str
    due: str
    state: str
    releasable: bool


@dataclass(frozen=True, slots=True)
class Moment:
    """A step that was taken: what, by whom, when, and the reason given."""

    done: str
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage on the way to publication: its name, and the day on which this revision reached it, or nothing."""

    name: str
    reached: str


@dataclass(frozen=True, slots=True)
class DossierPage:
    """A dossier as the viewer may work on it."""

    id: str
    question: str
    state: str
    told: str
    revision: int
    digest: str
    release: str
    stages: tuple[Stage, ...]
    facts: tuple[tuple[str, str], ...]
    risks: tuple[tuple[str, str], ...]
    needed: str
    notice: str
    steps: tuple[StepView, ...]
    editable: bool
    edit_words: str
    reviewing: str
    progress: str
    asking: AskingView | None
    assigned: tuple[AssignedView, ...]
    claims: tuple[ClaimCard, ...]
    disagreements: tuple[DisagreementView, ...]
    gone: tuple[CommentView, ...]
    general: tuple[str, ...]
    readings: tuple[tuple[str, str, str, bool], ...]
    reviews: tuple[ReviewView, ...]
    blinded: bool
    tie_break: str
    history: tuple[Moment, ...]
    comments: bool
    successors: tuple[tuple[str, str], ...]
    usual_review: str
    latest_review: str
    resting: bool
    done: str = ""
    error: str = ""
    remedy: str = ""
    rule: str = ""
    tried: str = ""
    tried_reason: str = ""


def dossier_page(
    file: CaseFile,
    *,
    workload: dict[str, int] | None = None,
    successors: tuple[tuple[str, str], ...] = (),
    done: str = "",
    error: tuple[str, str, str] = ("", "", ""),
    tried: tuple[str, str] = ("", ""),
) -> DossierPage:
    """The view of a dossier; `error` is a refusal's message, remedy and rule, `tried` the step and the reason given."""
    dossier, article = file.dossier, file.article
    high, today = bool(dossier.risks), file.at[:10]
    shown = {claim.id for claim in article.claims}
    reviewing = file.offers(Action.REVIEW)
    editing = next((one for one in (Action.REVISE, Action.MEND_TYPOS) if file.offers(one)), None)
    person = file.people.get(file.viewer.id)
    return DossierPage(
        id=dossier.id,
        question=clean(dossier.question),
        state=state_words(dossier.state),
        told=states()[dossier.state].reader,
        revision=dossier.revision,
        digest=dossier.digest,
        release=dossier.release,
        stages=_stages(file),
        facts=_facts(file),
        risks=tuple((words(risk.name), _risk_words(risk.reason, risk.seen)) for risk in dossier.risks),
        needed=needed_words(file),
        notice=clean(dossier.notice.reason) if dossier.notice else "",
        steps=step_views(file),
        editable=editing is not None,
        edit_words=_edit_words(file, editing),
        reviewing=f"/bench/{dossier.id}/review" if reviewing else "",
        progress=progress_words(file.draft, len(shown)) if reviewing else "",
        asking=asking_view(file, workload or {}),
        assigned=_assigned(file),
        claims=claim_cards(file),
        disagreements=article_page(article).disagreements,
        gone=tuple(comment_view(file, one) for one in file.comments if now_at(file, one.claim_id) not in shown),
        general=tuple(
            finding_words(one) for one in file.findings if one.target not in shown and one.severity is Severity.ERROR
        ),
        readings=tuple(
            (words(one.profile), f"{one.grade:.1f}", f"{one.highest:g}", one.grade > one.highest + 0.05)
            for one in file.readings
            if one.highest < 30
        ),
        reviews=tuple(_review(file, one) for one in file.seen),
        blinded=bool(file.given_by()) and not sees_verdicts(file.viewer, dossier, file.reviews),
        tie_break=_tie_break(file),
        history=_history(file),
        comments=may(file.viewer, Permission.COMMENT),
        successors=successors,
        usual_review=next_review(today, high_risk=high),
        latest_review=latest_review(today, high_risk=high),
        resting=bool(person and person.lacks_second_factor and person.roles & APPROVING),
        done=DONE_WORDS.get(done, ""),
        error=error[0],
        remedy=error[1],
        rule=error[2],
        tried=tried[0],
        tried_reason=clean(tried[1]),
    )


def needed_words(file: CaseFile) -> str:
    """The reviews that an approval needs."""
    need = needed_reviews(file.dossier)
    if need.reviewers == 1:
        return "One reviewer."
    matching = ", ".join(map(label_of, need.matching)).lower()
    pharmacist = ", and a pharmacist for the dose" if need.pharmacist else ""
    return f"High risk: two reviewers with one of {matching}{pharmacist}."


def _review(file: CaseFile, review: Review) -> ReviewView:
    asked = {item.name: item.question for item in checklist()}
    return ReviewView(
        by=clean(review.reviewer_name),
        credentials=clean(review.credentials),
        capacity=capacity_words(review.capacity, review.specialty),
        decision=DECISION_WORDS[review.decision],
        given=moment_words(review.given_at),
        interests=clean(review.conflict.statement) if review.conflict else "",
        concerns=tuple(
            (asked.get(one.item, one.item), clean(one.comment))
            for one in review.checklist
            if one.answer is Answer.CONCERN
        ),
        earlier=review.digest != file.dossier.digest or review.given_at < file.dossier.submitted_at,
    )


def _assigned(file: CaseFile) -> tuple[AssignedView, ...]:
    given, waiting = file.given_by(), awaited(file.dossier, file.reviews)
    found = []
    for one in file.dossier.assigned:
        told = "recused: " + clean(one.conflict.statement) if one.recused and one.conflict else ""
        told = told or ("review given" if one.person_id in given else "awaited")
        person = file.people.get(one.person_id)
        request = file.request(Action.RELEASE, assignment=one, person=person)
        found.append(
            AssignedView(
                id=one.person_id,
                name=clean(file.name_of(one.person_id)),
                capacity=capacity_words(one.capacity, one.specialty),
                due=dated(one.due, file.at) if one.person_id in waiting else "",
                state=told,
                releasable=can_step(file.dossier, request),
            )
        )
    return tuple(found)


def _facts(file: CaseFile) -> tuple[tuple[str, str], ...]:
    dossier = file.dossier
    due = due_of(dossier, file.reviews)
    rows = (
        ("Author", clean(file.name_of(dossier.author_id))),
        ("Written by", ", ".join(clean(file.name_of(name)) for name in sorted(dossier.authors - {dossier.author_id}))),
        ("Specialties", ", ".join(map(label_of, dossier.specialties))),
        ("Taken up", dated(dossier.created_at, file.at)),
        ("Evidence searched to", dated(dossier.searched_at, file.at)),
        ("Last reviewed", dated(dossier.reviewed_at, file.at)),
        ("Next review", dated(dossier.next_review, file.at)),
        (
            "Overdue" if due and due < file.at[:10] else "Due",
            dated(due, file.at) if dossier.state is ReviewState.UNDER_REVIEW else "",
        ),
        ("Library", f"release {clean(dossier.release)}"),
        ("Sources now", _sources_now(file)),
    )
    return tuple(row for row in rows if row[1])


def _sources_now(file: CaseFile) -> str:
    """What has become of the sources since the article was made."""
    changed = []
    for reference in file.article.references:
        status = file.standing.get(reference.document_id)
        if status is None:
            changed.append(f"[{reference.number}] is no longer in the library")
        elif status is not reference.status or status is not DocumentStatus.CURRENT:
            changed.append(f"[{reference.number}] is {words(status).lower()}")
    return "; ".join(changed)


def _risk_words(reason: str, seen: tuple[str, ...]) -> str:
    return f"{clean(reason)} Seen: {', '.join(map(clean, seen))}." if seen else clean(reason)


def _edit_words(file: CaseFile, editing: Action | None) -> str:
    if editing is Action.MEND_TYPOS:
        return "Typing errors may be mended; anything more needs the article reopened."
    if editing is None:
        return ""
    running = file.dossier.state in (ReviewState.SUBMITTED, ReviewState.UNDER_REVIEW, ReviewState.APPROVED)
    return (
        "Any edit makes a new revision, and ends the review or approval of this one."
        if running
        else "Each edit makes a new revision, once the checks pass on it."
    )


def _tie_break(file: CaseFile) -> str:
    broken = file.dossier.tie_break
    if broken is None or not sees_verdicts(file.viewer, file.dossier, file.reviews):
        return ""
    decision = DECISION_WORDS[broken.decision].lower()
    return f"{clean(file.name_of(broken.editor_id))} decided to {decision}: {clean(broken.reason)}"


def _stages(file: CaseFile) -> tuple[Stage, ...]:
    """How far the working revision is; an edit or a reopening begins anew."""
    reached: dict[str, str] = {}
    for event in file.history:
        name = event.action.removeprefix("dossier.")
        if name in BEGINS_ANEW:
            reached = {key: day for key, day in reached.items() if key == "opened"}
        if name in STAGES:
            reached.setdefault(name, day_of(event.at))
    return tuple(Stage(label, reached.get(name, "")) for name, label in STAGES.items())


def _history(file: CaseFile) -> tuple[Moment, ...]:
    """The steps taken. What a review decided is told with the review, to those who may read it."""
    told = file.told_reasons()
    return tuple(
        Moment(
            done=EVENT_WORDS[event.action],
            by=clean(event.actor_name),
            at=moment_words(event.at),
            reason=clean(str(event.details.get("reason", ""))) if told and event.action not in HIDDEN else "",
        )
        for event in file.history
        if event.action in EVENT_WORDS
    )
