"""The client for servers that speak the OpenAI protocol, shared by the engines that use one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from citewell.domain.errors import EngineUnavailable, UserError

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI

LARGEST_REPLY = 4 * 2**20
"""Bytes of one reply that are read; a server that sends more is cut off."""

LONGEST_WAIT = 10.0
"""Seconds before a retry that a server may ask for; a longer wait is not kept."""

_NOT_SENT = ("openai-organization", "openai-project", "x-stainless")
"""Headers that the package would send of its own accord: who asks, from the environment, and on what machine."""


def open_client(base_url: str, api_key: str, timeout: float, retries: int) -> OpenAI:
    """A client for the server at `base_url`, such as http://127.0.0.1:11434/v1.

    `timeout` is seconds for one whole reply, connection included, however slowly it drips; `retries` come on top.
    Nothing is taken from the environment: no key, no organisation, no proxy. Redirects are not followed, since
    what is sent is meant for one server only. Raises EngineUnavailable where the package is missing, UserError
    for an address that is none.
    """
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UserError(
            f"{_without_secrets(base_url)!r} is not the address of a server.",
            remedy="Give one such as http://127.0.0.1:11434/v1.",
        )
    try:
        import httpx2
        import openai
    except ImportError as error:
        raise EngineUnavailable("The package openai is missing.", remedy="pip install 'openai>=3'") from error

    return openai.OpenAI(
        base_url=base_url,
        api_key=api_key or "none",
        max_retries=retries,
        timeout=timeout,
        http_client=httpx2.Client(
            transport=_bounded_transport(timeout), timeout=timeout, trust_env=False, follow_redirects=False
        ),
    )


def host_of(base_url: str) -> str:
    """Host and port of an address, for messages: an address may carry a password."""
    parts = urlsplit(base_url)
    return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or ""


def _without_secrets(base_url: str) -> str:
    return base_url.rpartition("@")[2].partition("?")[0]


def _bounded_transport(timeout: float) -> httpx2.BaseTransport:
    """A transport whose replies end in time, stay within LARGEST_REPLY and ask for no long wait."""
    import httpx2

    class Bounded(httpx2.HTTPTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            ends = time.monotonic() + timeout
            for name in [name for name in request.headers if name.startswith(_NOT_SENT)]:
                del request.headers[name]
            response = super().handle_request(request)
            _shorten_wait(response)
            response.stream = Stream(response.stream, ends)
            return response

    class Stream(httpx2.SyncByteStream):
        def __init__(self, stream: object, ends: float) -> None:
            assert isinstance(stream, httpx2.SyncByteStream)
            self._stream, self._ends = stream, ends

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self._stream:
                size += len(chunk)
                if time.monotonic() > self._ends:
                    raise httpx2.ReadTimeout("The reply did not end in time.")
                if size > LARGEST_REPLY:
                    raise httpx2.ReadError("The reply is too large.")
                yield chunk

        def close(self) -> None:
            self._stream.close()

    return Bounded()


def _shorten_wait(response: httpx2.Response) -> None:
    """Leave out a wait that the server asks for where it is too long to keep anyone waiting."""
    for name, seconds in (("retry-after", 1.0), ("retry-after-ms", 0.001)):
        value = response.headers.get(name, "")
        if value and not (value.isdigit() and int(value) * seconds <= LONGEST_WAIT):
            del response.headers[name]
