"""Abstracts as web services send them: text with a few tags, of HTML or JATS, that becomes blocks of plain text.

Only tags that are known count as tags. Everything else stays, so that "p<0.05 and n>40" is never taken for one.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from citewell.domain.documents import Block
from citewell.sources._clean import clean_page, single_spaced
from citewell.sources._scripts import high, low, written

HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 title".split())
BREAKING = frozenset("p sec section div list list-item ul ol li disp-formula disp-quote abstract".split())
_INLINE = "i b em strong u sub sup italic bold underline sc small span font a ext-link inline-formula alternatives br"
_SKIPPED = frozenset({"xref", "object-id", "tex-math"})
_KNOWN = "|".join(sorted({*HEADINGS, *BREAKING, *_INLINE.split(), *_SKIPPED, "label"}, key=len, reverse=True))
_TAG = re.compile(rf"<(/?)(?:jats:({_KNOWN}|[\w-]+)|(mml:[\w-]+)|({_KNOWN}))(?:\s[^<>]*)?(/?)>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,31});")
_ESCAPED_PAIR = re.compile(r"<(i|b|em|strong|italic|bold)>([^<>]*)</\1>", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ONLY_DOI = re.compile(r"(?:DOI:?\s*)?(?:https?://(?:dx\.)?doi\.org/)?10\.\d{4,9}/\S+", re.IGNORECASE)
_ABSTRACT = frozenset({"", "abstract", "summary"})
_MATHS = {"mml:msup": ("", "^"), "mml:msub": ("", "_"), "mml:msubsup": ("", "_", "^"), "mml:mfrac": ("", "/")}


@dataclass(slots=True)
class _Run:
    """Stretches of one paragraph or heading: ("text" | "sup" | "sub", words)."""

    is_heading: bool = False
    pieces: list[tuple[str, str]] = field(default_factory=list)


def plain_text(markup: str) -> str:
    """Markup of a title on one line, exponents and indices kept apart."""
    return single_spaced(" ".join(_written(run) for run in _runs(markup)))


def abstract_blocks(markup: str) -> tuple[Block, ...]:
    """A block for each paragraph of an abstract, under the label that goes before it."""
    blocks, label = [], ""
    for run in _runs(markup):
        text = single_spaced(_written(run))
        if run.is_heading:
            label = "" if text.rstrip(":.").lower() in _ABSTRACT else text.rstrip(":")
        elif any(character.isalnum() for character in text) and not _ONLY_DOI.fullmatch(text):
            path = ("Abstract", label) if label else ("Abstract",)
            blocks.append(Block(text=text, section_path=path, locator=": ".join(path)))
    return tuple(blocks)


def _runs(markup: str) -> Iterator[_Run]:
    run, kind, maths, skipped = _Run(), "text", _Maths(), ""
    markup = _COMMENT.sub("", markup)
    skips_tex = "<mml:math" in markup.lower()
    position = 0
    for match in [*_TAG.finditer(markup), None]:
        text = markup[position : match.start() if match else len(markup)]
        if text and not skipped:
            run.pieces.append((kind, maths.before() + _unescaped(text) if maths.depth else _unescaped(text)))
        if match is None:
            break
        position = match.end()
        closing, name = bool(match[1]), (match[2] or match[3] or match[4]).lower()
        if skipped or (name in _SKIPPED and (name != "tex-math" or skips_tex)):
            skipped = "" if closing and name == skipped else skipped or ("" if closing or match[5] else name)
        elif name in ("sup", "sub"):
            kind = "text" if closing or match[5] else name
        elif name.startswith("mml:"):
            maths.step(name, closing=closing, empty=bool(match[5]))
        elif name in HEADINGS or name in BREAKING:
            yield run
            run, kind = _Run(is_heading=name in HEADINGS and not closing), "text"
        elif name == "br":
            run.pieces.append(("text", " "))
    yield run


def _written(run: _Run) -> str:
    marked = {"sup": high, "sub": low}
    return written("".join(marked[kind](words) if kind in marked else words for kind, words in run.pieces))


def _unescaped(text: str) -> str:
    """Entities as their characters, also where they were escaped twice, and what is not to be seen left out."""
    once = _ENTITY.sub(lambda match: html.unescape(match[0]), text)
    twice = _ENTITY.sub(lambda match: html.unescape(match[0]), once)
    return clean_page(_ESCAPED_PAIR.sub(r"\2", twice) if twice != text else text)


class _Maths:
    """Where in a formula the text stands, so that a raised 6 does not join its 10."""

    def __init__(self) -> None:
        self._open: list[tuple[str, int]] = []
        self._mark = ""

    @property
    def depth(self) -> int:
        return len(self._open)

    def step(self, name: str, *, closing: bool, empty: bool) -> None:
        """Go into an element of the formula, or out of it."""
        if closing:
            if self._open:
                self._open.pop()
            return
        if self._open:
            parent, child = self._open[-1]
            marks = _MATHS.get(parent, ())
            parted = " " if name in ("mml:mtd", "mml:mtr", "mml:mspace") else ""
            self._mark = marks[child] if 0 < child < len(marks) else self._mark or parted
            self._open[-1] = (parent, child + 1)
        if name == "mml:msqrt":
            self._mark += "√"
        if not empty:
            self._open.append((name, 0))

    def before(self) -> str:
        """What goes before the next text."""
        mark, self._mark = self._mark, ""
        return mark
