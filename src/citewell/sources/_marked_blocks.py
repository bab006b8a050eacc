"""Makes blocks out of what a reader met: what leads into a list stays with its items, a heading with its text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from citewell.sources._marked_flow import Heading, Listing, Paragraph, Piece
from citewell.sources._marked_rows import Table

LONGEST_BLOCK = 1_000_000
MOST_WORDS = 190
"""Words of one part of a long list or table: it stays whole as a passage."""

REPEATED_WORDS = 60


class BlockTooLong(Exception):
    """A paragraph, list or table of more characters than a block may have."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The text of a block with the headings above it within its section; `table` is a table's caption."""

    text: str
    headings: tuple[str, ...] = ()
    table: str = ""


@dataclass(slots=True)
class _Making:
    lead: str
    stretches: list[Stretch] = field(default_factory=list)
    path: list[Heading] = field(default_factory=list)
    unshown: list[str] = field(default_factory=list)
    holds_labels: bool = False

    def headings(self) -> tuple[str, ...]:
        return tuple(heading.text.rstrip(": ") for heading in self.path)

    def add(self, parts: Sequence[str], *, table: str = "") -> None:
        """One block: the section's leading words, headings that no block shows yet, then `parts`."""
        written = [*([self.lead] if self.lead else []), *self.unshown, *parts]
        self.unshown = []
        text = "\n\n".join(part for part in written if part)
        if len(text) > LONGEST_BLOCK:
            raise BlockTooLong
        if any(character.isalnum() for character in text):
            self.stretches.append(Stretch(text, self.headings(), table))


def make_stretches(pieces: Sequence[Piece], *, lead: str = "", title: str = "") -> tuple[list[Stretch], list[str]]:
    """The blocks of one section, and headings at its end that nothing follows. Raises BlockTooLong.

    `lead` goes in front of every block, for a section whose title begins its sentences ("Do not use"); `title`
    in front of a list that nothing else leads into. A list or table too long for one passage becomes several
    blocks, and each repeats what leads into it.
    """
    making = _Making(lead)
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        following = pieces[at + 1] if at + 1 < len(pieces) else None
        at += 1
        if isinstance(piece, Heading) and not _leads_into(piece, following):
            _enter(making, piece)
        elif isinstance(piece, Listing | Table):
            is_led = lead or making.stretches or making.unshown or (isinstance(piece, Table) and piece.caption)
            opening = [title] if title and not is_led else []
            at = _add_items(making, opening, pieces, at - 1)
        elif _leads_into(piece, following):
            at = _add_items(making, [piece.text], pieces, at)
        else:
            _settle_label(making, piece)
            making.add([piece.text])
    return making.stretches, making.unshown


def _leads_into(piece: Heading | Paragraph | Listing | Table, following: Piece | None) -> bool:
    """Whether `piece` and `following` must stay in one block."""
    if not isinstance(piece, Heading | Paragraph):
        return False
    is_open = piece.text.endswith(":")
    if isinstance(following, Listing):
        return isinstance(piece, Paragraph) or is_open
    if isinstance(following, Table):
        return isinstance(piece, Paragraph) and is_open and not following.caption
    return is_open and isinstance(following, Paragraph) and following.is_item


def _enter(making: _Making, heading: Heading) -> None:
    while making.path and making.path[-1].rank >= heading.rank:
        making.path.pop()
    if making.unshown and not heading.is_run_in:
        making.unshown = []
    making.path.append(heading)
    making.holds_labels = False
    if heading.is_run_in:
        making.unshown.append(heading.text)


def _settle_label(making: _Making, piece: Heading | Paragraph) -> None:
    """A paragraph with a label of its own ends the run-in heading before it, unless that began with such a one.

    "Cardiovascular" with a paragraph below it, then "Skin: rash": the rash is not cardiovascular.
    """
    if not isinstance(piece, Paragraph) or not piece.label_rank or not making.path:
        return
    if making.unshown:
        making.holds_labels = True
    while not making.holds_labels and making.path and making.path[-1].is_run_in:
        if making.path[-1].rank < piece.label_rank:
            break
        making.path.pop()


def _add_items(making: _Making, opening: list[str], pieces: Sequence[Piece], at: int) -> int:
    """Adds the list or table at `at`, or the paragraphs there that are items; returns where it ends."""
    first = pieces[at]
    if isinstance(first, Table):
        _add_parts(making, [*opening, first.caption, *first.notes], list(first.rows), table=first.caption or "Table")
        return at + 1
    real = making.path[-1] if making.path else None
    if not opening and real is not None and not real.is_run_in and not making.unshown:
        opening = [real.text]
    items: list[str] = []
    if isinstance(first, Listing):
        opening = [*opening, first.caption]
        items.extend(first.items)
        at += 1
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(first, Listing):
            if not isinstance(piece, Listing) or piece.caption:
                break
            items.extend(piece.items)
        elif isinstance(piece, Paragraph) and piece.is_item:
            items.append(piece.text)
        else:
            break
        at += 1
    _add_parts(making, opening, items)
    return at


def _add_parts(making: _Making, opening: Sequence[str], items: Sequence[str], *, table: str = "") -> None:
    opening = [text for text in opening if text]
    repeated = [text for text in opening[-1:] if _count(text) <= REPEATED_WORDS]
    if table and opening:
        repeated = [text for text in opening if _count(text) <= REPEATED_WORDS]
    part: list[str] = []
    words = sum(map(_count, [*opening, *making.unshown]))
    join = "\n\n" if table else "\n"
    for item in items:
        size = _count(item)
        if part and words + size > MOST_WORDS:
            making.add([*opening, join.join(part)], table=table)
            opening, part, words = repeated, [], sum(map(_count, repeated))
        part.append(item)
        words += size
    making.add([*opening, join.join(part)], table=table)


def _count(text: str) -> int:
    return len(text.split())
