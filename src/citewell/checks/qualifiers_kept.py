"""A claim keeps the conditions of its quote: only, except, unless, if, alone, in those who."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib import resources
from itertools import takewhile

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import compared_keys, key_of, light_keys
from citewell.text.lay_terms import is_kin, named_otherwise
from citewell.text.normalise import words

RULE = "qualifiers_kept"
SUMMARY = (
    "Conditions and exceptions of the quote (only, unless, if, in those who), and the sort of thing and of people, "
    "are not left out."
)

_IF = r"if|when|where|in case|provided|whenever|once|on condition|those who|only|unless|suspected"
# What the quote says, and what the claim may say for it.
_KEPT = (
    (
        r"except|unless|other than|apart from|excluding",
        r"except|unless|not|without|other than|apart from|exclud\w+|but|no",
    ),
    (
        r"only(?! \d| #)|only if|solely",
        r"only|just|merely|solely|exclusive\w*|unless|reserved|kept|restrict\w*|limit\w*|alone|if|not",
    ),
    (r"if|provided that|on condition", _IF),
    (r"alone", r"alone|only|single|just|isolat\w*|merely|own|without"),
    (
        r"in those who|in those with|in people who|in whom",
        r"those|who|whom|with|unless|have|responders|responded|when|if|after",
    ),
    (r"(?:otherwise )?eligible", r"eligib\w+|suitable|candidates?|appropriate|selected|qualif\w+|otherwise"),
    (r"selected", r"selected|some|certain|chosen|suitable|well-selected"),
    (
        r"refractory|resistant|intractable|unresponsive|inadequate respon\w+|respond\w* inadequate",
        r"inadequate|refractory|resist\w+|intractable|unrespons\w+|not respond\w*|failed|fail\w*",
    ),
    (r"with or without", r"with or without|whether or not|alone or|possibly with|and or|or both|or no|optional\w*"),
    (r"untreated", r"untreated|naive|newly|(?:no|without) (?:prior|previous|earlier)"),
    (r"without (?:a )?control group", r"no control|without (?:a )?control|uncontrolled"),
    (r"with an ecg|(?<=, )with \w+ before each", r"ecg|before"),
    (r"however|but|although|yet", r"however|but|although|though|yet|while|whereas|and|;|not|only|no"),
)
_KEPT_PATTERNS = tuple(
    (re.compile(rf"\b(?:{stated})(?!\w)"), re.compile(rf"(?:\b(?:{claimed})(?!\w))")) for stated, claimed in _KEPT
)
_WHATEVER = re.compile(
    r"\bwhatever|\bno matter|\bhowever (?:long|much|many|old|late|severe|often)|"
    r"\bregardless|\birrespective|\bwithout exception|\bwhether or not|\beven (?:without|when|"
    r"if)|\bincluding those"
)
_CONCEDED = re.compile(r"\bwith or without|\bwith and without|\beven though")
_PER_RESULT = 0.5
# Words that limit a sentence and are short enough to go missing without a trace.
_LIMITING = frozenset(
    """no not longer almost nearly only if unless except until hardly barely partly some sometimes otherwise suspected
    likely just at least most without about approximately up under over within non low weak conditional""".split()
)
_SAME_LIMIT = {
    "if": ("when", "where", "unless"),
    "unless": ("without", "except"),
    "only": ("merely", "just", "solely", "alone"),
    "just": ("only", "merely"),
    "until": ("till",),
    "almost": ("nearly",),
    "nearly": ("almost",),
    "not": ("cannot", "nor", "no", "without"),
    "no": ("not", "without"),
    "without": ("no", "not"),
}
_CONDITION = re.compile(r"\b(?:if|when|unless|provided that|only in|as long as) ([^.;,]*)")


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each condition that the claim leaves out of what it takes from the first quote."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each condition lost, and for one that the claim denies."""
    said, stated = pair.said.text, pair.spoken_of
    found: list[Difference] = []
    for quoted, claimed in _KEPT_PATTERNS[:-1]:
        for match in quoted.finditer(stated):
            kept_in_other_form = match[0].startswith(
                ("if", "provided", "on condition", "only if", "unless", "except", "in those", "in people", "in whom")
            ) and _content_kept(match, pair)
            if not claimed.search(said) and _governs(match, pair) and not kept_in_other_form:
                found.append(
                    Difference(f"The quote says “{match[0]}{_words_behind(match)}”; the claim leaves that out.")
                )
                break
    if pair.close:
        held = Counter(re.findall(r"[a-z]+", said))
        lost = [word for word in (Counter(re.findall(r"[a-z]+", stated)) - held) if word in _LIMITING]
        lost = [word for word in lost if not set(_SAME_LIMIT.get(word, ())) & held.keys()]
        if lost and not found:
            found.append(Difference(f"The claim is the quote without “{lost[0]}”, which limits it."))
    found += _conditions_lost(pair)
    found += _restrictions_lost(pair) or _people_lost(pair)
    alone = re.search(r"\b(?:alone|solely|exclusively)\b", said)
    if alone and not re.search(
        r"\b(?:alone|only|sol\w+|single|own|just|exclusiv\w+|isolated|without|spontaneous\w*)\b", pair.stated.text
    ):
        found.append(Difference(f"The claim says “{alone[0]}”, which the quote does not."))
    widened = _WHATEVER.search(said)
    if widened and not (_WHATEVER.search(pair.stated.text) or _CONCEDED.search(pair.stated.text)):
        found.append(Difference(f"The claim says “{widened[0]}”, which the quote does not.", True))
    return found


