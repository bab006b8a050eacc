"""Parts a text into its clauses, so that what is said of one thing can be told from what is said of another.

A clause is read without grammar: it ends at a full stop, a semicolon or a contrasting conjunction, and at "and" or a
comma where both sides have a verb, or both have a figure of one measure ("3% with aspirin and 5% with placebo").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from citewell.text.canonical import is_light, key_of, light_keys
from citewell.text.equivalents import measure, quantities_of
from citewell.text.spelling import fold_spelling
from citewell.text.verbs import finite_forms, noun_forms

_AUXILIARIES = frozenset(
    """is are was were be been am can may might could should must will would do does did has have had
    cannot""".split()
)
# Adjectives that are said of a thing where the verb is left out: "pain is common and fever rare".
_PREDICATED = frozenset(
    """common commoner rare rarer frequent effective ineffective safe unsafe similar unchanged unaffected unlikely
    likely equal unknown uncertain permanent reversible preferred recommended needed required sensitive specific
    first-line second-line""".split()
)
_PRONOUNS = frozenset("it they this these he she which who that".split())
_ENDING = frozenset({";", ".", "but", "while", "whereas", "although", "though", "yet", "however"})
_REASONS = frozenset({"because", "since", "so"})
_TOKEN = re.compile(r"#[^ ]*|[;,]|\.(?= )|[^\W\d_][\w'-]*")
_ASIDE = re.compile(r"\bp ?[<=>]? ?#|[,;(]? ?\bconfidence intervals? ?[:=]? ?#")
_GENERAL = frozenset(
    map(
        key_of,
        """with without not no nor after afterward before should may can more most less least than usual usually
            generally during over under last initial first each every all only other another above below daily day week
            month year up down people patient adult also both either whether if when where versus vs against""".split(),
    )
)

_NOTHING = re.compile(
    r"\b(?:not|no|cannot|without(?= \w+ing)|never|neither|nor|none|nothing|fail\w*|lack\w*|ineffective|unchanged|"
    r"unaffected|similar\w*|same|equal\w*|equivalent|neutral|avoid\w*|contraindicated|little|rare\w*|rather than|"
    r"unlikely|seldom|uncommon|unknown|variable|only)\b"
)
_NO_DENIAL = re.compile(
    r"\bno (?:longer|later|more|fewer|less)\b|\bnot only\b|\bno \w+ (?:group|arm|treatment|therapy|exercise)\b"
)

_CONDITION = re.compile(r"\b(?:if|when|unless|once|until|provided)\b")

DENIED, AFFIRMED = "!denied", "!affirmed"


@dataclass(frozen=True, slots=True)
class Clause:
    """The keys of a clause's telling words and figures ("#" and what is measured) in order.

    `verdict` tells whether it denies, or speaks of what is small, rare or the same; `gapped` that it has no verb of
    its own, so that what else is said of it stands in a clause before or behind; `subject` are the keys before its
    verb.
    """

    keys: tuple[str, ...]
    text: str
    subject: tuple[str, ...]
    verdict: str
    gapped: bool


def is_figure(key: str) -> bool:
    """Whether a key stands for a figure."""
    return key.startswith("#")


def measure_of(key: str) -> str:
    """What a figure's key measures: the share, the span of time, the dose."""
    return key.split("|")[0]


def value_of(key: str) -> float:
    """The value of a figure's key, the lower one of a range."""
    return float(key.split("|")[1])


@lru_cache(maxsize=8192)
def with_figures(text: str, meaning: str) -> str:
    """The canonical form with the key of each figure for its "#"; p values and confidence intervals are left out.

    Without figures where they cannot be told apart.
    """
    quantities = quantities_of(text)
    if meaning.count("#") != len(quantities):
        return _ASIDE.sub(" ", meaning).replace("#", " ")
    keys = (
        f"#{name.replace(' ', '-')}|{low:.6g}|{high:.6g} "
        for quantity in quantities
        for name, low, high in (measure(quantity),)
    )
    aside = [(match.start(), match.end()) for match in _ASIDE.finditer(meaning)]
    found: list[str] = []
    end = 0
    for match, key in zip(re.finditer("#", meaning), keys, strict=True):
        span = next((one for one in aside if one[0] <= match.start() < one[1]), None)
        found.append(meaning[end : span[0] if span else match.start()])
        found.append("" if span else key)
        end = span[1] if span else match.end()
    return "".join([*found, meaning[end:]])


