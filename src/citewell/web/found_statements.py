"""Why an article was found: the statement that has most of the words searched for, with these marked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.plain.doses import tells_dose
from citewell.compose.reading import clean
from citewell.domain.articles import Article

LONGEST_STATEMENT = 280
"""Letters of a statement that are shown."""

Marked = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is one of the words searched for."""


def matching_statement(article: Article, words: str, *, doses: bool = True) -> Marked:
    """The first statement with most of the words, in pieces; nothing where none has any.

    Without `doses` no statement that tells one is shown.
    """
    parts = tuple(dict.fromkeys(clean(words).casefold().split()))
    told = [clean(claim.text) for claim in article.claims if doses or not tells_dose(claim.text)]
    if not parts or not told:
        return ()
    best = max(told, key=lambda text: sum(part in text.casefold() for part in parts))
    return _pieces(_around(best, parts), parts) if any(part in best.casefold() for part in parts) else ()


def _around(text: str, parts: Sequence[str]) -> str:
    """The text, or where it is long a stretch of it that begins shortly before the first of the words."""
    if len(text) <= LONGEST_STATEMENT:
        return text
    found = _pattern(parts).search(text)
    start = max(0, (found.start() if found else 0) - LONGEST_STATEMENT // 3)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    shown = text[start : start + LONGEST_STATEMENT]
    end = start + LONGEST_STATEMENT < len(text)
    return f"{'… ' if start else ''}{shown.rpartition(' ')[0] if end else shown}{' …' if end else ''}"


def _pieces(text: str, parts: Sequence[str]) -> Marked:
    pieces: list[tuple[str, bool]] = []
    at = 0
    for found in _pattern(parts).finditer(text):
        pieces += [(text[at : found.start()], False), (found.group(), True)]
        at = found.end()
    return tuple(piece for piece in (*pieces, (text[at:], False)) if piece[0])


def _pattern(parts: Sequence[str]) -> re.Pattern[str]:
    longest_first = sorted(parts, key=lambda part: -len(part))
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
