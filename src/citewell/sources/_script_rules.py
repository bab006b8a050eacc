"""How a text that is set high or low is written between what stands before and behind it."""

from __future__ import annotations

import re

from citewell.sources._script_words import (
    AMINO_ACIDS,
    LENGTHS,
    LOW_PLAIN,
    ORDINALS,
    OXYGEN,
    RANKED,
    SYMBOLS,
    TIMES,
    UNITS,
    is_element,
    is_isotope,
    is_measure,
    isotope_follows,
    names_position,
)

_NUMBER = re.compile(r"\d+(?:\.\d+)?m?")
_SIGNED = re.compile(r"[-−–‒‐‑+]\s?\d+(?:[./]\d+)?")
_CHARGE = re.compile(r"\d{1,2}[-−–+]+")
_FRACTION = re.compile(r"\d{1,2}[/⁄]\d{1,2}")
_NUMBERED = re.compile(r"\d{1,2}(?:st|nd|rd|th)")
_NOTES = re.compile(r"[a-z\d]{1,3}(?:, ?[a-z\d]{1,3})+")
_REFERENCES = re.compile(r"[\[(]?[1-9]\d{0,2}[a-z]?(?:\s?[,;–−-]\s?[1-9]\d{0,2}[a-z]?)*[\])]?,?")
_SEVERAL = re.compile(r"\d{2}|[,;\[(]")

_LETTERS = re.compile(r"[^\W\d_]+$")
_BARE_NUMBER = re.compile(r"(?:^|[^\w.,])(\d+(?:[.,]\d+)*)$")
_POWER_OF_TEN = re.compile(r"(?:[×x·⋅*.(]\s?|[<>≤≥=~]\s*)10$")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d[.,;:]?$")
_SYMBOL_APART = re.compile(r"(?:^|\W)(?:[IRrχητκ]|η ?p|[cmkµμ]?m)$")
_POSITION_APART = re.compile(r"(?:^|\W)[NOSC]$")
_FORMULA_APART = re.compile(r"(?:^|\W)[A-Za-z]{0,3}[A-Z]$")
_MEASURED = re.compile(r"\d\s?[a-z]+$")
_WORDY = re.compile(r"[(\[][^()\[\]]*(?:[a-z]{3}|[A-Z]{3}|\d\d)[^()\[\]]*[)\]]$")
_OPERATOR_BEFORE = ("/", "×", "*", "·", "^")

_OPERATOR = re.compile(r"\s?[=+×*/·⋅<>≤≥≈^]")
_REST_OF_FRACTION = re.compile(r"\s?[/⁄]\s?\d")
_GOES_ON = re.compile(r"[-–]?\w")
_IN_A_NAME = re.compile(r"(?!s\b)[^\W\d_]|\s[A-Z](?![a-z])|\s?[-–](?:[a-z]{2}|[A-Z]{2})")
_NEW_SENTENCE = re.compile(r"[A-Z][a-z]")
_NEW_WORD = re.compile(r"[a-z]{2}")
_NUMBER_FOLLOWS = re.compile(r"\s*[\d=<>≤≥±]")
_NAMED_STATE = re.compile(r"[A-Z]\d")
_ENDS = re.compile(r"$|[\s.,;:)\]](?! ?[A-Z](?![a-z]))")
_SCALE = re.compile(r"\s?[CF]\b")

_BRACKETS, _QUOTES, _STOPS = frozenset(")]}"), frozenset("”\"’'%"), frozenset(".,;:")
_GONE = ""


def belongs(before: str, text: str, after: str, *, is_high: bool = True) -> bool:
    """Whether a text set high or low belongs to what stands before it in spite of a space: "10 -8", "I 2", "CO 2"."""
    last = before[-1:]
    if not is_high:
        return text.isdecimal() and _FORMULA_APART.search(before) is not None
    if _SIGNED.fullmatch(text):
        return bool(_POWER_OF_TEN.search(before)) or last.isalpha()
    if _CHARGE.fullmatch(text):
        return last.isalnum() or last in _BRACKETS
    if text in ORDINALS:
        return last.isdecimal()
    if not text.isdecimal() or isotope_follows(text, after):
        return False
    if len(text) == 1 and _POSITION_APART.search(before) and re.match(r"-[a-z]", after):
        return True
    if text in ("2", "3") and not _GOES_ON.match(after) and _SYMBOL_APART.search(before):
        return True
    return _POWER_OF_TEN.search(before) is not None


def written_low(before: str, text: str, *, behind_high: bool) -> str:
    """A text set low as it is written: plain, or behind "_" where a number or word before it would go on in it."""
    last = before[-1:]
    if text[0].isdecimal():
        return f"_{text}" if last.isdecimal() or behind_high else text
    a_word = len(text) > 3 and text.isalpha() and text.islower() and text not in LOW_PLAIN
    return f"_{text}" if a_word and last.isalnum() else text


