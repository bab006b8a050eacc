"""The rules of the board by name: one sentence each, in rules.toml, and the refusal that names them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import NoReturn

from citewell.domain.errors import ReviewRefused


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as the documents list it. `at_once` rules can be tried before anything is filled in, to hide a button."""

    name: str
    sentence: str
    remedy: str
    at_once: bool


@cache
def rules() -> dict[str, Rule]:
    """Every rule, in the order of the file."""
    text = resources.files("citewell.review").joinpath("rules.toml").read_text("utf-8")
    return {
        name: Rule(name, row["sentence"], row["remedy"], at_once=row["about"] == "who")
        for name, row in tomllib.loads(text).items()
    }


def refuse(rule: str, detail: str = "") -> NoReturn:
    """Raise ReviewRefused for a rule: its name and sentence, and what this case has against it."""
    known = rules()[rule]
    told = f" {detail}" if detail else ""
    raise ReviewRefused(f"{known.sentence}{told} (rule {rule})", rule=rule, remedy=known.remedy)
