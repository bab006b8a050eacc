"""Two things that a question takes together ("ibuprofen with warfarin"), and what is said of both at once.

A sentence that names both as examples of one kind ("stop taking aspirin, ibuprofen and warfarin") says nothing of what
they do together.
"""

from __future__ import annotations

import re
from functools import lru_cache

from citewell.text.normalise import content_stems, stem

_THING = r"[\w-]+(?: (?!with\b|and\b|while\b|together\b|at\b|if\b|when\b)[\w-]+)?"
_JOINED = (
    r"(?:(?:together |along |in combination )?with|alongside|at the same time as"
    r"|(?:while|if|when) (?:(?:i.?m|i am|you.?re|you are|she is|he is) )?(?:on|taking|using))"
)
_OWNER = r"(?:my |her |his |their |some |a |an )?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:tak(?:e|ing)|mix(?:ing)?|combin(?:e|ing)|drink(?:ing)?) {_OWNER}(?P<one>{_THING}) {_JOINED} {_OWNER}"
        rf"(?P<other>{_THING})",
        rf"\b(?:mix(?:ing)?|combin(?:e|ing)) (?P<one>{_THING}) and (?P<other>{_THING})",
        rf"\binteractions? (?:between|of) (?P<one>{_THING}) (?:and|with) (?P<other>{_THING})",
        rf"\b(?P<one>{_THING}) (?:and|with) (?P<other>{_THING}) "
        r"(?:together|interactions?|interact|at the same time|combined)\b",
    )
)
# "Statins with liver disease": whom one may be given to is another question. "With food": how it is taken.
_NO_MEANS = re.compile(
    r"(?:\b(?:disease|failure|disorder|syndrome|infection|pressure|diabetes|asthma|cancer|cold|flu|food|meals?|water|"
    r"milk|breakfast|pregnancy)|itis|emia|osis|oma)$",
    re.IGNORECASE,
)
# What tells of one thing's working on another.
_SAYS = re.compile(
    r"\b(?:interact\w*|together|combin\w+|with each other|both|at the same time|increas\w+|decreas\w+|rais\w+|lower\w*|"
    r"risk|bleed\w*|avoid|not (?:be )?(?:take|taken|use|used|given)|effect\w*|safe|unsafe|dangerous|harm\w*)\b",
    re.IGNORECASE,
)
_BETWEEN_EXAMPLES = re.compile(
    r"^(?:\s*\([^)]*\))?\s*(?:,|\bor\b|\band\b)(?:[^.;:]*?(?:,|\bor\b|\band\b))?\s*(?:\w+\s){0,2}$", re.IGNORECASE
)
_VERB = re.compile(
    r"\b(?:is|are|can|may|might|will|should|must|has|have|does|do|with|increases?|raises?|lowers?|while)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def taken_together(question: str) -> tuple[str, str] | None:
    """The stems of the two things that a question takes together, or None where it does not."""
    plain = question.strip(" ?.!")
    match = next((found for pattern in _PATTERNS if (found := pattern.search(plain))), None)
    if match is None or any(_NO_MEANS.search(match[name]) for name in ("one", "other")):
        return None
    one, other = (content_stems(match[name]) for name in ("one", "other"))
    return (one[0], other[0]) if one and other and one[0] != other[0] else None


@lru_cache(maxsize=8192)
def says_of_both(pair: tuple[str, str], sentence: str, title: str) -> bool:
    """Whether a sentence, with the title it stands under, tells what two things do together, or that they must not."""
    places = {name: _place(name, sentence) for name in pair}
    named = [name for name, place in places.items() if place is not None]
    if not named or not _SAYS.search(sentence):
        return False
    if len(named) == 1:
        other = pair[1] if named[0] == pair[0] else pair[0]
        return other in content_stems(title)
    first, last = sorted((place for place in places.values() if place is not None), key=lambda place: place[0])
    between = sentence[first[1] : last[0]]
    return not (_BETWEEN_EXAMPLES.match(between) and not _VERB.search(between))


def _place(name: str, sentence: str) -> tuple[int, int] | None:
    match = next((word for word in re.finditer(r"[\w-]+", sentence) if stem(word[0].lower()) == name), None)
    return match.span() if match else None
