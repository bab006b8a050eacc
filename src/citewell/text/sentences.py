"""Cuts medical text into sentences by rules, as offsets into the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text, `start` inclusive and `end` exclusive, in characters."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters that the span covers."""
        return text[self.start : self.end]


# Never the last word of a sentence.
LEADING_ABBREVIATIONS = frozenset(
    """e.g eg i.e ie cf vs viz dr drs mr mrs ms prof st mt fig figs eq eqs ref refs tab suppl approx incl
    excl resp vol vols ed eds pp chap sect subsp""".split()
)
# Abbreviations only in front of a number: "No. 5", "p. 12", "ca. 40".
NUMBER_ABBREVIATIONS = frozenset("no p pp ca c art para ch sec vol ver v n app cap grp".split())
# May end a sentence, but a capital alone does not show it: "Pfizer Inc. New York".
NAME_ABBREVIATIONS = frozenset(
    """inc ltd co corp llc plc jr sr dept univ hosp assoc bros jan feb mar apr jun jul aug sep sept oct nov
    dec a.m p.m ph.d m.d b.sc m.sc d.c r.n""".split()
)
# May end a sentence; a number behind them continues it: "5 mg. 3 times".
UNIT_ABBREVIATIONS = frozenset("mg kg g ml dl l cm mm min mins hr hrs h wk wks mo mos yr yrs sec secs s etc al".split())
# A single capital letter behind one of these is a label, not somebody's initial.
LETTER_LABELS = frozenset(
    """vitamin vitamins hepatitis type types group groups grade class stage factor panel table appendix
    toxin influenza immunoglobulin phase arm arms protein level category haemophilia hemophilia strain
    figure cyclosporin and or criterion option model part unit cohort site region plan vaccine
    streptococcus meningitis rule""".split()
)
STARTERS = frozenset(
    """a about according after all although among an and any approximately are as at because before between
    both but by compared conclusion conclusions consider data despite does during each every evidence
    few finally first for four from further given had he her his however i if in is it its let many
    methods most no none not of on one only other our overall participants patients people results
    second several she since six so some studies such symptoms ten that the their then there therefore
    these they this those three thus to treatment two under until use using was we were what when where
    whether which while who why with without women you your""".split()
)

_BULLETS = "-–—•*·▪●‣◦"
_STOP = re.compile(r"[.!?…]+(?P<close>[\"'”’»)\]}]*)")
_CITATION = re.compile(
    r"\s?\[\d[\d,;\s–-]*\]|[\u00b9\u00b2\u00b3\u2070-\u2079]+|\d{1,3}(?:[,–-]\d{1,3})*(?=\s+[A-Z]|\s*$)"
)
_WORD_BEFORE = re.compile(r"[^\s(\[{\"“”‘/,;:<>=–—]+$")
_NEXT_WORD = re.compile(r"[^\W\d_]+")
_INNER_CAPITAL = re.compile(r"[a-z]{1,3}(?:[A-Z]|\d)|[\u03b1-\u03c9]\W")
_GLUED = re.compile(r"[A-Z][a-z]+[\s,]")
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-Z]$")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})[.)]?$")
_LIST_MARK = re.compile(rf"(?:[{re.escape(_BULLETS)}]|\(?(?:\d{{1,2}}|[a-z]|[ivx]{{1,4}})[.)])\s+(?=\S)")
_INLINE_BULLET = re.compile(r"(?<=\S)\s+[-–•*·▪●]\s+(?=[A-Z0-9\"“(])")
# A line break, or the two characters "\n" that badly converted collections have in its place.
_BREAK = re.compile(r"(?<![ \t\f\v])[ \t\f\v]*(?:(?:\r\n|\r|\n|\u2028|\u2029)\s*|(?<![^\s])\\n(?=\s)\s*)")
_MAY_BREAK = re.compile(r"[\r\n\u2028\u2029]|\\n")
_MAY_BE_BULLET = re.compile(r"[-–•*·▪●]\s")
_PAIRS = {")": "(", "]": "[", "}": "{"}
_WRAPPED_LINE = 50


def split_sentences(text: str) -> list[Span]:
    """The sentences, headings and list items of `text`, in order, trimmed and without overlap.

    Everything but white space and the marks of list items ("- ", "1. " at the start of a line) lies in
    a span, so that a list item can be quoted without its mark. No span ends inside a number or between two
    matching brackets of a paragraph.
    """
    return list(_split(text))


@lru_cache(maxsize=1024)
def _split(text: str) -> tuple[Span, ...]:
    """The same; each passage is split for its claims, and again for the checks of those that quote it."""
    pairs = _bracket_pairs(text)
    spans: list[Span] = []
    for start, end in _lines(text, pairs):
        for item_start, item_end in _items(text, start, end, pairs):
            spans.extend(_sentences(text, item_start, item_end, pairs))
    return tuple(spans)


class _Pairs:
    """Matching brackets of a text, outermost only, to ask whether a place lies inside one."""

    def __init__(self, outer: list[tuple[int, int]]) -> None:
        self._starts = [start for start, _ in outer]
        self._ends = [end for _, end in outer]

    def hold(self, position: int) -> bool:
        """Whether a cut in front of `position` would part an opening bracket from its closing one."""
        at = bisect_right(self._starts, position - 1) - 1
        return at >= 0 and self._starts[at] < position <= self._ends[at]


