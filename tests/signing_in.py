"""People of a test: made without the pages, signed in through them as a browser does."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

import pyotp
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx import Response
from tests.browsing import ReadPage

from citewell.app import App, Settings
from citewell.domain.people import OPERATOR, Person, Role
from citewell.store._secrets import Passwords
from citewell.store.accounts import Accounts
from citewell.web.application import create_web

PASSWORD = "violet kettle on a roof"
HERE = "http://127.0.0.1"
CHEAP = Passwords(passes=1, kibibytes=64, lanes=1)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def empty_app(folder: Path, **settings: object) -> App:
    """Citewell over an empty library, with cheap hashes of passwords; `database` is where a database is."""
    chosen: dict[str, object] = {
        "starter": False,
        "requests_per_minute": 0,
        "questions_per_minute": 0,
        **settings,
    }
    app = App(Settings(library=folder / "library", cache=folder / "cache", **chosen))  # type: ignore[arg-type]
    app.accounts = Accounts(app.database, app.key, passwords=CHEAP)
    return app


_WEBS: WeakKeyDictionary[App, FastAPI] = WeakKeyDictionary()


def web_of(app: App) -> FastAPI:
    """The pages over an application, made once for all its browsers: making them takes a while."""
    if app not in _WEBS:
        _WEBS[app] = create_web(app)
    return _WEBS[app]


def browser_of(app: App, **headers: str) -> TestClient:
    """A browser that has never been here and follows nothing by itself."""
    return TestClient(web_of(app), base_url=HERE, follow_redirects=False, headers=headers)


def join(app: App, name: str, *roles: Role, codes: bool = False) -> Person:
    """Somebody with an account; with `codes` their one-time codes come from SECRET."""
    email = f"{name.lower()}@hospital.example"
    _, token = app.accounts.invitations.invite(email, roles or {Role.READER}, by=OPERATOR)
    person = app.accounts.invitations.accept(token, name=name, password=PASSWORD)
    if codes:
        code = pyotp.TOTP(SECRET).now()
        app.accounts.second_factors.set_up(person.id, secret=SECRET, code=code, session="")
        forget_last_code(app)
    return app.accounts.people.get(person.id)


def forget_last_code(app: App) -> None:
    """Let the present one-time code be used once more, instead of waiting half a minute for the next."""
    from citewell.store._people_tables import people

    with app.database.writing() as connection:
        connection.execute(people.update().values(code_step=0))


def form_token(page: str) -> str:
    """The token in the forms of a page."""
    return next(
        str(attrs["value"]) for tag, attrs in ReadPage(page).elements if tag == "input" and attrs.get("name") == "token"
    )


def submit(browser: TestClient, page: str, address: str = "", **fields: str) -> Response:
    """Load a page and send one of its forms, to `address` where that is another."""
    loaded = browser.get(page)
    assert loaded.status_code == 200, loaded.text
    return browser.post(address or page, data={"token": form_token(loaded.text), **fields})


def sign_in(browser: TestClient, person: Person, **fields: str) -> Response:
    """Sign in through the pages, with the present one-time code where one is asked for."""
    answer = submit(browser, "/sign-in", email=person.email, **({"password": PASSWORD} | fields))
    if answer.headers.get("location", "").startswith("/sign-in/code"):
        answer = submit(browser, answer.headers["location"], "/sign-in/code", code=pyotp.TOTP(SECRET).now(), **fields)
    return answer
