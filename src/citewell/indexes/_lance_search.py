"""Searching the passages' words and the vectors of one library."""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence

from citewell.domain.questions import Hit, Vector
from citewell.indexes._bm25 import convert_score, lance_gain
from citewell.indexes._lance_rows import indexed_words, one_of, words_query
from citewell.indexes._lance_tables import Tables

_IDS_AT_ONCE = 500
_PROBES = 64
_SPARE = 2
"""How many times the hits asked for are fetched, since converting their scores changes their order."""


class LanceSearch:
    """Searches in the tables of a library as they are at each search."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._length: tuple[int, float] | None = None

    def words(self, query: str, limit: int) -> list[Hit]:
        """BM25 over title, headings and text, English stems; the query is words only, never syntax."""
        text = query.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")
        words = indexed_words(text)
        if limit < 1 or not words:
            return []
        with self._tables.errors("searched"):
            passages = self._tables["passages"]
            if not passages.list_indices():
                return []
            search = passages.search(words_query(words), query_type="fts")
            found = search.select(["id", "_score", "searched", "length"]).limit(_SPARE * limit).to_arrow()
            if not len(found):
                return []
            average = self._average_length()
        asked = frozenset(words.split())
        scores = [
            convert_score(
                row["_score"], query=asked, words=row["searched"].split(), relative_length=row["length"] / average
            )
            for row in found.to_pylist()
        ]
        return _hits(found["id"].to_pylist(), scores)[:limit]

    def occurrences(self, word: str) -> int:
        """How many passages have this one word, told by the score of any of them.

        BM25's rarity is ln(1 + (N - n + 0.5) / (n + 0.5)) for a word in n of N passages, so one hit, whose gain
        is known, tells n; between two renewals of the index it is near it.
        """
        stems = indexed_words(word).split()
        if not stems:
            return 0
        with self._tables.errors("searched"):
            passages = self._tables["passages"]
            if not passages.list_indices():
                return 0
            search = passages.search(words_query(stems[0]), query_type="fts")
            found = search.select(["_score", "searched", "length"]).limit(1).to_arrow().to_pylist()
            if not found:
                return 0
            held, average = int(passages.count_rows()), self._average_length()
        # The index may part a word that stands whole here, such as one with a sign high or low; it is there then, once.
        times = max(1, found[0]["searched"].split().count(stems[0]))
        gain = lance_gain(times, found[0]["length"] / average)
        rarity: float = found[0]["_score"] / gain
        return max(1, min(held, round((held + 1) / math.exp(rarity) - 0.5)))

    def vectors(self, vector: Vector, limit: int) -> list[Hit]:
        """Nearest passages by cosine; one without a vector is not found."""
        import numpy

        if limit < 1:
            return []
        with self._tables.errors("searched"):
            wanted = numpy.asarray(vector, dtype=numpy.float32)
            search = self._tables["vectors"].search(wanted, vector_column_name="vector")
            search = search.distance_type("cosine").nprobes(_PROBES).refine_factor(2)
            rows = search.select(["id", "_distance"]).limit(limit).to_arrow()
        return _hits(rows["id"].to_pylist(), [1.0 - distance for distance in rows["_distance"].to_pylist()])

    def stored_vectors(self, passage_ids: Sequence[str]) -> dict[str, Vector]:
        """The vectors of these passages, as far as they have one; their numbers are not taken apart."""
        found: dict[str, Vector] = {}
        with self._tables.errors("read"):
            for start in range(0, len(passage_ids), _IDS_AT_ONCE):
                wanted = one_of("id", passage_ids[start : start + _IDS_AT_ONCE])
                rows = self._tables["vectors"].search().where(wanted).select(["id", "vector"]).to_arrow()
                if len(rows):
                    numbers = rows["vector"].combine_chunks().flatten().to_numpy().reshape(len(rows), -1)
                    for name, row in zip(rows["id"].to_pylist(), numbers, strict=True):
                        found[name] = array("f", row.tobytes())
        return found

    def _average_length(self) -> float:
        """Words in a passage, on average; counted once for each version of the table."""
        passages = self._tables["passages"]
        version = passages.version
        if self._length is None or self._length[0] != version:
            lengths = passages.search().select(["length"]).to_arrow()["length"].to_numpy()
            self._length = (version, float(lengths.mean()))
        return self._length[1]


def _hits(ids: Sequence[str], scores: Sequence[float]) -> list[Hit]:
    hits = [Hit(passage_id, float(score)) for passage_id, score in zip(ids, scores, strict=True)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))
