"""Which of the signs that cannot wait lead for a reader without training, and which stand behind a fold.

How often a sign was seen among the patients of a study tells nobody what to look for, and what warns people with an
illness that the question does not name is not for who asks: both stand behind.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.reading import clean
from citewell.domain.articles import Article
from citewell.text.normalise import content_stems

_SHARE = re.compile(r"\d(?:\.\d+)?\s?(?:%|per ?cent\b)|\b(?:out of|in) \d{2,}\b", re.IGNORECASE)

_WHOSE = re.compile(r"\b(?:in|among|for) (?:[a-z]+ with )?(?P<ill>[A-Z][\w'’-]+ (?:syndrome|disease))\b")


def order_signs(signs: Sequence[str], article: Article) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The signs that lead, and those behind; without what the call for help above the article says already.

    Both in the order given; where all of them tell of shares, all lead.
    """
    said = {clean(words) for one in article.emergencies for words in (one.call, one.sign)}
    told = [sign for sign in signs if clean(sign) not in said]
    asked = set(content_stems(article.question))
    leading = [sign for sign in told if not _SHARE.search(sign) and not _is_of_others(sign, asked)] or told
    return tuple(leading), tuple(sign for sign in told if sign not in leading)


def _is_of_others(sign: str, asked: set[str]) -> bool:
    """Whether a sign is told of people with an illness of which the question has no word."""
    found = _WHOSE.search(sign)
    return found is not None and not set(content_stems(found["ill"])) & asked
