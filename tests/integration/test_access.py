"""Every role against every address, as the table of access says; generated from the routes of the application."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Mount
from tests.signing_in import PASSWORD, browser_of, empty_app, join, submit

from citewell.app import App
from citewell.domain.people import OPERATOR, Role, Scope
from citewell.review.permissions import grants
from citewell.web.access import OPEN, TABLE, name_of
from citewell.web.identity import COOKIE

VISITOR = "visitor"
RESTING = "reviewer without one-time codes"
CALLERS = (VISITOR, *(role.value for role in Role), RESTING, *(f"key {scope}" for scope in Scope))
MOUNTS = {"/static", "/api"}


class Route(NamedTuple):
    """An address of the application: the function behind it, one method, and a path that leads to it."""

    name: str
    method: str
    path: str

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")


@pytest.fixture(scope="module", params=["public", "members"])
def app(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Open to everybody on SQLite, and for members on PostgreSQL: who may do what is asked of both databases."""
    members = request.param == "members"
    database = request.getfixturevalue("postgresql").new_database() if members else ""
    made = empty_app(tmp_path_factory.mktemp("access"), access=request.param, database=database)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def callers(app: App) -> dict[str, dict[str, str]]:
    """What each caller sends with a request."""
    headers: dict[str, dict[str, str]] = {VISITOR: {}}
    for role in Role:
        headers[role.value] = {"cookie": f"{COOKIE}={_signed_in(app, role.value, role, codes=True)}"}
    headers[RESTING] = {"cookie": f"{COOKIE}={_signed_in(app, 'resting', Role.REVIEWER, codes=False)}"}
    owner = app.accounts.people.get("editor@hospital.example")
    for scope in Scope:
        _, key = app.accounts.keys.make(owner.id, scope.value, {scope})
        headers[f"key {scope}"] = {"authorization": f"Bearer {key}"}
    return headers


def _signed_in(app: App, name: str, role: Role, *, codes: bool) -> str:
    person = join(app, name, role, codes=codes)
    if codes:
        _, [code, *_] = person, app.accounts.second_factors.renew_recovery_codes(person.id, code=_code_now())
        half = app.accounts.sign_in.by_password(person.email, PASSWORD, address="", browser="")
        return app.accounts.sign_in.by_code(half.token, code, address="", browser="").token
    return app.accounts.sign_in.by_password(person.email, PASSWORD, address="", browser="").token


def _code_now() -> str:
    import pyotp
    from tests.signing_in import SECRET

    return str(pyotp.TOTP(SECRET).now())


def routes_of(web: FastAPI, base: str = "") -> Iterator[Route]:
    """Every address, those of what is mounted included; a mount that holds no routes gives none."""
    for context in iter_route_contexts(web.routes):
        if isinstance(context.original_route, APIRoute):
            for method in sorted(context.methods or ()):
                yield Route(name_of(context.endpoint), method, base + str(context.path))
    for mount in web.routes:
        if isinstance(mount, Mount) and isinstance(mount.app, FastAPI):
            yield from routes_of(mount.app, base + mount.path)


def web_of(browser: TestClient) -> FastAPI:
    web: Any = browser.app
    assert isinstance(web, FastAPI)
    return web


def is_let_in(browser: TestClient, route: Route, headers: dict[str, str]) -> bool:
    """Whether a request reaches its route: what that makes of an address that leads to nothing does not matter."""
    path = route.path
    for name, value in {"number": "1", "digest": "0" * 64, "token": "x" * 43}.items():
        path = path.replace(f"{{{name}}}", value)
    path = path.replace("{identity:path}", "none").replace("{", "").replace("}", "")
    sent = {"accept": "application/json"} | headers
    browser.cookies.clear()
    answer = browser.request(route.method, path, headers=sent, json={} if route.method == "POST" else None)
    assert answer.status_code < 500, (route, answer.text)
    told = answer.json() if "json" in answer.headers.get("content-type", "") else {}
    code = told.get("code") or told.get("error", {}).get("code") if isinstance(told, dict) else ""
    return code not in ("sign_in_needed", "unauthorized", "access_refused")


