"""Outlines: the order of an answer for each intent, as data (one TOML file per intent)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.domain.enums import Intent, PassageTopic
from citewell.domain.questions import QuestionPart


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """A heading and the passage topics it takes; no topics means passages of no known topic."""

    kind: str
    heading: str
    topics: frozenset[PassageTopic]
    limit: int
    broader: bool = False
    other_topics: bool = False
    search: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """Sections in reading order, and the topics a direct answer is taken from, best first."""

    intent: Intent
    answer_topics: tuple[PassageTopic, ...]
    sections: tuple[OutlineSection, ...]

    @property
    def facets(self) -> tuple[str, ...]:
        """What is searched beside the question itself, so that no section goes without."""
        return tuple(section.search for section in self.sections if section.search)


def outline_for(part: QuestionPart) -> Outline:
    """The outline of a part: that of its intent, or the one on warning signs when it asks for those."""
    return load_outline("red-flags" if PassageTopic.RED_FLAGS in part.focus else part.intent.value)


@cache
def load_outline(name: str) -> Outline:
    """An outline by the name of its file."""
    text = resources.files("citewell.compose.outlines").joinpath(f"{name}.toml").read_text("utf-8")
    data = tomllib.loads(text)
    return Outline(
        intent=Intent(data["intent"]),
        answer_topics=tuple(PassageTopic(topic) for topic in data["answer_topics"]),
        sections=tuple(
            OutlineSection(
                kind=row["kind"],
                heading=row["heading"],
                topics=frozenset(PassageTopic(topic) for topic in row.get("topics", [])),
                limit=row["limit"],
                broader=row.get("scope", "") == "broader",
                other_topics=row.get("other_topics", False),
                search=row.get("search", ""),
            )
            for row in data["section"]
        ),
    )
