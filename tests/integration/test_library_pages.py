"""The library's pages: what there is, filtered and sorted; a publication; releases; hostile text stays text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from tests.integration.web_client import ReadPage, assert_sound, unlimited

from citewell.app import App, Settings
from citewell.domain.articles import Article
from citewell.domain.enums import EvidenceKind
from citewell.domain.library import Order, Selection
from citewell.web.application import create_web
from citewell.web.library_pages import ON_A_PAGE
from citewell.web.library_routes import PASSAGES_ON_A_PAGE, make_library_router
from citewell.web.pages import Pages

HERE = "http://127.0.0.1"
EVIL = "<script>alert(1)</script><img src=x onerror=alert(1)> \u202eevil \x1b[31m"
PAPERS = (
    {
        "_id": "evil?x=1/<b>",
        "title": f"Neck pain {EVIL}",
        "text": f"Neck pain {EVIL} was less in 40% of 30 patients.",
        "organisation": f"Society {EVIL}",
        "year": 2011,
    },
    {
        "_id": "taken-back",
        "title": "A trial that was taken back",
        "text": "Manual therapy reduced neck pain in 80% of 20 patients.",
        "kind": "randomised-trial",
        "status": "retracted",
        "year": 2012,
        "doi": "10.1000/Retracted",
    },
    {
        "_id": "long",
        "title": "A long text on neck pain",
        "text": "\n\n".join(f"Paragraph {number} says that neck pain is common in adults." for number in range(2400)),
    },
)


@pytest.fixture(scope="module")
def app(starter_app: App, tmp_path_factory: pytest.TempPathFactory, database_setting: str) -> Iterator[App]:
    """The starter library with three papers of one's own and two releases."""
    folder = tmp_path_factory.mktemp("pages")
    shutil.copytree(starter_app.settings.library, folder / "library")
    made = App(unlimited(replace(starter_app.settings, library=folder / "library", database=database_setting)))
    made.create_release("before", note=f"as it came {EVIL}")
    papers = folder / "papers.jsonl"
    papers.write_text("\n".join(map(json.dumps, PAPERS)), "utf-8")
    made.add([str(papers)], vectors=False)
    yield made
    made.database.close()


@pytest.fixture(scope="module")
def article(app: App) -> Article:
    return app.ask("Is a positive nerve block required to diagnose cervicogenic headache?")


@pytest.fixture(scope="module")
def browser(app: App) -> Iterator[TestClient]:
    with TestClient(create_web(app), base_url=HERE) as client:
        yield client


def titles(page: ReadPage) -> list[str]:
    """The ids of the publications that a page lists, in order."""
    found = [address for address in page.values("href", "a") if address.startswith("/library/documents/")]
    return [address.removeprefix("/library/documents/") for address in found]


def test_the_list_has_every_publication_once_over_its_pages(browser: TestClient, app: App) -> None:
    found: list[str] = []
    address = "/library"
    while address:
        page = assert_sound(browser.get(address).text)
        found += titles(page)
        following = [attrs["href"] for tag, attrs in page.elements if tag == "a" and attrs.get("rel") == "next"]
        address = str(following[0]) if following else ""
    assert sorted(found) == sorted(quote(document.id) for document in app.documents())


def test_filters_hold_together_and_come_back_in_the_form(browser: TestClient, app: App) -> None:
    page = assert_sound(browser.get("/library?text=neck&kind=guideline&from=2015&to=2025&order=oldest").text)
    wanted = [
        document
        for document in app.documents()
        if "neck" in document.title.lower()
        and document.kind is EvidenceKind.GUIDELINE
        and document.year
        and 2015 <= document.year <= 2025
    ]
    assert titles(page) == [one.id for one in sorted(wanted, key=lambda one: (one.year or 0, one.title.lower()))]
    assert f"{len(wanted)} publications that fit the filters" in page.text
    assert [attrs["value"] for tag, attrs in page.elements if tag == "option" and "selected" in attrs] == [
        "guideline",
        "oldest",
    ]
    assert {"neck", "2015", "2025"} <= set(page.values("value", "input"))


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("text=10.1000/retracted", "taken-back"),
        ("text=https://doi.org/10.1000/RETRACTED", "taken-back"),
        ("text=optima-2019", "optima-2019"),
        ("status=retracted", "taken-back"),
        ("text=TAKEN+back", "taken-back"),
    ],
)
def test_a_publication_is_found_by_words_identifier_or_standing(browser: TestClient, query: str, name: str) -> None:
    assert titles(assert_sound(browser.get(f"/library?{query}").text)) == [name]


@pytest.mark.parametrize("query", ["from=20x5", "to=99999", "from=-1", "from=%D9%A2%D9%A0%D9%A1%D9%A9"])
def test_a_year_that_is_none_is_left_out_and_told(browser: TestClient, query: str) -> None:
    answer = browser.get(f"/library?{query}")
    assert answer.status_code == 200
    assert "is no year" in assert_sound(answer.text).text


@pytest.mark.parametrize(
    "query",
    ["kind=gossip", "status=x", "order=x", "page=0", "page=-3", "page=abc", "text=%00", "collection=%ff", "x=1"],
)
def test_odd_values_do_no_harm(browser: TestClient, query: str) -> None:
    assert browser.get(f"/library?{query}").status_code == 200


def test_nothing_found_and_no_such_page_say_how_to_go_on(browser: TestClient) -> None:
    nothing = assert_sound(browser.get("/library?text=xyzzy").text)
    assert "No publication fits all the filters" in nothing.text
    assert "/library" in nothing.values("href", "a")
    beyond = assert_sound(browser.get("/library?page=9999").text)
    assert "There is no such page" in beyond.text


