"""A claim speaks of the people that its quote speaks of, and of no others."""

from __future__ import annotations

import re

from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.equivalents import quantities_of

RULE = "population_matches"
SUMMARY = "Age, sex, pregnancy, stage and condition of the people are those of the quote."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each word of the claim that the first quote excludes."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each word that stands for something else than the quote's."""
    return [
        one
        for one in contrast_differences(pair, RULE, alone=True)
        if not any(one.why == f"The claim says “{word}”, which the quote does not." for word in _implied(pair))
    ]


# People whom a quote speaks of without naming them: who is pregnant is a woman, who is breastfed an infant.
_IMPLIED = (
    (
        re.compile(r"\bwom[ae]n\b"),
        re.compile(r"\b(?:pregnan\w+|breastfe\w+|lactat\w+|postpartum|menopaus\w+|gestation)"),
    ),
    (re.compile(r"\bpregnan\w+"), re.compile(r"\b(?:trimester|gestation|last three months|before birth|until birth)")),
    (
        re.compile(r"\b(?:infants?|bab(?:y|ies)|newborns?)\b"),
        re.compile(
            r"\b(?:breastfe\w+|birth|born|neonat\w+|newborns?|preterm|infan\w+|breast[ -]fe\w+|fetal|fetus|"
            r"conception|pregnan\w+|"
            r"trimester|(?:days?|hours|weeks|months) (?:of life|of age|old))"
        ),
    ),
    (re.compile(r"\bm[ae]n\b"), re.compile(r"\b(?:prostat\w+|testic\w+|testoster\w+|semen|sperm)")),
    (
        re.compile(r"\b(?:wom[ae]n|females?)\b"),
        re.compile(r"\b(?:ovar\w+|vagin\w+|endometri\w+|uter\w+|cervical screening)"),
    ),
    (
        re.compile(r"\b(?:young people|teenagers?)\b"),
        re.compile(r"\b(?:adolescen\w+|teenage\w*|young(?:er)? (?:people|adults))"),
    ),
    (
        re.compile(r"\bchild(?:ren)?\b"),
        re.compile(r"\b(?:juvenile|toddlers?|school|growing pains|kawasaki|croup|bronchiolitis)\b"),
    ),
    (re.compile(r"\btoddlers?\b"), re.compile(r"\btoddlers?")),
    (re.compile(r"\bchildren\b"), re.compile(r"\bchildbearing\b")),
    (re.compile(r"\bolder \w+\b"), re.compile(r"\b(?:older|old age|elderly|aged)\b")),
)


# One person, of whom holds what is said of people whatever their sex.
_SOMEBODY = re.compile(r"\b(?:an?|one|the|this) (?:[\w-]+ ){0,3}?(man|woman|boy|girl)\b")
_SEX = re.compile(r"\b(?:wom[ae]n|m[ae]n|females?|males?|girls?|boys?)\b")


def _implied(pair: Pair) -> list[str]:
    """Words of the claim for people whom the quote implies."""
    quote = f"{pair.stated.text} {pair.unlabelled}"
    if not pair.close and not _SEX.search(quote):
        implied = [word for match in _SOMEBODY.finditer(pair.said.text) for word in (match[1],)]
    else:
        implied = []
    return (
        implied
        + [match[0] for word, sign in _IMPLIED if sign.search(quote) for match in word.finditer(pair.said.text)]
        + [match[0] for word in _of_age(pair.quote) for match in word.finditer(pair.said.text)]
    )


def _of_age(quote: str) -> list[re.Pattern[str]]:
    """Words for people of the ages that a quote gives in figures: adults from 18 years, children up to 17."""
    found: list[re.Pattern[str]] = []
    for quantity in quantities_of(quote):
        if not re.search(r"\b(?:aged?|ages|old|age)\b", quote[max(0, quantity.start - 30) : quantity.end + 20]):
            continue
        above = quantity.comparator in (">", ">=") or quantity.high > quantity.low
        if quantity.unit == "years" and quantity.low >= ADULT and above:
            found.append(re.compile(r"\badults?\b"))
        if quantity.unit == "years" and quantity.low >= OLDER and above:
            found.append(re.compile(r"\b(?:older (?:people|adults|patients|women|men|person)|elderly)\b"))
        if quantity.unit == "years" and quantity.high < ADULT and quantity.comparator not in (">", ">="):
            found.append(re.compile(r"\b(?:child(?:ren)?|paediatric|pediatric)\b"))
    return found


ADULT = 18
OLDER = 65
