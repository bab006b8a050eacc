"""The web application: routes, guard and errors put together around one App."""

from __future__ import annotations

import logging
import secrets
from http import HTTPStatus
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from citewell.domain.errors import CitewellError, NotFoundError, QuestionError, UserError
from citewell.web.guard import LOOPBACK, RequestGuard
from citewell.web.pages import FOLDER, Pages
from citewell.web.routes import make_router
from citewell.web.views import ErrorPage

if TYPE_CHECKING:
    from starlette.types import Scope

    from citewell.app import App

LOG = logging.getLogger("citewell.web")
HOME_REMEDY = "Go back to the first page and ask again."


def create_web(app: App) -> FastAPI:
    """The web application. Bound to a loopback address it serves only requests made to such a name."""
    pages = Pages()
    web = FastAPI(title="Citewell", docs_url=None, redoc_url=None, openapi_url=None)
    web.include_router(make_router(app, pages))
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

    hosts = LOOPBACK if app.settings.host in LOOPBACK else None
    web.add_middleware(RequestGuard, hosts=hosts, refuse=refuse, crash=crash)
    return web


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
    return ErrorPage(
        503, error.code, "Citewell cannot answer now", error.message, error.remedy, reference, question
    )


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
        "Try again. If it happens again, report it with the reference below; the log has the details under it.",
        reference,
    )


def _log(error: Exception, what: str) -> str:
    """Write a fault to the log and return the reference to find it by."""
    reference = secrets.token_hex(4)
    LOG.error("Error %s (%s)", reference, what, exc_info=error)
    return reference
