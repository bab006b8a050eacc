"""What a write to the library must look like, and what makes room for it; inside a step of the tables only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from citewell.domain.documents import Document, Passage
from citewell.domain.errors import LibraryError
from citewell.domain.questions import Vector
from citewell.indexes._earlier import earlier_table
from citewell.indexes._lance_rows import PASSAGE_COLUMNS
from citewell.indexes._lance_tables import REMEDY, Tables


def check_batch(
    documents: Sequence[Document],
    passages: Sequence[Passage],
    vectors: Sequence[Vector] | None,
    *,
    dimensions: int,
) -> None:
    """Raises LibraryError for a batch that does not fit together or into the library."""
    known = {document.id for document in documents}
    if len(known) < len(documents) or len({passage.id for passage in passages}) < len(passages):
        raise LibraryError("Two documents or passages of one batch have the same id.")
    if strays := sorted({passage.document_id for passage in passages} - known):
        raise LibraryError(f"Passages of documents that are not in the batch: {', '.join(strays[:3])}.")
    if vectors is None:
        return
    if len(vectors) != len(passages):
        raise LibraryError(f"{len(passages)} passages came with {len(vectors)} vectors.")
    if any(len(vector) != dimensions for vector in vectors):
        raise LibraryError(f"This library keeps vectors of {dimensions} numbers.", remedy=REMEDY)


def stored_rows(tables: Tables, document_ids: Sequence[str]) -> list[dict[str, Any]]:
    """What moving a document to the earlier versions needs of it; unknown ids are left out."""
    return tables.rows("documents", "id", document_ids, ["id", "digest", "payload"])


def make_room(
    tables: Tables, documents: Sequence[Document], *, parse: Callable[[str], Document], remake: bool
) -> set[str]:
    """Make room for these documents; returns the ids of those whose passages can stay as they are."""
    new = {document.id: document for document in documents}
    same: list[str] = []
    remade: list[str] = []
    replaced: list[dict[str, Any]] = []
    for row in stored_rows(tables, list(new)):
        held, document = parse(row["payload"]), new[row["id"]]
        if (held.title, held.blocks) != (document.title, document.blocks):
            replaced.append(row)
        else:
            (remade if remake else same).append(row["id"])
    found = {row["document_id"] for row in tables.rows("passages", "document_id", same, ["document_id"])}
    remade += [name for name in same if name not in found]
    set_aside(tables, replaced, reason="replaced")
    tables.delete(["documents"], "id", [*found, *remade])
    tables.delete(["passages", "vectors"], "document_id", remade)
    return found


def set_aside(tables: Tables, rows: Sequence[Mapping[str, Any]], *, reason: str) -> int:
    """Move documents, given as `stored_rows`, with their passages to the earlier versions; returns how many."""
    ids = [row["id"] for row in rows]
    if rows:
        passages = tables.rows("passages", "document_id", ids, list(PASSAGE_COLUMNS))
        tables["earlier"].add(earlier_table(rows, passages, reason=reason))
    tables.delete(["documents"], "id", ids)
    tables.delete(["passages", "vectors"], "document_id", ids)
    return len(rows)
