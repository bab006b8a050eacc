"""Puts a sentence into one order of words, so that two ways of building the same sentence can be compared.

Only turns that change no meaning are made: the passive with its doer, what stands in front of a sentence, "the most
common symptom was headache". A sentence that has more than one clause is left as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.text.normalise import normalise

_NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve)"
# Turns of phrase with one meaning, on a sentence without its full stop.
_PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), written)
    for pattern, written in (
        (r"\bamong\b", "in"),
        (r"\bthe majority of\b", "most"),
        (r"\b(?:treatment|therapy) with (?=\w)", ""),
        (r"^(?:we|our study|this study|the present study) (?:found|showed|observed|demonstrated) that ", ""),
        (r"\bwho (?:are taking|take|took)\b", "taking"),
        (r"\bwho (?:have|had)\b", "with"),
        (r"\bwho (?:are receiving|receive|received)\b", "receiving"),
        (r"\b(?:not superior to|no better than|not better than)\b", "not better than"),
        (r"\bsuperior to\b", "better than"),
        (r"\bconfidence intervals?\b", "CI"),
        (r"\boften\b", "frequently"),
        (r"\btherapy\b", "treatment"),
        (r"\bcommonest\b|\bmost frequent\b", "most common"),
        (r"^(worldwide|globally),? (.+)$", r"\2 \1"),
        (r"\bhad no effect on\b", "did not affect"),
        (r"\b(?:the )?(?:duration|length) of (?=(?:hospital )?stay\b)", ""),
        (r"\btobacco smoking\b", "smoking"),
        (r"\bbreast-feeding\b", "breastfeeding"),
        (r"\b(protect(?:s|ed)? [\w -]{1,60}?) against\b", r"\1 from"),
        (r"\b(?:was|were|is|are) (?:reported|seen|observed|noted|recorded|found|present) in (?=\d)", "occurred in "),
        (r"\b(?:experienced|developed) (?=an? )", "had "),
        (
            rf"\b(?:the )?({_NUMBER})-(day|week|month|year) (?=((?:[\w-]+ )?(?:mortality|survival))\b)\3",
            r"\3 at \1 \2s",
        ),
        (
            r"^(?:there (?:was|were|is|are) )?no (significant |)differences? in ([\w ,-]{2,80}?) "
            r"(?:(?:was|were|is|are) (?:found|seen|observed|detected|noted) )?between ",
            r"\2 did not differ \1between ",
        ),
        (r"\bdid not differ significant between\b", "did not differ significantly between"),
    )
)
_LEAD = re.compile(
    r"^(?P<lead>(?:in|for|after|during|before|within|at|with|on|following|compared with) [^,;:]{2,90}), "
    r"(?P<rest>[^,;:]+)$",
    re.IGNORECASE,
)
_BARE_LEAD = re.compile(r"^(?P<lead>in [\w-]+) (?P<rest>the [^,;:]+)$", re.IGNORECASE)
_CLAUSES = re.compile(r"[;:]|\b(?:which|who|whom|whose|that|but|while|whereas|although|because|if|when|unless)\b", re.I)
_AMOUNT = (
    r"(?!\d|(?:half|about|around|nearly|almost|approximately|up to|at least|at most|more than|less than|over|under|"
    rf"an? (?:further |mean |median |average |factor|third|quarter|fifth|half)|{_NUMBER})\b)"
)
_PASSIVE = re.compile(
    r"^(?P<done>[^,]+?) (?P<helper>(?:can|may|might|could|should|must|will|would)(?: not)? be|is|are|was|were) "
    rf"(?P<adverb>(?:not |often |frequently |usually |rarely |significantly )*)(?P<verb>\w+(?:ed|en|wn)) by {_AMOUNT}"
    r"(?P<doer>[^,]+)$"
)
_DONE_BY = re.compile(rf"\b(?:is|are|was|were|be|been|being)\b[^,;]*? by {_AMOUNT}", re.IGNORECASE)
_BEHIND = re.compile(r" (?=(?:in|for|at|after|during|with|within|before|without|than|compared)\b)")
_ADVISED = re.compile(
    r"^(?P<done>[^,]{2,80}?) (?P<helper>should(?: not)?) be (?P<verb>\w+ed)\b(?! by\b)(?P<rest>[^,]*)$"
)
_ADVISED_TO = re.compile(
    r"^(?P<who>(?:all )?(?:women|men|patients|people|persons|individuals|children|adults|infants)\b[^,]{0,80}?) "
    r"(?P<helper>should(?: not)?) (?P<verb>avoid|stop|start|use|take|receive|undergo) (?P<rest>[^,]+)$",
    re.IGNORECASE,
)
_ORDERED = re.compile(r"^(?P<verb>start|stop|avoid|offer)\b(?! (?:with|by|at|in)\b)(?P<rest>[^,]*)$", re.IGNORECASE)
_FOREMOST = (
    r"(?:the|one of the) (?:second |third )?(?:most|least|main|leading|commonest|chief|major|primary|principal|"
    r"usual|recommended|preferred|standard)\b[^,]*?|first-line [^,]*?|an? [^,]*?\b(?:cause|feature|sign|symptom|"
    r"complication|factor|predictor|treatment)\b[^,]*?"
)
_IDENTITY = re.compile(rf"^(?P<one>{_FOREMOST}) (?P<copula>is|was|are|were) (?P<other>(?!not\b)[^,]{{2,80}})$", re.I)
_PREVALENCE = re.compile(
    r"^(?:the )?prevalence of (?P<what>[^,;]{2,60}?) (?:in (?P<who>[^,;]{2,60}?) was (?P<share>\d[\d.]*%)|"
    r"was (?P<its>\d[\d.]*%) in (?P<whose>[^,;]{2,60}))$",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(r"(?P<long>(?:[\w-]+ ){2,6})\((?P<short>[A-Z]{2,6})\)")
_SEVERAL = re.compile(
    r"^(?P<one>(?:[\w-]+ ){0,2}(?:predictors|risk factors|causes|symptoms|signs|features|complications|side effects|"
    r"adverse effects) of [^,]+?) (?P<copula>are|were) (?P<other>[^;:]+)$",
    re.IGNORECASE,
)


def has_clauses(text: str) -> bool:
    """Whether a sentence has more than one clause, so that the order of its words is left as it is."""
    return _CLAUSES.search(text) is not None


def is_passive(text: str) -> bool:
    """Whether a sentence says by what something is done, so that the doer stands behind."""
    return _DONE_BY.search(text) is not None


@lru_cache(maxsize=8192)
def recast(text: str) -> str:
    """The sentence in plain order: who does it, what is done to what, and then where, when and in whom."""
    plain = _ABBREVIATED.sub(_without_abbreviation, normalise(text).rstrip(". "))
    plain = plain[:1].lower() + plain[1:] if plain[1:2].islower() or plain[1:2] == " " else plain
    for pattern, written in _PHRASES:
        plain = pattern.sub(written, plain)
    lead = _LEAD.match(plain) or _BARE_LEAD.match(plain)
    if lead and not _CLAUSES.search(lead["rest"]):
        plain = f"{lead['rest']} {lead['lead'][:1].lower()}{lead['lead'][1:]}"
    if _CLAUSES.search(plain):
        return plain
    for turn in (_turned_passive, _turned_identity, _turned_advice, _turned_prevalence):
        plain = turn(plain)
    return plain


def _turned_passive(plain: str) -> str:
    match = _PASSIVE.match(plain)
    if match is None:
        return plain
    helper = match["helper"].removesuffix(" be") if match["helper"].endswith(" be") else ""
    denied = "did not" if "not " in match["adverb"] and not helper else ""
    adverb = match["adverb"].replace("not ", "") if denied else match["adverb"]
    doer, *behind = _BEHIND.split(match["doer"], maxsplit=1)
    return " ".join(
        part for part in (doer, helper, denied, adverb.strip(), match["verb"], match["done"], *behind) if part
    )


def _turned_identity(plain: str) -> str:
    match = _IDENTITY.match(plain) or _SEVERAL.match(plain)
    return f"{match['other']} {match['copula']} {match['one']}" if match else plain


def _turned_advice(plain: str) -> str:
    """Advice without saying who follows it: "statins should be stopped" and "stop statins"."""
    advised = _ADVISED_TO.match(plain)
    if advised:
        return f"{advised['helper']} {advised['verb']} {advised['rest']} in {advised['who']}"
    ordered = _ORDERED.match(plain)
    if ordered:
        return f"should {ordered['verb'].lower()}{ordered['rest']}"
    match = _ADVISED.match(plain)
    return f"{match['helper']} {match['verb']} {match['done']}{match['rest']}" if match else plain


def _turned_prevalence(plain: str) -> str:
    match = _PREVALENCE.match(plain)
    if match is None:
        return plain
    return f"{match['what']} occurred in {match['share'] or match['its']} of {match['who'] or match['whose']}"


def _without_abbreviation(match: re.Match[str]) -> str:
    """The long form alone, where the letters in brackets are those that its words begin with."""
    initials = "".join(word[0] for word in match["long"].replace("-", " ").split())
    return match["long"].rstrip() if initials.casefold().endswith(match["short"].casefold()) else match[0]
