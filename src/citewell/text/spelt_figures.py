"""Writes the figures of a text in digits: "half a year" as 6 months, "sixties" as 60 to 69."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from functools import cache, lru_cache
from importlib import resources

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_VALUES = {word: value for value, word in enumerate(_ONES.split(), start=1)}
_TENS = {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_COUNTS = {word: value for word, value in (_VALUES | _TENS).items() if word != "one"}
_LARGE = "hundred|thousand|million|billion"
_PARTS = "third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|half|halves"
_COUNT = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})-(?P<unit>{'|'.join(list(_VALUES)[:9])})|(?P<count>{'|'.join(_COUNTS)}))\b"
    rf"(?![ -](?:{_LARGE}|{_PARTS})s?\b|-?fold\b|[-'’](?:way|sided|tailed|dimensional|dose|drug))",
    re.IGNORECASE,
)
_TIME = "second|minute|hour|day|week|fortnight|month|year|decade|century"
_SPACED_TIME = rf" ?(?:{_TIME})"
_UNIT = rf"(?:{_TIME}|centimetre|metre|litre|kilogram|kilo|gram|milligram|tablet|point|mg|g|kg|cm|mm|ml|l)s?"
_FRACTIONS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_FIRST = {"a": "1", "an": "1", "one": "1", "two": "2", "three": "3"}
_OF_WHOLE = (
    r"(?= (?:of|in|among|were|was|had|have|has|did|do|does|are|is|on|more|less|fewer|lower|higher|later|who|with|go|"
    r"goes|get|to|than|as|and|or|from|the|at|if|when)\b|[.,;:)]| [a-z]+s\b)"
)
_DECADES = {f"{word[:-1]}ies": value for word, value in _TENS.items()}
_SPELT_DECADE = "|".join(_DECADES)
_ORDINAL_DECADES = {word: 10 * value for value, word in enumerate("fourth fifth sixth seventh eighth ninth".split(), 3)}
_HALVES = {
    "year": "6 months", "day": "12 hours", "hour": "30 minutes", "century": "50 years", "decade": "5 years",
    "dozen": "6", "minute": "30 seconds", "gram": "500 mg", "litre": "500 ml", "liter": "500 ml", "month": "2 weeks",
}  # fmt: skip
_NOUNS = (
    rf"(?!{_UNIT}\b)"
    r"(?:(?!(?:and|or|to|of|in|with|than|from|on|at|by|for|was|were|is|are|had|have|who)\b)[a-z][a-z'’-]* ){1,4}"
)
_DENOMINATOR = r"(?:a |one |every |each )*(?:hundred|thousand)|(?:every |each )?\d[\d,]*"
_NOT_SHARE = (
    rf"(?! ?(?:%|{_UNIT}\b|studies|trials|centres|centers|countries|arms|groups|of\b|to\b|or\b|and \d|[-–]|\d|\.\d))"
)
# What may stand between "not" and a limit, so that the two together are a limit: "should not be given for more than".
_ALLOWED = (
    r"(?:(?:be|to|go|given|giv(?:e|ing)|us(?:e|ed|ing)|tak(?:e|en|ing)|continued?|last|for|at|rise|fall|drop|any|an?|the|"
    r"doses?|daily|start(?:ed)?|allowed|recommended|kept|keep|lie|last(?:s|ed)?|wait|weigh) ){0,6}"
)


def _as_range(match: re.Match[str]) -> str:
    """Two neighbouring numbers as a range: "three or four weeks"; others are choices and stay so."""
    low, high = int(match[1]), int(match[2])
    return f"{low} to {high}" if high - low == 1 else match[0]


_PLACES = (
    ("allowed", _ALLOWED),
    ("not-share", _NOT_SHARE),
    ("of-whole", _OF_WHOLE),
    ("nouns", _NOUNS),
    ("denominator", _DENOMINATOR),
    ("unit", _UNIT),
    ("fractions", "|".join(_FRACTIONS)),
    ("spaced-time", _SPACED_TIME),
    ("time", _TIME),
)
_HALF_OF = re.compile(
    r"\bhalf[- ](?:an? )?(year|day|hour|century|decade|dozen|minute|gram|litre|liter|month)\b(?!-old)", re.I
)
_DECADE_OF_LIFE = re.compile(
    rf"\b(?P<how>in|into|during) (?:his|her|their|the) (?P<decade>{_SPELT_DECADE})\b|"
    rf"\b(?:in |during )?the (?P<ordinal>{'|'.join(_ORDINAL_DECADES)}) decade(?: of life)?\b",
    re.IGNORECASE,
)
_SPELT_AGE = re.compile(rf"\b(?:the )?(?P<limit>over|under)-(?P<decade>{_SPELT_DECADE})\b", re.I)


@cache
def _rewritten() -> tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]:
    """The ways of writing that the table lists, with what each is written as."""
    text = resources.files("citewell.text").joinpath("spelt_figures.toml").read_text("utf-8")
    worked_out = {"<range>": _as_range, "<fraction>": _as_share}
    return tuple(
        (re.compile(_filled(pattern), re.IGNORECASE), worked_out.get(written, written))
        for pattern, written in tomllib.loads(text)["rewritten"]
    )


def _filled(pattern: str) -> str:
    for name, part in _PLACES:
        pattern = pattern.replace(f"<{name}>", part)
    return pattern


def _as_share(match: re.Match[str]) -> str:
    """A fraction as a share: "two fifths" as 2 out of 5."""
    count = _FIRST.get(match["n"].lower(), match["n"])
    return f"{count} out of {_FRACTIONS[match['part'].lower()]}"


@lru_cache(maxsize=8192)
def in_digits(text: str) -> str:
    """`text` with its figures in digits and in the wording that the reader of quantities knows.

    For comparing only: the offsets of the text are not kept.
    """
    text = _SPELT_AGE.sub(lambda match: f"people {match['limit']} {_DECADES[match['decade'].lower()]} years", text)
    text = _DECADE_OF_LIFE.sub(_aged, text)
    text = _HALF_OF.sub(lambda match: _HALVES[match[1].lower()], text)
    text = _COUNT.sub(_digits, text)
    for pattern, written in _rewritten():
        text = pattern.sub(written, text)
    return text


def _aged(match: re.Match[str]) -> str:
    low = _DECADES[match["decade"].lower()] if match["decade"] else _ORDINAL_DECADES[match["ordinal"].lower()]
    return f"aged {low} to {low + 9} years"


def _digits(match: re.Match[str]) -> str:
    if match["tens"]:
        return str(_TENS[match["tens"].lower()] + _VALUES[match["unit"].lower()])
    return str(_COUNTS[match["count"].lower()])
