"""Finds the numbers written in a text, in digits or in words, and the codes that only look like numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_SAME_LENGTH = {
    **dict.fromkeys(map(ord, "−﹣－‐‑"), "-"),
    **dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2007\t\n\r\f\v"), " "),
    **dict.fromkeys(map(ord, "\u2009\u202f\u2008"), "\u2009"),
    ord("—"): "–",
    ord("％"): "%",
    ord("μ"): "µ",
    ord("º"): "°",
}
_MIDDLE_DOT = re.compile(r"(?<=\d)[·∙](?=\d)")

_UNDER_TWENTY = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen"""
_ONES = {word: value for value, word in enumerate(_UNDER_TWENTY.split(), start=1)}
_TENS = {
    word: 10 * value
    for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_LARGE = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_PARTS = {"half": 0.5, "halves": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25,
          "fifth": 0.2, "fifths": 0.2, "tenth": 0.1, "tenths": 0.1}  # fmt: skip
_TIMES = {"twice": 2.0, "doubled": 2.0, "doubles": 2.0, "tripled": 3.0,
          "twofold": 2.0, "threefold": 3.0, "fourfold": 4.0, "fivefold": 5.0, "tenfold": 10.0}  # fmt: skip

_SMALL = "|".join(sorted([*_ONES, *_TENS], key=len, reverse=True))
_WORD_NUMBER = re.compile(
    rf"\b(?:(?P<share>(?P<count>an?|one|two|three|four)[ -](?P<part>third|quarter|fifth|tenth)s?(?=\s+of\b|"
    rf"\s+\w+s\b|[.,;)]))"
    rf"|(?P<half>half|halves)(?![- ]?(?:life|lives|sib))"
    rf"|(?P<tens>{'|'.join(_TENS)})[ -](?P<unit>one|two|three|four|five|six|seven|eight|nine)\b"
    rf"|(?P<small>{_SMALL}|\d+(?:\.\d+)?(?=\s+(?:hundred|thousand|million|billion)\b))"
    rf"(?:[ -](?P<large>hundred|thousand|million|billion)s?)?"
    rf"|(?P<times>{'|'.join(_TIMES)}))(?![A-Za-z])",
    re.IGNORECASE,
)
_DIGITS = re.compile(
    r"(?:\d{1,3}(?:[,\u2009 ]\d{3})+(?![\d.,]*\d)|\d{1,3}(?:,\d{3})+\.\d+|\d+(?:\.\d+)?|(?<![\w.)\]])\.\d+)"
)

# Powers as written in a line or with raised digits: 4.5 × 10^9, 10⁻³, 10(9)/L, 2^3; and what is a power of a word.
_HIGH_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED_DIGITS = str.maketrans({**{sign: str(value) for value, sign in enumerate(_HIGH_DIGITS)}, "⁻": "-", "⁺": "+"})
_EXPONENT = (
    rf"(?:\^ ?(?P<caret>\([-–+]? ?\d{{1,3}}\)|[-–+]? ?\d{{1,3}}(?!\d|[.,]\d))|(?P<high>[⁻⁺]?[{_HIGH_DIGITS}]{{1,3}})"
    r"|(?<=10)\((?P<brackets>-?\d{1,2})\)(?= ?/))"
)
_POWER = re.compile(
    r"(?:(?<![\w.,^])(?:(?P<times>\d+(?:\.\d+)?)[ \u2009]?[×xX·⋅∙*.][ \u2009]?(?=10\D))?|(?<![\w.])[xX])"
    rf"(?P<base>\d{{1,6}}){_EXPONENT}"
)
_MAY_BE_POWER = re.compile(rf"\^|10\(|[{_HIGH_DIGITS}]")
_RAISED = re.compile(r"(?:\^[-–+]? ?|_)\d+(?:[.,]\d+)*")
_LARGEST_POWER = 300

# Names that hold digits: ICHD-3, C1-C2, C1/2, SNNOOP10, B12, H1N1, 5-HT, 11.2.1, NCT00001832.
_CODE = re.compile(
    r"(?<![\w.])(?:"
    r"[A-Z]?\d+(?:\.\d+){2,}"
    r"|(?=[A-Za-zα-ω])(?:[A-Z]{1,6}-)?[A-Za-zα-ω]+\d[\w]*(?:[-–/][A-Za-z]?\d+[\w]*)*(?:-[A-Z]\w*)?"
    r"|[A-Za-zα-ω]+(?:[-/][A-Za-zα-ω]+){0,4}[-‑]\d[\w]*(?:\.\d+)*(?:[-–/]\d+\w*)*"
    r"|\d+-(?:HT|FU|ASA|OH|MOP|AG|HIAA|hydroxy\w*|methyl\w*|fluoro\w*|amino\w*|alpha|beta|oxo\w*|deoxy\w*|"
    r"\w*thiouracil)\b\w*"
    r"|\d+[A-Z](?![A-Za-z%])(?!\w)|\d+[A-Z]{1,3}\d+\w*|\d+[pq]\d[\d.]*"
    r"|[A-Za-zα-ωΑ-Ωµ]{1,3}(?:\^\d{1,2}|[²³]|\^?-\d|⁻[¹²³])(?!\w)"
    r")"
)
_DOSE = r"(?:[mµ]?g|mcg|kg|m?[lL]|[cm]?m|mmol|weeks?|months?|years?|days?|hours?)"
_NOT_CODE = re.compile(
    r"(?:p|P|n|N|CI|SD|OR|HR|RR|pre|post|mid|top|under|over|age|aged|sub|non|to|and|or|by|in|of|the|at|ca|"
    r"day|week|"
    r"month|year|early|late)[-‑–]\d|"
    rf"{_DOSE}[-–]\d+(?:\.\d+)? ?{_DOSE}\b"
)
_UNIT_POWER = re.compile(
    r"[kcdmnµ]?m[23]|(?:[kmnµp]?g|[kcdmnµ]?m|[dmµ]?[lL]|[mµnp]?mol|s|sec|min|h|hr|d|day|week|month|year|yr)-[123]"
)
_LABELLED = re.compile(
    r"\b(type|grade|stage|phase|level|class|criterion|table|figure|fig|chapter|appendix|category|section|"
    r"box|item|"
    r"question|recommendation)s?\.? (?P<code>\d{1,3}[A-Za-z]?(?:[-–/]\d{1,3}[A-Za-z]?)?(?![\d.,]*\d)(?!%)|"
    r"[IVX]{1,4}[ab]?\b|[A-E]\b)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<!\d)\d+(?:st|nd|rd|th)\b", re.IGNORECASE)
_NOT_ONE = re.compile(
    r"\b(?:no|the|this|that|another|any|which|each|every|(?:an?|the|this|that) \w+)\s+$", re.IGNORECASE
)
_PRONOUN_ONE = re.compile(
    r"\s+(?:another|is|was|can|could|may|might|must|should|would|has|who|that|which)\b|['’]s|[.,;:)]|$"
)
_ADJECTIVE = re.compile(r"-(?:sided|way|off|tailed|dimensional)\b")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as written: its place in the text and its value; `word` is empty for digits.

    `power` is the power of ten that the digits are multiplied by, as 9 in "4.5 × 10^9".
    """

    start: int
    end: int
    value: float
    word: str = ""
    power: int = 0


def plain(text: str) -> str:
    """`text` with dashes, spaces and decimal points in one form each, and every offset kept."""
    return _MIDDLE_DOT.sub(".", text.translate(_SAME_LENGTH))


@lru_cache(maxsize=8192)
def find_codes(text: str) -> tuple[str, ...]:
    """Names and labels that hold digits or grades ("ICHD-3", "C1-C2", "type 2", "Level III"), in order.

    A raised number in a name is written as the others ("I²" and "I^2" as "I2"); units such as "m2" are no names.
    """
    source = plain(text)
    names = (_one_form(" ".join(text[start:end].split())) for start, end in _code_spans(source, _powers(source)))
    return tuple(name for name in names if not _UNIT_POWER.fullmatch(name.translate(_SAME_LENGTH)))


@lru_cache(maxsize=8192)
def find_numerals(text: str) -> tuple[Numeral, ...]:
    """Every number of `text` that is not part of a name; ordinals are left out."""
    source = plain(text)
    taken = bytearray(len(source))
    found: list[Numeral] = []
    powers = list(_powers(source))
    for power in powers:
        found.append(power)
        _take(taken, power.start, power.end)
    for start, end in _code_spans(source, powers):
        _take(taken, start, end)
    for match in _RAISED.finditer(source):
        _take(taken, match.start(), match.end())
    for match in _ORDINAL.finditer(source):
        _take(taken, match.start(), match.end())
    for match in _WORD_NUMBER.finditer(source):
        if not any(taken[match.start() : match.end()]) and not _is_pronoun(source, match):
            found.append(Numeral(match.start(), match.end(), _word_value(match), match[0].lower()))
            _take(taken, match.start(), match.end())
    for match in _DIGITS.finditer(source):
        start = match.start()
        if not any(taken[start : match.end()]):
            value = float(re.sub(r"[, \u2009]", "", match[0]))
            if _negative(source, start):
                start, value = start - 1, -value
            found.append(Numeral(start, match.end(), value))
    return tuple(sorted(found, key=lambda numeral: numeral.start))


def _one_form(name: str) -> str:
    if "^" not in name and name.isascii():
        return name
    return name.replace("^", "").translate(_LOWERED_DIGITS)


def _powers(source: str) -> Iterator[Numeral]:
    """The numbers that are written with a power; one too large to be told is none."""
    if not _MAY_BE_POWER.search(source):
        return
    for match in _POWER.finditer(source):
        written = match["caret"] or match["brackets"] or match["high"].translate(_LOWERED_DIGITS)
        exponent = int(written.strip("()").replace(" ", "").replace("–", "-"))
        base, times = match["base"], match["times"]
        start = match.start("times" if times else "base")
        if abs(exponent) * len(base) > _LARGEST_POWER:
            continue
        power_of_ten = float(f"{times or 1}e{exponent}") if base == "10" else 0.0
        value = power_of_ten or (float(base) ** exponent if int(base) else 0.0)
        if _negative(source, start):
            start, value = start - 1, -value
        yield Numeral(start, match.end(), value, power=exponent if times else 0)


def _code_spans(source: str, powers: Iterable[Numeral]) -> list[tuple[int, int]]:
    taken = bytearray(len(source))
    for power in powers:
        _take(taken, power.start, power.end)
    spans = [
        (match.start(), match.end())
        for match in _CODE.finditer(source)
        if not _NOT_CODE.match(source, match.start()) and not any(taken[match.start() : match.end()])
    ]
    for start, end in spans:
        _take(taken, start, end)
    spans += [
        (match.start(), match.end())
        for match in _LABELLED.finditer(source)
        if not match["code"].islower() and not any(taken[match.start() : match.end()])
    ]
    return sorted(spans)


def _take(taken: bytearray, start: int, end: int) -> None:
    taken[start:end] = b"\1" * (end - start)


def _is_pronoun(source: str, match: re.Match[str]) -> bool:
    """Whether a number word counts nothing here: "one another", "a rigorous one", "two-sided"."""
    if _ADJECTIVE.match(source, match.end()):
        return True
    if match[0].lower() != "one":
        return False
    before = source[max(0, match.start() - 24) : match.start()]
    return bool(_NOT_ONE.search(before) or _PRONOUN_ONE.match(source, match.end()))


def _word_value(match: re.Match[str]) -> float:
    if match["share"]:
        count = {"a": 1, "an": 1}.get(match["count"].lower()) or _ONES[match["count"].lower()]
        return count * _PARTS[match["part"].lower()]
    if match["half"]:
        return 0.5
    if match["tens"]:
        return float(_TENS[match["tens"].lower()] + _ONES[match["unit"].lower()])
    if match["times"]:
        return _TIMES[match["times"].lower()]
    small = match["small"].lower()
    value = float(small) if small[0].isdigit() else float({**_ONES, **_TENS}[small])
    return value * _LARGE[match["large"].lower()] if match["large"] else value


def _negative(source: str, start: int) -> bool:
    """Whether the dash before a number is its minus sign: not behind a letter, a digit or a per cent sign."""
    if start == 0 or source[start - 1] not in "-–":
        return False
    before = source[start - 2 : start - 1] if start > 1 else " "
    return before in " ([=<>,;:≤≥~|" or before == "\u2009"
