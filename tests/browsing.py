"""What a browser does with the pages: reads them, sends their forms with the token in them, and follows a question."""

from __future__ import annotations

import time
from html.parser import HTMLParser

from fastapi.testclient import TestClient
from httpx import Client, Response


class ReadPage(HTMLParser):
    """What a browser makes of a page: elements with their attributes, ids, links and the text shown; no linked data."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._in_data = False
        self.feed(page)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_data = tag == "script" and ("type", "application/ld+json") in attrs
        if not self._in_data:
            self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self._in_data = False

    def handle_data(self, data: str) -> None:
        self.text += "" if self._in_data else data

    def values(self, name: str, tag: str = "") -> list[str]:
        return [str(attrs[name]) for found, attrs in self.elements if name in attrs and tag in ("", found)]


def send(browser: TestClient, address: str, headers: dict[str, str] | None = None, **fields: str) -> Response:
    """Send a form as a browser does: with the token of a page that it has loaded."""
    return browser.post(address, data={"token": token(browser), **fields}, headers=headers)


def token(browser: Client) -> str:
    return next(
        str(attrs["value"])
        for tag, attrs in ReadPage(browser.get("/").text).elements
        if tag == "input" and attrs.get("name") == "token"
    )


def answered(browser: Client, asked: Response) -> Response:
    """The last answer under a question's own address: where its article is, or why there is none."""
    assert asked.status_code == 303, asked.text
    for _ in range(600):
        answer = browser.get(asked.headers["location"])
        if answer.status_code != 200:
            return answer
        time.sleep(0.05)
    raise AssertionError("The question was not answered in time.")


def ask(browser: TestClient, text: str, headers: dict[str, str] | None = None, **fields: str) -> str:
    answer = answered(browser, send(browser, "/ask", headers, question=text, **fields))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])
