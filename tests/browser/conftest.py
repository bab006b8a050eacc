"""A real Chromium, and the pages of a small library on a loopback port.

Where no Chromium is found the tests skip and say so; with CI set they fail instead.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.integration.test_web import DOCUMENTS

from citewell.app import App, Settings
from citewell.web.application import listen, make_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-default-apps"
).split()


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


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> App:
    """Citewell over two documents."""
    folder: Path = tmp_path_factory.mktemp("browser")
    documents = folder / "documents.jsonl"
    documents.write_text("\n".join(map(json.dumps, DOCUMENTS)), encoding="utf-8")
    settings = Settings(
        library=folder / "library",
        cache=folder / "cache",
        starter=False,
        requests_per_minute=0,
        questions_per_minute=0,
    )
    made = App(settings)
    made.add([str(documents)])
    return made


@pytest.fixture(scope="session")
def site(app: App) -> Iterator[str]:
    """Where the pages are."""
    listener: socket.socket = listen("127.0.0.1", 0)
    server = make_server(app, host="127.0.0.1")
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()
