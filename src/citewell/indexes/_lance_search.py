"""Searching the passages' words and the vectors of one library."""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from citewell.domain.questions import Hit, Vector
from citewell.indexes._bm25 import convert_score, lance_gain
from citewell.indexes._lance_rows import indexed_words, rows_with, words_query
from citewell.indexes._lance_tables import Tables

MOST_TITLES = 200_000
_TITLE_WORD = re.compile(r"[^\W\d_]{4,}")
_IDS_AT_ONCE = 500
_PROBES = 64
_SPARE = 2
"""How many times the hits asked for are fetched, since converting their scores changes their order."""


@dataclass(frozen=True, slots=True)
class _State:
    """A version of the passages: whether their words are indexed, how many, and how many words each on average."""

    version: int
    indexed: bool
    passages: int
    length: float


class LanceSearch:
    """Searches in the tables of a library as they are at each search."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._state: _State | None = None
        self._titles: tuple[int, Mapping[str, int]] = (-1, {})

    def words(self, query: str, limit: int) -> list[Hit]:
        """BM25 over title, headings and text, English stems; the query is words only, never syntax."""
        text = query.encode("utf-8", "replace").decode("utf-8").replace("\x00", " ")
        words = indexed_words(text)
        if limit < 1 or not words:
            return []
        with self._tables.errors("searched"):
            state = self._read_state()
            found = self._find(words, ["id", "_score", "searched", "length"], _SPARE * limit) if state.indexed else None
            if found is None or not len(found):
                return []
        asked = frozenset(words.split())
        scores = [
            convert_score(
                row["_score"], query=asked, words=row["searched"].split(), relative_length=row["length"] / state.length
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
            state = self._read_state()
            found = self._find(stems[0], ["_score", "searched", "length"], 1).to_pylist() if state.indexed else []
            if not found:
                return 0
        # The index may part a word that stands whole here, such as one with a sign high or low; it is there then, once.
        times = max(1, found[0]["searched"].split().count(stems[0]))
        gain = lance_gain(times, found[0]["length"] / state.length)
        rarity: float = found[0]["_score"] / gain
        return max(1, min(state.passages, round((state.passages + 1) / math.exp(rarity) - 0.5)))

    def title_words(self) -> Mapping[str, int]:
        """The words of the titles in small letters, each with the number of titles that have it.

        Counted when first asked for, once for each version of the passages, over MOST_TITLES at most.
        """
        import pyarrow.compute

        with self._tables.errors("searched"):
            version = self._read_state().version
            if self._titles[0] != version:
                titles = self._tables.run("passages", lambda query: query.select(["title"]))["title"]
                distinct = pyarrow.compute.unique(titles)[:MOST_TITLES].to_pylist()
                found = Counter(word for title in distinct for word in set(_TITLE_WORD.findall(title.lower())))
                self._titles = (version, found)
        return self._titles[1]

    def vectors(self, vectors: Sequence[Vector], limit: int) -> list[list[Hit]]:
        """Nearest passages by cosine for each vector, in one pass over those stored; none without a vector."""
        import numpy

        if limit < 1 or not vectors:
            return [[] for _ in vectors]
        with self._tables.errors("searched"):
            wanted = [numpy.asarray(vector, dtype=numpy.float32) for vector in vectors]
            rows = self._tables.run(
                "vectors",
                lambda query: (
                    query.nearest_to(wanted)
                    .column("vector")
                    .distance_type("cosine")
                    .nprobes(_PROBES)
                    .refine_factor(2)
                    .select(["id", "_distance"])
                    .limit(limit)
                ),
            )
        ids, distances = rows["id"].to_pylist(), rows["_distance"].to_pylist()
        # Lance says which vector a row belongs to only where there are several.
        places = rows["query_index"].to_pylist() if len(wanted) > 1 else [0] * len(ids)
        nearest: list[list[tuple[str, float]]] = [[] for _ in wanted]
        for place, passage_id, distance in zip(places, ids, distances, strict=True):
            nearest[place].append((passage_id, 1.0 - distance))
        return [_hits([name for name, _ in found], [score for _, score in found]) for found in nearest]

    def stored_vectors(self, passage_ids: Sequence[str]) -> dict[str, Vector]:
        """The vectors of these passages, as far as they have one; their numbers are not taken apart."""
        found: dict[str, Vector] = {}
        with self._tables.errors("read"):
            for start in range(0, len(passage_ids), _IDS_AT_ONCE):
                wanted = rows_with("id", passage_ids[start : start + _IDS_AT_ONCE], ["id", "vector"])
                rows = self._tables.run("vectors", wanted)

                if len(rows):
                    numbers = rows["vector"].combine_chunks().flatten().to_numpy().reshape(len(rows), -1)
                    for name, row in zip(rows["id"].to_pylist(), numbers, strict=True):
                        found[name] = array("f", row.tobytes())
        return found

    def _find(self, words: str, columns: list[str], limit: int) -> Any:
        text = words_query(words)
        return self._tables.run("passages", lambda query: query.nearest_to_text(text).select(columns).limit(limit))

    def _read_state(self) -> _State:
        """What every search needs to know of the passages; counted once for each version of the table."""
        passages = self._tables["passages"]
        version = passages.version
        if self._state is None or self._state.version != version:
            indexed = bool(passages.list_indices())
            lengths = passages.search().select(["length"]).to_arrow()["length"].to_numpy()
            self._state = _State(version, indexed, len(lengths), float(lengths.mean()) if len(lengths) else 0.0)
        return self._state


def _hits(ids: Sequence[str], scores: Sequence[float]) -> list[Hit]:
    hits = [Hit(passage_id, float(score)) for passage_id, score in zip(ids, scores, strict=True)]
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))
