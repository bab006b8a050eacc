"""What a careful clinician expects of an answer, for each intent, as data (one TOML file per intent).

Omissions are most of the errors that harm (NOHARM 2025, arXiv 2512.01241), so each slot is answered with claims of
the article or named as missing. The tables say why a slot is expected and who asks for it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from citewell.compose.intents import cue_pattern
from citewell.domain.documents import Passage
from citewell.domain.enums import Intent, PassageTopic

_PLACE = "citewell.compose.expected"


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing expected: how it is shown, what is searched for it, and what tells a claim that answers it.

    `section` is the kind of the outline's section that an answering claim stands in.
    """

    name: str
    label: str
    why: str
    publication: str
    search: str
    section: str
    topics: frozenset[PassageTopic]
    cues: re.Pattern[str]
    beside: re.Pattern[str] | None
    without: re.Pattern[str] | None

    @property
    def reason(self) -> str:
        """Why it is expected, with the publication that asks for it."""
        return f"{self.why.rstrip('.')} ({self.publication})."

    def may_answer(self, passage: Passage) -> bool:
        """Whether any sentence of a passage could answer the slot: a cheap look before it is cut into sentences."""
        return passage.topic in self.topics or self.cues.search(passage.text) is not None

    def is_answered_by(self, text: str, *, topic: PassageTopic | None) -> bool:
        """Whether a sentence answers the slot; `topic` is its source's own label, None where there is none."""
        return self._is_told_by(text, topic) and not (
            _is_never_told(text) or (self.without and self.without.search(text))
        )

    def _is_told_by(self, text: str, topic: PassageTopic | None) -> bool:
        if topic in self.topics:
            return True
        return self.cues.search(text) is not None and (self.beside is None or self.beside.search(text) is not None)


def slots_for(intent: str) -> tuple[Slot, ...]:
    """The slots of an intent, by its name; none for those that have no table."""
    return load_slots(intent) if intent in intents() else ()


@cache
def intents() -> frozenset[Intent]:
    """The intents that have a table."""
    names = {entry.name for entry in resources.files(_PLACE).iterdir()}
    return frozenset(intent for intent in Intent if f"{intent.value}.toml" in names)


@cache
def load_slots(name: str) -> tuple[Slot, ...]:
    """The slots of a table by the name of its file, in their order."""
    rows = tomllib.loads(resources.files(_PLACE).joinpath(f"{name}.toml").read_text("utf-8"))["slot"]
    return tuple(
        Slot(
            name=row["name"],
            label=row["label"],
            why=row["why"],
            publication=row["publication"],
            search=row["search"],
            section=row["section"],
            topics=frozenset(PassageTopic(topic) for topic in row.get("topics", [])),
            cues=_pattern(row["cues"]),
            beside=_pattern(row["beside"]) if "beside" in row else None,
            without=_pattern(row["without"]) if "without" in row else None,
        )
        for row in rows
    )


@lru_cache(maxsize=8192)
def _is_never_told(text: str) -> bool:
    """Whether a sentence is of a sort that answers no slot; asked anew for every slot."""
    return _never().search(text) is not None


@cache
def _never() -> re.Pattern[str]:
    return _pattern(tomllib.loads(resources.files(_PLACE).joinpath("_never.toml").read_text("utf-8"))["words"])


def _pattern(cues: list[str]) -> re.Pattern[str]:
    """As `cue_pattern`; a sign that is no word, such as %, is found behind a figure too."""
    signs = [cue for cue in cues if not cue[0].isalnum()]
    words = cue_pattern([cue for cue in cues if cue not in signs]).pattern
    return re.compile("|".join([words, *map(re.escape, signs)]), re.IGNORECASE)
