"""A claim names the medicines that its quote names, whatever their brand."""

from __future__ import annotations

import re

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import substances, with_substances

RULE = "drug_matches"
SUMMARY = (
    "Every medicine of the claim is in the quote, as a brand or by its substance; another of "
    "its class is another medicine."
)

# The stems by which the names of substances and their classes end (WHO, The use of stems in INN, 2018).
_NAMES = re.compile(
    r"\b[a-z]{2,}(?:mab|nib|pril|sartan|olol|statin|triptan|gepant|ditan|gliptin|gliflozin|glutide|tidine|prazole|"
    r"cillin|mycin|floxacin|cycline|azole|vir|caine|azepam|azolam|barbital|oxetine|triptyline|pramine|setron|"
    r"sone|solone|onide|trexate|platin|rubicin|taxel|parin|xaban|gatran|grelor|grel|teplase|profen|fenac|oxicam|"
    r"coxib|codone|morphone|fentanil|azine|idone|apine|parib|ciclib|zumab|limus|dronate|terol|tropium|lukast|"
    r"formin|glitazone|amide|thiazide|semide|dipine|pamil|tiazem|toxina|toxinb|gabalin|gabatin|pentin|ergotamine|"
    r"adol|steroids?|corticoids?|opioids?|nsaids?|antibiotics?|antivirals?|triptans|gepants|ditans|ergotamines|"
    r"antihypertensives?|anticoagulants?|antiplatelets?|antithrombotics?|thrombolytics?|blockers|diuretics?|"
    r"antidepressants?)\b"
)
_CLASSES = frozenset("amide azine adol".split())


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each medicine that the first quote does not name."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each medicine that the quote does not name."""
    said, stated = with_substances(pair.claim).casefold(), with_substances(pair.quote).casefold()
    stated_names = {_one(name) for name in _named(stated)}
    strange = [name for name in _named(said) if _one(name) not in stated_names and _one(name) not in stated]
    other = sorted(stated_names - {_one(name) for name in _named(said)})
    return [
        Difference(
            f"The claim names “{name}”, the quote “{other[0]}”."
            if other
            else f"The claim names “{name}”, which the quote does not.",
            bool(other),
        )
        for name in strange
    ]


def names_medicine(text: str) -> bool:
    """Whether a text names a medicine or a class of medicines."""
    return bool(_named(with_substances(text).casefold()))


def _named(text: str) -> list[str]:
    names = {name.casefold() for name in substances(text)} | {match[0] for match in _NAMES.finditer(text)}
    return sorted(names)


def _one(name: str) -> str:
    return name[:-1] if name.endswith("s") and not name.endswith("ss") else name
