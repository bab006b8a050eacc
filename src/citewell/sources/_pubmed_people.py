"""Who wrote a PubMed record: people, and bodies that speak for themselves."""

from __future__ import annotations

import re
from typing import Any

from citewell.sources._pubmed_text import clean, text_of

MOST_NAMES = 6
_AFTER_NAMES = frozenset({"Identifier", "AffiliationInfo"})
_NO_BODY = re.compile(
    r"\W*(?:the\s+)?(?:collaborators|study investigators|study group|investigators|others)\W*", re.IGNORECASE
)
_COUNTRIES = (
    ("United Kingdom", r"British|National Institute for Health and Care Excellence|Scottish Intercollegiate"),
    (
        "United States",
        r"American|US Preventive Services|U\.?S\.? Preventive|Centers for Disease Control and Prevention",
    ),
    ("Canada", r"Canadian"),
    ("Australia", r"Australian(?! and New Zealand)"),
    ("Germany", r"German|Deutsche"),
    ("France", r"French|Haute Autorité de Santé"),
    ("Spain", r"Spanish|Española?"),
    ("Italy", r"Italian"),
    ("Netherlands", r"Dutch"),
    ("Denmark", r"Danish"),
    ("Norway", r"Norwegian"),
    ("Sweden", r"Swedish"),
    ("Switzerland", r"Swiss"),
    ("Brazil", r"Brazilian"),
    ("India", r"Indian (?!Ocean)"),
    ("China", r"Chinese"),
    ("Japan", r"Japanese|Japan Society"),
    ("South Korea", r"Korean"),
    ("international", r"World Health Organization|International|European|Pan American"),
)
_COUNTRY_WORDS = tuple((country, re.compile(rf"\b(?:{words})\b")) for country, words in _COUNTRIES)


def names_of(authors: Any) -> str:
    """ "Smith J, Jones K": at most six names, then "et al."; a body counts as a name."""
    if authors is None:
        return ""
    names: list[str] = []
    complete = authors.get("CompleteYN") != "N"
    for author in authors:
        if author.tag != "Author" or author.get("ValidYN") == "N":
            continue
        if len(names) == MOST_NAMES:
            complete = False
            break
        if name := _name(author):
            names.append(name)
    return ", ".join(names if complete else [*names, "et al."]) if names else ""


def organisation_of(authors: Any) -> str:
    """The body that a record names first or alone; empty where people come first."""
    if authors is None:
        return ""
    first = next((author for author in authors if author.get("ValidYN") != "N"), None)
    body = "" if first is None or first.find("LastName") is not None else _body(first)
    return "" if _NO_BODY.fullmatch(body) else body


def country_of(organisation: str) -> str:
    """The jurisdiction that a body's own name states, such as "Canada" for a Canadian society; else empty."""
    found = [country for country, words in _COUNTRY_WORDS if words.search(organisation)]
    return found[0] if len(found) == 1 else ""


def _name(author: Any) -> str:
    parts: dict[str, str] = {}
    for child in author:
        if child.tag in _AFTER_NAMES:
            break
        parts[child.tag] = child.text or ""
    family = parts.get("LastName", "")
    if not family:
        body = _body(author)
        return "" if _NO_BODY.fullmatch(body) else body
    initials = parts.get("Initials") or "".join(part[0] for part in parts.get("ForeName", "").split())
    suffix = parts.get("Suffix")
    return clean(f"{family} {initials} {suffix}" if suffix else f"{family} {initials}")


def _body(author: Any) -> str:
    name = text_of(author.find("CollectiveName"))
    return name.partition(". Electronic address")[0].rstrip(" .,;:").replace(", ", " ")
