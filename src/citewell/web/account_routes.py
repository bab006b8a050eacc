"""One's own account: profile, password, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.domain.errors import SignInError, UserError
from citewell.domain.people import Person
from citewell.web.access import SignInNeeded
from citewell.web.account_views import MOST_PROFILE_FIELDS, account_page, chosen
from citewell.web.forms import read_form
from citewell.web.identity import Caller, present_caller
from citewell.web.sign_in_routes import address_of, refused

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.pages import Pages


def make_account_router(app: App, pages: Pages) -> APIRouter:
    """/account and what its forms send."""
    router = APIRouter()

    @router.get("/account")
    async def account(done: str = "") -> Response:
        """Everything about one's own account."""
        return await run_in_threadpool(show, done)

    def show(done: str = "", error: UserError | None = None) -> Response:
        caller = present_caller()
        person = app.accounts.people.get(owner(caller).id)
        page = account_page(
            person,
            here=caller.session,
            sessions=app.accounts.sessions.listed(person.id),
            keys=app.accounts.keys.listed(person.id),
            recovery_codes=app.accounts.second_factors.recovery_codes_left(person.id),
            changes_email=changes_email(person),
            done=done,
            error=error,
        )
        if isinstance(error, SignInError):
            return refused(pages, "account.html", page, error)
        return pages.html("account.html", page, status=422 if error else 200)

    @router.post("/account/profile")
    async def profile(request: Request) -> Response:
        """Name, credentials and specialties."""
        fields = await read_form(request, most=MOST_PROFILE_FIELDS)

        def change() -> Response:
            try:
                app.accounts.people.change_profile(
                    owner(present_caller()).id,
                    name=fields.get("name", ""),
                    credentials=fields.get("credentials", ""),
                    specialties=chosen(fields, "specialty"),
                )
            except UserError as error:
                return show(error=error)
            return _back("profile")

        return await run_in_threadpool(change)

    @router.post("/account/password")
    async def password(request: Request) -> Response:
        """Another password."""
        fields = await read_form(request)
        caller = present_caller()

        def change() -> Response:
            try:
                if fields.get("new", "") != fields.get("again", ""):
                    raise UserError("The two new passwords differ.", remedy="Type the same one twice.")
                app.accounts.sign_in.change_password(
                    owner(caller).id,
                    old=fields.get("old", ""),
                    new=fields.get("new", ""),
                    session=caller.session,
                    address=address_of(request),
                )
            except UserError as error:
                return show(error=error)
            return _back("password")

        return await run_in_threadpool(change)

    @router.post("/account/email")
    async def email(request: Request) -> Response:
        """Another address to sign in with."""
        fields = await read_form(request)
        caller = present_caller()

        def change() -> Response:
            person = owner(caller)
            try:
                if not changes_email(person):
                    raise UserError("Your address is not changed here.", remedy="Ask an admin to change it.")
                app.accounts.sign_in.confirm_password(person.id, fields.get("present", ""), address=address_of(request))
                app.change_email(person.id, fields.get("email", ""), by=caller.actor)
            except UserError as error:
                return show(error=error)
            return _back("email")

        return await run_in_threadpool(change)

    def changes_email(person: Person) -> bool:
        """Whether somebody changes the address alone: with single sign-on it says whom a provider vouches for."""
        return not app.settings.oidc_issuer and app.accounts.sign_in.has_password(person.id)

    @router.post("/account/sessions/{identity}/end")
    async def end_session(identity: str, request: Request) -> Response:
        """End one of one's own sessions."""
        await read_form(request)
        await run_in_threadpool(app.accounts.sessions.revoke, owner(present_caller()).id, identity)
        return _back("session")

    @router.post("/account/sessions/end")
    async def end_sessions(request: Request) -> Response:
        """End all sessions but this one."""
        await read_form(request)
        caller = present_caller()
        await run_in_threadpool(lambda: app.accounts.sessions.revoke_all(owner(caller).id, but=caller.session))
        return _back("session")

    return router


def owner(caller: Caller) -> Person:
    """The person who is signed in; the table of access lets nobody else this far."""
    if caller.person is None:
        raise SignInNeeded
    return caller.person


def _back(done: str) -> Response:
    return RedirectResponse(f"/account?done={done}", status_code=303)
