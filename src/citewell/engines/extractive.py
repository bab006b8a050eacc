"""The default writer: claims are the evidence's own sentences, letter for letter."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.compose.candidates import extract_claims
from citewell.domain.articles import Claim, Finding
from citewell.domain.documents import Passage
from citewell.domain.questions import Evidence, QuestionPart
from citewell.domain.usage import Usage
from citewell.drafting import EXTRACTIVE


class ExtractiveWriter:
    """Deterministic and unable to invent: it selects sentences that stand alone and changes none."""

    identity = EXTRACTIVE

    def write(self, part: QuestionPart, evidence: Sequence[Evidence]) -> list[Claim]:
        """One claim per usable sentence, in the order of the evidence."""
        return extract_claims(evidence)

    def repair(self, claim: Claim, findings: Sequence[Finding], passage: Passage) -> Claim | None:
        """Nothing: a sentence that failed a check is not reworded."""
        return None

    def usage(self) -> Usage:
        """Nothing is used."""
        return Usage()

    def fresh(self) -> ExtractiveWriter:
        """Itself: it keeps no counts."""
        return self
