"""Sets pages in type: templates with every value escaped, and errors as HTML or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, JSONResponse, Response

from citewell.compose import reading
from citewell.compose.question import LONGEST_QUESTION

if TYPE_CHECKING:
    from starlette.types import Scope

    from citewell.web.views import ArticlePage, ErrorPage, HomePage

FOLDER = Path(__file__).parent


class Pages:
    """The templates of this package."""

    def __init__(self) -> None:
        self._templates = Environment(
            loader=FileSystemLoader(FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            longest_question=LONGEST_QUESTION,
            emergency_heading=reading.EMERGENCY_HEADING,
            shown_numbers=reading.shown_numbers,
            explanation=reading.NO_SOURCE_EXPLANATION,
            verify_advice=reading.VERIFY_ADVICE,
            verify_command=reading.VERIFY_COMMAND,
        )

    def html(self, template: str, page: HomePage | ArticlePage | ErrorPage, *, status: int = 200) -> Response:
        """A page; the template finds the view data under the name `page`."""
        return HTMLResponse(self._templates.get_template(template).render(page=page), status_code=status)

    def error(self, scope: Scope, page: ErrorPage) -> Response:
        """An error in the form that was asked for: JSON for programs and .json addresses, else a page."""
        accepted = Headers(scope=scope).get("accept", "")
        path = scope["path"]
        if path == "/health" or path.endswith(".json") or ("json" in accepted and "html" not in accepted):
            error = {
                "code": page.code,
                "message": page.message,
                "remedy": page.remedy,
                "reference": page.reference,
            }
            return JSONResponse({"error": error}, status_code=page.status)
        return self.html("error.html", page, status=page.status)
