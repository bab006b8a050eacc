"""What the pages about Citewell say that is not the same everywhere: of this library, this server, this version."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from citewell import __version__
from citewell.checks.registry import rules
from citewell.compose.audiences import audience_names, load_audience
from citewell.compose.reading import clean
from citewell.review.error_items import ErrorItem
from citewell.review.risks import risk_rules
from citewell.review.states import READER_LABELS
from citewell.review.transitions import states
from citewell.web.bench_words import state_words
from citewell.web.guard import LOOPBACK
from citewell.web.library_views import PublicationLine
from citewell.web.questions import KEPT_SECONDS

if TYPE_CHECKING:
    from citewell.settings import Settings


MOST_NOTICED = 50
MOST_CORRECTIONS = 200


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction of something that was published here."""

    date: str
    what: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """A language model that takes part: what it does, what it is sent, its host, and whether that is this machine."""

    what: str
    sent: str
    host: str
    here: bool


@dataclass(frozen=True, slots=True)
class AboutPage:
    """What the pages about Citewell share."""

    version: str
    documents: int
    passages: int
    release: str
    guidelines: int
    embedder: str
    readers: tuple[str, ...]
    checks: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    risks: tuple[str, ...]
    models: tuple[Model, ...]
    private: bool
    kept_minutes: int
    approved: int

    @property
    def away(self) -> tuple[Model, ...]:
        """The models that what is asked leaves the machine for."""
        return tuple(model for model in self.models if not model.here)


@dataclass(frozen=True, slots=True)
class Noticed:
    """A publication with a notice, and how many stored articles cite it."""

    line: PublicationLine
    articles: int


@dataclass(frozen=True, slots=True)
class CorrectionsPage:
    """The log of corrections, and what has been applied in the library."""

    corrections: tuple[Correction, ...]
    counts: tuple[tuple[str, str, int], ...]
    noticed: tuple[Noticed, ...]
    more: int
    private: bool


def about_page(status: Mapping[str, Any], settings: Settings, *, private: bool, approved: int = 0) -> AboutPage:
    """What is true of this library, this server and this version; `approved` articles have named reviewers."""
    return AboutPage(
        version=__version__,
        documents=status["documents"],
        passages=status["passages"],
        release=status["release"],
        guidelines=sum(status["by_kind"].get(kind, 0) for kind in ("guideline", "consensus")),
        embedder=clean(status["embedder"] or ""),
        readers=tuple(load_audience(name).label for name in audience_names()),
        checks=tuple((rule.name, rule.summary) for rule in rules()),
        states=_states(),
        risks=tuple(rule.name.replace("_", " ") for rule in risk_rules()),
        models=models_of(settings),
        private=private,
        approved=approved,
        kept_minutes=round(KEPT_SECONDS / 60),
    )


def _states() -> tuple[tuple[str, str], ...]:
    """Each state in words, and what readers are told in it."""
    return tuple((state_words(row.state), READER_LABELS.get(row.state, row.reader)) for row in states().values())


def models_of(settings: Settings) -> tuple[Model, ...]:
    """The language models behind a server that these settings name; none by default."""
    asked = (
        (settings.writer, "writes the claims", "the question and passages of the library", settings.writer_base_url),
        (settings.entailer, "checks the claims", "claims and passages of the library", settings.entailer_base_url),
    )
    found = [
        (what, sent, urlsplit(address).hostname or "") for engine, what, sent, address in asked if engine == "openai"
    ]
    return tuple(Model(what, sent, clean(host), host in LOOPBACK) for what, sent, host in found)


def corrections_page(
    status: Mapping[str, Any],
    lines: Sequence[PublicationLine],
    *,
    upheld: Sequence[ErrorItem] = (),
    labels: Mapping[str, str],
    citing: Mapping[str, int],
    private: bool,
) -> CorrectionsPage:
    """The log, and the publications of the library with a notice that changes what they are worth.

    `upheld` are readers' reports that were right, with what was done about each.
    """
    counts = tuple(
        (value, label, status["by_status"].get(value, 0)) for value, label in labels.items() if value != "current"
    )
    return CorrectionsPage(
        corrections=tuple(
            sorted((*map(_corrected, upheld), *read_corrections()), key=lambda one: one.date, reverse=True)
        ),
        counts=counts,
        noticed=tuple(Noticed(line, citing.get(line.id, 0)) for line in lines),
        more=max(0, sum(count for value, _, count in counts if value in GRAVE) - len(lines)),
        private=private,
    )


def _corrected(item: ErrorItem) -> Correction:
    """A report that was right: when it was answered, and what was changed."""
    return Correction(item.closed_at[:10], f"Reported by a reader: {clean(item.answer)}", (item.digest,))


GRAVE = ("retracted", "expression-of-concern")


@cache
def read_corrections() -> tuple[Correction, ...]:
    """The log of corrections, newest first."""
    text = resources.files("citewell.web").joinpath("corrections.toml").read_text("utf-8")
    rows = tomllib.loads(text).get("correction", [])
    return tuple(Correction(row["date"], row["what"], tuple(row.get("articles", ()))) for row in rows)
