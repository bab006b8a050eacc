"""Words around the verb that decide whether it recommends: who does what, conditions, questions, research."""

from __future__ import annotations

import re

from citewell.text._patterns import one_of, spaced
from citewell.text._recommending_cues import cues

SUBJECTS = cues()["subjects"]
VERBS = cues()["verbs"]
ADVERB = (
    r"(?:(?!apply|rely|comply|supply|reply|multiply|imply)\w+ly|also|always|never|therefore|thus|hence|now|"
    r"still|often|not|instead|first|at least|only|all|further|well|currently|no longer)"
)
BODIES = one_of(SUBJECTS["bodies"])
PERSON = spaced(rf"\b{one_of(SUBJECTS['people'])}\b")
RESEARCH = spaced(rf"\b{one_of(SUBJECTS['research'])}\b")
ACCORDING = spaced(
    rf"\b(?:[Aa]ccording to|[Ii]n line with|[Aa]s (?:recommended|advised) by) (?:[\w-]+ ){{0,4}}?{BODIES}\b", re.NOFLAG
)
_SUBORDINATING = spaced(
    r"\b(?:whether|how|why|what|when|where|if|unless|until|once|although|though|while|despite|whereas|as|"
    r"than|which|whom|whose)\b"
)
DIRECT_RELATIVE = spaced(r"(?:\b(?:that|which|who|what|as)|\b(?:which|what) (?:\w+ ){1,3})$")
# How many words may stand between such a word and the verb that it governs; 14 where nothing else is said.
_REACH = {"which": 3, "whom": 3, "whose": 3, "as": 2, "than": 2, "where": 8, "while": 8}


def under_question(before: str) -> bool:
    """Whether the words behind `before` stand in a condition, a question or a contrast, and not in a main clause."""
    clause = re.split(r"[,;:]", before[-160:])[-1]
    return any(
        len(clause[match.end() :].split()) <= _REACH.get(match[0].lower(), 14)
        for match in _SUBORDINATING.finditer(clause)
    )


_DENIED_SUBJECT = spaced(
    r"(?:^ *(?:and|but|or|then)? *|\b(?:that|therefore|thus|hence|and|but) )(?P<denial>(?:no|neither|none of|"
    r"nobody|nor)\b(?: [\w-]+){0,10})$"
)
_DENIED_OBJECT = spaced(
    r" (?:no|not|never|neither)\b(?! only)(?: to)?(?: \w+)?"
    r"| that (?:(?!(?:do|does|did|is|are|was|were|has|have|had|can|could|may|who|that|which|with)\b)[\w,-]+ ){1,12}?"
    r"(?:should )?(?:not|never|no longer)\b(?: be)?(?: \w+)?"
)


def with_denial(sentence: str, start: int, end: int) -> tuple[str, int]:
    """The words from `start` to `end`, widened to a denial in front of or behind them, and where they now start.

    "No child should be given ..." and "We recommend that drains not be used" would else read as their opposites.
    """
    clause = re.split(r"[,;:]", sentence[:start].rstrip())[-1]
    before = _DENIED_SUBJECT.search(clause)
    if before:
        start -= len(sentence[:start]) - len(sentence[:start].rstrip()) + len(clause) - before.start("denial")
    behind = _DENIED_OBJECT.match(sentence, end)
    return sentence[start : behind.end() if behind else end], start
