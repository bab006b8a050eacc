"""What the page shows on which a reader reports an error."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportPage:
    """The article, or the claim of it, that a report is about; `sent` once it was kept."""

    digest: str
    question: str
    claim_id: str
    claim: str
    sent: bool
    longest: int
