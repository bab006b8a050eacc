"""Reads title, year, organisation and identifiers of a PDF from its first pages, and says what was guessed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

Line = tuple[int, float, float, str]
"""Page, size in points, height on the page, and text of a line."""

_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join([*_MONTHS, *(month[:3] + r"\.?" for month in _MONTHS)])
_YEAR = r"(?:19[5-9]\d|20\d\d)"
_DATED = re.compile(rf"\b(?P<month>{_MONTH}),?\s+(?:\d{{1,2}},\s+)?(?P<year>{_YEAR})\b", re.IGNORECASE)
_COPYRIGHT = re.compile(
    rf"(?:©|\(c\)|\bcopyright\b)[^\n]{{0,80}}?\b(?P<year>{_YEAR})\b(?:\s*[-–]\s*(?P<last>{_YEAR}))?", re.I
)
_ISSUED = re.compile(
    rf"\b(?:published|publication date|issued|released|last updated|updated|version|revised|effective)\b"
    rf"[^\n]{{0,40}}?\b(?P<year>{_YEAR})\b",
    re.IGNORECASE,
)
_CITED = re.compile(rf"\b(?P<year>{_YEAR})\s?;\s?\d{{1,4}}\b")
_IMPRINT = re.compile(rf"[;,]\s*(?P<year>{_YEAR})\s*[.;(]")
_DOI = re.compile(
    r"(?:doi(?:\.org/|:\s*|\s+)|https?://(?:dx\.)?doi\.org/)(?P<doi>10\.\d{4,9}/[^\s\"<>]+)", re.IGNORECASE
)
_ISBN = re.compile(r"ISBN(?:-1[03])?:?\s*(?P<isbn>97[89][\d\s-]{10,14}\d|\d[\d\s-]{8,11}[\dXx])")
_LICENCE = re.compile(r"\bCC[ -]BY(?:-\s?(?:NC|SA|ND)\b)*(?:\s+\d\.\d\b)?(?:\s+IGO\b)?")
_VERSION = re.compile(r"\bversion\s+(?P<version>\d+(?:\.\d+){0,2})\b", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)|^untitled|^document\d*$|^slide \d|\.(?:docx?|pdf|indd|qxd|pptx?|rtf|tex|pages)\b"
    r"|^\W*$|^layout \d|template|^title$",
    re.IGNORECASE,
)
_LANGUAGES = {
    "en": "the of and to in with for that should be is are",
    "de": "der die und das von mit für bei ist werden sollte nicht",
    "fr": "le la les des et une est pour dans avec sur être",
    "es": "el los las del que una para con por se es en",
    "pt": "os das dos que uma para com por não em ser da",
    "it": "il gli della che una per con non di è nel le",
    "nl": "de het een van en met voor niet bij worden is zijn",
}


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that publishes guidelines, how it is printed, and where its guidelines hold."""

    name: str
    names: tuple[str, ...]
    country: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the first pages say of a publication; `notes` says what was taken from elsewhere."""

    title: str
    organisation: str = ""
    country: str = ""
    year: int | None = None
    published: str = ""
    doi: str = ""
    licence: str = ""
    version: str = ""
    language: str = ""
    notes: tuple[str, ...] = ()


def read_metadata(lines: Sequence[Line], info: Mapping[str, str], *, text: str, stem: str) -> Metadata:
    """The metadata of a PDF.

    `info` is what the file says of itself, `text` the beginning of the body, `stem` the file's name, which is the
    title where nothing else is. The file's own date gives the year only where the pages give none.
    """
    opening = "\n".join(line[3] for line in lines)
    title = _title(lines, info, opening) or " ".join(re.split(r"[_\s]+", stem)).strip()
    body = _organisation(lines, info, title)
    year, published = _year(lines, opening, title)
    notes: list[str] = []
    if year is None and (made := re.match(r"D:(19[5-9]\d|20\d\d)", info.get("CreationDate", ""))):
        year, published = int(made[1]), made[1]
        notes.append("Its year is the date of the file: no year of publication is printed on its first pages.")
    isbn = _ISBN.search(opening)
    if isbn is not None:
        notes.append(f"ISBN {' '.join(isbn['isbn'].split())}.")
    version = _VERSION.search("\n".join(line[3] for line in lines if line[0] <= 2))
    return Metadata(
        title=title,
        organisation=body.name if body else "",
        country=body.country if body else "",
        year=year,
        published=published or (str(year) if year else ""),
        doi=_doi(lines, info),
        licence=_licence(opening),
        version=version["version"] if version else "",
        language=_language(text or opening),
        notes=tuple(notes),
    )


def _licence(opening: str) -> str:
    """The Creative Commons licence that is printed, at its fullest: a line's end may cut it short in one place."""
    plain = re.sub(r"-\s", "-", " ".join(opening.split()))
    found = sorted(_LICENCE.findall(plain), key=len)
    return found[-1].replace("CC-BY", "CC BY") if found else ""


