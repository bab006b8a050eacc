"""Puts the library, the pages about Citewell, the accounts and the JSON API into the web application."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from starlette.routing import Mount

from citewell.web.about_routes import make_about_router
from citewell.web.account_routes import make_account_router
from citewell.web.api import make_api
from citewell.web.bench_routes import make_bench_router
from citewell.web.code_routes import make_code_router
from citewell.web.docs_routes import make_docs_router
from citewell.web.invitation_routes import make_invitation_router
from citewell.web.item_routes import make_item_router
from citewell.web.key_routes import make_key_router
from citewell.web.library_routes import make_library_router
from citewell.web.notice_routes import make_notice_router
from citewell.web.people_routes import make_people_router
from citewell.web.session import session_key
from citewell.web.sign_in_routes import make_sign_in_router
from citewell.web.sign_on_routes import make_sign_on_router

if TYPE_CHECKING:
    from fastapi import FastAPI

    from citewell.app import App
    from citewell.web.pages import Pages
    from citewell.web.questions import Questions
    from citewell.web.shelf import Shelf


def add_library_and_api(web: FastAPI, app: App, pages: Pages, *, questions: Questions, shelf: Shelf) -> None:
    """Add /library, /about, /docs, the pages of accounts, /bench, and /api. In private mode no articles are listed."""
    private = app.settings.private
    api = make_api(app, questions, shelf, private=private)
    web.include_router(make_library_router(app, pages, private=private))
    web.include_router(make_about_router(app, pages, private=private))
    web.include_router(make_docs_router(api, pages))
    key = session_key(app.settings.library)
    for router in (
        make_sign_in_router(app, pages),
        make_sign_on_router(app, pages, key),
        make_invitation_router(app, pages),
        make_account_router(app, pages),
        make_code_router(app, pages),
        make_key_router(app, pages),
        make_people_router(app, pages),
        make_notice_router(app, pages),
        make_item_router(app, pages),
        make_bench_router(app, pages),
    ):
        web.include_router(router)
    web.router.routes.append(_mount(api))


def _mount(api: FastAPI) -> Mount:
    """The API at /api, whatever stands behind it in an address, a line end included: all its errors have one form."""
    mount = Mount("/api", app=api)
    mount.path_regex = re.compile(mount.path_regex.pattern, re.DOTALL)
    return mount
