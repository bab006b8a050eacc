"""Figures and graded words belong in a claim to the groups, times and measures that they belong to in its quote."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations

from citewell.checks._rearranged import only_phrases_moved
from citewell.checks.comparing import Difference, Pair, findings_of, plain
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.text.canonical import key_of, read_meaning
from citewell.text.equivalents import measure, quantities_of, written_plainly

RULE = "attachments_match"
SUMMARY = "A figure stands beside the group, time or measure that it stands beside in the quote."

# Words that, like a figure, say something of what stands beside them.
_GRADED = frozenset(
    key_of(word)
    for word in """first further second rarely frequent strongly suggest against recommend small moderate large
    improve worsen not no never without persistent acute before after high low longer shorter
    first-line second-line third-line""".split()
)
_TOKEN = re.compile(r"#\d+#|[,;]|[^\W\d_][\w'-]*")
_PARTING = frozenset({",", ";", "and", "but", "versus", "while", "whereas", "against", "compared", "than", "or"})
PARTED = 3  # how much farther a word is when a comma or a conjunction stands between
CLEARLY = 1.0  # by how much a word must be nearer to one figure than to the other


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error where two figures of the claim have changed places against the first quote."""
    return findings_of(RULE, claim, context, compare)


def compare(pair: Pair) -> list[Difference]:
    """A difference for figures that changed places, and for words of a nearly equal quote that did."""
    moved = _moved(pair) if pair.close else ""
    if moved:
        return [Difference(moved, True)]
    crossed = _crossed(pair)
    if crossed:
        return [Difference(crossed, True)]
    said, stated = _laid_out(pair.claim, pair), _laid_out(pair.quote, pair)
    shared = [anchor for anchor in said.anchors if anchor in stated.anchors]
    for first, second in combinations(shared, 2):
        if _comparable(first, second) and _exchanged(said, stated, first, second):
            names = f"“{said.names[first]}” and “{said.names[second]}”"
            return [Difference(f"{names} are said of other things in the claim than in the quote.", True)]
    return _elsewhere(said, stated) or _other_clause(pair)


def _crossed(pair: Pair) -> str:
    """What claim and quote differ in when figures of one measure keep their order and those of another do not.

    "4 after 1 month and 6.5 after 6" against "6.5 after 1 month and 4 after 6": each figure goes with another time.
    """
    said, stated = _by_measure(pair.claim), _by_measure(pair.quote)
    shared = [name for name in said if len(said[name]) > 1 and sorted(said[name]) == sorted(stated.get(name, ()))]
    kept = [name for name in shared if said[name] == stated[name] and len(set(said[name])) > 1]
    moved = [name for name in shared if said[name] != stated[name]]
    if not kept or not moved or _pattern(pair.claim, shared) != _pattern(pair.quote, shared):
        return ""
    return "The claim gives the quote's figures in another order, so that each stands beside another one."


def _by_measure(text: str) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for quantity in quantities_of(text):
        name, low, high = measure(quantity)
        found.setdefault(name, []).append((low, high))
    return found


def _pattern(text: str, names: list[str]) -> list[str]:
    return [name for quantity in quantities_of(text) if (name := measure(quantity)[0]) in names]


def _elsewhere(said: _Layout, stated: _Layout) -> list[Difference]:
    """A figure of the claim all of whose words stand beside another figure of the quote, which the claim leaves out."""
    labels = [one for one in said.labels.keys() & stated.labels.keys() if one not in _LIGHT_LABELS]
    for kept in said.anchors.keys() & stated.anchors.keys():
        for other in stated.anchors.keys() - said.anchors.keys():
            if kept[0] == "#" and _comparable(kept, other):
                votes = Counter(_nearer(stated, label, kept, other) for label in labels)
                if votes[2] >= 2 and not votes[1]:
                    names = f"“{stated.names[kept]}”", f"“{stated.names[other]}”"
                    return [Difference(f"The claim gives {names[0]} for what the quote says {names[1]} of.", True)]
    return []


