"""A claim limits nothing that its quote does not limit: only, unless, except, but not."""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.checks._clauses import listed
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import is_light, key_of, light_keys

RULE = "restriction_matches"
SUMMARY = "“Only”, “unless”, “except” and “but not” of the claim limit what the quote limits."

NEAR = 90
"""Characters around a limiting word of the quote in which what it limits is looked for."""

BEHIND = 25
"""Characters behind a word such as "without" in which what it denies is looked for."""

# "Only" that limits to whom or when, not one that makes little of a figure or a degree ("only 5%", "only weakly").
_ONLY = re.compile(
    r"\b(?:only|solely|exclusively|(?:is|are|was|were|be|being) (?:confined to|restricted to|limited to|"
    r"reserved for))\b"
    r"(?! (?:#|a few|a minority|a small|weak|low|slight|moderate|small|modest|mild|part|after|consider))(?P<to>[^.;,]*)"
)
_LIMITS = re.compile(rf"\b(?:{listed('limits')})\b")
_EXCEPTS = re.compile(r"\b(?:unless|except(?! that)|except for|apart from|other than|excluding)\b(?P<what>[^.;,]*)")
_EXCEPTED = re.compile(
    r"\b(?:unless|except\w*|apart|other|others|exclud\w+|not|no|cannot|none|never|neither|nor|without|but|only|avoid\w*|"
    r"contraindicat\w+|against|if|until|rest|all but|when|stop\w*|unlike|non\w*|fail\w*)\b"
)
_BUT_NOT = re.compile(
    r"\b(?:but|though|although|and|yet) not (?P<what>(?!\w+ly\b)[^.;,]*)|, not (?P<apart>(?!\w+ly\b)[^.;,]*)|"
    r"\bbut (?:did|does|do|was|were|is|are|has|had) so (?P<so>[^.;,]*)"
)
_DENIED = re.compile(
    r"\b(?:not|no|cannot|none|never|neither|nor|unless|except\w*|exclud\w+|fail\w*|avoid\w*|contraindicat\w+|against|only|"
    r"rather|unlike|instead|lack\w*|absen\w+|stop\w*|fewer|rarer|other than|temporar\w+)\b"
)
_DENIED_BEHIND = re.compile(r"\b(?:without|alone|less|un\w+|non-?\w*)\b")
# The quote says outright that nothing is limited.
_WHOEVER = re.compile(
    r"\b(?:regardless|irrespective|whatever|whichever|of any (?:age|severity|size|kind)|of all ages|"
    r"even (?:in|without|when|if|with|after|though)|overall or in|"
    r"in all (?:\w+ )?(?:patients|people|women|men|children))\b"
    r"(?P<what>[^.;,]*)|\((?:including|even) (?P<included>[^)]*)\)|, including (?P<named>[^.;]*)"
)
_LIKE_THE_REST = re.compile(
    r"\bas (?:in|with|for|after) (?:all |any )?others?\b|\blike (?:all |any )?others?\b|, [^.;,]{3,60} included\b|"
    r"\b(?:no|none of the) \w+ (?:differed|was different|were different)\b"
)
_EXCEPTION = re.compile(r"\b(?:exceptions?|except(?! that)|unlike|apart from|other than)\b")
_LIMITED = re.compile(
    r"\b(?:only|unless|except(?! that)|apart from|but not|but did so|confined|limited to)\b(?P<to>[^.;,]*)"
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for a limit that the claim sets and the first quote does not."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for the first limit of the claim that has none of the quote's behind it."""
    said, stated = pair.said.text, pair.stated.text
    limited = _LIMITED.search(said)
    if limited:
        for match in _WHOEVER.finditer(stated):
            if _keys(match[0]) & _keys(limited["to"]):
                why = f"The claim says “{limited[0].strip()}”; the quote says “{match[0].strip()}”."
                return [Difference(why, True)]
    alike = _LIKE_THE_REST.search(said)
    if alike and _EXCEPTION.search(stated) and not _EXCEPTION.search(said):
        return [Difference(f"The claim says “{alike[0]}”; the quote makes an exception.", True)]
    only = _ONLY.search(said)
    if only and _keys(only["to"]) and not _limited_there(_keys(only["to"]), stated):
        return [Difference(f"The claim says “{only[0].strip()}”; the quote sets no such limit.", True)]
    but = _EXCEPTS.search(said)
    if but and not _EXCEPTED.search(stated):
        return [Difference(f"The claim says “{but[0].strip()}”; the quote makes no exception.", True)]
    aside = _BUT_NOT.search(said)
    if aside:
        what = _keys(aside["what"] or aside["apart"] or aside["so"] or "")
        if what & pair.stated.held and not _denied_there(what & pair.stated.held, stated):
            return [Difference(f"The claim says “{aside[0].strip(' ,')}”; the quote does not set these apart.", True)]
    return []


@lru_cache(maxsize=8192)
def _keys(text: str) -> frozenset[str]:
    return frozenset(key_of(word) for word in re.findall(r"[a-z][\w'-]{2,}", text) if not is_light(word)) - light_keys()


def _limited_there(keys: frozenset[str], stated: str) -> bool:
    """Whether a word of the quote that limits stands near one of the words that the claim limits itself to."""
    return any(
        keys & _keys(stated[max(0, match.start() - NEAR) : match.end() + NEAR]) for match in _LIMITS.finditer(stated)
    )


def _denied_there(keys: frozenset[str], stated: str) -> bool:
    return any(
        keys & _keys(stated[max(0, match.start() - NEAR) : match.end() + NEAR]) for match in _DENIED.finditer(stated)
    ) or any(keys & _keys(stated[match.start() : match.end() + BEHIND]) for match in _DENIED_BEHIND.finditer(stated))
