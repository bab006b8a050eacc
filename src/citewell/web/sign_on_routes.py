"""The way to the single sign-on provider and back."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.domain.errors import NotFoundError, SignInError
from citewell.web.forms import local_address
from citewell.web.identity import is_secure, keep_token
from citewell.web.session import read_cookie
from citewell.web.sign_in_routes import SignInPage, browser_of, provider_name, refused
from citewell.web.sign_on import WITHIN_SECONDS, SignOn

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.pages import Pages

COOKIE = "citewell_sign_on"
"""Sent when the provider leads back, as the strict cookie of a session is not; it lets nobody in by itself."""
BACK = "/sign-in/callback"


def make_sign_on_router(app: App, pages: Pages, key: bytes) -> APIRouter:
    """/sign-in/provider and /sign-in/callback; without a provider in the settings there is nothing at either."""
    router = APIRouter()
    sign_on = SignOn(app.settings, key)

    def back(request: Request) -> str:
        return (app.settings.address or str(request.base_url).rstrip("/")) + BACK

    def check_there_is_one() -> None:
        if not app.settings.oidc_issuer:
            raise NotFoundError("There is no single sign-on here.", remedy="Sign in with your password at /sign-in.")

    def told(error: SignInError) -> Response:
        page = SignInPage("/", provider_name(app), error=error.message, remedy=error.remedy)
        return refused(pages, "sign_in.html", page, error)

    @router.get("/sign-in/provider")
    async def to_provider(request: Request, next: str = "/") -> Response:
        """Lead to the provider, and keep in the browser what the answer must fit to."""
        check_there_is_one()
        try:
            address, kept = await run_in_threadpool(
                lambda: sign_on.begin(back=back(request), leads=local_address(next))
            )
        except SignInError as error:
            return told(error)
        answer = RedirectResponse(address, status_code=303)
        secure = is_secure(request, app.settings.address)
        answer.set_cookie(COOKIE, kept, max_age=WITHIN_SECONDS, path=BACK, httponly=True, samesite="lax", secure=secure)
        return answer

    @router.get("/sign-in/callback")
    async def callback(request: Request) -> Response:
        """Sign in whom the provider vouches for.

        The answer is a page that goes on by itself: after a redirect from another site a browser would not send the
        strict cookie that it was just given.
        """
        check_there_is_one()
        kept = read_cookie(request.headers.get("cookie", ""), COOKIE)

        def attempt() -> Response:
            try:
                vouched = sign_on.finish(dict(request.query_params), kept, back=back(request))
                signed = app.accounts.sign_in.by_sign_on(
                    issuer=vouched.issuer,
                    identity=vouched.identity,
                    email=vouched.email,
                    name=vouched.name,
                    browser=browser_of(request),
                    join_new=app.settings.oidc_join,
                )
            except SignInError as error:
                return told(error)
            leads = local_address(vouched.next)
            answer = pages.html("signed_on.html", f"/sign-in/code?next={quote(leads)}" if signed.needs_code else leads)
            return keep_token(answer, signed.token, secure=is_secure(request, app.settings.address))

        answer = await run_in_threadpool(attempt)
        answer.delete_cookie(COOKIE, path=BACK)
        return answer

    return router
