"""Sets a sentence that has a list with one item a line: a change of layout that takes away and adds no word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from citewell.compose.plain.edits import Edit
from citewell.text.readability import ITEM
from citewell.text.sentences import split_sentences
from citewell.text.verbs import base_forms, finite_forms, noun_forms

FEWEST = 3
LONG = 12
"""Words from which a sentence is long enough to be set so."""

MOST_LEANING = 3
"""Words from which an item has a noun of its own, whatever it ends in."""

MOST_WORDS = 10
"""Words of one item."""

_COMMA = re.compile(r", (?:and |or )?")
_LAST = re.compile(r"^(?P<before>.+?),? (?:and|or|and/or) (?P<after>.+)$")
# The words behind which a list begins: those that announce one, and those that may.
_ANNOUNCED = re.compile(
    r"\b(?:includes?|including|are|were|such as|begins? with|rests? on|lists?|by looking for|caused by|"
    r"complicated by):? "
)
_LEAD = re.compile(
    r"\b(?:with|of|for|from|like|as|by|in|on|against|without|example|after|before|following|have|has|had):? "
)
# What follows a list and is said of all of it.
_TAIL = re.compile(r" (?=(?:are|is|were|was|can|may|should|must|points?|calls?|suggests?|needs?|as red flags)\b)")
# The same where it goes on behind commas of its own: "lists A, B and C as red flags in which D, E or F may help".
_AS = re.compile(r" (?=as (?:red flags|warning signs|risk factors)\b)")
_EXAMPLES = re.compile(r"\b(?:such as|including|lists) ")
_NO_ITEM = re.compile(
    r"^(?:which|who|whose|that|so|but|yet|although|though|usually|often|especially|ideally|even|including|where|"
    r"when|while|because|if|unless|not|than|then|also|most|mostly|sometimes|typically|both|either|whereas|as|of|"
    r"with|to|from|for|in|by|after|before|during|is|are|was|were|due|along|particularly|namely|see|whether|"
    r"leading|resulting|causing|making|using|comparing|occurring|\d[\d.,]*)\b|"
    r"\b(?:is|are|was|were|has|have|had|can|could|may|might|must|should|will|would|does|do|did|which|who|that|"
    r"because|if|when|although|but|needs?|calls?|showed|found|said|says|suggests?|recommends?|advises?|such|"
    r"remains?|began|developed|led|gave|improved|worsened|became)\b|"
    r"\w+s (?:the|an?) |\b(?:its|their) [\w-]+$"
)
# Words by which the last item may say something of all of them.
_OF_ALL = re.compile(
    r"\b(?:among|between|for|to|after|before|during|in|at|from|by|as|without|within|unless|per|than|under)\b"
)
# Heads in which the first item may end before the list goes on: "causes weight gain in the face, slowed growth and",
# and an opening that ends at the first comma: "In the analysis of three trials, pain, stiffness and".
_OBJECT = re.compile(
    r"\b(?:caus|develop|experienc|involv|produc|suffer|show|lead|result|stimulat|hav|has\b|had\b)\w*"
    r"(?: [\w'’-]+){1,6} (?:of|in|on|from|for|by|with)$",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"(?:in|for|among|with|of|by|at|on|from|under|within|during|despite|according|compared|to)\b", re.IGNORECASE
)
_DONE = re.compile(r"(?:at|more|less|likely|able)\b|\w+(?:ed|ing|one|en|own) (?:to|by|in|for|from|with|as)\b")
_NESTED = re.compile(r"\b(?:in|of|on) the [\w-]+$")
# A word that leans on a noun behind it: "traumatic and work-related pain".
_LEANING = re.compile(
    r"(?:the )?(?:\w+(?:ic|al|ous|ive|able|ible|ed|ary|less|ful)|greater|lesser|newer|older|mild|few|new|low|high)"
)
# A colon that announces a list, and not what somebody says or a figure.
_COLON = re.compile(r"^[^:]*[a-z]{3,}: (?P<list>[^:]+)$")
_CONDITION = re.compile(
    r"(?:if|when|whenever|unless|because|although|though|while|since|once|until|where|whereas|even|as|after|before)\b",
    re.IGNORECASE,
)
_AND = re.compile(r" (?:and|or) ")
_MAIN = frozenset("is are was were can could may might should must calls advises lists needs asks points".split())
_MORE = re.compile(r"(?:more|less|fewer|older|younger|over|under|above|below)\b")


def set_lists(text: str) -> str:
    """The text with each list of a long sentence set one item a line; the words stay as they are."""
    pieces: list[str] = []
    at = 0
    for span in split_sentences(text):
        pieces += [text[at : span.start], _set(span.of(text))]
        at = span.end
    return "".join([*pieces, text[at:]])


def list_marks(text: str) -> tuple[Edit, ...]:
    """Edits that set the lists of a text: each puts the mark of an item, or a new line, in the place of a space."""
    found: list[Edit] = []
    written, at = set_lists(text), 0
    place = 0
    while place < len(written):
        mark = ITEM if written.startswith(ITEM, place) else written[place]
        if mark != text[at]:
            found.append(Edit(at, at + 1, text[at], mark))
        place, at = place + len(mark), at + 1
    return tuple(found)


def in_one_line(text: str) -> str:
    """The text without the marks and lines of a list."""
    return text.replace(ITEM, " ").replace("\n", " ")


def _set(sentence: str) -> str:
    bare = sentence.rstrip(".")
    if len(bare.split()) < LONG or re.search(r"[“”\"\[\];]", bare):
        return sentence
    if ":" in bare:
        return _set_announced(bare) + sentence[len(bare) :]
    if _CONDITION.match(bare):
        return sentence  # its first comma ends the condition: "If you have asthma, the airways become sore and swollen"
    hidden = re.sub(r"\([^()]*\)", lambda match: "_" * len(match.group()), bare)
    said_as = _AS.search(hidden)
    end = said_as.start() if said_as else len(bare)
    cuts = [match.span() for match in _COMMA.finditer(hidden, 0, end)]
    if len(cuts) < FEWEST - 2 or any(bare[begin:end] != ", " for begin, end in cuts[:-1]):
        return sentence
    spans = [*zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), end], strict=True)]
    tail = said_as or _TAIL.search(bare, spans[-1][0])
    start = _begin(hidden[: spans[0][1]], has_tail=tail is not None)
    if start is None:
        return sentence
    head = bare[:start].rstrip()
    if _DONE.match(bare[start:]) or _OBJECT.search(head) or (_OPENING.match(head) and not _has_verb(head)):
        return sentence
    spans[0] = (start, spans[0][1])
    spans[-1] = (spans[-1][0], tail.start() if tail else len(bare))
    is_joined = bare[cuts[-1][0] : cuts[-1][1]].strip(", ") in ("and", "or")
    last = None if is_joined else _LAST.match(bare[spans[-1][0] : spans[-1][1]])
    if last:
        begin, end = spans.pop()
        spans += [(begin, begin + last.end("before")), (begin + last.start("after"), end)]
    items = [bare[begin:end] for begin, end in spans]
    if not (is_joined or last) or len(items) < FEWEST or not all(map(_is_item, items)) or _is_shared(items):
        return sentence
    lines = [bare[begin : spans[place + 1][0]].rstrip() for place, (begin, _) in enumerate(spans[:-1])]
    after = f"\n{bare[tail.end() :]}" if tail else ""
    return bare[:start].rstrip() + "".join(ITEM + line for line in (*lines, items[-1])) + after + sentence[len(bare) :]


def _set_announced(bare: str) -> str:
    """A sentence whose only colon announces its list, set; unchanged where the items are not plain."""
    found = _COLON.match(bare)
    if not found or re.search(r"\d:\d|://", bare) or re.match(r"[A-Z][a-z]|A ", found["list"]):
        return bare
    commas = [*_COMMA.finditer(bare, found.start("list"))]
    if not commas or any(match.group() != ", " for match in commas[:-1]):
        return bare
    cuts = [match.end() for match in commas]
    joined = commas[-1].group() != ", "
    last = None if joined else _AND.search(bare, cuts[-1])
    if last:
        cuts.append(last.end())
    starts = [found.start("list"), *cuts]
    items = [bare[begin:end] for begin, end in zip(starts, [*starts[1:], len(bare)], strict=True)]
    plain = [re.sub(r",? ?(?:and |or )?$", "", item) for item in items]
    if not (joined or last) or len(items) < FEWEST or not all(map(_is_item, plain)) or _is_shared(plain):
        return bare
    return bare[: starts[0]].rstrip() + "".join(ITEM + item.rstrip() for item in items)


def _begin(head: str, *, has_tail: bool) -> int | None:
    """Where the first item begins in what stands before the first comma; None where that cannot be told."""
    if has_tail:
        announced = _EXAMPLES.search(head)
        return announced.end() if announced else None
    lead = _ANNOUNCED.search(head) or next(reversed([*_LEAD.finditer(head)]), None)
    return lead.end() if lead else None


def _is_shared(items: Sequence[str]) -> bool:
    """Whether the last item has a noun or a condition that the others share, or goes on with a number before it."""
    last = re.sub(r" ?\([^()]*\)$", "", items[-1])
    if _OF_ALL.search(last):
        return True
    if _NESTED.search(items[0]) and all(len(item.split()) == 1 for item in items[1:]):
        return True
    if re.fullmatch(r"[A-Z0-9-]{2,} [a-z]+", last) and re.search(r"\b[A-Z0-9-]{2,}$", items[0]):
        return True
    if any(_MORE.match(item) and re.search(r"\d", before) for before, item in pairwise(items)):
        return True
    return any(
        _LEANING.fullmatch(item.split()[-1]) and (len(item.split()) < MOST_LEANING or " of " in item)
        for item in items[:-1]
    )


def _has_verb(head: str) -> bool:
    return any(word in finite_forms() - noun_forms() or word in _MAIN for word in head.lower().split())


def _is_item(text: str) -> bool:
    if not text.strip() or len(text.split()) > MOST_WORDS or _NO_ITEM.search(text):
        return False
    return not any(word in _verbs() and not word.endswith("ed") for word in text.split()[1:])


@cache
def _verbs() -> frozenset[str]:
    """Forms that are a verb's alone, and in a sentence its main one."""
    return finite_forms() - noun_forms() - base_forms()
