"""What a FHIR document says of its review: its status, and who attests it."""

from __future__ import annotations

from typing import Any

from citewell.exports._fhir_parts import concept
from citewell.reviewed import ToldReview

MODES = "http://hl7.org/fhir/composition-attestation-mode"
_MODE = {"lay reviewer": "personal"}


def composition_status(told: ToldReview) -> str:
    """Of https://hl7.org/fhir/R5/valueset-composition-status.html: final only for a text that people approved.

    One that something else has replaced is deprecated; an approval that is in doubt makes it preliminary again.
    """
    if told.newer:
        return "deprecated"
    return "final" if told.stands else "preliminary"


def attesters(told: ToldReview) -> list[dict[str, Any]]:
    """The reviewers, and the editor who approved; nobody where the approval does not stand."""
    if not told.stands:
        return []
    reviewed = [
        {
            "mode": _mode(_MODE.get(one.capacity, "professional")),
            "time": one.given_on,
            "party": {"display": one.named},
        }
        for one in told.signers
    ]
    return [*reviewed, {"mode": _mode("official"), "time": told.approved_on, "party": {"display": told.approver_named}}]


def _mode(code: str) -> dict[str, Any]:
    return concept(code.capitalize(), system=MODES, code=code)


def plan_words(told: ToldReview) -> str:
    """How a plan was made, and whether people have reviewed it."""
    reviewed = "reviewed and approved by named people" if told.stands else "not reviewed by a person"
    return f"Read from the cited publications by a program; {reviewed}."
