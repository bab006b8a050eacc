"""The names of a large vocabulary's terms: which of them are safe to look for, and in which form they are compared."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from citewell.domain.intake import Term
from citewell.text.ordinary import is_ordinary, is_plain
from citewell.text.vocabulary import is_abbreviation, token_stems, tokens

MOST_WORDS = 6
LONGEST_NAME = 120
SHORTEST_WORD = 4

# Where one of these stands, what is behind a comma is no adjective of what is before it.
_NOT_INVERTED = re.compile(r"\b(?:and|or|of|in|on|by|for|from|to|with|without|due|other|e\.g|the)\b|[()\[\]:;/]", re.I)

# Single words that name a disease, a drug or a measure in a vocabulary and mostly something else in a sentence; any
# of their forms. "Blind" is here for blindness, which would be found in every double-blind trial.
_AMBIGUOUS = """acting aids attack bite blind blow burn calm catch charge cold collapse crack crush crystal cut dead
    dependent deform die dose dream dust exam exposure fail fall fast fit flush gas gold grass growth harm hash hope
    ice incision insert lead lump mass mutant nail operation pass pot press procedure react recover refer reflux
    release remission rest ring rupture salt scald scar score screen separate shock sick sink slim snap speed spot stab
    sting strain stress stretch stump suffer suffocate sugar suspect tear thin thirst tick tire trance transfer
    tremble twin twitch upset volume wash water weak wean""".split()

_PROBES = ("Headaches, Cluster", "Haemorrhages", "Crohn's Disease", "T-Cell Leukaemia", "Fœtal β-Blockers", "COPD")


def natural_order(name: str) -> str:
    """ "Fatigue Syndrome, Chronic" as "Chronic Fatigue Syndrome"; empty where a name is not written backwards."""
    parts = name.split(", ")
    if not 2 <= len(parts) <= 3 or _NOT_INVERTED.search(name):
        return ""
    if not all(part[:1].isupper() and part[-1] not in "-,." for part in parts):
        return ""  # a chemical name, or a list as in "aspirin, caffeine drug combination"
    return " ".join(reversed(parts))


def phrase_key(phrase: str) -> str:
    """The form in which a term's name and the words of a question are compared: the stems of the words, in order."""
    return " ".join(token_stems(phrase))


@cache
def key_rules() -> str:
    """Changes when `phrase_key` does, so that keys made before are made anew."""
    return hashlib.sha256("\n".join(map(phrase_key, _PROBES)).encode()).hexdigest()[:16]


def meanings(term: Term) -> Iterator[Term]:
    """The term without what it keeps apart, then each group of those names as a term of its own."""
    others = {name for group in term.apart for name in group}
    own = tuple(name for name in term.synonyms if name not in others)
    yield replace(term, synonyms=own, apart=())
    for group in term.apart:
        if group:
            yield replace(term, label=group[0], synonyms=group[1:], apart=(), broader=(), scope="")


def names_in_order(term: Term) -> tuple[str, ...]:
    """Every name as a sentence would have it, each form once, the preferred name first."""
    found: dict[str, str] = {}
    for name in (term.label, *term.synonyms):
        if len(name) <= LONGEST_NAME:
            natural = natural_order(name) or name
            if "," not in natural and 0 < len(tokens(natural)) <= MOST_WORDS:
                found.setdefault(natural if is_abbreviation(natural) else phrase_key(natural), natural)
    return tuple(found.values())


def is_telling(name: str) -> bool:
    """Whether a name can hardly mean anything else: no everyday word, and no abbreviation of a few letters."""
    words = tokens(name)
    if is_abbreviation(name):
        return sum(map(str.isalpha, name)) >= SHORTEST_WORD
    if len(words) == 1:
        (stem,) = token_stems(name)
        everyday = is_plain(name) or is_plain(stem) or stem in _ambiguous_stems()
        return sum(map(str.isalpha, name)) >= SHORTEST_WORD and not everyday
    return any(len(word) >= SHORTEST_WORD and word.isalpha() and not is_ordinary(word) for word in words)


@cache
def _ambiguous_stems() -> frozenset[str]:
    return frozenset(stem for word in _AMBIGUOUS for stem in token_stems(word))
