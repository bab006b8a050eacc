"""Sends what waits in the outbox: claimed first, so that two passes at once send nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citewell.domain.errors import DeliveryError
from citewell.domain.news import Channel, Delivery
from citewell.domain.ports import Messenger

if TYPE_CHECKING:
    from citewell.store.outbox import Outbox


@dataclass(frozen=True, slots=True)
class Sent:
    """How many messages were handed over, and what could not be: which, why, and whether it is given up."""

    sent: int
    troubles: tuple[tuple[Delivery, str, bool], ...]


MOST_FAILURES = 3
"""Failures in a row after which the rest of a channel is left to a later pass: each may have waited for a time-out."""


def deliver(outbox: Outbox, messengers: Mapping[Channel, Messenger]) -> Sent:
    """Send every message whose time has come. One whose way is no longer set up fails, and waits for it."""
    sent, troubles = 0, []
    failures: Counter[Channel] = Counter()
    while batch := outbox.claim():
        for delivery in batch:
            if failures[delivery.channel] >= MOST_FAILURES:
                outbox.put_back(delivery)
                continue
            messenger = messengers.get(delivery.channel)
            try:
                if messenger is None:
                    raise DeliveryError(f"There is no way set up for {delivery.channel}.")
                messenger.send(delivery)
            except DeliveryError as error:
                given_up = outbox.failed(delivery, error.message, for_good=error.for_good)
                troubles.append((delivery, error.message, given_up))
                failures[delivery.channel] += not error.for_good
            else:
                outbox.sent(delivery)
                sent += 1
                failures[delivery.channel] = 0
    return Sent(sent, tuple(troubles))
