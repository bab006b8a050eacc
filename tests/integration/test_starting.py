"""A server opens its engines in the background when it starts, and tells when it lives and when it is ready."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from citewell.app import App, Settings
from citewell.domain.articles import Article
from citewell.domain.errors import LibraryError
from citewell.domain.steps import Observer, Step, StepName, unobserved
from citewell.gathering import Engines
from citewell.web.application import create_web

HERE = "http://127.0.0.1"
DOCUMENT = {
    "_id": "trial",
    "title": "Exercise for cervicogenic headache: a randomised trial",
    "text": "Low-load exercise reduced the frequency of cervicogenic headache at 12 months.",
    "kind": "randomised-trial",
    "year": 2002,
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder: Path = tmp_path_factory.mktemp("starting")
    documents = folder / "documents.jsonl"
    documents.write_text(json.dumps(DOCUMENT), encoding="utf-8")
    made = Settings(library=folder / "library", cache=folder / "cache", starter=False)
    App(made).add([str(documents)])
    return made


class SlowApp(App):
    """Opens its engines when it is let go, and notes what is asked of it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.gate = threading.Event()
        self.rehearsed: list[Step] = []

    @property
    def engines(self) -> Engines:
        self.gate.wait(30)
        return super().engines

    def ask(self, text: str, *, observe: Observer = unobserved, keep: bool = True, **others: Any) -> Article:
        def note(step: Step) -> None:
            if not keep:
                self.rehearsed.append(step)
            observe(step)

        return super().ask(text, observe=note, keep=keep, **others)


@pytest.fixture
def slow(settings: Settings) -> Iterator[SlowApp]:
    app = SlowApp(settings)
    yield app
    app.gate.set()


def until_ready(client: TestClient) -> dict[str, Any]:
    for _ in range(600):
        answer = client.get("/readyz")
        if answer.status_code == 200:
            told: dict[str, Any] = answer.json()
            return told
        time.sleep(0.05)
    raise AssertionError(answer.text)


def test_a_server_lives_at_once_and_is_ready_when_its_engines_are_open(slow: SlowApp) -> None:
    with TestClient(create_web(slow, warm=True), base_url=HERE) as client:
        assert client.get("/healthz").json() == {"status": "alive"}
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["status"]) == (503, "opening")
        assert int(answer.headers["retry-after"]) > 0
        slow.gate.set()
        assert until_ready(client) == {"status": "ready", "release": slow.release()}
        assert "_engines" in vars(slow)


def test_the_rehearsal_goes_all_the_way_and_keeps_nothing(slow: SlowApp) -> None:
    slow.gate.set()
    with TestClient(create_web(slow, warm=True), base_url=HERE) as client:
        until_ready(client)
    assert [step.name for step in slow.rehearsed][-1] is StepName.DONE
    assert slow.recent(10) == []


def test_the_rehearsal_gives_way_to_a_question(slow: SlowApp) -> None:
    with TestClient(create_web(slow, warm=True), base_url=HERE) as client:
        answer = client.post(
            "/api/v1/ask",
            json={"question": "How is cervicogenic headache treated?"},
            headers={"prefer": "respond-async"},
        )
        slow.gate.set()
        assert "event: done" in client.get(f"{answer.headers['location']}/events").text
        until_ready(client)
    assert StepName.DONE not in [step.name for step in slow.rehearsed]


def test_a_server_that_was_not_warmed_is_ready(settings: Settings) -> None:
    with TestClient(create_web(App(settings)), base_url=HERE) as client:
        assert client.get("/readyz").json()["status"] == "ready"


def test_a_library_that_cannot_be_used_is_not_ready_and_says_why(settings: Settings) -> None:
    class BrokenApp(App):
        def release(self) -> str:
            raise LibraryError("The library is torn.", remedy="Restore it.")

    with TestClient(create_web(BrokenApp(settings)), base_url=HERE) as client:
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unusable",
        "code": "library_error",
        "message": "The library is torn.",
        "remedy": "Restore it.",
    }


def test_what_fails_while_warming_is_logged_and_does_not_stop_the_server(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    class FailingApp(App):
        @property
        def engines(self) -> Engines:
            raise RuntimeError("no engine today")

    with TestClient(create_web(FailingApp(replace(settings)), warm=True), base_url=HERE) as client:
        until_ready(client)
    assert "no engine today" in caplog.text


def test_probes_are_never_refused_for_their_number(settings: Settings) -> None:
    few = replace(settings, requests_per_minute=3)
    with TestClient(create_web(App(few)), base_url=HERE) as client:
        assert {client.get(path).status_code for _ in range(5) for path in ("/healthz", "/readyz")} == {200}
