"""What a question asks for, read from its words with the table in `intents.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.domain.enums import Intent, PassageTopic
from citewell.domain.questions import Pico
from citewell.text.vocabulary import Vocabulary

_CAUSES = re.compile(r"\b(?:can|could|do|does|may|did)\b.{2,60}\b(?:cause|trigger|lead to)\b", re.IGNORECASE)
_LOWERS = re.compile(r"\b(?:reduc|improv|lower|decreas|shorten|slow)\w*\b", re.IGNORECASE)
_DANGEROUS = re.compile(r"\b(?:be|is|are) (?:\w+ )?(?:dangerous|harmful)\b", re.IGNORECASE)
_RAISES_RISK = re.compile(r"\b(?:increas|rais|higher)\w*\b.{0,20}\brisk", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class IntentRow:
    """An intent with the cues that reveal it and the topics its direct answer comes from."""

    intent: Intent
    focus: tuple[PassageTopic, ...]
    tier: int
    pattern: re.Pattern[str]


@cache
def intent_rows() -> tuple[IntentRow, ...]:
    """The table, in the order in which rows are tried."""
    text = resources.files("citewell.compose").joinpath("intents.toml").read_text("utf-8")
    return tuple(
        IntentRow(
            intent=Intent(row["intent"]),
            focus=tuple(PassageTopic(topic) for topic in row.get("focus", [])),
            tier=row["tier"],
            pattern=cue_pattern(row["cues"]),
        )
        for row in tomllib.loads(text)["row"]
    )


def find_intent(text: str) -> IntentRow | None:
    """The row with a cue in `text`: of the lowest tier, then the one named first; None when nothing is revealed."""
    return next(iter(find_intents(text)), None)


def find_intents(text: str) -> list[IntentRow]:
    """Every row with a cue in `text`, that of the lowest tier and named first at the head."""
    found = [
        (row.tier, match.start(), place)
        for place, row in enumerate(intent_rows())
        if (match := row.pattern.search(text))
    ]
    return [intent_rows()[place] for _, _, place in sorted(found)]


def settle_intent(row: IntentRow | None, pico: Pico, *, bare: str) -> Intent | None:
    """The intent of a row in the light of what the question is about; None where nothing tells.

    "Can smoking cause it" asks for a cause, "can a drug cause it" for a harm; two treatments joined by "or" are
    compared, two conditions told apart; a treatment named with a condition is asked about as a treatment.
    """
    given = bool(pico.interventions)
    if row is None:
        if pico.comparators and given:
            return Intent.COMPARISON
        return Intent.TREATMENT if given and pico.conditions else None
    if pico.comparators and given and row.intent in (Intent.TREATMENT, Intent.DEFINITION):
        return Intent.COMPARISON
    if row.intent is Intent.COMPARISON and _are_diseases(pico):
        return Intent.DIFFERENTIAL
    if row.intent is Intent.CAUSE and given and _CAUSES.search(bare):
        return Intent.SAFETY
    if row.intent is Intent.PROGNOSIS and given and _LOWERS.search(bare):
        return Intent.TREATMENT
    if row.intent is Intent.SAFETY and not given and pico.conditions and _DANGEROUS.search(bare):
        return Intent.PROGNOSIS
    if row.intent is Intent.SAFETY and not given and _RAISES_RISK.search(bare):
        return Intent.CAUSE
    return row.intent


def _are_diseases(pico: Pico) -> bool:
    """Whether what is compared are two diseases or complaints, by the endings of the words of their names."""
    sides = (*pico.conditions, *pico.comparators)
    return len(sides) > 1 and not pico.interventions and all(_disease().search(side) for side in sides)


@cache
def _disease() -> re.Pattern[str]:
    rows = tomllib.loads(resources.files("citewell.compose").joinpath("pico.toml").read_text("utf-8"))
    return re.compile(rf"(?:{'|'.join(rows['disease_endings'].split())})(?!\w)", re.IGNORECASE)


# What people misspell most where they say what they ask.
_SPELT = tuple(
    """treatment treatments symptoms symptom diagnosis diagnosed management prognosis medication medicine
    prevention differential complications contraindications prevalence incidence surgery exercises exercise
    interaction interactions effects dosage imaging causes children pregnancy pregnant breastfeeding therapy
    antibiotics antibiotic steroids physiotherapy vaccine screening recovery guideline guidelines injection
    injections""".split()
)


def nearest_cue(word: str) -> str | None:
    """The word of asking that a misspelt one most likely is, by the slips that a vocabulary forgives, or None."""
    from rapidfuzz.distance import OSA

    lowered = word.lower()
    allowed = 1 if len(lowered) < 9 else 2
    near = [
        (distance, other)
        for other in _SPELT
        if len(lowered) > 5
        and other[0] == lowered[0]
        and 0 < (distance := OSA.distance(lowered, other, score_cutoff=allowed)) <= allowed
    ]
    return min(near)[1] if near and lowered not in _SPELT else None


def without_cues(text: str) -> str:
    """`text` with every cue of every intent blanked out, offsets kept."""
    for row in intent_rows():
        text = row.pattern.sub(lambda match: " " * len(match.group()), text)
    return text


def without_conditions(text: str, vocabulary: Vocabulary) -> str:
    """`text` with the names of conditions blanked out, so that medication-overuse headache asks for no drug."""
    for mention in vocabulary.mentions(text):
        if vocabulary.concepts[mention.label].type == "condition":
            text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def cue_pattern(cues: list[str]) -> re.Pattern[str]:
    """A pattern that finds any of the cues as whole words.

    A cue ending in * matches any ending; a * that stands alone, any few words or none.
    """
    alternatives = sorted(cues, key=len, reverse=True)
    parts = [_cue_words(cue[:-1]) + r"\w*" if cue.endswith("*") else _cue_words(cue) for cue in alternatives]
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)


def _cue_words(cue: str) -> str:
    return r"(?:\s+[^\s?.;]+){0,6}?\s+".join(re.escape(words) for words in cue.split(" * "))
