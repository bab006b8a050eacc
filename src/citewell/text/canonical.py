"""Reads a text as meanings: synonyms, abbreviations, brands and phrases in one form each, numbers left out."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from citewell.text.normalise import STOP_WORDS, normalise, stem, words
from citewell.text.quantities import find_quantities
from citewell.text.vocabulary import Vocabulary

NO_VOCABULARY = Vocabulary()

# Words of a comparison with a number ("more than 3", "3 or older"): the quantity has them.
_NUMBER_WORDS = re.compile(
    r"\b(?:at least|at most|no (?:more|less|fewer) than|(?:more|less|fewer|greater|higher|lower|longer|shorter|older|"
    r"younger) than|over|under|above|below|up to|within|about|approximately|roughly|around|nearly|almost)"
    r"(?: the age of| age)? (?=#)|"
    r"(?<=#)(?: of age)? "
    r"(?:or (?:more|less|fewer|longer|shorter)|(?:or|and) (?:over|older|younger|above|under|below))\b"
)
# Endings of stems by which a noun of Greek or Latin and its adjective differ.
_DERIVED = (
    ("gnosi", "gnost"), ("axi", "act"), ("osi", "ot"), ("ysi", "yt"), ("asi", "at"), ("epsi", "ept"), ("esia", "et"),
    ("esi", "et"), ("emia", "em"), ("algia", "alg"), ("ergi", "erg"), ("trophi", "troph"), ("uria", "ur"),
    ("plegia", "pleg"), ("scopi", "scop"), ("graphi", "graph"), ("log", "log"), ("logi", "log"), ("opathi", "opath"),
)  # fmt: skip
SHORTEST_ROOT = 3
_INITIALLED = re.compile(r"[^\W\d_]+")
_JOINING = frozenset("of and the in for to with or".split())
_LITERAL = re.compile(r"[\w /-]+")
"""A pattern that means just what it spells."""
_FILMS = re.compile(r"\b(?:[Xx]-?rays?|plain films?)\b")
_LIGHT = STOP_WORDS - frozenset(
    "not no nor without with against than before after during over under between more most less all any each every "
    "only few other same above below up down can could may might should must".split()
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A text as it is compared.

    `text` is in lower case with one form for synonyms in phrases, brands and abbreviations, and "#" for each quantity;
    `keys` are the stems of its telling words in order, words of one group alike; `spelt` gives each key's first word.
    """

    text: str
    keys: tuple[str, ...]
    spelt: dict[str, str]

    @property
    def held(self) -> frozenset[str]:
        """The keys, whatever their order."""
        return frozenset(self.keys)


@lru_cache(maxsize=8192)
def read_meaning(text: str, vocabulary: Vocabulary | None = None) -> Meaning:
    """`text` as a list of meanings; remembered for each text and vocabulary."""
    plain = _with_labels(_FILMS.sub("radiographs", normalise(text)), vocabulary or NO_VOCABULARY)
    plain = _with_substances(plain)
    for holds, pattern, long_form in _abbreviations():
        if holds in plain:
            plain = pattern.sub(long_form, plain)
    pieces, end = [], 0
    for quantity in find_quantities(plain):
        pieces += [plain[end : quantity.start], "#" if quantity.text[-1:] != " " else "# "]
        end = quantity.end
    plain = "".join([*pieces, plain[end:]]).casefold()
    for pattern, replacement in _phrases():
        plain = pattern.sub(replacement, plain)
    plain = _NUMBER_WORDS.sub("", plain)
    keys: list[str] = []
    spelt: dict[str, str] = {}
    for word in words(plain):
        if word in _LIGHT or word.isdigit():
            continue
        key = key_of(word)
        keys.append(key)
        spelt.setdefault(key, word)
    return Meaning(plain, tuple(keys), spelt)


def is_light(word: str) -> bool:
    """Whether a word is passed over when texts are compared: articles, prepositions, auxiliaries."""
    return word in _LIGHT


def key_of(word: str) -> str:
    """The stem of a word, or of the first word of the group that it belongs to."""
    return key_of_stem(stem(word))


def key_of_stem(root: str) -> str:
    """The same for what has been stemmed already."""
    return _groups().get(root) or _groups().get(_derived(root)) or _derived(root)


@cache
def same_stems(root: str) -> frozenset[str]:
    """The stems of the group that a stem belongs to; itself alone where it belongs to none."""
    return _members().get(key_of_stem(root), frozenset()) | {root}


