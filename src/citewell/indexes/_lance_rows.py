"""How documents and passages lie in Lance tables, and a quick way to load LanceDB itself."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from citewell.domain.codec import document_to_json
from citewell.domain.documents import Document, Passage, Recommendation
from citewell.domain.enums import PassageTopic
from citewell.domain.identity import IDENTIFIERS
from citewell.domain.questions import Vector
from citewell.text.normalise import stems_to_index

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
    "recommendations",
)
"""The columns of a passage itself; `searched` and the number of its words stand beside them."""


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

    names = ("id", "collection", "digest", "kind", "status", "source", "origin", *IDENTIFIERS, "payload")
    stated = [pyarrow.field(name, pyarrow.string(), nullable=False) for name in names]
    return pyarrow.schema([*stated, pyarrow.field("year", pyarrow.int32())])


def passage_schema() -> pyarrow.Schema:
    """A passage's own fields, and the text that is searched."""
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
        ]
    )


def vector_schema(dimensions: int) -> pyarrow.Schema:
    """A passage's vector; kept apart, so that words can be searched before the vectors are made."""
    import pyarrow

    return pyarrow.schema(
        [
            pyarrow.field("id", pyarrow.string(), nullable=False),
            pyarrow.field("document_id", pyarrow.string(), nullable=False),
            pyarrow.field("vector", pyarrow.list_(pyarrow.float32(), dimensions), nullable=False),
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
        "source": [document.source for document in documents],
        "origin": [document.origin for document in documents],
        "payload": [document_to_json(document) for document in documents],
    }
    columns |= {name: [getattr(document, name).lower() for document in documents] for name in IDENTIFIERS}
    return pyarrow.table(columns, schema=document_schema())


def passage_table(passages: Sequence[Passage]) -> pyarrow.Table:
    """Passages as rows."""
    import pyarrow

    columns: dict[str, Any] = {
        name: [getattr(passage, name) for passage in passages]
        for name in PASSAGE_COLUMNS
        if name not in ("section_path", "topic", "recommendations")
    }
    columns["section_path"] = [json.dumps(passage.section_path, ensure_ascii=False) for passage in passages]
    columns["topic"] = [passage.topic.value if passage.topic else "" for passage in passages]
    columns["recommendations"] = [_recommendations_as_text(passage) for passage in passages]
    columns["searched"] = [_searched_stems(passage) for passage in passages]
    columns["length"] = [words.count(" ") + 1 if words else 0 for words in columns["searched"]]
    return pyarrow.table(columns, schema=passage_schema())


def vector_table(
    ids: Sequence[str], document_ids: Sequence[str], vectors: Sequence[Vector], *, dimensions: int
) -> pyarrow.Table:
    """Vectors as rows."""
    import numpy
    import pyarrow

    flat = [numpy.asarray(vector, dtype=numpy.float32) for vector in vectors]
    numbers = numpy.concatenate(flat) if flat else numpy.zeros(0, dtype=numpy.float32)
    column = pyarrow.FixedSizeListArray.from_arrays(pyarrow.array(numbers), dimensions)
    columns = {"id": list(ids), "document_id": list(document_ids), "vector": column}
    return pyarrow.table(columns, schema=vector_schema(dimensions))


def passage_from_row(row: Mapping[str, Any]) -> Passage:
    """The passage that `passage_table` wrote."""
    values = {name: row[name] for name in PASSAGE_COLUMNS}
    values["section_path"] = tuple(json.loads(row["section_path"]))
    values["topic"] = PassageTopic(row["topic"]) if row["topic"] else None
    stored = json.loads(row["recommendations"]) if row["recommendations"] else ()
    values["recommendations"] = tuple(Recommendation(*fields) for fields in stored)
    return Passage(**values)


def _searched_stems(passage: Passage) -> str:
    """The indexed words of `searched_text`; those of a title and of headings, which many passages share, once each."""
    parts = (*_heading_stems(passage.title, passage.section_path), stems_to_index(passage.text))
    return " ".join(filter(None, parts))


@lru_cache(maxsize=4096)
def _heading_stems(title: str, section_path: tuple[str, ...]) -> tuple[str, str]:
    return stems_to_index(title), stems_to_index(" ".join(section_path))


def _recommendations_as_text(passage: Passage) -> str:
    """The recommendations as JSON lists of their fields in order; empty for none, as most passages have."""
    if not passage.recommendations:
        return ""
    return json.dumps([list(astuple(item)) for item in passage.recommendations], ensure_ascii=False)


def one_of(column: str, values: Iterable[str]) -> str:
    """The SQL condition that a column holds one of these texts, whatever characters are in them."""
    quoted = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return f"{column} IN ({quoted})"


def rows_with(column: str, values: Iterable[str], columns: list[str] | None) -> Callable[[Any], Any]:
    """What makes a table's empty query one for the rows whose column holds one of these texts."""
    wanted = one_of(column, values)
    return lambda query: query.where(wanted).select(columns) if columns else query.where(wanted)


def indexed_words(text: str) -> str:
    """The stems of the words that carry meaning, with British and American spellings alike.

    The index holds these and not the text, so that "oedema" finds "edema" and a count of a word in the
    library is a count of what the rest of Citewell takes for the same word.
    """
    return stems_to_index(text)


def words_query(words: str) -> Any:
    """A query that is nothing but indexed words: no operator, quote or bracket in it has a meaning."""
    from lancedb import query

    match: Any = query.MatchQuery
    return match(words, "searched")
