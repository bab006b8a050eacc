"""The head of a drug label: which product, whose, which version, and where it holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from citewell.sources._label_sections import KINDS_OF_LABEL
from citewell.sources._marked_text import Notes, add_element, finished, plain
from citewell.sources._xml import local_name, words_of

LONGEST_TITLE = 300
MOST_NAMES = 3

_NOT_A_NAME = (
    re.compile(r"these highlights do not include.*?see full prescribing information for .*?(?:\.(?=\s|$)|$)", re.I),
    re.compile(r"initial\s+u\.?\s?s\.?\s+approval\s*:?\s*\d{4}", re.I),
    re.compile(r"full prescribing information\s*:?\s*contents\*?", re.I),
)
_IDENTIFIER = re.compile(r"[^\w.-]+")
_DATE = re.compile(r"(\d{4})(\d{2})?(\d{2})?")


@dataclass(frozen=True, slots=True)
class Head:
    """What a label says of itself; `effective` is an ISO date, `kind` what sort of document it is."""

    title: str
    set_id: str
    document_id: str
    version: str
    effective: str
    organisation: str
    country: str
    language: str
    kind: str


def read_head(root: Any) -> Head:
    """The head of an SPL document; what it lacks is empty."""
    code = _child(root, "code")
    language = _attribute(_child(root, "languageCode"), "code")
    country = _country(root)
    stated = _attribute(code, "displayName")
    return Head(
        title=_title(root),
        set_id=_identifier(_child(root, "setId")),
        document_id=_identifier(_child(root, "id")),
        version=_attribute(_child(root, "versionNumber"), "value"),
        effective=_date(_attribute(_child(root, "effectiveTime"), "value")),
        organisation=_organisation(root),
        country=country,
        language=language.split("-")[0].lower() or ("en" if country else ""),
        kind=stated[:1] + stated[1:].lower() if stated.isupper() else stated or KINDS_OF_LABEL.get(_code(code), ""),
    )


def _title(root: Any) -> str:
    """The name that the label goes by: its title's lines without the standing phrases, or the names of its products."""
    lines = [line for line in (_named(line) for line in _lines(_child(root, "title"))) if line]
    title = " ".join(lines)
    brands, generics = _names(root, "manufacturedProduct"), _names(root, "genericMedicine")
    if not title or len(title) > LONGEST_TITLE:
        title = ", ".join(brands or generics)
    elif brands and not _mentions(title, [*brands, *generics]):
        title = f"{', '.join(brands)}: {title}"
    if generics and title and not _mentions(title, generics):
        title = f"{title} ({', '.join(generics)})"
    return title


def _lines(title: Any) -> list[str]:
    """The lines of a title, as its line breaks part them."""
    if title is None:
        return []
    lines: list[list[str]] = [[title.text or ""]]
    for child in title:
        if local_name(child) == "br":
            lines.append([])
        else:
            add_element(lines[-1], child, Notes({}))
        lines[-1].append(child.tail or "")
    return [finished(line) for line in lines]


def _named(line: str) -> str:
    for pattern in _NOT_A_NAME:
        line = pattern.sub(" ", line)
    return plain(line).strip(" .")


def _mentions(title: str, names: list[str]) -> bool:
    """Whether the first word of one of the names stands in the title."""
    folded = title.casefold()
    return any(name.split()[0].casefold() in folded for name in names)


def _names(root: Any, element: str) -> list[str]:
    """The names given directly in elements of that tag, each once; the first few of a long list."""
    found = dict.fromkeys(_names_in(root, element))
    return list({name.casefold(): name for name in found}.values())[:MOST_NAMES]


def _names_in(root: Any, element: str) -> Iterator[str]:
    for product in root.iter(f"{{*}}{element}"):
        if name := words_of(_child(product, "name")):
            yield plain(name)


def _organisation(root: Any) -> str:
    author = _child(root, "author")
    return "" if author is None else plain(words_of(author.find(".//{*}representedOrganization/{*}name")))


def _country(root: Any) -> str:
    """The jurisdiction, where an approval names it or the schema is that of an authority."""
    territories = {code.get("code") for code in root.iterfind(".//{*}territory/{*}code")}
    schema = " ".join(value for name, value in root.attrib.items() if name.endswith("schemaLocation"))
    return "United States" if "USA" in territories or (not territories and "fda.gov" in schema) else ""


def _child(element: Any, name: str) -> Any:
    return next((child for child in element if local_name(child) == name), None)


def _code(element: Any) -> str:
    return _attribute(element, "code")


def _attribute(element: Any, name: str) -> str:
    return "" if element is None else plain(element.get(name) or "")


def _identifier(element: Any) -> str:
    written = _attribute(element, "extension") or _attribute(element, "root")
    return _IDENTIFIER.sub("_", written.lower())[:120]


def _date(written: str) -> str:
    match = _DATE.match(written)
    if not match or not 1600 <= int(match[1]) <= 2200:
        return ""
    month, day = match[2] or "", match[3] or ""
    if not month or not 1 <= int(month) <= 12:
        return match[1]
    return f"{match[1]}-{month}-{day}" if day and 1 <= int(day) <= 31 else f"{match[1]}-{month}"
