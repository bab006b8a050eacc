"""Masks what identifies a person in a question, before it is searched, kept, logged or sent.

Names, dates of birth, telephone and record numbers, e-mail and postal addresses, and links with a personal token: the
direct identifiers among those of the HIPAA Safe Harbor rule (45 CFR 164.514(b)(2)). Ages, years, doses, eponyms, codes,
trial numbers and authors of publications stay, because the answer rests on them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources

KINDS = {
    "name": "a name",
    "date of birth": "a date of birth",
    "phone": "a telephone number",
    "e-mail": "an e-mail address",
    "record number": "a record or insurance number",
    "address": "a postal address",
    "link": "a personal link",
}
"""What is masked, with the words in which a person is told."""

PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)})\]")
# A mark with the words that only lead up to it ("born on", "phone:"), and the commas that are left over.
_LEADING = r"i am|i['’]m|this is|it['’]s|" + "|".join(
    r"""my his her their is on at under living lives? the names? called born dob d\.o\.b\.? date of birth tel phone
    telephone mobile number nhs mrn e-?mail address call reach contact me record""".split()
)
_LED_UP_TO = re.compile(rf"(?:\b(?:{_LEADING})\b[\s:.#]*){{0,6}}{PLACEHOLDER.pattern}", re.IGNORECASE)
_SPARE_COMMAS = re.compile(r"(?:\s*[,;]\s*)(?:[,;]\s*)+|^\s*[,;.]\s*")


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without identifiers, and the kinds that were in it, each once."""

    text: str
    kinds: tuple[str, ...]

    @property
    def note(self) -> str:
        """What the person is told; empty when nothing was masked."""
        if not self.kinds:
            return ""
        *first, last = [KINDS[kind] for kind in self.kinds]
        named = f"{', '.join(first)} and {last}" if first else last
        were, are = ("were", "are") if first else ("was", "is")
        return f"{named[0].upper()}{named[1:]} {were} removed from the question and {are} not kept."


def mask_identifiers(text: str) -> Masked:
    """The text with each identifier replaced by its kind in square brackets, such as [name]."""
    kinds: dict[str, None] = {}
    for kind, pattern, holds in _PATTERNS:

        def replace(match: re.Match[str], kind: str = kind, holds: Callable[[re.Match[str]], bool] = holds) -> str:
            if not holds(match):
                return match.group()
            kinds[kind] = None
            start, end = match.start("it") - match.start(), match.end("it") - match.start()
            whole = match.group()
            return f"{whole[:start]}[{kind}]{whole[end:]}"

        text = pattern.sub(replace, text)
    return Masked(text, tuple(kind for kind in KINDS if kind in kinds))


def without_placeholders(text: str) -> str:
    """A masked text without the marks of what was masked, as it is searched."""
    if not PLACEHOLDER.search(text):
        return text
    return " ".join(_SPARE_COMMAS.sub(lambda match: ", " if match.start() else "", _LED_UP_TO.sub(" ", text)).split())


def _always(match: re.Match[str]) -> bool:
    return True


def _has_digits(match: re.Match[str]) -> bool:
    return bool(sum(letter.isdigit() for letter in match["it"]) >= 3)


def _is_person(match: re.Match[str]) -> bool:
    """Whether a capitalised pair opens with a given name and goes on as no eponym does."""
    first, *others = re.split(r"[ ]", match["it"])
    return first.lower() in _first_names() and not any(word.lower() in _NO_SURNAMES for word in others)


def _is_given(match: re.Match[str]) -> bool:
    return re.split(r"[ ]", match["it"])[0].lower() in _first_names()


def _is_no_term(match: re.Match[str]) -> bool:
    return re.split(r"[ ]", match["it"])[0].lower() not in _NO_NAMES


def _is_of_kin(match: re.Match[str]) -> bool:
    """A lone capitalised word behind a relative is a name unless it is one of a condition."""
    first = match["it"].split()[0].lower()
    return not first.endswith(("itis", "osis", "emia", "aemia", "oma", "pathy", "algia", "ia", "ism"))


def _is_lower_name(match: re.Match[str]) -> bool:
    """A name in small letters behind a title: no word that "mr" or "miss" have other business with."""
    return _is_no_term(match) and match["it"].split()[0] not in _AFTER_SMALL_TITLE


