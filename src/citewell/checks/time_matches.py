"""What is short, long, before or after in a quote is so in the claim."""

from __future__ import annotations

import re

from citewell.checks._contrasting import contrast_differences
from citewell.checks.comparing import Difference, Pair, findings_of, plain
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import compared_keys, light_keys, read_meaning
from citewell.text.equivalents import quantities_of

RULE = "time_matches"
SUMMARY = "Short and long term, before and after, first and later are those of the quote."


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for each word of the claim that the first quote excludes."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for each word that stands for something else than the quote's."""
    found = contrast_differences(pair, RULE, alone=False)
    exchanged = _exchanged(pair)
    if exchanged:
        return [Difference(exchanged, True)]
    found = [one for one in found if not (_ORDER.search(one.why) and _turned_round(pair))]
    return found or _span_changed(pair) or _made_permanent(pair) or _put_off(pair)


_ORDER = re.compile(r"“(?:before|after|following|prior to)” where the quote says “(?:before|after|following|prior to)”")


def _turned_round(pair: Pair) -> bool:
    """Whether the claim tells the order of two things from its other end: "A only after B" for "B before A"."""
    said, stated = _order(pair.said.text, pair), _order(pair.stated.text, pair)
    if said is None or stated is None or said[0] == stated[0]:
        return False
    (_, before, behind), (_, other_before, other_behind) = said, stated
    crossed = len(behind & other_before) + len(before & other_behind)
    return (
        crossed >= 2
        and bool(behind & other_before)
        and crossed > len(before & other_before) + len(behind & other_behind)
    )


def _exchanged(pair: Pair) -> str:
    """What is wrong where two things have changed places around one word of order: "A until B" for "B until A"."""
    for word in ("before", "until"):
        pattern = re.compile(rf"^(?P<before>[^.;]*)\b{word}\b(?P<behind>[^.;,]*)")
        claimed, quoted = pattern.search(pair.said.text), pattern.search(pair.stated.text)
        if not claimed or not quoted or not claimed["before"].strip() or not quoted["before"].strip():
            continue
        ignored = light_keys() | compared_keys()
        sides = [read_meaning(one[side]).held - ignored for one in (claimed, quoted) for side in ("before", "behind")]
        before, behind, other_before, other_behind = sides
        straight = len(before & other_before) + len(behind & other_behind)
        crossed = len(before & other_behind) + len(behind & other_before)
        if before & other_behind and behind & other_before and crossed > straight:
            return f"What stands before and behind “{word}” has changed places."
    return ""


def _span_changed(pair: Pair) -> list[Difference]:
    """A span in words alone that is of another length than every span of the quote: years where it says weeks."""
    claimed = list(_SPAN.finditer(plain(pair.claim)))
    if not claimed:
        return []
    stated = [_length(match) for match in _SPAN.finditer(plain(pair.quote))]
    stated += [
        (one.low * _DAYS[one.unit], one.high * _DAYS[one.unit])
        for one in quantities_of(pair.quote)
        if one.unit in _DAYS
    ]
    for match in claimed:
        low, high = _length(match)
        if stated and not any(low <= NEAR * most and least <= NEAR * high for least, most in stated):
            return [Difference(f"The claim says “{match[0]}”; the quote gives another span.", True)]
    return []


def _length(match: re.Match[str]) -> tuple[float, float]:
    """The least and the most days of a span in words."""
    unit = _DAYS[f"{match['unit']}s"]
    if match["many"] is None:
        return unit, (MANY * unit if match["s"] else unit)
    return 2 * unit, MANY * unit


def _made_permanent(pair: Pair) -> list[Difference]:
    lasting = _PERMANENT.search(pair.said.text)
    if lasting and not _LASTING.search(pair.stated.text):
        return [Difference(f"The claim says “{lasting[0]}”, which the quote does not.")]
    return []


def _put_off(pair: Pair) -> list[Difference]:
    """A claim that something waits, of which the quote says that it must not."""
    said, stated = pair.said.text, pair.stated.text
    delay = _DELAY.search(said)
    if delay is None or _DENIED.search(said) or not _AT_ONCE.search(stated):
        return []
    if _DELAY.search(_AT_ONCE.sub(" ", stated)):
        return []
    return [Difference(f"The claim says “{delay[0]}”; the quote says “{_AT_ONCE.findall(stated)[0]}”.", True)]


NEAR = 2.5
"""How many times as long a span may be as the one that it stands for: a month for six weeks."""
MANY = 12.0
_DAYS = {
    "minutes": 1 / 1440,
    "hours": 1 / 24,
    "days": 1.0,
    "weeks": 7.0,
    "months": 30.4,
    "years": 365.25,
    "decades": 3652.5,
}
_SPAN = re.compile(
    r"(?<!\d )(?<!\d-)\b(?:within|takes?|took|over|for|after|lasts?|in|only|by|until) "
    r"(?:the first |only |just |about )?"
    r"(?P<many>several |many |a few |few |some |a couple of )?(?:a |an |one |a full |a whole )?"
    r"(?P<unit>minute|hour|day|week|month|year|decade)(?P<s>s)?\b"
    r"(?! of age| old|s of age|s old|-| \d| \w+teen| one| two| three| four| five| six| seven| eight| nine| ten)"
)
_PERMANENT = re.compile(r"\b(?:permanent(?:ly)?|irreversibl[ey]|lifelong|for life|for good)\b(?! teeth)")
_LASTING = re.compile(
    r"\b(?:permanent\w*|irreversib\w+|lifelong|life|lasting|persist\w*|indefinite\w*|for good|chronic\w*|long-term|"
    r"not (?:be )?(?:reversed|reversible|recover\w*)|forever|adult (?:teeth|tooth))\b"
)
_DELAY = re.compile(
    r"\b(?:wait(?:ing|ed|s)?(?! list)|put off|postpon\w+|deferr\w+|withheld|delay(?:ed|ing)?|"
    r"(?:held|hold) (?:off|back))\b"
)
_DENIED = re.compile(r"\b(?:not|no|without|never|cannot|nor|avoid\w*)\b")
_AT_ONCE = re.compile(
    r"\b(?:not|never|no|without|do not)\b(?: \w+){0,4} (?:wait\w*|delay\w*|await\w*|postpon\w*|put off|defer\w*)|"
    r"\bimmediate\w*|\burgent\w*|\bat once\b|\bpromptly\b|\bas soon as\b|\bstraight away\b|"
    r"\bbefore (?:transport|transfer)\b"
)


def _order(text: str, pair: Pair) -> tuple[bool, frozenset[str], frozenset[str]] | None:
    """Whether a text's word of order is "after", and the keys before it and behind it in its clause."""
    match = re.search(r"\b(?:(after|following)|before|prior to)\b", text)
    if match is None or re.search(r"\b(?:after|following|before|prior to)\b", text[match.end() :]):
        return None
    before = re.split(r"[.;]", text[: match.start()])[-1]
    behind = re.split(r"[.;,]", text[match.end() :])[0]
    if not before.strip():  # "After B, A" has A behind its comma
        before = text[match.end() + len(behind) :]
    ignored = light_keys() | compared_keys()
    return (
        bool(match[1]),
        read_meaning(before, pair.vocabulary).held - ignored,
        read_meaning(behind, pair.vocabulary).held - ignored,
    )
