"""The topic of a sentence that its source does not label, read from cue words kept as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.compose.intents import cue_pattern
from citewell.domain.enums import PassageTopic

_HEADING_WEIGHT = 2.0


@dataclass(frozen=True, slots=True)
class TopicCues:
    """The cues of one topic."""

    topic: PassageTopic
    heading: re.Pattern[str]
    sentence: re.Pattern[str]


@cache
def topic_cues() -> tuple[TopicCues, ...]:
    """The table of `topics.toml`, in its order."""
    text = resources.files("citewell.compose").joinpath("topics.toml").read_text("utf-8")
    return tuple(
        TopicCues(PassageTopic(row["name"]), cue_pattern(row["heading"]), cue_pattern(row["sentence"]))
        for row in tomllib.loads(text)["topic"]
    )


def find_topic_by_cues(sentence: str, *, title: str = "", section_path: tuple[str, ...] = ()) -> PassageTopic | None:
    """The topic with most cues; the heading nearest to the sentence counts, not the whole path."""
    heading = section_path[-1] if section_path else title
    best: PassageTopic | None = None
    weight = 0.0
    for cues in topic_cues():
        found = len({match.group().lower() for match in cues.sentence.finditer(sentence)})
        score = found + (_HEADING_WEIGHT if cues.heading.search(heading) else 0.0)
        if score > weight:
            best, weight = cues.topic, score
    return best


def find_topic(sentence: str, *, title: str = "", section_path: tuple[str, ...] = ()) -> PassageTopic | None:
    return find_topic_by_cues(sentence, title=title, section_path=section_path)
