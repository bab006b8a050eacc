"""What a file reader makes of a downloaded file, said as if it had been read where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from citewell.domain.documents import Document, Rejection
from citewell.domain.errors import InputError
from citewell.domain.intake import Item
from citewell.domain.ports import Source
from citewell.sources._network import Unanswered


def read_fetched(
    reader: Source, file: Path, *, source: str, origin: str, place: str = "", collection: str = ""
) -> Iterator[Item]:
    """Everything that `reader` finds in `file`, with `source` and `origin` for its own.

    Rejections name `place` (or `origin`) where they named the file. A file that is no use at all is a rejection too.
    """
    where, nothing_yet = place or origin, True
    try:
        for item in reader.fetch(str(file)):
            nothing_yet = False
            if isinstance(item, Document):
                item = replace(item, source=source, origin=origin, collection=collection or source)
            elif isinstance(item, Rejection):
                item = Rejection(_renamed(item.place, file, where), _renamed(item.reason, file, where), item.remedy)
            yield item
    except InputError as error:
        if nothing_yet:
            yield Rejection(where, _renamed(error.message, file, where), error.remedy)


def kept(location: str, items: Iterator[Item]) -> Iterator[Item]:
    """The items; a service that stops answering after the first of them is a rejection, so that they are kept.

    Raises InputError when nothing came but rejections.
    """
    useful, rejected, first = 0, 0, ""
    try:
        for item in items:
            if isinstance(item, Rejection):
                rejected += 1
                first = first or f"{item.reason} {item.remedy}".strip()
            else:
                useful += 1
            yield item
    except Unanswered as error:
        if not useful:
            raise
        yield Rejection(location, f"{error.message} {useful:,} records came before.", error.remedy)
    if not useful:
        what = "it" if rejected <= 1 else f"any of the {rejected:,} records"
        raise InputError(f"{location}: nothing can be used of {what}. {first}".rstrip(), remedy="Ask for another.")


def _renamed(text: str, file: Path, place: str) -> str:
    return text.replace(str(file), place).replace(file.name, place)
