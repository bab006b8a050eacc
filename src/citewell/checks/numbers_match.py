"""Every number of a claim stands in its quote, with the same unit, range and comparator."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Citation, Claim, Finding
from citewell.text.numerals import find_codes
from citewell.text.quantities import Quantity, exclusive, find_quantities
from citewell.text.quotes import without_insertions

RULE = "numbers_match"
SUMMARY = "Every number of the claim, with its unit, range and comparator, is in the quote, in the same order."

_COMPARATOR_WORDS = {
    "": "exactly",
    "~": "about",
    "<": "under",
    "<=": "at most",
    ">": "more than",
    ">=": "at least",
}


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """Errors for numbers that the first quote does not carry or that another quote contradicts."""
    first, *others = claim.citations
    text, _ = without_insertions(claim.text, first.quote)
    said = find_quantities(text)
    stated = find_quantities(first.quote)
    findings = [error(RULE, claim, why, excerpt=first.quote) for why in _unproven(said, stated)]
    if not findings and not _is_subsequence([quantity.key for quantity in said], [quantity.key for quantity in stated]):
        why = "The claim has the source's numbers in another order, so they may belong to something else."
        findings.append(error(RULE, claim, why, excerpt=first.quote))
    findings += [error(RULE, claim, why, excerpt=first.quote) for why in _strange_names(text, first.quote)]
    for other in others:
        findings += [error(RULE, claim, why, excerpt=other.quote) for why in _contradicted(said, other)]
    return findings


def _unproven(said: Sequence[Quantity], stated: Sequence[Quantity]) -> list[str]:
    left = list(stated)
    reasons: list[str] = []
    for quantity in said:
        partner = next((other for other in left if other.key == quantity.key), None)
        if partner is None:
            reasons.append(_explain(quantity, stated))
        else:
            left.remove(partner)
    return reasons


def _explain(quantity: Quantity, stated: Sequence[Quantity]) -> str:
    for other in stated:
        if (other.low, other.high) == (quantity.low, quantity.high):
            if other.unit != quantity.unit:
                return f"The claim says “{quantity.text}” where the quote says “{other.text}”: the units differ."
            if other.comparator != quantity.comparator:
                claimed, quoted = _COMPARATOR_WORDS[quantity.comparator], _COMPARATOR_WORDS[other.comparator]
                return f"The claim says {claimed} “{quantity.text}” where the quote says {quoted} that."
            if other.label != quantity.label:
                return f"The claim gives “{quantity.text}” as {_name(quantity)}, the quote as {_name(other)}."
    for other in stated:
        if other.low != other.high and quantity.low == quantity.high and quantity.low in (other.low, other.high):
            return f"The claim says “{quantity.text}” where the quote gives the range “{other.text}”."
    numbers = ", ".join(f"“{other.text}”" for other in stated) or "none"
    return f"The number “{quantity.text}” is not in the quote, whose numbers are: {numbers}."


def _name(quantity: Quantity) -> str:
    return quantity.label or "a bare number"


def _is_subsequence(said: Sequence[object], stated: Sequence[object]) -> bool:
    remaining = iter(stated)
    return all(item in remaining for item in said)


def _strange_names(text: str, quote: str) -> list[str]:
    """Names with digits or grades ("C1-C2", "Level III") that the quote lacks or has in another order."""
    said, stated = _names(text), _names(quote)
    strange = [f"The claim names “{name}”, which the quote does not." for name in said if name not in stated]
    if not strange and not _is_subsequence(said, stated):
        strange.append(f"The claim has the names {', '.join(said)} in another order or more often than the quote.")
    return strange


def _names(text: str) -> list[str]:
    return [code.casefold() for code in find_codes(text)]


def _contradicted(said: Sequence[Quantity], citation: Citation) -> list[str]:
    stated = find_quantities(citation.quote)
    reasons: list[str] = []
    for quantity in said:
        comparable = [other for other in stated if other.unit == quantity.unit and other.label == quantity.label]
        if quantity.unit and comparable and all(exclusive(quantity, other) for other in comparable):
            reasons.append(f"A further source says “{comparable[0].text}” where the claim says “{quantity.text}”.")
    return reasons
