"""The table of states and steps, read from transitions.toml: the single source of the workflow."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from citewell.domain.people import Role
from citewell.domain.reviewing import Action, ReviewState

MACHINE_ACTOR = "machine"
"""What stands among the actors of a step that Citewell itself may take."""

READER_STEPS = ("Submitted", "Under review", "Approved")
"""What a page shows of the way, in order."""


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state: who has to act next, what readers are told, and the step that the page shows, or none."""

    state: ReviewState
    owner: Role
    reader: str
    step: str


@dataclass(frozen=True, slots=True)
class Step:
    """A way from one state to the next: the roles that may take it, and the rules that it is held to, in order."""

    state: ReviewState
    action: Action
    next: ReviewState
    roles: frozenset[Role]
    by_machine: bool
    policies: tuple[str, ...]


@cache
def states() -> dict[ReviewState, StateRow]:
    """Every state of the table, in its order."""
    return {
        ReviewState(name): StateRow(ReviewState(name), Role(row["owner"]), row["reader"], row["step"])
        for name, row in _table()["states"].items()
    }


@cache
def steps() -> tuple[Step, ...]:
    """Every step of the table, one for each state that it starts from."""
    return tuple(
        Step(
            state=ReviewState(name),
            action=Action(row["action"]),
            next=ReviewState(row["to"]),
            roles=frozenset(Role(actor) for actor in row["actors"] if actor != MACHINE_ACTOR),
            by_machine=MACHINE_ACTOR in row["actors"],
            policies=tuple(row["policies"]),
        )
        for row in _table()["steps"]
        for name in row["from"]
    )


def find_step(state: ReviewState, action: Action) -> Step | None:
    """The step that an action is in a state; None where the table has none."""
    return next((step for step in steps() if step.state is state and step.action is action), None)


def steps_from(state: ReviewState) -> tuple[Step, ...]:
    """Every way on from a state."""
    return tuple(step for step in steps() if step.state is state)


def draw_diagram() -> str:
    """The table as a Mermaid state diagram: one line for each pair of states, with the actions and who may."""
    edges: dict[tuple[ReviewState, ReviewState], list[str]] = {}
    for step in steps():
        who = sorted(role.value for role in step.roles) + ([MACHINE_ACTOR] if step.by_machine else [])
        edges.setdefault((step.state, step.next), []).append(f"{step.action.value} ({', '.join(who)})")
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    lines += [f"    {start} --> {end}: {' · '.join(words)}" for (start, end), words in edges.items()]
    return "\n".join(lines)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files("citewell.review").joinpath("transitions.toml").read_text("utf-8"))
