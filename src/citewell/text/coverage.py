"""How much of what a question part names is named by a passage.

A part is taken apart into units: each concept of the vocabulary, each remaining word stem. A unit weighs
by its type and, for words, by how rare it is in the library. Coverage is the weighted share of the units
that a passage carries in its own words or, at a discount, in its title or section path.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from citewell.domain.documents import Passage
from citewell.domain.questions import QuestionPart
from citewell.text.normalise import content_stems, stem
from citewell.text.vocabulary import Vocabulary

# What naming the unit in the title or section path is worth.
CONTEXT_CREDIT = 0.95
# What naming only a kind or part of a concept is worth: nearly all where the concept itself is seldom named
# (craniocervical junction anomaly), half where it is common and its kinds are subjects of their own (headache).
NARROWER_CREDIT = 0.95
NARROWER_CREDIT_OF_COMMON = 0.5

# A concept that only names the aspect asked about ("imaging") is often left unsaid by a fitting passage.
# Aspects together weigh this share of the concepts.
_ASPECT_SHARE = 0.35
_TYPE_WEIGHT = {"symptom": 0.5, "anatomy": 0.6, "measure": 0.4, "population": 0.25}
_COMMON = 60
_OFTEN_NAMED = 15
_LEAST_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Unit:
    """A concept (with the labels of its whole family), a word stem, or two stems in a row, with its weight."""

    name: str | tuple[str, str]
    weight: float
    family: frozenset[str] = frozenset()
    narrower_credit: float = NARROWER_CREDIT
    known: bool = True


def question_units(
    part: QuestionPart,
    *,
    vocabulary: Vocabulary,
    occurrences: Callable[[str], int],
    pool: Sequence[TextSigns],
) -> tuple[Unit, ...]:
    """The units of a part, each weighed by its type and by how rare it is.

    `occurrences` counts the passages with a word, up to about `_COMMON`; `pool` are the signs of the
    passages found, in which concepts are counted. Beside concepts, the words that the library knows weigh
    no more than the concepts together: a long description does not outweigh the condition it describes. A
    word that the library does not know keeps its full weight, because it may be the very thing asked about.
    """
    concepts = [_concept_unit(label, vocabulary, pool) for label in part.concepts]
    room = sum(unit.weight for unit in concepts)
    aspect = _ASPECT_SHARE * (room or 1.0) / max(1, len(part.aspects))
    aspects = [Unit(label, aspect, vocabulary.family(label)) for label in part.aspects]
    counts = {stem(word): occurrences(word) for word in part.terms}
    known = {name: _rarity(count, _COMMON) for name, count in counts.items() if count}
    scale = min(1.0, room / sum(known.values())) if room and known else 1.0
    words = [Unit(name, weight * scale) for name, weight in known.items()]
    unknown = [Unit(name, 1.0, known=False) for name, count in counts.items() if not count]
    phrases = [] if part.concepts else _phrases(part, pool)
    return (*concepts, *aspects, *words, *unknown, *phrases)


def _phrases(part: QuestionPart, pool: Sequence[TextSigns]) -> list[Unit]:
    """Words that stand side by side in a part without a concept: multiple sclerosis is not many scleroses."""
    pairs = TextSigns.of_stems(content_stems(part.text)).pairs
    terms = {stem(word) for word in part.terms}
    return [
        Unit(pair, 1.0, known=any(pair in signs.pairs for signs in pool))
        for pair in sorted(pairs)
        if terms.issuperset(pair)
    ]


def _concept_unit(label: str, vocabulary: Vocabulary, pool: Sequence[TextSigns]) -> Unit:
    family = vocabulary.family(label)
    named = sum(label in signs.labels for signs in pool)
    met = sum(bool(family & signs.labels) for signs in pool)
    return Unit(
        name=label,
        weight=_TYPE_WEIGHT.get(vocabulary.concepts[label].type, 1.0) * _rarity(met, max(_COMMON, len(pool))),
        family=family,
        narrower_credit=NARROWER_CREDIT_OF_COMMON if named >= _OFTEN_NAMED else NARROWER_CREDIT,
        known=met > 0,
    )


@dataclass(frozen=True, slots=True)
class TextSigns:
    """The concepts, stems and pairs of neighbouring stems that a text has."""

    labels: frozenset[str]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of_stems(cls, stems: Sequence[str], labels: frozenset[str] = frozenset()) -> TextSigns:
        """Signs of a text given by its content stems in order."""
        return cls(labels, frozenset(stems), frozenset(pairwise(stems)))


def read_signs(text: str, vocabulary: Vocabulary) -> TextSigns:
    """Concepts and stems of a text, for comparing with units."""
    return TextSigns.of_stems(content_stems(text), vocabulary.labels(text))


def heading(passage: Passage) -> str:
    """What stands around a passage: its publication's title and the headings above it."""
    return " . ".join((passage.title, *passage.section_path))


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
    if isinstance(unit.name, tuple):
        return 1.0 if unit.name in signs.pairs else 0.0
    if not unit.family:
        return 1.0 if unit.name in signs.stems else 0.0
    if unit.name in signs.labels:
        return 1.0
    return unit.narrower_credit if unit.family & signs.labels else 0.0


def _rarity(count: int, many: int) -> float:
    """1 for something in no or one passage, falling to `_LEAST_WEIGHT` where it is in `many` or more."""
    if count <= 1:
        return 1.0
    return max(_LEAST_WEIGHT, 1.0 - (1.0 - _LEAST_WEIGHT) * math.log(count) / math.log(many))
