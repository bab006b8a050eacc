"""Questions that ask for a figure, and statements that give one."""

from __future__ import annotations

import re
from functools import lru_cache

_ASKS = re.compile(
    r"^how (?:far|fast|big|old|deep)\b|\bhow (?:many|much|long|soon)\b|\bdosing interval\b|\bnumber needed to treat\b"
    r"|\b(?:doses?|dosage|interval|cut-?off) (?:of|for|in)\b|\b(?:which|what) (?:[\w-]+ ){0,3}?(?:doses?|dosage|size"
    r"|gauge|interval|cut-?off|threshold|percentage|proportion|length|width|number|temperature|pressure|power|rate)\b",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_COUNTED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a dozen|half|third|quarter|hundreds?|thousands?"
    "|millions?|percent|once|twice"
)
_TIME = "(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?)"
_GIVES = re.compile(
    rf"\d|\b(?:{_COUNTED}|daily|weekly|monthly|yearly|nightly|lifelong|for life|permanent\w*|immediately|as soon as"
    rf"|(?:a|an|few|several|many|some) {_TIME}|{_TIME} (?:or|to|after|before)|majority|most people|nearly all|rare\w*"
    r"|uncommon|common|frequent\w*|unknown|not known|var(?:y|ies|iable)|depends? on|no limit|small(?:est)?"
    r"|larg(?:e|est)|longer|shorter|more|less|higher|lower|equal|same|no (?:significant )?difference)\b",
    re.IGNORECASE,
)
_GIVES_NUMBER = re.compile(rf"\d|\b(?:{_COUNTED})\b", re.IGNORECASE)
# "How much" and "how long" are often answered in words; how many of what, and which size, only by a number.
_COUNTS = re.compile(
    r"\bhow many (?!people|persons|patients|children|women|men|types|kinds)"
    r"|\b(?:units|mg|milligrams|size|gauge|number needed)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def asks_figure(question: str) -> bool:
    """Whether a question asks how much, how many, how long or of which size."""
    return _ASKS.search(question) is not None


@lru_cache(maxsize=16384)
def gives_figure(statement: str, *, number: bool = False) -> bool:
    """Whether a statement says how much or how long, with `number` in figures; a year of publication is no figure."""
    return (_GIVES_NUMBER if number else _GIVES).search(_YEARS.sub(" ", statement)) is not None


@lru_cache(maxsize=256)
def asks_number(question: str) -> bool:
    """Whether nothing but a number answers."""
    return _COUNTS.search(question) is not None
