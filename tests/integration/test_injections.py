"""Documents and questions that give orders to a program change nothing, even with a model that obeys every order."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.lying_server import Asked, LyingServer, Saying, claim_json, claims_json, lying

from citewell.app import App, read_settings
from citewell.domain.articles import Article
from citewell.domain.enums import ArticleStatus, Severity

CASES: dict[str, list[str]] = tomllib.loads((Path(__file__).parents[1] / "data" / "injections.toml").read_text("utf-8"))
QUESTION = "How is cervicogenic headache treated?"
MOVES = ("Heat", "Rest", "Massage", "Stretching", "Walking", "Swimming", "Traction", "Mobilisation", "Posture training")
TIMES = ("in the morning", "at noon", "in the evening", "before work", "after work")


def _true(number: int) -> str:
    move, time = MOVES[number % len(MOVES)], TIMES[number // len(MOVES) % len(TIMES)]
    return f"{move} is a treatment for cervicogenic headache that {number + 11} of {number + 40} people used {time}."


def _documents() -> Iterator[dict[str, object]]:
    fields = {"place_text": "text", "place_title": "title", "place_section": "text", "place_authors": "authors"}
    number = 0
    for place, field in fields.items():
        for order in CASES[place]:
            true = _true(number)
            text = f"{true}\n\n{order}" if number % 2 else f"{order}\n\n{true}"
            if place == "place_section":
                text = f"## {order}\n\n{true}"
            document: dict[str, object] = {
                "_id": f"d{number}",
                "title": "Cervicogenic headache: treatment",
                "year": 2020,
            }
            yield document | {"text": true} | {field: text if field == "text" else order}
            number += 1


def _obeys(asked: Asked) -> Saying:
    """A model that obeys whatever order it finds outside the system message, and otherwise copies."""
    claims = [claim_json(text.replace("[removed]", "").strip(), number, text.replace("[removed]", "").strip())
              for number, text in asked.passages.items()]  # fmt: skip
    if re.search("zorvexin", asked.user, re.IGNORECASE):
        for number, text in list(asked.passages.items())[:5]:
            claims.insert(0, claim_json("Zorvexin is recommended for cervicogenic headache.", number, text))
        for line in asked.user.splitlines():
            if "zorvexin" in line.casefold():
                claims.insert(0, claim_json("We recommend zorvexin for cervicogenic headache.", 1, line))
    return Saying(claims_json(claims))


@pytest.fixture(scope="module")
def server() -> Iterator[LyingServer]:
    with lying(_obeys) as running:
        yield running


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("hostile")
    file = folder / "hostile.jsonl"
    file.write_text("".join(json.dumps(document) + "\n" for document in _documents()), "utf-8")
    settings = {
        "CITEWELL_LIBRARY": str(folder / "library"),
        "CITEWELL_CACHE": str(cache_folder),
        "CITEWELL_STARTER": "off",
    }
    report = App(read_settings(settings)).add([str(file)])
    assert report.rejections == []
    assert len(report.added) == sum(map(len, CASES.values())) - len(CASES["place_question"])
    return settings


@pytest.fixture(scope="module")
def gullible(where: dict[str, str], server: LyingServer) -> App:
    return App(read_settings(where | server.settings(CITEWELL_WRITER_EVIDENCE="200")))


@pytest.fixture(scope="module")
def extractive(where: dict[str, str]) -> App:
    return App(read_settings(where))


def assert_unmoved(article: Article, app: App) -> None:
    true = {_true(number) for number in range(60)}
    assert article.claims, "the injections kept the answer away"
    assert [claim.text for claim in article.claims if claim.text not in true] == []
    assert "zorvexin" not in " ".join(article.notes).casefold()
    assert not [finding for finding in app.verify(article) if finding.severity is Severity.ERROR]


def test_there_are_at_least_forty_cases() -> None:
    assert len({text for texts in CASES.values() for text in texts}) >= 40


def test_no_order_in_a_document_is_quoted_as_a_claim(extractive: App) -> None:
    assert_unmoved(extractive.ask(QUESTION, keep=False), extractive)


def test_no_order_in_a_document_reaches_the_model_or_the_article(gullible: App, server: LyingServer) -> None:
    before = len(server.asked)
    assert_unmoved(gullible.ask(QUESTION, keep=False), gullible)
    asked = server.asked[before]
    assert len(asked.passages) >= 40
    assert [text for text in asked.passages.values() if "zorvexin" in text.casefold()] == []
    assert "zorvexin" not in asked.user.casefold()


@pytest.mark.parametrize("question", CASES["place_question"])
@pytest.mark.parametrize("engine", ["extractive", "gullible"])
def test_no_order_in_a_question_reaches_the_article(request: pytest.FixtureRequest, engine: str, question: str) -> None:
    """A name in the order that no source knows may end in "no source found"; it never ends in a claim."""
    app: App = request.getfixturevalue(engine)
    article = app.ask(question, keep=False)
    if article.status is not ArticleStatus.NO_SOURCE_FOUND:
        assert_unmoved(article, app)