def _other_clause(pair: Pair) -> list[Difference]:
    """A figure of the claim with the words of another clause of the quote, which has another figure of its measure.

    "Review the dose below 45 and stop it below 30": whoever says to stop it below 45 has taken the wrong clause.
    """
    claimed = {name: values for name, values in _by_measure(pair.claim).items() if len(values) == 1}
    clauses = [part for part in _CLAUSES.split(written_plainly(pair.quote)) if part.strip()]
    told = [(_by_measure(part), read_meaning(part, pair.vocabulary).held) for part in clauses]
    for name, (value,) in claimed.items():
        own = [keys for values, keys in told if value in values.get(name, ())]
        other = [keys for values, keys in told if name in values and value not in values[name]]
        if len(own) != 1 or len(other) != 1 or len(told) < 2 or name == "calendar":
            continue
        acts, others = _ACTS & (own[0] - other[0]), _ACTS & (other[0] - own[0])
        if acts and not acts & pair.said.held and others & pair.said.held:
            return [Difference("The claim gives a figure with what another clause of the quote says.", True)]
    return []


_CLAUSES = re.compile(r"; |, (?=and |but |while |whereas )| and (?=[a-z]+ [a-z]+ (?:if|when|in|at|below|above))")
_ACTS = frozenset(
    key_of(word)
    for word in """stop discontinue start begin initiate reduce increase halve double review continue avoid withhold
    review check adjust switch refer repeat treat add give offer admit operate monitor""".split()
)


def _moved(pair: Pair) -> str:
    """What a claim that has hardly a word of its own does with the order and number of the quote's words."""
    said, stated = Counter(pair.said.keys), Counter(pair.stated.keys)
    if any(key not in stated for key in said):
        return ""
    more = next((key for key in said if said[key] > stated[key]), None)
    if more is not None:
        return f"The claim says “{pair.said.spelt[more]}” more often than the quote."
    if any(_is_within(keys, pair.stated.keys) for keys in _orders(pair)):
        return _reordered(pair)
    if only_phrases_moved(pair):
        return ""
    return "The claim has the quote's words in another order, so that they may belong to something else."


def _reordered(pair: Pair) -> str:
    """What is wrong with figures that stand in another order between words that stand in the same."""
    said, stated = _by_measure(pair.claim), _by_measure(pair.quote)
    if all(sorted(said[name]) != sorted(stated.get(name, ())) or said[name] == stated[name] for name in said):
        return ""
    return "The claim has the quote's words in their order and its figures in another: they have changed places."


def _orders(pair: Pair) -> list[tuple[str, ...]]:
    """The claim's words in their order, and with the two words around one "and" or "or" exchanged."""
    keys = pair.said.keys
    found = [keys]
    if any(len(values) > 1 for values in _by_measure(pair.claim).values()):
        return found  # two figures may belong to the two, in their order
    for match in re.finditer(r"([a-z][\w'-]+) (?:and|or) ([a-z][\w'-]+)", pair.said.text):
        one, other = key_of(match[1]), key_of(match[2])
        found += [
            (*keys[:place], other, one, *keys[place + 2 :])
            for place in range(len(keys) - 1)
            if keys[place : place + 2] == (one, other)
        ]
    return found


