"""The default writer: claims are the evidence's own sentences, letter for letter."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.compose.candidates import extract_claims
from citewell.domain.articles import Claim
from citewell.domain.documents import EngineIdentity
from citewell.domain.questions import Evidence, QuestionPart


class ExtractiveWriter:
    """Deterministic and unable to invent: it selects sentences that stand alone and changes none."""

    identity = EngineIdentity(name="extractive", version="1")

    def write(self, part: QuestionPart, evidence: Sequence[Evidence]) -> list[Claim]:
        """One claim per usable sentence, in the order of the evidence."""
        return extract_claims(evidence)
