"""How much of what a question part names is named by a passage.

A part is taken apart into units: each concept of the vocabulary, each remaining word stem. A unit weighs
by its type and, for words, by how rare it is in the library. Coverage is the weighted share of the units
that a passage carries in its own words or, at a discount, in its title or section path.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from citewell.domain.documents import Passage
from citewell.domain.questions import QuestionPart
from citewell.text.abbreviations import written_out
from citewell.text.normalise import STOP_WORDS, content_stems, stem, words
from citewell.text.ordinary import is_common, is_plain
from citewell.text.same_words import same_stems
from citewell.text.vocabulary import Vocabulary

# What naming the unit in the title or section path is worth.
CONTEXT_CREDIT = 0.95
# What naming only a kind or part of a concept is worth: nearly all where the concept itself is seldom named
# (craniocervical junction anomaly), half where it is common and its kinds are subjects of their own (headache).
NARROWER_CREDIT = 0.95
NARROWER_CREDIT_OF_COMMON = 0.5
# What naming only the wider concept is worth.
WIDER_CREDIT = 0.5

# What other words for a name are worth, as far as a part's units have any.
ALIKE_CREDIT = 0.95

# A concept that only names the aspect asked about ("imaging") is often left unsaid by a fitting passage.
# Words beside concepts, and aspects, together weigh at most these shares of the concepts.
_WORD_SHARE = 0.5
_ASPECT_SHARE = 0.25
_TYPE_WEIGHT = {"anatomy": 0.6, "measure": 0.4, "population": 0.25}
# A symptom named beside a condition only describes how that shows itself.
_SYMPTOM_BESIDE_CONDITION = 0.3
_COMMON = 60
_COMMON_SHARE = 9
_KNOWN_PLAIN_SHARE = 0.4
_ASIDE = frozenset({"population", "measure"})
# "My baby's teeth" are teeth, and no baby teeth; Crohn's disease is a name.
_PERSONS_OWN = re.compile(
    r"\b((?:bab|child|wom[ae]n|m[ae]n|mother|father|mum|mom|dad|sister|brother|daughter|son|wife|husband|partner|friend|infant"
    r"|toddler|person|people|patient|newborn|grand(?:mother|father|ma|pa))(?:y|ren)?)['’]s\b",
    re.IGNORECASE,
)
_NONE: Mapping[str, str] = MappingProxyType({})
_INFLAMED = re.compile(r"\b[A-Za-z]{3,}itis\b")
_UNKNOWN_PLAIN_WEIGHT = 0.1
_UNKNOWN_SHORT_WEIGHT = 0.5
_SHORT = 5
_OFTEN_NAMED = 15
_LEAST_WEIGHT = 0.2
_KEY_SHARE = 0.85


@dataclass(frozen=True, slots=True)
class Unit:
    """A concept (with its kinds and parts, and the conditions it is one of), a stem, or two stems in a row.

    One is `aside` that says whom, how much or how a question is about, not what. `alike` are other stems, or pairs of
    them, that a text may have for it (cardiac for heart), and `chain` all the words of a longer name that a pair is
    part of, in whatever order they stand.
    """

    name: str | tuple[str, str]
    weight: float
    family: frozenset[str] = frozenset()
    wider: frozenset[str] = frozenset()
    narrower_credit: float = NARROWER_CREDIT
    known: bool = True
    aside: bool = False
    alike: frozenset[str | tuple[str, str]] = frozenset()
    chain: frozenset[str] = frozenset()


def question_units(
    part: QuestionPart,
    *,
    vocabulary: Vocabulary,
    occurrences: Callable[[str], int],
    passages: int,
    pool: Sequence[TextSigns],
    titles: Sequence[TextSigns] = (),
) -> tuple[Unit, ...]:
    """The units of a part, each weighed by its type and by how rare it is.

    `occurrences` counts the passages with a word, of `passages` in all; one in every nine, or 60 in a small
    library, makes it common. `pool` are the signs of the passages found, in which concepts are counted, `titles` those
    of the titles and headings above them.
    Beside concepts, the words that the library knows weigh at most half as much as concepts of these types
    would if they were rare: a long description does not outweigh the condition it describes, and yet the drug
    counts in a question on something as common as headache. A word that the library does not know keeps its
    full weight, because it may be the very thing asked about, unless it is a plain one.
    """
    types = {vocabulary.concepts[label].type for label in part.concepts}
    weights = dict(_TYPE_WEIGHT, symptom=_SYMPTOM_BESIDE_CONDITION if "condition" in types else 1.0)
    concepts = [_concept_unit(label, weights, vocabulary, pool) for label in part.concepts]
    telling = {label for label in part.concepts if vocabulary.concepts[label].is_telling}
    room = sum(unit.weight for unit in concepts if unit.name in telling)
    aspect = _ASPECT_SHARE * (room or 1.0) / max(1, len(part.aspects))
    aspects = [Unit(label, aspect, vocabulary.family(label)) for label in part.aspects]
    phrases = _phrases(part, vocabulary, pool, titles)
    counts = {word_name(word): _count(word, occurrences) for word in part.terms}
    plain = {word_name(word) for word in part.terms if is_common(word)}
    known = {
        name: _rarity(count, max(_COMMON, passages // _COMMON_SHARE)) * (_KNOWN_PLAIN_SHARE if name in plain else 1.0)
        for name, count in counts.items()
        if count
    }
    compounded = {word_name(word) for word in part.terms for phrase in phrases if stem(word) in phrase.name}
    loose = sum(weight for name, weight in known.items() if name not in compounded)
    described = sum(weights.get(vocabulary.concepts[label].type, 1.0) for label in telling)
    scale = min(1.0, _WORD_SHARE * described / loose) if described and loose else 1.0
    words = [
        Unit(
            name,
            weight if name in compounded else weight * scale,
            aside=name in plain - compounded,
            alike=same_stems(name),
        )
        for name, weight in known.items()
    ]
    unknown = [
        Unit(name, _unknown_weight(name, is_plain=name in plain), known=False)
        for name, count in counts.items()
        if not count
    ]
    return (*concepts, *aspects, *words, *unknown, *phrases)


def _count(word: str, occurrences: Callable[[str], int]) -> int:
    """How many passages have a word, or that of its other words which more of them have."""
    return max(occurrences(word), *(occurrences(other) for other in same_stems(stem(word))), 0)


def _unknown_weight(name: str, *, is_plain: bool) -> float:
    """Full for what may be a name; less for a short word, which is more often one of everyday life."""
    if is_plain:
        return _UNKNOWN_PLAIN_WEIGHT
    return _UNKNOWN_SHORT_WEIGHT if len(name) <= _SHORT else 1.0


def _phrases(
    part: QuestionPart, vocabulary: Vocabulary, pool: Sequence[TextSigns], titles: Sequence[TextSigns]
) -> list[Unit]:
    """Neighbouring words that name one thing: multiple sclerosis, and the testicular of testicular cancer.

    Words with "in" or "of" between them are no neighbours. With a common word two are a name only where a title has
    them so: broken heart, but not dirty air.

    In a part with a concept only the words that lead up to it count, because the others merely describe.
    """
    mentions = [part.text[item.start : item.end] for item in vocabulary.mentions(part.text)]
    heads = {name for mention in mentions for name in content_stems(mention)} if part.concepts else set()
    terms = {stem(word) for word in part.terms if not is_plain(word)}
    sequence = ["" if word in STOP_WORDS else stem(word) for word in words(_PERSONS_OWN.sub(r"\1 of", part.text))]
    pairs: dict[tuple[str, str], None] = {}
    for place in range(len(sequence) - 1, 0, -1):
        pair = (sequence[place - 1], sequence[place])
        leads_on = (pair[1], sequence[place + 1]) in pairs if place + 1 < len(sequence) else False
        if pair[0] in terms and (pair[1] in heads or (pair[1] in terms and (leads_on or not heads))):
            pairs[pair] = None
    common = {stem(word) for word in part.terms if is_common(word)}
    named = frozenset().union(*(signs.pairs for signs in titles)) if common else frozenset()
    pairs = {pair: None for pair in pairs if common.isdisjoint(pair) or pair in named}
    same = {pair: _same_pairs(pair) for pair in pairs}
    return [
        Unit(pair, 1.0, known=any(pair in signs.pairs or others & signs.pairs for signs in pool), alike=others)
        for pair, others in same.items()
    ]


def _same_pairs(pair: tuple[str, str]) -> frozenset[str | tuple[str, str]]:
    """The pair with other words for one of its words, or for both."""
    first, second = ({word} | same_stems(word) for word in pair)
    return frozenset((one, other) for one in first for other in second) - {pair}


def _concept_unit(label: str, weights: Mapping[str, float], vocabulary: Vocabulary, pool: Sequence[TextSigns]) -> Unit:
    family = vocabulary.family(label)
    named = sum(label in signs.labels for signs in pool)
    met = sum(bool(family & signs.labels) for signs in pool)
    return Unit(
        name=label,
        weight=weights.get(vocabulary.concepts[label].type, 1.0) * _rarity(met, max(_COMMON, len(pool))),
        family=family,
        wider=frozenset(name for name in vocabulary.broader(label) if vocabulary.concepts[name].type != "symptom"),
        narrower_credit=NARROWER_CREDIT_OF_COMMON if named >= _OFTEN_NAMED else NARROWER_CREDIT,
        known=met > 0,
        aside=vocabulary.concepts[label].type in _ASIDE,
    )


@dataclass(frozen=True, slots=True)
class TextSigns:
    """The concepts, stems and pairs of neighbouring stems that a text has."""

    labels: frozenset[str]
    stems: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    @classmethod
    def of_stems(cls, stems: Sequence[str], labels: frozenset[str] = frozenset()) -> TextSigns:
        """Signs of a text given by its content stems in order; non-small cell is no small cell."""
        found = frozenset(stems)
        if "non" in found:
            pairs = frozenset(
                pair for place, pair in enumerate(pairwise(stems)) if not (place and stems[place - 1] == "non")
            )
        else:
            pairs = frozenset(pairwise(stems))
        return cls(labels, found, pairs)


NO_SIGNS = TextSigns(frozenset(), frozenset(), frozenset())


def read_signs(text: str, vocabulary: Vocabulary) -> TextSigns:
    """Concepts and stems of a text, for comparing with units."""
    signs = TextSigns.of_stems(content_stems(text), vocabulary.labels(text))
    if "itis" not in text:
        return signs
    inflamed = frozenset(word.lower() for word in _INFLAMED.findall(text))
    return TextSigns(signs.labels, signs.stems | inflamed, signs.pairs)


def spelt_signs(text: str, abbreviations: Mapping[str, str], vocabulary: Vocabulary) -> TextSigns:
    """Concepts and stems of a text with these abbreviations, and of the same with them written out."""
    spelt = written_out(text, abbreviations)
    if spelt == text:
        return read_signs(text, vocabulary)
    return _joined(read_signs(text, vocabulary), read_signs(spelt, vocabulary))


def _joined(one: TextSigns, other: TextSigns) -> TextSigns:
    return TextSigns(one.labels | other.labels, one.stems | other.stems, one.pairs | other.pairs)


def word_name(word: str) -> str:
    """What stands for a word in units and signs: its stem, but an inflammation whole.

    The stem of pancreatitis is that of pancreatic, and a cancer of the pancreas is no inflammation of it.
    """
    return word.lower() if _INFLAMED.fullmatch(word) else stem(word)


def signs_within(text: str, vocabulary: Vocabulary, *, abbreviations: Mapping[str, str] = _NONE) -> TextSigns:
    """At least what any sentence of a text has, these abbreviations written out and not."""
    spelt = written_out(text, abbreviations)
    found = [content_stems(one) for one in dict.fromkeys((text, spelt))]
    return TextSigns(
        frozenset().union(*(vocabulary.within(one) for one in dict.fromkeys((text, spelt)))),
        frozenset().union(*found),
        frozenset(pair for one in found for pair in pairwise(one)),
    )


def heading(passage: Passage) -> str:
    """What stands around a passage: its publication's title and the headings above it."""
    return " . ".join((passage.title, *passage.section_path))