def _is_within(keys: tuple[str, ...], held: tuple[str, ...]) -> bool:
    remaining = iter(held)
    return all(key in remaining for key in keys)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where words and anchors stand, counted in words; only those that stand once."""

    anchors: dict[str, float]
    labels: dict[str, float]
    names: dict[str, str]


def _laid_out(text: str, pair: Pair) -> _Layout:
    quantities = quantities_of(text)
    names: dict[str, str] = {}
    marked, end = "", 0
    source = written_plainly(text)
    for number, quantity in enumerate(quantities):
        marked += f"{source[end : quantity.start]} #{number}# "
        end = quantity.end
    marked = plain(marked + source[end:])
    marked = re.sub(r"#(\d+)#", lambda match: f"zqx{_letters(int(match[1]))}zqx", marked)
    marked = read_meaning(marked, pair.vocabulary).text
    position, found = 0.0, list[tuple[str, float, str]]()
    for token in re.findall(r"zqx[a-j]+zqx|[,;]|[^\W\d_][\w']*", marked):
        if token in _PARTING:
            position += PARTED
        if token in ",;":
            continue
        position += 1
        if token.startswith("zqx"):
            quantity = quantities[_number(token[3:-3])]
            name, low, high = measure(quantity)
            key = f"#{name}#{low:.6g} {high:.6g} {quantity.label}{quantity.comparator.strip('~')}"
            found.append((key, position, quantity.text))
        else:
            key = key_of(token)
            found.append((f"! {key}" if key in _GRADED else key, position, token))
    counts = Counter(key for key, _, _ in found)
    once = [(key, place, name) for key, place, name in found if counts[key] == 1]
    for key, _, name in once:
        names[key] = name
    return _Layout(
        {key: place for key, place, _ in once if key[0] in "#!"},
        {key: place for key, place, _ in once if key[0] != "#"},
        names,
    )


def _letters(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def _number(letters: str) -> int:
    return int("".join(str("abcdefghij".index(letter)) for letter in letters))


def _comparable(first: str, second: str) -> bool:
    """Whether the two are figures of one measure, or graded words both."""
    if first[0] == "!" or second[0] == "!":
        return first[0] == second[0]
    (_, name, value), (_, other_name, other_value) = first.split("#"), second.split("#")
    same_label = value.split(" ", 2)[2:] == other_value.split(" ", 2)[2:]
    return name == other_name and same_label and name != "calendar"


def _exchanged(said: _Layout, stated: _Layout, first: str, second: str) -> bool:
    """Whether the words beside the two speak, in sum, for an exchange.

    A word that stands outside the two in both texts tells nothing: it only leads in or out.
    """
    if first[0] == "#" and _are_listed(stated, first, second):
        in_order = _in_order(said, stated, first, second)
        if in_order is not None:
            return not in_order
    turned = (said.anchors[first] < said.anchors[second]) != (stated.anchors[first] < stated.anchors[second])
    votes = Counter[bool]()
    for label in said.labels.keys() & stated.labels.keys() - {first, second}:
        outside = _outside(said, label, first, second) and _outside(stated, label, first, second)
        adjacent = all(
            min(abs(one.labels[label] - one.anchors[figure]) for figure in (first, second)) <= ADJACENT
            for one in (said, stated)
        )
        if label in _LIGHT_LABELS or (outside and not (turned and adjacent and label[0] == "!")):
            continue
        reach = FAR if turned else REACH
        here = _nearer(said, label, first, second, reach=reach)
        there = _nearer(stated, label, first, second, reach=reach)
        if here and there:
            votes[here == there] += 1
    if first[0] == "!":
        return votes[False] >= 3 and votes[False] > 1.4 * votes[True]
    if not turned or abs(stated.anchors[first] - stated.anchors[second]) <= BESIDE:
        return votes[False] >= 2 and votes[False] > 2 * votes[True]
    return votes[False] > votes[True]


def _are_listed(layout: _Layout, first: str, second: str) -> bool:
    """Whether nothing that tells stands between two figures, as in "(2.3% vs 0.9%)": they go with sides in order."""
    low, high = sorted((layout.anchors[first], layout.anchors[second]))
    return high - low <= BESIDE + PARTED and not any(low < place < high for place in layout.labels.values())


def _in_order(said: _Layout, stated: _Layout, first: str, second: str) -> bool | None:
    """Whether the words beside two figures in the claim come in the quote in the order of its figures."""
    shared = [label for label in said.labels.keys() & stated.labels.keys() if label not in _LIGHT_LABELS]
    here = [
        min(shared, key=lambda label: (abs(said.labels[label] - said.anchors[one]), -said.labels[label]), default="")
        for one in (first, second)
    ]
    near = all(
        label and abs(said.labels[label] - said.anchors[one]) <= NAMED_WITHIN
        for label, one in zip(here, (first, second), strict=True)
    )
    if not near or here[0] == here[1]:
        return None
    figures = stated.anchors[first] < stated.anchors[second]
    return (stated.labels[here[0]] < stated.labels[here[1]]) == figures


def _outside(layout: _Layout, label: str, first: str, second: str) -> bool:
    places = layout.anchors[first], layout.anchors[second]
    return not min(places) < layout.labels[label] < max(places)


_LIGHT_LABELS = frozenset(
    key_of(word)
    for word in """the a an of in on at to for by as is are was were be had have has it and or that which who
    from""".split()
)
REACH = 7.0
FAR = 12.0  # how far a word may stand from figures that come in another order than in the quote
ADJACENT = 1.0  # a graded word that stands at a figure is of that figure ("every 6 months thereafter")
NAMED_WITHIN = 5.0  # "5.8% of those given the polypill": so far behind its figure may a side be named
BESIDE = 3.0  # figures that stand together say one thing: "26 of 32 (81.2%)"


def _nearer(layout: _Layout, label: str, first: str, second: str, *, reach: float = REACH) -> int:
    place = layout.labels[label]
    one, other = abs(place - layout.anchors[first]), abs(place - layout.anchors[second])
    if min(one, other) > reach or abs(one - other) < CLEARLY:
        return 0
    return 1 if one < other else 2
