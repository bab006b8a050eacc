"""Asking over the JSON API: at once or in the background, followed step by step, cancelled."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Header, Path, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse

from citewell.compose.audiences import audience_names
from citewell.domain.article_codec import article_to_dict
from citewell.domain.articles import Article
from citewell.web.api_models import AskBody, EventModel, FoundModel, ProblemModel, QuestionModel
from citewell.web.asked import AskedQuestion, Asking, Event, QuestionState
from citewell.web.problems import Problem, ProblemError, of_failure
from citewell.web.readings import read_article
from citewell.web.views import ArticlePage

if TYPE_CHECKING:
    from citewell.web.questions import Questions
    from citewell.web.shelf import Shelf

PREFIX = "/api/v1"
STREAM = "text/event-stream"

Identity = Annotated[str, Path(description="The question's id, from its Location.", max_length=64)]


def make_questions_router(questions: Questions, shelf: Shelf) -> APIRouter:
    """POST /ask, and what is under /questions."""
    router = APIRouter(tags=["Asking"])

    @router.post(
        "/ask",
        status_code=201,
        summary="Ask a question",
        response_model=Article | ArticlePage,
        responses={
            201: {
                "description": "The article, also stored at Location unless keep is false; with a reader, as that "
                "reader's page shows it."
            },
            202: {"model": QuestionModel, "description": "With Prefer: respond-async. Follow it at Location."},
        },
    )
    async def ask(
        body: AskBody, prefer: Annotated[str, Header(description="respond-async: do not wait for the answer.")] = ""
    ) -> Response:
        """Answers from the library and proves every sentence. One question is answered at a time; others wait.

        What identifies a person is masked before anything else is done with the question.
        """
        asking = Asking(
            text=body.question,
            length=body.length,
            reader=checked_reader(body.reader),
            thread=body.thread,
            after=body.after,
            keep=body.keep,
        )
        asked = await run_in_threadpool(questions.ask, asking)
        if "respond-async" in [part.split(";")[0].strip().lower() for part in prefer.split(",")]:
            headers = {"Location": _address(asked.id), "Preference-Applied": "respond-async"}
            return JSONResponse(_told(asked), status_code=202, headers=headers)
        done = await questions.finished(asked.id)
        if done.failure:
            raise ProblemError(of_failure(done.failure, f"{PREFIX}/ask"))
        if done.article is None:
            raise ProblemError(Problem(409, "cancelled", "The question was cancelled before it was answered."))
        headers = {"Location": _article(done) if done.kept else _address(done.id)}
        if done.reader:
            saved_at = await run_in_threadpool(shelf.app.saved_at, done.article.digest) if done.kept else ""
            read = await run_in_threadpool(partial(read_article, shelf, done.article, done.reader, saved_at=saved_at))
            return answered(asdict(read), status=201, headers=headers)
        headers["ETag"] = f'"{done.article.digest}"'
        return JSONResponse(article_to_dict(done.article), status_code=201, headers=headers)

    @router.get("/questions/{identity}", summary="A question on its way", response_model=QuestionModel)
    async def question(identity: Identity) -> Response:
        """Where it stands. It is forgotten an hour after it has ended; its article stays."""
        return JSONResponse(_told(questions.get(identity)))

    @router.delete("/questions/{identity}", summary="Cancel a question", response_model=QuestionModel)
    async def cancel(identity: Identity) -> Response:
        """At once while it waits, else at its next step, and nothing is stored. One that has ended stays as it is."""
        return JSONResponse(_told(questions.cancel(identity)))

    @router.get(
        "/questions/{identity}/events",
        summary="Follow a question step by step",
        response_class=Response,
        responses={
            200: {
                "description": "Server-sent events: waiting, understood, searched, direct_answer, written, section by "
                "section, checked, beside, then done, failed or cancelled. The data of each is an Event.",
                "content": {STREAM: {"schema": {"$ref": "#/components/schemas/EventModel"}}},
            },
            204: {"description": "There is nothing behind Last-Event-ID, and there will be nothing more."},
        },
    )
    async def events(
        request: Request,
        identity: Identity,
        after: Annotated[int, Query(ge=0, description="Leave out the events up to this number.")] = 0,
    ) -> Response:
        """Every event from the first on, or from behind `Last-Event-ID`, so that a reload misses none."""
        asked = questions.get(identity)
        last = request.headers.get("last-event-id", "")
        after = int(last) if last.isascii() and last.isdigit() and len(last) < 9 else after
        if asked.state.is_final and after >= len(asked.events):
            return Response(status_code=204)
        return StreamingResponse(
            _stream(questions, asked.id, after), media_type=STREAM, headers={"X-Accel-Buffering": "no"}
        )

    return router


def checked_reader(name: str) -> str:
    """The name of a reader profile, or nothing; raises ProblemError for one that there is not."""
    if name and name not in audience_names():
        said = f"reader: there is no reader profile {name[:40]!r}."
        raise ProblemError(Problem(422, "validation_error", said, f"Choose one of: {', '.join(audience_names())}."))
    return name


def answered(value: dict[str, Any], *, status: int = 200, headers: Mapping[str, str], at_hand: str = "") -> Response:
    """JSON with an ETag of its own, since a reading tells of the library as it is; 304 where that is `at_hand`."""
    response = JSONResponse(value, status_code=status, headers=dict(headers))
    tag = tag_of(bytes(response.body))
    if is_at_hand(at_hand, tag):
        return Response(status_code=304, headers={"ETag": tag})
    response.headers["ETag"] = tag
    return response


def tag_of(body: bytes) -> str:
    """An ETag of just this answer."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def is_at_hand(header: str, tag: str) -> bool:
    """Whether an If-None-Match header names the tag, weak or not."""
    named = [part.strip().removeprefix("W/") for part in header.split(",")]
    return "*" in named or tag in named


