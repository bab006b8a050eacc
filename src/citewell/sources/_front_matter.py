"""Reads what stands between two lines of --- at the top of a protocol, and turns it into a record."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass

from citewell.sources._record import UnusableRecord, brief

LONGEST = 65_536
"""Characters between the two lines."""

NAMES = {
    "title": (),
    "organisation": ("organization",),
    "kind": (),
    "year": (),
    "published": ("date", "issued", "date_published"),
    "country": ("jurisdiction",),
    "review_date": ("review", "next_review", "next_review_date", "review_by"),
    "version": (),
    "authors": ("author",),
    "url": (),
    "doi": (),
    "pmid": (),
    "pmcid": (),
    "licence": ("license",),
    "status": (),
    "language": ("lang",),
}
"""Every key that is read, and the other names it may have."""

_ALIASES = {other: name for name, others in NAMES.items() for other in others} | {name: name for name in NAMES}
_BLOCK = re.compile(r"\A---[ \t]*\n(?:(.*?)\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_LOOKS_OPEN = re.compile(r"\A---[ \t]*\n[ \t]*[\w -]{1,40}:(?:\s|\Z)")
_MONTHS = "january february march april may june july august september october november december".split()
_LANGUAGES = {
    "english": "en", "french": "fr", "german": "de", "spanish": "es", "italian": "it", "portuguese": "pt",
    "dutch": "nl", "polish": "pl", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi",
}  # fmt: skip
_DATE_REMEDY = "Write it as in 2027-05-01, 2027-05 or 2027."


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The values by the key they are read as, and the text below."""

    values: Mapping[str, object]
    text: str


def split_front_matter(text: str) -> FrontMatter:
    """The front matter at the top of `text`, if it has any, and what comes below.

    Values are kept as they are written ("1.10" stays "1.10"); keys that are not known are left alone. Raises
    UnusableRecord for front matter that cannot be read.
    """
    text = text.lstrip("\ufeff")
    match = _BLOCK.match(text[: LONGEST + 16])
    if match is None:
        if _LOOKS_OPEN.match(text):
            raise UnusableRecord("Its front matter has no end.", "Put a line of --- below the last key.")
        return FrontMatter({}, text)
    values = _read(match[1] or "")
    return FrontMatter({}, text) if values is None else FrontMatter(values, text[match.end() :])


def _read(block: str) -> Mapping[str, object] | None:
    """Keys and values; None where the block is a text between two rules, not front matter."""
    import yaml

    try:
        node = yaml.compose(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 2}" if mark is not None else ""
        raise UnusableRecord(
            f"Its front matter is not valid YAML{where}.",
            "Write one key to a line, as in title: Acute migraine; put quotes around a value with a colon in it.",
        ) from error
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        return None
    values: dict[str, object] = {}
    for key, value in node.value:
        written = key.value if isinstance(key, yaml.ScalarNode) else ""
        name = _ALIASES.get(re.sub(r"[\s-]+", "_", written.strip().lower()))
        if name is None:
            continue
        if name in values:
            raise UnusableRecord(f"Its front matter has two values for {name}.", "Keep one of them.")
        values[name] = _plain(value, name=name)
    return values


def _plain(node: object, *, name: str) -> object:
    """A text, or for authors a list of texts; empty for what YAML calls null."""
    import yaml

    if isinstance(node, yaml.ScalarNode):
        return None if node.value in ("", "~", "null", "Null", "NULL") and not node.style else node.value
    if name == "authors" and isinstance(node, yaml.SequenceNode):
        names = [item.value for item in node.value if isinstance(item, yaml.ScalarNode)]
        if len(names) == len(node.value):
            return names
    raise UnusableRecord(f"Its {name} is not one value.", f"Write one value behind {name}:.")


def iso_day(written: str, *, name: str) -> str:
    """A date as far as it is given, in ISO form, out of "2027-05-01", "May 2027" or "1 May 2027".

    Raises UnusableRecord for any other, above all for 01/05/2027, which is two different days.
    """
    plain = " ".join(written.replace(",", " ").split())
    if match := re.fullmatch(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ]\d\d:.*)?", plain):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(?:(\d{1,2})(?:st|nd|rd|th)? )?([A-Za-z]{3,9})\.? (\d{4})", plain):
        day, word, year = match.groups()
        names = [number for number, full in enumerate(_MONTHS, 1) if full.startswith(word.lower())]
        month = str(names[0]) if len(names) == 1 else "0"
    else:
        raise UnusableRecord(f"Its {name} is {brief(written)}.", _DATE_REMEDY)
    try:
        whole = datetime.date(int(year), int(month or 1), int(day or 1)).isoformat()
    except ValueError as error:
        raise UnusableRecord(f"Its {name} is {brief(written)}, which is no date.", _DATE_REMEDY) from error
    return whole[: 10 if day else 7 if month else 4]


def language_of(written: str) -> str:
    """Two letters out of "en", "en-GB" or "English"; raises UnusableRecord for any other."""
    plain = written.strip().lower()
    if match := re.fullmatch(r"([a-z]{2})(?:[-_][a-z]{2,4})?", plain):
        return match[1]
    if plain and plain not in _LANGUAGES:
        raise UnusableRecord(f"Its language is {brief(written)}.", "Write two letters, as in en.")
    return _LANGUAGES.get(plain, "")
