"""A claim denies what its quote denies, and nothing else."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import compared_keys, key_of, light_keys
from citewell.text.equivalents import quantities_of
from citewell.text.negation import Negation, find_negations

RULE = "negation_matches"
SUMMARY = "No negation of the quote is lost in the claim, and none is added."

WHOLE = 100.0
ROUNDING = 1.5

_PREFIX = re.compile(r"^(?:un|in|im|ir|il|non|dis|ab)(?P<base>[a-z]{4,})$")
_NEGATIVE = re.compile(
    r"\b(?:unclear|uncertain|unknown|unproven|unreliable|underpowered|controvers\w+|debated|disputed|lacking|lacks?|"
    r"asymptomatic|excluded?|prohibit\w*|forbid\w*|avoid\w*|spared?|escap\w+|miss(?:es|ed)?|deficien\w+|zero|"
    r"fail(?:ed|s|ures?)?|refus\w+|no longer|lost (?:its )?significance|resolv\w+|remission|remains to be|silent|"
    r"un(?:reported|noticed|tested|studied|affected|treated|changed|necessary|able)|in(?:consistent|effective)|"
    r"none|except|unless|wrongly|less|fewer|rarely|(?:pulse|pain|symptom|harm)less|\w+-free)\b"
)
# "No difference" and "similar" say the same, and so do "no worse" and "non-inferior".
_SAMENESS = re.compile(
    r"\b(?:similar\w*|equal\w*|equivalent|comparable|noninferior|no significant difference|no change|same|alike)\b"
)
_OF_DIFFERENCE = frozenset(
    "differ differen signific better superior advantag more wors gain rose rise fell fall chang stood".split()
)
# What these deny stands before or behind them: "insufficient evidence for", "the evidence is insufficient".
_ONCE = frozenset({"insufficient"})
# Two that deny each other: "nobody should go without" is "everybody should have".
_TWICE = re.compile(
    r"\b(?:no|not|nobody|none|never|nothing|cannot)\b[^.;]*\b(?P<second>without|until|stop|withhold|refuse|delay|"
    r"give up|barrier|reason against)\b"
)
_COMPARED = re.compile(r"\b(?:than|compared|versus|vs|against|over|or|and)\b")
_COMPARED_WITH = re.compile(r"\b(?:than|versus|vs|(?<!recommend )against|compared (?:with|to)|over)(?: \w+){0,2} ?$")
_PARTS = re.compile(r"[.;]| (?:but|although|though|whereas|while|because|since) |, (?:and|which|who|so|nor) ")
_NON = re.compile(r"\bnon[- ]?([a-z]{4,})")
_FORBIDDEN = re.compile(r"\b(?:should|must|may|shall|ought to) not (?:be )?([a-z]+)")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each negation lost from, or added to, what the first quote says."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each negation that only one of the two has."""
    said, stated = _denials(pair.said.text, pair.stated.text), _denials(pair.stated.text, pair.said.text)
    found = [
        Difference(f"The quote says “{one.text}” of “{' '.join(one.scope)}”; the claim does not.", True)
        for one in _unmatched(stated, said, pair.stated.text, pair.said.text, strict=pair.close)
        if _speaks_of(one, pair.said.held) and not _of_other_clause(one, pair)
    ]
    found += [
        Difference(f"The claim says “{one.text}” of “{' '.join(one.scope)}”; the quote does not.", True)
        for one in _unmatched(said, stated, pair.said.text, pair.stated.text, strict=pair.close)
        if (_speaks_of(one, pair.stated.held) or not stated)
        and not _in_own_words(one, pair)
        and not _said_so(one, pair)
    ]
    return found + _prefixed(pair) + _forbidden(pair)


def _denials(text: str, other: str) -> tuple[Negation, ...]:
    """The negations of a text; "rather than" is none where the other text compares the two as well."""
    found = find_negations(text)
    if _COMPARED.search(other) and not any(one.cue == "instead" for one in find_negations(other)):
        denied = {root for one in find_negations(other) if one.cue == "not" for root in one.scope}
        found = tuple(one for one in found if one.cue != "instead" or denied & set(one.scope))
    return found


def _in_own_words(negation: Negation, pair: Pair) -> bool:
    """Whether the quote denies the same in its own words, which a label of the vocabulary has taken the place of."""
    if pair.unlabelled == pair.stated.text:
        return False
    keys = frozenset(map(key_of, negation.scope[:1]))
    own = [one for one in find_negations(pair.unlabelled) if one.cue == negation.cue]
    labelled = [one for one in find_negations(pair.stated.text) if one.cue == negation.cue]
    return len(own) > len(labelled) and any(keys & frozenset(map(key_of, one.scope)) for one in own)


