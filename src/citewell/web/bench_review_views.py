"""The page on which a reviewer judges: interests first, then claim by claim, the checklist, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from citewell.compose.reading import clean
from citewell.domain.articles import Article
from citewell.domain.errors import UserError
from citewell.domain.reviewing import (
    Answer,
    Assignment,
    Capacity,
    ChecklistAnswer,
    ClaimVerdict,
    Decision,
    Dossier,
    DraftAnswer,
    DraftVerdict,
    Judgement,
    ReviewDraft,
)
from citewell.review.people_rules import assignment_of
from citewell.review.review_rules import ChecklistItem, checklist_for
from citewell.text.dates import dated
from citewell.web.bench_claims import ClaimCard, claim_cards
from citewell.web.bench_desk import CaseFile
from citewell.web.bench_queue_views import progress_words
from citewell.web.bench_words import DECISION_WORDS, JUDGEMENT_WORDS, capacity_words, words

MOST_REVIEW_FIELDS = 1_000
"""Fields of a form with several hundred claims."""


@dataclass(frozen=True, slots=True)
class Option:
    """A button of a group: what it sends, its words, what it means, and whether it is chosen."""

    value: str
    label: str
    meaning: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim with what the reviewer has said of it so far."""

    card: ClaimCard
    options: tuple[Option, ...]
    comment: str
    discussion: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of the checklist with the answer so far."""

    name: str
    question: str
    hint: str
    options: tuple[Option, ...]
    comment: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What a reviewer fills in. Until interests are declared there is nothing but the declaration."""

    id: str
    question: str
    digest: str
    release: str
    revision: int
    capacity: str
    due: str
    declared: str
    claims: tuple[Judged, ...]
    items: tuple[ItemView, ...]
    decisions: tuple[Option, ...]
    judged: int
    progress: str
    answered: str
    saved: str
    statement: str = ""
    error: str = ""
    remedy: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a script is told of a saved draft."""

    judged: int
    progress: str
    answered: str
    saved: str


def review_page(
    file: CaseFile, *, statement: str = "", decision: str = "", error: tuple[str, str, str] = ("", "", "")
) -> ReviewPage:
    """The view of one's own review; what was filled in is given back after a refusal."""
    dossier, draft = file.dossier, file.draft
    asked = assignment_of(dossier, file.viewer.id)
    declared = clean(draft.conflict.statement) if draft and draft.conflict else ""
    verdicts = {one.claim_id: one for one in draft.verdicts} if draft else {}
    answers = {one.item: one for one in draft.checklist} if draft else {}
    cards = claim_cards(file)
    told = saved_view(draft, file.article, dossier, file.viewer.id)
    return ReviewPage(
        id=dossier.id,
        question=clean(dossier.question),
        digest=dossier.digest,
        release=dossier.release,
        revision=dossier.revision,
        capacity=capacity_words(asked.capacity, asked.specialty) if asked else "",
        due=dated(asked.due, file.at) if asked else "",
        declared=declared,
        claims=tuple(_judged(card, verdicts.get(card.id)) for card in cards),
        items=tuple(
            ItemView(
                item.name,
                item.question,
                item.hint,
                tuple(Option(one.value, words(one), "", chosen=_answer(answers, item.name) is one) for one in Answer),
                answers[item.name].comment if item.name in answers else "",
            )
            for item in _items(asked)
        ),
        decisions=tuple(Option(one.value, DECISION_WORDS[one], "", one.value == decision) for one in Decision),
        judged=told.judged,
        progress=told.progress,
        answered=told.answered,
        saved=told.saved,
        statement=statement,
        error=error[0],
        remedy=error[1],
        rule=error[2],
    )


def saved_view(draft: ReviewDraft | None, article: Article, dossier: Dossier, reviewer: str) -> Saved:
    """How far a review is, and when it was saved."""
    claims = len(article.claims)
    items = _items(assignment_of(dossier, reviewer))
    answered = sum(one.answer is not None for one in draft.checklist) if draft else 0
    return Saved(
        judged=sum(one.judgement is not None for one in draft.verdicts) if draft else 0,
        progress=progress_words(draft, claims),
        answered=f"{answered} of {len(items)} answers",
        saved=f"Saved at {draft.saved_at[11:16]} UTC" if draft else "",
    )


def read_verdicts(fields: Mapping[str, str], article: Article) -> list[DraftVerdict]:
    """The judgements and comments in a form, of the claims that it names."""
    found = []
    for claim in article.claims:
        judged, comment = fields.get(f"verdict-{claim.id}", ""), fields.get(f"comment-{claim.id}")
        if judged or comment is not None:
            judgement = Judgement(judged) if judged in set(Judgement) else None
            found.append(DraftVerdict(claim.id, judgement, (comment or "").strip()))
    return found


def read_answers(fields: Mapping[str, str], dossier: Dossier, reviewer: str) -> list[DraftAnswer]:
    """The answers to the checklist in a form."""
    found = []
    for item in _items(assignment_of(dossier, reviewer)):
        given, comment = fields.get(f"answer-{item.name}", ""), fields.get(f"concern-{item.name}")
        if given or comment is not None:
            answer = Answer(given) if given in set(Answer) else None
            found.append(DraftAnswer(item.name, answer, (comment or "").strip()))
    return found


def given_verdicts(draft: ReviewDraft) -> list[ClaimVerdict]:
    """The judgements of a draft that is to be given."""
    return [
        ClaimVerdict(one.claim_id, one.judgement, one.comment) for one in draft.verdicts if one.judgement is not None
    ]


def given_answers(draft: ReviewDraft) -> list[ChecklistAnswer]:
    """The answers of a draft that is to be given."""
    return [ChecklistAnswer(one.item, one.answer, one.comment) for one in draft.checklist if one.answer is not None]


def read_decision(fields: Mapping[str, str]) -> Decision:
    """The decision in a form; raises UserError where none was chosen."""
    chosen = fields.get("decision", "")
    if chosen not in set(Decision):
        raise UserError("No decision is chosen.", remedy="Choose what you ask for: approval, changes or rejection.")
    return Decision(chosen)


def _judged(card: ClaimCard, verdict: DraftVerdict | None) -> Judged:
    chosen = verdict.judgement if verdict else None
    options = tuple(Option(one.value, *JUDGEMENT_WORDS[one], chosen=one is chosen) for one in Judgement)
    number = len(card.comments)
    said = {0: "Discuss it", 1: "1 comment"}.get(number, f"{number} comments")
    return Judged(card, options, verdict.comment if verdict else "", said)


def _items(asked: Assignment | None) -> tuple[ChecklistItem, ...]:
    return checklist_for(asked.capacity if asked else Capacity.REVIEWER)


def _answer(answers: Mapping[str, DraftAnswer], item: str) -> Answer | None:
    return answers[item].answer if item in answers else None
