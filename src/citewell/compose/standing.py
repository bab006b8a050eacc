"""Whether a sentence is on the thing asked about itself, on a kind of it, or on another that only names it.

A page on a narrower disease, and a page on another that mentions the one asked about, both name what was asked; what
they say is seldom true of it. Titles of a few words name one thing each; a paper's long title is judged by its words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum

from citewell.compose.focus import ENTITLED, extra_stems, key_stems, whole_keys
from citewell.text.coverage import NO_SIGNS, TextSigns, Unit, names_any, read_signs
from citewell.text.normalise import content_stems
from citewell.text.vocabulary import Vocabulary

LONGEST_NAME = 4
"""Stems of a title that is the name of one thing."""

# The statement's subject ends where its verb begins.
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|cannot|may|might|could|will|would|should|must|does|do|did|causes?|affects?|"
    r"occurs?|includes?|develops?|begins?|results?|leads?|tends?|usually|often|sometimes|rarely|makes?|means|refers?|"
    r"needs?|requires?|helps?|increases?|reduces?|involves?|comes?|gets?|appears?|varies|vary|depends?)\b"
)
# What is said of these is not said of the thing whose name goes before: a trait is no disease, a vaccine no illness.
_OF_ANOTHER = frozenset(
    content_stems("trait carrier vaccine vaccination panel association foundation society clinic overdose poisoning")
)
# "A piece of earwax can cause tinnitus": said of what causes it, and so of it.
_CAUSES_IT = re.compile(
    r"\b(?:causes?|triggers?|leads? to|results? in|contributes? to) (?P<object>[\w’'-]+(?: [\w’'-]+){0,2})"
)
# "chicken pox, measles, or tuberculosis": one of a list on a page on something else.
_LISTED = re.compile(r"(?:[\w’'-]+(?: [\w’'-]+){0,2}, )+(?:and|or) [\w’'-]+(?: [\w’'-]+)?")
_ASIDES = re.compile(r" ?[(\[][^()\[\]]*[)\]]")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_JOINS = frozenset(
    "of in with for by to on from after before and or about as at like than who that which because is are was".split()
)
_NARROWS_NOTHING = frozenset(
    content_stems(
        """people patients person individuals children adults women men infants symptoms signs causes treatment risk
        most many some common main usual diagnosis outlook types kinds forms cases medicines
        treating managing preventing diagnosing having getting controlling living untreated"""
    )
)
# "Mowat-Wilson syndrome" is no Wilson disease: two names joined are a third.
_JOINED_NAMES = re.compile(r"\b[A-Z][\w’']+(?:[-–][A-Z][\w’']+)+")
_SETTING = re.compile(r"^(?:In|For|With|Among|During|After|When|If|Although|While|Because|Unlike|Like|As)\b[^,]*,\s+")


class Standing(IntEnum):
    """How far a sentence is on the thing asked about."""

    UNSAID = 0
    """It stands on the page of a kind of it and names neither."""
    IN_PASSING = 1
    """It is on another thing and names the one asked about."""
    A_KIND = 2
    """It is on a kind of it, and says so."""
    OF_ITS_KINDS = 3
    """It is on one kind of it, on the page of the thing itself."""
    ITSELF = 4


def standing(
    keys: Sequence[Unit],
    sentence: TextSigns,
    text: str,
    *,
    title: str,
    title_signs: TextSigns,
    share: float,
    vocabulary: Vocabulary,
) -> Standing:
    """The standing of a sentence under a title, of whose words the share `share` was asked about."""
    if not keys:
        return Standing.ITSELF
    keys = whole_keys(keys)
    stems = key_stems(keys)
    named = names_any(keys, sentence, NO_SIGNS)
    if named and (_only_of_another(text, stems) or _only_in_joined_names(text, stems)):
        return Standing.IN_PASSING
    if share >= ENTITLED:
        return Standing.OF_ITS_KINDS if named and _opens_with_a_kind(text, stems) else Standing.ITSELF
    extra = extra_stems(title, stems)
    entitled = names_any(keys, NO_SIGNS, title_signs)
    if entitled and len(extra) >= LONGEST_NAME:
        return Standing.ITSELF
    if not named:
        return Standing.UNSAID
    unlisted = _LISTED.sub(" ", _ASIDES.sub("", text))
    if not entitled and not names_any(keys, read_signs(unlisted, vocabulary), NO_SIGNS):
        return Standing.IN_PASSING
    caused = [read_signs(match["object"], vocabulary) for match in _CAUSES_IT.finditer(text)]
    if not entitled and any(names_any(keys, one, NO_SIGNS) for one in caused):
        return Standing.ITSELF
    subject = read_signs(_subject(text), vocabulary)
    if not names_any(keys, subject, NO_SIGNS):
        return Standing.IN_PASSING
    return Standing.A_KIND if entitled and subject.stems & extra else Standing.ITSELF


def _opens_with_a_kind(text: str, stems: frozenset[str]) -> bool:
    """Whether a statement opens with the name and a word before it that narrows it: discoid lupus."""
    for word in _WORD.findall(_subject(text))[:LONGEST_NAME]:
        found = content_stems(word)
        if found and found[0] in stems:
            return False
        if found and found[0] not in _NARROWS_NOTHING and word.lower() not in _JOINS:
            return _names_next(text, word, stems)
    return False


def _names_next(text: str, word: str, stems: frozenset[str]) -> bool:
    """Whether the name follows behind a word within its noun phrase."""
    for following in _WORD.findall(text[text.index(word) + len(word) :])[:3]:
        if following.lower() in _JOINS:
            return False
        if set(content_stems(following)) & stems:
            return True
    return False


def _subject(text: str) -> str:
    """What stands before the verb of a statement, its setting ("In people with gout, ...") included."""
    setting = _SETTING.match(text)
    start = setting.end() if setting else 0
    verb = _VERB.search(text, start)
    return text[: verb.start()] if verb else text


def _only_in_joined_names(text: str, stems: frozenset[str]) -> bool:
    """Whether the name stands in a text only joined by a hyphen to another that was not asked about."""
    joined = [match[0] for match in _JOINED_NAMES.finditer(text)]
    others = [name for name in joined if stems & set(content_stems(name)) and not set(content_stems(name)) <= stems]
    if not others:
        return False
    for name in others:
        text = text.replace(name, " ")
    return not stems & set(content_stems(text))


def _only_of_another(text: str, stems: frozenset[str]) -> bool:
    """Whether each time that the name stands in a text, another word takes it over: sickle cell trait."""
    sequence = content_stems(text)
    if not _OF_ANOTHER.intersection(sequence):
        return False
    after = {
        following
        for word, following in zip(sequence, (*sequence[1:], ""), strict=True)
        if word in stems and following not in stems
    }
    return bool(after) and after <= _OF_ANOTHER