def test_an_empty_library_says_how_to_fill_it(tmp_path: Path) -> None:
    empty = App(Settings(library=tmp_path / "library", cache=tmp_path / "cache", starter=False))
    with TestClient(create_web(empty), base_url=HERE) as client:
        page = assert_sound(client.get("/library").text)
        assert "The library is empty" in page.text
        assert "citewell library add" in page.text
        assert "There is no release yet" in assert_sound(client.get("/library/releases").text).text


def test_a_publication_shows_what_is_known_of_it_its_facts_and_who_cites_it(
    browser: TestClient, app: App, article: Article
) -> None:
    reference = article.references[0]
    document, passages = app.document(reference.document_id)
    page = assert_sound(browser.get(f"/library/documents/{document.id}").text)
    assert document.title in page.text
    assert document.what_was_read in page.text
    assert "restatement written for the starter library, not the publication's own words" in page.text
    for passage in passages:
        assert passage.text in page.text
        assert passage.id in page.values("id")
        assert all(heading in page.text for heading in passage.section_path)
    assert article.question in page.text
    assert f"/articles/{article.digest}" in page.values("href", "a")


def test_a_superseded_publication_leads_to_what_replaced_it(browser: TestClient, app: App) -> None:
    page = assert_sound(browser.get("/library/documents/acr-neck-2019").text)
    assert "A later version has replaced this publication" in page.text
    assert "/library/documents/acr-neck-2024" in page.values("href", "a")


def test_a_retracted_publication_says_so_first(browser: TestClient) -> None:
    page = assert_sound(browser.get("/library/documents/taken-back").text)
    assert "This publication was retracted" in page.text
    assert page.text.index("This publication was retracted") < page.text.index("Manual therapy reduced")


def test_a_long_text_comes_in_parts_and_a_passage_is_found_in_its_part(browser: TestClient, app: App) -> None:
    _, passages = app.document("long")
    assert len(passages) > PASSAGES_ON_A_PAGE
    first = assert_sound(browser.get("/library/documents/long").text)
    shown = [one.id for one in passages if one.id in first.values("id")]
    assert shown == [one.id for one in passages[:PASSAGES_ON_A_PAGE]]
    last = passages[-1].id
    assert last in assert_sound(browser.get("/library/documents/long", params={"passage": last}).text).values("id")
    assert last in assert_sound(browser.get(f"/library/documents/{quote(last)}").text).values("id")
    assert last in assert_sound(browser.get("/library/documents/long?part=9").text).values("id")
    for part in ("0", "x", "-1"):
        assert browser.get(f"/library/documents/long?part={part}").status_code == 200


def test_hostile_text_stays_text_wherever_it_is_shown(browser: TestClient) -> None:
    for address in (
        "/library?text=evil",
        f"/library?text={quote(EVIL)}&collection={quote(EVIL)}",
        f"/library/documents/{quote('evil?x=1/<b>')}",
        "/library/releases",
        "/library/releases/before/compare/now",
    ):
        answer = browser.get(address)
        assert_sound(answer.text)
        assert answer.status_code == 200, address
        assert "<script>alert(1)" not in answer.text
        assert "<img" not in answer.text
    missing = browser.get(f"/library/documents/{quote(EVIL)}")
    assert missing.status_code == 404
    assert "<script>alert" not in missing.text


def test_releases_are_listed_and_compared(browser: TestClient, app: App) -> None:
    page = assert_sound(browser.get("/library/releases").text)
    assert "before" in page.text
    assert app.release() in page.text
    chosen = browser.get("/library/releases/compare?earlier=before&later=now", follow_redirects=False)
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/library/releases/before/compare/now")
    compared = assert_sound(browser.get(chosen.headers["location"]).text)
    assert {"taken-back", "long"} <= set(titles(compared))
    assert "No publication left." in compared.text
    away = browser.get("/library/releases/compare?earlier=//evil.example&later=now", follow_redirects=False)
    assert away.headers["location"].startswith("/library/releases/%2F%2Fevil.example/")
    assert browser.get("/library/releases/no-such/compare/now").status_code == 404


def test_what_was_removed_is_shown_as_it_was_with_the_day(app: App, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(app.settings.library, folder)
    own = App(replace(app.settings, library=folder))
    own.remove(["long"])
    with TestClient(create_web(own), base_url=HERE) as client:
        page = assert_sound(client.get("/library/documents/long").text)
        assert "No longer in the library" in page.text
        assert "Paragraph 0 says" in page.text
        compared = assert_sound(client.get("/library/releases/before/compare/now").text)
        assert "long" not in titles(compared)


def test_in_private_mode_it_is_not_told_who_asked_what(app: App, article: Article) -> None:
    from fastapi import FastAPI

    web = FastAPI()
    web.include_router(make_library_router(app, Pages(), private=True))
    page = TestClient(web, base_url=HERE).get(f"/library/documents/{article.references[0].document_id}").text
    assert article.question not in page
    assert article.digest not in page


def test_the_list_is_chosen_by_columns_and_only_its_own_page_is_read(app: App) -> None:
    chosen = app.choose(Selection(order=Order.TITLE), limit=ON_A_PAGE)
    assert len(chosen.ids) == ON_A_PAGE
    assert chosen.total == len(app.documents())
    read: list[int] = []
    original = app.index.documents_by_id

    def counted(names: object) -> object:
        wanted = list(names)  # type: ignore[call-overload]
        read.append(len(wanted))
        return original(wanted)

    app.index.documents_by_id = counted  # type: ignore[method-assign, assignment]
    try:
        assert TestClient(create_web(app), base_url=HERE).get("/library?order=title").status_code == 200
    finally:
        app.index.documents_by_id = original  # type: ignore[method-assign]
    assert read == [ON_A_PAGE]
