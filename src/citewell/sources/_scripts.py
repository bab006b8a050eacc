"""Text that is set high or low, written in one way by all readers: "10^6", "kg/m2", "Ca2+", "CO2".

A reader marks such text with `high` and `low` while it gathers words, and has `written` settle all marks at the end,
when everything before and behind them is known.
"""

from __future__ import annotations

import re

from citewell.sources._script_rules import belongs, written_high, written_low

HIGH, LOW, END = "\x0e", "\x0f", "\x10"
"""Marks around text set high or low. Documents hold no such characters, or lose them."""

_MARK = re.compile(f"([{HIGH}{LOW}{END}])")
_MINUS = frozenset("-−–‒‐‑")
_SIGNED = re.compile(r"[-−–‒‐‑+]\s?\d+(?:[./]\d+)?")
_SEPARATORS = ",;–- "
_STOPS = frozenset(".,;:")
_SMALL_WORD = re.compile(r"[a-z]{2}")
_NEAR, _NEXT = 60, 14
_GONE = "gone"

_Run = tuple[str, str]


def high(text: str) -> str:
    """Text marked as set high, for `written`."""
    return f"{HIGH}{text}{END}"


def low(text: str) -> str:
    """Text marked as set low, for `written`."""
    return f"{LOW}{text}{END}"


def without_marks(text: str) -> str:
    """The text with no mark of what is set high or low, all else as it stands."""
    return _MARK.sub("", text)


def written(text: str, *, references: bool = True) -> str:
    """The text with all that is marked as high or low written out.

    Units and symbols keep their plain form, a power of a number gets a caret, a reference number goes, and whatever
    else would be misread next to its neighbour is parted by "^" or "_". Where a format marks its references in a way
    of its own, its reader takes them out and says that other numbers are no `references`.
    """
    if HIGH not in text and LOW not in text:
        return text if END not in text else without_marks(text)
    open_runs: list[tuple[str, list[_Run]]] = [("", [])]
    for part in _MARK.split(text):
        if part in (HIGH, LOW):
            open_runs.append((part, []))
        elif part == END:
            _close(open_runs, references=references)
        elif part:
            open_runs[-1][1].append(("", part))
    while len(open_runs) > 1:
        _close(open_runs, references=references)
    return _joined(open_runs[0][1], references=references)


def _close(open_runs: list[tuple[str, list[_Run]]], *, references: bool) -> None:
    if len(open_runs) == 1:
        return
    kind, runs = open_runs.pop()
    inner, outer = _joined(runs, references=references), open_runs[-1][1]
    if outer and outer[-1][0] == kind:
        outer[-1] = (kind, outer[-1][1] + inner)
    else:
        outer.append((kind, inner))


def _joined(runs: list[_Run], *, references: bool) -> str:
    if len(runs) == 1 and not runs[0][0]:
        return runs[0][1]
    line = _Line(references=references)
    if any(text.strip() in _MINUS for kind, text in runs if kind == HIGH):
        runs = _with_signs(runs)
    for index, (kind, text) in enumerate(runs):
        if not kind or not text.strip():
            line.add(text)
        elif kind == HIGH:
            line.add_high(text, _following(runs, index))
        else:
            line.add_low(text)
    return "".join(line.pieces)


def _with_signs(runs: list[_Run]) -> list[_Run]:
    """The runs with a minus set high joined to the number set high that follows it behind a space."""
    joined: list[_Run] = []
    for kind, text in runs:
        behind_sign = len(joined) > 1 and not joined[-1][1].strip() and joined[-2][0] == HIGH
        if kind == HIGH and behind_sign and text.strip().isdecimal() and joined[-2][1].strip() in _MINUS:
            joined.pop()
            joined[-1] = (HIGH, joined[-1][1].strip() + text)
        else:
            joined.append((kind, text))
    return joined


