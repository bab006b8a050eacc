"""What an observer is told while an answer is made, so that a page can show each step as it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from citewell.domain.articles import Article, Section
from citewell.domain.documents import Document
from citewell.domain.questions import Understanding


class StepName(StrEnum):
    """The steps, in their order."""

    UNDERSTOOD = "understood"
    SEARCHED = "searched"
    WRITTEN = "written"
    CHECKED = "checked"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One step that is through: what was done, in a sentence, and what came of it.

    `understanding` comes with UNDERSTOOD; `found` with SEARCHED: the publications that the question itself found, best
    first (its facets are searched after that); `sections` with CHECKED, the `article` with DONE. Only claims that have
    passed every check are in one.
    """

    name: StepName
    message: str
    understanding: Understanding | None = None
    found: tuple[Document, ...] = ()
    sections: tuple[Section, ...] = ()
    article: Article | None = None


Observer = Callable[[Step], None]
"""Takes each step as it ends; what it raises ends the answer, which is how asking is cancelled."""


def unobserved(step: Step) -> None:
    """Nobody looks on."""
