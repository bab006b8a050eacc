"""A thesaurus of concepts: recognises their surface forms in text and expands questions with them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from citewell.domain.errors import LibraryError
from citewell.text.normalise import normalise, stem

TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True, slots=True)
class Concept:
    """A preferred label with its synonyms and the labels of its kinds or parts.

    `excludes` are the labels of concepts that cannot be meant at the same time, as children and adults; an
    `assumed` population is meant wherever none is named.
    """

    label: str
    synonyms: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    type: str = "condition"
    excludes: tuple[str, ...] = ()
    assumed: bool = False

    @property
    def surfaces(self) -> tuple[str, ...]:
        """Every form that stands for the concept, the label first."""
        return (self.label, *self.synonyms)

    @property
    def is_problem(self) -> bool:
        """Whether a person can have it: a condition or a symptom."""
        return self.type in {"condition", "symptom"}

    @property
    def is_means(self) -> bool:
        """Whether it is taken, done or measured: a drug, a procedure or a test."""
        return self.type in {"drug", "procedure", "test"}

    @property
    def is_telling(self) -> bool:
        """Whether a text may be on it: a problem or a means, not a population, a measure or an aspect."""
        return self.is_problem or self.is_means


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept found in a text, with the offsets of the words that name it."""

    label: str
    start: int
    end: int


class _Longest(dict[str, int]):
    """The length in words of the longest form that may begin with a token, kept for each; nought for nearly all."""

    LARGEST = 100_000

    def __init__(self, reach: Mapping[str, int]) -> None:
        super().__init__()
        self._reach = reach

    def __missing__(self, token: str) -> int:
        plural = token[:-1] if token.endswith("s") and token[:-1].isupper() else token
        found = max(self._reach.get(form, 0) for form in (_stem(token), token, plural))
        if len(self) >= self.LARGEST:
            self.clear()
        self[token] = found
        return found


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Concepts by label. An empty vocabulary is valid and recognises nothing; one is equal to itself alone."""

    concepts: Mapping[str, Concept] = field(default_factory=dict)

    @cached_property
    def _by_stems(self) -> dict[tuple[str, ...], str]:
        table: dict[tuple[str, ...], str] = {}
        for concept in self.concepts.values():
            for surface in concept.surfaces:
                if not is_abbreviation(surface):
                    table.setdefault(token_stems(surface), concept.label)
        return table

    @cached_property
    def _abbreviations(self) -> dict[tuple[str, ...], str]:
        return {
            tuple(TOKEN.findall(surface)): concept.label
            for concept in self.concepts.values()
            for surface in concept.surfaces
            if is_abbreviation(surface)
        }

    @cached_property
    def words(self) -> frozenset[str]:
        """Every lower-case word of a surface form: what a misspelt word may be corrected to."""
        return frozenset(
            word.lower()
            for concept in self.concepts.values()
            for surface in concept.surfaces
            for word in TOKEN.findall(surface)
            if len(word) > 3
        )

    @cached_property
    def _word_stems(self) -> frozenset[str]:
        return frozenset(_stem(word) for word in self.words)

    def with_concepts(self, concepts: Iterable[Concept]) -> Vocabulary:
        """This vocabulary with further concepts, or fuller ones in the place of those that it has.

        A surface form that it knows keeps its meaning.
        """
        return Vocabulary({**self.concepts, **{concept.label: concept for concept in concepts}})

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Concepts named in `text`, longest surface form first, without overlaps, in reading order."""
        return self._cached_mentions(text)

    def labels(self, text: str) -> frozenset[str]:
        """The labels of all concepts named in `text`."""
        return frozenset(mention.label for mention in self.mentions(text))

    def within(self, text: str) -> frozenset[str]:
        """The labels that any stretch of `text` may name, those of forms inside longer ones included."""
        return self._cached_within(text)

    @cached_property
    def _cached_within(self) -> Callable[[str], frozenset[str]]:
        return lru_cache(maxsize=4096)(self._find_within)

    def _find_within(self, text: str) -> frozenset[str]:
        tokens = TOKEN.findall(text)
        starts = [at for at, longest in enumerate(map(self._longest.__getitem__, tokens)) if longest]
        return frozenset([label for at in starts for label, _ in self._forms_at(tokens, at)])

    @cached_property
    def _cached_mentions(self) -> Callable[[str], tuple[Mention, ...]]:
        return lru_cache(maxsize=20_000)(self._find_mentions)

    def _find_mentions(self, text: str) -> tuple[Mention, ...]:
        matches = list(TOKEN.finditer(text))
        tokens = [match.group() for match in matches]
        found: list[Mention] = []
        free = 0
        for at, longest in enumerate(map(self._longest.__getitem__, tokens)):
            if longest and at >= free and (forms := self._forms_at(tokens, at)):
                label, length = forms[-1]
                free = at + length
                found.append(Mention(label, matches[at].start(), matches[free - 1].end()))
        return tuple(found)

    def _forms_at(self, tokens: Sequence[str], at: int) -> list[tuple[str, int]]:
        """The concepts that the token at a place, alone or with those behind it, stands for; the longest form last."""
        found: list[tuple[str, int]] = []
        stems: tuple[str, ...] = ()
        abbreviated = self._abbreviation_reach.get(tokens[at].removesuffix("s"), 0)
        for length, token in enumerate(tokens[at : at + self._longest[tokens[at]]], start=1):
            stems += (_stem(token),)
            label = self._abbreviation(tuple(tokens[at : at + length])) if length <= abbreviated else None
            if label := label or self._by_stems.get(stems):
                found.append((label, length))
            if length >= abbreviated and stems not in self._beginnings:
                break
        return found

    @cached_property
    def _beginnings(self) -> frozenset[tuple[str, ...]]:
        """The stems with which a longer form begins."""
        return frozenset(form[:length] for form in self._by_stems for length in range(1, len(form)))

    @cached_property
    def _abbreviation_reach(self) -> dict[str, int]:
        """The length of the longest abbreviation by its first token, without the s of a plural."""
        reach: dict[str, int] = {}
        for form in self._abbreviations:
            first = form[0].removesuffix("s")
            reach[first] = max(len(form), reach.get(first, 0))
        return reach

    @cached_property
    def _longest(self) -> _Longest:
        return _Longest(self._reach)

    @cached_property
    def _reach(self) -> dict[str, int]:
        """For the first word of every surface form (its stem, or an abbreviation): the longest form's length."""
        reach: dict[str, int] = {}
        for form in (*self._by_stems, *self._abbreviations):
            reach[form[0]] = max(len(form), reach.get(form[0], 0))
        return reach

    def ambiguous(self, text: str) -> list[tuple[str, tuple[str, ...]]]:
        """Abbreviations in `text` that stand for more than one concept, as written, with these concepts' labels."""
        return [(token, labels) for token in TOKEN.findall(text) if len(labels := self._readings.get(token, ())) > 1]

    @cached_property
    def _readings(self) -> dict[str, tuple[str, ...]]:
        readings: dict[str, tuple[str, ...]] = {}
        for concept in self.concepts.values():
            for surface in concept.surfaces:
                if is_abbreviation(surface) or (surface.islower() and surface.isalpha() and len(surface) <= 4):
                    readings[surface] = tuple(dict.fromkeys((*readings.get(surface, ()), concept.label)))
        return readings

    def family(self, label: str) -> frozenset[str]:
        """The concept itself and everything narrower than it, at any depth."""
        found: set[str] = set()
        waiting = [label]
        while waiting:
            current = waiting.pop()
            if current in self.concepts and current not in found:
                found.add(current)
                waiting.extend(self.concepts[current].narrower)
        return frozenset(found)

    def broader(self, label: str) -> frozenset[str]:
        """Every concept of which `label` is a kind or part, at any depth."""
        found: set[str] = set()
        waiting = [label]
        while waiting:
            current = waiting.pop()
            for parent in self._parents.get(current, ()):
                if parent not in found:
                    found.add(parent)
                    waiting.append(parent)
        return frozenset(found)

    def correct(self, word: str) -> str | None:
        """The vocabulary's word that a misspelt `word` most likely means, or None.

        One slip (a letter more, less, other, or two swapped) is forgiven, two in words of nine letters.
        """
        from rapidfuzz.distance import OSA

        lowered = word.lower()
        if len(lowered) < 5 or _stem(lowered) in self._word_stems:
            return None
        allowed = 1 if len(lowered) < 9 else 2
        near = [
            (distance, other)
            for other in self.words
            if other[0] == lowered[0] and (distance := OSA.distance(lowered, other, score_cutoff=allowed)) <= allowed
        ]
        return min(near)[1] if near else None

    @cached_property
    def _parents(self) -> dict[str, list[str]]:
        parents: dict[str, list[str]] = {}
        for concept in self.concepts.values():
            for child in concept.narrower:
                parents.setdefault(child, []).append(concept.label)
        return parents

    def _abbreviation(self, tokens: tuple[str, ...]) -> str | None:
        label = self._abbreviations.get(tokens)
        if label is None and tokens[-1].endswith("s") and tokens[-1][:-1].isupper():
            label = self._abbreviations.get((*tokens[:-1], tokens[-1][:-1]))
        return label


