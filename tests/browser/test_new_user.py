"""What a new user does, without help, on a phone and at a desk: ask, check three citations, read as a patient, go on
asking, take a PDF away; and what the pages of a real answer look like on paper and at twice the size of text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.browser.seen import cut_text, expect, is_focused, squeezed, text_of_pdf
from tests.examples import QUESTION

from citewell.app import App

pytestmark = pytest.mark.browser

FOLLOW_UP = "Which exercises are recommended for cervicogenic headache?"
CAUTION = "Educational purpose only; this answer has not been reviewed by a person"
ANSWERED = 180_000
"""Milliseconds that the first answer may take on a machine with other work; it loads the engines."""
WINDOWS = {
    "phone": {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True},
    "desk": {"viewport": {"width": 1440, "height": 900}},
}
NOTE_STEPS = """new MutationObserver(() => {
  const told = [...document.querySelectorAll("#log > li[data-step]")];
  const steps = told.map((step) => [step.dataset.step, step.querySelector("p").textContent]);
  const claims = document.querySelectorAll("#sections li").length;
  if (steps.length) sessionStorage.steps = JSON.stringify(steps);
  if (claims) sessionStorage.claims = claims;
}).observe(document, { childList: true, subtree: true });"""
"""Keeps what was shown of the steps, since the article may follow the last of them at once."""


@pytest.mark.parametrize("window", WINDOWS)
def test_a_new_user_asks_checks_changes_the_reader_goes_on_and_takes_a_pdf_away(
    open_tab: Callable[..., Any], seed_app: App, seed_site: str, window: str, tmp_path: Path
) -> None:
    tab = open_tab(base_url=seed_site, **WINDOWS[window])
    tab.add_init_script(NOTE_STEPS)

    def press(element: Any) -> None:
        element.tap() if window == "phone" else element.click()

    # Ask, watch, read.
    tab.goto("/")
    tab.get_by_label("Your question").fill(QUESTION)
    press(tab.get_by_role("button", name="Ask", exact=True))
    tab.wait_for_url(re.compile("/articles/"), timeout=ANSWERED)
    steps = dict(tab.evaluate("JSON.parse(sessionStorage.steps)"))
    assert steps["understood"].startswith("Understood as: treatment of cervicogenic headache")
    assert steps["searched"].startswith("Searched ")
    assert "statements" in steps["written"]
    assert "passed every check" in steps["checked"]
    assert int(tab.evaluate("sessionStorage.claims")) > 10
    assert tab.get_by_role("heading", level=1).inner_text() == QUESTION
    assert tab.get_by_text(CAUTION).is_visible()
    answer = tab.get_by_role("region", name="Direct answer")
    assert answer.bounding_box()["y"] < 2 * tab.viewport_size["height"]

    # The first citation, by mouse or finger.
    proof = tab.get_by_role("dialog", name="Proof")
    first, second = (answer.get_by_role("link", name=re.compile("Proof")).nth(place) for place in (0, 1))
    press(first)
    proof.wait_for()
    assert proof.locator("mark").is_visible()
    assert proof.get_by_text("Kind of evidence").is_visible()
    assert proof.get_by_role("link", name=re.compile("Read the publication")).is_visible()
    press(proof.get_by_role("button", name="Close"))
    expect(first).to_be_focused()

    # The second, by keyboard alone.
    for _ in range(20):
        tab.keyboard.press("Tab")
        if is_focused(second):
            break
    tab.keyboard.press("Enter")
    proof.wait_for()
    assert proof.get_by_role("heading", level=1).inner_text() == f"Proof {second.inner_text()}"
    tab.keyboard.press("Escape")
    proof.wait_for(state="hidden")
    expect(second).to_be_focused()

    # The third in the library, and back to its number.
    third = tab.locator(".topic .number").first
    if not third.is_visible():  # folded on a phone
        press(tab.locator(".topic summary").first)
    press(third)
    press(proof.get_by_role("link", name=re.compile("In the library")))
    tab.wait_for_url(re.compile("/library/documents/"))
    tab.go_back()
    tab.wait_for_url(re.compile("/articles/"))
    expect(third).to_be_focused()
    assert 0 <= third.bounding_box()["y"] < tab.viewport_size["height"]

    # As a patient.
    press(tab.get_by_text("Which best describes you?"))
    press(tab.get_by_role("button", name="Patient I have"))
    tab.wait_for_url("**?reader=patient")
    assert tab.get_by_text("Written for: Patient").is_visible()
    assert tab.get_by_role("region", name="When it cannot wait").is_visible()

    # A follow-up, found above the answer on a phone and in the contents at a desk.
    beside = tab.locator(".jump") if window == "phone" else tab.get_by_role("navigation", name="Contents")
    press(beside.get_by_role("link", name="Ask a follow-up"))
    assert tab.get_by_role("heading", name="Ask a follow-up").bounding_box()["y"] < tab.viewport_size["height"]
    tab.get_by_label("It is read after this question").fill(FOLLOW_UP)
    asked_from = tab.url
    press(tab.get_by_role("button", name="Ask", exact=True))
    tab.wait_for_url(
        lambda url: "/articles/" in url and url.partition("#")[0] != asked_from.partition("#")[0],
        timeout=ANSWERED,
    )
    thread = tab.get_by_role("navigation", name="Questions of this thread")
    assert thread.get_by_role("link", name=QUESTION).is_visible()
    assert tab.get_by_role("heading", level=1).inner_text() == FOLLOW_UP
    assert tab.get_by_text("Written for: Patient").is_visible()

    # Away with it.
    here = tab.url
    seed_app.export(seed_app.article(re.findall("[0-9a-f]{64}", here)[0]), "pdf")  # skips where no PDF can be made
    with tab.expect_download() as awaited:
        press(tab.get_by_role("link", name="PDF", exact=True))
    assert awaited.value.suggested_filename.endswith(".pdf")
    assert tab.url == here
    awaited.value.save_as(tmp_path / "taken.pdf")
    taken = text_of_pdf((tmp_path / "taken.pdf").read_bytes())
    assert FOLLOW_UP in taken
    assert CAUTION in taken


def test_on_paper_everything_folded_is_shown_and_no_navigation(
    open_tab: Callable[..., Any], seed_app: App, seed_site: str, seed_article: str
) -> None:
    tab = open_tab(base_url=seed_site, viewport={"width": 1024, "height": 800})
    tab.goto(seed_article)
    folded = tab.locator(".topic .fold li").last
    assert not folded.is_visible()
    tab.emulate_media(media="print")
    for gone in (".top", ".contents", ".readers", "form.ask", ".formats", ".share button", ".fold summary"):
        assert not tab.locator(gone).first.is_visible(), gone
    paper = text_of_pdf(tab.pdf(format="A4"))
    article = seed_app.article(seed_article.removeprefix("/articles/"))
    assert CAUTION in paper
    assert [claim.text for claim in article.claims if squeezed(claim.text) not in squeezed(paper)] == []
    assert [one.title for one in article.references if squeezed(one.title) not in squeezed(paper)] == []


@pytest.mark.parametrize("reader", ["", "?reader=patient"])
def test_a_real_answer_loses_no_text_when_it_is_zoomed(
    open_tab: Callable[..., Any], seed_site: str, seed_article: str, reader: str
) -> None:
    """WCAG 2.2, 1.4.4 and 1.4.10: windows of 1440 and 1280 pixels at 200%, 1280 at 400%, and text alone at 200%."""
    for width, size in ((720, "100%"), (640, "100%"), (320, "100%"), (1280, "200%"), (360, "200%")):
        tab = open_tab(base_url=seed_site, viewport={"width": width, "height": 450}, device_scale_factor=2)
        tab.goto(seed_article + reader)
        tab.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
        assert cut_text(tab) == [], (width, size)
