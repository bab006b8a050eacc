"""Whether the things that a question names stand together in a source, or far apart in many.

A large library has a passage on yoga and one on anxiety; that does not answer whether yoga helps anxiety.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from citewell.compose.answering import is_labelled
from citewell.compose.candidates import Candidate
from citewell.compose.populations import Population, asked_populations, names_them
from citewell.domain.questions import QuestionPart
from citewell.text.coverage import NO_SIGNS, TextSigns, Unit, names_any, read_signs
from citewell.text.normalise import stem
from citewell.text.vocabulary import Vocabulary

# A word names a thing of its own when it weighs this share of the weightiest word.
TELLING_SHARE = 0.5
# A thing of several words (intellectual disability) is named by this share of them.
NAMED_SHARE = 0.5
# A word for a time of life that makes the condition after it another one: postpartum haemorrhage is no haemorrhage.
_MAKES_ANOTHER = re.compile(
    r"\b(postpartum|puerperal|gestational|antenatal|prenatal|perinatal|postnatal|neonatal|congenital|juvenile)\s+\w",
    re.IGNORECASE,
)
_TELLING_TYPES = frozenset({"condition", "symptom", "procedure", "drug", "test"})

Thing = tuple[Unit, ...]


def pools_together(
    candidates: Sequence[Candidate], part: QuestionPart, units: Sequence[Unit], *, vocabulary: Vocabulary
) -> Iterator[Sequence[Candidate]]:
    """Pools to choose an answer from, the narrowest first: those that name two of the things asked about.

    First such as do in their own words with the title of their publication; then such as stand under a title that
    names one in a passage that names another. Where fewer than two things are asked about, and among
    texts whose sources label their topics, every candidate. What is said of others says nothing of people who are
    asked about by their calling (nurses, prisoners).
    """
    apart = [people for people in asked_populations(part.text) if people.apart]
    if apart:
        candidates = [one for one in candidates if is_labelled(one) or _names_all(apart, one)]
    things = telling_things(part, units, vocabulary=vocabulary)
    if len(things) < 2:
        yield candidates
        return
    labelled = [one for one in candidates if is_labelled(one)]
    free = [one for one in candidates if not is_labelled(one)]
    yield labelled + [one for one in free if _count(things, one.signs, one.around) > 1]
    entitled = [one for one in free if _count(things, one.around, NO_SIGNS)]
    texts = {one.evidence.passage.id: one.evidence.passage.text for one in entitled}
    named = {name: read_signs(text, vocabulary) for name, text in texts.items()}
    yield labelled + [one for one in entitled if _count(things, named[one.evidence.passage.id], one.around) > 1]


def telling_things(part: QuestionPart, units: Sequence[Unit], *, vocabulary: Vocabulary) -> list[Thing]:
    """What a part names that may be asked about: conditions, treatments, tests, and groups of words that weigh much.

    Neighbouring words that the library knows as a pair are one thing. The people and a mere aspect ("imaging", but not
    ultrasound, a kind of it) are none.
    """
    telling = [
        unit
        for unit in units
        if unit.family
        and vocabulary.concepts[str(unit.name)].type in _TELLING_TYPES
        and (unit.name not in part.aspects or vocabulary.broader(str(unit.name)))
    ]
    telling += [Unit(stem(word), 1.0) for word in dict.fromkeys(_MAKES_ANOTHER.findall(part.text.lower()))]
    words = {unit.name: unit for unit in units if not unit.family and not isinstance(unit.name, tuple)}
    groups = {name: {name} for name in words}
    for unit in units:
        if isinstance(unit.name, tuple) and unit.known and unit.name[0] in groups and unit.name[1] in groups:
            joined = groups[unit.name[0]] | groups[unit.name[1]]
            groups.update(dict.fromkeys(joined, joined))
    most = max((unit.weight for unit in words.values()), default=0.0)
    heavy = dict.fromkeys(
        tuple(unit for name, unit in words.items() if name in names)
        for names in groups.values()
        if max(words[name].weight for name in names) >= TELLING_SHARE * most
    )
    return [*((unit,) for unit in telling), *heavy]


def _names_all(peoples: Sequence[Population], candidate: Candidate) -> bool:
    texts = (candidate.claim.text, candidate.evidence.passage.title, candidate.evidence.passage.text)
    return all(names_them(people, texts) for people in peoples)


def _count(things: Sequence[Thing], own: TextSigns, around: TextSigns) -> int:
    """How many of the things a text names, itself or around it."""
    return sum(sum(names_any((unit,), own, around) for unit in thing) >= NAMED_SHARE * len(thing) for thing in things)
