"""The examples of docs/api.md and of the page /docs are what a real server answers."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.integration.web_client import assert_sound, fits, unlimited

from citewell.app import App
from citewell.domain.people import Scope
from citewell.web.api_examples import EXAMPLES, MORE, Answered, read_examples, run_examples, signed_in
from citewell.web.application import make_server
from citewell.web.problems import KINDS

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", DOCUMENT.read_text("utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def app(starter_app: App, tmp_path_factory: pytest.TempPathFactory) -> App:
    """Citewell over a copy of the starter library."""
    folder = tmp_path_factory.mktemp("docs") / "library"
    shutil.copytree(starter_app.settings.library, folder)
    return App(unlimited(replace(starter_app.settings, library=folder)))


@pytest.fixture(scope="module")
def server(app: App) -> Iterator[httpx.Client]:
    """A client of a real server on a free loopback port."""
    listener = socket.create_server(("127.0.0.1", 0))
    running = make_server(app, host="127.0.0.1")
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    while not running.started:
        time.sleep(0.02)
    with httpx.Client(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=60) as client:
        yield client
    running.should_exit = True
    thread.join(timeout=20)
    listener.close()


@pytest.fixture(scope="module")
def person(app: App, server: httpx.Client) -> dict[str, str]:
    """The cookies and tokens of people who are signed in."""

    def send(method: str, path: str, headers: Mapping[str, str], body: str | None) -> Answered:
        return server.request(method, path, headers=dict(headers), content=body)

    found = signed_in(app, send)
    server.cookies.clear()
    return found


def sent(client: httpx.Client, command: str, known: Mapping[str, str]) -> httpx.Response:
    """What a curl command of the document is answered."""
    for name, value in sorted(known.items(), reverse=True):  # the longer of two names first
        command = command.replace(f"${name}", value)
    assert "$" not in command
    words = shlex.split(command.replace("\\\n", " "))
    assert words[0] == "curl"
    method, address, body = "GET", "", None
    headers: dict[str, str] = {}
    rest = iter(words[1:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name] = value
        elif word == "-d":
            body = next(rest)
        elif word not in ("-s", "-N"):
            address = word
    return client.request(method, address, headers=headers, content=body)


def test_every_example_of_the_document_is_answered_as_it_says(
    app: App, server: httpx.Client, person: dict[str, str]
) -> None:
    ada = app.accounts.people.get("ada@hospital.example")
    _, key = app.accounts.keys.make(ada.id, "Nightly", {Scope.REVIEW_READ})
    known = {"CITEWELL": str(server.base_url).rstrip("/"), "KEY": key}
    known |= {name.removeprefix("$"): value for name, value in person.items()}
    assert len(BLOCKS) > 15
    for block in BLOCKS:
        lines = block.splitlines()
        command = "\n".join(line for line in lines if not line.startswith("#"))
        status, *expected = [line.removeprefix("# ") for line in lines if line.startswith("#")]
        answer = sent(server, command, known)
        assert answer.status_code == int(status), (command, answer.text)
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            assert re.findall("^event: .+$", answer.text, re.MULTILINE) == expected
        elif expected:
            assert fits(json.loads("".join(expected)), answer.json()), (command, answer.text)
        if answer.status_code == 201:
            told = answer.json()
            known["DIGEST"] = told["digest"]
            known["DOSSIER"] = told.get("id", known.get("DOSSIER", ""))
            if "direct_answer" in told:
                known["CLAIM"] = told["direct_answer"][0]["id"]
        if answer.status_code == 202:
            known["QUESTION"] = answer.json()["id"]


def test_every_operation_has_an_example_whose_answer_still_has_that_form(
    server: httpx.Client, person: dict[str, str]
) -> None:
    def send(method: str, path: str, headers: Mapping[str, str], body: str | None) -> Answered:
        return server.request(method, path, headers=dict(headers), content=body)

    told = run_examples(send, person)
    described = server.get("/api/v1/openapi.json").json()
    operations = {one["operationId"] for methods in described["paths"].values() for one in methods.values()}
    assert {example.operation for example in EXAMPLES} - {"ask_later"} == operations - {"wording"}
    kept = read_examples()
    assert list(kept) == list(told)
    for name, example in kept.items():
        assert example["status"] == told[name]["status"], name
        assert shape(example["response"]) == shape(told[name]["response"]), name


def shape(value: Any) -> Any:
    """The fields of JSON, whatever stands in them; of a list that of its first entry, where there is one."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()} if all(map(str.isidentifier, value)) else {}
    if isinstance(value, list):
        return [shape(item) for item in value[:1] if item != MORE and isinstance(item, dict)]
    return None


def test_the_page_on_the_interface_shows_every_operation_and_error_and_loads_nothing(server: httpx.Client) -> None:
    answer = server.get("/docs")
    page = assert_sound(answer.text)
    described = server.get("/api/v1/openapi.json").json()
    for path, methods in described["paths"].items():
        for method, one in methods.items():
            assert one["operationId"] in page.values("id")
            assert f"{method.upper()} /api{path}" in page.text
            assert one["summary"] in page.text
            for parameter in one.get("parameters", ()):
                assert parameter["description"] in page.text
    assert {f"problem-{kind.code}" for kind in KINDS} <= set(page.values("id"))
    inside = {address[1:] for address in page.values("href", "a") if address.startswith("#")}
    assert inside - {"main"} <= set(page.values("id"))
    assert page.text.count("curl -s") >= len(EXAMPLES)
    assert str(server.base_url).rstrip("/") in page.text


def test_an_odd_host_is_not_put_into_a_command(server: httpx.Client) -> None:
    port = str(server.base_url).rstrip("/").rpartition(":")[2]
    page = server.get("/docs", headers={"host": f"localhost:{port}"}).text
    assert f"http://localhost:{port}/api/v1" in page
    assert server.get("/docs", headers={"host": "$(reboot)"}).status_code == 400
