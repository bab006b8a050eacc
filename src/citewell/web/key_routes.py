"""API keys of one's own account: made, shown once, revoked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.domain.errors import UserError
from citewell.domain.people import Scope
from citewell.web.account_routes import owner
from citewell.web.account_views import KeyLine, chosen, key_line
from citewell.web.forms import read_form
from citewell.web.identity import present_caller

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.pages import Pages


@dataclass(frozen=True, slots=True)
class KeyPage:
    """A key that was just made, with the key itself, shown this once."""

    made: KeyLine
    key: str


def make_key_router(app: App, pages: Pages) -> APIRouter:
    """What the forms about keys on /account send."""
    router = APIRouter()

    @router.post("/account/keys")
    async def make(request: Request) -> Response:
        """Make a key and show it, this once."""
        fields = await read_form(request)
        scopes = {scope for scope in Scope if scope.value in chosen(fields, "scope")}
        days = fields.get("days", "")
        if not (days.isascii() and days.isdigit() and len(days) < 6):
            raise UserError("The days that a key lasts are no whole number.", remedy="Write one, such as 365.")

        def keep() -> Response:
            record, key = app.accounts.keys.make(
                owner(present_caller()).id, fields.get("name", ""), scopes, days=int(days)
            )
            return pages.html("key.html", KeyPage(key_line(record), key))

        return await run_in_threadpool(keep)

    @router.post("/account/keys/{identity}/revoke")
    async def revoke(identity: str, request: Request) -> Response:
        """End a key at once."""
        await read_form(request)
        await run_in_threadpool(lambda: app.accounts.keys.revoke(identity, by=present_caller().actor))
        return RedirectResponse("/account?done=key", status_code=303)

    return router
