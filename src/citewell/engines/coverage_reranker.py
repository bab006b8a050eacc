"""The default reranker: evidence that names what the part names comes before evidence that is merely close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import DocumentStatus
from citewell.domain.questions import Evidence, QuestionPart

COVERAGE_WEIGHT = 0.5
SIMILARITY_WEIGHT = 0.3
FUSED_WEIGHT = 0.2
SUPERSEDED_DISCOUNT = 0.85


class CoverageReranker:
    """Orders by coverage, similarity and fused score together; superseded documents fall behind."""

    identity = EngineIdentity(
        name="coverage",
        version="1",
        settings={
            "coverage": str(COVERAGE_WEIGHT),
            "similarity": str(SIMILARITY_WEIGHT),
            "fused": str(FUSED_WEIGHT),
        },
    )

    def rerank(self, part: QuestionPart, evidence: Sequence[Evidence]) -> list[Evidence]:
        """The same evidence, best first, scored in 0..1; ties are broken by passage id."""
        ranked = sorted(evidence, key=lambda item: (-_score(item), item.passage.id))
        return [replace(item, rank=rank, score=_score(item)) for rank, item in enumerate(ranked)]


def _score(item: Evidence) -> float:
    if item.similarity is None:
        score = (COVERAGE_WEIGHT * item.coverage + FUSED_WEIGHT * item.score) / (COVERAGE_WEIGHT + FUSED_WEIGHT)
    else:
        similarity = min(1.0, max(0.0, item.similarity))
        score = COVERAGE_WEIGHT * item.coverage + SIMILARITY_WEIGHT * similarity + FUSED_WEIGHT * item.score
    discount = SUPERSEDED_DISCOUNT if item.document.status is DocumentStatus.SUPERSEDED else 1.0
    return round(score * discount, 6)
