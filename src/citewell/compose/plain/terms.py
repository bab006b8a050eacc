"""Plain words for terms where they mean the same and fit the sentence; the meaning of every other term beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from citewell.compose.glossary import Found, Glossary
from citewell.compose.plain.edits import Edit, like
from citewell.compose.plain.protected import names_of_things, never_touched
from citewell.domain.wordings import Explanation
from citewell.text.vocabulary import Vocabulary, is_abbreviation

_BEHIND_HEAD = re.compile(
    r"\b(?:in|of|from|for|to|with|that|at|by|on|near|into|around|after|under|caused|made|seen|when|out|against|as)\b"
)
# What may stand behind a noun that is no modifier of the next word.
_AFTER_NOUN = re.compile(
    r"\s*(?:$|[.,;:)\]?!]|\(|(?:and|or|but|nor|than|as|in|of|on|at|to|by|for|from|with|without|within|during|after|"
    r"before|"
    r"between|among|because|due|while|when|where|who|whose|which|that|if|unless|until|since|through|over|under|per|"
    r"versus|against|is|are|was|were|be|been|being|has|have|had|can|could|may|might|must|should|will|would|shall|does|"
    r"do|did|not|also|often|usually|sometimes|rarely|mostly|only|both|either|include|includes|included|cause|causes|"
    r"caused|lead|leads|occur|occurs|occurred|happen|happens|need|needs|needed|show|shows|showed|shown|present|"
    r"remains?|became|becomes?|alone|comes?|came|results?|arises?|begins?|began|starts?|varies|seems?|gets?|lasts?|"
    r"\w+ing|\w+ed)\b)"
)
# A term that is no noun: what stands behind it belongs to it, as to "regarded as" or "capable of causing".
_LEADS_ON = re.compile(r"\b(?:of|as|by|to|with|in|for|causing)$")
_ARTICLE = re.compile(r"(?<![\w-])(?P<article>an?) $", re.IGNORECASE)
_VOWEL_SOUND = re.compile(
    r"(?!(?:one|once|eu|u[nst]i|use|usu|ur[ie])\w*)[aeiou]|hour|honest|(?:[AEFHILMNORSX]-)", re.IGNORECASE
)
_WORD = re.compile(r"[\w'’]+")
_NAMING = re.compile(
    r"\b(?:classif\w+|ICHD(?:-\d)?|coded|criteri(?:a|on)|defin(?:e[sd]?|ition)|terms?|termed|called|named|"
    r"synonym\w*|same as|"
    r"diagnosed as|mistaken for|told apart|rather than|distinguish\w*|differential)\b"
)
_DEFINES = re.compile(r" (?:is|are|means) (?:an? |the |pain\b|headache\b)")

BESIDE = 3
"""Words before a term, and letters of a word, from which its repetition is heard: "pain of nerve pain"."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a text's terms become: edits, and explanations of those that stay and of what was replaced."""

    edits: tuple[Edit, ...]
    explanations: tuple[Explanation, ...]


def word_terms(text: str, *, glossary: Glossary, vocabulary: Vocabulary, swap: bool) -> Terms:
    """The terms of a text in plain words where `swap` is asked for and safe, the others explained."""
    edits: list[Edit] = []
    told: dict[str, Explanation] = {}
    closed = [*never_touched(text), *names_of_things(text, vocabulary)] if swap else []
    named = _named_illnesses(text, vocabulary) if swap else frozenset()
    found = glossary.find(text)
    for one in found:
        old = text[one.start : one.end]
        is_open = (one.start, one.end) not in named and _is_open(one.start, one.end, text, closed)
        if swap and one.entry.swap and is_open and _fits(one, text):
            new = like(old, one.plain)
            edits += _with_article(text, one.start, one.end, new, old)
            told.setdefault(new.lower(), replaced(new, old, one.entry.meaning_in(text)))
        else:
            told.setdefault(old.lower(), Explanation(old, one.entry.meaning_in(text)))
    for short, start, end, long in _abbreviations(text, vocabulary):
        if any(one.start < end and start < one.end for one in found):
            continue
        if swap and _is_open(start, end, text, closed):
            written = like(short, long) if not start else long
            edits += _with_article(text, start, end, written, short)
            told.setdefault(written.lower(), Explanation(written, f"The source says “{short}”.", short))
        else:
            told.setdefault(short.lower(), Explanation(short, f"Short for {long}."))
    return Terms(tuple(edits), tuple(told.values()))


def replaced(new: str, old: str, definition: str) -> Explanation:
    """The explanation of a plain word that stands for the source's own, which it names."""
    return Explanation(new, f"The source says “{old}”. {definition}", old)


def _named_illnesses(text: str, vocabulary: Vocabulary) -> frozenset[tuple[int, int]]:
    """Illnesses that a text speaks of as a name or a class, or defines: "not classified as cervicogenic headache"."""
    return frozenset(
        (mention.start, mention.end)
        for mention in vocabulary.mentions(text)
        if vocabulary.concepts[mention.label].type == "condition"
        and (_NAMING.search(text) or (mention.start == 0 and _DEFINES.match(text[mention.end :])))
    )


def article_for(word: str) -> str:
    """The article that a word takes by its sound: "a one-sided headache", "an X-ray"."""
    return "an" if _VOWEL_SOUND.match(word) else "a"


def _with_article(text: str, start: int, end: int, new: str, old: str) -> Iterator[Edit]:
    """The edit of a term, and of the article in front of it where that changes."""
    yield Edit(start, end, old, new)
    before = _ARTICLE.search(text[:start])
    if before and before["article"].lower() != article_for(new):
        right = like(before["article"], article_for(new))
        yield Edit(before.start("article"), before.end("article"), before["article"], right)


def _is_open(start: int, end: int, text: str, closed: list[tuple[int, int]]) -> bool:
    """Whether a term cuts into no name and is joined to no other word."""
    if text[end : end + 1] in ("-", "–", "/", "'", "’") or (start and text[start - 1] in "-–/"):
        return False
    return not any(one < end and start < other and not (start <= one and other <= end) for one, other in closed)


def _fits(one: Found, text: str) -> bool:
    """Whether the plain word makes good English there: behind "a", before a noun, beside a word that it repeats."""
    before, behind = text[: one.start], text[one.end :]
    ends_phrase = _AFTER_NOUN.match(behind) is not None
    leads_on = _LEADS_ON.search(text[one.start : one.end]) is not None
    if _BEHIND_HEAD.search(one.plain) and not ends_phrase and not leads_on:
        return False
    if _ARTICLE.search(before) and ends_phrase and not one.entry.is_counted:
        return False
    written = set(_WORD.findall(text[one.start : one.end].lower()))
    plain = {word for word in _WORD.findall(one.plain.lower()) if len(word) > BESIDE} - written
    beside = [*_WORD.findall(before.lower())[-BESIDE:], *_WORD.findall(behind.lower())[:1]]
    return plain.isdisjoint(beside)


def _abbreviations(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, int, int, str]]:
    """Abbreviations that the thesaurus knows and the text does not explain itself, with what they stand for."""
    for mention in vocabulary.mentions(text):
        written = text[mention.start : mention.end]
        is_short = is_abbreviation(written.removesuffix("s")) and not is_abbreviation(mention.label)
        if is_short and mention.label.lower() not in text.lower():
            many = written.endswith("s") and not mention.label.endswith("s")
            yield written, mention.start, mention.end, f"{mention.label}s" if many else mention.label
