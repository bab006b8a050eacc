"""What a text is about, as far as a question goes: the thing asked about, or another that names it in passing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from citewell.compose.intents import without_cues
from citewell.text.coverage import NO_SIGNS, TextSigns, Unit, names_any
from citewell.text.normalise import content_stems
from citewell.text.ordinary import is_plain
from citewell.text.vocabulary import Vocabulary

# A title is on the thing asked about from this share of what it names.
ENTITLED = 0.9
# What the sentence itself, and the title around it, are each worth; a title that is about something wider, narrower or
# beside it counts by the share of its words that were asked about.
OWN_WORTH = 0.6
TITLE_WORTH = 0.4
TITLE_ALONE = 0.8
LEAST_OF_TITLE = 0.45
IN_PASSING = 0.3

_EXAMPLES = re.compile(r"\b(?:such as|including|includes?|for example|e\.g\.|like|caused by)\b[^.;]*", re.IGNORECASE)
_AMONG_OTHERS = re.compile(r",[^,.;]+(?:,|\b(?:and|or)\b)")
_GENERIC = frozenset(
    content_stems(
        """information about question what how who treatment symptom cause diagnosis diagnose outlook complication
        risk people affected genetic change related research clinical trial done stage know need find also called
        disease disorder syndrome condition type adult prevent prevention management review study patient
        living live life choose choosing right expect method guide fact step manage basics overview summary
        systematic meta analysis network randomised randomized controlled cohort retrospective prospective observational
        cross sectional longitudinal multicentre multicenter single centre center pilot phase double blind open label
        placebo trial real world registry population based nationwide case report series survey scoping narrative
        updated update evidence guideline consensus statement recommendation position
        effect efficacy effectiveness safety impact influence association relationship comparison comparative compare
        outcome result evaluation assessment experience role use using profile characteristic factor
        between among versus during after new novel current"""
    )
)
# What is complained of in a disease makes no narrower one: fibromyalgia pain.
_COMPLAINTS = frozenset(content_stems("pain ache attack episode flare trip travel"))
# "(TB)" is the name before it once more; what stands behind a colon is said of it.
_BESIDE_NAME = re.compile(r"\([^()]*\)?|:.*$")


def title_share(title: str, units: Sequence[Unit], vocabulary: Vocabulary) -> float:
    """The share, in 0..1, of what a title names that was asked about; words that titles have in common count not."""
    asked = _stems_of(tuple(units), title, vocabulary)
    named = set(_title_stems(title)) | (asked & set(content_stems(title)))
    return len(named & asked) / len(named) if named else 0.0


@lru_cache(maxsize=4096)
def is_on_wider(title: str, topic: str) -> bool:
    """Whether a title names some of what was asked about and not the rest: "Diabetes" for gestational diabetes.

    Other names for it in brackets ("Also called: ...") make a wider thing no narrower.
    """
    asked = {stem for word in topic.split() if not is_plain(word) for stem in content_stems(word)} - _COMPLAINTS
    named = set(content_stems(_BESIDE_NAME.sub(" ", title)))
    return bool(asked & named) and not asked <= named


def key_stems(keys: Sequence[Unit]) -> frozenset[str]:
    """The stems that name the key units."""
    return frozenset(stem for unit in keys for stem in _unit_stems(unit)) | frozenset(
        stem for unit in keys for label in unit.family for stem in content_stems(label)
    )


def extra_stems(title: str, stems: frozenset[str]) -> frozenset[str]:
    """The stems of what a title names besides those given."""
    return frozenset(_title_stems(title)) - stems


def aboutness(keys: Sequence[Unit], sentence: TextSigns, text: str, *, title: TextSigns, share: float) -> float:
    """How much a sentence is about the key units, in 0..1: by itself, and by the title it stands under."""
    keys = whole_keys(keys)
    entitled = names_any(keys, NO_SIGNS, title)
    around = LEAST_OF_TITLE + (1.0 - LEAST_OF_TITLE) * share if entitled else 0.0
    if not names_any(keys, sentence, NO_SIGNS):
        return TITLE_ALONE * around
    if not entitled and _only_in_passing(keys, text):
        return IN_PASSING
    return OWN_WORTH + TITLE_WORTH * around


def whole_keys(keys: Sequence[Unit]) -> list[Unit]:
    """The key units without words that another of them joins: lateral sclerosis is no multiple sclerosis."""
    joined = {stem for unit in keys if isinstance(unit.name, tuple) for stem in unit.name}
    return [unit for unit in keys if unit.family or isinstance(unit.name, tuple) or unit.name not in joined]


def _only_in_passing(keys: Sequence[Unit], text: str) -> bool:
    """Whether all that names a key unit stands in a list of examples."""
    listed = [match for match in _EXAMPLES.finditer(text) if _AMONG_OTHERS.search(match[0])]
    if not listed:
        return False
    without = text
    for match in reversed(listed):
        without = without[: match.start()] + " " + without[match.end() :]
    stems = set(content_stems(without))
    words = {stem for unit in keys for stem in _unit_stems(unit)}
    return not words & stems


def _stems_of(units: tuple[Unit, ...], title: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The stems that name the units in a title: their own, and those of the concepts that it mentions."""
    family = {label for unit in units for label in unit.family}
    mentioned = [title[item.start : item.end] for item in vocabulary.mentions(title) if item.label in family]
    return frozenset(
        [stem for unit in units for stem in _unit_stems(unit)]
        + [stem for words in mentioned for stem in content_stems(words)]
    )


def _unit_stems(unit: Unit) -> tuple[str, ...]:
    if isinstance(unit.name, tuple):
        return unit.name
    if unit.family:
        return content_stems(unit.name)
    alike = [stem for name in unit.alike for stem in ((name,) if isinstance(name, str) else name)]
    return (unit.name, *content_stems(unit.name), *alike)  # a stem is its own: "endotens" has another


@lru_cache(maxsize=4096)
def _title_stems(title: str) -> tuple[str, ...]:
    plain = without_cues(title)
    named = tuple(stem for stem in content_stems(_BESIDE_NAME.sub(" ", plain)) if stem not in _GENERIC)
    return named or tuple(stem for stem in content_stems(plain.split("(Also")[0]) if stem not in _GENERIC)
