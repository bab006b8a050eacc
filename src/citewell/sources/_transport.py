"""The connections under the HTTP client: to checked addresses only, and none for longer than its time.

httpx hands a request down to httpcore, whose network backend opens the sockets. Putting the check there means that
the address that is checked is the address that is connected to, while TLS still verifies the host's name.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import httpcore
import httpx

from citewell.domain.errors import InputError
from citewell.sources._guard import Resolve, checked_addresses

TROUBLE = (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError)
"""What goes wrong on the way and may go right the next time."""


class HostUnknown(Exception):
    """A host name that does not exist."""


class OutOfTime(Exception):
    """A request that took longer than a whole request may take."""


class Deadline:
    """When the request under way has to be done."""

    def __init__(self) -> None:
        self._until = float("inf")

    def start(self, seconds: float) -> None:
        """Allow `seconds` from now."""
        self._until = time.monotonic() + seconds

    def within(self, timeout: float | None) -> float:
        """The time that one step may take; raises OutOfTime when nothing is left."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise OutOfTime
        return min(left, 3600.0 if timeout is None else timeout)


class GuardedTransport(httpx.BaseTransport):
    """Sends requests over connections that were checked. Knows no proxy: behind one, it could check nothing."""

    def __init__(
        self, *, allowed_hosts: frozenset[str], resolve: Resolve, authorities: str, deadline: Deadline
    ) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=_context(authorities),
            max_connections=4,
            max_keepalive_connections=2,
            keepalive_expiry=15.0,
            network_backend=_CheckedBackend(allowed_hosts, resolve, deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the answer's body is read by whoever gets it."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


@lru_cache(maxsize=4)
def _context(authorities: str) -> ssl.SSLContext:
    """How servers prove their names: by the authorities that browsers trust, and those in the given file."""
    context = httpx.create_ssl_context(trust_env=False)
    if authorities:
        try:
            context.load_verify_locations(cafile=authorities)
        except OSError as error:
            raise InputError(
                f"The certificate authorities in {authorities} cannot be read.", remedy="Name a PEM file."
            ) from error
    return context


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


class _CheckedBackend(httpcore.NetworkBackend):
    """Opens a connection to an address that was checked, trying one after the other."""

    def __init__(self, allowed_hosts: frozenset[str], resolve: Resolve, deadline: Deadline) -> None:
        self._allowed, self._resolve, self._deadline = allowed_hosts, resolve, deadline
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = checked_addresses(host, port, allowed=self._allowed, resolve=self._resolve)
        except socket.gaierror as error:
            if error.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None)):
                raise HostUnknown(host) from error
            raise httpcore.ConnectError("the host's name was not looked up") from error
        except OSError as error:
            raise httpcore.ConnectError("the host's name was not looked up") from error
        trouble: Exception = HostUnknown(host)
        for address in addresses:
            try:
                stream = self._sockets.connect_tcp(
                    address, port, self._deadline.within(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
            else:
                return _TimedStream(stream, self._deadline)
        raise trouble


class _TimedStream(httpcore.NetworkStream):
    """A connection on which no step outlasts the request: a server that drips cannot hold it for ever."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        allowed = self._deadline.within(timeout)
        try:
            return self._stream.read(max_bytes, allowed)
        except httpcore.ReadTimeout:
            self._deadline.within(timeout)
            raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return _TimedStream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def is_certificate_trouble(error: BaseException) -> bool:
    """Whether a connection failed because the server could not prove its name."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ssl.SSLCertVerificationError):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
