"""The web application: routes, guard and errors put together around one App."""

from __future__ import annotations

import logging
import secrets
import socket
import sys
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from citewell.domain.errors import CitewellError, NotFoundError, QuestionError, UserError
from citewell.web.guard import LOOPBACK, RequestGuard
from citewell.web.mounting import add_library_and_api
from citewell.web.pages import FOLDER, Pages
from citewell.web.problems import crashing, refusing
from citewell.web.questions import open_questions
from citewell.web.routes import make_router
from citewell.web.views import ErrorPage

if TYPE_CHECKING:
    from starlette.types import Scope
    from uvicorn import Server

    from citewell.app import App

LOG = logging.getLogger("citewell.web")
MOST_CONNECTIONS = 100
HOME_REMEDY = "Go back to the first page and ask again."


def create_web(app: App, *, host: str = "127.0.0.1") -> FastAPI:
    """The web application. Meant for a loopback `host`, it serves only requests made to such a name."""
    pages, questions = Pages(), open_questions(app)
    web = FastAPI(title="Citewell", docs_url=None, redoc_url=None, openapi_url=None, lifespan=questions.lifespan)
    web.include_router(make_router(app, pages))
    add_library_and_api(web, app, pages, questions)
    web.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")

    @web.exception_handler(CitewellError)
    async def told_error(request: Request, error: CitewellError) -> Response:
        question = getattr(request.state, "question", "")
        return pages.error(request.scope, _page_of(error, question))

    @web.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        return pages.error(request.scope, _http_page(error.status_code, str(error.detail)))

    def refuse(scope: Scope, status: int, message: str) -> Response:
        return pages.error(scope, _http_page(status, message))

    def crash(scope: Scope, error: Exception) -> Response:
        reference = _log(error, scope["method"])
        return pages.error(scope, _fault_page(reference))

    hosts = LOOPBACK if host in LOOPBACK else None
    web.add_middleware(RequestGuard, hosts=hosts, refuse=refusing(refuse), crash=crashing(crash))
    return web


def serve_app(app: App, *, host: str, port: int) -> None:
    """Open the library, then serve the pages until stopped; messages and the access log go to stderr.

    Raises UserError when the address cannot be listened on.
    """
    listener = _listen(host, port)
    with listener:
        app.status()
        logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(message)s")
        address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}/"
        print(f"Citewell is at {address} (stop it with Ctrl-C)", file=sys.stderr, flush=True)
        with suppress(KeyboardInterrupt):
            make_server(app, host=host).run(sockets=[listener])


def make_server(app: App, *, host: str) -> Server:
    """A server of the pages for `run(sockets=...)`; it logs through the `logging` of the process."""
    from uvicorn import Config, Server

    web = create_web(app, host=host)
    return Server(Config(web, log_config=None, server_header=False, limit_concurrency=MOST_CONNECTIONS))


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise UserError(
            f"{host} port {port} cannot be served: {error.strerror or error}.",
            remedy="Stop what listens there, or choose another with --port or --host.",
        ) from error


def _page_of(error: CitewellError, question: str) -> ErrorPage:
    """Errors that people can mend keep their words; of others only a reference is shown."""
    if isinstance(error, QuestionError):
        return ErrorPage(
            422, error.code, "This question cannot be read", error.message, error.remedy, question=question
        )
    if isinstance(error, NotFoundError):
        return ErrorPage(404, error.code, "Not found", error.message, error.remedy or HOME_REMEDY)
    if isinstance(error, UserError):
        return ErrorPage(400, error.code, "This cannot be done", error.message, error.remedy or HOME_REMEDY)
    reference = _log(error, error.code)
    if not error.remedy:
        return _fault_page(reference)
    return ErrorPage(503, error.code, "Citewell cannot answer now", error.message, error.remedy, reference, question)


def _http_page(status: int, message: str) -> ErrorPage:
    phrase = HTTPStatus(status).phrase
    remedies = {
        403: "Open Citewell's own first page and ask there.",
        413: "Shorten the question to the question itself and leave out pasted text.",
    }
    said = message if message and message != phrase else f"{phrase}."
    if status == 404:
        said = "There is no page at this address."
    code = phrase.lower().replace(" ", "_").replace("-", "_")
    return ErrorPage(status, code, phrase, said, remedies.get(status, HOME_REMEDY))


def _fault_page(reference: str) -> ErrorPage:
    return ErrorPage(
        500,
        "internal_error",
        "Something went wrong on our side",
        "The fault is Citewell's, not yours.",
        "Try again. If it happens again, report it with the reference below; the log has the details.",
        reference,
    )


def _log(error: Exception, what: str) -> str:
    """Write a fault to the log and return the reference to find it by."""
    reference = secrets.token_hex(4)
    LOG.error("Error %s (%s)", reference, what, exc_info=error)
    return reference
