"""Whether a server lives, is ready, and what it holds: for whoever runs it, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from citewell.domain.errors import CitewellError

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.shelf import Shelf
    from citewell.web.warming import Warming

SECONDS = "1"
"""When to look again, while a server opens its engines."""


def make_health_router(app: App, *, shelf: Shelf, warming: Warming) -> APIRouter:
    """/healthz, /readyz and /health."""
    router = APIRouter()

    @router.get("/healthz")
    async def alive() -> Response:
        """Whether the process answers; nothing is opened for it."""
        return JSONResponse({"status": "alive"})

    @router.get("/readyz")
    async def ready() -> Response:
        """Whether questions can be sent here: 503 while engines are opened, and where the library cannot be."""
        if not warming.is_ready:
            return JSONResponse({"status": "opening"}, status_code=503, headers={"Retry-After": SECONDS})
        try:
            release, _ = await run_in_threadpool(shelf.library)
        except CitewellError as error:
            told = {"status": "unusable", "code": error.code, "message": error.message, "remedy": error.remedy}
            return JSONResponse(told, status_code=503)
        return JSONResponse({"status": "ready", "release": release})

    @router.get("/health")
    async def health() -> Response:
        """Whether the library can be opened, and what it holds."""
        await run_in_threadpool(shelf.library)
        status = await run_in_threadpool(app.status)
        shown = {name: status[name] for name in ("documents", "passages", "release") if name in status}
        return JSONResponse({"status": "ok", **shown})

    return router
