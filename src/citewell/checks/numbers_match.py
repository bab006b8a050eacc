"""Every number of a claim is a number of its quote, with the same unit, range and comparator, however it is written."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext, error
from citewell.domain.articles import Citation, Claim, Finding
from citewell.text.canonical import with_substances
from citewell.text.derivable import is_derived
from citewell.text.equivalents import measure, quantities_of, same_quantity, same_value, with_asides, written_plainly
from citewell.text.numerals import find_codes
from citewell.text.quantities import Quantity, exclusive, find_quantities
from citewell.text.quotes import without_insertions
from citewell.text.restated import restates

RULE = "numbers_match"
SUMMARY = "Every number of the claim, with its unit, range and comparator, is in the quote, perhaps written otherwise."

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
    findings = findings_of(RULE, claim, context, compare)
    first, *others = claim.citations
    said = find_quantities(without_insertions(claim.text, first.quote)[0])
    for other in others:
        findings += [error(RULE, claim, why, excerpt=other.quote) for why in _contradicted(said, other)]
    return findings


def compare(pair: Pair) -> list[Difference]:
    """A difference for each number or name with digits that the quote does not have."""
    said, stated = with_asides(pair.claim, quantities_of(pair.claim)), quantities_of(pair.quote)
    counts, keys = _counts(stated), frozenset(one.key for one in said)
    found = [
        _explain(quantity, stated, said, close=pair.close)
        for quantity in said
        if not any(same_quantity(quantity, other) for other in stated if not _taken(quantity, other, keys, pair))
        and not _is_sum(quantity, pair)
        and not (
            not quantity.unit
            and not quantity.label
            and (quantity.low, quantity.comparator) in counts
            and not (pair.close and quantity.comparator)
        )
        and not _per_apart(quantity, stated, pair.claim if quantity.unit == _bare(quantity.unit) else pair.quote)
        and not _is_worked_out(quantity, stated, pair)
    ]
    if _is_oftener(said, stated, pair) and not found:
        found.append(Difference("The claim has a dose a day that the quote gives more than once a day.", True))
    if pair.close and not found:
        found += [
            Difference(f"The claim says “{one.text}” more often than the quote, in another figure's place.", True)
            for one in said
            if _times(one, said) > max(1, _times(one, stated))
        ][:1]
    found += _other_rhythm(pair) if not found else []
    names = {name.casefold() for name in find_codes(with_substances(written_plainly(pair.quote)))}
    for name in find_codes(with_substances(written_plainly(pair.claim))):
        if name.casefold() not in names:
            found.append(Difference(f"The claim names “{name}”, which the quote does not.", bool(names)))
    return found


def _other_rhythm(pair: Pair) -> list[Difference]:
    """How often something is done, said without a figure, where the quote has another: monthly for yearly."""
    said, stated = written_plainly(pair.claim).lower(), written_plainly(pair.quote).lower()
    told = [span for span, words in _RHYTHM.items() if words.search(stated)]
    for span, words in _RHYTHM.items():
        match = words.search(said)
        if match and told and span not in told and not re.search(rf"\b{span}s?\b", stated):
            return [Difference(f"The claim says “{match[0].strip()}”, the quote has another rhythm.", True)]
    return []


def _is_worked_out(quantity: Quantity, stated: Sequence[Quantity], pair: Pair) -> bool:
    """Whether a figure follows from the quote's: both ends of a change, a share of two counts, plain arithmetic."""
    if is_derived(quantity, stated, written_plainly(pair.claim)):
        return True
    if not pair.close and restates(quantity, stated, written_plainly(pair.claim), written_plainly(pair.quote)):
        return True
    if quantity.low != quantity.high:
        ends = (replace(quantity, high=quantity.low), replace(quantity, low=quantity.high))
        before = written_plainly(pair.claim)[: quantity.start].lower().rstrip()
        consecutive = any(
            same_value(ends[0], one) and same_value(ends[1], other) and other.start - one.end == len(" to ")
            for one, other in pairwise(stated)
        )
        return consecutive or (
            before.endswith("from") and all(any(same_value(end, one) for one in stated) for end in ends)
        )
    share = re.fullmatch(r"of (\d+)", quantity.unit)
    if share is None:
        return False
    wholes = re.findall(r"\b(?:of|among|in) (?:the )?(\d[\d,]*)\b(?! ?%)", written_plainly(pair.quote).lower())
    part = any(one.key[:4] == (quantity.low, quantity.low, "", quantity.comparator) for one in stated)
    return part and {whole.replace(",", "") for whole in wholes} == {share[1]}


def _is_oftener(said: Sequence[Quantity], stated: Sequence[Quantity], pair: Pair) -> bool:
    """Whether the claim gives as a day's dose what the quote gives several times a day."""
    doses = [one for one in said if one.unit in ("mg", "g", "µg") and any(same_value(one, other) for other in stated)]
    often = [one for one in stated if one.unit.startswith("times") and one.low > 1]
    told = any("times" in one.unit for one in said)
    return bool(doses and often) and not told and _is_daily(pair.claim)


def _times(quantity: Quantity, held: Sequence[Quantity]) -> int:
    return sum(same_value(quantity, other) for other in held)


def _taken(quantity: Quantity, other: Quantity, said: Collection[object], pair: Pair) -> bool:
    """Whether a nearly equal claim has the quote's figure as it stands: another form of it is another figure."""
    return pair.close and quantity.key != other.key and other.key in said


