"""The web application: routes, guard and errors put together around one App."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, Response
from starlette.routing import Route
from starlette.staticfiles import StaticFiles

from citewell.domain.errors import (
    AccessRefused,
    BusyError,
    CitewellError,
    NotFoundError,
    QuestionError,
    SignInError,
    ThrottledError,
    UserError,
    WithdrawnError,
)
from citewell.web.access import SignInNeeded, enforcing
from citewell.web.faults import log_fault
from citewell.web.forms import OUTDATED, given_back
from citewell.web.guard import LOOPBACK, RequestGuard
from citewell.web.health import make_health_router
from citewell.web.identity import Identify
from citewell.web.limits import RateLimit
from citewell.web.mounting import add_library_and_api
from citewell.web.pages import FOLDER, Pages
from citewell.web.problems import crashing, kind_of, refusing
from citewell.web.questions import open_questions
from citewell.web.routes import make_router
from citewell.web.session import session_key
from citewell.web.shelf import Shelf
from citewell.web.sign_in_routes import is_read_as_page, to_sign_in
from citewell.web.views import ErrorPage
from citewell.web.warming import Warming

if TYPE_CHECKING:
    from starlette.types import Scope
    from uvicorn import Server

    from citewell.app import App

MOST_CONNECTIONS = 100
CLOSING_SECONDS = 3
COMPRESSION = 5
BUSY_SECONDS = 30
READING_BURST_SECONDS = 20
ASKING_BURST = 5
ACCESS_PATH = 2
"""Place of the address among what a line of uvicorn's access log is made from."""

WRITERS_OF_PDF = ("weasyprint", "fontTools")
"""Loggers that tell every step of every file; what goes wrong there still reaches the log."""

SECRET_PATH = "/invitation/"
"""What stands behind it lets somebody in."""
HOME_REMEDY = "Go back to the first page and ask again."


def create_web(app: App, *, host: str = "127.0.0.1", warm: bool = False) -> FastAPI:
    """The web application. Meant for a loopback `host`, it serves only requests made to such a name.

    With `warm` it opens, when it starts, what the first question would otherwise wait for.
    """
    pages, shelf = Pages(), Shelf(app)
    questions = open_questions(app, shelf)
    warming = Warming(app, questions=questions, shelf=shelf)

    @asynccontextmanager
    async def lifespan(served: FastAPI) -> AsyncGenerator[None]:
        if warm:
            warming.start()
        async with questions.lifespan(served):
            yield
        await run_in_threadpool(warming.stop)

    web = FastAPI(
        title="Citewell",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        dependencies=[Depends(enforcing(app))],
    )
    web.include_router(make_router(app, pages, questions, shelf))
    web.include_router(make_health_router(app, shelf=shelf, warming=warming))
    add_library_and_api(web, app, pages, questions=questions, shelf=shelf)
    web.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")
    web.router.routes.append(Route("/favicon.ico", icon))

    @web.exception_handler(CitewellError)
    async def told_error(request: Request, error: CitewellError) -> Response:
        question = await run_in_threadpool(given_back, request)
        return pages.error(request.scope, _page_of(error, question))

    @web.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        if isinstance(error, SignInNeeded) and is_read_as_page(request):
            return to_sign_in(request)
        question = await run_in_threadpool(given_back, request)
        return pages.error(request.scope, _http_page(error.status_code, str(error.detail), question=question))

    @web.exception_handler(RequestValidationError)
    async def unreadable_address(request: Request, error: RequestValidationError) -> Response:
        return pages.error(request.scope, _http_page(404, ""))

    def refuse(scope: Scope, status: int, message: str, seconds: int) -> Response:
        return pages.error(scope, _http_page(status, message, retry_after=seconds))

    def crash(scope: Scope, error: Exception) -> Response:
        reference = log_fault(error, scope["method"])
        return pages.error(scope, _fault_page(reference))

    per_minute, settings = app.settings.requests_per_minute, app.settings
    web.add_middleware(Identify, citewell=app)
    web.add_middleware(
        RequestGuard,
        hosts=LOOPBACK if host in LOOPBACK else None,
        refuse=refusing(refuse),
        crash=crashing(crash),
        key=session_key(settings.library),
        reading=RateLimit(per_minute, burst=per_minute * READING_BURST_SECONDS // 60),
        asking=RateLimit(settings.questions_per_minute, burst=ASKING_BURST),
    )
    web.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=COMPRESSION)
    return web


async def icon(request: Request) -> Response:
    """The icon where browsers look for one that no page has told them of."""
    return FileResponse(FOLDER / "static" / "favicon.ico", media_type="image/x-icon")


