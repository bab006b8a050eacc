"""The steps that a dossier's page offers: which button, what it asks for, and what still stands in its way."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citewell.domain.errors import ReviewRefused
from citewell.domain.people import ID_LENGTH, LETTERS
from citewell.domain.reviewing import Action
from citewell.review.policies import check_actor, why_not
from citewell.review.transitions import steps_from
from citewell.web.bench_desk import CaseFile
from citewell.web.bench_words import ACTION_WORDS


@dataclass(frozen=True, slots=True)
class StepForm:
    """What a step's form asks for, and the rules that are tried only once it is filled in."""

    told: str
    reason: bool = False
    next_review: bool = False
    successor: bool = False
    decision: bool = False
    alarm: bool = False


FORMS: dict[Action, StepForm] = {
    Action.CHECK: StepForm("Citewell tries every rule that needs no judgement."),
    Action.SUBMIT: StepForm("The editors then ask reviewers."),
    Action.APPROVE: StepForm("Your name is signed to exactly this text on this library.", next_review=True),
    Action.BREAK_TIE: StepForm("The reviewers disagree: you decide, and say why.", reason=True, decision=True),
    Action.REQUEST_CHANGES: StepForm("The author gets the article back with your reason.", reason=True),
    Action.PUBLISH: StepForm("Readers see it as approved, with everybody's name."),
    Action.CALL_DUE: StepForm("It stays published and says that its review is due."),
    Action.REOPEN: StepForm("Readers see the reason at once.", reason=True),
    Action.SUPERSEDE: StepForm("Another published article takes its place.", successor=True),
    Action.REJECT: StepForm("The article goes no further unless its author revises it.", reason=True),
    Action.WITHDRAW: StepForm(
        "The text goes from every page at once; the reason stays in its place for good.", reason=True, alarm=True
    ),
}
"""The steps that are a button on the dossier's own page, in the order shown."""

PERSON = re.compile(rf"\bp-[{LETTERS}]{{{ID_LENGTH}}}\b")
FILLED_IN = frozenset({"reason_missing", "no_successor"})
"""Rules that are met by filling in the form; whether they are is tried when it is sent."""

POINTLESS = frozenset({"no_disagreement"})
"""Rules by which there is nothing to do, rather than something still open: such a step is not shown."""


@dataclass(frozen=True, slots=True)
class OpenRule:
    """A rule that stands in the way of a step: its name, what it says of this case, and what to do."""

    rule: str
    said: str
    remedy: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of the viewer's roles: its form, and what is still open; with anything open it cannot be taken."""

    action: str
    label: str
    form: StepForm
    open: tuple[OpenRule, ...]


def step_views(file: CaseFile) -> tuple[StepView, ...]:
    """Every step from here that is for the viewer's roles, those that can be taken first."""
    there = {step.action for step in steps_from(file.dossier.state)}
    found = []
    for action, form in FORMS.items():
        if action not in there or not is_for(file, action):
            continue
        refused = [one for one in why_not(file.dossier, file.request(action)) if one.rule not in FILLED_IN]
        if any(one.rule in POINTLESS for one in refused):
            continue
        found.append(StepView(action.value, ACTION_WORDS[action], form, tuple(open_rule(one, file) for one in refused)))
    return tuple(sorted(found, key=lambda step: bool(step.open)))


def is_for(file: CaseFile, action: Action) -> bool:
    """Whether the state has the step and the viewer a role for it."""
    try:
        check_actor(file.dossier, file.request(action))
    except ReviewRefused:
        return False
    return True


def open_rule(refused: ReviewRefused, file: CaseFile) -> OpenRule:
    """A refusal as a page lists it, with names where the rule has ids."""
    said = refused.message.removesuffix(f" (rule {refused.rule})")
    return OpenRule(refused.rule, PERSON.sub(lambda found: file.name_of(found[0]), said), refused.remedy)
