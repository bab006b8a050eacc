"""The body of a drug label as blocks: every section's text under its headings, nothing twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from citewell.domain.documents import Block
from citewell.domain.enums import PassageTopic
from citewell.sources._label_sections import BOXED_WARNING, LEADING, NOT_EVIDENCE, SECTIONS
from citewell.sources._marked_blocks import BlockTooLong, Stretch, make_stretches
from citewell.sources._marked_flow import Heading, read_flow
from citewell.sources._marked_rows import TableTooLarge
from citewell.sources._marked_text import Notes, footnotes_of, inline_text
from citewell.sources._xml import local_name

MOST_CHARACTERS = 16_000_000
_TABLE = re.compile(r"(?:table|figure)\s+[A-Z]?\d+[a-z]?", re.IGNORECASE)
_PRINT_CODE = re.compile(r"[A-Z]{2,6}-\d[\d.-]*|(?:revised|issued):?\s*\S*\d\S*", re.IGNORECASE)


class LabelTooLong(Exception):
    """A label with more text than any has."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What a section takes over from those around it."""

    path: tuple[str, ...] = ()
    topic: PassageTopic | None = None
    lead: tuple[str, ...] = ()


def label_blocks(root: Any) -> Iterator[Block]:
    """The blocks of an SPL document in reading order. Raises LabelTooLong."""
    notes = footnotes_of(root)
    characters = 0
    try:
        for section in _sections_below(root):
            for block in _section(section, _Around(), notes):
                characters += len(block.text)
                if characters > MOST_CHARACTERS:
                    raise LabelTooLong
                yield block
    except (BlockTooLong, TableTooLarge) as error:
        raise LabelTooLong from error


def _section(section: Any, around: _Around, notes: Notes) -> Iterator[Block]:
    code = _code(section)
    if code in NOT_EVIDENCE:
        return
    title = inline_text(found, notes) if (found := _child(section, "title")) is not None else ""
    name, topic = SECTIONS.get(code, ("", around.topic))
    path = (*around.path, title or name) if title or name else around.path
    lead = (*around.lead, title) if title and (around.lead or code in LEADING) else around.lead
    here = _Around(path, topic, lead)
    text = _child(section, "text")
    pieces = [] if text is None else list(read_flow(text, notes))
    stretches, unshown = make_stretches(pieces, lead="\n\n".join(lead), title=title)
    blocks = [_block(stretch, here) for stretch in stretches if not _PRINT_CODE.fullmatch(stretch.text)]
    yield from blocks
    inner = here
    if not title and pieces and isinstance(pieces[0], Heading):
        inner = _Around((*path, pieces[0].text.rstrip(": ")), topic, lead)
    below = False
    for child in _sections_below(section):
        for block in _section(child, inner, notes):
            below = True
            yield block
    if unshown and not (below and inner is not here):
        yield _block(Stretch("\n\n".join([*lead, *unshown])), here)
    elif not blocks and not below:
        yield from _instead(section, here, notes, is_warning=code == BOXED_WARNING)


def _instead(section: Any, here: _Around, notes: Notes, *, is_warning: bool) -> Iterator[Block]:
    """What stands for a section without text of its own: its highlights; of a boxed warning at least the title."""
    found = False
    for text in section.iterfind("{*}excerpt//{*}text"):
        stretches, unshown = make_stretches(list(read_flow(text, notes)), lead="\n\n".join(here.lead), title="")
        for stretch in [*stretches, *([Stretch("\n\n".join(unshown))] if unshown else [])]:
            found = True
            yield _block(stretch, here, note="highlights")
    if is_warning and here.path and not found:
        yield _block(Stretch(here.path[-1]), here)


def _block(stretch: Stretch, around: _Around, *, note: str = "") -> Block:
    path = (*around.path, *stretch.headings)
    table = _TABLE.match(stretch.table)
    place = [*path, *([table[0]] if table else ["table"] if stretch.table else []), *([note] if note else [])]
    return Block(
        text=stretch.text,
        section_path=(*path, stretch.table) if table else path,
        topic=around.topic,
        locator=" > ".join(place) or "label",
    )


def _sections_below(element: Any) -> Iterator[Any]:
    """The sections directly below a section, or of the whole document, in whatever wraps them."""
    for child in element:
        name = local_name(child)
        if name == "section":
            yield child
        elif name in ("component", "structuredBody"):
            yield from _sections_below(child)


def _code(section: Any) -> str:
    code = _child(section, "code")
    return "" if code is None else code.get("code") or ""


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if local_name(child) == name), None)
