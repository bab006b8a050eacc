"""Asking: a question gets an address of its own, where its steps are shown until it leads to the article."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response, StreamingResponse

from citewell.compose.reading import clean
from citewell.domain.enums import Length
from citewell.domain.errors import NotFoundError
from citewell.web.asked import Asking, QuestionState
from citewell.web.asking_views import asking_page, event_data, place_data
from citewell.web.forms import read_form
from citewell.web.limits import network_of
from citewell.web.readers import reader_of
from citewell.web.views import ErrorPage

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.asked import AskedQuestion
    from citewell.web.pages import Pages
    from citewell.web.questions import Questions

PAUSE_SECONDS = 2.0
"""How often a question that waits is told its place."""

MOST_FOLLOWED = 12
"""Streams that one address may hold open, so that nobody takes every connection of the server."""


def make_asking_router(app: App, pages: Pages, questions: Questions) -> APIRouter:
    """Ask, follow, cancel."""
    router = APIRouter()
    followed: Counter[str] = Counter()

    @router.post("/ask")
    async def ask(request: Request) -> Response:
        """Take a question and lead to its page; a follow-up names the article that it comes after."""
        fields = await read_form(request)
        after = fields.get("after", "")
        if after:
            await run_in_threadpool(app.article, after)
        length = Length.BRIEF if fields.get("length") == Length.BRIEF.value else Length.FULL
        reader = reader_of(request).name
        asking = Asking(fields.get("question", ""), length=length, reader=reader, after=after)
        asked = await run_in_threadpool(questions.ask, asking)
        return _to(f"/questions/{asked.id}")

    @router.get("/questions/{identity}")
    async def question(identity: str, request: Request) -> Response:
        """How far a question is; the article when it is ready, and what to do when there is none."""
        try:
            asked = questions.get(identity)
        except NotFoundError as error:
            return pages.error(request.scope, _forgotten(error))
        if asked.state is QuestionState.DONE and asked.article:
            return _to(article_address(asked))
        if asked.state is QuestionState.FAILED and asked.failure:
            return pages.error(request.scope, _failed(asked))
        return pages.html("asking.html", asking_page(asked))

    @router.get("/questions/{identity}/events")
    async def events(identity: str, request: Request) -> Response:
        """Its steps as server-sent events, behind the one that the browser, or the page as it was loaded, had last."""
        seen = request.headers.get("last-event-id") or request.query_params.get("after", "")
        after = int(seen) if seen.isdigit() and len(seen) < 6 else 0
        questions.get(identity)
        address = network_of(request.client.host if request.client else "")
        if followed[address] >= MOST_FOLLOWED:
            raise HTTPException(429, "Too many questions are followed from here at once.")

        async def counted() -> AsyncIterator[str]:
            followed[address] += 1
            try:
                async for frame in _stream(questions, identity, after=after):
                    yield frame
            finally:
                followed[address] -= 1

        return StreamingResponse(
            counted(),
            media_type="text/event-stream",
            headers={"X-Accel-Buffering": "no"},
        )

    @router.post("/questions/{identity}/cancel")
    async def cancel(identity: str, request: Request) -> Response:
        """Stop answering."""
        await read_form(request)
        try:
            questions.cancel(identity)
        except NotFoundError as error:
            return pages.error(request.scope, _forgotten(error))
        return _to(f"/questions/{identity}")

    return router


def article_address(asked: AskedQuestion) -> str:
    """Where the article of a question is, for the reader who asked."""
    digest = asked.article.digest if asked.article else ""
    return f"/articles/{digest}" + (f"?reader={asked.reader}" if asked.reader else "")


async def _stream(questions: Questions, identity: str, *, after: int) -> AsyncIterator[str]:
    """The events of a question in the wire format of server-sent events; its place while it waits."""
    told = -1
    async for event in questions.follow(identity, after=after, pause=PAUSE_SECONDS):
        if event is None:
            asked = questions.get(identity)
            if asked.state is QuestionState.WAITING and asked.ahead != told:
                told = asked.ahead
                yield _frame("place", place_data(asked))
            else:
                yield ": still here\n\n"
            continue
        address = article_address(questions.get(identity)) if event.article else ""
        yield _frame(event.name.value, event_data(event, address=address), number=event.number)


def _frame(name: str, data: Mapping[str, Any], *, number: int = 0) -> str:
    line = json.dumps(data, ensure_ascii=False)
    return (f"id: {number}\n" if number else "") + f"event: {name}\ndata: {line}\n\n"


def _forgotten(error: NotFoundError) -> ErrorPage:
    return ErrorPage(
        404,
        error.code,
        "This question is not known here",
        "A question keeps its own address for an hour after it was answered, and until the server is restarted.",
        "Ask it again. If it was answered, its article is kept all the same.",
    )


def _failed(asked: AskedQuestion) -> ErrorPage:
    failure = asked.failure
    if failure is None:
        raise NotFoundError("This question did not fail.")
    return ErrorPage(
        failure.status,
        failure.code,
        "This question got no answer",
        failure.message,
        failure.remedy,
        failure.reference,
        clean(asked.text),
    )


def _to(address: str) -> Response:
    return RedirectResponse(address, status_code=303)
