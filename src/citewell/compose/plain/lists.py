"""Sets a sentence that ends in a list with one item a line: a change of layout that takes away and adds no word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.text.readability import ITEM
from citewell.text.sentences import split_sentences

FEWEST = 3
LONG = 12
"""Words from which a sentence is long enough to be set so."""

MOST_LEANING = 3
"""Words from which an item has a noun of its own, whatever it ends in."""

MOST_WORDS = 8
"""Words of one item."""

_COMMA = re.compile(r", (?:and |or )?")
_LAST = re.compile(r"^(?P<before>.+?)(?P<joint>,? (?:and|or|and/or) )(?P<after>.+)$")
# The words behind which a list begins: those that announce one, and those that may.
_ANNOUNCED = re.compile(
    r"\b(?:includes?|including|are|were|such as|begins? with|rests? on|lists?|by looking for|caused by|"
    r"complicated by):? "
)
_LEAD = re.compile(r"\b(?:with|of|for|from|like|as|by|in|on|against|without|example|after|before|following):? ")
_NO_ITEM = re.compile(
    r"^(?:which|who|whose|that|so|but|yet|although|though|usually|often|especially|ideally|even|including|where|"
    r"when|while|"
    r"because|if|unless|not|than|then|also|most|mostly|sometimes|typically|both|either|whereas|as|of|with|is|are|"
    r"was|were|"
    r"more|less|fewer|older|younger|over|under|above|below|\d)\b|"
    r"\b(?:is|are|was|were|has|have|had|can|could|may|might|must|should|will|would|does|do|did|which|who|that|"
    r"because|if|"
    r"when|although|but|needs?|calls?|showed|found|said|says|suggests?|recommends?|advises?|such|remains?|began|"
    r"developed|"
    r"led|gave|improved|worsened|became)\b"
)
# Words by which the last item may say something of all of them.
_OF_ALL = re.compile(r"\b(?:for|to|after|before|during|in|at|from|by|as|without|within|unless|per|than|under)\b")
# A word that leans on a noun behind it: "traumatic and work-related pain".
_LEANING = re.compile(
    r"(?:the )?(?:\w+(?:ic|al|ous|ive|able|ible|ed|ary|less|ful)|greater|lesser|newer|older|mild|few|new|low|high)"
)


def set_lists(text: str) -> str:
    """The text with each list at the end of a long sentence set one item a line; the words stay as they are."""
    pieces: list[str] = []
    at = 0
    for span in split_sentences(text):
        pieces += [text[at : span.start], _set(span.of(text))]
        at = span.end
    return "".join([*pieces, text[at:]])


def in_one_line(text: str) -> str:
    """The text without the marks of a list."""
    return text.replace(ITEM, " ")


def _set(sentence: str) -> str:
    bare = sentence.rstrip(".")
    if len(bare.split()) < LONG or re.search(r"[“”\"\[\];:]", bare):
        return sentence
    parts = _parts(bare)
    if len(parts) < FEWEST - 1:
        return sentence
    head, *middle = parts
    last = _LAST.match(middle[-1]) if middle else None
    ends = [last["before"], last["after"]] if last and not _joined_before(bare, middle[-1]) else [middle[-1]]
    lead = _ANNOUNCED.search(head) or next(reversed([*_LEAD.finditer(head)]), None)
    if lead is None:
        return sentence
    start = lead.end()
    items = [head[start:], *middle[:-1], *ends]
    joined = len(ends) == 2 or _joined_before(bare, middle[-1])
    if not joined or len(items) < FEWEST or not all(map(_is_item, items)) or _is_shared(items):
        return sentence
    text, place = bare[:start].rstrip(), start
    for number, item in enumerate(items):
        found = bare.index(item, place)
        text += bare[place:found].rstrip() if number else ""
        text += ITEM + item
        place = found + len(item)
    return text + bare[place:] + sentence[len(bare) :]


def _parts(sentence: str) -> list[str]:
    """What stands between commas outside brackets."""
    hidden = re.sub(r"\([^()]*\)", lambda match: "_" * len(match.group()), sentence)
    cuts = [match.span() for match in _COMMA.finditer(hidden)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(sentence)]
    return [sentence[start:end] for start, end in zip(starts, ends, strict=True)]


def _joined_before(sentence: str, last: str) -> bool:
    return re.search(rf", (?:and|or) {re.escape(last)}$", sentence) is not None


def _is_shared(items: Sequence[str]) -> bool:
    """Whether the last item has a noun or a condition that the others share."""
    last = re.sub(r" ?\([^()]*\)$", "", items[-1])
    if _OF_ALL.search(last):
        return True
    return any(
        _LEANING.fullmatch(item.split()[-1]) and (len(item.split()) < MOST_LEANING or " of " in item)
        for item in items[:-1]
    )


def _is_item(text: str) -> bool:
    return bool(text.strip()) and len(text.split()) <= MOST_WORDS and not _NO_ITEM.search(text)
