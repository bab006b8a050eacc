"""The table of `taken_back.toml`: how a taking back reads, and how a sentence refers to the one before it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

_MACRO = re.compile(r"%([a-z]+)%")


@dataclass(frozen=True, slots=True)
class Sort:
    """A way to take a statement back, with its patterns and what it asks of the statement."""

    why: str
    denies: bool
    says: tuple[re.Pattern[str], ...] = ()
    opens: tuple[re.Pattern[str], ...] = ()
    patterns: tuple[re.Pattern[str], ...] = ()
    bare: bool = True
    works: bool = False
    people: bool = False
    advice: bool = False
    affirmed: bool = False
    setting: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None


@cache
def _rows() -> Mapping[str, Any]:
    return tomllib.loads(resources.files("citewell.text").joinpath("taken_back.toml").read_text("utf-8"))


@cache
def beginnings() -> Mapping[str, re.Pattern[str]]:
    """How a sentence begins: connectives, when and where, and what refers to the sentence before it."""
    words = _rows()["words"]
    modifiers = r"(?:(?!(?:types?|kinds?|sorts?|forms?|class|classes|who|that|of|in|with)\b)[\w-]+ )"
    of = r"(?: (?:of|in|on|with|between|for|from|to|by|that|among) [^,;.]{1,80}?)"
    named = (
        rf"(?:(?:this|these|that|those|such(?: an?)?|both|neither of these|none of these) {modifiers}{{0,3}}?%any%{of}?"
        rf"|the (?P<new>{modifiers}{{0,2}}?)%any%(?P<on>{of})?)"
    )
    bare = r"(?P<bare>it|they)|this|these|that|those|both|all of this|none of this|neither"
    verb = (
        r"(?:is|are|was|were|has|have|had|did|does|do|could|can|cannot|may|might|must|should|will|would|isn|aren|wasn|"
        r"weren|didn|doesn|don|remain\w*|disappear\w*|vanish\w*|appl\w+|holds?|held|fail\w*|prove\w*|seem\w*|appear\w*|"
        r"never|no longer|only|exclusively|occurred|persisted|needs?|ought|became|turned|rests?|rel(?:y|ies)|\w+ly|"
        r"later|also|still|since|now|then)\b"
    )
    any_noun = f"(?:{words['finding']}|{words['saying']})"
    refers = f"(?:{named}|{bare}) (?={verb})".replace("%any%", any_noun)
    return {
        "lead": re.compile(f"(?:(?:{words['lead']}), |(?:{words['lead_alone']}) )*"),
        "setting": re.compile(_written(words["setting"], words)),
        "refers": re.compile(refers),
        "people": re.compile(_written(" (?:in|among|at|after) (?:%people%|%times%)", words)),
    }


@cache
def table() -> Mapping[str, Sequence[Sort]]:
    """The sorts of `taken_back.toml` under behind, before and within."""
    rows = _rows()
    return {name: [_sort(row, rows["words"]) for row in rows[name]] for name in ("behind", "before", "within")}


def _sort(row: Mapping[str, Any], words: Mapping[str, str]) -> Sort:
    def compiled(name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_written(pattern, words)) for pattern in row.get(name, ()))

    return Sort(
        why=row["sort"],
        denies=row["denies"],
        says=compiled("says"),
        opens=compiled("opens"),
        patterns=compiled("patterns"),
        bare=row.get("bare", True),
        works=row.get("works", False),
        people=row.get("people", False),
        advice=row.get("advice", False),
        affirmed=row.get("affirmed", False),
        setting=re.compile(_written(row["setting"], words)) if "setting" in row else None,
        unless=re.compile(row["unless"]) if "unless" in row else None,
    )


def _written(pattern: str, words: Mapping[str, str]) -> str:
    """A pattern with its named parts in their places."""
    while _MACRO.search(pattern):
        pattern = _MACRO.sub(lambda match: words[match[1]], pattern)
    return pattern
