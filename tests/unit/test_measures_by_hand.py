"""The measures and the evaluation loop on a collection small enough to work out on paper."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence

import pytest

from citewell.domain.documents import Block, Document, EngineIdentity, Passage
from citewell.domain.errors import EngineUnavailable
from citewell.domain.questions import Hit, Vector
from citewell.evaluation.collections import Collection
from citewell.evaluation.retrieval import Mode, evaluate_retrieval, measure, percentile

LOG3 = math.log2(3)


def document(identifier: str, *texts: str) -> Document:
    return Document(id=identifier, title="", blocks=tuple(Block(text) for text in texts), collection="test")


COLLECTION = Collection(
    name="paper",
    documents=(document("a", "alpha", "alpha alpha"), document("b", "alpha beta"), document("c", "gamma")),
    queries={"q1": "alpha", "q2": "beta", "q3": "delta"},
    judgements={"q1": {"b": 2, "a": 1}, "q2": {"b": 1}, "q3": {"c": 1}},
    digest="0" * 64,
)


class CountingIndex:
    """An index whose word score is how often the query's words occur; vectors are letters' counts."""

    def __init__(self) -> None:
        self.held: dict[str, tuple[Passage, Document, Vector | None]] = {}
        self.additions = 0

    def add(self, documents: Sequence[Document], passages: Sequence[Passage], vectors: Sequence[Vector] | None) -> None:
        self.additions += 1
        owners = {one.id: one for one in documents}
        for number, passage in enumerate(passages):
            vector = vectors[number] if vectors is not None else None
            self.held[passage.id] = (passage, owners[passage.document_id], vector)

    def search_words(self, query: str, limit: int) -> list[Hit]:
        counts = {name: passage.text.split().count(query) for name, (passage, _, _) in self.held.items()}
        return ranked({name: float(count) for name, count in counts.items() if count})[:limit]

    def search_vectors(self, vectors: Sequence[Vector], limit: int) -> list[list[Hit]]:
        held = {name: vector for name, (_, _, vector) in self.held.items() if vector is not None}
        return [ranked({name: dot(one, other) for name, other in held.items()})[:limit] for one in vectors]

    def read(self, passage_ids: Sequence[str]) -> Mapping[str, tuple[Passage, Document, Vector | None]]:
        return {name: self.held[name] for name in passage_ids if name in self.held}


class FirstLetter:
    """An embedder that knows one letter: texts of the same first letter are alike."""

    identity = EngineIdentity("first-letter", "1", "f" * 64)
    dimensions = 26

    def embed(self, texts: Sequence[str]) -> list[Vector]:
        return [[float(text[0] == chr(97 + place)) for place in range(26)] for text in texts]


def dot(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def ranked(scores: dict[str, float]) -> list[Hit]:
    return sorted((Hit(*item) for item in scores.items()), key=lambda hit: (-hit.score, hit.passage_id))


def test_ndcg_recall_and_reciprocal_rank_are_those_worked_out_by_hand() -> None:
    """Query x: grades 3 and 1 at ranks 2 and 3 of the run, one relevant document not found.

    DCG = 3/log2(3) + 1/log2(4); ideal = 3/log2(2) + 2/log2(3) + 1/log2(4).
    """
    judgements = {"x": {"a": 3, "b": 1, "lost": 2}, "y": {"a": 1}, "z": {"a": 1}}
    runs = {"x": [Hit("c", 9), Hit("a", 8), Hit("b", 7)], "y": [Hit("a", 1)], "z": []}
    found = measure(judgements, runs)
    assert found["x"]["nDCG@10"] == pytest.approx((3 / LOG3 + 1 / 2) / (3 + 2 / LOG3 + 1 / 2))
    assert found["x"]["R@100"] == pytest.approx(2 / 3)
    assert found["x"]["RR"] == pytest.approx(1 / 2)
    assert found["y"] == {"nDCG@10": 1.0, "R@100": 1.0, "RR": 1.0}
    assert found["z"] == {"nDCG@10": 0.0, "R@100": 0.0, "RR": 0.0}


def test_only_the_first_ten_count_for_ndcg() -> None:
    runs = {"x": [Hit(f"d{number:02d}", -number) for number in range(20)]}
    assert measure({"x": {"d09": 1}}, runs)["x"]["nDCG@10"] == pytest.approx(1 / math.log2(11))
    assert measure({"x": {"d10": 1}}, runs)["x"]["nDCG@10"] == 0.0
    assert measure({"x": {"d10": 1}}, runs)["x"]["RR"] == pytest.approx(1 / 11)


def test_a_whole_evaluation_worked_out_by_hand() -> None:
    """Words only. q1 finds a (its better passage has two alphas) before b; q2 finds b; q3 finds nothing.

    q1: DCG = 1/log2(2) + 2/log2(3), ideal = 2/log2(2) + 1/log2(3).
    """
    report = evaluate_retrieval(COLLECTION, mode=Mode.BM25, index=CountingIndex(), embedder=None)
    first = (1 + 2 / LOG3) / (2 + 1 / LOG3)
    assert report.measures == pytest.approx({"nDCG@10": (first + 1 + 0) / 3, "R@100": 2 / 3, "RR": 2 / 3})
    assert [one.best for one in report.per_query] == [("a", "b"), ("b",), ()]
    assert (report.documents, report.passages, report.queries, report.judgements) == (3, 4, 3, 4)
    assert report.engines == {}
    json.dumps(report.to_dict())


def test_the_modes_share_one_encoding_and_record_their_engines() -> None:
    index, embedder = CountingIndex(), FirstLetter()
    dense = evaluate_retrieval(COLLECTION, mode=Mode.DENSE, index=index, embedder=embedder)
    hybrid = evaluate_retrieval(COLLECTION, mode=Mode.HYBRID, index=index, embedder=embedder, vector_weight=0.4)
    words = evaluate_retrieval(COLLECTION, mode=Mode.BM25, index=index, embedder=embedder)
    assert index.additions == 1
    assert dense.engines == hybrid.engines == {"embedder": embedder.identity}
    assert words.engines == {}
    assert hybrid.settings["vector_weight"] == "0.4"
    assert "vector_weight" not in dense.settings


def test_an_index_filled_without_vectors_is_filled_again_when_they_are_needed() -> None:
    index, settled = CountingIndex(), []
    evaluate_retrieval(COLLECTION, mode=Mode.BM25, index=index, embedder=None, settle=lambda: settled.append(1))
    evaluate_retrieval(
        COLLECTION, mode=Mode.DENSE, index=index, embedder=FirstLetter(), settle=lambda: settled.append(2)
    )
    evaluate_retrieval(COLLECTION, mode=Mode.BM25, index=index, embedder=None, settle=lambda: settled.append(3))
    assert settled == [1, 2]


@pytest.mark.parametrize("mode", [Mode.DENSE, Mode.HYBRID])
def test_a_mode_that_needs_vectors_says_so_without_an_embedder(mode: Mode) -> None:
    with pytest.raises(EngineUnavailable) as caught:
        evaluate_retrieval(COLLECTION, mode=mode, index=CountingIndex(), embedder=None)
    assert "bm25" in caught.value.remedy


def test_percentiles_are_values_that_occurred() -> None:
    values = [float(number) for number in range(1, 101)]
    assert (percentile(values, 50), percentile(values, 95)) == (50.0, 95.0)
    assert percentile([7.0], 95) == 7.0
    assert percentile([3.0, 1.0, 2.0], 50) == 2.0