def serve_app(app: App, *, host: str, port: int) -> None:
    """Open the library, then serve the pages until stopped; messages and the access log go to stderr.

    Raises UserError when the address cannot be listened on.
    """
    listener = listen(host, port)
    with listener:
        app.status()
        app.page_of_articles(1)
        app.serving(host=host, port=port)
        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
        for talkative in WRITERS_OF_PDF:
            logging.getLogger(talkative).setLevel(logging.WARNING)
        address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
        print(f"Citewell is at {address} (stop it with Ctrl-C)", file=sys.stderr, flush=True)
        with suppress(KeyboardInterrupt):
            make_server(app, host=host, warm=True).run(sockets=[listener])


def make_server(app: App, *, host: str, warm: bool = False) -> Server:
    """A server of the pages for `run(sockets=...)`, warmed or not; it logs through the `logging` of the process."""
    from uvicorn import Config, Server

    web = create_web(app, host=host, warm=warm)
    logging.getLogger("uvicorn.access").addFilter(without_query)
    return Server(
        Config(
            web,
            log_config=None,
            server_header=False,
            limit_concurrency=MOST_CONNECTIONS,
            timeout_graceful_shutdown=CLOSING_SECONDS,
        )
    )


def without_query(record: logging.LogRecord) -> bool:
    """Take what was searched for, and what lets somebody in, out of a line of the access log; every line stays."""
    if isinstance(record.args, tuple) and len(record.args) > ACCESS_PATH:
        told = list(record.args)
        path = str(told[ACCESS_PATH]).partition("?")[0]
        told[ACCESS_PATH] = SECRET_PATH if path.startswith(SECRET_PATH) else path
        record.args = tuple(told)
    return True


def listen(host: str, port: int) -> socket.socket:
    """A socket for the pages; raises UserError when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise UserError(
            f"{host} port {port} cannot be served: {error.strerror or error}.",
            remedy="Stop what listens there, or choose another with --port or --host.",
        ) from error
    # asyncio does so only for sockets that were made with the protocol's number; without it an answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _page_of(error: CitewellError, question: str) -> ErrorPage:
    """Errors that people can mend keep their words; of others only a reference is shown."""
    if isinstance(error, QuestionError):
        return ErrorPage(
            422, error.code, "This question cannot be read", error.message, error.remedy, question=question
        )
    if isinstance(error, BusyError):
        return ErrorPage(
            429, error.code, "Please wait", error.message, error.remedy, question=question, retry_after=BUSY_SECONDS
        )
    if isinstance(error, WithdrawnError):
        return ErrorPage(410, error.code, "This article was withdrawn", error.message, error.remedy)
    if isinstance(error, NotFoundError):
        return ErrorPage(404, error.code, "Not found", error.message, error.remedy or HOME_REMEDY)
    if isinstance(error, AccessRefused):
        return ErrorPage(403, error.code, "This is not open to you", error.message, error.remedy)
    if isinstance(error, ThrottledError):
        return ErrorPage(429, error.code, "Please wait", error.message, error.remedy, retry_after=error.seconds)
    if isinstance(error, SignInError):
        return ErrorPage(401, error.code, "Not let in", error.message, error.remedy)
    if isinstance(error, UserError):
        return ErrorPage(400, error.code, "This cannot be done", error.message, error.remedy or HOME_REMEDY)
    reference = log_fault(error, error.code)
    if not error.remedy:
        return _fault_page(reference)
    return ErrorPage(503, error.code, "Citewell cannot answer now", error.message, error.remedy, reference, question)


def _http_page(status: int, message: str, *, question: str = "", retry_after: int = 0) -> ErrorPage:
    phrase = HTTPStatus(status).phrase
    remedies = {
        401: "Sign in at /sign-in, then come back.",
        403: "Open Citewell's own first page and ask there.",
        413: "Shorten the question to the question itself and leave out pasted text.",
        429: f"Wait {retry_after or BUSY_SECONDS} seconds, then load the page again.",
    }
    said = message if message and message != phrase else f"{phrase}."
    if status == 404:
        said = "There is no page at this address."
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    kind = kind_of(code, status)
    title = kind.title if kind.status == status else phrase
    if message == OUTDATED:
        remedy = "Cookies must be allowed for this site. Send it once more from here."
        return ErrorPage(status, code, "Please send this again", said, remedy, question=question)
    return ErrorPage(status, code, title, said, remedies.get(status, HOME_REMEDY), retry_after=retry_after)


def _fault_page(reference: str) -> ErrorPage:
    return ErrorPage(
        500,
        "internal_error",
        "Something went wrong on our side",
        "The fault is Citewell's, not yours.",
        "Try again. If it happens again, report it with the reference below; the log has the details.",
        reference,
    )
