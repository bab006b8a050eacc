"""Finds words of a claim that stand for something else than its evidence says, by sets that exclude each other."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class ContrastSet:
    """Words of which one cannot stand for another; `rule` names the check that looks at them."""

    rule: str
    members: tuple[re.Pattern[str], ...]
    contradicts: bool = False
    lost: bool = False
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Contrast:
    """A word of the claim, and the word of the evidence in whose place it stands, if there is one."""

    claimed: str
    stated: str
    contradicts: bool


@cache
def contrast_sets(rule: str) -> tuple[ContrastSet, ...]:
    """The sets that a check looks at."""
    rows = tomllib.loads(resources.files("citewell.text").joinpath("contrasts.toml").read_text("utf-8"))["set"]
    return tuple(
        ContrastSet(
            rule,
            tuple(re.compile(rf"(?<![\w-])(?:{member})(?!\w)") for member in row["members"]),
            bool(row.get("contradicts", False)),
            bool(row.get("lost", False)),
            bool(row.get("alone", True)),
        )
        for row in rows
        if row["rule"] == rule
    )


def find_contrasts(claim: str, evidence: str, *, rule: str, alone: bool) -> list[Contrast]:
    """Members that `claim` has and `evidence` lacks; with `alone` also where the evidence has no other member.

    Both are canonical texts. Members that are lost are told with an empty `claimed`.
    """
    found: list[Contrast] = []
    for place, each in enumerate(contrast_sets(rule)):
        said, stated = dict(_members(claim, rule, place)), dict(_members(evidence, rule, place))
        strange = [number for number in said if number not in stated]
        missing = [number for number in stated if number not in said]
        for number in strange:
            if missing:
                found.append(Contrast(said[number], stated[missing[0]], each.contradicts))
            elif alone and each.alone:
                found.append(Contrast(said[number], "", False))
        if each.lost and not strange:
            found += [Contrast("", stated[number], False) for number in missing]
    return found


@lru_cache(maxsize=65_536)
def _members(text: str, rule: str, place: int) -> tuple[tuple[int, str], ...]:
    members = contrast_sets(rule)[place].members
    return tuple((number, match[0]) for number, member in enumerate(members) if (match := member.search(text)))
