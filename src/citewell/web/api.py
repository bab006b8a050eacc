"""The JSON API: the same data as the pages, under /api/v1, described by OpenAPI, with one form of error."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from citewell import __version__
from citewell.domain.errors import CitewellError
from citewell.web.access import enforcing
from citewell.web.api_articles import make_articles_router
from citewell.web.api_library import make_library_api_router
from citewell.web.api_models import EventModel, ProblemModel
from citewell.web.api_questions import make_questions_router
from citewell.web.api_review import make_review_router
from citewell.web.api_review_lists import make_review_lists_router
from citewell.web.problems import MEDIA_TYPE, ProblemErrors, problem_of, validation_problem

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.questions import Questions
    from citewell.web.shelf import Shelf

AT_ONCE = 2
DESCRIPTION = (
    "Ask clinical questions and get answers in which every sentence carries the quote that proves it. "
    "The same data as the pages show. Nothing here needs a key unless this Citewell is for its members; a key is sent "
    "as Authorization: Bearer, allows what its scopes say, and approves nothing. Requests from other sites' pages are "
    "refused, and a body must be JSON. Every error has one form, application/problem+json (RFC 9457). "
    "Educational purpose only: no answer has been reviewed by a person unless it says by whom."
)


def make_api(app: App, questions: Questions, shelf: Shelf, *, private: bool = False) -> FastAPI:
    """The API as an application of its own, to be mounted at /api.

    In private mode no articles are listed, and no question is taken from an address.
    """
    api = FastAPI(
        title="Citewell",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        generate_unique_id_function=lambda route: route.name,
        dependencies=[Depends(enforcing(app))],
    )
    api.router.redirect_slashes = False
    busy = asyncio.Semaphore(AT_ONCE)
    for router in (
        make_questions_router(questions, shelf),
        make_articles_router(app, shelf, busy=busy, private=private),
        make_library_api_router(app, busy=busy, private=private),
        make_review_router(app, busy=busy),
        make_review_lists_router(app, busy=busy),
    ):
        api.include_router(router, prefix="/v1")

    @api.get("/v1/openapi.json", include_in_schema=False)
    async def openapi() -> Response:
        """This description."""
        return JSONResponse(describe(api))

    async def validation(request: Request, error: Exception) -> Response:
        errors = error.errors() if isinstance(error, RequestValidationError) else ()
        return validation_problem(errors, request.scope["path"]).response()

    async def problem(request: Request, error: Exception) -> Response:
        return problem_of(error, request.scope["path"]).response()

    api.add_exception_handler(RequestValidationError, validation)
    api.add_exception_handler(HTTPException, problem)
    api.add_exception_handler(CitewellError, problem)
    api.add_middleware(ProblemErrors)
    return api


def describe(api: FastAPI) -> dict[str, Any]:
    """The API as OpenAPI 3.1; every operation names its errors, and all have one form."""
    described = get_openapi(
        title="Citewell",
        version=__version__,
        openapi_version="3.1.0",
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        servers=[{"url": "/api"}],
        routes=api.routes,
    )
    schemas = described["components"]["schemas"]
    for model in (ProblemModel, EventModel):
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemModel"}}}
    for operations in described["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = {"description": "An error, as a problem.", "content": problem}
    return described
