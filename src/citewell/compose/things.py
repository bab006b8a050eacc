"""The things that a question names: what may be asked about, apart from people, aspects and mere description."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.populations import asked_populations
from citewell.domain.enums import Intent
from citewell.domain.questions import QuestionPart
from citewell.text.coverage import NO_SIGNS, TextSigns, Unit, names_any
from citewell.text.normalise import content_stems, stem
from citewell.text.vocabulary import Vocabulary

# A word names a thing of its own when it weighs this share of the weightiest word; a compound always does.
TELLING_SHARE = 0.45
# A thing of several words (intellectual disability) is named by this share of them.
NAMED_SHARE = 0.6
# A word for a time of life that makes the condition after it another one: postpartum haemorrhage is no haemorrhage.
_MAKES_ANOTHER = re.compile(
    r"\b(postpartum|puerperal|gestational|antenatal|prenatal|perinatal|postnatal|neonatal|congenital|juvenile)\s+\w",
    re.IGNORECASE,
)

# "Options beyond beta blockers": what need not be named.
_BEYOND = re.compile(
    r"\b(?:beyond|besides|other than|apart from|aside from|in addition to|instead of|rather than|alternatives? to"
    r"|in place of|not responding to|not respond(?:ed)? to|despite|after (?:\w+ )?failed)\s+"
    r"(?P<left>[\w-]+(?: [\w-]+)?)",
    re.IGNORECASE,
)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_RATES = re.compile(
    r"\b(?:better|best|safer|safest|stronger|quicker|faster|cheaper|prefer\w*|more|less)\b", re.IGNORECASE
)
# Two treatments joined by "or" are compared, and both must be told of.
_IN_DOUBT = frozenset({Intent.DIFFERENTIAL, Intent.DIAGNOSIS, Intent.GENERAL, Intent.CAUSE})

Thing = tuple[Unit, ...]


def telling_things(part: QuestionPart, units: Sequence[Unit], *, vocabulary: Vocabulary) -> list[Thing]:
    """What a part names that may be asked about: conditions, treatments, tests, and groups of words that weigh much.

    Neighbouring words that the library knows as a pair are one thing, also with a concept (oesophageal cancer). The
    people and a mere aspect ("imaging", but not ultrasound, a kind of it) are none.
    """
    telling = [
        unit
        for unit in units
        if unit.family
        and unit.known
        and vocabulary.concepts[str(unit.name)].is_telling
        and (unit.name not in part.aspects or vocabulary.broader(str(unit.name)))
    ]
    words = {
        str(unit.name): unit
        for unit in units
        if not unit.family and not isinstance(unit.name, tuple) and not unit.aside
    }
    groups = {name: {name} for name in words}
    whole = {stem(name): name for name in words}  # an inflammation stands whole in a unit, as a stem in a pair
    heads: dict[str, str] = {}
    for unit in units:
        if not isinstance(unit.name, tuple) or not unit.known:
            continue
        first, second = (whole.get(name, name) for name in unit.name)
        if first not in groups:
            continue
        if second in groups:
            joined = groups[first] | groups[second]
            groups.update(dict.fromkeys(joined, joined))
        else:
            heads[first] = second
    people = {stem(word) for word in part.terms if asked_populations(word)}
    most = max((unit.weight for unit in words.values()), default=0.0)
    things: list[Thing] = []
    for unit in telling:
        own = _stems(unit, vocabulary)
        leading = {name for first, head in heads.items() if head in own for name in groups[first]}
        things.append((unit, *(words[name] for name in words if name in leading)))
    taken = {unit for thing in things for unit in thing}
    for names in groups.values():
        thing = tuple(unit for name, unit in words.items() if name in names - people)
        if not thing or taken.intersection(thing):
            continue
        if len(thing) > 1 or thing[0].weight >= TELLING_SHARE * most:
            things.append(thing)
            taken.update(thing)
    left = {word for match in _BEYOND.finditer(part.text) for word in content_stems(match["left"])}
    kept = [thing for thing in things if not left or not all(_stems(unit, vocabulary) <= left for unit in thing)]
    return (kept or things) + [
        (Unit(stem(word), 1.0),) for word in dict.fromkeys(_MAKES_ANOTHER.findall(part.text.lower()))
    ]


def in_doubt(part: QuestionPart, things: Sequence[Thing]) -> bool:
    """Whether a question asks which of two things it is, as "or" between their names tells."""
    if part.intent not in _IN_DOUBT or _RATES.search(part.text):
        return False
    sides = [set(content_stems(side)) for side in _OR.split(part.text)]
    places = [
        {at for at, side in enumerate(sides) for unit in thing if side & set(content_stems(_name(unit)))}
        for thing in things
    ]
    return len(sides) > 1 and all(len(found) == 1 for found in places) and len(set.union(*places)) == len(things)


def _name(unit: Unit) -> str:
    return unit.name if isinstance(unit.name, str) else " ".join(unit.name)


def subject_of(part: QuestionPart, things: Sequence[Thing], *, vocabulary: Vocabulary) -> list[Thing]:
    """The things that the clauses of a part are all about; what one of them asks of these beside is none."""
    about = {word for ask in part.asks for word in content_stems(ask.about)}
    return [thing for thing in things if any(_stems(unit, vocabulary) & about for unit in thing)]


def _stems(unit: Unit, vocabulary: Vocabulary) -> set[str]:
    if not unit.family:
        return {str(unit.name)}
    return {word for form in vocabulary.concepts[str(unit.name)].surfaces for word in content_stems(form)}


def count_named(things: Sequence[Thing], own: TextSigns, around: TextSigns) -> int:
    """How many of the things a text names, itself or around it."""
    return sum(_is_named(thing, own, around) for thing in things)


def share_named(things: Sequence[Thing], text: TextSigns) -> float:
    """The share, in 0..1, of what the things weigh that a text names."""
    weights = [(sum(unit.weight for unit in thing), _is_named(thing, text, NO_SIGNS)) for thing in things]
    return sum(weight for weight, named in weights if named) / sum(weight for weight, _ in weights)


def _is_named(thing: Thing, own: TextSigns, around: TextSigns) -> bool:
    return sum(names_any((unit,), own, around) for unit in thing) >= NAMED_SHARE * len(thing)
