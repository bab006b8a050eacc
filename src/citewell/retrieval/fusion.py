"""Puts a word list and a vector list into one: min-max normalised scores, weighted sum.

Normalised scores, because BM25 has no upper bound and averaging raw scores gains nothing over
BM25 alone; a weighted sum of them and not of ranks, because it keeps how far ahead the best hit is
(Bruch, Gai and Ingber 2023, doi 10.1145/3596512).
"""

from __future__ import annotations

from collections.abc import Sequence

from citewell.domain.questions import Hit

VECTOR_WEIGHT = 0.45
"""Share of the vector list in the fused score.

Of 0.3 to 0.65 the best mean nDCG@10 over four judged collections (0.794); see docs/evaluation.md."""


def fuse(words: Sequence[Hit], vectors: Sequence[Hit], *, vector_weight: float = VECTOR_WEIGHT) -> list[Hit]:
    """Every hit of either list with its fused score in 0..1, best first, ties by passage id.

    A passage that one list lacks scores 0 there. Where one list is empty, the other counts alone:
    its best hit has the score 1 whatever the weight.
    """
    if not 0.0 <= vector_weight <= 1.0:
        raise ValueError(f"vector_weight lies in 0..1, not {vector_weight}")
    if not words:
        vector_weight = 1.0
    elif not vectors:
        vector_weight = 0.0
    fused: dict[str, float] = {}
    for hits, weight in ((words, 1.0 - vector_weight), (vectors, vector_weight)):
        for passage_id, score in normalise(hits).items():
            fused[passage_id] = fused.get(passage_id, 0.0) + weight * score
    return sorted(
        (Hit(passage_id, score) for passage_id, score in fused.items()),
        key=lambda hit: (-hit.score, hit.passage_id),
    )


def normalise(hits: Sequence[Hit]) -> dict[str, float]:
    """Scores moved to 0..1 by the list's own least and greatest; all 1 where they are equal.

    A passage named twice keeps its better score.
    """
    if not hits:
        return {}
    least = min(hit.score for hit in hits)
    span = max(hit.score for hit in hits) - least
    scores: dict[str, float] = {}
    for hit in hits:
        score = (hit.score - least) / span if span > 0 else 1.0
        scores[hit.passage_id] = max(score, scores.get(hit.passage_id, 0.0))
    return scores