@lru_cache(maxsize=65_536)
def _derived(root: str) -> str:
    """One form for a noun and the adjective made of it: stenosis and stenotic, anaemia and anaemic."""
    for ending, form in _DERIVED:
        if root.endswith(ending) and len(root) >= len(ending) + SHORTEST_ROOT:
            return root[: -len(ending)] + form
    return root


def substances(text: str) -> frozenset[str]:
    """Active substances named in `text`, by their own names or by brands."""
    return frozenset(_substance_names()[match[0].casefold()] for match in _substance_pattern().finditer(text))


def with_substances(text: str) -> str:
    """`text` with brand names and other national names of substances replaced by the international name."""
    return _with_substances(text)


def _with_labels(text: str, vocabulary: Vocabulary) -> str:
    for mention in reversed(vocabulary.mentions(text)):
        written, label = words(text[mention.start : mention.end]), words(mention.label)
        says_more = set(written) > set(label)  # "intravenous alteplase" is filed under "alteplase"
        if written != label and not says_more:
            text = f"{text[: mention.start]}{mention.label}{text[mention.end :]}"
    return text


def _with_substances(text: str) -> str:
    names = _substance_names()
    return _substance_pattern().sub(lambda match: names[match[0].casefold()], text)


@cache
def _substance_names() -> dict[str, str]:
    table = tomllib.loads(resources.files("citewell.text").joinpath("brands.toml").read_text("utf-8"))
    names = {name.casefold(): generic for generic, brands in table.items() for name in brands}
    return names | {generic.casefold(): generic for generic in table}


@cache
def _substance_pattern() -> re.Pattern[str]:
    names = sorted(map(re.escape, _substance_names()), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(names)})(?![\w])", re.IGNORECASE)


@cache
def light_keys() -> frozenset[str]:
    """The keys of words that tell who speaks ("the study found") or only carry a verb's noun ("gave relief")."""
    return frozenset(map(key_of, str(_table()["light"]).split()))


@cache
def compared_keys() -> frozenset[str]:
    """The keys of words that other rules than that on words compare: negations, degrees, directions, times."""
    return frozenset(map(key_of, str(_table()["compared"]).split()))


@cache
def narrower_keys(key: str) -> frozenset[str]:
    """The keys of words for which the word of `key` may stand as the more general one."""
    return _general().get(key, frozenset())


@cache
def _general() -> dict[str, frozenset[str]]:
    rows = dict[str, str](_table()["general"])
    found: dict[str, frozenset[str]] = {}
    for word, listed in rows.items():
        found[key_of(word)] = found.get(key_of(word), frozenset()) | frozenset(map(key_of, listed.split()))
    return found


def initials_of(name: str, text: str) -> str:
    """The words of `text` that an abbreviation such as "AMD" is made of the first letters of; empty where none are."""
    letters = name.casefold()
    found = list(_INITIALLED.finditer(text))
    for place in range(len(found)):
        taken, end = 0, place
        while end < len(found) and taken < len(letters):
            word = found[end][0].casefold()
            if word[0] == letters[taken]:
                taken += 1
            elif word not in _JOINING:
                break
            end += 1
        if taken == len(letters) and len(letters) > 1:
            return text[found[place].start() : found[end - 1].end()]
    return ""


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = tomllib.loads(resources.files("citewell.text").joinpath("synonyms.toml").read_text("utf-8"))
    return table


@cache
def _abbreviations() -> tuple[tuple[str, re.Pattern[str], str], ...]:
    """Abbreviations that stand for one thing only; they are written in capitals, so the text is read before folding.

    Each with what every text has in which its pattern is found, empty where that is not plain to see: most texts have
    no abbreviation, and looking for a hundred patterns one by one takes long.
    """
    rows = [row for row in _table()["abbreviations"] if isinstance(row, list)]
    return tuple(
        (
            short if _LITERAL.fullmatch(short) else "",
            re.compile(rf"(?<![\w-])(?:{short})s?(?![\w-])"),
            str(long_form),
        )
        for short, long_form in rows
    )


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = [row for row in _table()["phrases"] if isinstance(row, list)]
    return tuple((re.compile(rf"\b(?:{pattern})(?!\w)"), str(replacement)) for pattern, replacement in rows)


@cache
def _groups() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in _table()["words"]:
        group = [stem(word) for word in str(row).split()]
        for root in group:
            found.setdefault(root, group[0])
    return found


@cache
def _members() -> dict[str, frozenset[str]]:
    """The stems of each group, by the first of them."""
    found: dict[str, set[str]] = {}
    for root, first in _groups().items():
        found.setdefault(first, set()).add(root)
    return {first: frozenset(roots) for first, roots in found.items()}
