"""Write the diagram and the tables of docs/review.md from the data of review/: python tools/draw_workflow.py.

What stands between `<!-- name -->` and `<!-- end of name -->` is made here; a test holds the document to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from citewell.domain.people import Role
from citewell.domain.reviewing import Action
from citewell.review.permissions import grants
from citewell.review.review_rules import checklist
from citewell.review.risks import risk_rules
from citewell.review.rules import rules
from citewell.review.specialties import label_of, specialties
from citewell.review.transitions import draw_diagram, states, steps

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "review.md"


def main() -> None:
    """Renew the document in place."""
    DOCUMENT.write_text(renewed(DOCUMENT.read_text("utf-8")), "utf-8")


def renewed(text: str) -> str:
    """The document with every made part as the data has it now."""
    for name, make in PARTS.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        if not pattern.search(text):
            raise SystemExit(f"{DOCUMENT} has no part {name!r}.")
        made = make()
        text = pattern.sub(lambda found, made=made: f"{found[1]}{made}\n{found[2]}", text)  # type: ignore[misc]
    return text


def diagram() -> str:
    """The states and the steps between them."""
    return f"```mermaid\n{draw_diagram()}\n```"


def state_table() -> str:
    """Each state, who acts next, and what readers are told."""
    rows = [
        f"| `{row.state.value}` | {row.owner.label.lower()} | {row.reader} | {row.step or 'none'} |"
        for row in states().values()
    ]
    return "\n".join(["| state | who acts next | what a reader is told | step shown |", "|---|---|---|---|", *rows])


def step_table() -> str:
    """Each action, from where, to where, by whom, and under which rules."""
    lines = ["| step | from | to | who | rules |", "|---|---|---|---|---|"]
    for action in Action:
        merged: dict[tuple[str, str, str], list[str]] = {}
        for step in (one for one in steps() if one.action is action):
            who = ", ".join([role.label.lower() for role in Role if role in step.roles] + _machine(step.by_machine))
            merged.setdefault((step.next.value, who, ", ".join(f"`{name}`" for name in step.policies)), []).append(
                f"`{step.state.value}`"
            )
        lines += [
            f"| `{action.value}` | {', '.join(start)} | `{end}` | {who} | {names} |"
            for (end, who, names), start in merged.items()
        ]
    return "\n".join(lines)


def rule_table() -> str:
    """Each rule by name."""
    rows = [f"| `{rule.name}` | {rule.sentence} | {rule.remedy} |" for rule in rules().values()]
    return "\n".join(["| rule | what holds | what to do where it refuses |", "|---|---|---|", *rows])


def risk_table() -> str:
    """What makes an article high risk."""
    rows = [
        f"| `{rule.name}` | {rule.reason} | {', '.join(map(label_of, rule.specialties)) or 'those of the subject'} |"
        f" {'yes' if rule.pharmacist else 'no'} |"
        for rule in risk_rules()
    ]
    head = ["| risk | why it counts | specialties that match besides | pharmacist |", "|---|---|---|---|"]
    return "\n".join([*head, *rows])


def checklist_table() -> str:
    """The questions on the whole article."""
    rows = [
        f"| `{item.name}` | {item.question} | {_who(frozenset(Role(one.value) for one in item.capacities))} |"
        for item in checklist()
    ]
    return "\n".join(["| item | question | answered by |", "|---|---|---|", *rows])


def permission_table() -> str:
    """Each permission, and the roles that have it."""
    rows = [
        f"| `{grant.permission.value}` | {grant.does} | {_who(grant.roles)} | {'yes' if grant.visitors else 'no'} |"
        f" {', '.join(f'`{scope.value}`' for scope in sorted(grant.scopes)) or 'none'} |"
        for grant in grants().values()
    ]
    head = ["| permission | to | roles | visitors | scopes of a key |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows])


def specialty_list() -> str:
    """The specialties that can be given to people."""
    return ", ".join(f"`{one.name}`" for one in specialties().values()) + "."


def _machine(by_machine: bool) -> list[str]:
    return ["Citewell itself"] if by_machine else []


def _who(roles: frozenset[Role]) -> str:
    return "all" if roles == frozenset(Role) else ", ".join(role.label.lower() for role in Role if role in roles)


PARTS: dict[str, Callable[[], str]] = {
    "diagram": diagram,
    "states": state_table,
    "steps": step_table,
    "risks": risk_table,
    "checklist": checklist_table,
    "permissions": permission_table,
    "specialties": specialty_list,
    "rules": rule_table,
}

if __name__ == "__main__":
    main()
