"""The search indexes on Lance tables: BM25 on words, and for large libraries vectors and ids."""

from __future__ import annotations

from typing import Any

EXACT_BELOW = 100_000
"""Passages up to which every vector is compared; beyond, an IVF index with 8-bit vectors is used."""


def index_words(passages: Any) -> None:
    """Make the word index if there is none; rows added later are searched without it until renewed."""
    if not passages.list_indices() and passages.count_rows():
        _make_word_index(passages)


def renew_words(passages: Any) -> None:
    """Bring the word index up to date, so that the same passages give the same scores whatever their history.

    Lance keeps deleted rows in BM25's statistics; only a new index forgets them. Making one takes
    about 8 s for 100,000 passages; a larger library takes in its new rows instead.
    """
    if 0 < passages.count_rows() < EXACT_BELOW:
        _make_word_index(passages)
    passages.optimize()


def index_large(passages: Any, documents: Any) -> None:
    """Indexes that only pay off in a large library; made once, kept current by optimising."""
    from lancedb.index import BTree, IvfSq

    if passages.count_rows() < EXACT_BELOW:
        return
    indexed = {column for index in passages.list_indices() for column in index.columns}
    if "vector" not in indexed and passages.count_rows("vector IS NOT NULL") >= EXACT_BELOW:
        passages.create_index("vector", config=IvfSq(distance_type="cosine"))
    for column in ("id", "document_id"):
        if column not in indexed:
            passages.create_index(column, config=BTree())
    if not documents.list_indices():
        documents.create_index("id", config=BTree())


def _make_word_index(passages: Any) -> None:
    from lancedb.index import FTS

    settings = FTS(base_tokenizer="whitespace", stem=False, remove_stop_words=False, with_position=False)
    passages.create_index("searched", config=settings, replace=True)
