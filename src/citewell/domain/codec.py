"""Documents as JSON and back, without loss: what the library keeps of a publication."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from citewell.domain.documents import Block, Document, StatusNotice, stated_fields
from citewell.domain.enums import DocumentStatus, EvidenceKind, Fidelity, PassageTopic
from citewell.domain.errors import RecordError

_DOCUMENT_FIELDS = frozenset(field.name for field in fields(Document))
_NOTICE_FIELDS = frozenset(field.name for field in fields(StatusNotice))
_BLOCK_FIELDS = frozenset(field.name for field in fields(Block))


def document_to_json(document: Document) -> str:
    """Every field that is not at its default, keys sorted, so that the same document gives the same text."""
    return json.dumps(stated_fields(document), sort_keys=True, ensure_ascii=False)


def document_from_json(text: str) -> Document:
    """The document that `document_to_json` wrote; raises RecordError on anything else."""
    try:
        values = json.loads(text)
        return _document(values)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RecordError(f"Not a stored document: {error}.") from error


def _document(values: dict[str, Any]) -> Document:
    known = {name: value for name, value in values.items() if name in _DOCUMENT_FIELDS}
    known["blocks"] = tuple(_block(block) for block in values["blocks"])
    for name in ("other_urls", "publication_types", "mesh", "also_from"):
        known[name] = tuple(values.get(name, ()))
    known["notices"] = tuple(_notice(notice) for notice in values.get("notices", ()))
    known["kind"] = EvidenceKind(values.get("kind", EvidenceKind.OTHER))
    known["status"] = DocumentStatus(values.get("status", DocumentStatus.CURRENT))
    known["fidelity"] = Fidelity(values.get("fidelity", Fidelity.VERBATIM))
    return Document(**known)


def _block(values: dict[str, Any]) -> Block:
    known = {name: value for name, value in values.items() if name in _BLOCK_FIELDS}
    known["section_path"] = tuple(values.get("section_path", ()))
    topic = values.get("topic")
    known["topic"] = PassageTopic(topic) if topic else None
    return Block(**known)


def _notice(values: dict[str, Any]) -> StatusNotice:
    known = {name: value for name, value in values.items() if name in _NOTICE_FIELDS}
    known["status"] = DocumentStatus(values["status"])
    return StatusNotice(**known)
