"""An answer that was withdrawn and is composed again reaches no reader, in no part and by no way of asking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.browsing import send
from tests.living import COHORT, QUESTION, TRIAL, Instance, living, small_library

from citewell.app import App
from citewell.domain.errors import WithdrawnError
from citewell.domain.reviewing import Action
from citewell.web.application import create_web

REASON = "The dose of paste is wrong in the trial."


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Iterator[Instance]:
    """A published article that a safety officer has withdrawn."""
    folder = tmp_path_factory.mktemp("withdrawn")
    library = small_library(folder, cache_folder)
    made = living(tmp_path_factory.mktemp("own"), library, cache_folder, str(folder / "articles.sqlite"))
    claim = next(one for one in made.article.claims if one.citations[0].document_id == "turmeric-2020")
    made.app.board.step(
        Action.WITHDRAW, made.dossier.id, made.people["officer"], digest=made.article.digest, reason=REASON,
        claim_ids=(claim.id,),
    )  # fmt: skip
    yield made
    made.app.database.close()


@pytest.fixture
def browser(withdrawn: Instance) -> Iterator[TestClient]:
    with TestClient(create_web(withdrawn.app), base_url="http://127.0.0.1", follow_redirects=False) as opened:
        yield opened


@pytest.mark.parametrize("question", [QUESTION, "does  TURMERIC paste lower gout flares"])
def test_no_part_of_it_is_streamed_to_a_page_or_a_program(
    withdrawn: Instance, browser: TestClient, question: str
) -> None:
    asked = str(send(browser, "/ask", question=question).headers["location"])
    streamed = [browser.get(f"{asked}/events").text, browser.get(asked).text]
    for reader in ("", "patient", "researcher"):
        body = {"question": question, "reader": reader}
        answer = browser.post("/api/v1/ask", json=body, headers={"prefer": "respond-async"})
        streamed.append(browser.get(f"{answer.headers['location']}/events").text)
    refused = browser.post("/api/v1/ask", json={"question": question, "length": "brief"})
    assert (refused.status_code, refused.json()["code"]) == (410, "withdrawn")
    for text in (*streamed, refused.text):
        assert "withdrawn" in text.lower()
        assert "lowered gout flares" not in text
        assert "did not lower" not in text
    assert all(REASON in text for text in (*streamed, refused.text))


def test_the_first_question_after_a_restart_is_refused_as_well(withdrawn: Instance) -> None:
    restarted = App(withdrawn.app.settings)
    with TestClient(create_web(restarted), base_url="http://127.0.0.1", follow_redirects=False) as browser:
        answer = browser.post("/api/v1/ask", json={"question": QUESTION}, headers={"prefer": "respond-async"})
        told = browser.get(f"{answer.headers['location']}/events").text
    restarted.database.close()
    assert REASON in told
    assert "gout flares by" not in told
    assert "event: direct_answer" not in told


def test_another_question_is_streamed_as_ever(browser: TestClient) -> None:
    answer = browser.post(
        "/api/v1/ask",
        json={"question": "How long was turmeric paste taken in gout?"},
        headers={"prefer": "respond-async"},
    )
    events = browser.get(f"{answer.headers['location']}/events").text
    assert "event: direct_answer" in events
    assert events.index("event: direct_answer") < events.index("event: checked")


def test_an_answer_on_mended_sources_is_given_again_in_one_piece(withdrawn: Instance, browser: TestClient) -> None:
    withdrawn.add(COHORT, TRIAL | {"text": "Turmeric paste lowered gout flares by 3% over six months in 240 adults."})
    answer = browser.post("/api/v1/ask", json={"question": QUESTION}, headers={"prefer": "respond-async"})
    events = browser.get(f"{answer.headers['location']}/events").text
    assert "by 3% over six months" in events
    assert events.index("event: checked") < events.index("event: direct_answer") < events.index("event: done")


def test_the_old_answer_is_refused_though_another_source_stands_beside_it(withdrawn: Instance) -> None:
    withdrawn.add(COHORT, TRIAL, COHORT | {"_id": "turmeric-2019", "text": f"In 2019, {COHORT['text']}"})
    with pytest.raises(WithdrawnError, match="dose of paste"):
        withdrawn.app.ask(QUESTION, keep=False)
