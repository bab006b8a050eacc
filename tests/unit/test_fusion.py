"""Fusing a word list and a vector list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citewell.domain.questions import Hit
from citewell.retrieval.fusion import fuse, normalise

scores = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)
hit_lists = st.dictionaries(st.text(min_size=1, max_size=4), scores, max_size=8).map(
    lambda scored: [Hit(name, score) for name, score in sorted(scored.items(), key=lambda item: -item[1])]
)
weights = st.floats(min_value=0, max_value=1)


def test_normalised_scores_run_from_one_to_nought() -> None:
    assert normalise([Hit("a", 12.0), Hit("b", 7.0), Hit("c", 2.0)]) == {"a": 1.0, "b": 0.5, "c": 0.0}


def test_equal_scores_all_count_fully() -> None:
    """One lone hit is the best hit of its list, not the worst."""
    assert normalise([Hit("a", 3.0)]) == {"a": 1.0}
    assert normalise([Hit("a", 3.0), Hit("b", 3.0)]) == {"a": 1.0, "b": 1.0}


def test_a_passage_missing_from_one_list_scores_nought_there() -> None:
    words = [Hit("both", 10.0), Hit("words", 5.0), Hit("last", 0.0)]
    vectors = [Hit("vectors", 0.9), Hit("both", 0.5), Hit("last", 0.1)]
    fused = {hit.passage_id: hit.score for hit in fuse(words, vectors, vector_weight=0.25)}
    assert fused == pytest.approx({"both": 0.75 + 0.25 * 0.5, "words": 0.75 * 0.5, "vectors": 0.25, "last": 0.0})


def test_the_weight_is_the_share_of_the_vectors() -> None:
    words, vectors = [Hit("w", 2.0), Hit("v", 1.0)], [Hit("v", 0.9), Hit("w", 0.1)]
    assert fuse(words, vectors, vector_weight=0.4)[0].passage_id == "w"
    assert fuse(words, vectors, vector_weight=0.6)[0].passage_id == "v"


def test_ties_are_broken_by_the_passage_id() -> None:
    hits = [Hit("b", 1.0), Hit("c", 1.0), Hit("a", 1.0)]
    assert [hit.passage_id for hit in fuse(hits, [], vector_weight=0.5)] == ["a", "b", "c"]


@pytest.mark.parametrize("weight", [0.0, 0.5, 1.0])
def test_where_one_list_is_empty_the_other_counts_alone(weight: float) -> None:
    hits = [Hit("a", 2.0), Hit("b", 1.5), Hit("c", 1.0)]
    expected = [Hit("a", 1.0), Hit("b", 0.5), Hit("c", 0.0)]
    assert fuse(hits, [], vector_weight=weight) == expected
    assert fuse([], hits, vector_weight=weight) == expected
    assert fuse([], [], vector_weight=weight) == []


@pytest.mark.parametrize("weight", [-0.1, 1.1])
def test_a_weight_outside_nought_to_one_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match=r"0\.\.1"):
        fuse([], [], vector_weight=weight)


@given(hit_lists, hit_lists, weights)
def test_every_hit_comes_once_with_a_score_from_nought_to_one(
    words: list[Hit], vectors: list[Hit], weight: float
) -> None:
    fused = fuse(words, vectors, vector_weight=weight)
    names = [hit.passage_id for hit in fused]
    assert sorted(names) == sorted({hit.passage_id for hit in words + vectors})
    assert all(0.0 <= hit.score <= 1.0 + 1e-9 for hit in fused)
    assert fused == sorted(fused, key=lambda hit: (-hit.score, hit.passage_id))


@given(hit_lists, hit_lists, weights, st.floats(min_value=0.5, max_value=4), st.integers(-8, 8))
def test_the_scale_of_a_list_does_not_matter(
    words: list[Hit], vectors: list[Hit], weight: float, factor: float, shift: int
) -> None:
    """BM25 has no upper bound and no fixed scale."""
    scaled = [Hit(hit.passage_id, hit.score * factor + shift) for hit in words]
    before = {hit.passage_id: hit.score for hit in fuse(words, vectors, vector_weight=weight)}
    after = {hit.passage_id: hit.score for hit in fuse(scaled, vectors, vector_weight=weight)}
    spread = max((hit.score for hit in words), default=0.0) - min((hit.score for hit in words), default=0.0)
    if spread > 1e-3 or spread == 0.0:
        assert after == pytest.approx(before, abs=1e-4)
