"""What an observer is told while an answer is made, so that a page can show each step as it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from citewell.domain.articles import Article, Claim, Reference, Section
from citewell.domain.documents import Document
from citewell.domain.questions import Understanding


class StepName(StrEnum):
    """The steps, in their order, but that the direct answer comes with the sections where all of it was removed."""

    UNDERSTOOD = "understood"
    SEARCHED = "searched"
    DIRECT_ANSWER = "direct_answer"
    WRITTEN = "written"
    SECTION = "section"
    CHECKED = "checked"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """One step that is through: what was done, in a sentence, and what came of it.

    `understanding` comes with UNDERSTOOD; `found` with SEARCHED: the publications that the question itself found, best
    first (its facets are searched after that); the `article` with DONE. DIRECT_ANSWER, each SECTION and CHECKED tell
    the beginning of the article as far as it stands: `direct_answer`, `sections` and `references`, with the claims and
    numbers that the article will have, every one of which has passed every check; `share` is that of the sections that
    are through. Of the brief form, whose sections are chosen at the end, no SECTION is told.
    """

    name: StepName
    message: str
    understanding: Understanding | None = None
    found: tuple[Document, ...] = ()
    direct_answer: tuple[Claim, ...] = ()
    sections: tuple[Section, ...] = ()
    references: tuple[Reference, ...] = ()
    share: float = 0.0
    article: Article | None = None


Observer = Callable[[Step], None]
"""Takes each step as it ends; what it raises ends the answer, which is how asking is cancelled."""


def unobserved(step: Step) -> None:
    """Nobody looks on."""
