"""Finds what a text denies, so that a lost or an added negation shows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from citewell.text.normalise import content_stems, normalise

SCOPE_WORDS = 3
_REACH = 160  # characters in which the scope is looked for

_CUES = (
    ("either", r"with(?:out)? (?:and|or|and/or) with(?:out)?|whether or not"),
    ("not", r"(?:can|could|do|does|did|is|are|was|were|has|have|had|should|would|wo|ca|must|might|need)n't|"
            r"cannot|not"),
    ("no", r"no one|nobody|nothing|nowhere|none|no"),
    ("never", r"never"),
    ("without", r"without|in the absence of|absence of|free (?:of|from)|devoid of|negative for"),
    ("neither", r"neither|nor"),
    ("lack", r"lack(?:s|ed|ing)? of|lack(?:s|ed|ing)?"),
    ("absent", r"absent|missing"),
    ("fail", r"fail(?:s|ed|ing)? to|failures? to|unable to|inability to|unable"),
    ("insufficient", r"insufficient|inadequate|too (?:little|few)|little or no|not enough|inconclusive"),
    ("unlikely", r"unlikely|improbable|implausible"),
    ("ineffective", r"ineffective|unsuccessful|inefficacious|of no (?:use|value|benefit)"),
    ("contraindicated", r"contra-?indicated|contra-?indicat(?:es|ion|ions)"),
    ("against", r"(?:advis|recommend|suggest|vot|warn|decid|argu|speak)\w* against|"
                r"against (?:the )?(?:use|using|routine)"),
    ("deny", r"den(?:y|ies|ied|ying)"),
    ("exclude", r"rul(?:e|es|ed|ing) out|exclud(?:e|es|ed|ing)"),
    ("instead", r"rather than|instead of|as opposed to"),
    ("rarely", r"rarely|seldom|hardly|scarcely|barely"),
    ("little", r"little (?=evidence|benefit|effect|difference|or\b|if any|value|use|support|reason|risk)"),
    ("non", r"non-?significant(?:ly)?|insignificant(?:ly)?"),
)  # fmt: skip
_CUE = re.compile("|".join(rf"(?P<{name}>\b(?:{words})(?![\w]))" for name, words in _CUES), re.IGNORECASE)
# Words that look like a negation and are none: a comparator, a number's sign, an addition.
_NOT_A_CUE = re.compile(
    r"not (?:only|merely|just|least)\b|no\. ?\d|no (?:matter|doubt)\b|"
    r"(?:no|not) (?:later|sooner|longer|earlier) than\b|"
    r"(?:no|not) (?:more|less|fewer|later|greater|higher|lower) than (?:about |an? )?"
    r"(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|half|once|twice)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[.;:!?](?=\s|$)|[()\[\]]|,? (?:but|although|though|however|whereas|while|because|so|yet|unless|"
    r"except)\b|, (?:and|which|who)\b",
    re.IGNORECASE,
)
_CUE_STEMS = frozenset({"not", "no", "without", "never", "nor", "neither", "none"})


@dataclass(frozen=True, slots=True)
class Negation:
    """One denial: the kind of cue and the stems of the first words it governs; `start` is its place in the text."""

    cue: str
    scope: tuple[str, ...]
    text: str
    start: int = field(default=0, compare=False)

    def __str__(self) -> str:
        return f"{self.cue}({' '.join(self.scope)})"


def negations(text: str) -> tuple[str, ...]:
    """Every denial of `text` as "cue(scope stems)", in order.

    "Not only" and "no more than 3" are none; "with or without" is told as "either".
    """
    return tuple(str(negation) for negation in find_negations(text))


@lru_cache(maxsize=8192)
def find_negations(text: str) -> tuple[Negation, ...]:
    """Every denial of `text`, in order. Two that cancel out ("not without") are two."""
    source = normalise(text)
    found: list[Negation] = []
    for match in _CUE.finditer(source):
        if _NOT_A_CUE.match(source, match.start()):
            continue
        found.append(Negation(match.lastgroup or "", _scope(source, match), match[0].strip(), match.start()))
    return tuple(found)


def compare_negations(claim: str, source: str) -> tuple[tuple[Negation, ...], tuple[Negation, ...]]:
    """Denials that `claim` lost from `source`, and those that it added.

    A denial of the source counts as lost when the claim speaks of what it denies and does not deny it.
    """
    remaining = list(find_negations(source))
    added: list[Negation] = []
    for negation in find_negations(claim):
        partner = next((other for other in remaining if _same(negation, other)), None)
        if partner is None:
            added.append(negation)
        else:
            remaining.remove(partner)
    said = frozenset(content_stems(claim))
    lost = [negation for negation in remaining if len(said & frozenset(negation.scope)) * 2 >= len(negation.scope)]
    return tuple(lost), tuple(added)


def _same(first: Negation, second: Negation) -> bool:
    if not first.scope or not second.scope:
        return first.cue == second.cue and first.scope == second.scope
    shared = len(frozenset(first.scope) & frozenset(second.scope))
    return first.scope[0] == second.scope[0] or shared * 2 > min(len(first.scope), len(second.scope))


def _scope(source: str, match: re.Match[str]) -> tuple[str, ...]:
    """The first content words behind the cue within its clause; where there are none, the last before it."""
    clause_end = _CLAUSE_END.search(source, match.end(), match.end() + _REACH)
    behind = source[match.end() : clause_end.start() if clause_end else match.end() + _REACH]
    cue = _CUE.search(behind)
    after = _governed(behind[: cue.start()] if cue else behind) or _governed(behind)
    if after:
        return after[:SCOPE_WORDS]
    before = source[max(0, match.start() - _REACH) : match.start()]
    cuts = [cut.end() for cut in _CLAUSE_END.finditer(before)]
    return _governed(before[cuts[-1] if cuts else 0 :])[-SCOPE_WORDS:]


def _governed(text: str) -> tuple[str, ...]:
    return tuple(word for word in content_stems(text) if word not in _CUE_STEMS)