def _bracket_pairs(text: str) -> _Pairs:
    open_at: list[int] = []
    pairs: list[tuple[int, int]] = []
    for match in re.finditer(r"[()\[\]{}]|\n[ \t\r]*\n", text):
        mark = match[0]
        if mark[0] == "\n":
            open_at.clear()
        elif mark in _PAIRS:
            for depth in range(len(open_at) - 1, -1, -1):
                if text[open_at[depth]] == _PAIRS[mark]:
                    pairs.append((open_at[depth], match.start()))
                    del open_at[depth:]
                    break
        else:
            open_at.append(match.start())
    outer: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if outer and start < outer[-1][1]:
            if end > outer[-1][1]:
                outer[-1] = (outer[-1][0], end)
            continue
        outer.append((start, end))
    return _Pairs(outer)


def _lines(text: str, pairs: _Pairs) -> Iterator[tuple[int, int]]:
    """Stretches between line breaks that mean something; a line wrapped by its width goes on."""
    start = 0
    for match in _BREAK.finditer(text) if _MAY_BREAK.search(text) else ():
        before, after = text[start : match.start()], text[match.end() : match.end() + 8]
        blank = "\\n" in match[0] or len(re.findall(r"\r\n|\r|\n|\u2028|\u2029", match[0])) > 1
        if not blank and not _ends_line(before, after):
            continue
        if pairs.hold(match.end()):
            continue
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _ends_line(before: str, after: str) -> bool:
    line = before.rsplit("\n", 1)[-1].rstrip()
    if _LIST_MARK.match(after) or line.endswith((".", "!", "?", ":", ";")):
        return True
    if after[:1].islower():
        return False
    return len(line) < _WRAPPED_LINE


def _items(text: str, start: int, end: int, pairs: _Pairs) -> Iterator[tuple[int, int]]:
    """A line's list items: " - " is a bullet behind a stop or colon, and then elsewhere in that line."""
    start = _after_mark(text, start, end)
    if not _MAY_BE_BULLET.search(text, start, end):
        yield start, end
        return
    bullets = [match for match in _INLINE_BULLET.finditer(text, start, end) if not pairs.hold(match.end())]
    if any(text[match.start() - 1] in ".:;?!" for match in bullets):
        for match in bullets:
            yield start, match.start()
            start = match.end()
    yield start, end


def _after_mark(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    mark = _LIST_MARK.match(text, start, end)
    return mark.end() if mark else start


def _sentences(text: str, start: int, end: int, pairs: _Pairs) -> Iterator[Span]:
    begin = start
    for match in _STOP.finditer(text, start, end):
        cut = match.end()
        if cut <= begin or cut >= end:
            continue
        citation = _CITATION.match(text, cut, end)
        if citation and (text[cut] in " [" or not text[cut].isdigit() or _word_ends(text, match.start())):
            cut = citation.end()
        if cut >= end or pairs.hold(cut):
            continue
        if not text[cut].isspace():
            glued = match[0] == "." and _word_ends(text, match.start()) and _GLUED.match(text, cut, end)
            if not glued or "www" in text[max(0, match.start() - 40) : match.start()].rsplit(None, 1)[-1:]:
                continue
        if _is_end(text, begin, match, cut):
            yield from _trimmed(text, begin, cut)
            begin = cut
    yield from _trimmed(text, begin, end)


def _word_ends(text: str, stop: int) -> bool:
    """Whether a plain lower-case word of three letters or more stands directly before `stop`."""
    return re.search(r"(?:^|[\s(])[A-Za-z]?[a-z-]{2,}$", text[max(0, stop - 40) : stop]) is not None


def _is_end(text: str, begin: int, stop: re.Match[str], cut: int) -> bool:
    rest = text[cut:].lstrip() if len(text) - cut < 40 else text[cut : cut + 40].lstrip()
    if not rest:
        return True
    opener = rest.lstrip("\"'“‘«([{¿¡")
    following = opener[:1]
    if following.islower() and not _INNER_CAPITAL.match(opener):
        return False
    if following in ",;:)]}" and following:
        return False
    if stop[0][0] in "!?…" or stop[0].startswith(".."):
        return True
    found = _WORD_BEFORE.search(text, max(begin, stop.start() - 40), stop.start())
    word = found[0] if found else ""
    if not word:
        return True
    bare = word.lower()
    next_word = _NEXT_WORD.match(opener)
    initial = opener[1:2] == "." and following.isupper()
    starts = next_word is not None and not initial and next_word[0].lower() in STARTERS
    if bare in LEADING_ABBREVIATIONS:
        return False
    if bare in NUMBER_ABBREVIATIONS and following.isdigit():
        return False
    if bare in UNIT_ABBREVIATIONS:
        return not following.isdigit() and not (bare == "al" and rest[0] in "([")
    if bare in NAME_ABBREVIATIONS and word[:1].isalpha() and (word[0].isupper() or "." in word):
        return starts
    if _INITIALS.match(word):
        label = re.search(r"([A-Za-z]+)\s+$", text[max(begin, stop.start() - 40) : stop.start() - len(word)])
        return starts or (len(word) == 1 and label is not None and label[1].lower() in LETTER_LABELS)
    return not _is_enumerator(text, begin, stop.start() - len(word), word)


def _is_enumerator(text: str, begin: int, at: int, word: str) -> bool:
    """Whether `word` numbers a list item: "1." at the start of a sentence or behind a colon."""
    if not _ENUMERATOR.match(word):
        return False
    before = text[begin:at].rstrip()
    return not before or before[-1] in ":;"


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if left < right:
        yield Span(start + left, start + right)