def _restrictions_lost(pair: Pair) -> list[Difference]:
    """An adjective that says which sort of a thing is meant, lost before its noun: "uncomplicated" malnutrition."""
    if not pair.close and _THESE.search(pair.said.text):
        return []  # "these patients" are those of whom the quote speaks
    kept = [word for word in _restrictive() if re.search(rf"\b{word}\b", pair.said.text)]
    said = pair.said.held | frozenset(map(key_of, words(pair.claim)))
    for clause in _CLAUSES.split(pair.spoken_of):
        if kept and not any(re.search(rf"\b{word}\b", clause) for word in kept):
            continue  # the claim has the sort that another clause speaks of
        tokens = re.findall(r"[a-z][a-z'-]*|[.,;()]", clause)
        for place, word in enumerate(tokens):
            if word not in _restrictive() or _restrictive()[word] & said or frozenset(map(key_of, words(word))) <= said:
                continue
            if not pair.close and is_kin(word, tuple(sorted(words(pair.said.text)))):
                continue
            behind = list(takewhile(lambda one: one not in _PHRASE_ENDS, tokens[place + 1 : place + 1 + NOUN_WITHIN]))
            if _INHERENT.get(word, _NOTHING).match(" ".join(behind)):
                continue
            nouns = {key_of(one) for one in behind if one not in _restrictive()} & pair.stated.held - light_keys()
            if nouns & pair.said.held:
                return [Difference(f"The quote says “{word} {' '.join(behind)}”; the claim leaves “{word}” out.")]
    return []


def _people_lost(pair: Pair) -> list[Difference]:
    """A clause that says of whom or of what the quote speaks, none of which the claim keeps: "men who ever smoked"."""
    if _THESE.search(pair.said.text) and not pair.close:
        return []
    if any(key_of(match["who"]) in pair.stated.held for match in _OF_WHOM.finditer(pair.said.text)):
        return []  # the claim says of whom it speaks; other rules compare the words
    for match in _OF_WHOM.finditer(pair.spoken_of):
        clause = _CLAUSE_ENDS.split(match["clause"])[0]
        keys = [key_of(word) for word in re.findall(r"[a-z][\w'-]{2,}", clause)]
        keys = [key for key in dict.fromkeys(keys) if key in pair.stated.held]
        keys = [key for key in keys if key not in light_keys() and key not in compared_keys()]
        if keys and not any(key in _kept_keys(pair) for key in keys) and key_of(match["who"]) in pair.said.held:
            around = [
                key_of(one) for one in re.findall(r"[a-z][\w'-]{2,}", pair.spoken_of.replace(match["clause"], " "))
            ]
            around = [key for key in dict.fromkeys(around) if key in pair.stated.held and key not in light_keys()]
            if sum(key in pair.said.held for key in around) * 2 >= len(around):
                who = f"{match['who']} {match['how']} {clause.strip()}"
                return [Difference(f"The quote speaks of “{who}”; the claim leaves that out.")]
    return []


@cache
def _restrictive() -> dict[str, frozenset[str]]:
    """Each restricting word with the keys by which a claim may keep it."""
    text = resources.files("citewell.checks").joinpath("qualifiers.toml").read_text("utf-8")
    rows: dict[str, str] = tomllib.loads(text)["restricting"]
    return {word: frozenset(map(key_of, listed.split())) for word, listed in rows.items()}


