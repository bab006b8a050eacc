"""Records of the ledger: what somebody did, chained by hashes so that no event can change, go or move unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from citewell.domain.errors import RecordError

START = "0" * 64
"""What stands before the first event."""


class Acting(Protocol):
    """Whoever an event names: a person, an API key or the machine itself."""

    @property
    def kind(self) -> str:
        """person, api_key or machine."""
        ...

    @property
    def id(self) -> str:
        """The id of the account or key."""
        ...

    @property
    def name(self) -> str:
        """The name shown for it."""
        ...


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the ledger. `at` is ISO 8601 in UTC with microseconds, `subject` a kind and an id (article:9f3c...).

    `details` holds plain JSON values alone, and neither questions nor what identifies a reader: an event is never
    deleted. `previous` is the hash of the event before it, and `hash` that of all other fields.
    """

    sequence: int
    at: str
    actor_kind: str
    actor_id: str
    actor_name: str
    action: str
    subject: str
    details: Mapping[str, object]
    previous: str
    hash: str = ""

    def __post_init__(self) -> None:
        for name in ("at", "actor_kind", "actor_id", "actor_name", "action", "subject"):
            if not str(getattr(self, name)).isprintable():
                raise RecordError(f"The {name} of an event has characters that cannot be shown.")
        if not self.action or ":" not in self.subject:
            raise RecordError("An event names its action, and its subject as kind:id.")


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """What a check of the ledger found: how many events hold, the hash of the last, and the first that does not.

    `fault` is empty where all hold; `sequence` is the number of the event at fault.
    """

    events: int
    head: str
    fault: str = ""
    sequence: int | None = None


def canonical_json(value: object) -> str:
    """JSON with sorted keys and no spaces, the same for equal values. Raises RecordError for what is no plain value."""
    try:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
        text.encode()
    except (TypeError, ValueError) as error:
        raise RecordError(f"An event holds plain values alone: {error}") from error
    return text


def event_hash(event: Event) -> str:
    """The hash that an event must carry: SHA-256 of the canonical JSON of its other fields."""
    fields = event_to_dict(event)
    del fields["hash"]
    return hashlib.sha256(canonical_json(fields).encode()).hexdigest()


def event_to_dict(event: Event) -> dict[str, Any]:
    """An event as plain values, as a line of an export has it."""
    return {**asdict(event), "details": dict(event.details)}


def check_chain(events: Iterable[Event]) -> ChainCheck:
    """Follow the chain from its start, up to the first event that was changed, removed, or moved."""
    count, head = 0, START
    for event in events:
        if event.sequence != count + 1:
            return ChainCheck(count, head, f"Event {count + 1} was removed or moved.", count + 1)
        if event.hash != event_hash(event):
            return ChainCheck(count, head, f"Event {event.sequence} was changed.", event.sequence)
        if event.previous != head:
            fault = f"Event {event.sequence} does not follow the event before it: one of them was replaced or moved."
            return ChainCheck(count, head, fault, event.sequence)
        count, head = event.sequence, event.hash
    return ChainCheck(count, head)
