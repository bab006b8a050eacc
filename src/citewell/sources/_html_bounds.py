"""Refuses a web page that would take the parser minutes or fill the memory, before it is parsed."""

from __future__ import annotations

import re

from citewell.sources._record import UnusableRecord

MOST_CHARACTERS = 8 * 2**20
"""Characters of a page without the pictures in it: more than a thick book with all its markup."""

MOST_TAGS = 400_000
MOST_ATTRIBUTES = 1_000
"""Attributes of one element; the parser's time grows with their square."""

_SHORTEST_SUSPECT = 3 * MOST_ATTRIBUTES
_PICTURE = re.compile(r"\bdata:[a-z]+/[\w.+-]{1,80};base64,[\w+/=%-]{200,}", re.ASCII)
_ATTRIBUTE = r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?)?"""
# Scripts are matched as a whole, so that a "<" in them is not taken for a tag.
_TAG = re.compile(rf"<(?:script|style)\b(?:[^<]|<(?!/s))*+|<[a-z][^\s/>]*+(?:{_ATTRIBUTE})*+", re.IGNORECASE)
_SCRIPT = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_ONE = re.compile(_ATTRIBUTE)


def within_bounds(text: str) -> str:
    """The page without the pictures that are written into it; raises UnusableRecord for one past the bounds."""
    page = _PICTURE.sub("data:,", text)
    if len(page) > MOST_CHARACTERS or page.count("<") > 2 * MOST_TAGS:
        raise UnusableRecord(
            f"It is larger than any page: {len(page) / 2**20:.1f} million characters, {page.count('<'):,} tags.",
            "Save the parts that you need as pages of their own.",
        )
    for tag in _TAG.finditer(page):
        if tag.end() - tag.start() > _SHORTEST_SUSPECT and not _SCRIPT.match(tag[0]):
            attributes = sum(1 for _ in _ONE.finditer(tag[0]))
            if attributes > MOST_ATTRIBUTES:
                raise UnusableRecord(
                    f"One of its tags has {attributes:,} attributes.", "Save the page again from the browser."
                )
    return page
