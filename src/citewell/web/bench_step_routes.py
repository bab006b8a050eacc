"""Steps that are a button on a dossier's page; the table of access names one function for each permission."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from citewell.domain.errors import NotFoundError, UserError
from citewell.domain.reviewing import Action
from citewell.web.bench_asking import read_choice
from citewell.web.bench_review_views import read_decision
from citewell.web.bench_showing import back_to, show_dossier
from citewell.web.forms import read_form
from citewell.web.identity import present_caller

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.bench_desk import Desk
    from citewell.web.pages import Pages


def make_step_router(app: App, pages: Pages, desk: Desk) -> APIRouter:
    """What the buttons of a dossier's page send."""
    router = APIRouter()

    async def attempt(dossier_id: str, done: str, act: Callable[[], object], *, reason: str = "") -> Response:
        """Take a step; what a rule refuses is told on the dossier's page as it now stands."""
        actor = present_caller().actor

        def tried() -> Response:
            try:
                act()
            except NotFoundError:
                raise
            except UserError as error:
                return show_dossier(desk, pages, dossier_id, actor, error=error, tried=(done, reason))
            return back_to(dossier_id, done)

        return await run_in_threadpool(tried)

    async def step(dossier_id: str, request: Request) -> Response:
        """The step that the address names, on the revision that the form shows."""
        fields, actor = await read_form(request), present_caller().actor
        action = Action(request.url.path.rpartition("/")[2].replace("-", "_"))
        digest, reason = fields.get("digest", ""), fields.get("reason", "")

        def act() -> object:
            if action is Action.CHECK:
                return app.board.check(dossier_id, actor, digest=digest)
            if action is Action.BREAK_TIE:
                decision = read_decision(fields)
                return app.board.break_tie(dossier_id, actor, digest=digest, decision=decision, reason=reason)
            return app.board.step(
                action,
                dossier_id,
                actor,
                digest=digest,
                release=fields.get("release", ""),
                reason=reason,
                next_review=fields.get("next_review", ""),
                successor=fields.get("successor", ""),
            )

        return await attempt(dossier_id, action.value, act, reason=reason)

    @router.post("/bench/{dossier_id}/check")
    @router.post("/bench/{dossier_id}/submit")
    async def authoring(dossier_id: str, request: Request) -> Response:
        """What an author does with the whole."""
        return await step(dossier_id, request)

    @router.post("/bench/{dossier_id}/break-tie")
    @router.post("/bench/{dossier_id}/request-changes")
    @router.post("/bench/{dossier_id}/approve")
    @router.post("/bench/{dossier_id}/reject")
    async def deciding(dossier_id: str, request: Request) -> Response:
        """What an editor decides."""
        return await step(dossier_id, request)

    @router.post("/bench/{dossier_id}/publish")
    @router.post("/bench/{dossier_id}/call-due")
    @router.post("/bench/{dossier_id}/supersede")
    async def publishing(dossier_id: str, request: Request) -> Response:
        """What readers are shown."""
        return await step(dossier_id, request)

    @router.post("/bench/{dossier_id}/reopen")
    async def reopen(dossier_id: str, request: Request) -> Response:
        """Reopen with a reason."""
        return await step(dossier_id, request)

    @router.post("/bench/{dossier_id}/withdraw")
    async def withdraw(dossier_id: str, request: Request) -> Response:
        """Withdraw at once."""
        return await step(dossier_id, request)

    @router.post("/bench/{dossier_id}/assign")
    async def assign(dossier_id: str, request: Request) -> Response:
        """Ask somebody to review, or everybody who reviewed it before."""
        fields, actor = await read_form(request), present_caller().actor

        def act() -> object:
            chosen = [read_choice(one) for one in fields.get("choice", "").split()]
            asked = [(person, capacity, specialty) for person, capacity, specialty in chosen if capacity is not None]
            if not asked or len(asked) < len(chosen):
                raise UserError("Nobody was named.", remedy="Choose somebody from the list.")
            for person, capacity, specialty in asked:
                app.board.assign(
                    dossier_id,
                    actor,
                    person=person,
                    capacity=capacity,
                    digest=fields.get("digest", ""),
                    specialty=specialty,
                    due=fields.get("due", ""),
                )
            return None

        return await attempt(dossier_id, "assign", act)

    @router.post("/bench/{dossier_id}/release")
    async def release(dossier_id: str, request: Request) -> Response:
        """Ask somebody no longer."""
        fields, actor = await read_form(request), present_caller().actor
        person, digest = fields.get("person", ""), fields.get("digest", "")
        return await attempt(
            dossier_id, "release", lambda: app.board.release(dossier_id, actor, person=person, digest=digest)
        )

    return router
