"""The addresses of the workbench: the queue, a dossier, its revisions, comments on its claims, and the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.acting import say
from citewell.board_figures import gather
from citewell.domain.errors import NotFoundError
from citewell.domain.reviewing import ReviewState
from citewell.review.queue import QueueFilter
from citewell.web.bench_desk import Desk, now
from citewell.web.bench_edit_routes import make_edit_router
from citewell.web.bench_edit_views import revisions_page
from citewell.web.bench_queue_views import QueueItem, QueuePage, queue_page
from citewell.web.bench_review_routes import make_review_router
from citewell.web.bench_showing import back_to, show_dossier
from citewell.web.bench_statistics_views import StatisticsPage, statistics_page
from citewell.web.bench_step_routes import make_step_router
from citewell.web.bench_words import DONE_WORDS
from citewell.web.forms import read_form
from citewell.web.identity import present_caller

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.people import Actor
    from citewell.web.pages import Pages


def make_bench_router(app: App, pages: Pages) -> APIRouter:
    """Everything under /bench."""
    router = APIRouter(include_in_schema=False)
    desk = Desk(app)

    @router.get("/bench")
    async def queue(request: Request) -> Response:
        """The dossiers that the filters let through."""
        values = request.query_params
        asked = QueueFilter(
            state=values.get("state", "") if values.get("state", "") in set(ReviewState) else "",
            specialty=values.get("specialty", "")[:64],
            mine=bool(values.get("mine")),
            overdue=bool(values.get("overdue")),
            high_risk=bool(values.get("high_risk")),
        )
        done = DONE_WORDS.get(values.get("done", ""), "")
        page = await run_in_threadpool(queued, present_caller().actor, asked, done)
        return pages.html("bench/queue.html", page)

    def queued(viewer: Actor, asked: QueueFilter, done: str) -> QueuePage:
        items = []
        for dossier in app.board.dossiers.all():
            draft = claims = None
            if dossier.state is ReviewState.UNDER_REVIEW and any(
                one.person_id == viewer.id for one in dossier.assigned
            ):
                draft = app.review_drafts.find(dossier, viewer.id)
                claims = len(desk.shelf.article(dossier.digest)[0].claims)
            reviews = app.board.dossiers.reviews(dossier.id) if dossier.state is ReviewState.UNDER_REVIEW else ()
            items.append(QueueItem(dossier, reviews, draft, claims or 0))
        return queue_page(items, viewer, people=desk.people(), asked=asked, at=now(), done=done)

    @router.post("/bench/take-up")
    async def take_up(request: Request) -> Response:
        """Make a dossier of an article; where it is in one already, lead there."""
        fields = await read_form(request)
        actor, digest = present_caller().actor, fields.get("digest", "")

        def take() -> Response:
            if held := app.board.dossiers.of_article(digest):
                return back_to(held.id)
            return back_to(app.board.open(digest, actor).id, "opened")

        return await run_in_threadpool(take)

    @router.get("/bench/statistics")
    async def statistics() -> Response:
        """The board in figures."""
        return pages.html("bench/statistics.html", await run_in_threadpool(counted, present_caller().actor))

    def counted(viewer: Actor) -> StatisticsPage:
        return statistics_page(gather(viewer, app.board, app.events, read=lambda one: desk.shelf.article(one)[0]))

    @router.get("/bench/{dossier_id}")
    async def dossier(dossier_id: str, done: str = "") -> Response:
        """A dossier beside its sources."""
        viewer = present_caller().actor
        return await run_in_threadpool(lambda: show_dossier(desk, pages, dossier_id, viewer, done=done))

    @router.get("/bench/{dossier_id}/revisions")
    async def revisions(dossier_id: str, request: Request) -> Response:
        """Two revisions word by word; the last two where none are named."""
        values, viewer = request.query_params, present_caller().actor

        def compare() -> Response:
            file = desk.file(dossier_id, viewer)
            numbers = {one.number: one for one in file.revisions}
            later = _number(values.get("later", "")) or max(numbers)
            earlier = _number(values.get("earlier", "")) or max(1, later - 1)
            if later not in numbers or earlier not in numbers:
                raise NotFoundError("There is no such revision.", remedy=f"Name two of 1 to {max(numbers)}.")
            before, after = (desk.shelf.article(numbers[one].digest)[0] for one in (earlier, later))
            page = revisions_page(file, before, after, earlier=earlier, later=later)
            return pages.html("bench/revisions.html", page)

        return await run_in_threadpool(compare)

    @router.post("/bench/{dossier_id}/claims/{claim_id}/comments")
    async def comment(dossier_id: str, claim_id: str, request: Request) -> Response:
        """Keep a comment on a claim."""
        fields = await read_form(request)
        actor = present_caller().actor

        def keep() -> Response:
            say(app.board, app.comments, dossier_id, actor, claim_id, fields.get("text", ""))
            return RedirectResponse(f"/bench/{dossier_id}#{claim_id}", status_code=303)

        return await run_in_threadpool(keep)

    router.include_router(make_step_router(app, pages, desk))
    router.include_router(make_edit_router(app, pages, desk))
    router.include_router(make_review_router(app, pages, desk))
    return router


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
