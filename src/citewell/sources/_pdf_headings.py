"""Tells headings and list items from running text, by how they are set and what follows them."""

from __future__ import annotations

import re

from citewell.sources._pdf_styles import BULLET, CAPTION, ITEM, NUMBERED, Body, Paragraph, is_grading, plain

_ADVICE = re.compile(
    r"\b(?:should|must|shall|recommend(?:s|ed)?|do not|does not|is not|are not|offer|consider|avoid)\b", re.IGNORECASE
)
_MOST_WORDS = 22


def classify(paragraph: Paragraph, body: Body, outline: frozenset[str]) -> None:
    if paragraph.kind != "text":
        return
    text = paragraph.text
    if BULLET.match(text):
        paragraph.kind = "item"
    elif plain(text) in outline or _is_heading(paragraph, text, body):
        paragraph.kind = "heading"
    elif ITEM.match(text):
        paragraph.kind = "item"


def reconsider(paragraph: Paragraph, following: Paragraph | None) -> None:
    """What only looks a little like a heading must stand over text; what leads into a list is its first line."""
    if paragraph.kind == "item" and paragraph.bold and paragraph.x1 and following is not None:
        # A bullet before a bold line with running text under it marks a heading, not an item.
        short = len(paragraph.lines) == 1 and len(paragraph.text.split()) <= 12
        if short and following.kind == "text" and BULLET.match(paragraph.text) and paragraph.text[-1] not in ".;:,":
            paragraph.kind = "heading"
    if paragraph.kind != "heading":
        return
    if paragraph.plain and following is not None and following.table is None:
        # Words in a figure are set bold as headings are, but nothing stands under them in line.
        middle = abs(following.x0 + following.x1 - paragraph.x0 - paragraph.x1) / 2
        if abs(following.x0 - paragraph.x0) > 60 and middle > 20:
            paragraph.kind = "text"
            return
    leads = paragraph.text.endswith(":") and following is not None and following.kind == "item"
    under = following is not None and (following.kind in ("heading", "table") or len(following.text.split()) >= 6)
    aligned = following is not None and (following.kind == "table" or abs(following.x0 - paragraph.x0) <= 30)
    if leads or (paragraph.weak and not (under and aligned and following is not None and not following.weak)):
        paragraph.kind = "text"


def _is_heading(paragraph: Paragraph, text: str, body: Body) -> bool:
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS or len(paragraph.lines) > 5:
        return False
    letters = [character for character in text if character.isalpha()]
    capitals = all(letter.isupper() for letter in letters)
    if len(letters) < 3 or text.rstrip()[-1] in ".;," or (is_grading(text) and not capitals):
        return False
    if text.endswith(":") and len(words) > 8:
        return False
    if len(words) >= 6 and _ADVICE.search(text) and not NUMBERED.match(text):
        return False
    if paragraph.size < 0.88 * body.size or (text[0].islower() and paragraph.size < 1.2 * body.size):
        return False
    if CAPTION.match(text):
        return False
    if paragraph.size >= 1.09 * body.size:
        return True
    if (
        (paragraph.bold and not body.bold)
        or (paragraph.colour != body.colour and (capitals or bool(NUMBERED.match(text))))
        or (capitals and len(letters) >= 6 and len(words) >= 2)
        or (bool(re.match(r"\d{1,2}(?:\.\d{1,2})+\.?\s+[A-Z]", text)) and paragraph.italic)
    ):
        paragraph.plain = True
        return True
    other = paragraph.colour != body.colour or (paragraph.family and body.family and paragraph.family != body.family)
    paragraph.weak = text[0].isupper() and len(words) <= 12 and not paragraph.full and "://" not in text
    return paragraph.weak and (bool(other) or (paragraph.italic and len(words) <= 8 and len(paragraph.lines) == 1))