def may(caller: str, route: Route, *, members: bool) -> bool:
    """What the table and the permissions say, written a second time."""
    permission = TABLE[route.name]
    if permission is OPEN:
        return True
    grant = grants()[permission]
    if caller.startswith("key "):
        if route.is_api:
            return caller.removeprefix("key ") in grant.scopes
        caller = VISITOR
    if caller == VISITOR:
        return grant.visitors and not members
    if caller == RESTING:
        return Role.READER in grant.roles
    return caller in grant.roles or Role.READER in grant.roles


def test_every_route_is_in_the_table_and_nothing_else(app: App) -> None:
    web = web_of(browser_of(app))
    names = {route.name for route in routes_of(web)}
    assert names == set(TABLE)
    assert {mount.path for mount in web.routes if isinstance(mount, Mount)} == MOUNTS


@pytest.mark.slow
def test_every_caller_reaches_exactly_what_the_table_says(app: App, callers: dict[str, dict[str, str]]) -> None:
    members = app.settings.access == "members"
    with browser_of(app) as browser:  # one event loop for all requests
        routes = list(routes_of(web_of(browser)))
        assert len(routes) > 60
        wrong = [
            (caller, route)
            for route in routes
            if "sign_out" not in route.name
            for caller in CALLERS
            if is_let_in(browser, route, callers[caller]) != may(caller, route, members=members)
        ]
    assert wrong == []


def test_for_members_a_visitor_gets_nothing_but_the_way_in(tmp_path: Path) -> None:
    browser = browser_of(empty_app(tmp_path, access="members"))
    for path in ("/", "/library", "/about", "/docs", "/articles/" + "0" * 64):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?next={path}")
    for path in ("/sign-in", "/health", "/static/style.css"):
        assert browser.get(path).status_code == 200
    answer = browser.get("/api/v1/articles")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json()["code"] == "sign_in_needed"


def test_for_members_a_signed_in_reader_reads(tmp_path: Path) -> None:
    app = empty_app(tmp_path, access="members")
    person = join(app, "Ada")
    browser = browser_of(app)
    submit(browser, "/sign-in", email=person.email, password=PASSWORD)
    assert browser.get("/").status_code == 200
    assert browser.get("/api/v1/articles").status_code == 200


def test_a_key_that_opens_nothing_is_refused_though_reading_needs_none(tmp_path: Path) -> None:
    app = empty_app(tmp_path)
    browser = browser_of(app)
    assert browser.get("/api/v1/articles").status_code == 200
    for header in ("Bearer cw_abcdefgh_" + "x" * 43, "Bearer", "Basic YTpi", "Bearer " + "é" * 9):
        answer = browser.get("/api/v1/articles", headers={"authorization": header.encode()})
        assert (answer.status_code, answer.json()["code"]) == (401, "sign_in_needed")


def test_a_key_counts_for_the_api_alone(tmp_path: Path) -> None:
    app = empty_app(tmp_path, access="members")
    person = join(app, "Ada")
    _, key = app.accounts.keys.make(person.id, "Nightly", set(Scope) - {Scope.REVIEW_READ})
    browser = browser_of(app, authorization=f"Bearer {key}")
    assert browser.get("/api/v1/articles").status_code == 200
    assert browser.get("/library").status_code == 303
    assert browser.get("/account").status_code == 303


def test_an_approving_role_reaches_its_pages_only_with_one_time_codes(tmp_path: Path) -> None:
    app = empty_app(tmp_path)
    person = join(app, "Ada", Role.ADMIN)
    browser = browser_of(app)
    submit(browser, "/sign-in", email=person.email, password=PASSWORD)
    answer = browser.get("/admin/people")
    assert answer.status_code == 403
    assert "/account/codes" in answer.text
    assert browser.get("/account/codes").status_code == 200


def test_somebody_deactivated_is_out_with_the_next_request(tmp_path: Path) -> None:
    app = empty_app(tmp_path)
    person = join(app, "Ada")
    browser = browser_of(app)
    submit(browser, "/sign-in", email=person.email, password=PASSWORD)
    assert browser.get("/account").status_code == 200
    app.accounts.people.activate(person.id, by=OPERATOR, active=False)
    assert browser.get("/account").status_code == 303
