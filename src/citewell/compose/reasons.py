"""Why the sides of a disagreement may differ, in the words of the claim or of its publication's title."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from citewell.domain.articles import Disagreement, Side
from citewell.domain.documents import Document


@dataclass(frozen=True, slots=True)
class Reason:
    """One kind of explanation, with the words it is told in; `in_title` where a title tells it too."""

    name: str
    patterns: tuple[re.Pattern[str], ...]
    in_title: bool


def explained(disagreement: Disagreement, documents: Mapping[int, Document]) -> Disagreement:
    """The disagreement with what each side says of itself that the others do not; `documents` by reference number."""
    titles = [_title(side, documents) for side in disagreement.sides]
    sides = []
    for place, side in enumerate(disagreement.sides):
        others = [
            f"{other.statement} {titles[number]}".lower()
            for number, other in enumerate(disagreement.sides)
            if number != place
        ]
        said = [words for words in reasons(side.statement, title=titles[place]) if words.lower() not in others[0]]
        own = [words for words in said if not all(words.lower() in other for other in others)]
        sides.append(replace(side, why=own[0] if own else ""))
    return replace(disagreement, sides=tuple(sides))


def reasons(statement: str, *, title: str = "") -> list[str]:
    """What a statement, or else its title, says that it holds for; most telling first, in its own words."""
    found: list[str] = []
    for reason in _reasons():
        for text in (statement, title) if reason.in_title else (statement,):
            match = next((hit for pattern in reason.patterns if (hit := pattern.search(text))), None)
            if match:
                found.append(match.group().strip(" ,"))
                break
    return found


def _title(side: Side, documents: Mapping[int, Document]) -> str:
    document = documents.get(side.reference)
    return document.title if document else ""


@cache
def _reasons() -> tuple[Reason, ...]:
    rows = tomllib.loads(resources.files("citewell.compose").joinpath("reasons.toml").read_text("utf-8"))["reason"]
    return tuple(
        Reason(
            row["name"],
            tuple(re.compile(rf"(?<![\w-]){words}(?!\w)", re.IGNORECASE) for words in row["words"]),
            row.get("title", False),
        )
        for row in rows
    )
