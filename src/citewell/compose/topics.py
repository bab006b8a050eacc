"""The topic of a sentence that its source does not label, read from cue words kept as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from citewell.compose.intents import cue_pattern
from citewell.domain.enums import PassageTopic

_HEADING_WEIGHT = 2.0
_WORD = re.compile(r"\w+")
_BEGINNING = 3
"""Letters of a cue's first word by which the topics are found whose cues a sentence may have."""


@dataclass(frozen=True, slots=True)
class TopicCues:
    """The cues of one topic; `beginnings` are the first letters of its cues in sentences."""

    topic: PassageTopic
    heading: re.Pattern[str]
    sentence: re.Pattern[str]
    beginnings: frozenset[str]


@cache
def topic_cues() -> tuple[TopicCues, ...]:
    """The table of `topics.toml`, in its order."""
    text = resources.files("citewell.compose").joinpath("topics.toml").read_text("utf-8")
    return tuple(
        TopicCues(
            topic=PassageTopic(row["name"]),
            heading=cue_pattern(row["heading"]),
            sentence=cue_pattern(row["sentence"]),
            beginnings=frozenset(_WORD.findall(cue.lower())[0][:_BEGINNING] for cue in row["sentence"]),
        )
        for row in tomllib.loads(text)["topic"]
    )


def find_topic(sentence: str, *, title: str = "", section_path: tuple[str, ...] = ()) -> PassageTopic | None:
    """The topic with most cues; the heading nearest to the sentence counts, not the whole path."""
    heading = section_path[-1] if section_path else title
    best: PassageTopic | None = None
    weight = 0.0
    beginnings = {word[:_BEGINNING] for word in _WORD.findall(sentence.lower())}
    for cues, in_heading in zip(topic_cues(), _heading_weights(heading), strict=True):
        found = 0
        if not cues.beginnings.isdisjoint(beginnings):
            found = len({match.group().lower() for match in cues.sentence.finditer(sentence)})
        score = found + in_heading
        if score > weight:
            best, weight = cues.topic, score
    return best


@lru_cache(maxsize=8192)
def _heading_weights(heading: str) -> tuple[float, ...]:
    """What a heading adds to each topic; many sentences stand under one."""
    return tuple(_HEADING_WEIGHT if cues.heading.search(heading) else 0.0 for cues in topic_cues())
