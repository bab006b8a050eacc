"""Signs of danger in a question: whether somebody has one now, read with the table in `emergencies.toml`.

Knowing about a danger is not being in it. "What causes a stroke?", "my father had a stroke five years ago", "I have no
chest pain" and "if I ever lose my sight" ask for an answer; "my father's face is drooping" asks for help.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from citewell.compose.happening import is_happening, is_negated, is_told_of_somebody, plain, present_clauses
from citewell.domain.questions import Emergency

MOST_SHOWN = 3
_PLACEHOLDER = re.compile(r"<(\w+)>")
# A word that may stand between two others; "no" may not, because it turns the sign round.
_ANY_WORD = r"(?:\w+ )"
_ANY_BUT_NOT = r"(?:(?!(?:no|not|never|without) )\w+ )"


@dataclass(frozen=True, slots=True)
class EmergencyRule:
    """A danger: what is told of it, its names, and its signs, each a list of patterns that must all be found."""

    emergency: Emergency
    names: re.Pattern[str] | None
    signs: tuple[tuple[re.Pattern[str], ...], ...]
    anyone: bool


@cache
def emergency_rules() -> tuple[EmergencyRule, ...]:
    """The table, gravest and most urgent first."""
    data = tomllib.loads(resources.files("citewell.compose").joinpath("emergencies.toml").read_text("utf-8"))
    words = data["words"]

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(_PLACEHOLDER.sub(lambda match: words[match[1]], pattern.replace(_ANY_WORD, _ANY_BUT_NOT)))

    return tuple(_rule(row, data["call"], compiled) for row in data["rule"])


def find_emergencies(text: str) -> tuple[Emergency, ...]:
    """What a person seems to be in now, in the table's order, at most MOST_SHOWN; empty for a question of knowledge."""
    clauses = present_clauses(plain(text))
    if not clauses:
        return ()
    told = " . ".join(clauses)
    somebody = is_told_of_somebody(told)
    found = [rule.emergency for rule in emergency_rules() if _fires(rule, told, somebody=somebody)]
    return tuple(found[:MOST_SHOWN])


def _fires(rule: EmergencyRule, told: str, *, somebody: bool) -> bool:
    if rule.names is not None and any(is_happening(told, match) for match in rule.names.finditer(told)):
        return True
    if not (somebody or rule.anyone):
        return False
    return any(all(_found(pattern, told) for pattern in sign) for sign in rule.signs)


def _found(pattern: re.Pattern[str], told: str) -> bool:
    return any(not is_negated(told, match) for match in pattern.finditer(told))


def _rule(row: dict[str, Any], call: str, compiled: Callable[[str], re.Pattern[str]]) -> EmergencyRule:
    joined = "|".join(row.get("names", ()))
    return EmergencyRule(
        emergency=Emergency(row["rule"], row["sign"], row.get("call", call), row["source"], row["url"]),
        names=compiled(rf"\b(?:{joined})\b") if joined else None,
        signs=tuple(tuple(compiled(rf"\b(?:{pattern})") for pattern in sign) for sign in row["signs"]),
        anyone=row.get("anyone", False),
    )
