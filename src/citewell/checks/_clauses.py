"""The clauses of a text as it is compared: which telling words each has, and which of them it denies."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from citewell.text.canonical import key_of, light_keys
from citewell.text.verbs import finite_forms

_SENTENCES = re.compile(r"(?<=[a-z)#])[.;] |: ")
_CLAUSES = re.compile(
    r"[.;()]|,? \b(?:but|although|though|whereas|while|however|because|since|unless|even though|even when|even if|"
    r"so that|except|if|when|whether)\b |, (?:and|which|who|so|where|yet|as) |"
    r" and (?=(?:should|must|may|can|cannot|is|are|was|were|did|does|do|will|would|these|this|it|they|[a-z]{3,}ed)\b)"
)
# "Propranolol, but not candesartan, was superior": what the sentence says, it says of the first alone.
_ASIDE = re.compile(r",? (?:but|though|although|and) not [^,.;]*|, not [^,.;]*|(?:^|,? )unlike [^,.;]*,?")
_CONDITIONS = frozenset("if when whether unless who except".split())
_WORD = re.compile(r"[a-z][a-z'-]*|[#,]")
_CUES = frozenset("not no cannot never neither nor none nobody nothing fail fails failed failing unable".split())
_OF_SUBJECT = frozenset("no neither nor none nobody nothing".split())
_COMPARED = frozenset("with than over versus against to and or of".split())
_JOINING = frozenset("or and nor".split())
_DETERMINERS = frozenset("a an the any your his her their".split())
_PASSED_OVER = frozenset(
    """be been being is are was were am have has had having do does did a an the any all each to of in on at for by with
    as this that these those it its they them their there who which also significantly materially appreciably clearly
    further longer more much very routinely usually generally normally always necessarily such so ever still then than
    from into person people patients patient may can could might should must will would about without""".split()
)
NEEDED = "#needed"
"""The one key of need, require and necessary."""
_NEEDED = frozenset(map(key_of, "need needs required require necessary".split()))
_STATES = frozenset(
    map(
        key_of,
        """safe effective useful necessary recommended associated related different better superior available suitable
        appropriate acceptable likely able affected sufficient approved licensed harmful contagious infectious
        benefit effect association role advantage improvement reversible permitted""".split(),
    )
) | {NEEDED}

# Verbs that carry a noun in one sentence ("apply pressure") and tell what is done in another.
_SAID = frozenset(map(key_of, "apply offer use start stop treat perform carry".split()))


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its text and its sentence's, the keys of its telling words, those denied, and the denied predicates.

    `conditional` says that the clause only names when another one holds.
    """

    text: str
    sentence: str
    keys: frozenset[str]
    denied: frozenset[str]
    heads: frozenset[str]
    conditional: bool


@cache
def listed(name: str) -> str:
    """The words of a list of `scope.toml`, as alternatives of a regular expression."""
    text = resources.files("citewell.checks").joinpath("scope.toml").read_text("utf-8")
    rows: dict[str, list[str]] = tomllib.loads(text)
    return "|".join(rows[name])


@lru_cache(maxsize=8192)
def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of a canonical text that have telling words; asides such as "but not Y" are passed over."""
    found: list[Clause] = []
    for sentence in _SENTENCES.split(text):
        told, start, conditional = _ASIDE.sub(" ", sentence), 0, False
        for cut in (*_CLAUSES.finditer(told), None):
            clause = told[start : cut.start() if cut else len(told)].strip()
            opening = clause.partition(" ")[0]
            read = _read(clause, sentence, conditional=conditional or opening in _CONDITIONS)
            if read.keys:
                found.append(read)
            if cut:
                start, conditional = cut.end(), cut[0].strip(" ,") in _CONDITIONS
    return tuple(found)


def best_clause(wanted: frozenset[str], clauses: tuple[Clause, ...]) -> Clause | None:
    """The clause with most of the wanted keys, the shorter one of two; None where none has any."""
    best = max(clauses, key=lambda one: (len(one.keys & wanted), -len(one.keys)), default=None)
    return best if best is not None and best.keys & wanted else None


def _read(clause: str, sentence: str, *, conditional: bool) -> Clause:
    keys: set[str] = set()
    denied: set[str] = set()
    heads: set[str] = set()
    cue, awaiting = "", False  # the negation that reaches here, and whether a predicate of its own may come next
    tokens = _WORD.findall(clause)
    for place, word in enumerate(tokens):
        before = tokens[place - 1] if place else ""
        if word in _CUES or word.endswith("n't"):
            if word != "no" or before not in _COMPARED:
                cue, awaiting = word, True
        elif word == "," or word in _JOINING:
            awaiting = awaiting or bool(cue)
        elif word != "#" and word not in _PASSED_OVER and not (awaiting and _is_adverb(word)):
            key = _key(word)
            keys.add(key)
            if cue:
                denied.add(key)
                if _is_predicate(key, tokens[place : place + 2], cue, awaiting=awaiting):
                    heads.add(key)
                    cue = cue if cue not in _OF_SUBJECT else "not"
                awaiting = False
    light = light_keys() - heads - _SAID
    return Clause(clause, sentence, frozenset(keys - light), frozenset(denied - light), frozenset(heads), conditional)


def _is_predicate(key: str, words: list[str], cue: str, *, awaiting: bool) -> bool:
    """Whether a word within a negation's reach is what it denies: the first verb or state behind "not" or a comma.

    Behind "no" or "neither" that is the verb of which they are the subject; a word before "the" is a verb.
    """
    if cue in _OF_SUBJECT:
        return key in _STATES or words[0] in finite_forms()
    return awaiting and (key in _STATES or is_verb(words[0]) or (len(words) > 1 and words[1] in _DETERMINERS))


@lru_cache(maxsize=65_536)
def _key(word: str) -> str:
    key = key_of(word)
    return NEEDED if key in _NEEDED else key


@lru_cache(maxsize=65_536)
def is_verb(word: str) -> bool:
    """Whether a word is a form of a verb of medical prose."""
    forms = finite_forms()
    if word in forms or (word.endswith("ed") and len(word) > len("need")):
        return True
    root = word.removesuffix("ing")
    return any(f"{one}{ending}" in forms for one in {word, root} for ending in ("s", "es", "ed", "d"))


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and not is_verb(word)
