"""What a statement says, read so that two ways of saying it are equal and a near but different one is not.

A statement is a core, whose order tells who does what to whom, and parts that may stand anywhere ("in adults", "after
surgery"). Everything but light words must be the same; words that exclude each other are never the same.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from citewell.text.canonical import read_meaning
from citewell.text.contrasts import find_contrasts
from citewell.text.equivalents import written_plainly, measure, quantities_of
from citewell.text.negation import find_negations
from citewell.text.normalise import stem, words
from citewell.text.quantities import Quantity

# The contrasts that tell statements apart, by the check that looks at them; and whether a word tells that stands alone.
_CONTRASTS = {
    "direction_matches": False,
    "population_matches": True,
    "route_matches": True,
    "time_matches": True,
    "certainty_travels": False,
    "recommendation_matches": True,
    "comparison_matches": True,
    "words_match": False,
}
_PASSIVE = re.compile(
    r"^(?P<done>[^,;]+?) (?:(?P<modal>can|may|might|could|should) be|is|are|was|were) (?P<not>not )?"
    r"(?P<verb>\w+(?:ed|en|n)) by (?!#)(?P<doer>[^,;.]+)(?P<rest>.*)$"
)
SEVERAL = 2  # figures, each of which has its place
_BREAK = re.compile(r"[,;:()]")
_TOKEN = re.compile(r"#|[^\W_][\w'’-]*|[,;:()]")
_NO = frozenset({"not", "no", "never", "neither", "without", "lack", "absent", "non", "ineffective"})


@dataclass(frozen=True, slots=True)
class Saying:
    """A statement as it is compared.

    `core` are the keys of its first part in order, `parts` the others, each with what opens it, in any order;
    `whole` are all its keys, `figures` its quantities in the order of size. `mutual` tells that the order of the core
    means nothing; `text` is what words that exclude each other are looked for in.
    """

    core: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    whole: frozenset[str]
    figures: tuple[str, ...]
    negations: int
    mutual: bool
    text: str

    @property
    def key(self) -> tuple[frozenset[str], tuple[str, ...], int]:
        """What two statements that say the same have alike."""
        return self.whole, self.figures, self.negations


def says_the_same(one: Saying, other: Saying) -> bool:
    """Whether two statements say the same: the same things, in the same places, and nothing that excludes another."""
    if one.key != other.key or one.parts != other.parts:
        return False
    mutual = one.mutual and other.mutual
    if one.core != other.core and not (mutual and sorted(one.core) == sorted(other.core)):
        return False
    return not _exclude(one.text, other.text)


def _exclude(one: str, other: str) -> bool:
    return any(
        find_contrasts(first, second, rule=rule, alone=alone)
        for rule, alone in _CONTRASTS.items()
        for first, second in ((one, other), (other, one))
    )


@lru_cache(maxsize=32_768)
def read_saying(text: str) -> Saying:
    """A statement as it is compared; remembered for each text."""
    figures = [_figure(quantity) for quantity in quantities_of(text)]
    plain = read_meaning(written_plainly(text)).text
    if plain.count("#") != len(figures):  # figures that cannot be put in their places are all told first
        plain = plain.replace("#", " ")
        waiting: list[str] = []
    else:
        waiting = figures
    for pattern, replacement in _table().phrases:
        plain = pattern.sub(replacement, plain)
    tokens = _TOKEN.findall(_active(plain))
    joined = "associated" not in tokens  # an association holds both ways, so that each side keeps what is said of it
    core: list[str] = []
    parts: list[tuple[str, list[str]]] = []
    into, used, table = core, 0, _table()
    for token in tokens:
        if token == "#":
            into.append(waiting[used] if used < len(waiting) else "#")
            used += 1
        elif _BREAK.match(token):
            into = core
        elif token in table.openers and not (token == "of" and joined and into and into[-1] in table.measures):
            parts.append((table.openers[token], []))
            into = parts[-1][1]
        else:
            if token in table.closers and into:
                into = core
            into += [key for word in words(token) if (key := _key(word)) and key not in table.light]
    filled = tuple(sorted((opener, tuple(sorted(set(keys)))) for opener, keys in parts if keys))
    whole = frozenset(core).union(*(keys for _, keys in filled))
    return Saying(
        core=tuple(dict.fromkeys(core)),
        parts=filled,
        whole=whole,
        figures=tuple(sorted(figures)),
        negations=sum(one.cue in _NO for one in find_negations(plain)),
        mutual=len(figures) < SEVERAL and (not joined or not whole & table.one_way) and "than" not in dict(filled),
        text=plain,
    )


def _figure(quantity: Quantity) -> str:
    name, low, high = measure(quantity)
    return f"#{name} {quantity.comparator}{low:.9g} {high:.9g} {quantity.label}"


def _active(plain: str) -> str:
    """A passive statement with the doer in front, as the active one has it."""
    match = _PASSIVE.match(plain)
    if match is None:
        return plain
    doer, *beside = re.split(
        r" (?=(?:in|among|for|at|after|during|with|within|before|without)\b)", match["doer"], maxsplit=1
    )
    said = " ".join(filter(None, (doer, match["modal"], (match["not"] or "").strip(), match["verb"], match["done"])))
    return " ".join((said, *beside)) + match["rest"]


def _key(word: str) -> str:
    root = stem(word)
    return _table().groups.get(root, root)


@dataclass(frozen=True, slots=True)
class _Table:
    phrases: tuple[tuple[re.Pattern[str], str], ...]
    light: frozenset[str]
    closers: frozenset[str]
    groups: Mapping[str, str]
    measures: frozenset[str]
    one_way: frozenset[str]
    openers: Mapping[str, str]


@cache
def _table() -> _Table:
    rows = tomllib.loads(resources.files("citewell.compose").joinpath("merging.toml").read_text("utf-8"))
    groups: dict[str, str] = {}
    for row in rows["groups"]:
        roots = [stem(word) for word in row.split()]
        groups |= {root: roots[0] for root in roots if root not in groups}

    def keys(listed: str) -> frozenset[str]:
        roots = [stem(word) for word in listed.split()]
        return frozenset(groups.get(root, root) for root in roots)

    phrases = tuple((re.compile(pattern), replacement) for pattern, replacement in rows["phrases"])
    return _Table(
        phrases,
        keys(rows["light"]),
        frozenset(rows["closers"].split()),
        groups,
        keys(rows["measures"]),
        keys(rows["one_way"]),
        rows["openers"],
    )
