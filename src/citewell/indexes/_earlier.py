"""How earlier versions of documents, and what is known of publications, lie in Lance tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from citewell.domain.codec import document_from_json
from citewell.domain.documents import Document, StatusNotice
from citewell.domain.enums import DocumentStatus
from citewell.domain.identity import IDENTIFIERS
from citewell.domain.intake import Amendment
from citewell.domain.library import Earlier
from citewell.indexes._lance_rows import passage_from_row

if TYPE_CHECKING:
    import pyarrow


def earlier_schema() -> pyarrow.Schema:
    """One row for each version of a document that is no longer current."""
    return _texts("document_id", "digest", "until", "reason", "payload", "passages")


def amendment_schema() -> pyarrow.Schema:
    """One row for each identifier of a publication and thing known of it."""
    return _texts("key", "payload")


def earlier_table(
    documents: Sequence[Mapping[str, Any]], passages: Sequence[Mapping[str, Any]], *, reason: str
) -> pyarrow.Table:
    """Rows of the documents' table and of their passages, as earlier versions from now on."""
    import pyarrow

    until = datetime.now(UTC).isoformat(timespec="seconds")
    own: dict[str, list[Mapping[str, Any]]] = {row["id"]: [] for row in documents}
    for passage in passages:
        own[passage["document_id"]].append(passage)
    rows = [
        {
            "document_id": row["id"],
            "digest": row["digest"],
            "until": until,
            "reason": reason,
            "payload": row["payload"],
            "passages": json.dumps(own[row["id"]], ensure_ascii=False),
        }
        for row in documents
    ]
    return pyarrow.Table.from_pylist(rows, schema=earlier_schema())


def earlier_from_row(row: Mapping[str, Any]) -> Earlier:
    """The version that `earlier_table` wrote."""
    passages = tuple(passage_from_row(values) for values in json.loads(row["passages"]))
    return Earlier(document_from_json(row["payload"]), passages, until=row["until"], reason=row["reason"])


def amendment_table(amendments: Sequence[Amendment]) -> pyarrow.Table:
    """Amendments as rows, one for each identifier they name."""
    import pyarrow

    rows = [
        {"key": key, "payload": json.dumps(asdict(amendment), ensure_ascii=False, sort_keys=True)}
        for amendment in amendments
        for key in identifier_keys(amendment)
    ]
    return pyarrow.Table.from_pylist(rows, schema=amendment_schema())


def amendment_from_row(row: Mapping[str, Any]) -> Amendment:
    """The amendment that `amendment_table` wrote."""
    values = json.loads(row["payload"])
    notice = values.pop("notice")
    return Amendment(StatusNotice(**notice | {"status": DocumentStatus(notice["status"])}), **values)


def identifier_keys(publication: Document | Amendment) -> Iterator[str]:
    """The identifiers of a publication, each with its name before it."""
    for name in IDENTIFIERS:
        if value := getattr(publication, name):
            yield f"{name}:{value.lower()}"


def _texts(*names: str) -> pyarrow.Schema:
    import pyarrow

    return pyarrow.schema([pyarrow.field(name, pyarrow.string(), nullable=False) for name in names])
