"""The starter library: one TOML file per publication, with facts restated in our own words."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from citewell.domain.documents import Block, Document, Rejection
from citewell.domain.enums import DocumentStatus, EvidenceKind, Fidelity, PassageTopic
from citewell.domain.errors import InputError, RecordError

TEXTS = (
    "id title authors organisation journal kind country doi pmid pmcid url licence identity what_was_read "
    "status superseded_by status_note note"
).split()
REQUIRED = "id title kind url identity what_was_read status facts".split()
FACT_TEXTS = "id topic text locator strength certainty".split()
FACT_REQUIRED = "id topic text locator".split()
IDENTITIES = ("complete", "partial-with-id", "title-and-address-sure")

# Crossref's recommended expression for DOIs; PubMed and PubMed Central number their records.
PATTERNS = {
    "doi": (re.compile(r"10\.\d{4,9}/\S+"), "a DOI such as 10.1000/182, without an address before it"),
    "pmid": (re.compile(r"[1-9]\d{0,8}"), "a PubMed number: digits only"),
    "pmcid": (re.compile(r"PMC[1-9]\d{0,8}"), "a PubMed Central number such as PMC1738184"),
    "url": (re.compile(r"https?://[^\s/]+\S*"), "an address that starts with http:// or https://"),
}
TOPIC_LABELS = {
    PassageTopic.FIRST_LINE: "First-line treatment",
    PassageTopic.SECOND_LINE: "Second-line treatment",
    PassageTopic.REFRACTORY: "Refractory disease",
    PassageTopic.SPECIAL_POPULATION: "Special populations",
}
REMEDY = "Correct the file; the README beside the publications explains the format."


class StarterSource:
    """Reads the publications that Citewell ships, or a folder laid out the same way."""

    name = "starter"

    def accepts(self, location: str) -> bool:
        """Nothing that people name: the starter library comes with Citewell."""
        return False

    def fetch(self, location: str = "") -> Iterator[Document | Rejection]:
        """Yield one document per file; `location` is empty for the shipped library, else a folder."""
        for file in _publication_files(location):
            yield _read_publication(file.name, file.read_bytes())


def fingerprint(location: str = "") -> str:
    """SHA-256 over the names and bytes of all files: it changes with every correction."""
    total = hashlib.sha256()
    for file in _publication_files(location):
        content = file.read_bytes()
        total.update(f"{file.name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def _publication_files(location: str) -> list[Traversable]:
    folder: Traversable
    folder = Path(location) if location else files("citewell").joinpath("starter", "publications")
    if not folder.is_dir():
        raise InputError(f"There is no folder {location or folder}.", remedy="Name a folder of .toml files.")
    found = sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)
    if not found:
        raise InputError(f"The folder {location or folder} holds no .toml file.", remedy="Name another folder.")
    return found


class _Fault(Exception):
    """A field that cannot be used: `fact` counts from 1, 0 is the publication itself."""

    def __init__(self, reason: str, *, field: str, fact: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.field, self.fact = reason, field, fact


def _read_publication(name: str, content: bytes) -> Document | Rejection:
    text = ""
    try:
        text = content.decode("utf-8")
        fields = tomllib.loads(text)
        return _document(fields, key=name.removesuffix(".toml"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Rejection(f"{name}:{line}", "The file is not UTF-8 text.", REMEDY)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at.group(1)) if at else max(1, len(text.splitlines()))
        return Rejection(f"{name}:{line}", f"The file is not valid TOML: {error}.", REMEDY)
    except _Fault as fault:
        where = f"{name}:{_line_of(text, fault)} ({f'fact {fault.fact}, ' if fault.fact else ''}{fault.field})"
        return Rejection(where, fault.reason, REMEDY)
    except RecordError as error:
        return Rejection(name, error.message, REMEDY)


def _line_of(text: str, fault: _Fault) -> int:
    """The line of the field at fault, or of the head of its table when the field is missing."""
    fact, head = 0, 1
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() == "[[facts]]":
            fact += 1
            head = number if fact == fault.fact else head
        elif fact == fault.fact and re.match(rf"\s*(\[\[)?{re.escape(fault.field)}(\]\]|\s*=)", line):
            return number
    return head


def _document(fields: Mapping[str, object], *, key: str) -> Document:
    known = {*TEXTS, "year", "other_urls", "read_on_copy_site", "facts"}
    _check_keys(fields, known=known, required=REQUIRED)
    texts = {name: _text(fields, name) for name in TEXTS}
    if texts["id"] != key:
        raise _Fault(f"The id {texts['id']!r} is not the file's name, {key!r}.", field="id")
    for name, (pattern, meaning) in PATTERNS.items():
        if texts[name] and not pattern.fullmatch(texts[name]):
            raise _Fault(f"{texts[name]!r} is not {meaning}.", field=name)
    _choice(texts["identity"], IDENTITIES, field="identity")
    status_note = texts.pop("status_note")
    return Document(
        id=texts["id"],
        title=texts["title"],
        blocks=_blocks(fields["facts"], key=key),
        collection="starter",
        source="starter",
        kind=EvidenceKind(_choice(texts["kind"], list(EvidenceKind), field="kind")),
        authors=texts["authors"],
        organisation=texts["organisation"],
        journal=texts["journal"],
        year=_year(fields),
        doi=texts["doi"],
        pmid=texts["pmid"],
        pmcid=texts["pmcid"],
        url=texts["url"],
        other_urls=_addresses(fields),
        country=texts["country"],
        licence=texts["licence"],
        status=DocumentStatus(_choice(texts["status"], list(DocumentStatus), field="status")),
        superseded_by=texts["superseded_by"],
        fidelity=Fidelity.RESTATED,
        identity=texts["identity"],
        what_was_read=texts["what_was_read"],
        read_on_copy_site=_flag(fields, "read_on_copy_site"),
        note=" ".join(part for part in (status_note, texts["note"]) if part),
    )


def _blocks(facts: object, *, key: str) -> tuple[Block, ...]:
    if not isinstance(facts, list) or not facts:
        raise _Fault("A publication needs at least one [[facts]] entry.", field="facts")
    blocks: list[Block] = []
    for number, fact in enumerate(facts, start=1):
        if not isinstance(fact, dict):
            raise _Fault("Each fact is a [[facts]] table.", field="facts")
        _check_keys(fact, known={*FACT_TEXTS, "inferred"}, required=FACT_REQUIRED, fact=number)
        texts = {name: _text(fact, name, fact=number) for name in FACT_TEXTS}
        if not re.fullmatch(re.escape(key) + r"#\d{2,}", texts["id"]):
            raise _Fault(f"{texts['id']!r} is not {key}# and two digits.", field="id", fact=number)
        if any(block.id == texts["id"] for block in blocks):
            raise _Fault(f"{texts['id']} stands twice.", field="id", fact=number)
        topic = PassageTopic(_choice(texts["topic"], list(PassageTopic), field="topic", fact=number))
        blocks.append(
            Block(
                text=texts["text"],
                id=texts["id"],
                section_path=(TOPIC_LABELS.get(topic, topic.value.replace("-", " ").capitalize()),),
                topic=topic,
                locator=texts["locator"],
                strength=texts["strength"],
                certainty=texts["certainty"],
                inferred=_flag(fact, "inferred", fact=number),
            )
        )
    return tuple(blocks)


def _check_keys(fields: Mapping[str, object], *, known: set[str], required: Sequence[str], fact: int = 0) -> None:
    for name in fields:
        if name not in known:
            raise _Fault(f"There is no field called {name!r}.", field=name, fact=fact)
    for name in required:
        if name not in fields:
            raise _Fault(f"The field {name!r} is missing.", field=name, fact=fact)


def _text(fields: Mapping[str, object], name: str, *, fact: int = 0) -> str:
    if name not in fields:
        return ""
    value = fields[name]
    if not isinstance(value, str) or not value.strip() or value != value.strip() or not value.isprintable():
        reason = "must be text on one line, without spaces around it; leave the field out when it is unknown"
        raise _Fault(f"{name!r} {reason}.", field=name, fact=fact)
    return value


def _choice(value: str, allowed: Sequence[str], *, field: str, fact: int = 0) -> str:
    if value not in allowed:
        raise _Fault(f"{value!r} is not one of: {', '.join(allowed)}.", field=field, fact=fact)
    return value


def _flag(fields: Mapping[str, object], name: str, *, fact: int = 0) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise _Fault(f"{name!r} is true or false.", field=name, fact=fact)
    return value


def _year(fields: Mapping[str, object]) -> int | None:
    value = fields.get("year")
    if value is not None and (not isinstance(value, int) or isinstance(value, bool) or not 1800 <= value <= 2100):
        raise _Fault("The year is a number such as 2019; leave it out when unknown.", field="year")
    return value


def _addresses(fields: Mapping[str, object]) -> tuple[str, ...]:
    value = fields.get("other_urls", [])
    pattern, meaning = PATTERNS["url"]
    if not isinstance(value, list) or not all(isinstance(item, str) and pattern.fullmatch(item) for item in value):
        raise _Fault(f"Each entry is {meaning}.", field="other_urls")
    return tuple(cast(list[str], value))
