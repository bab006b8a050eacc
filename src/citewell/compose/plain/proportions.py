"""Percentages of people or cases as whole numbers of them: 4% is 4 in 100. By exact arithmetic, or not at all."""

from __future__ import annotations

import re
from decimal import Decimal

from citewell.compose.plain.edits import Edit

MOST = 100
LARGEST_WHOLE = 10_000

MOST_SHARES = 20
"""Percentages of one statement that are told otherwise; more of them are a table."""

_NUMBER = r"\d{1,3}(?:\.\d{1,2})?"
_SHARE = re.compile(
    rf"(?<![\d.,–-])(?P<low>{_NUMBER}) ?%?(?:(?P<joint>(?: to | and |–|-))(?P<high>{_NUMBER}) ?)?%(?![\w-])"
)
# A share of people or of cases: what it is a share of stands behind it, or it is said of them.
_OF_SOME = re.compile(
    r" of (?:all |the |these |those |such |their |its )?(?:(?!(?:in|of|with|at|to|by|on|"
    r"for)\b)[\w'’-]+ ){0,4}?(?:people|patients|adults|children|women|men|"
    r"cases|participants|individuals|persons|those|infants|babies|adolescents|survivors|births|pregnancies|deaths|"
    r"strokes|dissections|tears|studies|trials|headaches|attacks|falls|injuries|fractures|operations)\b"
)
_SAID_OF_THEM = re.compile(r" (?:were|was|are|had|have|is)\b| \(|[,.;)]| and\b|$")
_OF = re.compile(r" of ")
_PERCENT = re.compile(r"%|\bper ?cent\b")
# Words that make of a percentage something other than a share of people: a change, an interval, a strength, a test's
# figure, a measure of the body.
_OTHER = re.compile(
    r"\b(?:relative|reduc\w+|increas\w+|decreas\w+|improv\w+|relief|relieved?|lower|higher|greater|smaller|larger|"
    r"fewer|more likely|"
    r"less likely|difference|differ\w*|change\w*|percentage points?|points|confidence|interval|CI|CrI|sensitiv\w+|"
    r"specific\w+|predictive|accuracy|heterogeneity|I2|I²|variance|saturation|ejection|lidocaine|bupivacaine|glucose|"
    r"saline|solution|concentration|cream|gel|stenosis|narrowing|diameter|loss|weight|dose|agreement|kappa|power|"
    r"at least|drop\w*|f[ae]ll\w*|rose|rise\w*|gain\w*|by|score|scale|disability|intensity|threshold|"
    r"certainty|quality|baseline)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"\d (?:[a-z]+ )?\($")
_NEAR = 45
"""Characters before a percentage in which such a word makes it something else; half as many behind it."""


def absolute_numbers(text: str) -> tuple[Edit, ...]:
    """Edits that tell each percentage as a number of people, all of them out of as many; none where one is no share.

    Shares told in two ways, or out of two wholes, are hard to hold beside each other.
    """
    matches = list(_SHARE.finditer(text))
    if not 0 < len(matches) <= MOST_SHARES or sum(len(_PERCENT.findall(match.group())) for match in matches) != len(
        _PERCENT.findall(text)
    ):
        return ()
    if not all(_is_of_people(text[: match.start()], text[match.end() :]) for match in matches):
        return ()
    shares = [Decimal(match[name]) for match in matches for name in ("low", "high") if match[name]]
    whole = MOST
    while whole < LARGEST_WHOLE and any(share * whole % MOST for share in shares):
        whole *= 10
    if max(shares) > MOST or any(share * whole % MOST for share in shares):
        return ()
    if (whole == LARGEST_WHOLE and min(shares) >= 1) or any(match["joint"] == " and " for match in matches):
        return ()
    return tuple(_edit(text, match, whole) for match in matches)


def with_percentages(text: str) -> str:
    """The text with such numbers put back as percentages, by the same arithmetic: what a check of numbers reads."""
    return _ABSOLUTE.sub(_percentage, text)


_ABSOLUTE = re.compile(
    r"(?P<low>\d{1,3}(?:,\d{3})?)(?: to (?P<high>\d{1,3}(?:,\d{3})?))? (?:in|out of) (?P<whole>100|1,000|10,000)"
    r"(?![\d.,%]\d)(?P<whom>(?! (?:of|were|was|are|is|had|have|with|in|and|or|who|at|after|by|for|from|to|when)\b)"
    r"(?= [a-z]))?"
)


def _percentage(match: re.Match[str]) -> str:
    whole = Decimal(match["whole"].replace(",", ""))

    def share(digits: str) -> str:
        return f"{(Decimal(digits.replace(',', '')) * MOST / whole).normalize():f}%"

    shares = " to ".join(share(digits) for digits in (match["low"], match["high"]) if digits)
    return shares if match["whom"] is None else f"{shares} of"


def _edit(text: str, match: re.Match[str], whole: int) -> Edit:
    before, behind = text[: match.start()], text[match.end() :]
    shares = [Decimal(match[name]) for name in ("low", "high") if match[name]]
    numbers = " to ".join(f"{int(share * whole / MOST):,}" for share in shares)
    new = f"{numbers} {'out of' if before.endswith('in ') else 'in'} {whole:,}"
    old, end = match.group(), match.end()
    if _OF.match(behind) and not re.match(r" of (?:the|these|those|all)\b", behind):
        old, end = text[match.start() : end + 3], end + 3  # "50% of people" is "50 in 100 people"
    return Edit(match.start(), end, old, new)


def _is_of_people(before: str, behind: str) -> bool:
    """Whether a percentage is a share of people or cases and no relative figure."""
    clause = re.split(r"[;:.] ", before)[-1]
    near = re.split(r"[;.,]", behind)[0][: _NEAR // 2]
    if _OTHER.search(clause[-_NEAR:]) or _OTHER.search(near) or re.match(r" (?:pain|less|more)\b", near):
        return False
    if _COUNTED.search(before):
        return False  # "6 of 16 (37.5%)" tells the people themselves
    if _OF.match(behind):
        return _OF_SOME.match(behind) is not None
    return _SAID_OF_THEM.match(behind) is not None