async def _stream(questions: Questions, identity: str, after: int) -> AsyncIterator[str]:
    """Events as a browser's EventSource reads them; a comment now and then keeps the connection open."""
    async with aclosing(questions.follow(identity, after=after)) as events:
        async for event in events:
            if event is None:
                yield ": still working\n\n"
            else:
                told = event_model(event)
                fields = EventModel.model_fields
                unset = {name for name in fields if getattr(told, name) == fields[name].default}
                data = told.model_dump_json(exclude=unset)
                yield f"id: {event.number}\nevent: {event.name.value}\ndata: {data}\n\n"


def event_model(event: Event) -> EventModel:
    """An event as JSON tells it."""
    return EventModel(
        number=event.number,
        name=event.name,
        message=event.message,
        seconds=event.seconds,
        progress=event.progress,
        understanding=_plain(asdict(event.understanding)) if event.understanding else None,
        found=[FoundModel.model_validate(one) for one in event.found],
        found_total=event.found_total,
        section=event.section,
        disagreements=list(event.disagreements),
        missing=list(event.missing),
        article=event.article,
        code=event.failure.code if event.failure else "",
    )


def _told(asked: AskedQuestion) -> dict[str, Any]:
    """A question as JSON tells it."""
    links = {"self": _address(asked.id), "events": f"{_address(asked.id)}/events"}
    digest = asked.article.digest if asked.article and asked.state is QuestionState.DONE else ""
    if digest and asked.kept:
        links["article"] = _article(asked)
        links |= {"wording": _wording(asked)} if asked.reader else {}
    problem = None
    if asked.failure:
        problem = ProblemModel.model_validate(of_failure(asked.failure, links["self"]).body())
    model = QuestionModel(
        id=asked.id,
        question=asked.text,
        state=asked.state,
        ahead=asked.ahead,
        asked_at=asked.asked_at,
        length=asked.length,
        reader=asked.reader,
        article=digest,
        problem=problem,
        links=links,
    )
    return model.model_dump(mode="json")


def _article(asked: AskedQuestion) -> str:
    """Where the article is as the reader that was asked for reads it."""
    digest = asked.article.digest if asked.article else ""
    return f"{PREFIX}/articles/{digest}" + (f"?reader={asked.reader}" if asked.reader else "")


def _wording(asked: AskedQuestion) -> str:
    """Where the article is in the words of the reader that was asked for."""
    digest = asked.article.digest if asked.article else ""
    return f"{PREFIX}/articles/{digest}/wording?reader={asked.reader}"


def _address(identity: str) -> str:
    return f"{PREFIX}/questions/{identity}"


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=sorted))
