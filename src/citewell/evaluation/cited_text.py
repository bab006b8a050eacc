"""Takes a Markdown text with numbered citations apart: each cited sentence with the quoted text of its sources.

The form: paragraphs or bullets whose sentences carry [1], [1, 2] or [1][2], and at the end a section headed References,
Sources or Evidence with one entry for each number ("[1] text", "1. text", "[^1]: text") that holds the quoted text.
"""

from __future__ import annotations

import re

from citewell.domain.documents import Rejection
from citewell.text.sentences import split_sentences

_HEADING = re.compile(
    r"^\s{0,3}(?:#{1,6}\s+(?P<marked>.+?)\s*#*|\*\*(?P<bold>[^*]+)\*\*:?|(?P<plain>[A-Z][a-z]+):?)\s*$"
)
_SOURCES = re.compile(r"^(?:references?|sources?|evidence|bibliography|citations?|footnotes?)\b", re.IGNORECASE)
_ENTRY = re.compile(r"^\s*(?:[-*]\s+)?(?:\[\^?(?P<bracket>\d{1,4})\]:?|(?P<dot>\d{1,4})[.)])\s+(?P<text>.+)$")
_CITED = re.compile(r"\s?\[\^?(\d{1,4}(?:\s?[,;–-]\s?\^?\d{1,4})*)\]")
_BEHIND_STOP = re.compile(r"([.!?])((?:\s?\[\^?\d{1,4}(?:\s?[,;–-]\s?\^?\d{1,4})*\])+)")
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_QUOTED = re.compile(r"[“\"](?P<text>[^“”\"]{12,})[”\"]")
_MARKS = re.compile(r"\*\*|__|`")
LARGEST_RANGE = 50


def read_cited_text(text: str, *, name: str) -> tuple[list[tuple[str, str, tuple[str, ...]]], list[Rejection]]:
    """(place, claim, evidence) of each sentence outside headings; a sentence without a number has no evidence."""
    body, entries = _parts(text)
    found: list[tuple[str, str, tuple[str, ...]]] = []
    rejections: list[Rejection] = []
    for line, paragraph in _paragraphs(body):
        moved = _BEHIND_STOP.sub(r"\2\1", paragraph)
        for number, span in enumerate(split_sentences(moved), start=1):
            sentence = moved[span.start : span.end].strip()
            numbers = [one for match in _CITED.finditer(sentence) for one in _numbers(match[1])]
            claim = _CITED.sub("", sentence).strip()
            if not any(character.isalpha() for character in claim) or claim.endswith(("?", ":")):
                continue
            place = f"{line}.{number}"
            missing = [one for one in numbers if one not in entries]
            if missing:
                why = f"The sources have no entry [{missing[0]}], which is cited."
                rejections.append(Rejection(f"{name}:{line}", why, "Add the quoted text under References."))
            if not missing or len(missing) < len(numbers):
                found.append((place, claim, tuple(entries[one] for one in numbers if one in entries)))
    if not entries:
        why = "No section with the quoted text of the sources was found."
        rejections.append(Rejection(name, why, "End with a heading “References” and lines such as “[1] quoted text”."))
    return found, rejections


def _parts(text: str) -> tuple[list[tuple[int, str]], dict[int, str]]:
    """The lines before the sources, with their numbers, and the sources' texts by number."""
    body: list[tuple[int, str]] = []
    entries: dict[int, str] = {}
    among_sources, current = False, 0
    for line_number, line in enumerate(text.splitlines(), start=1):
        heading = _HEADING.match(line)
        if heading:
            words = heading["marked"] or heading["bold"] or heading["plain"]
            if _SOURCES.match(words) or heading["marked"]:
                among_sources, current = bool(_SOURCES.match(words)), 0
                body.append((line_number, ""))
                continue
        if not among_sources:
            body.append((line_number, line))
            continue
        entry = _ENTRY.match(line)
        if entry:
            current = int(entry["bracket"] or entry["dot"])
            entries[current] = entry["text"].strip()
        elif current and line.strip():
            entries[current] += f" {line.strip().removeprefix('> ')}"
    return body, {number: _quoted(entry) for number, entry in entries.items()}


def _quoted(entry: str) -> str:
    """What stands in quotation marks, where an entry names its source beside the quote; else the entry."""
    quotes = [match["text"] for match in _QUOTED.finditer(entry)]
    return " ".join(quotes) if quotes else entry


def _paragraphs(lines: list[tuple[int, str]]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    fresh = True
    for number, line in lines:
        plain = _MARKS.sub("", line).strip().removeprefix("> ")
        if not plain:
            fresh = True
            continue
        if fresh or _BULLET.match(line):
            found.append((number, _BULLET.sub("", plain)))
        else:
            found[-1] = (found[-1][0], f"{found[-1][1]} {plain}")
        fresh = False
    return found


def _numbers(written: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"[,;]", written.replace("^", "")):
        ends = [int(end) for end in re.split(r"[–-]", part.strip()) if end.strip()]
        if len(ends) == 2 and 0 <= ends[1] - ends[0] <= LARGEST_RANGE:
            found += range(ends[0], ends[1] + 1)
        else:
            found += ends
    return found
