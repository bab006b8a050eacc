"""Readers' reports of errors as those see them who answer them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from citewell.compose.reading import clean
from citewell.domain.errors import NotFoundError, UserError
from citewell.review.error_items import ErrorItem, ItemState, can_close, is_overdue
from citewell.text.dates import dated, day_of
from citewell.web.forms import read_form
from citewell.web.identity import present_caller

if TYPE_CHECKING:
    from collections.abc import Callable

    from citewell.app import App
    from citewell.web.pages import Pages

LONGEST_ANSWER = 2_000


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One report; `answerable` where whoever looks may answer it, else somebody else has to."""

    id: str
    title: str
    digest: str
    claim: str
    text: str
    why: str
    owner: str
    due: str
    overdue: bool
    open: bool
    mine: bool
    answerable: bool
    state: str
    answer: str
    closed: str


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """The open reports, the one due first before the others, or all of them."""

    items: tuple[ItemLine, ...]
    all: bool
    longest: int
    error: str = ""
    remedy: str = ""


def make_item_router(app: App, pages: Pages) -> APIRouter:
    """/bench/items and what its forms send."""
    router = APIRouter()

    @router.get("/bench/items")
    async def items(all: str = "") -> Response:
        """What readers have reported."""
        return await run_in_threadpool(lambda: listed(everything=bool(all)))

    def listed(*, everything: bool = False, error: UserError | None = None) -> Response:
        found = app.items.all(() if everything else (ItemState.OPEN,))
        actor, today = present_caller().actor, datetime.now(UTC).date().isoformat()
        titles = {name: one.question for name, one in app.store.listed([item.digest for item in found]).items()}
        names = {person.id: person.name for person in app.accounts.people.all()}
        page = ItemsPage(
            items=tuple(
                ItemLine(
                    id=item.id,
                    title=clean(titles.get(item.digest, item.digest[:12])),
                    digest=item.digest,
                    claim=_claim(item),
                    text=clean(item.text),
                    why=item.why,
                    owner=names.get(item.owner_id, item.owner.label),
                    due=dated(item.due, today),
                    overdue=is_overdue(item, today),
                    open=item.state is ItemState.OPEN,
                    mine=item.owner_id == actor.id,
                    answerable=can_close(item, actor),
                    state=item.state.value,
                    answer=clean(item.answer),
                    closed=day_of(item.closed_at),
                )
                for item in found
            ),
            all=everything,
            longest=LONGEST_ANSWER,
            error=error.message if error else "",
            remedy=error.remedy if error else "",
        )
        return pages.html("items.html", page, status=422 if error else 200)

    def _claim(item: ErrorItem) -> str:
        """The words of the statement that a report names; empty where it is about the whole."""
        if not item.claim_id:
            return ""
        try:
            claims = app.article(item.digest).claims
        except NotFoundError:
            return ""
        return next((clean(claim.text) for claim in claims if claim.id == item.claim_id), "")

    async def changed(change: Callable[[], ErrorItem]) -> Response:
        def attempt() -> Response:
            try:
                change()
            except NotFoundError:
                raise
            except UserError as error:
                return listed(error=error)
            return RedirectResponse("/bench/items", status_code=303)

        return await run_in_threadpool(attempt)

    @router.post("/bench/items/{identity}/take")
    async def take(identity: str, request: Request) -> Response:
        """It has one's name from now on."""
        await read_form(request)
        actor = present_caller().actor
        return await changed(lambda: app.items.take(identity, by=actor))

    @router.post("/bench/items/{identity}/close")
    async def close(identity: str, request: Request) -> Response:
        """Upheld with what was changed, or declined with the reason."""
        fields = await read_form(request)
        actor, decision = present_caller().actor, fields.get("decision", "")
        if decision not in ("uphold", "decline"):
            return await run_in_threadpool(
                lambda: listed(error=UserError("Nothing was decided.", remedy="Choose to uphold or to decline."))
            )
        return await changed(
            lambda: app.items.close(identity, by=actor, upheld=decision == "uphold", answer=fields.get("answer", ""))
        )

    return router
