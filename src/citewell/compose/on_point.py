"""Whether a sentence is on the point of a question: by its words for what is asked, and without what is not wanted."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources

from citewell.compose.passed_over import bears_on_safety
from citewell.domain.enums import Intent

_PROPOSAL = re.compile(
    r"\b(?:proposal|protocol|perspective|viewpoint|editorial|commentary|hypothesis|letter|study design|rationale)\b",
    re.I,
)
_MOST = re.compile(
    r"\b(?:most (?:likely|effective|efficacious|beneficial)|best|largest|greatest|superior"
    r"|highest (?:rank\w*|probability)|first[- ](?:line|choice)|of choice|preferred|recommended)\b",
    re.IGNORECASE,
)
_LITTLE = re.compile(
    r"\b(?:no (?:known )?cure\b|(?:not|n.t) have a cure\b|(?:cannot|can.t) be cured|(?:can|may) be treated\.$"
    r"|is (?:usually )?treatable\.$)"
    r"(?!.*\b(?:but|however|although)\b)"
    r"|^(?:the )?(?:goals?|purpose|aims?|objectives?) of (?:treat\w*|therapy|management)\b",
    re.IGNORECASE,
)
# "It is a serious public health concern": that it matters tells nothing of it. "In some cases ..." holds of few.
_WEIGHTY = re.compile(
    r"\b(?:is|are|remains?|represents?|poses?|constitutes?|has become) an? (?:[\w-]+ ){0,4}"
    r"(?:concern|problem|challenge|burden|threat|issue)s?\b",
    re.IGNORECASE,
)
_OF_SOME = re.compile(
    r"(?:In (?:some|rare|a few|certain|other) (?:cases|people|patients|instances)|Sometimes|Occasionally|Rarely)\b",
    re.I,
)
# "What can be done without drugs?"
_DRUGS = r"(?:drugs?|medicines?|medications?|pills?|tablets?)"
_OPERATION = r"(?:surgery|surgeries|(?:an )?operations?|operating|surgical \w+)"
_EXCLUDED = tuple(
    (
        re.compile(rf"\b(?:without|instead of|avoid\w*|no|not) (?:\w+ ){{0,2}}{names}\b", re.IGNORECASE),
        re.compile(rf"\b{named}\b", re.IGNORECASE),
    )
    for names, named in (
        (_DRUGS, rf"(?:{_DRUGS}|\w+ (?:inhibitors|blockers)|diuretics|antibiotics|antidepressants|painkillers)"),
        (_OPERATION, _OPERATION),
    )
)
_INSTEAD = re.compile(
    r"\b(?:without|instead of|rather than|avoid\w*|before|lifestyle|exercis\w*|diet\w*|non-?\w+)\b", re.IGNORECASE
)


@lru_cache(maxsize=16384)
def tells_asked(text: str, intent: Intent) -> bool:
    """Whether a result of a paper has a word of what a question of this intent asks; true where none is known."""
    if intent is Intent.SAFETY:
        return bears_on_safety(text)
    words = _asked_words().get(intent.value)
    return words is None or words.search(text.lower()) is not None


@cache
def _asked_words() -> dict[str, re.Pattern[str]]:
    text = resources.files("citewell.compose").joinpath("asked_words.toml").read_text("utf-8")
    return {name: re.compile("|".join(rows)) for name, rows in tomllib.loads(text).items()}


@lru_cache(maxsize=16384)
def names_excluded(text: str, question: str) -> bool:
    """Whether a statement is on what the question wants to do without: drugs, or an operation."""
    return any(
        asked.search(question) and named.search(text) and not _INSTEAD.search(text) for asked, named in _EXCLUDED
    )


def is_proposal(title: str) -> bool:
    """Whether a paper proposes or holds an opinion rather than reports what it found."""
    return _PROPOSAL.search(title) is not None


@lru_cache(maxsize=16384)
def says_little(text: str) -> bool:
    """Whether a sentence on treatment names none: that there is no cure, or what treatment is for."""
    return _LITTLE.search(text) is not None


@lru_cache(maxsize=16384)
def only_weighs(text: str) -> bool:
    """Whether a sentence says of a thing that it is a concern, and no more."""
    return _WEIGHTY.search(text) is not None


def holds_of_some(text: str) -> bool:
    """Whether a sentence opens with words that let it hold of some cases alone."""
    return _OF_SOME.match(text) is not None


@lru_cache(maxsize=16384)
def puts_first(text: str) -> bool:
    """Whether a sentence ranks one of many treatments first."""
    return _MOST.search(text) is not None
