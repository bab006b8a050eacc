"""A percentage is no difference of percentages, and a relative change no absolute one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.derivable import is_derived
from citewell.text.equivalents import measure, quantities_of, written_plainly
from citewell.text.quantities import Quantity

RULE = "measure_matches"
SUMMARY = "Per cent and percentage points, relative and absolute, a change by and a value of are not exchanged."

_ABSOLUTE = re.compile(r"\babsolute\b|\brisk difference\b|\bpercentage points?\b")
_RELATIVE = re.compile(r"\brelative(?! risk reduction of| to\b)\b|\bodds ratio\b|\bhazard ratio\b|\brisk ratio\b")
_CHANGE = re.compile(
    r"\b(?:fell|fall|falls|fallen|rose|rise|rises|risen|increas\w+|decreas\w+|reduc\w+|rais\w+|lower\w+|"
    r"dropped|drop|declin\w+|"
    r"improv\w+|grew|differ\w*|higher|more|less|fewer|worsen\w*)\b"
)
_BY = re.compile(
    r"\bby (?:about |roughly |approximately |at least |a relative |around |up to )?$|\ba relative $", re.IGNORECASE
)
_NEXT = re.compile(
    r"^ (?:(?:\w+ )?(?:relief|reduction|decrease|increase|improvement|rise|fall|drop|gain)|"
    r"more|higher|less|lower|fewer|greater|absolute|relative)\b",
    re.IGNORECASE,
)
_FROM = re.compile(r"\bfrom (?:[^.;,]{0,40} to )?(?:about |roughly |around |approximately )?$", re.IGNORECASE)
_TO = re.compile(
    r"\b(?:f[ae]lls?|rises?|rose|drops?|dropped|decreas\w+|increas\w+|declin\w+|lower\w+|"
    r"reduc\w+|rais\w+) (?:\w+ ){0,4}to (?:about )?$",
    re.IGNORECASE,
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for a figure that the first quote gives as another kind of measure."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference where the kind of measure changes."""
    found: list[Difference] = []
    for name, words in (("absolute", _ABSOLUTE), ("relative", _RELATIVE)):
        claimed = words.search(pair.claim.lower())
        if claimed and not words.search(pair.quote.lower()) and not _is_worked_out(pair):
            found.append(Difference(f"The claim gives a {name} measure (“{claimed[0]}”), the quote does not.", True))
    said, stated = quantities_of(pair.claim), quantities_of(pair.quote)
    claim, quote = written_plainly(pair.claim), written_plainly(pair.quote)
    changes = {_key(one) for one in stated if _is_change(one, quote)}
    values = {_key(one) for one in stated}
    for quantity in said:
        key = _key(quantity)
        if (
            _is_change(quantity, claim)
            and key in values
            and key not in changes
            and _may_be_either(quantity, stated, quote)
        ):
            found.append(Difference(f"The claim makes a change of “{quantity.text}”, a value in the quote.", True))
        if _TO.search(claim[: quantity.start]) and key in changes:
            found.append(Difference(f"The claim makes a value of “{quantity.text}”, a change in the quote.", True))
    return found


_SHARES = frozenset({"%", "percentage points"})


def _may_be_either(quantity: Quantity, stated: Sequence[Quantity], quote: str) -> bool:
    """Whether a figure may be a value or a change: a share, or one end of "from 26 to 16"."""
    if quantity.unit in _SHARES:
        return not is_derived(replace(quantity, unit="percentage points"), stated, f"by {quantity.text}")
    ends = [one for one in stated if one.low == quantity.low == one.high and measure(one)[0] == measure(quantity)[0]]
    return any(_FROM.search(quote[: one.start]) for one in ends)


def _is_worked_out(pair: Pair) -> bool:
    """Whether the claim's difference in points is that of two shares of the quote."""
    claim, stated = written_plainly(pair.claim), quantities_of(pair.quote)
    points = [one for one in quantities_of(pair.claim) if one.unit == "percentage points"]
    return bool(points) and all(is_derived(one, stated, claim) for one in points)


def _key(quantity: Quantity) -> tuple[str, float, float]:
    return measure(quantity)


def _is_change(quantity: Quantity, text: str) -> bool:
    before, after = text[: quantity.start], text[quantity.end :]
    return bool(_BY.search(before) or _NEXT.match(after))