def parse_vocabulary(text: str) -> Vocabulary:
    """Read the TOML form `[[concept]] label, synonyms, narrower, type, excludes, assumed`; raises LibraryError."""
    try:
        rows: Sequence[Mapping[str, object]] = tomllib.loads(text).get("concept", [])
        concepts = [
            Concept(
                label=str(row["label"]),
                synonyms=_strings(row.get("synonyms", [])),
                narrower=_strings(row.get("narrower", [])),
                type=str(row.get("type", "condition")),
                excludes=_strings(row.get("excludes", [])),
                assumed=bool(row.get("assumed", False)),
            )
            for row in rows
        ]
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise LibraryError(
            f"The vocabulary cannot be read: {error}", remedy="Compare it with the starter library's."
        ) from error
    return Vocabulary({concept.label: concept for concept in concepts})


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"expected a list, found {value!r}")
    return tuple(str(item) for item in value)


def is_abbreviation(surface: str) -> bool:
    """One word, a part of which has two or more capitals, such as PoTS or CT-SPECT: matched letter for letter."""
    parts = re.split(r"[-/]", surface)
    return " " not in surface and any(sum(letter.isupper() for letter in part) >= 2 for part in parts)


def tokens(text: str) -> list[str]:
    """The words of a surface form, as they are compared; hyphens part them."""
    return TOKEN.findall(text)


def token_stems(text: str) -> tuple[str, ...]:
    """The stems by which surface forms are compared, in order."""
    return _stems(tokens(text))


def _stems(tokens: Sequence[str]) -> tuple[str, ...]:
    return tuple(_stem(token) for token in tokens)


@lru_cache(maxsize=50_000)
def _stem(token: str) -> str:
    return stem(normalise(token).lower())
