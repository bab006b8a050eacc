"""Tells whether a sentence can be read alone: what it refers to must stand in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from citewell.text import references
from citewell.text.fragments import is_sentence
from citewell.text.normalise import content_stems, normalise, stem

__all__ = ["dangling_reference", "is_sentence", "names_a_work"]

# Behind an abbreviation it tells what that stands for, and names no work.
_INSERTION = re.compile(r"(?<![A-Z\d] )(?<![A-Z\d]s )\[[^\[\]]*[A-Za-z]{3}[^\[\]]*\]")
_LIST_MARK = re.compile(r"^(?:[-–—•*·]|\(?\d{1,2}[.)])\s+")
# The label that a part of an abstract opens with: "BACKGROUND We ...", "Results: ...".
_LABEL = re.compile(
    r"^(?:[A-Z][A-Z &/-]{3,40}(?::| (?=[A-Z][a-z]))|(?:Background|Objectives?|Aims?|Methods|Results|Findings|"
    r"Conclusions?|Interpretation|Purpose|Introduction|Discussion): ?)\s*"
)
_CLAUSE = re.compile(
    r"[,;:(]|(?<=[a-z\d)])\. (?=[A-Z])|\b(?:and|but|so|because|that|which|who|while|whereas|when|if|as|or|although"
    r"|since)\b"
)
_NOUN = re.compile(r"[A-Za-z][\w-]{2,}")
_NOT_NOUNS = frozenset(
    """this that these those such same the present current original whole quoted cited included pooled our
    and are was were is had has have may can could did does found with from for who which people
    patients two three four five six""".split()
)
_WORK = re.compile(rf".*?\b(?:{references.STUDIED}|results?|findings?|data)\b|(?:we|our|us|ours)$", re.IGNORECASE)
_NOT_A_SUBJECT = frozenset(
    """it they this these that there he she we you the a an your his her its their then but and or some
    most many""".split()
)
_SAYS_WHO = frozenset("with without who whose in not having aged at over under".split())
_PEOPLE = re.compile(r"\b(?P<who>patients|people|women|men|children|infants|adults|individuals)\b", re.IGNORECASE)
_NAMED_PEOPLE = re.compile(
    r"(?:^|[.;,] )"
    r"(?!(?:the|these|those|all|some|many|most|few|other|our|both|several|such|two|three|\d+|of|and|in|for)\b)"
    r"(?:[\w-]+ ){1,4}(?P<who>patients|people|women|men|children|infants|adults|individuals)\b",
    re.IGNORECASE,
)
# What "the" names by a name of its own: "the ACR", "the OPTIMa guideline", "the Akershus study".
_NAMED = re.compile(r"[\w-]*[A-Z][\w-]*\b")
ENOUGH_BEFORE = 4  # content words in front of "this" among which it may have its noun
ENOUGH_FOR_A_MEASURE = 6  # and in front of "the odds ratio", which needs both sides of its comparison


@lru_cache(maxsize=8192)
def dangling_reference(sentence: str) -> str | None:
    """The words of `sentence` that point outside it, or None when it can be read alone.

    An editorial insertion in square brackets that names a work ("that trial [Jull et al., 2002]")
    resolves references to works, groups and their authors.
    """
    text = _LABEL.sub("", _LIST_MARK.sub("", normalise(sentence)))
    named = _INSERTION.search(text)
    return next((found for found in _dangling(text) if not (named and _is_named(found, text[: named.start()]))), None)


def _is_named(found: str, before: str) -> bool:
    """Whether an insertion behind `before` says what the words `found` refer to."""
    return bool(_WORK.match(found) or (before.startswith(found) and _WORK.match(before)))


def names_a_work(words: str) -> bool:
    """Whether words that point outside a sentence mean a publication or its authors: whoever has it knows which."""
    return bool(_A_WORK.search(words))


_A_WORK = re.compile(
    rf"^(?:the|this|these|that) (?:(?:present|current|original|same|whole|observational|"
    rf"randomi[sz]ed|cohort) )?(?:{references.WORKS})$",
    re.IGNORECASE,
)


def _dangling(text: str) -> Iterator[str]:
    yield from _opening(text)
    yield from (match["words"] for match in references.FIRST_PERSON.finditer(text))
    yield from (match["words"].lstrip("(") for match in references.POINTER.finditer(text))
    yield from _pointing(text)
    yield from _unnamed_works(text)
    arms = references.UNNAMED_ARMS.search(text) or references.UNNAMED_WAYS.search(text)
    if arms and not references.NAMED_ARMS.search(references.IN_BRACKETS.sub("", text)):
        yield arms["words"]
    measure = references.MEASURE.search(text)
    if measure and len(content_stems(text[: measure.start()])) < ENOUGH_FOR_A_MEASURE:
        yield measure["words"]


def _opening(text: str) -> Iterator[str]:
    if text.startswith(("It ", "It's ")):
        if not references.EXPLETIVE.match(text):
            yield "It"
        return
    opening = next((match for pattern in references.OPENINGS if (match := pattern.match(text))), None)
    if opening:
        yield opening["words"]
    pronoun = references.OPENING_PRONOUN.match(text)
    if pronoun and not _names_it_later(text, pronoun):
        yield pronoun["words"]


def _names_it_later(text: str, match: re.Match[str]) -> bool:
    """Whether "Although it is rare, dissection ..." or "In those who ..." brings its own noun."""
    if match["pronoun"] == "those" and (match["next"] or "").strip() in _SAYS_WHO:
        return True
    if match["pronoun"] in ("these", "this", "those", "such"):
        return False
    comma = text.find(", ", match.end())
    subject = text[comma + 2 :].split(" ", 1)[0].lower() if comma > 0 else ""
    if subject == "the" and _NAMED.match(text, comma + len(", the ")):
        return True
    return bool(subject) and subject not in _NOT_A_SUBJECT


def _pointing(text: str) -> Iterator[str]:
    """Demonstratives, and "the same", whose noun the sentence has not named before."""
    for pattern in references.DEMONSTRATIVES:
        for match in pattern.finditer(text):
            if not _has_antecedent(text, match):
                yield _head(match["words"])
    for match in references.SAME.finditer(text):
        if not _seen_before(text, match.start(), match["words"]) and not _stands_for_it(text, match):
            yield "the " + _head(match["words"])


def _unnamed_works(text: str) -> Iterator[str]:
    present = references.PRESENT_WORK.search(text)
    if present and not _seen_before(text, present.start(), present["words"]):
        yield present["words"]
    for pattern in (*references.COUNTED_WORKS, references.THE_WORK):
        for match in pattern.finditer(text):
            generic = any(found.end() == match.start() for found in references.GENERIC.finditer(text))
            if not generic and not _seen_before(text, match.start(), match["first"]):
                yield match["words"]


def _has_antecedent(text: str, match: re.Match[str]) -> bool:
    """Whether the sentence itself says before `match` what its noun stands for."""
    words = match["words"]
    if _seen_before(text, match.start("words"), words) or _people_named(text[: match.start("words")], words):
        return True
    if _WORK.match(words):
        return False
    before = text[: match.start("words")]
    return len(content_stems(before)) >= ENOUGH_BEFORE and bool(_CLAUSE.search(before))


def _people_named(before: str, words: str) -> bool:
    """Whether "these patients" are those that a text opened with by a name of their own: "VVS patients appear ..."."""
    people = _PEOPLE.search(words)
    return people is not None and any(
        named["who"].lower() == people["who"].lower() for named in _NAMED_PEOPLE.finditer(before)
    )


def _stands_for_it(text: str, match: re.Match[str]) -> bool:
    """Whether "the same drug" has enough before it in its sentence to be what was named there."""
    general = re.match(
        r"same (?:drug|medicine|treatment|regimen|dose|agent|procedure|test|operation)\b", match["words"]
    )
    return bool(general) and len(content_stems(text[: match.start()])) >= 2 * ENOUGH_BEFORE


def _seen_before(text: str, position: int, words: str) -> bool:
    """Whether a noun among `words` stands earlier in the text."""
    earlier = frozenset(content_stems(text[:position]))
    nouns = [stem(word) for word in _NOUN.findall(words.lower()) if word not in _NOT_NOUNS]
    return any(noun in earlier or any(part in earlier for part in noun.split("-")) for noun in nouns)


def _head(words: str) -> str:
    """A demonstrative with its noun, without what happens to follow it."""
    work = _WORK.match(words)
    return work[0] if work else " ".join(words.split()[:2])
