"""The people that a question asks about, for whom an answer for everybody is no answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Population:
    """People, in words for the reader ("in pregnancy"), and the words by which a question and a statement name them.

    What is said of others tells nothing of people `apart` (prisoners); of the rest it may tell something. Where
    nothing at all is said of people `guarded`, for whose child a wrong answer is grave, no answer is given.
    """

    label: str
    asked: re.Pattern[str]
    named: re.Pattern[str]
    apart: bool = False
    guarded: bool = False


@lru_cache(maxsize=64)
def asked_populations(text: str) -> tuple[Population, ...]:
    """Those that a question names. A child of the asker that is unborn, or that may inherit, is none."""
    own = _NOT_ASKED.sub(" ", text.lower())
    return tuple(population for population in _read() if population.asked.search(own))


def names_them(population: Population, texts: Iterable[str]) -> bool:
    """Whether one of the texts speaks of these people."""
    return any(population.named.search(text.lower()) for text in texts)


def names_asked_people(question: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts speaks of each of the people that a question names."""
    told = tuple(texts)
    return all(names_them(population, told) for population in asked_populations(question))


def people_at_end(text: str) -> str:
    """The last words of a question, from "in" or "for" on, where only they say whom it is about; else empty."""
    tails = [text[joint.start() :].rstrip(" ?!.") for joint in _FOR_WHOM.finditer(text)]
    tail = next((tail for tail in reversed(tails) if asked_populations(tail)), "")
    return "" if asked_populations(text.replace(tail, "")) else tail


def is_person(word: str) -> bool:
    """Whether a word of a question only says whom it is about: baby, children, pregnant."""
    return any(population.asked.fullmatch(word.lower()) for population in _read())


# Words that have "child" or "baby" in them and ask about somebody or something else.
_NOT_ASKED = re.compile(
    r"\b(?:as a child|when i was a child|child-?pugh|child-?birth|baby aspirin"
    r"|(?:(?:pass|give|transmit|hand)\w*(?: \w+){1,4} (?:on )?to|affect) (?:my|our|the|his|her|their)"
    r" (?:child(?:ren)?|bab(?:y|ies)|kids?)"
    r"|(?:not|no longer|isn't|get|getting|become|becoming|prevent|preventing|avoid|avoiding) pregnan(?:t|cy))\b"
)


_FOR_WHOM = re.compile(r"\s(?:in|for|among|during|while)\s", re.IGNORECASE)


@cache
def _read() -> tuple[Population, ...]:
    text = resources.files("citewell.compose").joinpath("populations.toml").read_text("utf-8")
    return tuple(
        Population(
            row["label"],
            _whole_words(row["asked"]),
            _whole_words(row["named"]),
            apart=row.get("apart", False),
            guarded=row.get("guarded", False),
        )
        for row in tomllib.loads(text)["population"]
    )


def _whole_words(cues: Sequence[str]) -> re.Pattern[str]:
    return re.compile(r"(?<![\w-])(?:" + "|".join(cues) + r")(?!\w)")
