"""Writes the figures of a text in digits: "half a year" as 6 months, "two girls in five" as 2 out of 5, "sixties" as 60 to 69."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_VALUES = {word: value for value, word in enumerate(_ONES.split(), start=1)}
_TENS = {word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
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
_NOUNS = rf"(?!{_UNIT}\b)" r"(?:(?!(?:and|or|to|of|in|with|than|from|on|at|by|for|was|were|is|are|had|have|who)\b)[a-z][a-z'’-]* ){1,4}"
_DENOMINATOR = r"(?:a |one |every |each )*(?:hundred|thousand)|(?:every |each )?\d[\d,]*"
_NOT_SHARE = (
    rf"(?! ?(?:%|{_UNIT}\b|studies|trials|centres|centers|countries|arms|groups|of\b|to\b|or\b|and \d|[-–]|\d|\.\d))"
)
_CHECKED = r"(?:(?!\b(?:in|among|with|if|for|who|people|patients|adults|aged|when|after|than|but|and|more|less)\b)[^.;,\d]){0,45}?"


def _as_range(match: re.Match[str]) -> str:
    """Two neighbouring numbers as a range: "three or four weeks"; others are choices and stay so."""
    low, high = int(match[1]), int(match[2])
    return f"{low} to {high}" if high - low == 1 else match[0]


_REWRITTEN: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), written)
    for pattern, written in (
        (r"\b(?:three|3)[ -]quarters of an? hour\b", "45 minutes"), (r"\b(?:a |one )?quarter of an? hour\b", "15 minutes"),
        (r"\b(?:a|one) quarter of an? year\b", "3 months"), (r"\b(?:three|3)[ -]quarters of an? year\b", "9 months"),
        (r"\b(twice|once)-(daily|weekly|monthly|yearly)\b", r"\1 \2"),
        (r"\b(\d+)-times-(daily|weekly|monthly)\b", r"\1 times \2"),
        (r"\b(?:a|one) single daily dose of (\d[\d.,]* ?(?:mg|g|µg|micrograms?|units))\b", r"\1 once daily"),
        (r"\bevery (?:other|second) (day|week|month|year)\b", r"every 2 \1s"),
        (rf"\b(?:an?|one) ({_TIME}) or (?:two|2)\b", r"1 to 2 \1s"), (rf"\b(\d+) or (\d+)(?= {_UNIT}\b)", _as_range),
        (r"\b(\d+)-to-(\d+)(?=[ -])", r"\1 to \2"), (r"\b(\d+)- ?(?:to|and) (\d+)-year-olds?\b", r"aged \1 to \2 years"),
        (r"\b(stage|grade|type|class|phase|level|category)s (\w{1,3}) (and|or|to) (?=\w{1,3}\b)", r"\1 \2 \3 \1 "),
        (r"\btimes (?:a|per|each|every) year\b", "times yearly"), (r"\b(twice|once) (?:an?|per|each|every) year\b", r"\1 yearly"),
        (r"\b(\d[\d.,]* ?(?:mg|g|µg|mcg|micrograms?|units|IU)),? (?:taken |given )?once (?:weekly|(?:a|per|each|every) week)\b", r"\1 per week"),
        (r"\b(pooled|averaged|spread|summed) over\b", r"\1 across"), (r"\bat or above(?= \d)", "at least"), (r"\bat or below(?= \d)", "at most"),
        (rf"\b(?P<n>an?|one|two|three|\d)[ -](?P<part>{'|'.join(_FRACTIONS)})(?:(?<=h)s|(?<=r)s|(?<=d)s|{_OF_WHOLE})(?![ -]\w*\d)", lambda m: f"{_FIRST.get(m['n'].lower(), m['n'])} out of {_FRACTIONS[m['part'].lower()]}"),
        (r"\balternate (day|week|month|year)s\b", r"every 2 \1s"),
        (r"\bquadrupl(?:ed|es|ing)\b", "4-fold"), (r"\btrebl(?:ed|es|ing)\b", "3-fold"),
        (rf"\b(?:an?|one|(?<=first )|(?<=last ))({_SPACED_TIME}) and a half\b", r"1.5\1s"),
        (rf"\b(\d+) and a half(?= {_UNIT}\b)", r"\1.5"), (rf"\b(\d+) ({_UNIT}) and a half\b", r"\1.5 \2"),
        (rf"\bone and a half\b", "1.5"), (r"\b(\d+) and a half\b", r"\1.5"),
        (r"\b(?:an? |one )?dozen\b", "12"), (r"\b(?:a|one) fortnight\b", "2 weeks"), (r"\bfortnightly\b", "every 2 weeks"),
        (r"\b(?:a|one) decade\b", "10 years"), (r"\b(?:a|one) century\b", "100 years"),
                (r"\bquarterly\b", "every 3 months"), (r"\b(?:six|6)-monthly\b|\bhalf-yearly\b|\btwice yearly\b", "every 6 months"),
        # ages
        (r"\b(?:the )?over-(\d\d)s?\b(?! ?%)", r"people over \1 years"), (r"\b(?:the )?under-(\d\d?)s\b", r"people under \1 years"),
        (r"\b(\d\d)-somethings\b", r"people aged \1 to \g<1>"),
        (r"(?<!to )(?<!or )(?<!and )(?<![-–])\b(\d+)-year-olds?\b", r"aged \1 years"),
        # limits behind their figure or in other words
        (rf"\b(\d[\d.,]*(?: ?{_UNIT}| ?%)?),? (?:at (?:the )?(?:very )?most|at maximum|as a maximum|maximum|tops)\b", r"at most \1"),
        (rf"\b(\d[\d.,]*(?: ?{_UNIT}| ?%)?),? (?:at (?:the )?(?:very )?least|as a minimum|minimum)\b", r"at least \1"),
        (rf"\b(\d[\d.,]*(?: ?{_UNIT}| ?%)?) (?:upwards?|and upwards?|or above|or beyond|or over|onwards?|and beyond|and above)\b", r"at least \1"),
        (rf"\b(\d[\d.,]*(?: ?{_UNIT}| ?%)?) (?:and (?:below|under)|or (?:below|under))\b", r"at most \1"),
        (r"\b(?:in excess of|upwards of|north of|surpass(?:es|ed|ing)?|topp(?:ed|ing)|tops|(?<!the )past)(?= \d)", "more than"),
        (r"\b(?:just|a little|slightly|a shade|marginally|well|barely)(?= (?:over|under|more|less|above|below|fewer|short)\b)", ""),
        (r"\bshort of(?= \d)", "less than"), (r"\bfar (?=(?:over|under|more|less|above|below)\b)", ""),
        (r"\binside(?= \d| an?\b)", "within"), (r"\bno longer than(?= \d)|\bfor up to(?= \d)", "up to"),
        (r"\bas (?:few|little) as(?= \d)", "only"), (r"\b(?:as (?:many|much|high) as|going up to)(?= \d)", "up to"),
        (r"\b(?:not far off|close on|getting on for|just about|in the region of|of the order of|something like)(?= \d)", "about"),
        (r"\b(\d[\d.,]*(?: ?(?:%|\w+))?) or (?:so|thereabouts)\b", r"about \1"),
        (rf"\b(not|never|nobody|no one|cannot) ({_CHECKED})(?:more than|above|over(?! \d+ (?:{_TIME}))|beyond|exceed(?:s|ing)?|higher than|longer than)(?= \d)", r"\1 \2at most"),
        (rf"\b(not|never|nobody|no one|cannot) ({_CHECKED})(?:less than|fewer than|below|under|lower than|shorter than|before)(?= \d)", r"\1 \2at least"),
        (r"\b(?:in|within|over|during) (?:any|a|one|each|a single)(?: given)? 24[- ]hours?(?: period)?\b|\b(?:per|in|each) 24[- ]hours?(?: period)?\b", "per day"),
        (rf"\ban? ({_TIME})(?= (?:after|later|on\b(?! )|on[,.]|apart|before|earlier|or (?:more|longer|so)|from|into|of (?:treatment|therapy)))", r"1 \1"),
        (rf"\b(by|past|beyond|until|till|before|nearly|almost|a further|another|under|up to|inside) an? (?={_TIME}\b)", r"\1 1 "),
        # shares
        (rf"\b(one|\d) ({_NOUNS})(?:in|out of) (?:every )?({_DENOMINATOR}){_NOT_SHARE}", r"\1 out of \3 \2"),
        (rf"\b(one|\d\d?) (?:in|out of|of|per|from) ((?:a |one |every |each )+(?:hundred|thousand|\d+)|hundred){_NOT_SHARE}", r"\1 out of \2"),
        (rf"\b(\d[\d.]*) (?:of|in) (?:every |each )(\d+)\b", r"\1 out of \2"),
        (r"\b(\d[\d.]*) (?:people |patients |women |men |children |adults )?(?:in|per) (?:every |a )?(100)\b(?!,\d| ?(?:%|mg|g|kg|ml|days|weeks|years|months|person|patient|000))", r"\1 out of \2"),
        (r"\bout of (?:a |one |every |each )*hundred\b", "out of 100"), (r"\bout of (?:every |each )+(?=\d)", "out of "),
        (r"\bone or (?=2 out of (\d+)\b)", r"1 out of \1 or "), (r"\bout of (?:a |one |every |each )*thousand\b", "out of 1000"),
    )
)  # fmt: skip
_HALF_OF = re.compile(r"\bhalf[- ](?:an? )?(year|day|hour|century|decade|dozen|minute|gram|litre|liter|month)\b(?!-old)", re.I)
_DECADE_OF_LIFE = re.compile(rf"\b(?P<how>in|into|during) (?:(?:his|her|their|the) )(?P<decade>{_SPELT_DECADE})\b|"
                         rf"\b(?:in |during )?the (?P<ordinal>{'|'.join(_ORDINAL_DECADES)}) decade(?: of life)?\b", re.I)  # fmt: skip
_SPELT_AGE = re.compile(rf"\b(?:the )?(?P<limit>over|under)-(?P<decade>{_SPELT_DECADE})\b", re.I)


@lru_cache(maxsize=8192)
def in_digits(text: str) -> str:
    """`text` with its figures in digits and in the wording that the reader of quantities knows.

    For comparing only: the offsets of the text are not kept.
    """
    text = _SPELT_AGE.sub(lambda match: f"people {match['limit']} {_DECADES[match['decade'].lower()]} years", text)
    text = _DECADE_OF_LIFE.sub(_aged, text)
    text = _HALF_OF.sub(lambda match: _HALVES[match[1].lower()], text)
    text = _COUNT.sub(_digits, text)
    for pattern, written in _REWRITTEN:
        text = pattern.sub(written, text)
    return text


def _aged(match: re.Match[str]) -> str:
    low = _DECADES[match["decade"].lower()] if match["decade"] else _ORDINAL_DECADES[match["ordinal"].lower()]
    return f"aged {low} to {low + 9} years"


def _digits(match: re.Match[str]) -> str:
    if match["tens"]:
        return str(_TENS[match["tens"].lower()] + _VALUES[match["unit"].lower()])
    return str(_COUNTS[match["count"].lower()])
