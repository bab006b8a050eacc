"""What a quote denies of a thing the claim does not affirm of it, and the other way round: clause by clause."""

from __future__ import annotations

import re

from citewell.checks._clauses import Clause, best_clause, clauses_of, listed
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import compared_keys, key_of

RULE = "polarity_matches"
SUMMARY = "A clause of the claim affirms what the quote's clause on the same things affirms, and denies what it denies."

SHARED = 0.5
"""Share of a clause's telling words that another must have to be on the same things."""

_CUE = re.compile(r"\b(?:not|no|cannot|never|neither|nor|none|nobody|nothing|without|fail\w*|unable)\b|n't")
MOST = 0.6
"""Share of what a clause forbids that the claim must have to be on the same things."""

_OF_ADVICE = frozenset(map(key_of, "avoid contraindicated recommend against suggest advise indicated patients".split()))
_DENYING = re.compile(rf"\b(?:{listed('denying')})\b")
_FORBIDDEN = re.compile(rf"\b(?:{listed('forbidding')})\b")
_ALLOWED = re.compile(rf"\b(?:{listed('allowing')})\b")
_POINTING = re.compile(r"\b(?:it|they|these|this|neither)\b")
_EXCEPT = re.compile(r"\b(?:except|unless|no longer)\b")

# "Nobody without", "no other more than": these deny no verb.
_TWICE = re.compile(r"\b(?:no|not|nobody|none|never|cannot)\b.*\b(?P<second>without|than|not)\b")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each clause that affirms what the first quote denies, or denies what it affirms."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for the first clause of the claim that turns the quote's clause on the same things."""
    said, stated = clauses_of(pair.said.text), clauses_of(pair.stated.text)
    plainly = _plainly_affirmed(pair.said.text, said, stated)
    if plainly:
        return [Difference(plainly, True)]
    for clause in said:
        for why in (_affirmed(clause, said, stated), _denied(clause, said, stated)):
            if why:
                return [Difference(why, True)]
    return []


def _plainly_affirmed(text: str, said: tuple[Clause, ...], stated: tuple[Clause, ...]) -> str:
    """What a claim without any word that denies says, although the quote's nearest clause denies just these things."""
    if not said or not stated or denies(text, " ".join(one.text for one in stated)):
        return ""
    spoken = frozenset().union(*(one.keys for one in said))
    most = max(len(one.keys & spoken) for one in stated)
    for clause in stated:
        things = clause.denied - compared_keys()
        shared = len(clause.keys & spoken)
        if clause.conditional or _EXCEPT.search(clause.sentence) or not things & spoken:
            continue
        if len(things & spoken) < MOST * len(things) or shared < max(2, most):
            continue
        subject = clause.keys - clause.denied
        if (not subject or subject & spoken) and shared >= SHARED * len(clause.keys - compared_keys()):
            return f"The quote says “{clause.text}”; the claim affirms it."
    return ""


def _affirmed(clause: Clause, said: tuple[Clause, ...], stated: tuple[Clause, ...]) -> str:
    """What a clause without any word that denies says although the quote's clause on the same things denies it."""
    everything = frozenset().union(*(one.keys for one in stated))
    spoken = frozenset().union(*(one.keys for one in said))
    whole = " ".join(one.text for one in stated)
    shared = clause.keys & everything
    if clause.conditional or len(shared) < 2 or len(shared) < SHARED * len(clause.keys):
        return ""
    denied = frozenset().union(*(one.heads for one in said))
    for match in stated:
        heads = match.heads & clause.keys - denied
        if match.conditional or _EXCEPT.search(match.sentence) or denies(clause.text, whole):
            continue
        subject = match.keys - match.denied
        if subject and not subject & spoken and not _POINTING.search(match.text):
            continue
        if heads and match.keys & spoken - heads and not any(heads & one.keys - one.denied for one in stated):
            return f"The quote says “{match.text}”; the claim affirms it."
        forbidden = _FORBIDDEN.search(match.text)
        things = match.keys - _OF_ADVICE
        if (
            forbidden
            and len(things & spoken) > 1
            and _allows(clause, said)
            and len(things & spoken) >= MOST * len(things)
        ):
            return f"The quote says “{match.text}”; the claim says “{clause.text}”."
    return ""


def _allows(clause: Clause, said: tuple[Clause, ...]) -> bool:
    """Whether a clause allows or advises something, in a claim that forbids nothing."""
    return bool(_ALLOWED.search(clause.text)) and not any(
        _CUE.search(one.sentence) or _FORBIDDEN.search(one.sentence) for one in said
    )


def denies(text: str, other: str) -> bool:
    """Whether a clause denies anything, be it by a word that the other clause does not have."""
    own = _CUE.search(text) or any(
        match[0] not in other or match[0].startswith(("avoid", "contraindicat", "against"))
        for match in _DENYING.finditer(text)
    )
    return bool(own)


def _cancels(text: str, other: str) -> bool:
    """Whether a clause has two denials of which the other clause has not the second."""
    twice = _TWICE.search(text)
    return bool(twice) and not re.search(rf"\b{twice['second'] if twice else ''}\b", other)


def _denied(clause: Clause, said: tuple[Clause, ...], stated: tuple[Clause, ...]) -> str:
    """What a clause denies although the quote's clause on the same things, which has no such word, affirms it."""
    if not clause.heads:
        return ""
    match = best_clause(clause.keys, stated)
    everything = frozenset().union(*(one.keys for one in stated))
    shared = clause.keys & everything
    if match is None or len(shared) < SHARED * len(clause.keys) or denies(match.text, clause.text):
        return ""
    if len(match.keys & clause.keys) < max(2, SHARED * len(shared)):
        return ""
    if any(one.heads & clause.heads for one in stated) or not clause.heads <= match.keys:
        return ""
    if any(clause.heads & one.keys - one.denied for one in said) or ("#" in clause.text and "#" in match.text):
        return ""  # "four in ten were not cured" may be "60% were"
    if clause.conditional or clause.text.startswith("provided") or _cancels(clause.text, match.text):
        return ""
    return f"The claim says “{clause.text}”; the quote affirms it: “{match.text}”."
