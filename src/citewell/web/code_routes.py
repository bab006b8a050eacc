"""One-time codes of one's own account: setting them up with a QR code, recovery codes, taking them off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.domain.errors import SignInError, UserError
from citewell.domain.people import APPROVING
from citewell.web.account_routes import owner
from citewell.web.forms import read_form
from citewell.web.identity import present_caller
from citewell.web.sign_in_routes import address_of, refused

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.pages import Pages


@dataclass(frozen=True, slots=True)
class CodesPage:
    """The secret of a new device as picture and text; or recovery codes, shown this once; or what is set up."""

    secret: str = ""
    grouped: str = ""
    picture: Markup = Markup("")  # noqa: RUF009
    recovery: tuple[str, ...] = ()
    is_set_up: bool = False
    codes_needed: bool = False
    has_password: bool = True
    error: str = ""
    remedy: str = ""


def make_code_router(app: App, pages: Pages) -> APIRouter:
    """/account/codes and what its forms send."""
    router = APIRouter()

    @router.get("/account/codes")
    async def codes() -> Response:
        """A new secret to set a device up with, or what can be done with the one set up."""
        return await run_in_threadpool(show)

    def show(secret: str = "", error: UserError | None = None) -> Response:
        person = app.accounts.people.get(owner(present_caller()).id)
        said, remedy = (error.message, error.remedy) if error else ("", "")
        if person.second_factor:
            needed = bool(person.roles & APPROVING)
            page = CodesPage(is_set_up=True, codes_needed=needed, error=said, remedy=remedy)
        else:
            kept = secret or app.accounts.second_factors.fresh_secret()
            address = app.accounts.second_factors.device_address(kept, person)
            grouped = " ".join(kept[at : at + 4] for at in range(0, len(kept), 4))
            has_password = app.accounts.sign_in.has_password(person.id)
            page = CodesPage(kept, grouped, qr_picture(address), has_password=has_password, error=said, remedy=remedy)
        if isinstance(error, SignInError):
            return refused(pages, "codes.html", page, error)
        return pages.html("codes.html", page, status=422 if error else 200)

    @router.post("/account/codes")
    async def set_up(request: Request) -> Response:
        """Keep the secret of a device that shows the right code, and show the recovery codes once."""
        fields = await read_form(request)
        caller = present_caller()
        secret = fields.get("secret", "")

        def keep() -> Response:
            person = owner(caller)
            try:
                app.accounts.sign_in.confirm_password(
                    person.id, fields.get("password", ""), address=address_of(request)
                )
                made = app.accounts.second_factors.set_up(
                    person.id, secret=secret, code=fields.get("code", ""), session=caller.session
                )
            except UserError as error:
                return show(secret, error)
            return pages.html("codes.html", CodesPage(recovery=tuple(made)))

        return await run_in_threadpool(keep)

    @router.post("/account/codes/recovery")
    async def recovery(request: Request) -> Response:
        """New recovery codes, shown once; the old ones end."""
        fields = await read_form(request)

        def renew() -> Response:
            try:
                made = app.accounts.second_factors.renew_recovery_codes(
                    owner(present_caller()).id, code=fields.get("code", "")
                )
            except UserError as error:
                return show(error=error)
            return pages.html("codes.html", CodesPage(recovery=tuple(made)))

        return await run_in_threadpool(renew)

    @router.post("/account/codes/off")
    async def take_off(request: Request) -> Response:
        """Take the codes off, where no role needs them."""
        fields = await read_form(request)

        def off() -> Response:
            try:
                app.accounts.second_factors.take_off(owner(present_caller()).id, code=fields.get("code", ""))
            except UserError as error:
                return show(error=error)
            return RedirectResponse("/account?done=codes", status_code=303)

        return await run_in_threadpool(off)

    return router


def qr_picture(text: str) -> Markup:
    """A QR code as SVG, dark on light in every colour scheme, because scanners need it so."""
    import segno

    made = segno.make(text, error="m", micro=False)
    return Markup(made.svg_inline(scale=5, border=4, dark="#000", light="#fff", omitsize=False))
