"""The rest of the review over the JSON API: the queue, comments on claims, the figures, and readers' reports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Header, Path, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from citewell.acting import say
from citewell.board_figures import figures_told, gather
from citewell.domain.reviewing import ReviewState
from citewell.dossier_views import comment_of, comments_of, item_told, queue_line
from citewell.review.error_items import ItemState
from citewell.review.queue import QueueFilter, lets_through, turn_of
from citewell.web.api_models import Given
from citewell.web.api_questions import answered
from citewell.web.bench_desk import now
from citewell.web.cursors import from_cursor, to_cursor
from citewell.web.identity import present_caller
from citewell.web.problems import Problem, ProblemError
from citewell.web.session import present_session

if TYPE_CHECKING:
    from asyncio import Semaphore

    from citewell.app import App
    from citewell.domain.people import Actor
    from citewell.domain.reviewing import Dossier
    from citewell.review.error_items import ErrorItem

Row = TypeVar("Row")
DossierId = Annotated[str, Path(max_length=32, description="The dossier's id, such as d-4kd7wq2m.")]
ItemId = Annotated[str, Path(max_length=32, description="The report's id, such as r-7.")]
FormToken = Annotated[str, Header(alias="X-Form-Token", description="The token that GET /review/session gives.")]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[str, Query(description="Where the page before ended: its `next`.")]
IfNoneMatch = Annotated[str, Header(description="An ETag that is at hand.")]
TOKEN_MISSING = "A step needs the token of your session, in the header X-Form-Token."


class CommentBody(Given):
    """A comment on a claim."""

    text: str = Field(max_length=4000, description="What is said of the claim to the others who work on it.")


class CloseBody(Given):
    """The answer to a reader's report."""

    decision: Literal["uphold", "decline"]
    answer: str = Field(max_length=2000, description="What was changed, for the public corrections; or why nothing is.")


