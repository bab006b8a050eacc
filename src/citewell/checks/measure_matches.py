"""A percentage is no difference of percentages, and a relative change no absolute one."""

from __future__ import annotations

import re

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.equivalents import measure, quantities_of
from citewell.text.quantities import Quantity

RULE = "measure_matches"
SUMMARY = "Per cent and percentage points, relative and absolute, a change by and a value of are not exchanged."

_ABSOLUTE = re.compile(r"\babsolute\b|\brisk difference\b|\bpercentage points?\b")
_RELATIVE = re.compile(r"\brelative(?! risk reduction of)\b|\bodds ratio\b|\bhazard ratio\b|\brisk ratio\b")
_CHANGE = re.compile(
    r"\b(?:fell|fall|falls|fallen|rose|rise|rises|risen|increas\w+|decreas\w+|reduc\w+|rais\w+|lower\w+|"
    r"dropped|drop|declin\w+|"
    r"improv\w+|grew|differ\w*|higher|more|less|fewer|worsen\w*)\b"
)
_BY = re.compile(
    r"\bby (?:about |roughly |approximately |at least |a relative |around |up to )?$|\ba relative $", re.IGNORECASE
)
_NEXT = re.compile(r"^ (?:more|higher|less|lower|fewer|greater|absolute|relative)\b", re.IGNORECASE)
_TO = re.compile(r"\b(?:fell|rose|dropped|decreased|increased|declined) to (?:about )?$", re.IGNORECASE)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for a figure that the first quote gives as another kind of measure."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference where the kind of measure changes."""
    found: list[Difference] = []
    for name, words in (("absolute", _ABSOLUTE), ("relative", _RELATIVE)):
        claimed = words.search(pair.claim.lower())
        if claimed and not words.search(pair.quote.lower()):
            found.append(Difference(f"The claim gives a {name} measure (“{claimed[0]}”), the quote does not.", True))
    said, stated = quantities_of(pair.claim), quantities_of(pair.quote)
    changes = {_key(one) for one in stated if _is_change(one, pair.quote)}
    values = {_key(one) for one in stated}
    for quantity in said:
        key = _key(quantity)
        if _is_change(quantity, pair.claim) and key in values and key not in changes and quantity.unit in _SHARES:
            found.append(Difference(f"The claim makes a change of “{quantity.text}”, a value in the quote.", True))
        if _TO.search(pair.claim[: quantity.start]) and key in changes:
            found.append(Difference(f"The claim makes a value of “{quantity.text}”, a change in the quote.", True))
    return found


_SHARES = frozenset({"%", "percentage points"})


def _key(quantity: Quantity) -> tuple[str, float, float]:
    return measure(quantity)


def _is_change(quantity: Quantity, text: str) -> bool:
    before, after = text[: quantity.start], text[quantity.end :]
    return bool(_BY.search(before) or _NEXT.match(after))
