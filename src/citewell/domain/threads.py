"""Records of a conversation: a thread of questions, each with the article that answers it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from citewell.domain.errors import RecordError

_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?")
RESERVED = frozenset({"new", "last"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a thread: as it was asked, as it stands alone, its article, and the passages that this cites."""

    number: int
    asked: str
    question: str
    article: str
    status: str
    asked_at: str
    passages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """Questions that belong together, in their order; `id` is its name where it was given one."""

    id: str
    started_at: str
    turns: tuple[Turn, ...] = ()

    def __post_init__(self) -> None:
        if not is_thread_name(self.id):
            raise RecordError(f"{self.id!r} is no name of a thread.")

    @property
    def passages(self) -> tuple[str, ...]:
        """What its answers have cited, the newest answer's first, each once."""
        return tuple(dict.fromkeys(name for turn in reversed(self.turns) for name in turn.passages))


@dataclass(frozen=True, slots=True)
class Deletion:
    """What went with a thread: its questions and articles; `kept` are articles that another thread or the board has."""

    id: str
    turns: int
    articles: tuple[str, ...]
    kept: tuple[str, ...]


def is_thread_name(name: str) -> bool:
    """Whether a thread can have this name: up to 64 letters, digits, dots, dashes and underscores."""
    return bool(_NAME.fullmatch(name)) and name.lower() not in RESERVED
