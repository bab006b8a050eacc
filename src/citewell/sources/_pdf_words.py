"""Joins the lines of a paragraph: what a hyphen at a line's end was, where a web address goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from citewell.sources._pdf_characters import SOFT_HYPHEN
from citewell.text.ordinary import is_ordinary

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_BROKEN_END = re.compile(r"([^\W\d_]+(?:[-‐‑][^\W\d_]+)*)[-‐\u00ad]$")
_BROKEN_START = re.compile(r"[^\W\d_]+(?:[-‐‑][^\W\d_]+)*")
_HANGING = re.compile(r"^(?:and|or|und|oder|et|ou|y|to)\b(?![-‐])", re.IGNORECASE)
_ADDRESS_END = re.compile(r"(?:https?://|www\.)\S*[/.\-_=&?%#~]$")
_HYPHENS = str.maketrans("‐‑", "--")


class Vocabulary:
    """The words that a document writes unbroken, to tell a true hyphen from one that only breaks a line."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._words: set[str] = set()
        self._compounds: set[str] = set()
        self._broken = False
        for line in lines:
            self.add(line)

    def add(self, line: str) -> None:
        """Takes in one line after another; a word that a hyphen breaks at a line's end is left out."""
        words = _WORD.findall(line.lower().translate(_HYPHENS))
        if self._broken:
            words = words[1:]
        self._broken = line.rstrip()[-1:] in ("-", "‐", SOFT_HYPHEN)
        if self._broken:
            words = words[:-1]
        for word in words:
            if "-" in word:
                self._compounds.add(word)
            self._words.update(word.split("-"))

    def keeps_hyphen(self, first: str, second: str) -> bool:
        """Whether `first-second`, broken after the hyphen, is written with it.

        It is when the document writes it so elsewhere, or nowhere writes the two as one word. What follows the
        hyphen is joined all the same where it is a mere ending, as in "sensi-tivity".
        """
        first, second = first.lower().translate(_HYPHENS), second.lower().translate(_HYPHENS)
        if f"{first}-{second}" in self._compounds:
            return True
        last, next_piece = first.rpartition("-")[2], second.partition("-")[0]
        if self._knows(last + next_piece):
            return False
        return not _ENDING.fullmatch(next_piece) or self._knows(next_piece) or first in _PREFIXES

    def _knows(self, word: str) -> bool:
        forms = (word, f"{word}s", word.removesuffix("s"), word.removesuffix("d"), word.removesuffix("ly"))
        return any(form in self._words or is_ordinary(form) for form in forms)


_LOOKED_BACK = 2_000
_ENDING = re.compile(
    r"\w{0,4}(?:tions?|sions?|ments?|ness|ity|ities|ical|ically|cally|ous|ously|ances?|ences?|ive|ively|tives?|tional|"
    r"tionally|mental|isms?|ating|ated|ology|ologic|osis|itis|graphy|ability|ibility)"
)
_PREFIXES = frozenset("anti auto co inter intra micro multi neo non over peri post pre pseudo re self semi sub".split())


def join_lines(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """One text of the lines of a paragraph."""
    settled: list[str] = []
    text = ""
    for line in lines:
        text = _joined(text, line.strip(), vocabulary) if text else line.strip()
        if len(text) > 2 * _LOOKED_BACK:  # so that time grows with the text, not with its square
            settled.append(text[:-_LOOKED_BACK])
            text = text[-_LOOKED_BACK:]
    return "".join([*settled, text]).rstrip(SOFT_HYPHEN)


def _joined(text: str, line: str, vocabulary: Vocabulary) -> str:
    if not line:
        return text
    if text.endswith(SOFT_HYPHEN):
        return text[:-1] + line
    if _ADDRESS_END.search(text) and re.match(r"[a-z0-9/_%-]", line):
        return text + line
    if text[-1] in "-‐":
        return _hyphenated(text, line, vocabulary)
    if text[-1] in "/⁄" and len(text) > 1 and not text[-2].isspace():
        return text + line
    if text[-1] == "–" and text[-2:-1].isalnum() and line[0].isalnum():
        return text + line
    return f"{text} {line}"


def _hyphenated(text: str, line: str, vocabulary: Vocabulary) -> str:
    before, after = _BROKEN_END.search(text), _BROKEN_START.match(line)
    if text[-2:-1].isspace() or len(text) == 1:
        return f"{text} {line}"
    if before is None or after is None:
        return text + line if text[-2].isalnum() and line[0].isalnum() else f"{text} {line}"
    if _HANGING.match(line):  # "low- and middle-income"
        return f"{text} {line}"
    if vocabulary.keeps_hyphen(before[1], after[0]) or not after[0][0].islower():
        return text + line
    return text[:-1] + line