@cache
def _first_names() -> frozenset[str]:
    lines = resources.files("citewell.text").joinpath("first_names.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[a-zß-öø-ÿ]+|['’][A-Z][a-z]+|c[A-Z][a-z]+)(?:-[A-Z][a-z]+)?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    rf"(?:\d{{1,2}}[/.\- ]\d{{1,2}}[/.\- ](?:19|20)?\d{{2}}|(?:19|20)\d{{2}}[/.\-]\d{{1,2}}[/.\-]\d{{1,2}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}\.?,? (?:19|20)?\d{{2}}|{_MONTH}\.? \d{{1,2}}(?:st|nd|rd|"
    rf"th)?,? (?:19|20)?\d{{2}})"
)
_STREET = (
    r"(?:street|road|avenue|lane|boulevard|crescent|terrace|gardens|square|close|court|drive|way|place|grove|st|"
    r"rd|ave|ln|"
    r"blvd|dr|ct|pl)"
)
_WHOLE_STREET = r"(?:street|road|avenue|boulevard|lane|crescent)"
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]? \d[ABD-HJLNP-UW-Z]{2}"
_TOWN = rf"(?:,? (?:{_CAPITAL}(?: {_CAPITAL})?),?)?(?:,? [A-Z]{{2}})?(?:,? (?:{_POSTCODE}|\d{{5}}(?:-\d{{4}})?))?"
_KIN = (
    "son|daughter|wife|husband|mother|father|mum|mom|dad|brother|sister|baby|child|partner|girlfriend|boyfriend|friend|"
    "grandmother|grandfather|grandson|granddaughter|aunt|uncle|niece|nephew|cousin|neighbour|neighbor|colleague|twin"
)
_EPONYM_NOUN = (
    r"(?:syndromes?|diseases?|disorders?|signs?|tests?|criteria|criterion|scores?|scales?|classification|index|"
    r"virus|nodules?|"
    r"reflex|phenomenon|malformation|palsy|institute|hospital|foundation|university|college|clinic|trials?|"
    r"study|method|"
    r"procedure|operation|splint|catheter|fracture|questionnaire|inventory|et al|hallucinations?|law|mechanism|wort|"
    r"diet|protocol|rule|formula|equation|collaboration|library|centre|center|murmur|stain)"
)
_NO_SURNAMES = frozenset(
    """syndrome disease sign test criteria score scale hospital institute university foundation college health
    questionnaire trial study cunningham bonnet koch tooth creutzfeldt joseph hopkins what how why when can should
    does is my the has and i he she it could would do did was""".split()
)
_NO_NAMES = frozenset(
    """imaging angiography angiogram venography venogram scan scans scanner neurography spectroscopy arthrogram guided
    enterography elastography images image findings the a an my i is has have and who with that this me
    parkinson alzheimer crohn hodgkin graves chiari down bell huntington raynaud sjogren cushing addison hashimoto
    was were does did not had can will should in on at from of for to or but if so
    african asian american british english french german indian chinese irish polish spanish jewish muslim hispanic
    black white caucasian type stage grade very just also""".split()
)
_AFTER_SMALL_TITLE = frozenset(
    """one two three dose doses day days work period periods pill pills school out it them meals meal appointments
    conditional appointment said says google gave told prescribed recommended thinks wants suggests about because
    myelography cholangiography urography perfusion cisternography defecography thermometry flow diffusion brain spine
    neck head knee lumbar cervical shoulder hip pelvis abdomen cardiac breast prostate liver""".split()
)
_UNITS = r"(?:mg|mcg|ug|µg|g|kg|ml|l|mmol|units?|iu|%|mm|cm|kcal|bpm|hz|mmhg|years?|months?|weeks?|days?|hours?)\b"
_NOT_A_CODE = r"(?<![\w/.\-+#])(?<!PMID )(?<!PMID: )(?<!pmid )(?<!NCT)(?<!doi )(?<!ISBN )"

_PATTERNS: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    (
        "link",
        re.compile(
            r"(?P<it>(?:https?://|www\.)(?:[^\s/@]+(?::[^\s/@]*)?@\S+|\S*[?&#;](?:\w*(?:token|key|auth|session|"
            r"sid|user|uid|email|mail|"
            r"patient|name|id|nhs|mrn|dob|code|invite|access|login|account))\w*=\S+|"
            r"\S*/(?=\w*\d)(?=\w*[A-Za-z])\w{20,}(?:[/?#]\S*)?(?=[\s,;)]|$)))",
            re.I,
        ),
        _always,
    ),
    ("e-mail", re.compile(r"(?P<it>[\w.+'-]+@[\w-]+(?:\.[\w-]+)+)"), _always),
    (
        "date of birth",
        re.compile(
            rf"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|birthday|born)\b(?: is|"
            rf" was)?(?: on)?(?: the)?\s*[:=#-]?\s*\(?(?P<it>{_DATE})",
            re.I,
        ),
        _always,
    ),
    ("date of birth", re.compile(rf"(?P<it>{_DATE})(?= ?\(?(?:d\.?o\.?b\.?|date of birth)\b)", re.I), _always),
    (
        "record number",
        re.compile(
            r"\b(?:(?:mrn|m\.r\.n\.|nhs|medicare|medicaid|passport|ssn|social security|national insurance)"
            r"(?: ?(?:no|nr|number|num|id|identifier|card|ref)\b\.?)*|"
            r"(?:chi|ni|insurance|policy|hospital|hosp|patient|medical record|health record|record|chart|case|"
            r"unit|file|"
            r"member|health card|health insurance|driving licen[cs]e|driver'?s licen[cs]e)"
            r"(?: ?(?:no|nr|number|num|id|identifier|card|ref|reference)\b\.?|\s*[:#])+)(?: is| was)?\s*[:=#]?\s*#?"
            r"(?P<it>(?=[A-Z\d/ -]*\d)(?:[A-Z]{1,4}[ -]?)?\d[\dA-Z]*(?:[ /-]\d[\dA-Z]*)*)(?![\w%])(?!\s*(?:"
            + _UNITS
            + "))",
            re.I,
        ),
        lambda match: sum(letter.isdigit() for letter in match["it"]) >= 5,
    ),
    ("record number", re.compile(r"(?<![\w-])(?P<it>\d{3}-\d{2}-\d{4})(?![\w-])"), _always),
    (
        "phone",
        re.compile(
            r"\b(?:phone|tel|telephone|mobile|mob|cell|call me|ring me|text me|reach me|contact me|whatsapp|fax)\b"
            r"(?: ?(?:number|no)\b\.?)?(?: (?:is|on|at|me|back))*\s*[:=]?\s*(?P<it>\+?\(?\d[\d ().-]{5,}\d)",
            re.I,
        ),
        _has_digits,
    ),
    (
        "phone",
        re.compile(r"(?<![\w/.-])(?P<it>\+\d{1,3}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d(?:[ .-]?\d){6,12})(?![\w-])"),
        _always,
    ),
    ("phone", re.compile(rf"{_NOT_A_CODE}(?P<it>(?:1[ .-])?\(\d{{3}}\) ?\d{{3}}[ .-]\d{{4}})(?![\w-])"), _always),
    ("phone", re.compile(rf"{_NOT_A_CODE}(?P<it>(?:1[ .-])?\d{{3}}([.-])\d{{3}}\2\d{{4}})(?![\w-])"), _always),
    (
        "phone",
        re.compile(
            rf"{_NOT_A_CODE}(?P<it>\(?0\d{{2,4}}\)?[ -]?\d{{3,4}}[ -]?\d{{3,4}})(?![\w-])(?!\s*{_UNITS})"
        ),
        _always,
    ),
    (
        "record number",
        re.compile(rf"{_NOT_A_CODE}(?P<it>\d{{3}} \d{{3}} \d{{4}})(?![\w-])(?!\s*{_UNITS})"),
        _always,
    ),
    (
        "address",
        re.compile(
            rf"(?<![\w.,-])(?P<it>(?:(?:flat|apartment|apt|unit|suite|"
            rf"no)\.? ?\d+\w?,? )?\d{{1,5}}[a-z]?,? (?:{_CAPITAL} ){{1,3}}(?i:{_STREET})\b\.?"
            rf"(?: (?:apt|apartment|unit|suite|#)\.? ?\w+)?{_TOWN})"
        ),
        _always,
    ),
    (
        "address",
        re.compile(
            rf"(?<![\w.,-])(?P<it>\d{{1,4}}[a-z]? (?!(?:mg|ml|min|minutes?|hours?|miles?|km|years?|days?|weeks?|"
            rf"percent|in|of|the|on|per|"
            rf"people|patients|more|a)\b)(?:[a-z'’]+ ){{1,2}}{_WHOLE_STREET}\b(?!\s+(?:traffic|accident|drugs?|"
            rf"crash|collision|injur\w+))"
            rf"(?:,? {_POSTCODE})?)",
            re.I,
        ),
        _always,
    ),
    ("address", re.compile(r"\b(?P<it>p\.?\s?o\.? box \d+)", re.I), _always),
    (
        "address",
        re.compile(rf"(?:\b(?i:post ?code|zip(?: code)?|address|live (?:at|in|near))\b(?i: is|"
        rf":)*[^.?!]{{0,40}}?)\b(?P<it>{_POSTCODE}|\d{{5}}-\d{{4}})\b"),
        _always,
    ),
    ("address", re.compile(r"\b(?i:zip(?: code)?|post ?code)(?: is|:)* ?(?P<it>\d{5}|"
    r"[A-Za-z]{1,2}\d[A-Za-z\d]? ?\d[A-Za-z]{2})\b"), _always),
    (
        "name",
        re.compile(
            rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Doctor|Sir|Dame|Fr|"
            rf"Rev)\b\.? (?P<it>(?:[A-Z]\. ?)*{_CAPITAL}(?: [A-Z]\.)?(?: (?:(?:van|von|de|der|al|bin|el) )?{_CAPITAL}"
            rf"(?: {_CAPITAL})?)?)(?!\w)(?!['’]?s? {_EPONYM_NOUN})"
        ),
        _is_no_term,
    ),
    ("name", re.compile(r"\b(?:mr|mrs|miss|dr)\.? (?P<it>[a-z]{3,}(?: [a-z]{3,}(?= ?[,(]| dob))?)"), _is_lower_name),
    (
        "name",
        re.compile(
            rf"\b(?i:my (?:full )?name is|my name's|i am called|i'm called|(?:patient(?:'s)?|full|pt|first|last|"
            rf"sur)[ -]?name(?: is|:| =)|name\s?[:=]|"
            rf"(?:she|he)(?:'s| is) called|(?:her|his|their|baby's|patient's) name is|named)\s*"
            rf"(?P<it>{_CAPITAL}(?:,? {_CAPITAL}){{0,3}})"
        ),
        _is_no_term,
    ),
    (
        "name",
        re.compile(
            r"\b(?i:my (?:full )?name is|my name's|patient name:?) (?P<it>[a-z'-]{2,}(?: (?!and\b|i\b|im\b|"
            r"i'm\b|my\b|from\b|aged?\b|with\b|who\b|but\b|age\b)[a-z'-]{2,})?)"
        ),
        _is_no_term,
    ),
    ("name", re.compile(rf"\b(?i:my|our) (?i:{_KIN}),? (?P<it>{_CAPITAL}(?: {_CAPITAL})?)"
    rf"(?!\w)(?!['’]s? {_EPONYM_NOUN})"), _is_of_kin),
    ("name", re.compile(rf"\b(?i:patient|pt|client|for|about|"
    rf"re):? (?P<it>{_CAPITAL}(?: {_CAPITAL})?)\b(?! {_EPONYM_NOUN})"), _is_person),
    ("name", re.compile(rf"\b(?i:i['’]?m|i am|this is|it's|is called|"
    rf"called) (?P<it>{_CAPITAL}(?: {_CAPITAL})?)\b(?! {_EPONYM_NOUN})"), _is_person),
    (
        "name",
        re.compile(
            rf"(?i:\b(?:thanks|thank you|regards|best wishes|best|cheers|yours sincerely|yours faithfully|yours|"
            rf"sincerely|signed|love)\b)"
            rf"(?i: in advance| so much)?[,.!]?\s*[-–]?\s*(?P<it>{_CAPITAL}(?: {_CAPITAL})?)\.?$"
        ),
        _is_no_term,
    ),
    ("name", re.compile(r"(?P<it>(?:[A-Z][A-Za-z'’-]+,? ){1,3}?[A-Z][A-Za-z'’-]+)(?=,? ?\(?(?:[A-Z][A-Z ]+ "
    r")?(?i:d\.?o\.?b\b|date of birth|born on|born \[))"), _always),
    ("name", re.compile(rf"\b(?P<it>{_CAPITAL} (?:[A-Z]\.? )?{_CAPITAL}(?:-{_CAPITAL})?)\b(?!['’]?s? "
    rf"{_EPONYM_NOUN})(?!,? (?:et al|and colleagues))(?! ?\(?\d{{4}}\))"), _is_person),
    ("name", re.compile(r"\b(?P<it>[a-z]{3,} [a-z]{3,})(?=,? \(?(?:dob|d\.o\.b|date of birth|born \[))"), _is_given),
    ("date of birth", re.compile(rf"\[name\][,;]? ?\(?(?P<it>{_DATE})", re.I), _always),
)  # fmt: skip
