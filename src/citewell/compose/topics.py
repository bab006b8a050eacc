"""The topic of a sentence that its source does not label, read from cue words kept as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from citewell.compose.intents import cue_pattern
from citewell.domain.enums import PassageTopic
from citewell.text.linear import LinearModel, sentence_features, shares

# What a heading adds to the score of the topic it names, in units of log odds.
NAMED_IN_QUESTION = 2.0
NAMED_IN_HEADING = 1.5
BROAD_HEADING = 0.5
LONGEST_HEADING = 16
NOTHING = "none"
LEAST_LIKELY = 0.3


@dataclass(frozen=True, slots=True)
class TopicCues:
    """The cues of one topic in a heading."""

    topic: PassageTopic
    heading: re.Pattern[str]
    needs: re.Pattern[str] | None = None


@cache
def topic_cues() -> tuple[TopicCues, ...]:
    """The table of `topics.toml`, in its order."""
    text = resources.files("citewell.compose").joinpath("topics.toml").read_text("utf-8")
    return tuple(
        TopicCues(
            PassageTopic(row["name"]),
            cue_pattern(row["heading"]),
            cue_pattern(row["needs"]) if "needs" in row else None,
        )
        for row in tomllib.loads(text)["topic"]
    )


@lru_cache(maxsize=8192)
def find_topic(sentence: str, *, title: str = "", section_path: tuple[str, ...] = ()) -> PassageTopic | None:
    """The likeliest topic by the words of the sentence and the heading nearest to it; None where none is likely.

    What the heading names counts like much evidence in the sentence: on a page on treatments a sentence is on
    treatment unless it plainly says something else.
    """
    model = section_model()
    scores = dict(zip(model.classes, model.scores(sentence_features(sentence)), strict=True))
    named = _topics_of_heading(section_path[-1] if section_path else title)
    for topic, worth in named:
        scores[topic.value] += worth
    likely = dict(zip(scores, shares(tuple(scores.values())), strict=True))
    best = max(likely, key=lambda name: (likely[name], name))
    if best == NOTHING or likely[best] < LEAST_LIKELY:
        return None
    topic = PassageTopic(best)
    return topic if any(topic is one for one, _ in named) or _may_be_on(topic, sentence) else None


def _may_be_on(topic: PassageTopic, sentence: str) -> bool:
    """Whether a sentence has a word without which none is on a topic."""
    needs = next((cues.needs for cues in topic_cues() if cues.topic is topic), None)
    return needs is None or needs.search(sentence) is not None


@lru_cache(maxsize=4096)
def _topics_of_heading(heading: str) -> tuple[tuple[PassageTopic, float], ...]:
    """The topic that a heading names; most of all one that asks for it ("What causes ... ?")."""
    first = next((cues.topic for cues in topic_cues() if cues.heading.search(heading)), None)
    if first is None or len(heading.split()) > LONGEST_HEADING:
        return ()
    asks = heading.rstrip().endswith("?")
    broad = first is PassageTopic.DEFINITION
    return ((first, (BROAD_HEADING if broad else NAMED_IN_QUESTION) if asks else NAMED_IN_HEADING),)


@cache
def section_model() -> LinearModel:
    """The classifier that `training/train_sections.py` made."""
    return LinearModel.from_json(resources.files("citewell.compose").joinpath("topics.json").read_text("utf-8"))
