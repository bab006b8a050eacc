"""Everybody with an account, as those see it who invite and manage people."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.accounts import membership
from citewell.domain.errors import NotFoundError, UserError
from citewell.domain.people import Role
from citewell.review.permissions import Permission
from citewell.text.dates import day_of
from citewell.web.access import allowed
from citewell.web.account_routes import owner
from citewell.web.account_views import Choice, InvitationLine, PeoplePage, chosen, labels, person_line, person_page
from citewell.web.forms import read_form
from citewell.web.identity import present_caller

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.people import Person
    from citewell.web.pages import Pages


def make_people_router(app: App, pages: Pages) -> APIRouter:
    """/admin/people and what its forms send."""
    router = APIRouter()

    @router.get("/admin/people")
    async def people() -> Response:
        """Everybody, the open invitations, and the form to invite."""
        return await run_in_threadpool(listed)

    def listed(*, email: str = "", link: str = "", invited: str = "", error: UserError | None = None) -> Response:
        actor = present_caller().actor
        page = PeoplePage(
            people=tuple(map(person_line, app.accounts.people.all())),
            invitations=tuple(
                InvitationLine(
                    item.id,
                    item.email,
                    ", ".join(labels(item.roles)),
                    item.invited_by,
                    day_of(item.expires_at),
                    item.is_reset,
                )
                for item in app.accounts.invitations.open()
            ),
            roles=tuple(Choice(f"role-{role}", role.label, ticked=False) for role in membership.invitable(actor)),
            manages=allowed(actor, Permission.MANAGE_ACCOUNTS),
            email=email,
            link=link,
            invited=invited,
            error=error.message if error else "",
            remedy=error.remedy if error else "",
        )
        return pages.html("people.html", page, status=422 if error else 200)

    @router.post("/admin/people/invite")
    async def invite(request: Request) -> Response:
        """Invite somebody, and show the link this once."""
        fields = await read_form(request)

        def make() -> Response:
            email = fields.get("email", "")
            try:
                made, token = app.accounts.invitations.invite(email, _roles(fields), by=present_caller().actor)
            except UserError as error:
                return listed(email=email[:254], error=error)
            return listed(link=link_of(app, request, token), invited=made.email)

        return await run_in_threadpool(make)

    @router.post("/admin/invitations/{identity}/withdraw")
    async def withdraw(identity: str, request: Request) -> Response:
        """Take a link back."""
        await read_form(request)
        actor = present_caller().actor
        await run_in_threadpool(lambda: app.accounts.invitations.withdraw(identity, by=actor))
        return RedirectResponse("/admin/people", status_code=303)

    @router.get("/admin/people/{identity}")
    async def person(identity: str, done: str = "") -> Response:
        """Somebody's roles, credentials and what can be done about them."""
        return await run_in_threadpool(lambda: shown(identity, done=done))

    def shown(identity: str, *, link: str = "", done: str = "", error: UserError | None = None) -> Response:
        found = app.accounts.people.get(identity)
        page = person_page(found, owner(present_caller()), link=link, done=done, error=error)
        return pages.html("person.html", page, status=422 if error else 200)

    async def changed(identity: str, change: Callable[[], Person]) -> Response:
        def attempt() -> Response:
            try:
                change()
            except NotFoundError:
                raise
            except UserError as error:
                return shown(identity, error=error)
            return RedirectResponse(f"/admin/people/{identity}?done=1", status_code=303)

        return await run_in_threadpool(attempt)

    @router.post("/admin/people/{identity}/roles")
    async def roles(identity: str, request: Request) -> Response:
        """Give exactly the roles ticked."""
        fields = await read_form(request)
        actor = present_caller().actor
        return await changed(identity, lambda: app.accounts.people.change_roles(identity, _roles(fields), by=actor))

    @router.post("/admin/people/{identity}/verify")
    async def verify(identity: str, request: Request) -> Response:
        """Credentials checked, as they were shown; or not any more."""
        fields = await read_form(request)
        actor, seen = present_caller().actor, fields.get("credentials", "")
        verified = fields.get("verified") == "yes"
        return await changed(
            identity, lambda: app.accounts.people.verify(identity, by=actor, verified=verified, seen=seen)
        )

    @router.post("/admin/people/{identity}/active")
    async def activate(identity: str, request: Request) -> Response:
        """Deactivate, or let in again."""
        fields = await read_form(request)
        actor, active = present_caller().actor, fields.get("active") == "yes"
        return await changed(identity, lambda: app.accounts.people.activate(identity, by=actor, active=active))

    @router.post("/admin/people/{identity}/reset")
    async def reset(identity: str, request: Request) -> Response:
        """A link for a new password, shown this once; with `codes` the one-time codes are taken off too."""
        fields = await read_form(request)
        actor = present_caller().actor

        def make() -> Response:
            found = app.accounts.people.get(identity)
            try:
                _, token = app.accounts.invitations.make_reset(found, by=actor, second_factor="codes" in fields)
            except UserError as error:
                return shown(identity, error=error)
            return shown(identity, link=link_of(app, request, token))

        return await run_in_threadpool(make)

    return router


def link_of(app: App, request: Request, token: str) -> str:
    """The address to send to somebody."""
    base = app.settings.address or str(request.base_url).rstrip("/")
    return f"{base}/invitation/{token}"


def _roles(fields: dict[str, str]) -> set[Role]:
    return {role for role in Role if role.value in chosen(fields, "role")}
