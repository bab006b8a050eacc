"""The search indexes on Lance tables: BM25 on words, and for large libraries vectors and ids."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

EXACT_BELOW = 100_000
"""Passages up to which every vector is compared; beyond, an IVF index with 8-bit vectors is used."""

AMENDMENTS_FROM = 10_000


def index_words(passages: Any) -> None:
    """Make the word index if there is none; rows added later are searched without it until renewed."""
    if not passages.list_indices() and passages.count_rows():
        _make_word_index(passages)


def renew_words(passages: Any, *, keep: timedelta) -> None:
    """Bring the word index up to date, so that the same passages give the same scores whatever their history.

    Lance keeps deleted rows in BM25's statistics; only a new index forgets them. Making one takes
    about 8 s for 100,000 passages; a larger library takes in its new rows instead. Versions of the table
    older than `keep` are cleaned up.
    """
    if 0 < passages.count_rows() < EXACT_BELOW:
        _make_word_index(passages)
    passages.optimize(cleanup_older_than=keep)


def index_large(tables: Mapping[str, Any]) -> None:
    """Indexes that only pay off in a large library; made once, kept current by optimising."""
    from lancedb.index import BTree, IvfSq

    passages, documents, vectors = tables["passages"], tables["documents"], tables["vectors"]
    if tables["amendments"].count_rows() >= AMENDMENTS_FROM and "key" not in _indexed(tables["amendments"]):
        tables["amendments"].create_index("key", config=BTree())
    if passages.count_rows() < EXACT_BELOW:
        return
    if "vector" not in _indexed(vectors) and vectors.count_rows() >= EXACT_BELOW:
        vectors.create_index("vector", config=IvfSq(distance_type="cosine"))
    for table, columns in (
        (passages, ("id", "document_id")),
        (vectors, ("id", "document_id")),
        (documents, ("id", "doi", "pmid", "pmcid")),
    ):
        for column in columns:
            if column not in _indexed(table):
                table.create_index(column, config=BTree())


def _indexed(table: Any) -> set[str]:
    return {column for index in table.list_indices() for column in index.columns}


def _make_word_index(passages: Any) -> None:
    from lancedb.index import FTS

    settings = FTS(base_tokenizer="whitespace", stem=False, remove_stop_words=False, with_position=False)
    passages.create_index("searched", config=settings, replace=True)
