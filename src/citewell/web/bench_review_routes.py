"""A reviewer's own pages: interests, judgements that are kept as one goes, and the review that is given."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, RedirectResponse, Response

from citewell.domain.errors import NotFoundError, ReviewRefused, UserError
from citewell.domain.reviewing import Action, Conflict, Dossier, ReviewDraft
from citewell.review.rules import refuse
from citewell.web.bench_review_views import (
    MOST_REVIEW_FIELDS,
    given_answers,
    given_verdicts,
    read_answers,
    read_decision,
    read_verdicts,
    review_page,
    saved_view,
)
from citewell.web.bench_showing import back_to, told
from citewell.web.forms import read_form
from citewell.web.identity import present_caller

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.people import Actor
    from citewell.web.bench_desk import Desk
    from citewell.web.pages import Pages

PLACE = re.compile(r"[a-z][a-z0-9-]{0,63}")


def make_review_router(app: App, pages: Pages, desk: Desk) -> APIRouter:
    """/bench/{dossier}/review and what its forms send."""
    router = APIRouter()

    @router.get("/bench/{dossier_id}/review")
    async def review(dossier_id: str) -> Response:
        """What there is to judge, with what was filled in before."""
        actor = present_caller().actor

        def show() -> Response:
            try:
                desk.check_offered(dossier_id, actor, Action.REVIEW)
            except ReviewRefused as refused:
                if refused.rule == "already_reviewed":
                    return back_to(dossier_id)
                raise
            return shown(dossier_id, actor)

        return await run_in_threadpool(show)

    def shown(
        dossier_id: str, actor: Actor, *, statement: str = "", decision: str = "", error: UserError | None = None
    ) -> Response:
        page = review_page(desk.file(dossier_id, actor), statement=statement, decision=decision, error=told(error))
        return pages.html("bench/review.html", page, status=422 if error else 200)

    @router.post("/bench/{dossier_id}/interests")
    async def interests(dossier_id: str, request: Request) -> Response:
        """Declare interests: none, and the review goes on; a conflict, and it ends."""
        fields, actor = await read_form(request), present_caller().actor
        statement, chosen = " ".join(fields.get("statement", "").split()), fields.get("conflict", "")

        def declare() -> Response:
            dossier = desk.check_offered(dossier_id, actor, Action.REVIEW)
            try:
                if chosen not in ("none", "conflict") or not statement:
                    refuse("conflict_undeclared", "Choose one, and say it in your own words.")
                if chosen == "conflict":
                    app.board.recuse(dossier_id, actor, statement=statement)
                    return RedirectResponse("/bench?done=recuse", status_code=303)
                app.review_drafts.save(dossier, actor, conflict=Conflict(declared=False, statement=statement))
            except NotFoundError:
                raise
            except UserError as error:
                return shown(dossier_id, actor, statement=statement, error=error)
            return RedirectResponse(f"/bench/{dossier_id}/review", status_code=303)

        return await run_in_threadpool(declare)

    def kept(dossier_id: str, actor: Actor, fields: dict[str, str]) -> tuple[Dossier, ReviewDraft]:
        """The draft with what a form adds to it; refused for another revision than the one judged."""
        dossier = desk.check_offered(dossier_id, actor, Action.REVIEW)
        if fields.get("digest", "") != dossier.digest:
            refuse("stale_digest", "What you sent was said of an earlier revision, and is not kept.")
        article, _ = desk.shelf.article(dossier.digest)
        draft = app.review_drafts.save(
            dossier,
            actor,
            verdicts=read_verdicts(fields, article),
            checklist=read_answers(fields, dossier, actor.id),
        )
        return dossier, draft

    @router.post("/bench/{dossier_id}/draft")
    async def draft(dossier_id: str, request: Request) -> Response:
        """Keep what is filled in, and lead on to the next claim; a script is told how far the review is."""
        fields, actor = await read_form(request, most=MOST_REVIEW_FIELDS), present_caller().actor
        place = fields.get("next", "")

        def keep() -> Response:
            dossier, saved = kept(dossier_id, actor, fields)
            if "json" in request.headers.get("accept", ""):
                article, _ = desk.shelf.article(dossier.digest)
                return JSONResponse(asdict(saved_view(saved, article, dossier, actor.id)))
            onward = f"#{place}" if PLACE.fullmatch(place) else ""
            return RedirectResponse(f"/bench/{dossier_id}/review{onward}", status_code=303)

        return await run_in_threadpool(keep)

    @router.post("/bench/{dossier_id}/review")
    async def give(dossier_id: str, request: Request) -> Response:
        """Give the review; what a rule refuses is told, and everything filled in stays."""
        fields, actor = await read_form(request, most=MOST_REVIEW_FIELDS), present_caller().actor

        def act() -> Response:
            dossier, saved = kept(dossier_id, actor, fields)
            try:
                app.board.review(
                    dossier_id,
                    actor,
                    digest=dossier.digest,
                    release=fields.get("release", ""),
                    verdicts=given_verdicts(saved),
                    checklist=given_answers(saved),
                    conflict=saved.conflict,
                    decision=read_decision(fields),
                    started_at=saved.started_at,
                )
            except NotFoundError:
                raise
            except UserError as error:
                return shown(dossier_id, actor, decision=fields.get("decision", ""), error=error)
            return back_to(dossier_id, "review")

        return await run_in_threadpool(act)

    return router
