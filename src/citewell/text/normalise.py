"""Brings text into one form, so that words can be compared."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Protocol

from citewell.text.spelling import fold_spelling

# Function words, question words and modal verbs. No negation is among them.
STOP_WORDS = frozenset(
    """a about also although am an and any are as at be because been being both but by can could d did do
    does doing during each either else every for from further get gets give given gives had has have
    having he her here hers him his how i if in into is it its itself just let ll m many may me might
    more most much must my of off on once one only or other ought our ours out own per please re s same
    shall she should so some such t than that the their theirs them then there therefore these they this
    those though through thus to too under until up upon us ve very was we were what when where whether
    which while who whom whose why will with within would yet you your yours yourself""".split()
)

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
_QUOTES = {**dict.fromkeys(map(ord, "‘’‚‛′`´"), "'"), **dict.fromkeys(map(ord, "“”„‟″«»"), '"')}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), "")
_MARKS = {**_DASHES, **_QUOTES, **_INVISIBLE}
_A_MARK = re.compile("[" + "".join(map(chr, _MARKS)) + "]")
_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"\d+(?:[.,]\d+)*(?:[^\W\d_]+)?|[^\W_]+(?:'[^\W\d_]+)?")
_APART = str.maketrans(dict.fromkeys('!"#$%&()*+-/:;<=>?@[\\]^_{|}~', " "))
"""Marks that are in no word; full stops, commas and apostrophes may be."""
_A_PARTING = re.compile("[" + re.escape("".join(map(chr, _APART))) + "]")  # `translate` is slow beyond ASCII
# A name with letters set high, as readers write it: JAK2^V617F is typed as one word, and as two.
_RAISED = re.compile(r"([^\W_]+)\^([^\W\d_][^\W_]*)")
_DIGIT = re.compile(r"\d")
_CONTRACTED_NOT = re.compile(r"\b(ca|wo|sha)?(?:n't|nnot)\b|(?<=[a-z])n't\b")


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str:  # noqa: N802 - the package's own name
        """The stem of one lower-case word."""
        ...


def normalise(text: str, *, fold_case: bool = False) -> str:
    """`text` with compatible characters, dashes, quotes and spaces in one form each."""
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", text).translate(_MARKS)).strip()
    return plain.casefold() if fold_case else plain


def words(text: str) -> list[str]:
    """The lower-case words and numbers of `text`; hyphens part words, "n't" becomes "not"."""
    plain = _lowered(text)
    found = _WORD.findall(plain)
    return [word[:-2] if word.endswith("'s") else word for word in found] if "'s" in plain else found


def _lowered(text: str) -> str:
    if text.isascii():
        plain = text.lower().replace("`", "'")
    else:
        plain = _A_MARK.sub(lambda mark: _MARKS[ord(mark[0])], unicodedata.normalize("NFKC", text)).casefold()
    if "n't" in plain or "cannot" in plain:
        plain = _CONTRACTED_NOT.sub(" not", plain)
    if "^" in plain:
        plain = _RAISED.sub(r"\1 \2 \1\2", plain)
    return plain


def stem(word: str) -> str:
    """The English Snowball stem of a word, with British spellings folded into American ones."""
    return _STEMS[word]


def stems(text: str) -> tuple[str, ...]:
    """The stem of every word of `text`, in order."""
    return tuple(map(_STEMS.__getitem__, words(text)))


@lru_cache(maxsize=16384)
def content_stems(text: str) -> tuple[str, ...]:
    """The stems of the words that carry meaning, in order; negations are kept."""
    return tuple(stems_to_index(text).split())


def stems_to_index(text: str) -> str:
    """The same with a space between, of a text that will not be asked for again, and so is not remembered.

    A library of many millions of words goes through here: what stands between two spaces is looked up whole.
    """
    plain = _lowered(text)
    plain = plain.translate(_APART) if plain.isascii() else _A_PARTING.sub(" ", plain)
    return " ".join(filter(None, map(_PIECES.__getitem__, plain.split())))


class _Stems(dict[str, str]):
    """Stems by word, found when first asked for; starts anew when it has grown large."""

    LARGEST = 200_000

    def __missing__(self, word: str) -> str:
        folded = fold_spelling(word.casefold())
        found = _stemmer().stemWord(folded) if folded.isalpha() or not _DIGIT.search(folded) else folded
        if len(self) >= self.LARGEST:
            self.clear()
        self[word] = found
        return found


class _Pieces(dict[str, str]):
    """The stems that carry meaning in what stands between two spaces ("(12.5mg", "patient's,"), remembered likewise."""

    LARGEST = 200_000

    def __missing__(self, piece: str) -> str:
        bare = piece.strip(".,")
        parts = [bare] if bare.isalpha() and bare.isascii() else words(piece)
        found = " ".join(_STEMS[word] for word in parts if word not in STOP_WORDS)
        if len(self) >= self.LARGEST:
            self.clear()
        self[piece] = found
        return found


_STEMS = _Stems()
_PIECES = _Pieces()


@cache
def _stemmer() -> _Stemmer:
    import snowballstemmer

    stemmer: _Stemmer = snowballstemmer.stemmer("english")
    return stemmer
