"""Who asks: found for every request from the cookie of a session or the key of a program, before a route sees it."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers

from citewell.domain.people import VISITOR, Actor, Person, Role, of_key, of_person
from citewell.web.problems import is_api
from citewell.web.session import read_cookie

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from citewell.app import App

COOKIE = "citewell_account"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""With this prefix a browser takes the cookie only from this very host and over TLS."""
BEARER = "bearer "


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sent the request at hand.

    `session` is the id of the session of a person, `unread` how many notices he or she has not read; `bad_key` says
    that a key was sent that opens nothing.
    """

    actor: Actor = VISITOR
    person: Person | None = None
    session: str = ""
    bad_key: bool = False
    unread: int = 0


NOBODY = Caller()
_present: ContextVar[Caller] = ContextVar("caller", default=NOBODY)


def present_caller() -> Caller:
    """Who sent the request at hand; a visitor outside of one."""
    return _present.get()


class Identify:
    """Looks up who sends each request. Keys count under /api/ alone, so that no page acts for a program."""

    def __init__(self, app: ASGIApp, *, citewell: App) -> None:
        self.app = app
        self.citewell = citewell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and not scope["path"].startswith("/static/"):
            _present.set(await self._caller(scope))
        await self.app(scope, receive, send)

    async def _caller(self, scope: Scope) -> Caller:
        headers = Headers(scope=scope)
        given = headers.get("authorization", "")
        if given and is_api(scope):
            key = given[len(BEARER) :].strip() if given.lower().startswith(BEARER) else ""
            return await run_in_threadpool(_by_key, self.citewell, key)
        token = account_token(headers.get("cookie", ""))
        return await run_in_threadpool(_by_session, self.citewell, token) if token else NOBODY


def _by_key(app: App, key: str) -> Caller:
    found = app.accounts.keys.find(key) if key else None
    return Caller(of_key(found[0])) if found else Caller(bad_key=True)


def _by_session(app: App, token: str) -> Caller:
    signed = app.accounts.sessions.find(token)
    if signed is None:
        return NOBODY
    actor = of_person(signed.person)
    # Whoever is signed in may read, also while other roles rest for want of a second factor.
    unread = app.outbox.unread(signed.person.id)
    return Caller(replace(actor, roles=actor.roles | {Role.READER}), signed.person, signed.id, unread=unread)


def account_token(cookies: str) -> str:
    """The token of a session from a Cookie header; empty where there is none."""
    return read_cookie(cookies, SECURE_COOKIE) or read_cookie(cookies, COOKIE)


def is_secure(request: Request, address: str) -> bool:
    """Whether browsers reach this server over TLS; `address` is the one in the settings."""
    return request.url.scheme == "https" or address.startswith("https:")


def keep_token(answer: Response, token: str, *, secure: bool) -> Response:
    """Give the browser the token of a session, out of reach of scripts and of every request from another site."""
    answer.set_cookie(
        SECURE_COOKIE if secure else COOKIE, token, path="/", httponly=True, samesite="strict", secure=secure
    )
    return answer


def drop_token(answer: Response, *, secure: bool) -> Response:
    """Take the token of a session from the browser."""
    answer.delete_cookie(SECURE_COOKIE if secure else COOKIE, path="/", httponly=True, samesite="strict", secure=secure)
    return answer
