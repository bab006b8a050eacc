"""Asking a web service politely and carefully: at its pace, again when it fails, within limits of size and time."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from citewell.sources._body import TooLong, Unusable, unpacked
from citewell.sources._guard import Refused, Resolve, look_up, parse_address
from citewell.sources._network import TRY_LATER, Answer, NetworkSettings, Unanswered, refusal
from citewell.sources._pace import SHARED_PACE, Pace, asked_to_wait, back_off

if TYPE_CHECKING:
    import httpx

    from citewell.sources._transport import Deadline

MOST_REDIRECTS = 5


class TryAgain(Exception):
    """A failure that may pass; `pause` is how long the service asked to wait."""

    def __init__(self, reason: str, *, status: int = 0, pause: float = 0.0) -> None:
        super().__init__(reason)
        self.status, self.pause = status, pause


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One request, and where its answer goes."""

    method: str
    url: httpx.URL
    sink: BinaryIO
    largest: int
    form: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


class HttpClient:
    """Asks one service, called `service` in messages, at most `per_second` times a second.

    Raises Unanswered when it gives no usable answer after all tries, Refused when an address must not be asked.
    """

    def __init__(
        self,
        settings: NetworkSettings,
        *,
        service: str,
        per_second: float = 5.0,
        resolve: Resolve = look_up,
        pace: Pace = SHARED_PACE,
    ) -> None:
        self.settings, self.service = settings, service
        self._per_second, self._resolve, self._pace = per_second, resolve, pace
        self._opened: tuple[httpx.Client, Deadline] | None = None
        self._lock = threading.Lock()

    def get(self, url: str, parameters: Mapping[str, str] | None = None) -> Answer:
        """The answer to a GET, held in memory."""
        return self._ask("GET", url, io.BytesIO(), parameters=parameters)

    def post(self, url: str, form: Mapping[str, str]) -> Answer:
        """The answer to a form, held in memory; what the form holds is in no address."""
        return self._ask("POST", url, io.BytesIO(), form=form)

    def download(
        self,
        url: str,
        file: Path,
        *,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        largest: int | None = None,
    ) -> Answer:
        """The answer to a GET, or to a form, written to `file`; a 304 to conditional headers leaves it empty."""
        with file.open("w+b") as sink:
            return self._ask("POST" if form else "GET", url, sink, form=form, headers=headers, largest=largest)

    def rest(self, attempt: int) -> None:
        """Wait as after failed try number `attempt`; for failures that only the reader of an answer can see."""
        self._pace.rest(self._back_off(attempt))

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._opened:
                self._opened[0].close()
            self._opened = None

    def _ask(
        self,
        method: str,
        url: str,
        sink: BinaryIO,
        *,
        parameters: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        largest: int | None = None,
    ) -> Answer:
        address = parse_address(url)
        if parameters:
            address = address.copy_merge_params(dict(parameters))
        limit = self.settings.largest_answer if largest is None else largest
        wanted = _Wanted(method, address, sink, limit, form=form or {}, headers=headers or {})
        for attempt in range(1, self.settings.tries + 1):
            sink.seek(0)
            sink.truncate()
            try:
                with self._lock:
                    answer = self._follow(wanted)
            except TryAgain as failure:
                self._rest_or_give_up(failure, attempt, _server(address))
            else:
                content = sink.getvalue() if isinstance(sink, io.BytesIO) else b""
                return Answer(str(answer.url), answer.status_code, dict(answer.headers), content)
        raise AssertionError("at least one try is made")

    def _rest_or_give_up(self, failure: TryAgain, attempt: int, server: str) -> None:
        if attempt >= self.settings.tries:
            tries = "1 try" if attempt == 1 else f"{attempt} tries"
            raise Unanswered(
                f"{self.service} did not answer ({failure}) after {tries}.", remedy=TRY_LATER, status=failure.status
            ) from failure
        self._pace.hold(server, failure.pause)
        self._pace.rest(self._back_off(attempt))

    def _back_off(self, attempt: int) -> float:
        return back_off(attempt, first=self.settings.first_pause, longest=self.settings.longest_pause)

    def _follow(self, wanted: _Wanted) -> httpx.Response:
        """One try, over its redirects; each address on the way is checked like the first."""
        from citewell.sources._transport import TROUBLE, HostUnknown, OutOfTime, is_certificate_trouble

        client, deadline = self._client()
        deadline.start(self.settings.total_seconds)
        url = wanted.url
        try:
            for _ in range(MOST_REDIRECTS + 1):
                self._pace.wait(_server(url), per_second=self._per_second)
                client.cookies.clear()
                form = dict(wanted.form) or None
                request = client.build_request(wanted.method, url, data=form, headers=dict(wanted.headers))
                answer = client.send(request, stream=True)
                try:
                    if not answer.has_redirect_location:
                        self._receive(answer, wanted)
                        return answer
                    url = self._next_address(answer)
                finally:
                    answer.close()
        except HostUnknown as error:
            raise Unanswered(
                f"There is no host {error}.", remedy="Check the address, and whether this machine is on the network."
            ) from error
        except OutOfTime as error:
            most = f"{self.settings.total_seconds:g} seconds"
            raise Unanswered(f"{self.service} took more than {most} to answer.", remedy=TRY_LATER) from error
        except TROUBLE as error:
            if is_certificate_trouble(error):
                raise Unanswered(
                    f"{url.host} did not prove that it is {url.host}: its certificate is not valid.",
                    remedy="Do not trust it. If your hospital inspects traffic, name its certificate authority.",
                ) from error
            raise TryAgain(_in_plain_words(error)) from error
        raise Unanswered(f"{self.service} leads from one address to the next.", remedy="Check the address.")

    def _next_address(self, answer: httpx.Response) -> httpx.URL:
        import httpx

        if answer.request.method != "GET":
            raise Unanswered(f"{self.service} has moved.", remedy="Give its new address in the settings.")
        try:
            url = parse_address(str(answer.url.join(answer.headers["location"])))
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused(f"{self.service} leads on to no web address.", remedy="Check the address.") from error
        if answer.url.scheme == "https" and url.scheme != "https":
            raise Refused(
                f"{answer.url.host} leads from a secured address to one that is not.",
                remedy="Give the final address, if you trust it.",
            )
        return url

    def _receive(self, answer: httpx.Response, wanted: _Wanted) -> None:
        """Write the body to its sink, unpacked, or raise what its status or its size calls for."""
        status = answer.status_code
        if status == 429 or status >= 500:
            pause = asked_to_wait(answer.headers.get("retry-after", ""), longest=self.settings.longest_pause)
            raise TryAgain(str(status), status=status, pause=pause)
        if status == 304:
            return
        if not 200 <= status < 300:
            raise refusal(self.service, status)
        stated = answer.headers.get("content-length", "")
        try:
            if stated.isdecimal() and int(stated[:18]) > wanted.largest:
                raise TooLong
            encoding = answer.headers.get("content-encoding", "")
            for piece in unpacked(answer.iter_raw(), encoding=encoding, most=wanted.largest):
                wanted.sink.write(piece)
        except TooLong as error:
            raise Unanswered(
                f"{self.service} sends more than {wanted.largest / 2**20:g} MiB.",
                remedy="Download it by hand, if it is what you want, and add the file.",
            ) from error
        except Unusable as error:
            raise TryAgain(str(error)) from error

    def _client(self) -> tuple[httpx.Client, Deadline]:
        if self._opened is None:
            import httpx

            from citewell.sources._transport import Deadline, GuardedTransport

            settings, deadline = self.settings, Deadline()
            transport = GuardedTransport(
                allowed_hosts=settings.allowed_hosts,
                resolve=self._resolve,
                authorities=settings.authorities,
                deadline=deadline,
            )
            client = httpx.Client(
                transport=transport,
                trust_env=False,
                follow_redirects=False,
                headers={"User-Agent": settings.user_agent, "Accept-Encoding": "gzip"},
                timeout=httpx.Timeout(settings.read_seconds, connect=settings.connect_seconds),
            )
            self._opened = (client, deadline)
        return self._opened


def _server(url: httpx.URL) -> str:
    return url.netloc.decode("ascii")


def _in_plain_words(error: Exception) -> str:
    name = type(error).__name__
    if name.endswith("Timeout"):
        return "no answer in time"
    return "no connection" if name == "ConnectError" else "the connection broke off"
