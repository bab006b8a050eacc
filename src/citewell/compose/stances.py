"""The stand a statement takes on a subject: required or not, works or not, recommended or not."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

_CLAUSE_END = re.compile(r"[;:]|,\s+(?:but|whereas|while|although|though|yet)\s|\s+(?:but|whereas|although)\s")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that take a stand; their subject stands behind them, or else before them."""

    pattern: re.Pattern[str]
    behind: bool


@dataclass(frozen=True, slots=True)
class Dimension:
    """A question on which statements stand for or against; `pairs` of two things, or `of_condition`."""

    measure: str
    labels: tuple[str, str]
    pairs: bool
    of_condition: bool
    favouring: tuple[Cue, ...]
    opposing: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Stance:
    """A stand: what it is on, whether it favours and how that is shown, and where its subject stands (offsets)."""

    measure: str
    pairs: bool
    favours: bool
    label: str
    start: int
    end: int
    of_condition: bool = False


@cache
def dimensions() -> tuple[Dimension, ...]:
    """The table of `stances.toml`."""
    text = resources.files("citewell.compose").joinpath("stances.toml").read_text("utf-8")
    return tuple(
        Dimension(
            measure=row["measure"],
            labels=(row["labels"][0], row["labels"][1]),
            pairs=row.get("pairs", False),
            of_condition=row.get("of_condition", False),
            favouring=_cues(row["for"]),
            opposing=_cues(row["against"]),
        )
        for row in tomllib.loads(text)["dimension"]
    )


@lru_cache(maxsize=8192)
def find_stances(text: str) -> tuple[Stance, ...]:
    """At most one stance per dimension and clause; opposing cues are read before favouring ones."""
    found: list[Stance] = []
    start = 0
    for end in [match.start() for match in _CLAUSE_END.finditer(text)] + [len(text)]:
        found += [stance for dimension in dimensions() if (stance := _stance(dimension, text, start, end))]
        start = end
    return tuple(found)


def _stance(dimension: Dimension, text: str, start: int, end: int) -> Stance | None:
    for favours, cues in ((False, dimension.opposing), (True, dimension.favouring)):
        for cue in cues:
            match = cue.pattern.search(text, start, end)
            if match:
                near = (start, end) if dimension.pairs else (match.start(), end) if cue.behind else (start, match.end())
                label = dimension.labels[0 if favours else 1]
                return Stance(dimension.measure, dimension.pairs, favours, label, *near, dimension.of_condition)
    return None


def _cues(rows: list[str]) -> tuple[Cue, ...]:
    """Longer cues first, so that the most particular one is found."""
    return tuple(
        Cue(_pattern(row.removesuffix(">")), behind=row.endswith(">")) for row in sorted(rows, key=len, reverse=True)
    )


def _pattern(cue: str) -> re.Pattern[str]:
    words = [r"[\w\s.,-]{1,40}?" if word == "*" else re.escape(word).replace(r"\*", r"\w*") for word in cue.split()]
    return re.compile(r"(?<!\w)" + r",?\s+".join(words) + r"(?!\w)", re.IGNORECASE)