def coverage(units: Sequence[Unit], own: TextSigns, context: TextSigns) -> float:
    """Weighted share, in 0..1, of `units` that a text carries itself (`own`) or around it (`context`)."""
    total = sum(unit.weight for unit in units)
    if not total:
        return 0.0
    return sum(unit.weight * max(_credit(unit, own), CONTEXT_CREDIT * _credit(unit, context)) for unit in units) / total


def key_units(units: Sequence[Unit], sides: frozenset[str] = frozenset()) -> tuple[Unit, ...]:
    """Of the units that the library knows, those that weigh most; what names none of them is on something else.

    `sides` are the stems of things told apart: each of them is a key too.
    """
    known = [unit for unit in units if unit.known]
    telling = [unit for unit in known if not unit.aside] or known
    most = max((unit.weight for unit in telling), default=0.0)
    keys = tuple(unit for unit in telling if unit.weight >= _KEY_SHARE * most)
    return keys + tuple(unit for unit in known if unit.name in sides and unit not in keys)


def names_any(units: Sequence[Unit], own: TextSigns, context: TextSigns) -> bool:
    """Whether a text carries any of these units itself or around it."""
    return any(_credit(unit, own) or _credit(unit, context) for unit in units)


def unknown_share(units: Sequence[Unit]) -> float:
    """Weighted share, in 0..1, of the units that no passage of the library names at all.

    Pairs of words are left out: a library whose words are both known may well put them another way round.
    """
    single = [unit for unit in units if not isinstance(unit.name, tuple)]
    total = sum(unit.weight for unit in single)
    return sum(unit.weight for unit in single if not unit.known) / total if total else 1.0


def _credit(unit: Unit, signs: TextSigns) -> float:
    if isinstance(unit.name, tuple):
        if unit.name in signs.pairs:
            return 1.0
        whole = unit.chain and unit.chain <= signs.stems and "non" not in signs.stems
        return ALIKE_CREDIT if whole or _has_alike(unit, signs) else 0.0
    if not unit.family:
        return 1.0 if unit.name in signs.stems else ALIKE_CREDIT if _has_alike(unit, signs) else 0.0
    if unit.name in signs.labels:
        return 1.0
    if unit.family & signs.labels:
        return unit.narrower_credit
    return WIDER_CREDIT if unit.wider & signs.labels else 0.0


def _has_alike(unit: Unit, signs: TextSigns) -> bool:
    return bool(unit.alike) and not (unit.alike.isdisjoint(signs.stems) and unit.alike.isdisjoint(signs.pairs))


def _rarity(count: int, many: int) -> float:
    """1 for something in no or one passage, falling to `_LEAST_WEIGHT` where it is in `many` or more."""
    if count <= 1:
        return 1.0
    return max(_LEAST_WEIGHT, 1.0 - (1.0 - _LEAST_WEIGHT) * math.log(count) / math.log(many))