_THESE = re.compile(
    r"\b(?:these|such) (?:[\w-]+ ){0,2}(?:patients?|people|women|men|children|infants|babies|adults|cases|"
    r"individuals|participants|"
    r"adolescents|newborns|person)\b"
)
# What is acute or primary by its nature, so that leaving the word out loses nothing.
_NOTHING = re.compile(r"(?!)")
_INHERENT = {
    "acute": re.compile(
        r"(?:\w+ )?(?:flares?|attacks?|exacerbations?|appendicitis|coronary|myocardial|renal injury|tears?|"
        r"relapses?|bleeding|overdose|"
        r"haemorrhage|measles|stroke|ischaemic stroke|intracerebral)\b"
    ),
    "primary": re.compile(r"(?:care|outcome|endpoint|end|efficacy|composite|analysis)\b"),
    "secondary": re.compile(r"(?:care|outcome|endpoint|end|analysis)\b"),
    "chronic": re.compile(r"(?:obstructive|renal disease)\b"),
}
NOUN_WITHIN = 5
_CLAUSES = re.compile(r"; |, (?:and|but|while|whereas) ")
_PHRASE_ENDS = frozenset(
    """. , ; ( ) in with on by than compared versus vs among after before at for from to when if that which
    who whose and or but were was are is had have has did of without during over under until unless
    while should must may can""".split()
)
_OF_WHOM = re.compile(
    r"\b(?P<who>people|patients|adults|children|women|men|infants|adolescents|workers|users|those|participants|"
    r"individuals|persons|neonates|newborns)(?: aged)?(?: #(?: or (?:older|over|above|more))?)? "
    r"(?P<how>who|whose|with|without|taking|receiving|undergoing)(?P<clause> [^.;,()]+)"
)
_CLAUSE_ENDS = re.compile(
    r"\b(?:should|must|may|can|cannot|is|are|was|were|has|had|did|does|do|reduc\w+|increas\w+|improv\w+|lower\w+|compared|"
    r"versus|than|caus\w+)\b"
)


def _conditions_lost(pair: Pair) -> list[Difference]:
    """Of conditions that the quote joins with "and", those that the claim leaves out while it keeps another."""
    found: list[Difference] = []
    for match in _CONDITION.finditer(pair.stated.text):
        parts = [part.strip() for part in re.split(r"\band\b", match[1]) if part.strip()]
        kept = [_share_kept(part, pair) for part in parts]
        if len(parts) > 1 and max(kept) >= _PER_RESULT and min(kept) == 0.0:
            lost = parts[kept.index(min(kept))]
            found.append(Difference(f"The quote also makes it a condition that “{lost}”; the claim leaves that out."))
    return found


def _share_kept(part: str, pair: Pair) -> float:
    keys = [key for word in re.findall(r"[a-z][\w'-]{2,}", part) if (key := key_of(word)) in pair.stated.held]
    return sum(key in pair.said.held for key in keys) / len(keys) if keys else 1.0


def _content_kept(match: re.Match[str], pair: Pair) -> bool:
    """Whether every telling word of a condition stands in the claim: "if X is low" may be "in people with a low X"."""
    whole = re.split(r"[.;,]", match.string[match.end() :])[0]
    for condition in (whole, whole.split(" and ")[0]):
        keys = [key_of(word) for word in re.findall(r"[a-z][\w'-]{2,}", condition)]
        keys = [key for key in keys if key in pair.stated.held and key not in light_keys()]
        if len(keys) > 1 and all(key in _kept_keys(pair) for key in keys):
            return True
    return False


def _kept_keys(pair: Pair) -> frozenset[str]:
    """The claim's keys, and those of the quote that it has in other words."""
    if pair.close:
        return pair.said.held
    alike = named_otherwise((pair.stated.text, pair.quote), (pair.said.text, pair.claim))
    spoken = tuple(sorted(words(pair.said.text)))
    kin = {key for key, word in pair.stated.spelt.items() if key not in pair.said.held and is_kin(word, spoken)}
    return pair.said.held | alike | kin


def _words_behind(match: re.Match[str]) -> str:
    behind = re.findall(r"[^\s.,;]+", match.string[match.end() :])[:4]
    return f" {' '.join(behind)}" if behind else ""


def _governs(match: re.Match[str], pair: Pair) -> bool:
    """Whether the claim takes what stands before the condition in its clause, or what stands behind it."""
    text = match.string
    before = re.findall(r"[a-z][\w'-]{2,}", re.split(r"[.;]", text[: match.start()])[-1])[-7:]
    after = re.findall(r"[a-z][\w'-]{2,}", re.split(r"[.;,]", text[match.end() :])[0])[:5]
    if not before and (main := re.split(r"[.;]", text[match.end() :])[0].partition(", ")[2]):
        before = re.findall(r"[a-z][\w'-]{2,}", main)[:7]  # a condition that opens the sentence governs what follows
    for side in (before, after):
        keys = [key for word in side if (key := key_of(word)) in pair.stated.held]
        if len(keys) >= 2 and sum(key in pair.said.held for key in keys) >= len(keys) * _PER_RESULT:
            return True
    return False
