"""Every claim must be entailed by its quotes, in the judgement of the configured engine."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.domain.articles import Claim, Finding
from citewell.domain.enums import Severity, Verdict
from citewell.domain.ports import Entailer
from citewell.text.quotes import without_insertions

RULE_NAME = "entailment"

UNJUDGED = "The entailment model gave no verdict"
"""How an engine's reason begins where it could not judge, which is no word against the claim."""


def check_entailment(claims: Sequence[Claim], entailer: Entailer) -> tuple[Finding, ...]:
    """A finding for each claim that the entailer does not judge supported by its quotes."""
    findings: list[Finding] = []
    for claim in claims:
        verdict, why = entailer.judge(_said(claim), [citation.quote for citation in claim.citations])
        if verdict is not Verdict.SUPPORTED:
            findings.append(Finding(RULE_NAME, Severity.ERROR, claim.id, why, claim.text))
    return tuple(findings)


def _said(claim: Claim) -> str:
    """What the claim says without its insertions, which another rule checks."""
    return without_insertions(claim.text, claim.citations[0].quote)[0]


def count_unjudged(findings: Sequence[Finding]) -> int:
    """How many claims were left out because the engine could not judge them."""
    return sum(finding.rule == RULE_NAME and finding.explanation.startswith(UNJUDGED) for finding in findings)
