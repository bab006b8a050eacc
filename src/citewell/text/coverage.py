"""How much of what a question part names is named by a passage.

A part is taken apart into units: each concept of the vocabulary, each remaining word stem. A unit weighs
by its type and, for words, by how rare it is in the library. Coverage is the weighted share of the units
that a passage carries in its own words or, at a discount, in its title or section path.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from citewell.domain.questions import QuestionPart
from citewell.text.normalise import content_stems
from citewell.text.vocabulary import Vocabulary

# What naming the unit in the title or section path is worth, and naming only a kind or part of it.
CONTEXT_CREDIT = 0.9
NARROWER_CREDIT = 0.95

# A concept that only names the aspect asked about ("imaging") is often left unsaid by a fitting passage.
_ASPECT_WEIGHT = 0.3
_TYPE_WEIGHT = {"population": 0.8, "anatomy": 0.6, "measure": 0.4}
_COMMON = 60


@dataclass(frozen=True, slots=True)
class Unit:
    """A concept (with the labels of its whole family) or a word stem, with its weight."""

    name: str
    weight: float
    family: frozenset[str] = frozenset()
    known: bool = True


def question_units(
    part: QuestionPart, *, vocabulary: Vocabulary, occurrences: Callable[[str], int]
) -> tuple[Unit, ...]:
    """The units of a part. `occurrences` counts the passages with a word, up to about `_COMMON`."""
    units = [
        Unit(label, _TYPE_WEIGHT.get(vocabulary.concepts[label].type, 1.0), vocabulary.family(label))
        for label in part.concepts
    ]
    units += [Unit(label, _ASPECT_WEIGHT, vocabulary.family(label)) for label in part.aspects]
    for term in part.terms:
        count = occurrences(term)
        units.append(Unit(term, _rarity(count), known=count > 0))
    return tuple(units)


@dataclass(frozen=True, slots=True)
class TextSigns:
    """The concepts and stems that a text names."""

    labels: frozenset[str]
    stems: frozenset[str]


def read_signs(text: str, vocabulary: Vocabulary) -> TextSigns:
    """Concepts and stems of a text, for comparing with units."""
    return TextSigns(vocabulary.labels(text), frozenset(content_stems(text)))


def coverage(units: Sequence[Unit], own: TextSigns, context: TextSigns) -> float:
    """Weighted share, in 0..1, of `units` that a text carries itself (`own`) or around it (`context`)."""
    total = sum(unit.weight for unit in units)
    if not total:
        return 0.0
    return sum(unit.weight * max(_credit(unit, own), CONTEXT_CREDIT * _credit(unit, context)) for unit in units) / total


def unknown_share(units: Sequence[Unit]) -> float:
    """Weighted share, in 0..1, of the units that no passage of the library names at all."""
    total = sum(unit.weight for unit in units)
    return sum(unit.weight for unit in units if not unit.known) / total if total else 1.0


def _credit(unit: Unit, signs: TextSigns) -> float:
    if not unit.family:
        return 1.0 if unit.name in signs.stems else 0.0
    if unit.name in signs.labels:
        return 1.0
    return NARROWER_CREDIT if unit.family & signs.labels else 0.0


def _rarity(count: int) -> float:
    """1 for a word in no or one passage, falling to 0.2 for one in `_COMMON` passages or more."""
    if count <= 1:
        return 1.0
    return max(0.2, 1.0 - 0.8 * math.log(count) / math.log(_COMMON))