def written_high(before: str, text: str, after: str, *, references: bool) -> str:
    """A text set high as it is written behind `before`; empty for a reference, if there may be `references`."""
    last = before[-1:]
    if not (text.isalnum() or any(character.isalnum() for character in text)):
        return text
    if text == "TM":
        return "™"
    marks = references and _REFERENCES.fullmatch(text) is not None and _may_end(after)
    if marks and text[0] == "[":
        return _GONE
    if last.isdecimal():
        return _behind_number(before, text, after, marks=marks)
    if last.isalpha():
        return _behind_word(before, text, after, marks=marks)
    if isotope_follows(text, after):
        return text
    if last in _BRACKETS:
        return _GONE if marks and _WORDY.search(before) and text not in ("2", "3") else f"^{text}"
    if last in _QUOTES:
        return _GONE if marks else f"^{text}"
    if last in _STOPS:
        in_number = before[-2:-1].isdecimal() and not (_YEAR.search(before) or _SEVERAL.match(text))
        glued = references and _REFERENCES.fullmatch(text) and before[-2:-1].isalpha() and _NEW_WORD.match(after)
        return _GONE if glued or (marks and before[-2:-1].strip() and not in_number) else f"^{text}"
    return _apart(before, text, after, marks=marks)


def _may_end(after: str) -> bool:
    """Whether a reference may stand before this: no word or number goes on."""
    return not _GOES_ON.match(after) or _NEW_SENTENCE.match(after) is not None


def _behind_number(before: str, text: str, after: str, *, marks: bool) -> str:
    if text in ORDINALS:
        return text
    if text in ("o", "O", "º") or (text == "0" and _SCALE.match(after)):
        return "°"
    bare = _BARE_NUMBER.search(before)
    number = bare[1] if bare else ""
    if text[0] == "+" and number != "10" and _SIGNED.fullmatch(text):
        return text  # 36+5, weeks and days
    if number != "10" and (_FRACTION.fullmatch(text) or (text.isdecimal() and _REST_OF_FRACTION.match(after))):
        return f" {text}"
    if marks and number and (_YEAR.search(before) or _is_no_base(number, text)):
        return _GONE
    return f"^{text}"


def _is_no_base(number: str, text: str) -> bool:
    """Whether a number is too large to be raised to a power, so that what stands high is a reference."""
    if number.strip("0") == "1":
        return False
    whole = int(number) if number.isdecimal() and len(number) < 9 else 0
    in_weeks = 20 <= whole <= 43 and len(text) == 1  # 33 weeks and 6 days
    return whole > 10 and text not in ("2", "3") and not in_weeks


def _behind_word(before: str, text: str, after: str, *, marks: bool) -> str:
    letters = _LETTERS.search(before)
    word = letters[0] if letters else ""
    if _CHARGE.fullmatch(text):
        return text if len(word) < 4 else f"^{text}"
    if _SIGNED.fullmatch(text):
        return text if word in UNITS or (text[0] == "+" and is_element(word)) else f"^{text}"
    if text == "1c" and word.endswith("HbA"):
        return text
    if _NUMBERED.fullmatch(text):
        return f" {text}"
    ranked = len(word) == 1 and RANKED.search(before) is not None
    plain = _plain_number(before, word, text, after, ranked=ranked) if _NUMBER.fullmatch(text) else ""
    if plain or not marks:
        return plain or f"^{text}"
    may_be_power = text in ("2", "3")
    in_formula = _OPERATOR.match(after) or before[: -len(word)].endswith(_OPERATOR_BEFORE)
    a_time = word in TIMES and _MEASURED.search(before) is not None  # nobody squares 30 s
    if may_be_power and (in_formula or (is_measure(word) and not a_time)):
        return f"^{text}"
    if len(word) == 1:
        return _GONE if ranked or a_time else f"^{text}"
    if word.isupper() or (word[:-1].isupper() and word[-1] == "s"):
        mark = len(word) > 2 and not may_be_power and (len(text) < 3 or not text.isdecimal())
        return _GONE if mark else f"^{text}"
    kept = names_position(word, text) or (len(word) < 4 and not (word.islower() and word.isascii()))
    return f"^{text}" if kept else _GONE


def _plain_number(before: str, word: str, text: str, after: str, *, ranked: bool) -> str:
    """A number as it stands at a unit or symbol, or apart from a word; empty where it needs a sign of its own."""
    if is_isotope(word, text) and not ranked:
        return text
    if len(word) == 1 and not ranked and (word in "Δδ" or _IN_A_NAME.match(after) or _REST_OF_FRACTION.match(after)):
        return text
    if isotope_follows(text, after):
        return f" {text}"
    if text in ("2", "3") and (word in LENGTHS or (word in TIMES and before[: -len(word)].endswith(_OPERATOR_BEFORE))):
        return text
    if text == "2" and ((word in SYMBOLS and not ranked) or OXYGEN.search(before)):
        return text
    small = len(text) == 1 and text in "0234" and len(word) == 2
    return text if word in AMINO_ACIDS or word in ("sp", "Csp") or (small and is_element(word)) else ""


def _apart(before: str, text: str, after: str, *, marks: bool) -> str:
    """What stands high behind a space, a sign or nothing: a fraction, a state of a molecule, a reference, a note."""
    said = before.rstrip()
    if (text.isdecimal() and _REST_OF_FRACTION.match(after)) or _NUMBERED.fullmatch(text):
        return text
    if (" " in text and not _NOTES.fullmatch(text)) or (text.isalpha() and (len(text) > 3 or after[:1] == "/")):
        return text
    if said and ((text in "tisn" and after[:1].isupper()) or (len(text) == 1 and _NAMED_STATE.match(after))):
        return text
    word = _LETTERS.search(said)
    ended = said[-1:] in _BRACKETS | _STOPS or ("," in text and word is not None and len(word[0]) > 1)
    if marks and said and said != before and ended and _ENDS.match(after) and not _NUMBER_FOLLOWS.match(after):
        return _GONE
    return f"^{text}"
