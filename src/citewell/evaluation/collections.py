"""Reads a judged collection in the layout of the BEIR benchmark (doi 10.48550/arXiv.2104.08663)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from citewell.domain.documents import Block, Document
from citewell.domain.errors import InputError

_LAYOUT = (
    "A judged collection is a folder with corpus.jsonl and queries.jsonl (one JSON object with _id and text "
    "a line) and qrels.tsv or qrels/test.tsv (query, document and grade, separated by tabs)."
)


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents, queries by id, and for each judged query the grades of its documents.

    `digest` is the SHA-256 of the corpus file. `empty` counts corpus records without any text,
    which are left out.
    """

    name: str
    documents: tuple[Document, ...]
    queries: dict[str, str]
    judgements: dict[str, dict[str, int]]
    digest: str
    empty: int = 0


def read_collection(folder: Path) -> Collection:
    """The collection in `folder`; raises InputError, naming file and line, where it is not readable.

    Queries without a judgement are left out. White space in an id becomes %20, since ids of
    documents have none.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder}.", remedy=_LAYOUT)
    documents, empty = _read_corpus(folder / "corpus.jsonl")
    queries = {_identifier(record): _text(record, place) for place, record in _read_records(folder / "queries.jsonl")}
    judgements = _read_judgements(folder)
    judged = {query: queries[query] for query in judgements if query in queries}
    known = {document.id for document in documents}
    if not any(known.intersection(judgements[query]) for query in judged):
        raise InputError(
            f"No judgement in {folder} names a query and a document of the collection.",
            remedy="Check that the ids in the judgements are those in corpus.jsonl and queries.jsonl.",
        )
    return Collection(
        name=folder.resolve().name,
        documents=documents,
        queries=judged,
        judgements={query: judgements[query] for query in judged},
        digest=hashlib.sha256((folder / "corpus.jsonl").read_bytes()).hexdigest(),
        empty=empty,
    )


def _read_corpus(path: Path) -> tuple[tuple[Document, ...], int]:
    documents: dict[str, Document] = {}
    empty = 0
    for place, record in _read_records(path):
        title = record.get("title") or ""
        text = _text(record, place) or title
        identifier = _identifier(record)
        if not isinstance(title, str):
            raise InputError(f"{place}: title is not text.", remedy=_LAYOUT)
        if identifier in documents:
            raise InputError(f"{place}: the _id {identifier} is there twice.", remedy="Give each document its own _id.")
        if not text.strip():
            empty += 1
            continue
        documents[identifier] = Document(
            id=identifier, title=title, blocks=(Block(text),), collection=path.parent.name or "evaluation"
        )
    if not documents:
        raise InputError(f"{path} holds no document.", remedy=_LAYOUT)
    return tuple(documents.values()), empty


def _read_records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each JSON object of a file with its place, "FILE, line N"."""
    for number, line in enumerate(_read_lines(path), start=1):
        if not line.strip():
            continue
        place = f"{path}, line {number}"
        try:
            record = json.loads(line)
        except ValueError as error:
            raise InputError(f"{place}: not JSON ({error}).", remedy=_LAYOUT) from error
        if not isinstance(record, dict) or not str(record.get("_id", "")).strip():
            raise InputError(f"{place}: not an object with an _id.", remedy=_LAYOUT)
        yield place, record


def _read_lines(path: Path) -> list[str]:
    """Lines ended by a line feed only: texts may hold other separators, such as U+2028."""
    try:
        return path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}.", remedy=_LAYOUT) from error


def _text(record: dict[str, Any], place: str) -> str:
    text = record.get("text")
    if not isinstance(text, str):
        raise InputError(f"{place}: text is missing or not text.", remedy=_LAYOUT)
    return text


def _identifier(record: dict[str, Any]) -> str:
    return _without_spaces(str(record["_id"]))


def _without_spaces(identifier: str) -> str:
    return "".join(quote(character) if character.isspace() else character for character in identifier.strip())


def _read_judgements(folder: Path) -> dict[str, dict[str, int]]:
    path = next((found for name in ("qrels.tsv", "qrels/test.tsv") if (found := folder / name).is_file()), None)
    if path is None:
        raise InputError(f"{folder} has neither qrels.tsv nor qrels/test.tsv.", remedy=_LAYOUT)
    judgements: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_read_lines(path), start=1):
        fields = line.rstrip("\r").split("\t")
        if not line.strip() or (number == 1 and not _is_number(fields[-1])):
            continue
        if len(fields) != 3 or not _is_number(fields[2]):
            raise InputError(
                f"{path}, line {number}: not a query, a document and a whole-number grade.", remedy=_LAYOUT
            )
        query, document = _without_spaces(fields[0]), _without_spaces(fields[1])
        judgements.setdefault(query, {})[document] = int(fields[2])
    return judgements


def _is_number(text: str) -> bool:
    try:
        int(text)
    except ValueError:
        return False
    return True
