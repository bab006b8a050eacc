"""Reads a text without markup: paragraphs between empty lines, lists by their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from citewell.sources._clean import single_spaced
from citewell.sources._outline import Line, Outline

LONGEST_TITLE = 200
_ITEM = re.compile(r"([ \t]*)([-*•·–—▪●◦‣]|\(?(?:\d{1,2}|[a-z])[.)])[ \t]+(?=\S)")


def plain_title(text: str) -> tuple[str, str]:
    """The first line as a title, and the text below; empty where the first line is too long to be one.

    The line stays part of the text when nothing parts it from what follows.
    """
    paragraphs = re.split(r"\n[ \t]*\n", text.strip("\n"), maxsplit=1)
    lines = [line for line in paragraphs[0].split("\n") if line.strip()]
    first = single_spaced(lines[0]) if lines else ""
    if not first or len(first) > LONGEST_TITLE:
        return "", text
    alone = len(lines) == 1 and len(paragraphs) == 2 and bool(paragraphs[1].strip())
    return first, paragraphs[1] if alone else text


def write_plain_text(text: str, outline: Outline) -> None:
    """Every paragraph and list of `text`; lines stay as they are broken."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        lines = [line for line in paragraph.split("\n") if line.strip()]
        first = next((at for at, line in enumerate(lines) if _is_item(lines, at)), len(lines))
        if first:
            outline.paragraph("\n".join(single_spaced(line) for line in lines[:first]))
        if first < len(lines):
            outline.listing(list(_items(lines[first:])))


def _is_item(lines: list[str], at: int) -> bool:
    """Whether a line begins an item: by its mark, and by standing first, behind a colon or in front of another."""
    if not _ITEM.match(lines[at]):
        return False
    if at == 0 or lines[at - 1].rstrip().endswith(":"):
        return True
    return at + 1 < len(lines) and _ITEM.match(lines[at + 1]) is not None


def _items(lines: list[str]) -> Iterator[Line]:
    indents: list[int] = []
    for line in lines:
        match = _ITEM.match(line)
        if match is None:
            yield Line(max(len(indents) - 1, 0), "", single_spaced(line))
            continue
        indent = len(match[1].expandtabs(4))
        while indents and indents[-1] > indent:
            indents.pop()
        if not indents or indents[-1] < indent:
            indents.append(indent)
        mark = match[2] if match[2][-1] in ".)" else "-"
        yield Line(min(len(indents) - 1, 20), mark, single_spaced(line[match.end() :]))
