"""Looks at everything that comes in before it is stored or shown: within bounds, and in signs that can be shown."""

from __future__ import annotations

import re
from dataclasses import replace

from citewell.domain.documents import Document, Rejection
from citewell.domain.intake import Item

LONGEST_BLOCK = 1_000_000
LONGEST_TITLE = 5_000
LONGEST_PARTICULAR = 20_000
"""Characters of authors, a licence, a journal and the like; more is cut off."""

_PARTICULARS = ("authors", "organisation", "journal", "licence", "country", "url", "note", "kind_reason", "version")
# Control characters, line ends, marks that turn the direction of writing, tags, halves of characters.
_UNSHOWABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def screen(item: Item, *, file: str) -> Item:
    """The item as it may be stored and shown, or a rejection of a document past the bounds; `file` holds it."""
    if isinstance(item, Rejection):
        return shown(item)
    if not isinstance(item, Document):
        return item
    place = visible(f"{file}: {item.id}")
    if len(item.title) > LONGEST_TITLE:
        reason = f"Its title has {len(item.title):,} characters; the longest that is taken has {LONGEST_TITLE:,}."
        return Rejection(place, reason, "Correct its title.")
    if any(len(block.text) > LONGEST_BLOCK for block in item.blocks):
        reason = f"One of its paragraphs has more than {LONGEST_BLOCK:,} characters."
        return Rejection(place, reason, "Part it into pieces.")
    if not all(map(_can_be_stored, (item.id, *(block.text for block in item.blocks)))):
        return Rejection(place, "It holds halves of characters, which no text has.", "Save it again as UTF-8.")
    changed = {
        name: written[: LONGEST_PARTICULAR - 2] + " …"
        for name in _PARTICULARS
        if len(written := getattr(item, name)) > LONGEST_PARTICULAR
    }
    changed |= {
        name: clear
        for name in ("title", "collection", "origin")
        if (clear := visible(written := getattr(item, name))) != written
    }
    return replace(item, **changed) if changed else item


def shown(rejection: Rejection) -> Rejection:
    """The rejection on one line of signs that can be shown, whatever a file is called and holds."""
    place, reason, remedy = map(visible, (rejection.place, rejection.reason, rejection.remedy))
    return Rejection(place, reason, remedy)


def visible(text: str) -> str:
    r"""A text in which signs that steer a terminal or turn the writing are written out, as in \n, \x1b and \u202e."""
    return _UNSHOWABLE.sub(_written_out, text)


def _written_out(found: re.Match[str]) -> str:
    sign = found[0]
    if "\udc80" <= sign <= "\udcff":  # a byte of a name that is not UTF-8
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return sign.encode("unicode_escape").decode("ascii")


def _can_be_stored(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
