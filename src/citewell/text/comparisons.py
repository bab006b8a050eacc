"""Reads what a clause compares with what: which side has more of a thing, comes first or is preferred."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from citewell.text.canonical import is_light, key_of
from citewell.text.clauses import Clause, clauses_of, is_figure, is_verb

DEGREE, QUALITY, ORDER, CHOICE = "degree", "quality", "order", "choice"
HEAD = 2  # how many words behind "than" name what is compared

# "Sooner" is less time, "greater reductions" are less of what is reduced: signs multiply.
_UP = (
    r"more|greater|higher|larger|longer|older|better|superior|commoner|later|slower|stronger|favoured|favours|favors|"
    r"rais(?:e|es|ed)|increas(?:e|es|ed)|improv(?:e|es|ed)|rose|rise|rises|advantag\w*|safer|outdid|outperformed"
)
_DOWN = (
    r"less|fewer|smaller|lower|lowered|lowers|reduc(?:e|es|ed|tions?)|decreas(?:e|es|ed)|shorter|younger|worse|"
    r"inferior|rarer|sooner|earlier|faster|quicker|weaker|cut|cuts|fell|falls|fall|shorten(?:s|ed)|dropp?(?:ed|s)?|"
    r"declin(?:e|es|ed)"
)
_DEGREE = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b")
_QUALITY = re.compile(r"improv|better|worse|superior|inferior|safer|advantag|favo")
_THAN = re.compile(r"\b(?:than|compared (?:with|to)|relative to|(?:versus|vs)(?! *#)|over(?= (?:placebo|sham|no )))\b")
_BESIDE = re.compile(r"\b(?:with|after|in|on|among|under|for|by|using)\b")
_NAMING = frozenset({"with", "after", "on", "under", "using"})
_ORDER = re.compile(r"\b(?:before|prior to|followed by|preceded by|followed (?:\w+ ){0,2}#[\w ]*? by)\b")
_CHOICE = re.compile(r"\b(?:preferred (?:to|over)|in preference to|rather than|instead of|chosen over)\b")
_OPENING = re.compile(r" ?(?:(?:with|after|in|on|among|under|for|by|using|at) )?")
_NEXT = re.compile(r"\b(?:in|for|among|at|on|during|within|after|as)\b")
_STUDIED = re.compile(r" the (?:active )?(?:drug|treatment|intervention|device|procedure)\b")
_DENIED = re.compile(r"\b(?:not|no|never|neither|nor|cannot|noninferior|similar\w*|as \w+ as|if|unless|whether)\b")
_ENDS = re.compile(r",|\b(?:because|at #|in (?:the|this|a) (?:trial|study))")
_WORD = re.compile(r"#[^ ]*|[^\W\d_][\w'-]*")
_NAMELESS = frozenset(
    map(
        key_of,
        """drug medicine treatment treated therapy patient patients people adults group groups arm those others other
        with without after before women men children given taking receiving dose risk rate rates more less same use
        used when than standard usual new did does do was were had placebo-controlled should must be can""".split(),
    )
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What has more of something (or comes first, or is preferred), what has less, and of what, as keys."""

    family: str
    first: frozenset[str]
    second: frozenset[str]
    aspect: frozenset[str]
    named: bool = False  # whether the side that has more (or less) stands behind a preposition: "commoner with aspirin"


@lru_cache(maxsize=8192)
def comparisons_of(text: str, meaning: str) -> tuple[Comparison, ...]:
    """The comparisons of a text whose canonical form is `meaning`, one at most of each family to a clause."""
    if not (_DEGREE.search(meaning) or _ORDER.search(meaning) or _CHOICE.search(meaning)):
        return ()
    found: list[Comparison | None] = []
    clauses = clauses_of(text, meaning)
    for clause in clauses:
        if not _DENIED.search(clause.text):
            found += [_degree(clause, clauses[0].subject), _order(clause.text), _choice(clause.text)]
    return tuple(one for one in found if one is not None)


def _degree(clause: Clause, studied: tuple[str, ...]) -> Comparison | None:
    text, subject, named = clause.text, clause.subject, False
    first: tuple[str, ...]
    second: tuple[str, ...] = ()
    aspect: tuple[str, ...]
    than = _THAN.search(text)
    signs = list(_DEGREE.finditer(text, 0, than.start() if than else len(text)))
    if not signs or (than is None and len(signs) > 1):
        return None
    more = sum(sign["down"] is not None for sign in signs) % 2 == 0
    before = text[: signs[0].start()]
    if than is None:
        beside = _BESIDE.search(text, signs[-1].end())
        if beside is None:
            first, aspect = _keys(before) or subject, _keys(text[signs[-1].end() :])
        else:
            named = beside[0] in _NAMING
            aspect = _keys(before + text[signs[-1].end() : beside.start()])
            behind = _ENDS.split(text[beside.end() :])[0]
            first = studied if _STUDIED.match(behind) else _keys(behind)[:HEAD]
    else:
        behind = _ENDS.split(text[than.end() :])[0]
        second = _keys(_head(behind))[:HEAD]
        middle = text[signs[-1].end() : than.start()]
        beside = _BESIDE.search(middle) if _BESIDE.match(behind.lstrip()) else None
        if beside is not None:
            first, aspect = _keys(middle[beside.end() :]), _keys(before + middle[: beside.start()])
        else:
            first, aspect = (*_keys(before), *(subject if not _keys(before) else ())), _keys(middle)
    one, other = frozenset(first), frozenset(second)
    if not more:
        one, other = other, one
    family = QUALITY if any(_QUALITY.match(sign[0]) for sign in signs) else DEGREE
    return Comparison(family, one - other, other - one, frozenset(aspect), named)


def _head(text: str) -> str:
    """What stands before the first preposition but one that opens the text."""
    opened = _OPENING.match(text)
    start = opened.end() if opened else 0
    return text[:start] + _NEXT.split(text[start:])[0]


def _order(text: str) -> Comparison | None:
    sign = _ORDER.search(text)
    if sign is None or not text[: sign.start()].strip():
        return None
    family = f"{ORDER} {sign[0].split()[0]}"
    return _apart(
        family, _keys(text[: sign.start()], verbs=False), _keys(_head(_until_verb(text[sign.end() :])))[:HEAD]
    )


def _until_verb(text: str) -> str:
    """What stands before the next verb or comma."""
    found: list[str] = []
    for word in _ENDS.split(text)[0].split():
        if is_verb(word):
            break
        found.append(word)
    return " ".join(found)


def _choice(text: str) -> Comparison | None:
    sign = _CHOICE.search(text)
    if sign is None:
        return None
    return _apart(CHOICE, _keys(text[: sign.start()], verbs=False), _keys(_head(text[sign.end() :]))[:HEAD])


def _apart(family: str, one: tuple[str, ...], other: tuple[str, ...]) -> Comparison:
    first, second = frozenset(one), frozenset(other)
    return Comparison(family, first - second, second - first, frozenset())


def _keys(text: str, *, verbs: bool = True) -> tuple[str, ...]:
    words = (word for word in _WORD.findall(text) if not is_light(word) and (verbs or not is_verb(word)))
    return tuple(key for key in (word if is_figure(word) else key_of(word) for word in words) if key not in _NAMELESS)


def telling_keys(text: str) -> frozenset[str]:
    """The keys of the words by which a side may be known: neither figures nor "group", "patients" and their like."""
    return frozenset(key for key in _keys(text) if not is_figure(key))
