"""A webhook: the news as JSON, signed with HMAC-SHA256 over the moment and the body, so that both can be trusted."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from citewell.domain.errors import DeliveryError
from citewell.domain.news import Channel, Delivery
from citewell.messengers._wording import article_link, link_to

SECONDS = 10
PAUSES = (1.0, 3.0)
"""Seconds waited between attempts within one pass; later passes try again."""

SIGNATURE, MOMENT, IDENTITY = "Citewell-Signature", "Citewell-Timestamp", "Citewell-Delivery"
GONE = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})
"""Answers after which trying again at once is of no use; a later pass tries again, since settings can be mended."""


class WebhookMessenger:
    """Posts to `url`, signed with `secret`; links lead to `site`."""

    channel = Channel.WEBHOOK

    def __init__(self, url: str, *, secret: str, site: str, wait: Callable[[float], None] = time.sleep) -> None:
        self._url = url
        self._secret = secret
        self._site = site
        self._wait = wait

    def send(self, delivery: Delivery) -> None:
        """Post the news, more than once where the server does not answer well; raises DeliveryError."""
        body = json.dumps(payload(delivery, self._site), ensure_ascii=False, sort_keys=True).encode()
        for pause in (*PAUSES, None):
            trouble, useless = self._post(delivery, body)
            if not trouble:
                return
            if pause is None or useless:
                raise DeliveryError(
                    trouble, remedy="Check CITEWELL_WEBHOOK_URL and what listens there; the message is tried again."
                )
            self._wait(pause)

    def _post(self, delivery: Delivery, body: bytes) -> tuple[str, bool]:
        """What went wrong, if anything, and whether another attempt right away would be of no use."""
        import httpx

        moment = str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            MOMENT: moment,
            SIGNATURE: f"sha256={sign(self._secret, moment, body)}",
            IDENTITY: delivery.id,
            "User-Agent": "Citewell",
        }
        try:
            answer = httpx.post(self._url, content=body, headers=headers, timeout=SECONDS, follow_redirects=False)
        except httpx.HTTPError as error:
            return f"The webhook cannot be reached: {type(error).__name__}.", False
        if answer.is_success:
            return "", False
        return f"The webhook answered {answer.status_code}.", answer.status_code in GONE


def sign(secret: str, moment: str, body: bytes) -> str:
    """The signature, in hex, of a body sent at a moment (seconds since 1970, in decimal)."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def payload(delivery: Delivery, site: str) -> dict[str, Any]:
    """What is posted."""
    news = delivery.news
    return {
        "event": f"article.{news.kind.value}",
        "delivery": delivery.id,
        "at": news.at,
        "dossier": news.dossier_id,
        "digest": news.digest,
        "title": news.title,
        "reason": news.reason,
        "note": news.note,
        "claims": list(news.claim_ids),
        "link": link_to(news, site),
        "article_link": article_link(news, site),
    }
