"""Any collection of texts as jsonl: one record of {_id, title, text} a line, in a file or a folder."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, cast

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError, RecordError
from citewell.sources._files import READ_ERRORS, open_stream, remedy_for, why
from citewell.sources._record import UnusableRecord, brief, read_record

LONGEST_LINE = 10 * 2**20
LONGEST_TEXT = 1_000_000
MOST_BLANK_LINES = 100_000
"""Blank lines on end after which a file is taken to hold nothing more."""

SUFFIXES = (".jsonl", ".jsonl.gz")
# What stands beside corpus.jsonl in a folder in BEIR layout and holds no documents.
BESIDE_A_CORPUS = ("queries", "questions", "topics", "qrels", "judgements", "answers", "labels")
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WIDE_BEGINNINGS = (b"\xff\xfe", b"\xfe\xff", b"{\0", b"\0{")


class JsonlSource:
    """Reads a .jsonl or .jsonl.gz file line by line, or every such file of a folder.

    A folder with a corpus.jsonl is taken as BEIR layout: only that file holds documents. The
    collection is called after the file, or after the folder for a file called corpus.jsonl.
    """

    name = "jsonl"

    def accepts(self, location: str) -> bool:
        """A .jsonl or .jsonl.gz file, or a folder in BEIR layout."""
        path = Path(location)
        named = location.endswith(SUFFIXES) and "://" not in location
        return named or any((path / f"corpus{suffix}").is_file() for suffix in SUFFIXES)

    def fetch(self, location: str) -> Iterator[Document | Rejection]:
        """Yield a document or a rejection for every line that is not blank.

        Raises InputError when there is nothing to read, and at the end when no line could be used.
        """
        documents, first, rejected = 0, "", 0
        for item in _items(Path(location)):
            if isinstance(item, Document):
                documents += 1
            else:
                rejected += 1
                first = first or f"{item.place}: {item.reason} {item.remedy}".strip()
            yield item
        if not documents:
            raise InputError(
                f"None of the {rejected} records in {location} could be used. The first: {first}",
                remedy='Each line is one record, as in {"_id": "1", "title": "...", "text": "..."}.',
            )


def _items(path: Path) -> Iterator[Document | Rejection]:
    seen: set[str] = set()
    for file in _files(path):
        if isinstance(file, Rejection):
            yield file
        else:
            yield from _records(file, seen=seen)


def _files(path: Path) -> list[Path | Rejection]:
    """The files to read at `path`, and a rejection for each that is left out without a plain reason."""
    try:
        if path.is_file():
            if not path.name.endswith(SUFFIXES):
                raise InputError(f"{path} is not called .jsonl or .jsonl.gz.", remedy="Name a jsonl file or a folder.")
            return [path]
        if not path.is_dir():
            raise InputError(f"There is no file or folder {path}.", remedy="Check the path.")
        candidates = sorted(file for file in path.iterdir() if file.name.endswith(SUFFIXES) and file.is_file())
    except (OSError, ValueError) as error:
        raise InputError(f"{brief(str(path))} cannot be read: {why(error)}.", remedy="Check the path.") from error
    files = [file for file in candidates if not file.name.startswith(".")]
    if not files:
        raise InputError(f"The folder {path} holds no .jsonl or .jsonl.gz file.", remedy="Name another folder.")
    corpus = [file for file in files if _stem(file) == "corpus"]
    if not corpus:
        return list(files)
    unknown = [file for file in files if file not in corpus and not _stem(file).startswith(BESIDE_A_CORPUS)]
    remedy = "Move it to a folder of its own, or add it by its name."
    return [
        *corpus,
        *(Rejection(file.name, "Only corpus.jsonl was read, as in BEIR layout.", remedy) for file in unknown),
    ]


def _records(file: Path, *, seen: set[str]) -> Iterator[Document | Rejection]:
    """Every record of one file; `seen` collects the ids across files."""
    collection = _collection(file)
    number, blank, empty = 0, True, 0
    try:
        with open_stream(file) as stream:
            for line in _lines(stream):
                number += 1
                if number == 1 and line is not None and line.startswith(WIDE_BEGINNINGS):
                    yield Rejection(f"{file.name}:1", "The file is UTF-16.", "Save it as UTF-8.")
                    return
                if line is not None and not line.strip(b" \t\r\n"):
                    empty += 1
                    if empty > MOST_BLANK_LINES:
                        reason = f"From here on {MOST_BLANK_LINES:,} lines are blank; what follows was not read."
                        yield Rejection(f"{file.name}:{number - MOST_BLANK_LINES}", reason, "Take the blank lines out.")
                        return
                    continue
                blank, empty = False, 0
                item = _record(line, place=f"{file.name}:{number}", collection=collection, seen=seen)
                yield replace(item, origin=str(file)) if isinstance(item, Document) else item
    except READ_ERRORS as error:
        reason = f"The file cannot be read on from here: {why(error)}."
        yield Rejection(f"{file.name}:{number + 1}", reason, remedy_for(error))
        return
    if blank:
        yield Rejection(f"{file.name}:1", "The file is empty.", "Leave it out, or fill it.")


def _record(line: bytes | None, *, place: str, collection: str, seen: set[str]) -> Document | Rejection:
    try:
        if line is None:
            raise UnusableRecord(
                f"The line is longer than {LONGEST_LINE // 2**20} MiB.", "Cut the text into several records."
            )
        document = read_record(_parsed(line), collection=collection)
        if len(document.blocks[0].text) > LONGEST_TEXT:
            raise UnusableRecord(
                f"Its text has more than {LONGEST_TEXT:,} characters.", "Cut the text into several records."
            )
        if document.id in seen:
            raise UnusableRecord(
                f"The _id {brief(document.id)} stands there already; the first one counts.",
                "Give every record an _id of its own.",
            )
    except UnusableRecord as error:
        return Rejection(place, error.reason, error.remedy)
    except RecordError as error:
        return Rejection(place, error.message, "Correct the record.")
    seen.add(document.id)
    return document


def _parsed(line: bytes) -> dict[str, object]:
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnusableRecord(f"Byte {error.start + 1} of the line is not UTF-8.", "Save the file as UTF-8.") from error
    except (ValueError, RecursionError) as error:
        where = f" at character {error.colno}: {error.msg}" if isinstance(error, json.JSONDecodeError) else ""
        raise UnusableRecord(f"The line is not JSON{where}.", "Write one whole JSON object on the line.") from error
    if not isinstance(value, dict):
        raise UnusableRecord(f"The line is no JSON object: {brief(value)}.", 'Write {"_id": ..., "text": ...}.')
    return cast(dict[str, object], value)


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """Each line, or None for one past LONGEST_LINE, which is skipped without being held in memory."""
    first = True
    while line := stream.readline(LONGEST_LINE + 1):
        if first:
            line, first = line.removeprefix(BYTE_ORDER_MARK), False
        if len(line) <= LONGEST_LINE or line.endswith(b"\n"):
            yield line
            continue
        while (rest := stream.readline(2**20)) and not rest.endswith(b"\n"):
            pass
        yield None


def _stem(file: Path) -> str:
    return file.name.removesuffix(".gz").removesuffix(".jsonl")


def _collection(file: Path) -> str:
    stem = _stem(file)
    return file.absolute().parent.resolve().name or stem if stem == "corpus" else stem
