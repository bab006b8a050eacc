"""Everyday and technical names of one thing, and more general words that a claim may use for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from citewell.text.canonical import key_of, substances
from citewell.text.normalise import stem, words
from citewell.text.spelling import fold_spelling

SHORTEST_ROOT = 5  # letters by which two words may be known as formed of one root
_FORMED = re.compile(
    r"(?:ations?|itions?|utions?|ions?|ators?|ators?|ments?|ness|ities|ity|ances?|ences?|ancy|ency|ants?|ents?|ables?|ibles?|"
    r"ically|ical|ics?|isms?|ists?|ians?|ias?|ials?|als?|ary|ous|oid|ives?|ative|ings?|ers?|ors?|eds?|es|ed|en|ful|ly|y|s|e|"
    r"us|um|ae|i|a|ish|hood|ship)$"
)
_NEUTRAL = frozenset("a an the of in on to by at with and or for from".split())


@dataclass(frozen=True, slots=True)
class Naming:
    """A thing that a text names: the number of its row in the table, and the words by which it is named."""

    row: int
    named_by: tuple[str, ...]


@lru_cache(maxsize=8192)
def namings(text: str) -> tuple[Naming, ...]:
    """Every name of the table that stands in `text`, the longer ones and those inside them."""
    spoken = words(text)
    roots = [stem(word) for word in spoken]
    found: list[Naming] = []
    for place, root in enumerate(roots):
        for name, row in _by_first().get(root, ()):
            if tuple(roots[place : place + len(name)]) == name:
                found.append(Naming(row, tuple(spoken[place : place + len(name)])))
    return tuple(found)


def named_otherwise(claim: Iterable[str], evidence: Iterable[str]) -> frozenset[str]:
    """The keys of the words by which `claim`, in any of its forms, names what `evidence` names in another way."""
    rows = {naming.row for text in evidence for naming in namings(text)}
    return frozenset(
        key_of(word)
        for text in claim
        for naming in namings(text)
        if naming.row in rows
        for word in naming.named_by
        if word not in _NEUTRAL
    )


@lru_cache(maxsize=8192)
def is_broader(word: str, evidence: tuple[str, ...]) -> bool:
    """Whether `word` is a more general name of what one of the words of `evidence` names."""
    narrower = _broader().get(stem(word))
    if narrower is None:
        return False
    roots, endings, beginnings = narrower
    return any(
        stem(one) in roots or one.rstrip("s").endswith(endings) or one.startswith(beginnings) for one in evidence
    )


@lru_cache(maxsize=8192)
def is_kin(word: str, evidence: tuple[str, ...]) -> bool:
    """Whether a word is formed of the root of one of the quote's: parkinsonian and parkinsonism."""
    root = _root(word)
    return len(root) >= SHORTEST_ROOT and any(root == _root(one) for one in evidence if one[:3] == word[:3])


@lru_cache(maxsize=32_768)
def _root(word: str) -> str:
    """A word without the endings by which nouns, adjectives and verbs of one root differ; never one that denies."""
    bare = fold_spelling(word)
    while True:
        match = _FORMED.search(bare)
        if match is None or match.start() < SHORTEST_ROOT or substances(word):
            return bare
        bare = bare[: match.start()]


def _rows(name: str) -> Iterator[tuple[str, list[str]]]:
    text = resources.files("citewell.text").joinpath(name).read_text("utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            first, _, others = line.partition(":")
            yield first.strip(), [other.strip() for other in others.split(",") if other.strip()]


@cache
def _by_first() -> dict[str, tuple[tuple[tuple[str, ...], int], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], int]]] = {}
    for row, (first, others) in enumerate(_rows("lay_terms.txt")):
        for name in (first, *others):
            roots = tuple(stem(word) for word in words(name))
            if roots:
                found.setdefault(roots[0], []).append((roots, row))
    return {root: tuple(names) for root, names in found.items()}


@cache
def _broader() -> dict[str, tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]]:
    found: dict[str, tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]] = {}
    for general, kinds in _rows("broader_terms.txt"):
        endings = tuple(kind[1:] for kind in kinds if kind.startswith("-"))
        beginnings = tuple(kind[:-1] for kind in kinds if kind.endswith("-"))
        whole = [kind for kind in kinds if not kind.startswith("-") and not kind.endswith("-")]
        roots = frozenset(stem(word) for kind in whole for word in words(kind))
        for name in general.split(","):
            held = found.get(stem(name.strip()), (frozenset[str](), (), ()))
            found[stem(name.strip())] = (held[0] | roots, held[1] + endings, held[2] + beginnings)
    return found
