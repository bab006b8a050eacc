"""Answers that several parts of the workbench give: the dossier's page, also with what refused a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import RedirectResponse, Response

from citewell.compose.reading import clean
from citewell.domain.errors import ReviewRefused, UserError
from citewell.domain.reviewing import Action, ReviewState
from citewell.web.bench_desk import Desk
from citewell.web.bench_steps import is_for
from citewell.web.bench_views import dossier_page

if TYPE_CHECKING:
    from citewell.domain.people import Actor
    from citewell.web.pages import Pages


def show_dossier(
    desk: Desk,
    pages: Pages,
    dossier_id: str,
    viewer: Actor,
    *,
    done: str = "",
    error: UserError | None = None,
    tried: tuple[str, str] = ("", ""),
) -> Response:
    """A dossier's page for somebody; `tried` is a refused step with the reason written for it. Raises NotFoundError."""
    file = desk.file(dossier_id, viewer)
    others = desk.app.board.dossiers.all([ReviewState.PUBLISHED]) if is_for(file, Action.SUPERSEDE) else []
    page = dossier_page(
        file,
        workload=desk.workload() if is_for(file, Action.ASSIGN) else {},
        successors=tuple((one.id, clean(one.question)) for one in others if one.id != dossier_id),
        done=done,
        error=told(error),
        tried=tried,
    )
    return pages.html("bench/dossier.html", page, status=422 if error else 200)


def told(error: UserError | None) -> tuple[str, str, str]:
    """What a page says of a refusal: the message, what to do, and the rule where a rule of the board refused."""
    if error is None:
        return "", "", ""
    rule = error.rule if isinstance(error, ReviewRefused) else ""
    return error.message.removesuffix(f" (rule {rule})"), error.remedy, rule


def back_to(dossier_id: str, done: str = "") -> Response:
    """To a dossier's page, which says what was done."""
    return RedirectResponse(f"/bench/{dossier_id}{f'?done={done}' if done else ''}", status_code=303)