def _unmatched(
    wanted: tuple[Negation, ...], held: tuple[Negation, ...], own: str, other: str, *, strict: bool
) -> list[Negation]:
    """Negations of `wanted` that no negation of `held` answers, each used once; a close claim is held to its cues."""
    left = [(two, frozenset(map(key_of, two.scope))) for two in held]
    same, unless = _SAMENESS.search(other), re.search(r"\bunless\b", other)
    unanswered: set[frozenset[str]] = set()  # what is left only grows fewer, so that these stay without a partner
    found: list[Negation] = []
    for one in wanted:
        keys = frozenset(map(key_of, one.scope))
        partner = None if keys in unanswered else next((two for two in left if keys & two[1]), None)
        if partner is None:
            unanswered.add(keys)
        if partner is None and one.cue in _ONCE:
            partner = next((two for two in left if two[0].cue == one.cue), None)
        if partner is None and not strict:
            partner = next((two for two in left if _near(keys, two[0], other)), None)
        if partner is not None and strict:
            left.remove(partner)
        elif (partner is None and same and frozenset(one.scope) & _OF_DIFFERENCE) or (
            partner is None and one.cue == "without" and unless
        ):
            continue
        elif partner is None and (strict or not _negative_near(keys, other, own)):
            found.append(one)
    return found


def _of_other_clause(negation: Negation, pair: Pair) -> bool:
    """Whether the quote denies something in a clause that the claim leaves out, or only names the other side by it."""
    text = pair.stated.text
    if negation.cue in ("no", "without") and _COMPARED_WITH.search(text[: negation.start]):
        return True  # "compared with no treatment"
    if pair.close:
        return False
    scope = frozenset(map(key_of, negation.scope)) & pair.said.held
    if scope - light_keys() - compared_keys() or key_of("recommended") in scope:
        return False
    cuts = [0, *(cut.end() for cut in _PARTS.finditer(text)), len(text)]
    own, others = 0, 0
    for start, end in pairwise(cuts):
        shared = len(_keys(text[start:end]) & pair.said.held)
        if start <= negation.start < end:
            own = shared
        else:
            others = max(others, shared)
    return own < others and own * 2 < len(pair.said.held)


def _said_so(negation: Negation, pair: Pair) -> bool:
    """Whether what the claim denies is no denial of the quote: two that cancel out, or the rest of a percentage."""
    if not negation.scope:
        return True
    said, stated = pair.said.text, pair.stated.text
    twice = [match for match in _TWICE.finditer(said) if match.start() <= negation.start < match.end()]
    if any(not re.search(rf"\b{match['second']}\b", stated) for match in twice):
        return True  # the quote says "with" or "should"; where it has the second denial itself, the first turns it
    return _complements(pair.claim, pair.quote)


def _complements(claim: str, quote: str) -> bool:
    """Whether a percentage of the claim is what one of the quote leaves of a hundred: 43% not, 57% so."""
    said = {one.low for one in quantities_of(claim) if one.unit == "%" and one.low == one.high}
    stated = {one.low for one in quantities_of(quote) if one.unit == "%"}
    return any(abs(one + other - WHOLE) <= ROUNDING for one in said - stated for other in stated)


@lru_cache(maxsize=8192)
def _keys(text: str) -> frozenset[str]:
    return frozenset(map(key_of, re.findall(r"[a-z][\w']+", text))) - light_keys()


def _near(keys: frozenset[str], negation: Negation, text: str) -> bool:
    """Whether the words stand within a clause or so of a negation."""
    for match in re.finditer(rf"\b{re.escape(negation.text.lower())}\b", text):
        around = text[max(0, match.start() - 70) : match.end() + 110]
        if keys & {key_of(word) for word in re.findall(r"[a-z][\w']+", around)}:
            return True
    return False


def _negative_near(keys: frozenset[str], text: str, own: str) -> bool:
    """Whether another word that denies ("unknown", "avoid"), and that `own` does not have too, is near the words."""
    for match in _NEGATIVE.finditer(text):
        if re.search(rf"\b{match[0]}\b", own):
            continue
        around = text[max(0, match.start() - 90) : match.end() + 90]
        if keys & {key_of(word) for word in re.findall(r"[a-z][\w']+", around)}:
            return True
    return False


def _speaks_of(negation: Negation, held: frozenset[str]) -> bool:
    keys = [key_of(word) for word in negation.scope]
    return sum(key in held for key in keys) * 2 >= len(keys)


def _forbidden(pair: Pair) -> list[Difference]:
    """Another thing forbidden than in the quote: not to start, where the quote says not to delay."""
    said = {key_of(verb): verb for verb in _FORBIDDEN.findall(pair.said.text)}
    stated = {key_of(verb) for verb in _FORBIDDEN.findall(pair.stated.text)}
    if not said or not stated or said.keys() & stated or said.keys() <= pair.stated.held:
        return []
    return [Difference(f"The claim says not to “{next(iter(said.values()))}”; the quote forbids something else.")]


def _prefixed(pair: Pair) -> list[Difference]:
    """Words that are each other's denial: reliable and unreliable, normal and abnormal."""
    said = set(re.findall(r"[a-z]+", pair.said.text))
    stated = set(re.findall(r"[a-z]+", pair.stated.text))
    found: list[Difference] = []
    denied_said, denied_stated = set(_NON.findall(pair.said.text)), set(_NON.findall(pair.stated.text))
    for word in sorted(denied_said ^ denied_stated):
        if word in (stated if word in denied_said else said):
            found.append(Difference(f"Only one of claim and quote has “non” before “{word}”.", True))
    for one, other in ((said, stated), (stated, said)):
        for word in sorted(one - other):
            match = _PREFIX.match(word)
            if match and match["base"] in other and match["base"] not in one:
                claimed, quoted = (word, match["base"]) if one is said else (match["base"], word)
                found.append(Difference(f"The claim says “{claimed}” where the quote says “{quoted}”.", True))
    return found
