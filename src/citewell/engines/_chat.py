"""One chat completion, streamed and whole, from a server that speaks the OpenAI protocol."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from citewell.domain.errors import CitewellError
from citewell.engines._openai_client import open_client

if TYPE_CHECKING:
    from openai import OpenAI

LONGEST_REPLY = 200_000
"""Characters of one reply that are read: far more than the claims that are."""

_PAUSE = 0.3


class Unanswered(Exception):
    """No whole reply came: why, in words without anything that the server said, and how many requests it took."""

    def __init__(self, why: str, requests: int) -> None:
        super().__init__(why)
        self.why, self.requests = why, requests


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole reply. `cut` says that the limit of tokens ended it; `counted` that the server told its tokens."""

    text: str
    cut: bool
    counted: bool
    prompt_tokens: int
    completion_tokens: int
    requests: int


class _Half(Exception):
    """A stream that ended before the reply did."""


class _Huge(Exception):
    """A reply past all bounds."""


class Chat:
    """Asks one server; opened on first use. What it learns of the server's abilities it keeps."""

    def __init__(self, base_url: str, api_key: str, timeout: float, retries: int) -> None:
        self._asked_of = (base_url, api_key, timeout, retries)
        self._retries = retries
        self._plain = False

    def reply(
        self, messages: Sequence[dict[str, str]], *, model: str, tokens: int, schema: Mapping[str, object]
    ) -> Reply:
        """The model's reply to a conversation. Raises Unanswered.

        A server that refuses the schema or another extra is asked without any of them, and from then on never
        with them. A stream that breaks off is asked for again, as often as the client retries other failures.
        """
        requests, why = 0, "it did not answer"
        for attempt in range(self._retries + 2):
            if attempt:
                time.sleep(min(2.0, _PAUSE * 2 ** (attempt - 1)))
            requests += 1
            plain = self._plain
            try:
                return self._streamed(messages, {} if plain else _extras(tokens, schema), model, requests)
            except (_Half, _Huge) as error:
                why = "its reply was too long" if isinstance(error, _Huge) else "its reply broke off"
                if attempt >= self._retries or isinstance(error, _Huge):
                    break
            except Exception as error:
                status = getattr(error, "status_code", None)
                if status in (400, 422) and not plain:
                    self._plain = True
                    continue
                why = _why(error, status)
                break
        raise Unanswered(why, requests)

    def _streamed(self, messages: Sequence[dict[str, str]], extras: dict[str, Any], model: str, requests: int) -> Reply:
        pieces: list[str] = []
        size, ended, usage = 0, "", None
        create: Any = self._client.chat.completions.create
        with create(model=model, messages=list(messages), stream=True, **extras) as stream:
            try:
                for chunk in stream:
                    usage = getattr(chunk, "usage", None) or usage
                    for choice in getattr(chunk, "choices", None) or ():
                        piece = getattr(choice.delta, "content", None) or "" if choice.delta else ""
                        pieces.append(str(piece))
                        size += len(pieces[-1])
                        ended = choice.finish_reason or ended
                    if size > LONGEST_REPLY:
                        raise _Huge
            except _Huge:
                raise
            except Exception as error:
                if _is_time_out(error):
                    raise
                raise _Half from error
        if not ended:
            raise _Half
        sent, got = (_count(getattr(usage, name, None)) for name in ("prompt_tokens", "completion_tokens"))
        return Reply("".join(pieces), ended == "length", usage is not None, sent, got, requests)

    @cached_property
    def _client(self) -> OpenAI:
        base_url, api_key, timeout, retries = self._asked_of
        return open_client(base_url, api_key, timeout, retries)


def _extras(tokens: int, schema: Mapping[str, object]) -> dict[str, Any]:
    """What not every server knows."""
    return {
        "temperature": 0,
        "seed": 0,
        "max_tokens": tokens,
        "stream_options": {"include_usage": True},
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "claims", "strict": True, "schema": schema},
        },
    }


def _count(value: object) -> int:
    return value if isinstance(value, int) and 0 <= value < 10**9 else 0


def _is_time_out(error: BaseException) -> bool:
    return "timeout" in type(error).__name__.lower()


def _why(error: Exception, status: object) -> str:
    """Why nothing came, in words of our own: what a server says may hold anything."""
    if isinstance(error, CitewellError):
        return error.message.rstrip(".")
    if status in (401, 403):
        return f"the server refused the key (HTTP {status})"
    if status == 404:
        return "the server knows no such model or address (HTTP 404)"
    if status == 429:
        return "the server has too much to do or the quota is used up (HTTP 429)"
    if isinstance(status, int):
        return f"the server answered HTTP {status}"
    if _is_time_out(error):
        return "it did not answer in time"
    return "the server cannot be reached"
