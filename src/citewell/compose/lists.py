"""Short lists quoted whole with the line that introduces them, so that no item stands alone and none is lost."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citewell.text.context import dangling_reference
from citewell.text.sentences import Span

LONGEST_LIST = 70
FEWEST_ITEMS = 2
LEAST_INTRODUCTION = 2

_MARK = r"[-–•*·▪●]"
_BULLET = re.compile(rf"(?<=\S)\s+{_MARK}\s+(?=\S)")
_BETWEEN_ITEMS = re.compile(rf"[ \t]*(?:\n[ \t]*)?(?:(?:{_MARK}|\(?\d{{1,2}}[.)])\s+)?")
# What opens a list without a colon, when lines were lost: "Symptoms include - fever - cough".
_OPENS = re.compile(
    r"(?:\b(?:include|includes|including|are|is|as|of|with|by|if|when|who|have|has|had|from|to|for|using|through|"
    r"causes?|involves?|develop|notice|need|the following)|:)$",
    re.IGNORECASE,
)
# "Common signs include: Coughing.": the other items stand in lines of their own.
_ONE_ITEM = re.compile(
    r"\b(?:include|includes|including|are|is|of|as|following|if|when)\s?: "
    r"(?:[^,;:.]{2,40}|(?:(?!\b(?:and|or)\b)[^;:.]){2,120})\.$",
    re.IGNORECASE,
)
# "They include": the people or things stand in the sentence before.
_POINTS_BACK = re.compile(r"^(?:they|these|those|such \w+)(?: \w+){0,2} (?:include|are|can|may)\b", re.IGNORECASE)
# A sentence that lost its full stop and runs on behind the last item; the same items once more without their marks.
_RUN_ON = re.compile(r"(?<=[a-z)\d]) [A-Z][a-z]+(?: \S+){3}|[.!?] [a-z]")
_REPEATED = re.compile(r"[.;] (?P<again>[^\W_].+)$")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class QuotedList:
    """A list with its introduction: where it stands in the passage, and how it reads on one line."""

    start: int
    end: int
    text: str


def find_lists(text: str, spans: Sequence[Span]) -> list[QuotedList]:
    """The lists of a text that can be quoted whole, each as long as one claim may be.

    `spans` are the sentences of the text. A list that is too long, nested, runs into what follows it or has no
    introduction that stands alone is left out: part of a list would be a wrong quote.
    """
    found: list[QuotedList] = []
    for place in range(len(spans)):
        made = _inline(text, spans, place) or _by_lines(text, spans, place)
        if made and (not found or made.start >= found[-1].end):
            found.append(made)
    return found


def is_cut_list(sentence: str) -> bool:
    """Whether a sentence introduces a list of which it has no more than the first item."""
    if _ONE_ITEM.search(sentence):
        return True
    pieces = _BULLET.split(sentence)
    return len(pieces) == FEWEST_ITEMS and _OPENS.search(pieces[0]) is not None


def _inline(text: str, spans: Sequence[Span], place: int) -> QuotedList | None:
    span = spans[place]
    pieces = [piece.strip() for piece in _BULLET.split(text[span.start : span.end])]
    return _made(text, spans, place, pieces=pieces, end=span.end)


def _by_lines(text: str, spans: Sequence[Span], place: int) -> QuotedList | None:
    """A list behind a colon whose items, each with its mark, are spans of their own."""
    span = spans[place]
    if not text[span.start : span.end].endswith(":"):
        return None
    pieces, end = [text[span.start : span.end]], span.end
    for item in spans[place + 1 :]:
        gap = text[end : item.start]
        if not gap.strip() or not _BETWEEN_ITEMS.fullmatch(gap):
            break
        pieces.append(text[item.start : item.end])
        end = item.end
    following = next((item.start for item in spans if item.start >= end), None)
    if following is not None and "\n" not in text[end:following]:
        return None  # the last item goes on in a second sentence
    return _made(text, spans, place, pieces=pieces, end=end)


def _made(text: str, spans: Sequence[Span], place: int, *, pieces: Sequence[str], end: int) -> QuotedList | None:
    introduction, items = pieces[0], [piece.rstrip(" .;,") for piece in pieces[1:]]
    if len(items) < FEWEST_ITEMS or not _OPENS.search(introduction) or not all(items):
        return None
    if len(introduction.split()) < LEAST_INTRODUCTION or any(item.endswith(":") for item in items):
        return None
    items[-1] = _without_repetition(items)
    if any(_RUN_ON.search(item) for item in items):
        return None
    start, before = spans[place].start, ""
    if _POINTS_BACK.match(introduction):
        if not place or "\n\n" in text[spans[place - 1].end : start]:
            return None
        start = spans[place - 1].start
        before = text[start : spans[place - 1].end] + " "
    whole = f"{before}{introduction.rstrip(' :')}: {'; '.join(items)}."
    if len(whole.split()) > LONGEST_LIST or dangling_reference(before + introduction):
        return None
    return QuotedList(start, end, " ".join(whole.split()))


def _without_repetition(items: Sequence[str]) -> str:
    """The last item without all the items said once more behind it, as collections do that lost a list's marks."""
    match = _REPEATED.search(items[-1])
    if match is None:
        return items[-1]
    last = items[-1][: match.start()]
    said = _WORD.findall(" ".join((*items[:-1], last)).lower())
    return last if _WORD.findall(match["again"].lower()) == said else items[-1]
