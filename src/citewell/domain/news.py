"""Records of what owners of an article are told, and of each message on its way to somebody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class NewsKind(StrEnum):
    """What has happened to an article, or to an account."""

    REOPENED = "reopened"
    MOVED = "moved"
    DUE = "due"
    REPORTED = "reported"
    ADDRESS = "address"

    @property
    def label(self) -> str:
        """It in a few words, for a heading or a subject."""
        return _LABELS[self]


_LABELS = {
    NewsKind.REOPENED: "Reopened",
    NewsKind.MOVED: "Evidence has moved",
    NewsKind.DUE: "Due for review",
    NewsKind.REPORTED: "Error reported",
    NewsKind.ADDRESS: "E-mail address changed",
}


class Channel(StrEnum):
    """The ways that news go out of the instance; the page of notices is always one more."""

    EMAIL = "email"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True)
class News:
    """What owners are told of an article: `title` is its question, `reason` a text about publications or dates.

    `note` says what Citewell did about it. Nothing here holds what a reader wrote. `at` is ISO 8601 in UTC. News of an
    account have neither dossier nor digest.
    """

    kind: NewsKind
    dossier_id: str
    digest: str
    title: str
    reason: str
    at: str
    claim_ids: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """News on the page of one person; `read_at` is empty until they were read."""

    id: str
    person_id: str
    news: News
    read_at: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message on its way: `address` is of an e-mail, empty for a webhook; `id` stays the same at every attempt."""

    id: str
    channel: Channel
    address: str
    news: News
    attempts: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom news reach: people by id and address, whether an e-mail goes out, and whether the webhook is called."""

    people: tuple[tuple[str, str], ...]
    by_email: bool = True
    by_webhook: bool = True


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watch has looked at of a dossier: the text, the library's release, the keys of every change told.

    `held` are the guidance and reviews that a search for the question found; `unproposed` says that the dossier was
    reopened and the new answer is still to be proposed.
    """

    digest: str
    release: str
    changes: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    unproposed: bool = False
