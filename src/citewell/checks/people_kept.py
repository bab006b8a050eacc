"""A claim that is nearly its quote names the people that the quote is about; without them it says more."""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import key_of, light_keys

RULE = "people_kept"
SUMMARY = "Children, the pregnant, older people and those with a condition, of whom a quote speaks, are not left out."

_WHO = (
    r"patients|people|adults?|child(?:ren)?|wom[ae]n|m[ae]n|those|infants?|individuals|participants|adolescents?|boys|"
    r"girls|persons?|neonates|newborns|babies|anyone|everyone|pregnancy"
)
_OF_WHOM = r"(?:with|who|whose|aged|on|taking|receiving|without|undergoing|at|under|over|after|in)"
_SAID_OF = r"should|must|may|can|are|is|need|have|has|had|do|does|did|were|was|receive[sd]?|show\w*"
_PEOPLE = re.compile(
    rf"\b(?:in|for|among|to|of|give|offer|advise) (?:all |most |some |the |any )?(?:[\w-]+ ){{0,2}}?(?:{_WHO})\b"
    rf"(?: #)?(?: {_OF_WHOM}\b(?:(?! the \w+ (?:{_SAID_OF})\b)[^,;.()])*)?"
    rf"|(?:^|(?<=[.;,] ))(?:[\w-]+ ){{0,3}}(?:{_WHO})\b(?: {_OF_WHOM}\b[^,;.()]*?)?(?= (?:{_SAID_OF})\b)"
)
_ANYBODY = frozenset(
    map(
        key_of,
        "patients people person adults those individuals participants anyone everyone with who whose aged on taking "
        "receiving without undergoing in for among to of at under over after all most some any the affected give offer "
        "advise".split(),
    )
)
# How a claim tells of people by an age, a weight or another figure.
_BY_FIGURE = re.compile(
    r"\b(?:over|under|above|below|aged?|old|older|younger|at least|at most|more than|less than|who)\b"
)
# Words of one group of people stand for each other.
_GROUPS = tuple(
    (re.compile(rf"\b(?:{named})\b"), re.compile(rf"\b(?:{told})\b"))
    for named, told in (
        (
            r"pregnan\w+|breastfe\w+|lactat\w+|postpartum",
            r"pregnan\w+|breast-?fe\w+|lactat\w+|postpartum|antenatal\w*|prenatal\w*|gestation\w*|mothers?|maternal|"
            r"trimester|obstetric|postnatal|birth|labou?r|f(?:o)?et\w+|(?:pre)?eclamp\w*",
        ),
        (
            r"child(?:ren|hood)?|pa?ediatric|infan\w+|newborns?|neonat\w+|bab(?:y|ies)|toddlers?|adolescen\w+",
            r"child\w*|pa?ediatric\w*|kids?|boys?|girls?|adolescen\w+|teen\w*|young\w*|infan\w+|newborns?|neonat\w+|"
            r"bab(?:y|ies)|toddlers?|juvenile|aged|year-olds?|under-\w+|born|birth",
        ),
        (
            r"older (?:people|adults|patients|women|men|person)|elderly",
            r"old\w*|elder\w*|geriatric|aged|over|senior\w*",
        ),
    )
)


# Those whom a quote only names as examples are not the people it is about.
_EXAMPLES = re.compile(r"\((?:for example|such as|including|e\.?g\.?),? [^()]*\)|,? for example [^.;]*")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where a claim that is nearly the first quote leaves out the people it is about."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for the first people whom the quote names and the claim, its words else, does not."""
    if not pair.close:
        return []
    stated = _EXAMPLES.sub("", pair.spoken_of)
    for match in _PEOPLE.finditer(stated):
        keys = _keys(match[0]) - _ANYBODY
        left_out = keys and not keys & pair.said.held
        by_figure = not keys and "#" in match[0] and not _told_by_figure(match[0], pair)
        if (left_out or by_figure) and not _told(match[0], pair):
            return [Difference(f"The quote says “{match[0].strip()}”; the claim leaves out these people.")]
    for named, told in _GROUPS:
        people = named.search(stated)
        if people and not told.search(pair.said.text) and not told.search(pair.claim.lower()):
            return [Difference(f"The quote speaks of “{people[0]}”, whom the claim leaves out.")]
    return []


def _told_by_figure(people: str, pair: Pair) -> bool:
    """Whether the claim has the word for the people, or speaks of an age, a weight or the like."""
    claim = f"{pair.said.text} {pair.claim.lower()}"
    return bool(_BY_FIGURE.search(claim)) or any(
        word in claim.split() for word in re.findall(rf"\b(?:{_WHO})\b", people)
    )


def _told(people: str, pair: Pair) -> bool:
    """Whether the claim names the same group of people in another word."""
    claim = f"{pair.said.text} {pair.claim.lower()}"
    return any(named.search(people) and told.search(claim) for named, told in _GROUPS)


@lru_cache(maxsize=8192)
def _keys(text: str) -> frozenset[str]:
    return frozenset(map(key_of, re.findall(r"[a-z][\w'-]+", text))) - light_keys()
