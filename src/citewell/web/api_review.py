"""The review over the JSON API: keys read where it stands, signed-in people act, by the same rules as everywhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from citewell.acting import Asked, act, take_up
from citewell.domain.errors import NotFoundError
from citewell.domain.reviewing import Action, Capacity, Decision
from citewell.dossier_views import carried_of, difference_of, dossier_of
from citewell.review.forms import blank_form, read_form
from citewell.web.api_models import Given
from citewell.web.api_questions import PREFIX
from citewell.web.api_review_lists import DossierId, FormToken, check_token
from citewell.web.identity import present_caller
from citewell.web.session import present_session

if TYPE_CHECKING:
    from asyncio import Semaphore

    from citewell.app import App
    from citewell.domain.reviewing import Dossier


class OpenBody(Given):
    """An article to take up as its author."""

    digest: str = Field(max_length=64, description="The digest of a stored article.")


class StepBody(Given):
    """A step of the review with what it takes; docs/review.md has the table of steps and rules."""

    action: Action
    digest: str = Field(max_length=64, description="The digest of the revision that was read, whole.")
    reason: str = Field("", max_length=4000, description="Why; with recuse: which conflict of interest there is.")
    person: str = Field("", max_length=254, description="assign, release: an e-mail address or a person's id.")
    capacity: Capacity = Field(Capacity.REVIEWER, description="assign: as what.")
    specialty: str = Field("", max_length=64, description="assign: the specialty that the review is for.")
    due: str = Field("", max_length=10, description="assign: until when; empty for 14 days.")
    decision: Decision | None = Field(None, description="break_tie: what is to be done.")
    next_review: str = Field("", max_length=10, description="approve: the day of the next review.")
    successor: str = Field("", max_length=32, description="supersede: the dossier that follows.")
    claims: list[str] = Field([], max_length=500, description="reopen, withdraw: the claims that it touches.")
    edits: dict[str, str] = Field({}, description="revise, mend_typos: claim ids with their texts; empty removes one.")
    review: dict[str, Any] | None = Field(None, description="review: the form of GET .../form, filled in.")


def make_review_router(app: App, *, busy: Semaphore) -> APIRouter:
    """Everything under /review. `busy` lets few at a time do what keeps a core busy."""
    router = APIRouter(tags=["Review"], prefix="/review")

    @router.get("/session", summary="Who is signed in", response_model=dict[str, Any])
    async def session() -> Response:
        """The person, the roles that count now, and the token that every step has to carry."""
        caller, present = present_caller(), present_session()
        roles = sorted(role.value for role in caller.actor.roles)
        token = present.token() if present and caller.person else ""
        return JSONResponse({"id": caller.actor.id, "name": caller.actor.name, "roles": roles, "token": token})

    @router.post("/dossiers", summary="Take up an article", response_model=dict[str, Any], status_code=201)
    async def take(body: OpenBody, x_form_token: FormToken = "") -> Response:
        """As its author."""
        check_token(x_form_token)
        opened = await run_in_threadpool(take_up, app.board, present_caller().actor, body.digest)
        headers = {"Location": f"{PREFIX}/review/dossiers/{opened.id}"}
        return JSONResponse(await run_in_threadpool(told, opened), status_code=201, headers=headers)

    @router.get("/dossiers/{dossier}", summary="A dossier", response_model=dict[str, Any])
    async def dossier(dossier: DossierId) -> Response:
        """With the reviews that the caller may read, and the steps that are open to him or her; a key sees neither."""
        found = await run_in_threadpool(app.board.dossiers.get, dossier)
        return JSONResponse(await run_in_threadpool(told, found))

    @router.get("/dossiers/{dossier}/differences", summary="How revisions differ", response_model=dict[str, Any])
    async def revisions_differ(
        dossier: DossierId,
        earlier: Annotated[int, Query(ge=1, description="The earlier revision; 1 is the first.")] = 1,
        later: Annotated[int, Query(ge=0, description="The later one; 0 is the working revision.")] = 0,
    ) -> Response:
        """Claim by claim and word by word; and what became of people's edits where an answer was composed anew."""

        def found() -> dict[str, Any]:
            held = app.board.dossiers.get(dossier)
            made = {one.number: one.digest for one in app.board.dossiers.revisions(dossier)}
            numbers = (earlier, later or held.revision)
            for number in numbers:
                if number not in made:
                    raise NotFoundError(f"There is no revision {number}.", remedy=f"From 1 to {held.revision}.")
            before, after = (app.article(made[number]) for number in numbers)
            edits = carried_of(held, earlier=numbers[0], later=numbers[1])
            return {"from": numbers[0], "to": numbers[1], "differences": difference_of(before, after), **edits}

        return JSONResponse(await run_in_threadpool(found))

    @router.get("/dossiers/{dossier}/readings", summary="How hard it is to read", response_model=dict[str, Any])
    async def readings(dossier: DossierId) -> Response:
        """The school grade of the working revision for each reader profile."""

        def found() -> list[dict[str, Any]]:
            read = app.board.readings(app.board.article(app.board.dossiers.get(dossier)))
            return [{"profile": one.profile, "grade": round(one.grade, 1), "highest": one.highest} for one in read]

        async with busy:
            return JSONResponse({"readings": await run_in_threadpool(found)})

    @router.get("/dossiers/{dossier}/form", summary="The form of a review", response_model=dict[str, Any])
    async def form(dossier: DossierId) -> Response:
        """With every claim and every item of the checklist; nothing is judged in it."""

        def made() -> dict[str, Any]:
            held, caller = app.board.dossiers.get(dossier), present_caller().actor
            asked = next((one.capacity for one in held.assigned if one.person_id == caller.id), Capacity.REVIEWER)
            moment = datetime.now(UTC).isoformat(timespec="microseconds")
            return blank_form(held, app.board.article(held), asked, started_at=moment)

        return JSONResponse(await run_in_threadpool(made))

    @router.post("/dossiers/{dossier}/steps", summary="Take a step", response_model=dict[str, Any])
    async def step(dossier: DossierId, body: StepBody, x_form_token: FormToken = "") -> Response:
        """What a rule forbids is a problem with the rule's name under `rule`, and nothing is changed by it."""
        check_token(x_form_token)
        values = body.model_dump(exclude={"claims", "review"})
        review = read_form(body.review) if body.review is not None else None
        asked = Asked(**values, claims=tuple(body.claims), review=review)
        async with busy:
            after = await run_in_threadpool(act, app.board, dossier, present_caller().actor, asked)
        return JSONResponse(await run_in_threadpool(told, after))

    def told(dossier: Dossier) -> dict[str, Any]:
        return dossier_of(dossier, app.board.dossiers.reviews(dossier.id), present_caller().actor)

    return router