def make_review_lists_router(app: App, *, busy: Semaphore) -> APIRouter:
    """More under /review. `busy` lets few at a time do what keeps a core busy."""
    router = APIRouter(tags=["Review"], prefix="/review")

    @router.get("/dossiers", summary="Dossiers", response_model=dict[str, Any])
    async def dossiers(
        request: Request,
        state: Annotated[ReviewState | None, Query(description="Only those in this state.")] = None,
        specialty: Annotated[str, Query(max_length=64, description="Only those of this specialty.")] = "",
        mine: Annotated[
            bool, Query(description="Only those that wait for the caller, or that he or she works on.")
        ] = False,
        overdue: Annotated[bool, Query(description="Only those whose day has passed.")] = False,
        high_risk: Annotated[bool, Query(description="Only those with a risk.")] = False,
        limit: Limit = 50,
        cursor: Cursor = "",
        if_none_match: IfNoneMatch = "",
    ) -> Response:
        """The queue, the one changed last first: whose turn it is, who is awaited and until when.

        `next` of a dossier is the step that the caller takes next with it; that of the page leads to the next page.
        """
        asked = QueueFilter(state.value if state else "", specialty, mine, overdue, high_risk, closed=True)
        viewer = present_caller().actor

        def found() -> list[tuple[Dossier, dict[str, Any]]]:
            lines, moment = [], now()
            for dossier in app.board.dossiers.all([state] if state else ()):
                reviews = app.board.dossiers.reviews(dossier.id)
                turn = turn_of(dossier, reviews, viewer, moment)
                if lets_through(asked, dossier, turn):
                    lines.append((dossier, queue_line(dossier, reviews, turn)))
            return lines

        def is_after(row: tuple[Dossier, dict[str, Any]], place: tuple[str, ...]) -> bool:
            changed, name = row[0].changed_at, row[0].id
            return changed < place[0] or (changed == place[0] and name > place[1])

        rows, more = _page(
            await run_in_threadpool(found),
            cursor,
            limit,
            parts=2,
            place=lambda row: (row[0].changed_at, row[0].id),
            is_after=is_after,
        )
        return _listed(request, {"dossiers": [line for _, line in rows]}, more, if_none_match)

    @router.get("/dossiers/{dossier}/comments", summary="Comments on claims", response_model=dict[str, Any])
    async def comments(
        request: Request,
        dossier: DossierId,
        claim: Annotated[str, Query(max_length=64, description="Only those on this claim, as it is now.")] = "",
        limit: Limit = 50,
        cursor: Cursor = "",
        if_none_match: IfNoneMatch = "",
    ) -> Response:
        """Those that the caller may read, held to the same as verdicts; oldest first, of every revision.

        `claim_id` is the claim that was commented on, `claim_now` what it has become, empty where it was taken out.
        """
        viewer = present_caller().actor

        def found() -> list[dict[str, Any]]:
            held = app.board.dossiers.get(dossier)
            told = comments_of(viewer, held, app.board, app.comments.of_dossier(dossier))
            return [one for one in told if not claim or claim in (one["claim_now"], one["claim_id"])]

        rows, more = _page(
            await run_in_threadpool(found),
            cursor,
            limit,
            parts=1,
            place=lambda row: (str(row["number"]),),
            is_after=lambda row, place: place[0].isdigit() and row["number"] > int(place[0]),
        )
        return _listed(request, {"comments": rows}, more, if_none_match)

    @router.post(
        "/dossiers/{dossier}/claims/{claim}/comments",
        summary="Comment on a claim",
        response_model=dict[str, Any],
        status_code=201,
    )
    async def comment(
        dossier: DossierId,
        claim: Annotated[str, Path(max_length=64, description="A claim of the working revision.")],
        body: CommentBody,
        x_form_token: FormToken = "",
    ) -> Response:
        """Kept for good, under the name of the day."""
        check_token(x_form_token)
        actor = present_caller().actor
        kept = await run_in_threadpool(say, app.board, app.comments, dossier, actor, claim, body.text)
        return JSONResponse(comment_of(kept, kept.claim_id), status_code=201)

    @router.get("/statistics", summary="The board in figures", response_model=dict[str, Any])
    async def statistics(if_none_match: IfNoneMatch = "") -> Response:
        """Agreement beyond chance, the time of reviews, the share of claims changed; null where there is too little.

        `hidden` counts the dossiers whose verdicts the caller may not read now; no figure has them in it.
        """
        viewer = present_caller().actor
        async with busy:
            gathered = await run_in_threadpool(lambda: gather(viewer, app.board, app.events, read=app.article))
            return answered(await run_in_threadpool(figures_told, gathered), headers={}, at_hand=if_none_match)

    @router.get("/items", summary="Readers' reports", response_model=dict[str, Any])
    async def items(
        request: Request,
        state: Annotated[Literal["open", "upheld", "declined", "all"], Query(description="Which of them.")] = "open",
        limit: Limit = 50,
        cursor: Cursor = "",
        if_none_match: IfNoneMatch = "",
    ) -> Response:
        """The one due first before the others, with whether it is overdue and whether the caller may answer it."""
        viewer = present_caller().actor
        states = () if state == "all" else (ItemState(state),)
        rows, more = _page(
            await run_in_threadpool(app.items.all, states),
            cursor,
            limit,
            parts=2,
            place=lambda item: (item.due, item.id),
            is_after=lambda item, place: (item.due, item.id) > place,
        )
        return _listed(request, {"items": [item_told(one, viewer, now()[:10]) for one in rows]}, more, if_none_match)

    @router.post("/items/{item}/take", summary="Take a report up", response_model=dict[str, Any])
    async def take_item(item: ItemId, x_form_token: FormToken = "") -> Response:
        """It has the caller's name from now on."""
        check_token(x_form_token)
        return await item_changed(lambda actor: app.items.take(item, by=actor))

    @router.post("/items/{item}/close", summary="Answer a report", response_model=dict[str, Any])
    async def close_item(item: ItemId, body: CloseBody, x_form_token: FormToken = "") -> Response:
        """Upheld, with what was changed, which readers see among the corrections; or declined, with the reason."""
        check_token(x_form_token)
        upheld = body.decision == "uphold"
        return await item_changed(lambda actor: app.items.close(item, by=actor, upheld=upheld, answer=body.answer))

    async def item_changed(change: Callable[[Actor], ErrorItem]) -> Response:
        actor = present_caller().actor
        return JSONResponse(item_told(await run_in_threadpool(change, actor), actor, now()[:10]))

    return router


def check_token(token: str) -> None:
    """Refuse a step that some other page may have sent in a signed-in person's name."""
    session = present_session()
    if session is None or not session.accepts(token):
        raise ProblemError(Problem(403, "forbidden", TOKEN_MISSING, "Get it from GET /api/v1/review/session."))


def _page(
    rows: Sequence[Row],
    cursor: str,
    limit: int,
    *,
    parts: int,
    place: Callable[[Row], tuple[str, ...]],
    is_after: Callable[[Row, tuple[str, ...]], bool],
) -> tuple[list[Row], str]:
    """A page of a list from behind the cursor, and the cursor of the next, empty where this is the last."""
    if cursor:
        behind = from_cursor(cursor, parts)
        rows = [row for row in rows if is_after(row, behind)]
    more = to_cursor(*place(rows[limit - 1])) if len(rows) > limit else ""
    return list(rows[:limit]), more


def _listed(request: Request, value: dict[str, Any], more: str, at_hand: str) -> Response:
    """A list with its ETag, and the way to its next page with the same filters."""
    headers = {}
    if more:
        query = {name: text for name, text in request.query_params.items() if name != "cursor"} | {"cursor": more}
        headers["Link"] = f'<{request.url.path}?{urlencode(query)}>; rel="next"'
    return answered({**value, "next": more}, headers=headers, at_hand=at_hand)
