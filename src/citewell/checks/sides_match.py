"""Where a quote gives two figures of two compared sides, each figure stays with its side."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.clauses import is_verb, measure_of, with_figures
from citewell.text.comparisons import telling_keys

RULE = "sides_match"
SUMMARY = "Of two figures that a quote gives of two compared sides, each stands in the claim beside its own side."

_AGAINST = r"against|versus|vs\.?|compared (?:with|to)|as against|but|and"
_NAMING = r"with|on|in|for|among|after|under|of|without|by|given|taking|receiving"
_FIGURE = re.compile(r"#[^ ]*")
_BESIDE = re.compile(rf"[ )]*((?:(?:patients|people|those|women|men|children|adults) )?(?:{_NAMING}) [^#,;.()]*)")
_BETWEEN = re.compile(
    rf" *(?P<own>(?:{_NAMING}) [^#;.()]*?)?,? ?\(? ?\b(?P<link>{_AGAINST}|to)\b(?: (?:in|at|only|about|for|with))* *"
)
_SENTENCES = re.compile(r"(?<=[a-z)\]\d ])[.;] (?=\w|#)")
# What the second side stands behind when the figures come later: "fewer strokes than warfarin (2% against 3%)".
_CUE = re.compile(
    r"\b(?:noninferior|than|over|as opposed to|against|versus|vs\.?|compared (?:with|to)|relative to|as \w+ as)\b"
)
_PARTS = re.compile(r"[,;()]| (?:and|versus|vs\.?|against|compared with|compared to|but|while|whereas|than) |\. ")
_BOUND = re.compile(r"\b(?:in|at|by|within|during|over|from|to|after)\b")
HEAD = 3  # so many words behind the cue name the second side
_LEAD = re.compile(r"^ ?(?:among|in|for|of|at|over|after|within|during) [^#]*?, ")


@dataclass(frozen=True, slots=True)
class _Told:
    """Two figures of a quote and the keys that tell the side of each."""

    first: str
    second: str
    first_side: frozenset[str]
    second_side: frozenset[str]


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where a figure of the claim stands beside the other side than in the first quote."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for the first pair of figures of which the claim gives one, or both, to the other side."""
    text = with_figures(pair.claim, pair.said.text)
    figures = set(_FIGURE.findall(text))
    if not figures:
        return []
    for told in _told(with_figures(pair.quote, pair.stated.text)):
        if figures & {told.first, told.second} and _is_exchanged(text, told):
            return [Difference("The claim gives a figure for the side of which the quote gives another.", True)]
    return []


def _is_exchanged(text: str, told: _Told) -> bool:
    """Whether a figure stands beside the other's side, and neither beside its own."""
    votes: list[bool] = []
    listed = {
        figure: side
        for pair in _told(text)
        for figure, side in ((pair.first, pair.first_side), (pair.second, pair.second_side))
    }
    for match in _FIGURE.finditer(text):
        if match[0] not in (told.first, told.second):
            continue
        own, other = told.first_side, told.second_side
        if match[0] == told.second:
            own, other = other, own
        for side in (listed[match[0]],) if match[0] in listed else _sides(text, match.start(), match.end()):
            if bool(side & own) is not bool(side & other):
                votes.append(bool(side & own))
                break
    return bool(votes) and not any(votes)


def _sides(text: str, start: int, end: int) -> tuple[frozenset[str], ...]:
    """The keys behind a figure that may name its side, and those before it."""
    beside = _BESIDE.match(text, end)
    behind = _PARTS.split(beside[1])[0] if beside else ""
    before = _PARTS.split(_FIGURE.split(text[:start])[-1])
    part = before[-1] if before[-1].strip() else "".join(before[-2:])
    return telling_keys(behind), telling_keys(part)


@lru_cache(maxsize=8192)
def _told(text: str) -> tuple[_Told, ...]:
    """The pairs of figures of one measure that a text gives of two sides that it names."""
    found: list[_Told] = []
    often = Counter(_FIGURE.findall(text))
    for sentence in _SENTENCES.split(text):
        figures = list(_FIGURE.finditer(sentence))
        for one, other in zip(figures, figures[1:], strict=False):
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
                    found.append(_Told(one[0], other[0], first, second))
    return tuple(found)


def _named(
    sentence: str, between: re.Match[str], start: int, end: int
) -> tuple[frozenset[str], frozenset[str]] | None:
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
        behind = telling_keys(" ".join(_FIGURE.sub(" ", sentence[cue.end() : start]).split(",")[0].split()[: HEAD + 1]))
        return _subject(sentence[: cue.start()]), behind
    if other and not listed:
        return _subject(sentence[:start]), other
    return None


def _subject(text: str) -> frozenset[str]:
    """The keys of what a sentence is about: what stands before its verb, without where and in whom."""
    words: list[str] = []
    for word in _LEAD.sub("", text).split():
        if is_verb(word.strip(",()")) and words:
            break
        words.append(word)
    return telling_keys(" ".join(words))
