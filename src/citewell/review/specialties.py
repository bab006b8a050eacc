"""Which specialties an article's subject belongs to, and who may review it, by the words of specialties.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from citewell.domain.articles import Article
from citewell.domain.people import Person, Role

GENERAL = "general-practice"
SHARE_OF_CLAIMS = 0.3
"""From this share of its claims on, a specialty is an article's though its question does not name it."""


@dataclass(frozen=True, slots=True)
class Specialty:
    """A specialty of specialties.toml."""

    name: str
    label: str
    words: re.Pattern[str] | None


@cache
def specialties() -> dict[str, Specialty]:
    """Every specialty by its name, in the order of the file."""
    text = resources.files("citewell.review").joinpath("specialties.toml").read_text("utf-8")
    return {name: Specialty(name, row["label"], _pattern(row["words"])) for name, row in tomllib.loads(text).items()}


def specialties_of(article: Article) -> tuple[str, ...]:
    """The specialties of an article: those that its question names, then those that much of its text is about.

    General practice where nothing else fits, so that every article has a specialty to be assigned by.
    """
    question = " ".join((article.question, *(part.text for part in article.understood)))
    texts = [claim.text for claim in article.claims]
    asked, told = [], []
    for specialty in specialties().values():
        if specialty.words is None:
            continue
        if specialty.words.search(question):
            asked.append(specialty.name)
        elif texts and sum(bool(specialty.words.search(text)) for text in texts) / len(texts) >= SHARE_OF_CLAIMS:
            told.append(specialty.name)
    return tuple(asked + told) or (GENERAL,)


def label_of(name: str) -> str:
    """The words that a page prints for a specialty; its name where it is none of the list."""
    known = specialties().get(name)
    return known.label if known else name


def matching_reviewers(wanted: Iterable[str], people: Iterable[Person]) -> list[Person]:
    """Verified reviewers with a specialty among those wanted, the best match first."""
    names = set(wanted)
    fitting = [
        person
        for person in people
        if Role.REVIEWER in person.held and person.verified and names & set(person.specialties)
    ]
    return sorted(fitting, key=lambda person: (-len(names & set(person.specialties)), person.name))


def _pattern(words: list[str]) -> re.Pattern[str] | None:
    """Words as one expression: * stands for any ending, ? behind a letter makes it optional."""
    if not words:
        return None
    parts = [re.escape(word).replace(r"\*", r"\w*").replace(r"\?", "?").replace(r"\ ", r"\s+") for word in words]
    return re.compile(rf"\b(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)