@lru_cache(maxsize=8192)
def clauses_of(text: str, meaning: str) -> tuple[Clause, ...]:
    """The clauses of `text`, whose canonical form is `meaning`."""
    tokens = _TOKEN.findall(with_figures(text, meaning))
    found: list[Clause] = []
    for sentence in _split_at(tokens, _ENDING):
        parts, gapped = _coordinated(sentence)
        for number, part in enumerate(parts):
            clause = _clause(part, found[-1] if found else None, gapped=bool({number, number - 1} & gapped))
            if clause.keys:
                found.append(clause)
    return tuple(found)


def _split_at(tokens: Sequence[str], ends: frozenset[str]) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for token, behind in pairwise([*tokens, ""]):
        if token in ends:
            parts.append([])
        elif token == "without" and behind.endswith("ing"):
            parts.append([token])
        else:
            parts[-1].append(token)
    return [part for part in parts if part]


def _coordinated(tokens: Sequence[str]) -> tuple[list[list[str]], set[int]]:
    """The coordinated clauses of what stands between two full stops, and the those parted at figures alone."""
    parts: list[list[str]] = [[]]
    gapped: set[int] = set()
    for place, token in enumerate(tokens):
        left = parts[-1]
        if token in _REASONS and left:
            parts.append([])
            continue
        if token in ("and", ",", "which"):
            right = _until_next(tokens[place + 1 :])
            if token == "which":
                if place and tokens[place - 1] == "," and left:
                    parts.append([])
                parts[-1].append(token)
                continue
            if _are_clauses(left, right, comma=token == ","):
                parts.append([])
                continue
            if _share_measure(left, right):
                gapped.add(len(parts) - 1)
                parts.append([])
                continue
        parts[-1].append(token)
    return parts, gapped


def _until_next(tokens: Sequence[str]) -> list[str]:
    found: list[str] = []
    for token in tokens:
        if token in (",", "which") or token in _REASONS or (token == "and" and found):
            break
        found.append(token)
    return found


def _are_clauses(left: Sequence[str], right: Sequence[str], *, comma: bool) -> bool:
    if not any(map(is_verb, left)):
        return False
    if comma:
        return right[:1] != [] and right[0] not in _AUXILIARIES and any(token in _AUXILIARIES for token in right)
    return any(map(is_verb, right))


def _share_measure(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether both have a figure of one measure, and words beside it."""
    first, second = ({measure_of(token) for token in side if is_figure(token)} for side in (left, right))
    return bool(first & second) and all(
        any(not is_figure(token) and not is_light(token) and token != "," for token in side) for side in (left, right)
    )


@lru_cache(maxsize=16_384)
def is_verb(word: str) -> bool:
    """Whether a word can be the verb of a clause, or stands for one where it is left out."""
    if word in _AUXILIARIES or word in _PREDICATED:
        return True
    form = fold_spelling(word)
    return form in finite_forms() and form not in noun_forms()


def _clause(tokens: Sequence[str], before: Clause | None, *, gapped: bool) -> Clause:
    """A clause; one that opens with a pronoun or its verb has the subject of the clause before."""
    verb = next((place for place, token in enumerate(tokens) if is_verb(token)), len(tokens))
    keys = _keys(tokens)
    subject = _keys(tokens[:verb]) if verb < len(tokens) else keys[:1]
    if before is not None and verb < len(tokens) and not subject and tokens[verb] not in _PREDICATED:
        subject = before.subject
        keys = (*subject, *keys)
    text = " ".join(tokens)
    return Clause(keys, text, subject, verdict_of(text), gapped)


def _keys(tokens: Sequence[str]) -> tuple[str, ...]:
    found = []
    for token in tokens:
        if is_figure(token):
            if not token.startswith("#calendar"):
                found.append(token)
        elif token not in ",;." and not is_light(token):
            key = key_of(token)
            if key not in _GENERAL and key not in light_keys():
                found.append(key)
    return tuple(found)


def verdict_of(text: str) -> str:
    """Whether a clause denies something, or says that it is small, rare or the same; empty for a condition."""
    if _CONDITION.search(text):
        return ""
    return DENIED if _NOTHING.search(_NO_DENIAL.sub(" ", text)) else AFFIRMED
