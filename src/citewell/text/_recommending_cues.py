"""What shows that a text may recommend, and the word lists and patterns that several rules share."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import cast


@cache
def cues() -> dict[str, dict[str, list[str]]]:
    """The table of `recommendation_cues.toml`."""
    text = resources.files("citewell.text").joinpath("recommendation_cues.toml").read_text("utf-8")
    return cast(dict[str, dict[str, list[str]]], tomllib.loads(text))


@dataclass(frozen=True, slots=True)
class Act:
    """The words that recommend, as they stand, and the scheme that they show.

    The scheme is "wording", "reported" when they are laid to a named body or a guideline, or a grading's name.
    """

    words: str
    start: int
    scheme: str = "wording"


_SUGGESTER = re.compile(
    r"(?:[Ww]e|[Aa]uthors?|[Pp]anel\w*|[Ff]orce|[Gg]roup|[Cc]ommittee|[Mm]embers|[Cc]onference|[Cc]onsensus|"
    r"[Gg]uid\w+|[Dd]ocument|[Ss]tatement|"
    r"[A-Z]{2,6}|[A-Z]\w+|party)\s+(?:\w+\s+){0,2}suggests?\b|(?:is|are)\s+suggested"
)


def may_recommend(text: str) -> bool:
    """Whether `text` has a stem or an opening without which nothing recommends; settles most texts in microseconds."""
    for stem in _stems():
        if stem in text:
            return True
    if _suggests(text):
        return True
    opening, inside, behind_comma, bracket = _openings()
    return bool(opening.match(text) or inside.search(text) or behind_comma.search(text) or bracket.search(text))


def _suggests(text: str) -> bool:
    """Whether somebody suggests; "results suggest" is far too common in abstracts to look into."""
    place = text.find("uggest")
    while place >= 0:
        if _SUGGESTER.search(text, max(0, place - 60), place + 8):
            return True
        place = text.find("uggest", place + 6)
    return False


@cache
def _stems() -> tuple[str, ...]:
    return tuple(cues()["cues"]["stems"])


@cache
def _openings() -> tuple[re.Pattern[str], ...]:
    """An instruction at the start of a text, of a sentence, or behind the comma of a condition; a grade's bracket.

    Four searches that begin with a character or a set each: together they take a third of the time of one.
    """
    table = cues()
    verbs = [*table["instructions"]["plain"], *table["instructions"]["nouns_too"]]
    capital = "|".join(verb.capitalize() for verb in [*verbs, "do not", "never", "always"])
    capital = rf"(?:{capital})\b(?! (?:of|was|were|and|is|are)\b)"
    return (
        re.compile(rf"\W{{0,9}}{capital}"),
        re.compile(rf"[.:;)\]•*–\n-]\s{{1,4}}{capital}"),
        re.compile(rf", (?:{'|'.join(verbs)}) (?!of|and|or|was|were|by|is|are|in)"),
        re.compile(rf"[(\[](?:{'|'.join(table['cues']['brackets'])})"),
    )
