"""Editing a claim: the checks run on each proposal, and what is kept becomes a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from citewell.domain.errors import NotFoundError, UserError
from citewell.domain.reviewing import Action
from citewell.review.rules import refuse
from citewell.web.bench_edit_views import edit_page
from citewell.web.bench_showing import back_to, told
from citewell.web.forms import read_form
from citewell.web.identity import present_caller

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.people import Actor
    from citewell.web.bench_desk import Desk
    from citewell.web.pages import Pages

KEEPING = {"revise": Action.REVISE, "mend": Action.MEND_TYPOS}
"""What the buttons of the form do; any other only runs the checks."""


def make_edit_router(app: App, pages: Pages, desk: Desk) -> APIRouter:
    """A claim's form and what it sends."""
    router = APIRouter()

    @router.get("/bench/{dossier_id}/claims/{claim_id}")
    async def edit(dossier_id: str, claim_id: str) -> Response:
        """A claim to be worded anew, beside its quotes."""
        actor = present_caller().actor
        return await run_in_threadpool(lambda: shown(dossier_id, claim_id, actor, {}))

    @router.post("/bench/{dossier_id}/claims/{claim_id}")
    async def propose(dossier_id: str, claim_id: str, request: Request) -> Response:
        """Run the checks on a wording; with a button that keeps, make it a revision."""
        fields, actor = await read_form(request), present_caller().actor
        keeping = KEEPING.get(fields.get("do", ""))

        def act() -> Response:
            if keeping is None:
                return shown(dossier_id, claim_id, actor, fields)
            try:
                keep(dossier_id, claim_id, actor, fields, keeping)
            except NotFoundError:
                raise
            except UserError as error:
                return shown(dossier_id, claim_id, actor, fields, error=error)
            return back_to(dossier_id, keeping.value)

        return await run_in_threadpool(act)

    def keep(dossier_id: str, claim_id: str, actor: Actor, fields: dict[str, str], action: Action) -> None:
        edits, digest = {claim_id: wording(fields)}, fields.get("digest", "")
        if app.board.dossiers.get(dossier_id).digest != digest:
            refuse("stale_digest")  # before the claim is looked for in another revision
        if action is Action.MEND_TYPOS:
            app.board.mend_typos(dossier_id, actor, digest=digest, edits=edits)
            return
        reason = fields.get("reason", "")
        if not reason.strip():
            raise UserError("There is no reason.", remedy="Say in a few words why the claim is changed.")
        app.board.revise(dossier_id, actor, digest=digest, edits=edits, reason=reason)

    def shown(
        dossier_id: str, claim_id: str, actor: Actor, fields: dict[str, str], error: UserError | None = None
    ) -> Response:
        file = desk.file(dossier_id, actor)
        if not file.offers(Action.REVISE) and not file.offers(Action.MEND_TYPOS):
            desk.check_offered(dossier_id, actor, Action.REVISE)
        proposal = None
        if fields:
            try:
                proposal = app.board.proposal(file.dossier, {claim_id: wording(fields)})
            except NotFoundError:
                raise
            except UserError as refused:
                error = error or refused
        page = edit_page(
            file,
            claim_id,
            text=wording(fields) if fields else None,
            reason=fields.get("reason", ""),
            proposal=proposal,
            error=told(error),
        )
        return pages.html("bench/edit.html", page, status=422 if error else 200)

    return router


def wording(fields: dict[str, str]) -> str:
    """The claim's new words; none where it is to be taken out."""
    return "" if fields.get("out") else fields.get("text", "").strip()
