"""Serves Citewell on a loopback port, asks it as a browser does, and opens the Chromium of this machine.

For the tools that look at the pages: screenshots.py and measure_pages.py.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx

from citewell.app import App
from citewell.web.application import listen, make_server

HOST = "127.0.0.1"
USUAL_PORT = 8000
"""Shown in links on the pages, so that pictures of them stay the same wherever it is free."""

COMMAND = "import sys; from citewell.cli import main; sys.exit(main())"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
OPTIONS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-default-apps --hide-scrollbars --force-color-profile=srgb --font-render-hinting=none"
).split()
TOKEN = re.compile(r'name="token" value="([^"]+)"')
WAIT_SECONDS = 120


@contextmanager
def served(app: App) -> Iterator[str]:
    """The pages of an App, served from this process; yields their address."""
    with closing(_listener()) as listener:
        server = make_server(app, host=HOST)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield f"http://{HOST}:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)


@contextmanager
def served_by_command(library: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """`citewell serve` in a process of its own, as a person starts it; yields its address and the process's id."""
    with closing(listen(HOST, 0)) as free:
        port = free.getsockname()[1]
    place = {**os.environ, "CITEWELL_LIBRARY": str(library), **settings}
    site = f"http://{HOST}:{port}"
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "serve", "--host", HOST, "--port", str(port)], env=place, stderr=log
        )
        try:
            _wait_for(site, process)
            yield site, process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def ask(browser: httpx.Client, question: str, **fields: str) -> str:
    """Ask by the form of the first page; returns the address of the article."""
    found = TOKEN.search(browser.get("/").text)
    if found is None:
        raise SystemExit("The first page has no form.")
    asked = browser.post("/ask", data={"token": found[1], "question": question, **fields})
    for _ in range(WAIT_SECONDS * 10):
        answer = browser.get(asked.headers["location"])
        if answer.status_code != 200:
            return str(answer.headers["location"])
        time.sleep(0.1)
    raise SystemExit(f"Not answered in {WAIT_SECONDS} seconds: {question}")


@contextmanager
def open_chromium() -> Iterator[Any]:
    """A Chromium without a window; ends the program with a remedy where there is none."""
    if not CHROMIUM:
        raise SystemExit("No Chromium was found. On Debian or Ubuntu: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        browser.close()


def _listener() -> socket.socket:
    try:
        return listen(HOST, USUAL_PORT)
    except Exception:
        return listen(HOST, 0)


def _wait_for(site: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(WAIT_SECONDS * 10):
        if process.poll() is not None:
            raise SystemExit(f"citewell serve ended with {process.returncode}.")
        try:
            if httpx.get(f"{site}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise SystemExit(f"citewell serve did not answer in {WAIT_SECONDS} seconds.")
