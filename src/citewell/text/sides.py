"""Reads which side each of two compared figures belongs to: "2.1% against 3.1% with warfarin"."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from citewell.text.clauses import is_verb, measure_of
from citewell.text.comparisons import telling_keys

_AGAINST = r"against|versus|vs\.?|compared (?:with|to)|as against|but|and"
_NAMING = r"with|on|in|for|among|after|under|of|without|by|given|taking|receiving"
FIGURE = re.compile(r"#[^ ]*")
_BESIDE = re.compile(rf"[ )]*((?:(?:patients|people|those|women|men|children|adults) )?(?:{_NAMING}) [^#,;.()]*)")
_BETWEEN = re.compile(
    rf" *(?P<own>(?:{_NAMING}) [^#;.()]*?)?,? ?\(? ?\b(?P<link>{_AGAINST}|to)\b(?: (?:in|at|only|about|for|with))* *"
)
_PAIRED = re.compile(rf" *(?:per \w+ )?(?:{_AGAINST})\b")
_SENTENCES = re.compile(r"(?<=[a-z)\]\d ])[.;] (?=\w|#)")
# What the second side stands behind when the figures come later: "fewer strokes than warfarin (2% against 3%)".
_CUE = re.compile(
    r"\b(?:noninferior|than|over|as opposed to|against|versus|vs\.?|compared (?:with|to)|relative to|as \w+ as)\b"
)
_PARTS = re.compile(r"[,;()]| (?:and|versus|vs\.?|against|compared with|compared to|but|while|whereas|than) |\. ")
_HEAD_ENDS = re.compile(r"[,(#]")
_BY = re.compile(r"\b(?:by|of)(?: (?:a )?(?:mean|median|average|about|only))* *$")
HEAD = 3  # so many words behind the cue name the second side
_LEAD = re.compile(r"^ ?(?:among|in|for|of|at|over|after|within|during) [^#]*?, ")


@dataclass(frozen=True, slots=True)
class Told:
    """Two figures of a quote and the keys that tell the side of each."""

    first: str
    second: str
    first_side: frozenset[str]
    second_side: frozenset[str]
    is_change: bool = False  # "lowered by 8.5 against 2.2": the figures tell by how much something changed


@lru_cache(maxsize=8192)
def told_of(text: str) -> tuple[Told, ...]:
    """The pairs of figures of one measure that a text gives of two sides that it names."""
    found: list[Told] = []
    often = Counter(FIGURE.findall(text))
    for sentence in _SENTENCES.split(text):
        figures = list(FIGURE.finditer(sentence))
        for one, other in pairwise(figures):
            between = _BETWEEN.fullmatch(sentence, one.end(), other.start())
            if (
                between is None
                or measure_of(one[0]) != measure_of(other[0])
                or one[0] == other[0]
                or often[one[0]] > 1
                or often[other[0]] > 1
            ):
                continue
            sides = _named(sentence, between, one.start(), other.end())
            if sides is not None:
                first, second = sides[0] - sides[1], sides[1] - sides[0]
                if first and second:
                    found.append(Told(one[0], other[0], first, second, _BY.search(sentence[: one.start()]) is not None))
    return tuple(found)


def sides_beside(text: str, start: int, end: int) -> tuple[frozenset[str], ...]:
    """The keys behind a figure that may name its side, and those before it."""
    beside = _BESIDE.match(text, end)
    behind = _PARTS.split(beside[1])[0] if beside else ""
    if text[:start].rstrip().endswith("(") and _PAIRED.match(text, end):
        return (telling_keys(behind),)  # "than with placebo (1% versus 2%)": the first is not the last named side's
    before = _PARTS.split(FIGURE.split(text[:start])[-1])
    part = before[-1] if before[-1].strip() else "".join(before[-2:])
    return telling_keys(behind), telling_keys(part)


def _named(sentence: str, between: re.Match[str], start: int, end: int) -> tuple[frozenset[str], frozenset[str]] | None:
    """The two sides of figures that follow each other, by what stands beside them or by the comparison before them."""
    beside = _BESIDE.match(sentence, end)
    own, other = telling_keys(between["own"] or ""), telling_keys(_PARTS.split(beside[1])[0] if beside else "")
    is_change = between["link"] == "to"
    if is_change and not own:
        return None
    if own and other:
        return own, other
    if own:
        return own, _subject(sentence[:start])
    listed = between["link"] == "and"
    cue = _CUE.search(sentence, 0, start)
    if cue is not None:
        behind = telling_keys(" ".join(_HEAD_ENDS.split(sentence[cue.end() : start])[0].split()[: HEAD + 1]))
        return _subject(sentence[: cue.start()]), behind
    if other and not listed:
        return _subject(sentence[:start]), other
    return None


def _subject(text: str) -> frozenset[str]:
    """The keys of what a sentence is about: what stands before its verb, without where and in whom."""
    words = [word.strip(",():") for word in _LEAD.sub("", text).split()]
    verb = next(
        (
            place
            for place, word in enumerate(words)
            if place and is_verb(word) and not is_verb("".join(words[place + 1 : place + 2]))
        ),
        len(words),
    )
    return telling_keys(" ".join(words[:verb]))
