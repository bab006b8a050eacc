"""Questions and publications that attack the reader: nothing of them runs, and every page stays readable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from tests.browser.conftest import served, small_app
from tests.browser.seen import cut_text
from tests.examples import hostile_article

from citewell.app import App

pytestmark = pytest.mark.browser

ATTACKS = {
    "script": "<script>alert(1)</script> cervicogenic headache?",
    "picture": "\"><img src=x onerror=alert(1)> cervicogenic headache? '--></title></textarea><svg onload=alert(1)>",
    "direction": "\u202ecervicogenic headache\u202c and \u2067manual therapy\u2069?",
    "long": "How is cervicogenic headache treated? " + "W" * 10_000,
}
FINDINGS = (
    "Low-load exercise reduced the frequency of cervicogenic headache at 12 months.",
    "Manual therapy reduced the intensity of cervicogenic headache in 40% of patients.",
    "Nerve block reduced the frequency of cervicogenic headache at 3 months in 20% of patients.",
)
PUBLICATIONS = [
    {
        "_id": f'{name}"><script>alert(1)</script>',
        "title": f"{ATTACKS[name]} {name} " + "W" * 4_000,
        "text": f"{finding} <img src=x onerror=alert(1)>",
        "organisation": ATTACKS[name],
        "journal": ATTACKS[name],
        "year": 2012,
    }
    for name, finding in zip(("script", "picture", "direction"), FINDINGS, strict=True)
]
FOREIGN = """() => [...document.querySelectorAll("img, svg, iframe, object, embed, base, script, [onerror], [onload]")]
  .filter((one) => !(one.tagName === "SCRIPT" && one.src.startsWith(`${location.origin}/static/`)))
  .filter((one) => one.type !== "application/ld+json")
  .map((one) => one.outerHTML.slice(0, 100))"""
TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")


@pytest.fixture(scope="module")
def hostile_app(tmp_path_factory: pytest.TempPathFactory) -> App:
    return small_app(tmp_path_factory.mktemp("hostile"), PUBLICATIONS)


@pytest.fixture(scope="module")
def hostile_site(hostile_app: App) -> Iterator[str]:
    with served(hostile_app) as address:
        yield address


def is_readable(tab: Any) -> None:
    """Nothing foreign came into the page, it fits the window of a phone, and its text runs as it is read."""
    assert tab.evaluate(FOREIGN) == [], tab.url
    assert cut_text(tab) == [], tab.url
    assert tab.get_by_role("heading", level=1).first.is_visible(), tab.url
    assert not TURNED.search(tab.locator("body").inner_text() + tab.title()), tab.url


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_in_a_question_runs_or_hides_the_answer(
    open_tab: Callable[..., Any], hostile_site: str, attack: str
) -> None:
    tab = open_tab(base_url=hostile_site, viewport={"width": 360, "height": 740})
    tab.goto("/")
    tab.get_by_label("Your question").fill(ATTACKS[attack])
    tab.get_by_role("button", name="Ask", exact=True).click()
    tab.wait_for_url(re.compile("/articles/"))
    is_readable(tab)
    assert "cervicogenic headache" in tab.get_by_role("heading", level=1).inner_text()


def test_nothing_in_a_publication_that_answers_runs_or_hides_the_answer(
    open_tab: Callable[..., Any], hostile_site: str, hostile_app: App
) -> None:
    article = hostile_app.ask("How is cervicogenic headache treated?")
    assert len(article.references) > 1
    tab = open_tab(base_url=hostile_site, viewport={"width": 360, "height": 740})
    for claim in article.claims:
        tab.goto(f"/articles/{article.digest}")
        is_readable(tab)
        tab.locator(f"#{claim.id} .number").first.click()
        proof = tab.get_by_role("dialog", name="Proof")
        proof.locator("mark").first.wait_for()
        is_readable(tab)
        proof.get_by_role("link", name=re.compile("In the library")).click()
        tab.wait_for_url("**/library/documents/**")
        is_readable(tab)


def test_nothing_in_an_address_or_a_list_runs(open_tab: Callable[..., Any], hostile_site: str) -> None:
    tab = open_tab(base_url=hostile_site, viewport={"width": 360, "height": 740}, refused=True)
    attack = quote(ATTACKS["picture"])
    for address in (
        f"/?q={attack}",
        "/library",
        f"/library?q={attack}",
        f"/library?kind={attack}",
        f"/library/documents/{attack}",
        f"/articles/{attack}",
        f"/{attack}",
    ):
        tab.goto(address)
        is_readable(tab)


def test_nothing_in_an_article_or_in_its_saved_page_runs(
    open_tab: Callable[..., Any], hostile_site: str, hostile_app: App, tmp_path: Path
) -> None:
    """The saved page is opened from the disk, where no header of a server protects its reader."""
    article = hostile_article()
    hostile_app.store.save(article)
    address = f"/articles/{article.digest}"
    tab = open_tab(base_url=hostile_site, viewport={"width": 360, "height": 740})
    for reader in ("", "?reader=patient", "?reader=researcher"):
        tab.goto(address + reader)
        is_readable(tab)
    tab.goto(f"{address}/report?claim={article.claims[0].id}")
    is_readable(tab)
    for reader in ("", "patient"):
        content, _ = hostile_app.export(article, "html", reader=reader)
        (tmp_path / "saved.html").write_bytes(content if isinstance(content, bytes) else content.encode())
        tab.goto((tmp_path / "saved.html").as_uri())
        is_readable(tab)
