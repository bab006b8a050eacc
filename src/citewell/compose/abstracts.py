"""What a publication says of itself around a sentence: its abstract, its abbreviations, and whom it studied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from citewell.compose.passed_over import is_of_animals, is_on_animals
from citewell.domain.questions import Evidence
from citewell.text.abbreviations import explained

MOST_OF_ABSTRACT = 8  # blocks at most that an abstract has
# What a sentence is worth with one abbreviation that only another sentence of its publication explains, and with more.
ABBREVIATED = 0.9
OFTEN_ABBREVIATED = 0.75

_WORD = re.compile(r"[A-Za-z][\w-]*")


@dataclass(frozen=True, slots=True)
class Publication:
    """What holds for every sentence of one publication.

    `abbreviations` are those that its abstract, or the passage it was read for, explains; `on_animals` says whether it
    is on animals or cells by its title, its subject headings, or more of its abstract's words than name people.
    """

    abbreviations: dict[str, str]
    on_animals: bool


def read_publication(item: Evidence) -> Publication:
    """What the title, the subject headings and the abstract of a passage's publication say of it."""
    blocks = item.document.blocks[:MOST_OF_ABSTRACT]
    abstract = [block.text for block in blocks if block.section_path and block.section_path[0] == "Abstract"]
    subjects = {name.split("/")[0].strip("* ").lower() for name in item.document.mesh}
    animals = is_on_animals(item.passage.title) or ("animals" in subjects and "humans" not in subjects)
    return Publication(
        abbreviations=explained("\n".join((*abstract, item.passage.text))),
        on_animals=animals or is_of_animals(" ".join(abstract)),
    )


def spelt_out(text: str, abbreviations: dict[str, str], *, asked: frozenset[str]) -> float:
    """What a sentence is worth by the abbreviations that it has and does not explain; `asked` names are known."""
    if not abbreviations:
        return 1.0
    own = explained(text)
    bare = {name for name in _words(text) & abbreviations.keys() if name not in own and name.lower() not in asked}
    return 1.0 if not bare else ABBREVIATED if len(bare) == 1 else OFTEN_ABBREVIATED


@lru_cache(maxsize=16384)
def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))
