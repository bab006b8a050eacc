"""What a link of an invitation leads to: joining, or a new password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.accounts.passwords import LONGEST, SHORTEST
from citewell.domain.errors import NotFoundError, UserError
from citewell.domain.people import APPROVING
from citewell.text.dates import day_of
from citewell.web.forms import read_form
from citewell.web.identity import is_secure, keep_token
from citewell.web.sign_in_routes import address_of, browser_of, provider_name

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.people import Invitation
    from citewell.web.pages import Pages


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What somebody is invited to; `name` is what they typed, `error` why it did not do."""

    email: str
    roles: tuple[str, ...]
    invited_by: str
    until: str
    is_reset: bool
    needs_codes: bool
    provider: str
    shortest: int
    longest: int
    name: str = ""
    error: str = ""
    remedy: str = ""


def make_invitation_router(app: App, pages: Pages) -> APIRouter:
    """/invitation/TOKEN: reading it uses nothing up, because mail programs open links ahead of people."""
    router = APIRouter()

    @router.get("/invitation/{token}")
    async def invitation(token: str) -> Response:
        """Who invites to what, and the form."""
        found = await run_in_threadpool(app.accounts.invitations.read, token)
        return pages.html("invitation.html", _page(app, found))

    @router.post("/invitation/{token}")
    async def join(token: str, request: Request) -> Response:
        """Join or set the password, and be signed in."""
        fields = await read_form(request)
        name, password = fields.get("name", ""), fields.get("password", "")

        def attempt() -> Response:
            found = app.accounts.invitations.read(token)
            try:
                if password != fields.get("again", ""):
                    raise UserError("The two passwords differ.", remedy="Type the same one twice.")
                person = app.accounts.invitations.accept(token, name=name, password=password)
            except NotFoundError:
                raise
            except UserError as error:
                page = _page(app, found, name=name[:200], error=error.message, remedy=error.remedy)
                return pages.html("invitation.html", page, status=422)
            signed = app.accounts.sign_in.by_password(
                person.email, password, address=address_of(request), browser=browser_of(request)
            )
            ahead = "/sign-in/code" if signed.needs_code else "/account"
            answer = RedirectResponse(ahead, status_code=303)
            return keep_token(answer, signed.token, secure=is_secure(request, app.settings.address))

        return await run_in_threadpool(attempt)

    return router


def _page(app: App, found: Invitation, *, name: str = "", error: str = "", remedy: str = "") -> InvitationPage:
    return InvitationPage(
        email=found.email,
        roles=tuple(role.label.lower() for role in sorted(found.roles)),
        invited_by=found.invited_by,
        until=day_of(found.expires_at),
        is_reset=found.is_reset,
        needs_codes=bool(found.roles & APPROVING),
        provider="" if found.is_reset else provider_name(app),
        shortest=SHORTEST,
        longest=LONGEST,
        name=name,
        error=error,
        remedy=remedy,
    )
