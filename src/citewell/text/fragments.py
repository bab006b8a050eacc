"""Tells whole statements from headings, fragments, questions and the furniture of web pages."""

from __future__ import annotations

import re

from citewell.text.normalise import normalise
from citewell.text.spelling import fold_spelling
from citewell.text.verbs import base_forms, finite_forms, noun_forms

FEWEST_WORDS = 4
MOST_WORDS = 120

_AUXILIARIES = frozenset(
    """is are was were am be been has have had do does did can cannot could may might must shall should
    will would isn't aren't wasn't weren't hasn't haven't hadn't don't doesn't didn't can't couldn't
    won't wouldn't""".split()
)
_DETERMINERS = frozenset("the a an its their his her both".split())
_INFLECTED = re.compile(r"(?:[^aeious]s|es|ed)$")
# Words behind "use" or "results" that show it to be a verb there.
_BEHIND_A_VERB = _DETERMINERS | frozenset(
    "that in from on with to no not as significantly it them this these those all any some only".split()
)
_BEHIND_A_NOUN = frozenset({"", "of", "and", "or"})
_NEVER_FINITE_BEHIND = frozenset(
    """that which who whose to not the a an of for in with by from at on its their his her no any some each
    every other such further more most less""".split()
)
_WORD = re.compile(r"[A-Za-z][\w'-]*")
_END = re.compile(r"[.!][\"')\]]*(?: ?\[\d[\d,; -]*\]|\d{1,3}(?:,\d{1,3})*)?$")
_OPENING = re.compile(r"[\"'(\[]*(?:[A-Z0-9α-ωΑ-Ω]|[a-z]{1,3}[A-Z0-9]|[a-z]-[A-Z]|(?:alpha|beta|gamma|delta)-)")
_BOILERPLATE = re.compile(
    r"^(?:key (?:points|facts|messages)|see also|see the|click|read more|learn more|more information|"
    r"for (?:more|further information|additional information)|figure|fig\.|table|box|copyright|all rights|"
    r"last (?:updated|reviewed|revised)|updated|references?\b|back to|download|follow us|contact us|source:|"
    r"keywords?\b|abbreviations?\b|trial registration|clinical trial regist|registration|"
    r"conflicts? of interest|competing interests|funding|disclaimer|advertisement|photo|image|credit|"
    r"to (?:learn|find out|read) more|visit (?:the|our|www|http)|sign up|subscribe|page last|content source|"
    r"level of evidence:|doi:|pmid|issn|isbn|please (?:visit|contact|call|note)|you may need to register|"
    r"this (?:page|article|site|information|website) (?:is|was|has been) (?:last|intended|provided|"
    r"updated))\b"
    r"|^(?:www\.|https?:)|\b(?:click here|https?://|www\.)|©|\ball rights reserved\b",
    re.IGNORECASE,
)
# A table or list that lost its lines: "Cough 90% Fever 50% Ataxia 7%", "if you - smoke - drink - are old".
_FLATTENED = re.compile(r"(?:\d% [A-Z][a-z].*?){3}|(?: - [A-Za-z].*?){3}")
_RELATIVE = re.compile(
    r"\b(?:(?:in|of|for|to|with|from|by|on|at) (?:which|whom|whose)|whose|where|when|if|because|although|"
    r"while) [^,;.]*",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"^(?:[-–—•*·]|\(?\d{1,2}[.)])\s+")


def is_sentence(text: str) -> bool:
    """Whether `text` is a whole statement: it opens, has a finite verb, and ends with a full stop."""
    plain = _LIST_MARK.sub("", normalise(text))
    words = _WORD.findall(plain)
    if not FEWEST_WORDS <= len(words) <= MOST_WORDS:
        return False
    if not _OPENING.match(plain) or not _END.search(plain) or _BOILERPLATE.search(plain) or _FLATTENED.search(plain):
        return False
    letters = [character for character in plain if character.isalpha()]
    if sum(character.isupper() for character in letters) > len(letters) * 0.6 or "?" in plain:
        return False
    return _has_finite_verb(plain)


def _has_finite_verb(plain: str) -> bool:
    if _finite_verbs(_RELATIVE.sub(" ", plain)):
        return True
    return _finite_verbs(plain) > len(_RELATIVE.findall(plain)) > 0


def _finite_verbs(text: str) -> int:
    """How many words of `text` read as finite verbs, those of "that" and "which" clauses left out."""
    words = [word.lower() for word in _WORD.findall(text)]
    count = 0
    for position, word in enumerate(words):
        before = words[position - 1] if position else ""
        after = words[position + 1] if position + 1 < len(words) else ""
        if before in ("that", "which", "who") and position > 1 and not _speaks(words[position - 2]):
            continue
        if word in _AUXILIARIES:
            count += 1
        elif before not in _NEVER_FINITE_BEHIND and not word.endswith("ing"):
            count += _is_finite(word, position=position, after=after)
    return count


def _is_finite(word: str, *, position: int, after: str) -> bool:
    form = fold_spelling(word)
    if position == 0:
        return form in base_forms() and (form not in noun_forms() or after in _BEHIND_A_VERB)
    if form in noun_forms():
        return after not in _BEHIND_A_NOUN
    if form in finite_forms():
        return True
    return after in _DETERMINERS and bool(_INFLECTED.search(word))  # a verb that the list lacks


def _speaks(word: str) -> bool:
    """Whether "that" behind this word ("suggests", "evidence") opens a statement and no relative clause."""
    return fold_spelling(word) in finite_forms() or word in ("evidence", "clear", "likely", "unclear", "sure")
