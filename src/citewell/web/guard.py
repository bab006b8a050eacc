"""What every request passes before a route sees it, and what every answer carries.

Citewell answers on a person's own machine, where other pages in the same browser are the likeliest attackers:
a form on another site that posts here, a host name that is made to point here, a body without an end, and more
requests than a reader makes. Each request gets the session that its forms' tokens belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from citewell.web.identity import account_token
from citewell.web.limits import RateLimit
from citewell.web.session import Session, begin_session

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BODY_BYTES = 64 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
READING = frozenset({"GET", "HEAD", "OPTIONS"})
STATIC = ("/static/", "/favicon.ico")
UNCOUNTED = (*STATIC, "/health", "/readyz")
ASKING = frozenset({"/ask", "/api/v1/questions", "/api/v1/ask"})

ROBOTS = "X-Robots-Tag"
"""Only a page whose approval stands sets it otherwise than here."""

# Referrer-Policy is not no-referrer, because browsers would then send "Origin: null" with our own form.
ANSWER_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    ROBOTS: "noindex, nofollow",
}


class RequestGuard:
    """Refuses foreign hosts, foreign posts, oversized bodies and too many requests; turns a crash into a page.

    `hosts` are the host names served, or None for any. `refuse` makes the answer to a refused request, given its
    status, a message and the seconds after which to try again; `crash` the one to a request whose handling raised.
    `key` is what form tokens are made with. `reading` limits all requests of an address, `asking` its questions.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        hosts: Collection[str] | None,
        refuse: Callable[[Scope, int, str, int], Response],
        crash: Callable[[Scope, Exception], Response],
        key: bytes,
        reading: RateLimit,
        asking: RateLimit,
    ) -> None:
        self.app = app
        self.hosts = hosts
        self.refuse = refuse
        self.crash = crash
        self.key = key
        self.reading = reading
        self.asking = asking

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answered = False
        cookies = Headers(scope=scope).get("cookie", "")
        session = begin_session(cookies, self.key, bound=account_token(cookies))

        async def answer(message: Message) -> None:
            nonlocal answered
            if message["type"] == "http.response.start":
                answered = True
                _add_headers(message, path=scope["path"])
                _add_session(message, session, secure=scope["scheme"] == "https")
            await send(message)

        try:
            refusal = self._refusal(scope)
            if refusal:
                await self.refuse(scope, *refusal)(scope, receive, answer)
            else:
                await self.app(scope, _limited(receive), answer)
        except Exception as error:
            response = self.crash(scope, error)
            if answered:
                raise
            await response(scope, receive, answer)

    def _refusal(self, scope: Scope) -> tuple[int, str, int] | None:
        headers = Headers(scope=scope)
        if self.hosts is not None and _host_name(headers.get("host", "")) not in self.hosts:
            return 400, "This host name is not one that Citewell is served under.", 0
        if scope["method"] not in READING and not _is_same_origin(headers):
            return 403, "This form was sent from another site.", 0
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > MOST_BODY_BYTES:
            return 413, f"A request may carry at most {MOST_BODY_BYTES // 1024} KB.", 0
        return self._too_many(scope)

    def _too_many(self, scope: Scope) -> tuple[int, str, int] | None:
        path, address = scope["path"], (scope.get("client") or ("",))[0]
        if path.startswith(UNCOUNTED):
            return None
        if seconds := self.reading.wait(address):
            return 429, "More pages were asked for in a minute than one reader gets.", seconds
        if scope["method"] == "POST" and path in ASKING and (seconds := self.asking.wait(address)):
            return 429, "More questions were asked in a minute than one reader gets.", seconds
        return None


def _limited(receive: Receive) -> Receive:
    """The same messages, until the body grows past the limit; then HTTPException 413."""
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MOST_BODY_BYTES:
            raise HTTPException(413, f"A request may carry at most {MOST_BODY_BYTES // 1024} KB.")
        return message

    return limited


def _is_same_origin(headers: Headers) -> bool:
    """Whether a browser says that the request comes from this very site; other programs say nothing."""
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _add_session(message: Message, session: Session, *, secure: bool) -> None:
    """The cookie of a session that has begun with a form of this page."""
    if session.is_new and session.used:
        MutableHeaders(scope=message).append("Set-Cookie", session.cookie(secure=secure))


def _add_headers(message: Message, *, path: str) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in ANSWER_HEADERS.items():
        if name != ROBOTS or name not in headers:
            headers[name] = value
    # Questions may be about people: no copy of a page stays in a cache.
    headers["Cache-Control"] = "public, max-age=3600" if path.startswith(STATIC) else "no-store"
