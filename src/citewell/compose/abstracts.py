"""What a publication says of itself around a sentence: its abbreviations, and whether it is on people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from citewell.compose.passed_over import is_of_animals, is_on_animals
from citewell.domain.questions import Evidence
from citewell.text.abbreviations import KNOWN, abstract_of, explained, explained_in

# What a sentence is worth with one abbreviation that it does not explain, and with more.
ABBREVIATED = 0.9
OFTEN_ABBREVIATED = 0.75

# A paper is on something else when its nearest passage is less like the question than this, and so is any publication
# below this share of the most similar paper's; one is on what was asked from these on, whatever words it has for it.
LEAST_ALIKE = 0.5
FAR_BEHIND = 0.75
ALIKE = 0.6
NEARLY_AS_ALIKE = 0.9

_WORD = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True)
class Publication:
    """What holds for every sentence of one publication.

    `abbreviations` are those that its abstract, or the passage it was read for, explains; `on_animals` says whether it
    is on animals or cells by its title, its subject headings, or more of its abstract's words than name people;
    `is_paper` whether it has an abstract.
    """

    abbreviations: dict[str, str]
    on_animals: bool
    is_paper: bool


def read_publication(item: Evidence) -> Publication:
    """What the title, the subject headings and the abstract of a passage's publication say of it."""
    abstract = abstract_of(item.document)
    subjects = {name.split("/")[0].strip("* ").lower() for name in item.document.mesh}
    animals = is_on_animals(item.passage.title) or ("animals" in subjects and "humans" not in subjects)
    return Publication(
        abbreviations=explained_in(item.document, item.passage),
        on_animals=animals or is_of_animals(" ".join(abstract)),
        is_paper=bool(abstract),
    )


def unlike(evidence: Sequence[Evidence]) -> tuple[frozenset[str], frozenset[str]]:
    """Ids of publications whose meaning is far from the question's, and of the papers whose meaning is nearest to it.

    Neither is known where passages have no vectors.
    """
    likeness: dict[str, float] = {}
    for item in evidence:
        if item.similarity is not None and item.passage.topic is None:
            likeness[item.document.id] = max(likeness.get(item.document.id, -1.0), item.similarity)
    papers = {item.document.id for item in evidence if item.document.id in likeness and abstract_of(item.document)}
    most = max((likeness[name] for name in papers), default=0.0)
    far = {name for name, alike in likeness.items() if alike < FAR_BEHIND * most}
    far |= {name for name in papers if likeness[name] < LEAST_ALIKE}
    near = {name for name in papers if likeness[name] >= max(ALIKE, NEARLY_AS_ALIKE * most)}
    return frozenset(far), frozenset(near)


def spelt_out(text: str, abbreviations: dict[str, str], *, asked: frozenset[str]) -> float:
    """What a sentence is worth by the abbreviations that it has and does not explain; `asked` names are known."""
    bare = _words(text) & abbreviations.keys() - KNOWN
    if not bare:
        return 1.0
    own = explained(text)
    bare = {name for name in bare if name not in own and name.lower() not in asked and not _told(name, text)}
    return 1.0 if not bare else ABBREVIATED if len(bare) == 1 else OFTEN_ABBREVIATED


def _told(name: str, text: str) -> bool:
    """Whether an insertion behind an abbreviation says what it stands for."""
    return f"{name} [" in text or f"{name}s [" in text


@lru_cache(maxsize=16384)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))
