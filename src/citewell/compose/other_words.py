"""Other words for what a question names: everyday and clinical names, a class and its drugs, a name in another order.

They only help to find what a text is on; every check still reads the words as they stand.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

from citewell.compose.populations import is_person
from citewell.domain.questions import Evidence
from citewell.text.abbreviations import abstract_of
from citewell.text.canonical import same_stems
from citewell.text.coverage import NO_SIGNS, TextSigns, Unit, coverage, heading, names_any, read_signs
from citewell.text.normalise import content_stems, stem
from citewell.text.ordinary import ordinary_stems
from citewell.text.vocabulary import Vocabulary

LONGEST_NAME = 3
# Names of one thing that a second search looks for.
MOST_SEARCHED = 5
# A name of three words and more is the same in any order; of fewer only as it stands.
LEAST_IN_CHAIN = 3
# An encyclopaedia has a name where so many of the passages found have it.
OFTEN_NAMED = 3

Name = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class Names:
    """What else a name may be called, as written and as stems, one or two in a row."""

    written: tuple[str, ...]
    stems: frozenset[Name]


def widened(
    units: Sequence[Unit], text: str, evidence: Sequence[Evidence], vocabulary: Vocabulary
) -> tuple[tuple[Unit, ...], list[Evidence]]:
    """The units of a part, whose text is `text`, with other words for each, and the evidence covered by these.

    All of them among papers, which name a thing as they like. An encyclopaedia has a page for what it calls by the
    name that was asked, and those that only have another for it are on something else; there a unit is widened that
    hardly a passage names. What a source labels is on what it is labelled with.
    """
    free = [item for item in evidence if item.passage.topic is None]
    if not free:
        return tuple(units), list(evidence)
    wide = with_other_words(units, text)
    if not any(abstract_of(item.document) for item in free):
        wide = _where_seldom_named(units, wide, [read_signs(item.passage.text, vocabulary) for item in free])
    return wide, _covered_anew(evidence, wide, vocabulary) if wide != tuple(units) else list(evidence)


def _where_seldom_named(units: Sequence[Unit], wide: Sequence[Unit], texts: Sequence[TextSigns]) -> tuple[Unit, ...]:
    """The widened units where texts seldom name the part's own, or the pair of words that one belongs to."""
    often = {
        unit.name: sum(names_any((unit,), one, NO_SIGNS) for one in texts) >= OFTEN_NAMED
        for unit in units
        if not unit.family
    }
    for name, is_often in tuple(often.items()):
        if isinstance(name, tuple) and not is_often:
            often.update({word: False for word in name if word in often})
    return tuple(
        own if often.get(own.name, True) else replace(unit, chain=frozenset())
        for own, unit in zip(units, wide, strict=True)
    )


def with_other_words(units: Sequence[Unit], text: str) -> tuple[Unit, ...]:
    """The units of a part, whose text is `text`, with the other words for each; a name of three words in any order."""
    alike: dict[str, frozenset[Name]] = {}
    for words, names in _named_in(text):
        for word in words:
            alike[word] = alike.get(word, frozenset()) | names.stems
    people = {stem(word) for word in text.split() if is_person(word.strip("?!.,;:()"))}
    chains = _chains(units)
    widened: list[Unit] = []
    for unit in units:
        if unit.family:
            widened.append(unit)
        elif isinstance(unit.name, str):
            own = _stem_of(unit)
            others = alike.get(own, frozenset()) | _same(own)
            widened.append(replace(unit, alike=unit.alike | others, aside=unit.aside or own in people))
        else:
            chain = chains.get(unit.name, frozenset())
            widened.append(replace(unit, alike=unit.alike | _alike_pair(unit.name, alike), chain=chain))
    return tuple(widened)


def in_other_words(text: str) -> str:
    """A question with other names for what it names in front; empty where the table has none for any of it."""
    other = [name for _, names in _named_in(text) for name in names.written[:MOST_SEARCHED]]
    return " ".join((*other, text)) if other else ""


def _covered_anew(evidence: Sequence[Evidence], units: Sequence[Unit], vocabulary: Vocabulary) -> list[Evidence]:
    """The evidence with the coverage of the widened units, where that is more; what a source labels stays."""
    renewed: list[Evidence] = []
    for item in evidence:
        if item.passage.topic is None:
            around = read_signs(heading(item.passage), vocabulary)
            named = coverage(units, read_signs(item.passage.text, vocabulary), around)
            item = replace(item, coverage=max(item.coverage, named))
        renewed.append(item)
    return renewed


def _named_in(text: str) -> Iterator[tuple[tuple[str, ...], Names]]:
    """The names of the table that a text has, the longest first and each word once, with what else they are called."""
    sequence, taken = content_stems(text), set[int]()
    for length in range(LONGEST_NAME, 0, -1):
        for start in range(len(sequence) - length + 1):
            places = range(start, start + length)
            words = sequence[start : start + length]
            if words in _table() and taken.isdisjoint(places):
                taken.update(places)
                yield words, _table()[words]


def _alike_pair(pair: tuple[str, str], alike: Mapping[str, frozenset[Name]]) -> frozenset[Name]:
    """Two words in a row with other words for either, whichever comes first, or in one name for both of them."""
    first, second = (frozenset({word}) | alike.get(word, frozenset()) | _same(word) for word in pair)
    joined: set[Name] = set(alike.get(pair[0], frozenset()) & alike.get(pair[1], frozenset()))
    for one in first:
        for other in second:
            if isinstance(one, str) and isinstance(other, str) and one != other:
                joined |= {(one, other)} if (one, other) == pair else {(one, other), (other, one)}
    return frozenset(joined - {pair})


def _chains(units: Sequence[Unit]) -> dict[tuple[str, str], frozenset[str]]:
    """Each pair of words with all of the words in the row that it is part of, where these are three or more."""
    pairs = [unit.name for unit in units if isinstance(unit.name, tuple)]
    joined = {pair: set(pair) for pair in pairs}
    for first in pairs:
        for second in pairs:
            if first[1] == second[0]:
                together = joined[first] | joined[second]
                joined.update({pair: together for pair in pairs if joined[pair] & together})
    return {pair: frozenset(words) for pair, words in joined.items() if len(words) >= LEAST_IN_CHAIN}


def _stem_of(unit: Unit) -> str:
    name = str(unit.name)
    return stem(name) if name.endswith("itis") else name


@cache
def _same(root: str) -> frozenset[str]:
    """The stems that comparing claims takes for the same word, as far as they name a thing."""
    if root in _apart() or root in ordinary_stems():
        return frozenset()
    return same_stems(root) - {root} - _apart()


@cache
def _apart() -> frozenset[str]:
    return frozenset(stem(word) for word in _read()["apart"])


@cache
def _table() -> dict[tuple[str, ...], Names]:
    """Other names by the stems of a name; those that the table has first for it are searched first."""
    found: dict[tuple[str, ...], list[str]] = {}
    for row in _read()["same"]:
        for name in row:
            found.setdefault(content_stems(name), []).extend(other for other in row if other != name)
    for name, kinds in _read()["kinds"].items():
        found.setdefault(content_stems(name), []).extend(kinds)
    return {
        stems: Names(
            tuple(other for other in others if content_stems(other) != stems),
            frozenset(_name(content_stems(other)) for other in others if content_stems(other) != stems),
        )
        for stems, others in found.items()
        if stems
    }


def _name(stems: tuple[str, ...]) -> Name:
    return stems[0] if len(stems) == 1 else next(pairwise(stems))


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(resources.files("citewell.compose").joinpath("other_words.toml").read_text("utf-8"))
