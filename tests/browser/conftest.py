"""A real Chromium, and the pages of a small library and of the starter library on loopback ports.

Where no Chromium is found the tests skip and say so; with CI set they fail instead.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.examples import QUESTION, example_article
from tests.integration.test_web import DOCUMENTS

from citewell.app import App, Settings
from citewell.web.application import listen, make_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-default-apps"
).split()
PATIENCE = 60_000
"""Milliseconds that a browser waits for something to come: a machine with other work is slow."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser, once for a file of tests: while it is open, its event loop runs and no other can."""
    missing = "" if CHROMIUM else "no Chromium is installed"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing = "the package playwright is not installed"
    if missing:
        if os.environ.get("CI"):
            pytest.fail(f"The browser tests cannot run: {missing}.")
        pytest.skip(f"The browser tests were left out: {missing}.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def open_tab(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Opens the only tab of a browser that has never been here, with options such as a viewport and a base_url.

    The test fails on any dialog, and on any error that a script or the policy tells; with `refused`, the browser's
    note that an answer had a status of 400 or more is none.
    """
    contexts: list[Any] = []
    troubles: list[str] = []

    def opened(*, refused: bool = False, **options: Any) -> Any:
        context = chromium.new_context(**options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        tab = context.new_page()

        def told(message: Any) -> None:
            if message.type == "error" and not (refused and message.text.startswith("Failed to load resource")):
                troubles.append(message.text)

        def asked(dialog: Any) -> None:
            troubles.append(f"dialog: {dialog.message}")
            dialog.dismiss()

        tab.on("console", told)
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        tab.on("dialog", asked)
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def page(open_tab: Callable[..., Any], site: str) -> Any:
    """A tab on the small library."""
    return open_tab(base_url=site, viewport={"width": 1024, "height": 800})


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    """Citewell over two documents."""
    return small_app(tmp_path_factory.mktemp("browser"), DOCUMENTS)


@pytest.fixture(scope="session")
def site(app: App) -> Iterator[str]:
    """Where the pages are."""
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def article(app: App) -> str:
    """The address of a long article."""
    made = example_article()
    app.store.save(made)
    return f"/articles/{made.digest}"


@pytest.fixture(scope="session")
def seed_app(starter_app: App, tmp_path_factory: pytest.TempPathFactory) -> App:
    """Citewell over a copy of the starter library without articles."""
    folder = tmp_path_factory.mktemp("seed") / "library"
    shutil.copytree(starter_app.settings.library, folder, ignore=shutil.ignore_patterns("articles.sqlite*", "inbox"))
    return App(replace(starter_app.settings, library=folder, requests_per_minute=0, questions_per_minute=0))


@pytest.fixture(scope="session")
def seed_site(seed_app: App) -> Iterator[str]:
    """Where the pages of the starter library are."""
    with served(seed_app) as address:
        yield address


@pytest.fixture(scope="session")
def seed_article(seed_app: App) -> str:
    """The address of the answer to the question that the starter library was made for."""
    return f"/articles/{seed_app.ask(QUESTION).digest}"


def small_app(folder: Path, rows: Any, **settings: Any) -> App:
    """Citewell over a few documents, without limits where none is named."""
    documents = folder / "documents.jsonl"
    documents.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    limits = {"requests_per_minute": 0, "questions_per_minute": 0}
    own = limits | settings
    made = App(Settings(library=folder / "library", cache=folder / "cache", starter=False, **own))
    made.add([str(documents)])
    return made


@contextmanager
def served(app: App) -> Iterator[str]:
    """The address of the pages while a server of them runs."""
    listener = listen("127.0.0.1", 0)
    server = make_server(app, host="127.0.0.1")
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()
