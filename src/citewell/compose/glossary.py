"""The glossary: medical and formal terms, each with a plain word and a meaning, found in a text in one scan."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise

from citewell.domain.errors import LibraryError

LONGEST_PLAIN = 8
"""Words of a plain form at most."""

LONGEST_DEFINITION = 20
"""Words of a definition at most."""

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_BETWEEN = frozenset({" ", "-", "‑", "–"})
_FIELDS = frozenset({"term", "forms", "plain", "plain_forms", "definition", "swap", "field"})
_SENSES = "senses"


@dataclass(frozen=True, slots=True)
class Sense:
    """What a term means beside one of these words, or of words that begin so: cervical beside "neck" or "womb"."""

    beside: tuple[str, ...]
    definition: str

    def is_meant(self, text: str) -> bool:
        """Whether a text has one of the words."""
        return any(word.lower().startswith(self.beside) for word in _TOKEN.findall(text))


@dataclass(frozen=True, slots=True)
class Entry:
    """A term: what it is called plainly, what it means, and whether the plain word may stand in its place."""

    term: str
    forms: tuple[str, ...]
    plain: str
    plain_forms: tuple[str, ...]
    definition: str
    swap: bool
    field: str
    senses: tuple[Sense, ...] = ()

    def __post_init__(self) -> None:
        if len(self.forms) != len(self.plain_forms):
            raise LibraryError(f"Glossary: {self.term!r} has not one plain form for each of its forms.")
        if not (self.term.strip() and self.plain.strip() and self.definition.strip()):
            raise LibraryError(f"Glossary: {self.term!r} lacks a term, a plain word or a definition.")
        if max(len(plain.split()) for plain in (self.plain, *self.plain_forms)) > LONGEST_PLAIN:
            raise LibraryError(f"Glossary: the plain word of {self.term!r} is longer than {LONGEST_PLAIN} words.")
        if max(len(meaning.split()) for meaning in self.meanings) > LONGEST_DEFINITION:
            raise LibraryError(f"Glossary: the definition of {self.term!r} is longer than {LONGEST_DEFINITION} words.")

    @property
    def meanings(self) -> tuple[str, ...]:
        """The definition that holds everywhere, then those of each sense."""
        return (self.definition, *(sense.definition for sense in self.senses))

    def meaning_in(self, text: str) -> str:
        """The definition for a text: that of the one sense that it speaks of, else the one that holds everywhere."""
        meant = {sense.definition for sense in self.senses if sense.is_meant(text)}
        return meant.pop() if len(meant) == 1 else self.definition

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every form of the term with the plain word for it, the term itself first."""
        return ((self.term, self.plain), *zip(self.forms, self.plain_forms, strict=True))

    @property
    def is_counted(self) -> bool:
        """Whether term and plain word both have a plural, so that "a" may stand before either."""
        return any(form == f"{self.term}s" and plain != self.plain for form, plain in self.pairs)


@dataclass(frozen=True, slots=True)
class Found:
    """A term in a text: its place, and the plain word for the form that stands there."""

    start: int
    end: int
    entry: Entry
    plain: str


class Glossary:
    """Entries and a table of their forms by tokens; a scan looks up each token of the text once."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._forms: dict[tuple[str, ...], list[tuple[str, Entry, str]]] = {}
        self._longest: dict[str, int] = {}
        for entry in entries:
            for form, plain in entry.pairs:
                key = tuple(token.lower() for token in _TOKEN.findall(form))
                if not key:
                    raise LibraryError(f"Glossary: {form!r} of {entry.term!r} has no word in it.")
                held = self._forms.setdefault(key, [])
                if any(form == other for other, _, _ in held):
                    raise LibraryError(f"Glossary: {form!r} stands twice.")
                held.append((form, entry, plain))
                self._longest[key[0]] = max(len(key), self._longest.get(key[0], 0))

    def find(self, text: str) -> tuple[Found, ...]:
        """The terms of a text, the longest form at each place, without overlaps, in reading order.

        Forms with capitals (abbreviations, names) are matched letter for letter, others in any case of their first
        letter. Words of a form may be joined by spaces or hyphens.
        """
        matches = list(_TOKEN.finditer(text))
        tokens = [match.group().lower() for match in matches]
        found: list[Found] = []
        at = 0
        while at < len(tokens):
            hit = self._at(text, matches, tokens, at)
            if hit is None:
                at += 1
            else:
                one, length = hit
                found.append(one)
                at += length
        return tuple(found)

    def _at(
        self, text: str, matches: Sequence[re.Match[str]], tokens: Sequence[str], at: int
    ) -> tuple[Found, int] | None:
        for length in range(min(self._longest.get(tokens[at], 0), len(tokens) - at), 0, -1):
            for form, entry, plain in self._forms.get(tuple(tokens[at : at + length]), ()):
                start, end = matches[at].start(), matches[at + length - 1].end()
                if _is_joined(text, matches[at : at + length]) and _has_case(text[start:end], form):
                    return Found(start, end, entry, plain), length
        return None


def _is_joined(text: str, matches: Sequence[re.Match[str]]) -> bool:
    return all(text[one.end() : two.start()] in _BETWEEN for one, two in pairwise(matches))


def _has_case(written: str, form: str) -> bool:
    """Whether the letters of a form with capitals are those written; others may open a sentence or a title."""
    if any(letter.isupper() for letter in form):
        return _letters(written) == _letters(form)
    return not any(len(word) > 1 and word.isupper() for word in written.split())


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


@cache
def load_glossary() -> Glossary:
    """The glossary that ships with Citewell. Raises LibraryError where an entry is malformed or stands twice."""
    text = resources.files("citewell.compose").joinpath("glossary.toml").read_text("utf-8")
    return Glossary(tuple(_entries(tomllib.loads(text))))


def _entries(data: Mapping[str, object]) -> Iterator[Entry]:
    rows = data.get("terms")
    if not isinstance(rows, list):
        raise LibraryError("Glossary: there is no list of terms.")
    for row in rows:
        if not isinstance(row, dict) or set(row) - {_SENSES} != _FIELDS:
            raise LibraryError(f"Glossary: an entry needs {', '.join(sorted(_FIELDS))}: {row!r}")
        yield Entry(
            term=row["term"],
            forms=tuple(row["forms"]),
            plain=row["plain"],
            plain_forms=tuple(row["plain_forms"]),
            definition=row["definition"],
            swap=row["swap"],
            field=row["field"],
            senses=tuple(Sense(tuple(one["beside"]), one["definition"]) for one in row.get(_SENSES, ())),
        )
