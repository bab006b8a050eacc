"""Decides what each incoming document is to the library: new, a new version, the same again, or in the way."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from citewell.domain.documents import Document, Rejection, StatusNotice
from citewell.domain.identity import IDENTIFIERS, same_publication
from citewell.domain.intake import Amendment
from citewell.domain.library import ONE_A_FILE, Held
from citewell.domain.merging import merge_documents, with_notices
from citewell.upkeep.doubles import double_of, is_another_file, may_replace, under_its_own_id
from citewell.upkeep.ports import Library
from citewell.upkeep.starter import clash, is_shipped_record

_DATED = re.compile(r"\d{4}-\d{2}-\d{2}\b")


@dataclass(slots=True)
class Settled:
    """What a batch comes to: documents to write, the ids that are new and renewed, and what was refused."""

    write: dict[str, Document] = field(default_factory=dict)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: int = 0
    rejections: list[Rejection] = field(default_factory=list)


def settle(documents: Sequence[Document], *, library: Library, retrieved: str) -> Settled:
    """Sort a batch of documents by what the library holds of the same publications.

    A record of the same publication from another reader is merged into the document there is; from the same
    reader it is a new version, unless it says that it is an older one. Two records of one reader that share an
    identifier but not an id stay apart: their owner parted them. Two files of one name are two documents, and a
    record under the number of another publication is refused. The starter library's restatements are left alone beside
    the publication's own text.
    """
    settled = Settled()
    desk = _Desk(library, documents)
    for document in map(desk.apart, documents):
        found = desk.find(document)
        if isinstance(found, Rejection):
            settled.rejections.append(found)
            continue
        if found and _is_older(document, found):
            settled.unchanged += 1
            continue
        wanted = _combined(found, document) if found else document
        wanted = with_notices(wanted, desk.notices_about(wanted))
        if found and found.digest == wanted.digest:
            settled.unchanged += 1
            continue
        if wanted.id not in settled.write:
            (settled.updated if found else settled.added).append(wanted.id)
        settled.write[wanted.id] = replace(wanted, retrieved=retrieved)
        desk.put(wanted)
    return settled


class _Desk:
    """What the library and this batch hold, by id, identifier and file."""

    def __init__(self, library: Library, documents: Sequence[Document]) -> None:
        held = library.held(documents)
        self._held = {item.id: item for item in held}
        self._ids: dict[str, list[str]] = {}
        for item in held:
            self._note(item)
        self._texts = library.documents_by_id([item.id for item in held if not is_shipped_record(item)])
        self._amendments: dict[str, list[Amendment]] = {}
        for amendment in library.amendments([*documents, *self._texts.values()]):
            for key in _keys(amendment):
                self._amendments.setdefault(key, []).append(amendment)

    def apart(self, document: Document) -> Document:
        """The document under an id of its own, where another file has come to its id without being the same work."""
        held = self._held.get(document.id)
        if held is None or not is_another_file(document, held) or same_publication(document, held):
            return document
        known = [name for key in _keys(document) if key.startswith("file:") for name in self._ids.get(key, ())]
        return replace(document, id=known[0]) if known else under_its_own_id(document)

    def find(self, document: Document) -> Document | Rejection | None:
        """The document that this one is a record of, or why it cannot be stored; None when it is new."""
        held = self._held.get(document.id)
        if held is not None:
            shared = set(_keys(held)) & set(_keys(document))
            alike = held.collection == document.collection and may_replace(document, held)
            if is_shipped_record(held) or not (shared or alike):
                holder = "starter library" if is_shipped_record(held) else held.collection
                return clash(document, holder, remedy="Add it again with --prefix NAME- to give its ids a prefix.")
            return double_of(document, self._texts[held.id]) or self._texts[held.id]
        for key in _keys(document):
            for name in self._ids.get(key, ()):
                other = self._held[name]
                if not is_shipped_record(other) and (key.startswith("file:") or other.source != document.source):
                    return double_of(document, self._texts[name]) or self._texts[name]
        return None

    def put(self, document: Document) -> None:
        """Count a document of this batch as held."""
        held = Held(
            id=document.id,
            collection=document.collection,
            digest="",  # nobody here asks for it, and it takes longer to make than all the rest
            kind=document.kind.value,
            status=document.status.value,
            source=document.source,
            origin=document.origin,
            doi=document.doi.lower(),
            pmid=document.pmid,
            pmcid=document.pmcid.lower(),
        )
        self._held[document.id] = held
        self._texts[document.id] = document
        self._note(held)

    def notices_about(self, document: Document) -> Iterator[StatusNotice]:
        """What was said of this publication by others."""
        for key in _keys(document):
            for amendment in self._amendments.get(key, ()):
                yield amendment.notice

    def _note(self, held: Held) -> None:
        for key in _keys(held):
            names = self._ids.setdefault(key, [])
            if held.id not in names:
                names.append(held.id)


def _is_older(incoming: Document, held: Document) -> bool:
    """Whether a record is an earlier version of the one held, as far as both say which they are.

    Versions are whole numbers, or begin with the date of the last revision.
    """
    if incoming.source != held.source or not (incoming.version and held.version):
        return False
    if incoming.version.isdecimal() and held.version.isdecimal():
        return int(incoming.version) < int(held.version)
    dated = _DATED.match(incoming.version) and _DATED.match(held.version)
    return bool(dated) and incoming.version < held.version


def _combined(held: Document, incoming: Document) -> Document:
    if held.source == incoming.source and not held.also_from:
        return replace(incoming, id=held.id, collection=held.collection)
    return merge_documents(held, incoming)


def _keys(publication: Document | Held | Amendment) -> Iterator[str]:
    """What names a publication apart from its id; the file only where a file is one document."""
    for name in IDENTIFIERS:
        if value := getattr(publication, name):
            yield f"{name}:{value.lower()}"
    if not isinstance(publication, Amendment) and publication.source in ONE_A_FILE and publication.origin:
        yield f"file:{publication.source}:{publication.origin}"
