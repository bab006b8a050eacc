"""Signing in by password and one-time code, and out again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.domain.errors import SignInError, ThrottledError
from citewell.web.forms import local_address, read_form
from citewell.web.identity import account_token, drop_token, is_secure, keep_token, present_caller

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.pages import Pages


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The form to sign in with; `next` is where it leads, `provider` the name of single sign-on, if there is one."""

    next: str
    provider: str = ""
    email: str = ""
    error: str = ""
    remedy: str = ""


def make_sign_in_router(app: App, pages: Pages) -> APIRouter:
    """/sign-in, /sign-in/code and /sign-out."""
    router = APIRouter()

    def secure(request: Request) -> bool:
        return is_secure(request, app.settings.address)

    @router.get("/sign-in")
    async def sign_in(next: str = "/") -> Response:
        """The form, or where it would lead for who is signed in."""
        leads = local_address(next)
        if present_caller().person:
            return RedirectResponse(leads, status_code=303)
        return pages.html("sign_in.html", SignInPage(leads, provider_name(app)))

    @router.post("/sign-in")
    async def send_password(request: Request) -> Response:
        """Begin a session, always under a new token; or say why not, in one way for every reason."""
        fields = await read_form(request)
        leads, email = local_address(fields.get("next", "")), fields.get("email", "")
        before = account_token(request.headers.get("cookie", ""))

        def attempt() -> Response:
            try:
                signed = app.accounts.sign_in.by_password(
                    email, fields.get("password", ""), address=address_of(request), browser=browser_of(request)
                )
            except SignInError as error:
                page = SignInPage(leads, provider_name(app), email[:254], error.message, error.remedy)
                return refused(pages, "sign_in.html", page, error)
            if before:
                app.accounts.sessions.sign_out(before)
            ahead = f"/sign-in/code?next={quote(leads)}" if signed.needs_code else leads
            return keep_token(RedirectResponse(ahead, status_code=303), signed.token, secure=secure(request))

        return await run_in_threadpool(attempt)

    @router.get("/sign-in/code")
    async def code(next: str = "/") -> Response:
        """The form for a one-time code."""
        return pages.html("sign_in_code.html", SignInPage(local_address(next)))

    @router.post("/sign-in/code")
    async def send_code(request: Request) -> Response:
        """Finish a sign-in, under a new token."""
        fields = await read_form(request)
        leads, half = local_address(fields.get("next", "")), account_token(request.headers.get("cookie", ""))

        def attempt() -> Response:
            try:
                signed = app.accounts.sign_in.by_code(
                    half, fields.get("code", ""), address=address_of(request), browser=browser_of(request)
                )
            except SignInError as error:
                page = SignInPage(leads, error=error.message, remedy=error.remedy)
                return refused(pages, "sign_in_code.html", page, error)
            return keep_token(RedirectResponse(leads, status_code=303), signed.token, secure=secure(request))

        return await run_in_threadpool(attempt)

    @router.get("/sign-out")
    async def sign_out() -> Response:
        """A button to sign out: no link or picture on another page can do it."""
        return pages.html("sign_out.html", present_caller().person)

    @router.post("/sign-out")
    async def send_sign_out(request: Request) -> Response:
        """End the session, here and in the database."""
        await read_form(request)
        if token := account_token(request.headers.get("cookie", "")):
            await run_in_threadpool(app.accounts.sessions.sign_out, token)
        return drop_token(RedirectResponse("/sign-in", status_code=303), secure=secure(request))

    return router


def refused(pages: Pages, template: str, page: object, error: SignInError) -> Response:
    """A form shown again with what is wrong; whoever must wait is told how long in the header too."""
    answer = pages.html(template, page, status=429 if isinstance(error, ThrottledError) else 401)
    if isinstance(error, ThrottledError):
        answer.headers["Retry-After"] = str(error.seconds)
    return answer


def provider_name(app: App) -> str:
    """What single sign-on is called on its button; empty where there is none."""
    settings = app.settings
    return (settings.oidc_name or "your organisation") if settings.oidc_issuer else ""


def is_read_as_page(request: Request) -> bool:
    """Whether a browser asked for a page, which can be shown after signing in."""
    accepted = request.headers.get("accept", "")
    return request.method == "GET" and ("html" in accepted or "*/*" in accepted or not accepted)


def to_sign_in(request: Request) -> Response:
    """The way to sign in, and from there to the page that was asked for."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/sign-in?next={quote(local_address(request.url.path + query))}", status_code=303)


def address_of(request: Request) -> str:
    """The network address that a request comes from."""
    from citewell.web.limits import network_of

    return network_of(request.client.host if request.client else "")


def browser_of(request: Request) -> str:
    """What a browser says it is, in two words that its owner will know; unknown ones as they say it."""
    said = request.headers.get("user-agent", "")
    names = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    name = next((label for sign, label in names if sign in said), "")
    system = next((label for sign, label in systems if sign in said), "")
    return f"{name} on {system}" if name and system else name or said or "unknown"