def _title(lines: Sequence[Line], info: Mapping[str, str], opening: str) -> str:
    """The file's own title where the first pages bear it out, else the largest text of the first page."""
    said = " ".join(info.get("Title", "").split())
    words = re.findall(r"\w{4,}", said.lower())
    if len(said.split()) >= 2 and 8 <= len(said) <= 300 and words and not _NO_TITLE.search(said):
        printed = set(re.findall(r"\w{4,}", opening.lower()))
        if not printed or sum(word in printed for word in words) >= 0.6 * len(words):
            return said
    for page in sorted({line[0] for line in lines})[:3]:
        if title := _largest([line for line in lines if line[0] == page]):
            return title
    return ""


def _largest(lines: Sequence[Line]) -> str:
    worded = [line for line in lines if len(re.findall(r"[^\W\d_]", line[3])) >= 3]
    if not worded:
        return ""
    most = max(line[1] for line in worded)
    parts = sorted((line for line in worded if line[1] >= 0.9 * most), key=lambda line: line[2])
    title = [parts[0]]
    for line in parts[1:]:
        if line[2] - title[-1][2] > 2.5 * most:
            break
        title.append(line)
    text = " ".join(" ".join(line[3] for line in title).split())
    if len(text.split()) > 40:
        return ""
    # A name of two words or fewer is the part of a series that is named above it.
    above = [line for line in worded if line[2] < title[0][2] and len(line[3].split()) >= 4 and line[1] > 0.4 * most]
    if len(text.split()) <= 2 and above:
        series = " ".join(above[-1][3].split())
        return f"{series.capitalize() if series.isupper() else series}: {text}"
    return text


def _year(lines: Sequence[Line], opening: str, title: str) -> tuple[int | None, str]:
    """Year of publication and ISO date as far as it is printed: the copyright's, the title's, then stated dates."""
    first = "\n".join(line[3] for line in lines if line[0] == lines[0][0]) if lines else ""
    found: int | None = None
    for text, pattern in (
        (opening, _COPYRIGHT),
        (title, re.compile(rf"\b(?P<year>{_YEAR})\b")),
        (first, _DATED),
        (opening, _ISSUED),
        (first, _CITED),
        (opening, _IMPRINT),
        (opening, _DATED),
    ):
        if match := pattern.search(text):
            found = int(match.groupdict().get("last") or match["year"])
            break
    if found is None:
        return None, ""
    months = {
        _MONTHS.index(next(month for month in _MONTHS if month.startswith(match["month"].lower()[:3]))) + 1
        for match in _DATED.finditer(first)
        if int(match["year"]) == found
    }
    return found, f"{found}-{months.pop():02d}" if len(months) == 1 else str(found)


def _doi(lines: Sequence[Line], info: Mapping[str, str]) -> str:
    """The one DOI that the first two pages print, or the file states: with several, none is taken for its own."""
    text = "\n".join(line[3] for line in lines if line[0] <= 2)
    found = {match["doi"].lower().rstrip(".,;)]") for match in _DOI.finditer(text)}
    if not found:
        said = " ".join(info.get(key, "") for key in ("doi", "DOI", "Subject"))
        found = {match.lower().rstrip(".,;)]") for match in re.findall(r"10\.\d{4,9}/\S+", said)}
    return found.pop() if len(found) == 1 else ""


def _organisation(lines: Sequence[Line], info: Mapping[str, str], title: str) -> Organisation | None:
    """The body that holds the copyright, wrote the file, is in the title or alone on the first pages."""
    opening = "\n".join(line[3] for line in lines)
    held = "\n".join(line[3] for line in lines if re.search(r"©|\(c\)|copyright|suggested citation", line[3], re.I))
    front = "\n".join(line[3] for line in lines if line[0] <= 2)
    for text, short in ((held, True), (info.get("Author", ""), True), (title, True), (front, False), (opening, False)):
        named = [body for body in organisations() if _is_named(body, text, short=short)]
        if len(named) == 1:
            return named[0]
        if named:
            return None
    return None


def _is_named(body: Organisation, text: str, *, short: bool) -> bool:
    plain = " ".join(text.split())
    # In a line of capitals WHO, HAS and SIGN are mere words.
    names = [name for name in body.names if len(name) > 8 or (short and not plain.isupper())]
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) for name in names)


@cache
def organisations() -> tuple[Organisation, ...]:
    """The bodies of organisations.toml."""
    text = resources.files("citewell.sources").joinpath("organisations.toml").read_text("utf-8")
    return tuple(
        Organisation(entry["name"], tuple(entry["names"]), entry["country"])
        for entry in tomllib.loads(text)["organisation"]
    )


def _language(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text.lower())[:5_000]
    counts = {language: sum(word in set(common.split()) for word in words) for language, common in _LANGUAGES.items()}
    (best, most), (_, second) = sorted(counts.items(), key=lambda item: -item[1])[:2]
    return best if len(words) >= 20 and most >= 0.12 * len(words) and most > 1.3 * second else ""