def _per_apart(quantity: Quantity, stated: Sequence[Quantity], text: str) -> bool:
    """Whether "per month" stands apart from the figure in one of the two ("monthly days fell to 16")."""
    for other in stated:
        if not same_value(replace(quantity, unit=_bare(quantity.unit)), replace(other, unit=_bare(other.unit))):
            continue
        if _bare(quantity.unit) and not _is_daily(text):
            continue  # a dose a day is another dose than the same a week, wherever "a week" stands
        longer = max(quantity.unit, other.unit, key=len)
        span = longer.rpartition("/")[2].rstrip("s")
        if quantity.comparator in (other.comparator, "~") and span in _SPANS and re.search(_SPANS[span], text.lower()):
            return True
    return False


def _is_daily(text: str) -> bool:
    """Whether "daily" is the only word of a text on how often."""
    plain = text.lower()
    return bool(re.search(_SPANS["day"], plain)) and not re.search(_OTHERWISE_OFTEN, plain)


def _bare(unit: str) -> str:
    head, _, tail = unit.rpartition("/")
    return head if "/" in unit and tail.rstrip("s") in _SPANS else unit


_OTHERWISE_OFTEN = (
    r"\b(?:twice|times|thrice|weekly|monthly|every (?:other|second|third|\d+|two|three|four|six|eight|twelve)|"
    r"(?:a|per|each|every) (?:week|month|hour)|bd|tds|qds|divided)\b"
)
_RHYTHM = {
    "day": re.compile(r"\b(?:daily|every day|per day)\b"),
    "week": re.compile(r"\b(?:weekly|every week|per week)\b"),
    "month": re.compile(r"\b(?:monthly|every month|per month)\b"),
    "year": re.compile(r"\b(?:yearly|annual(?:ly)?|every year|per year)\b"),
}
_SPANS = {
    "day": r"\b(?:daily|(?:a|per|each|every) day|24 hours)\b",
    "week": r"\b(?:weekly|(?:a|per|each|every) week)\b",
    "month": r"\b(?:monthly|(?:a|per|each|every) month)\b",
    "year": r"\b(?:yearly|annual\w*|(?:a|per|each|every) year)\b",
}


def _counts(stated: Sequence[Quantity]) -> frozenset[tuple[float, str]]:
    """The two counts of each share, the first with its comparator: 12 and 60 of "12 of 60"."""
    shares = [one for one in stated if one.unit.startswith(("of ", "in "))]
    return frozenset(count for one in shares for count in ((one.low, one.comparator), (float(one.unit.split()[1]), "")))


def _is_sum(quantity: Quantity, pair: Pair) -> bool:
    """Whether the number only counts the things that the quote names without a number ("one of")."""
    if quantity.unit == "times" or "times" in quantity.unit:
        return quantity.low == 1.0 and quantity.unit.endswith("days") and _is_daily(pair.quote)
    one = quantity.key == (1.0, 1.0, "", "", "") and quantity.text.lower() == "one"
    return one and not re.search(r"\bone\b", pair.quote.lower())


def _explain(quantity: Quantity, stated: Sequence[Quantity], said: Sequence[Quantity], *, close: bool) -> Difference:
    """What is wrong with a figure; a contradiction only where it takes the place of one that the claim leaves out."""
    for other in stated:
        if same_value(quantity, other):
            if other.comparator != quantity.comparator:
                claimed, quoted = _COMPARATOR_WORDS[quantity.comparator], _COMPARATOR_WORDS[other.comparator]
                opposed = bool(quantity.comparator.strip("~") and other.comparator.strip("~"))
                return Difference(
                    f"The claim says {claimed} “{quantity.text}” where the quote says {quoted} that.", opposed or close
                )
            return Difference(
                f"The claim gives “{quantity.text}” as {_name(quantity)}, the quote as {_name(other)}.", True
            )
    for other in stated:
        if (other.low, other.high) == (quantity.low, quantity.high):
            return Difference(
                f"The claim says “{quantity.text}” where the quote says “{other.text}”: the units differ.",
                close or bool(quantity.unit and other.unit),
            )
    for other in stated:
        if other.low != other.high and quantity.low == quantity.high and quantity.low in (other.low, other.high):
            return Difference(f"The claim says “{quantity.text}” where the quote gives the range “{other.text}”.", True)
    same_kind = [
        other
        for other in stated
        if measure(other)[0] == measure(quantity)[0] and (close or not any(same_value(one, other) for one in said))
    ]
    numbers = ", ".join(f"“{other.text}”" for other in stated) or "none"
    return Difference(
        f"The number “{quantity.text}” is not in the quote, whose numbers are: {numbers}.", bool(same_kind)
    )


def _name(quantity: Quantity) -> str:
    return quantity.label or "a bare number"


def _contradicted(said: Sequence[Quantity], citation: Citation) -> list[str]:
    stated = find_quantities(citation.quote)
    reasons: list[str] = []
    for quantity in said:
        comparable = [other for other in stated if other.unit == quantity.unit and other.label == quantity.label]
        if quantity.unit and comparable and all(exclusive(quantity, other) for other in comparable):
            reasons.append(f"A further source says “{comparable[0].text}” where the claim says “{quantity.text}”.")
    return reasons
