"""Words of a question that are not its topic: everyday words, and plain ones that only narrow it."""

from __future__ import annotations

from functools import cache
from importlib import resources

from citewell.text.normalise import STOP_WORDS, stem

# Words of the clinic that every topic shares.
CLINICAL_FRAME = frozenset(
    """care case cases clinic clinical clinically clinician clinicians condition conditions consultation disease
    diseases disorder disorders doctor doctors effect effects gp health healthcare hospital illness illnesses issue
    issues medical medically medicine nurse nurses patient patients physician physicians practitioner problem
    problems professional professionals relevant role specialist specialists symptomatic syndrome syndromes
    treatment treatments""".split()
)


def is_ordinary(word: str) -> bool:
    """Whether a word is an everyday or general clinical one, in any case, possessive or not."""
    plain = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if "-" in plain.strip("-"):
        return all(is_ordinary(piece) for piece in plain.split("-") if piece)
    return plain in STOP_WORDS or plain in CLINICAL_FRAME or plain in _read_list("ordinary_words.txt")


def is_plain(word: str) -> bool:
    """Whether a word may narrow a topic but names none: a library that lacks "hurts" lacks no subject."""
    return is_ordinary(word) or word.lower() in _read_list("plain_words.txt")


def is_common(word: str) -> bool:
    """Whether a word, in any form but a noun in -ness, is of common speech and seldom a question's subject."""
    lowered = word.lower()
    return is_plain(word) or (stem(lowered) in _common_stems() and not lowered.endswith("ness"))


@cache
def _common_stems() -> frozenset[str]:
    return frozenset(map(stem, _read_list("common_words.txt")))


def is_everyday(word: str) -> bool:
    """Whether a word is of a subject that no medical library is asked about, such as cooking, in any form of it."""
    return stem(word.lower()) in _everyday_stems()


@cache
def _everyday_stems() -> frozenset[str]:
    return frozenset(map(stem, _read_list("everyday_words.txt")))


@cache
def ordinary_stems() -> frozenset[str]:
    """The stems of every ordinary and plain word, so that their inflections are known too."""
    return frozenset(stem(word) for name in ("ordinary_words.txt", "plain_words.txt") for word in _read_list(name))


@cache
def _read_list(name: str) -> frozenset[str]:
    text = resources.files("citewell.text").joinpath(name).read_text("utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))
