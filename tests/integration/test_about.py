"""The pages about Citewell tell what is true of this version, this server and its last measurements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.integration.web_client import ReadPage, assert_sound

from citewell.app import App, Settings
from citewell.checks.registry import rules
from citewell.evaluation.published import NAMES, read_figures
from citewell.review.states import READER_LABELS
from citewell.web.about_figures import CLAIM_SETS, figure_tables
from citewell.web.about_views import about_page, read_corrections
from citewell.web.application import create_web

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("", "/editorial-policy", "/how-answers-are-made", "/figures", "/privacy", "/corrections")
PAPER = {
    "_id": "taken-back",
    "title": "A trial <b>that</b> was taken back",
    "text": "Manual therapy reduced neck pain in 80% of 20 patients.",
    "status": "retracted",
}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, database_setting: str) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("about")
    papers = folder / "papers.jsonl"
    papers.write_text(json.dumps(PAPER), "utf-8")
    settings = Settings(library=folder / "library", cache=folder / "cache", starter=False, database=database_setting)
    made = App(settings)
    made.add([str(papers)], vectors=False)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def browser(app: App) -> Iterator[TestClient]:
    with TestClient(create_web(app), base_url="http://127.0.0.1") as client:
        yield client


def read(browser: TestClient, path: str) -> ReadPage:
    answer = browser.get(f"/about{path}")
    assert answer.status_code == 200
    return assert_sound(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_leads_to_every_other_and_every_link_inside_leads_somewhere(browser: TestClient, path: str) -> None:
    page = read(browser, path)
    links = page.values("href", "a")
    assert {f"/about{other}" for other in PAGES} <= set(links)
    for address in {link for link in links if link.startswith("/") and not link.startswith("/docs")}:
        answer = browser.get(address)
        assert answer.status_code == 200, address
        if "#" in address:
            assert address.partition("#")[2] in ReadPage(answer.text).values("id")
    docs = ReadPage(browser.get("/docs").text).values("id")
    assert {link.partition("#")[2] for link in links if link.startswith("/docs#")} <= set(docs)


def test_that_nobody_has_reviewed_an_answer_yet_is_said_plainly(browser: TestClient) -> None:
    policy = read(browser, "/editorial-policy").text
    assert "No answer on these pages has been reviewed by a person." in policy
    assert "nobody yet" in policy
    assert all(label in policy for label in READER_LABELS.values())
    assert "no answer has been reviewed by a person yet" in read(browser, "").text


def test_every_check_is_named_in_its_own_words(browser: TestClient) -> None:
    page = read(browser, "/how-answers-are-made").text
    assert all(rule.name in page and rule.summary in page for rule in rules())
    assert f"passes {len(rules())} checks" in page


def test_the_figures_of_the_package_are_those_beside_the_documents() -> None:
    for name in NAMES:
        assert read_figures(name) == json.loads((ROOT / "docs" / "figures" / f"{name}.json").read_text("utf-8")), name


def test_the_first_measurements_and_the_claim_checks_are_those_that_the_document_tells() -> None:
    document = (ROOT / "docs" / "evaluation.md").read_text("utf-8").replace("`", "")
    for row in read_figures("first_measurements")["results"]:
        assert f"| {' | '.join(row.values())} |" in document
    for row in read_figures("checks")["results"]:
        assert f"{row['wrong_caught']:,} of {row['wrong']:,} (" in document, row
        assert f"{row['right_passed']:,} of {row['right']:,} (" in document, row


def test_the_speed_figures_are_those_of_the_benchmarks() -> None:
    document = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    for row in read_figures("speed")["results"]["rows"]:
        assert f"| {row['what']} | {row['asked']} | {row['measured']} |" in document


def test_the_page_shows_every_figure_of_its_files(browser: TestClient) -> None:
    page = read(browser, "/figures").text
    for table in figure_tables():
        assert table.heading in page
        assert all(cell in page for row in table.rows for cell in row)
    for row in read_figures("checks")["results"]:
        assert row["set"] in CLAIM_SETS
        assert f"({row['wrong_caught']:,} of {row['wrong']:,})" in page
    for row in read_figures("answerability")["results"]:
        part, whole = map(int, row["answerable_refused_count"].split(" of "))
        assert f"{part / whole:.1%} ({part} of {whole})" in page
    for row in read_figures("retrieval"):
        assert f"{row['measures']['nDCG@10']:.3f}" in page


def test_no_figure_is_written_into_the_page_by_hand() -> None:
    template = (ROOT / "src" / "citewell" / "web" / "templates" / "about" / "figures.html").read_text("utf-8")
    assert re.findall(r"\d", re.sub(r"<.*?>|{.*?}", "", template)) == []


def test_privacy_tells_that_nothing_leaves_the_machine_by_default(browser: TestClient) -> None:
    page = read(browser, "/privacy").text
    assert "Questions stay on the machine that Citewell runs on." in page
    assert "leave out what could identify a patient" in page
    assert "60 minutes after it has ended" in page


def test_privacy_names_the_server_that_questions_are_sent_to(app: App) -> None:
    away = replace(app.settings, writer="openai", writer_base_url="https://models.example/v1", writer_model="m")
    here = replace(app.settings, writer="openai", writer_base_url="http://127.0.0.1:11434/v1", writer_model="m")
    with TestClient(create_web(App(away)), base_url="http://127.0.0.1") as client:
        page = read(client, "/privacy").text
        assert "parts of questions leave the machine" in page
        assert "models.example" in page
        assert "Nothing is sent anywhere" not in page
        assert "models.example" in read(client, "/how-answers-are-made").text
    view = about_page(app.status(), here, private=False)
    assert view.away == ()
    assert [model.host for model in view.models] == ["127.0.0.1"]


def test_the_log_of_corrections_is_empty_and_says_so_and_retractions_are_listed(browser: TestClient) -> None:
    page = read(browser, "/corrections")
    assert read_corrections() == ()
    assert "None so far." in page.text
    assert "1 retracted" in page.text
    assert "A trial <b>that</b> was taken back" in page.text
    assert "/library/documents/taken-back" in page.values("href", "a")
    assert "cited by no stored article" in page.text
