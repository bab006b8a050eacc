"""How documents and passages lie in Lance tables, and a quick way to load LanceDB itself."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from citewell.domain.codec import document_to_json
from citewell.domain.documents import Document, Passage
from citewell.domain.enums import PassageTopic
from citewell.domain.questions import Vector
from citewell.retrieval.passage_text import searched_text
from citewell.text.normalise import content_stems

if TYPE_CHECKING:
    import pyarrow

_REST_CLIENT = "lance_namespace_urllib3_client"

PASSAGE_COLUMNS = (
    "id",
    "document_id",
    "text",
    "block",
    "start",
    "end",
    "title",
    "section_path",
    "topic",
    "locator",
    "strength",
    "certainty",
    "inferred",
)
"""The columns of a passage itself; `searched`, the number of its words, and `vector` stand beside them."""


def import_lancedb() -> Any:
    """The module lancedb, imported in half the time.

    Importing it also imports a generated REST client and builds several hundred request checkers,
    0.7 s for a service that a local library never calls. The client's package is therefore put in
    place unopened; it opens by itself if anything asks it for a name.
    """
    if "lancedb" not in sys.modules and _REST_CLIENT not in sys.modules:
        spec = importlib.util.find_spec(_REST_CLIENT)
        if spec is not None and spec.loader is not None:
            package = importlib.util.module_from_spec(spec)
            loader = spec.loader

            def open_package(name: str) -> Any:
                if name.startswith("__"):
                    raise AttributeError(name)
                del package.__dict__["__getattr__"]
                loader.exec_module(package)
                return getattr(package, name)

            package.__dict__["__getattr__"] = open_package
            sys.modules[_REST_CLIENT] = package
    import lancedb

    return lancedb


def document_schema() -> pyarrow.Schema:
    """Columns to filter on, and the whole document as JSON."""
    import pyarrow

    return pyarrow.schema(
        [
            pyarrow.field("id", pyarrow.string(), nullable=False),
            pyarrow.field("collection", pyarrow.string(), nullable=False),
            pyarrow.field("digest", pyarrow.string(), nullable=False),
            pyarrow.field("kind", pyarrow.string(), nullable=False),
            pyarrow.field("year", pyarrow.int32()),
            pyarrow.field("status", pyarrow.string(), nullable=False),
            pyarrow.field("payload", pyarrow.string(), nullable=False),
        ]
    )


def passage_schema(dimensions: int) -> pyarrow.Schema:
    """A passage's own fields, the text that is searched, and its vector or null."""
    import pyarrow

    kinds = {
        "block": pyarrow.int32(),
        "start": pyarrow.int32(),
        "end": pyarrow.int32(),
        "inferred": pyarrow.bool_(),
    }
    own = [pyarrow.field(name, kinds.get(name, pyarrow.string()), nullable=False) for name in PASSAGE_COLUMNS]
    return pyarrow.schema(
        [
            *own,
            pyarrow.field("searched", pyarrow.string(), nullable=False),
            pyarrow.field("length", pyarrow.int32(), nullable=False),
            pyarrow.field("vector", pyarrow.list_(pyarrow.float32(), dimensions)),
        ]
    )


def document_table(documents: Sequence[Document]) -> pyarrow.Table:
    """Documents as rows."""
    import pyarrow

    columns = {
        "id": [document.id for document in documents],
        "collection": [document.collection for document in documents],
        "digest": [document.digest for document in documents],
        "kind": [document.kind.value for document in documents],
        "year": [document.year for document in documents],
        "status": [document.status.value for document in documents],
        "payload": [document_to_json(document) for document in documents],
    }
    return pyarrow.table(columns, schema=document_schema())


def passage_table(passages: Sequence[Passage], vectors: Sequence[Vector] | None, *, dimensions: int) -> pyarrow.Table:
    """Passages as rows, with null vectors where there are none."""
    import numpy
    import pyarrow

    columns: dict[str, Any] = {
        name: [getattr(passage, name) for passage in passages]
        for name in PASSAGE_COLUMNS
        if name not in ("section_path", "topic")
    }
    columns["section_path"] = [json.dumps(passage.section_path, ensure_ascii=False) for passage in passages]
    columns["topic"] = [passage.topic.value if passage.topic else "" for passage in passages]
    columns["searched"] = [indexed_words(searched_text(passage)) for passage in passages]
    columns["length"] = [len(words.split()) for words in columns["searched"]]
    if vectors is None:
        columns["vector"] = [None] * len(passages)
    else:
        flat = numpy.concatenate([numpy.asarray(vector, dtype=numpy.float32) for vector in vectors])
        columns["vector"] = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(flat), dimensions)
    return pyarrow.table(columns, schema=passage_schema(dimensions))


def passage_from_row(row: Mapping[str, Any]) -> Passage:
    """The passage that `passage_table` wrote."""
    values = {name: row[name] for name in PASSAGE_COLUMNS}
    values["section_path"] = tuple(json.loads(row["section_path"]))
    values["topic"] = PassageTopic(row["topic"]) if row["topic"] else None
    return Passage(**values)


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL condition that a column holds one of these texts, whatever characters are in them."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({quoted})"


def indexed_words(text: str) -> str:
    """The stems of the words that carry meaning, with British and American spellings alike.

    The index holds these and not the text, so that "oedema" finds "edema" and a count of a word in the
    library is a count of what the rest of Citewell takes for the same word.
    """
    return " ".join(content_stems(text))


def words_query(words: str) -> Any:
    """A query that is nothing but indexed words: no operator, quote or bracket in it has a meaning."""
    from lancedb import query

    match: Any = query.MatchQuery
    return match(words, "searched")
