"""Every rule by its name, and whether a step may be taken: `check_step` raises, `can_step` and `is_offered` call it."""

from __future__ import annotations

from collections.abc import Callable

from citewell.domain.errors import ReviewRefused
from citewell.domain.people import MACHINE
from citewell.domain.reviewing import Dossier
from citewell.review import approval_rules, machine_rules, people_rules, review_rules
from citewell.review.request import Request
from citewell.review.rules import refuse, rules
from citewell.review.transitions import Step, find_step

Policy = Callable[[Dossier, Request], None]

BEFORE_ALL = ("no_such_step", "person_only", "role_missing")
"""Rules that every step is held to before its own; `check_actor` tries them."""

POLICIES: dict[str, Policy] = {
    name.removeprefix("check_"): function
    for module in (people_rules, machine_rules, review_rules, approval_rules)
    for name, function in vars(module).items()
    if name.startswith("check_") and name.removeprefix("check_") in rules()
}
"""The function of each rule: `check_` and the rule's name."""


def check_step(dossier: Dossier, request: Request) -> Step:
    """The step that a request takes; raises ReviewRefused naming the first rule that forbids it."""
    step = check_actor(dossier, request)
    for name in step.policies:
        POLICIES[name](dossier, request)
    return step


def check_actor(dossier: Dossier, request: Request) -> Step:
    """The step of the table, if the actor is of a kind and role that may take it; raises ReviewRefused."""
    step, actor = find_step(dossier.state, request.action), request.actor
    if step is None:
        refuse("no_such_step", f"From {dossier.state.value} there is no {request.action.value}.")
    if actor == MACHINE:
        if not step.by_machine:
            refuse("person_only")
        return step
    if not actor.is_person:
        refuse("person_only")
    if not step.roles & actor.roles:
        refuse("role_missing", f"It is for: {', '.join(sorted(role.value for role in step.roles))}.")
    return step


def can_step(dossier: Dossier, request: Request) -> bool:
    """Whether `check_step` would pass."""
    try:
        check_step(dossier, request)
    except ReviewRefused:
        return False
    return True


def why_not(dossier: Dossier, request: Request) -> tuple[ReviewRefused, ...]:
    """Every rule that forbids a request, for a page that lists what is still open; empty where none does."""
    try:
        step = check_actor(dossier, request)
    except ReviewRefused as refused:
        return (refused,)
    found = []
    for name in step.policies:
        try:
            POLICIES[name](dossier, request)
        except ReviewRefused as refused:
            found.append(refused)
    return tuple(found)


def check_offered(dossier: Dossier, request: Request) -> Step:
    """The step that may be begun; raises ReviewRefused where a rule on who acts, and when, forbids it."""
    step = check_actor(dossier, request)
    for name in step.policies:
        if rules()[name].at_once:
            POLICIES[name](dossier, request)
    return step


def is_offered(dossier: Dossier, request: Request) -> bool:
    """Whether a page shows the button: no rule on who acts, and when, forbids it, whatever is filled in later."""
    try:
        check_offered(dossier, request)
    except ReviewRefused:
        return False
    return True