def _following(runs: list[_Run], index: int) -> str:
    """The beginning of what stands behind a run, enough to tell what its text belongs to."""
    after = " " if runs[index][1][-1:].isspace() else ""
    for following in range(index + 1, min(index + _NEXT, len(runs))):
        after += runs[following][1][:_NEXT]
        if len(after) >= _NEXT:
            break
    return after


class _Line:
    """A line of text as it grows; `last` says what was written last: text, HIGH, LOW, or a reference that is gone."""

    __slots__ = ("_at_gone", "_leads", "_parted", "_references", "_tail", "last", "pieces")

    def __init__(self, *, references: bool) -> None:
        self.pieces: list[str] = []
        self.last = ""
        self._tail = ""
        self._at_gone = 0
        self._leads = False
        self._parted = False
        self._references = references

    def add(self, text: str) -> None:
        """Running text, with a space where it would carry on what stands high or low before it."""
        end, start = self._tail[-1:], text[:1]
        if not self.last:
            pass
        elif self.last == _GONE:
            if end.isspace() and (start.isspace() or start in ".,;:)"):
                self._strip()
            elif start.isalnum() and (end.isalnum() or end in _STOPS):
                self._put(" ")
        elif end.isalnum() and start.isalnum() and self._is_parted(end, text):
            self._put(" ")
        self._put(text)
        if self.last != _GONE or text.strip(_SEPARATORS):
            self.last = ""

    def add_high(self, inner: str, after: str) -> None:
        """Text set high, which may belong to what stands before it in spite of a space between them."""
        text = _one_line(inner)
        if self.last == _GONE and not text.strip(_SEPARATORS):
            return
        before = self._tail
        stripped = before.rstrip()
        if before != stripped and belongs(stripped, text, after):
            self._strip()
            before = stripped
        marks = self._references and self.last != LOW
        made = written_high(before, text, after, references=marks)
        if not made:
            self._leave_out()
        else:
            self._leads = not before[-1:].strip(" ([{/-–\n\t")
            parted = _SIGNED.fullmatch(text) is not None or " " in text
            self._parted = parted or ("^" in made[:2] and not (self._leads and text.isdecimal()))
            self._put(made)
            self.last = HIGH
        if inner[-1:].isspace():
            self.add(" ")

    def add_low(self, inner: str) -> None:
        """Text set low; a digit stands at its symbol, also where a space was set between them."""
        text = _one_line(inner)
        if self._tail[-1:].isspace() and belongs(self._tail.rstrip(), text, "", is_high=False):
            self._strip()
        made = written_low(self._tail, text, behind_high=self.last == HIGH)
        self._parted = made[0] == "_"
        space = " " if inner[0].isspace() and text.isalpha() and len(text) > 1 else ""
        self._put(space + made)
        self.last = LOW
        if inner[-1:].isspace():
            self.add(" ")

    def _is_parted(self, end: str, text: str) -> bool:
        if self._parted or (end + text[0]).isdecimal():
            return True
        return self.last == HIGH and end.isdecimal() and not self._leads and _SMALL_WORD.match(text) is not None

    def _leave_out(self) -> None:
        """Leave a reference out, and the signs between it and one that was left out before it."""
        if self.last == _GONE:
            del self.pieces[self._at_gone :]
            self._tail = "".join(self.pieces[-6:])[-_NEAR:]
        self.last, self._at_gone = _GONE, len(self.pieces)

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self._tail = text[-_NEAR:] if len(text) >= _NEAR else (self._tail + text)[-_NEAR:]

    def _strip(self) -> None:
        while self.pieces and not self.pieces[-1].strip():
            self.pieces.pop()
        if self.pieces:
            self.pieces[-1] = self.pieces[-1].rstrip()
        self._tail = self._tail.rstrip()


def _one_line(inner: str) -> str:
    if inner.isalnum():
        return inner
    text = " ".join(inner.split())
    if len(text) < 6 and text.endswith(" m") and text[:-2].isdecimal():
        return f"{text[:-2]}m"  # 99m, of technetium
    return text[0] + text[2:] if text[1:2] == " " and _SIGNED.fullmatch(text) else text
