"""Every page meets WCAG 2.2 AA as far as a machine can tell, and fits its window; the keyboard reaches all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.browser.conftest import served, small_app
from tests.browser.seen import broken_rules, cut_text, expect
from tests.examples import example_article, unanswered_article
from tests.integration.test_web import DOCUMENTS

from citewell.app import App
from citewell.domain.article_codec import with_digest
from citewell.domain.enums import ArticleStatus
from citewell.domain.questions import Clarification, Emergency

pytestmark = pytest.mark.browser

LOOKS = [(360, "light"), (1440, "dark")]
OTHER_WIDTHS = (320, 640, 720, 768)
"""320 is 1280 at 400%, where WCAG 2.2 (1.4.10) wants no scrolling to the side; 640 and 720 are 1280 and 1440 at 200%,
768 a tablet."""
PAGES = [
    "/",
    "/?q=headache",
    "/articles/{article}",
    "/articles/{article}?reader=patient",
    "/articles/{article}/claims/{claim}/1",
    "/articles/{article}/report",
    "/articles/{emergency}",
    "/articles/{asked_back}",
    "/articles/{refused}",
    "/library",
    "/library/documents/trial",
    "/library/releases",
    "/about",
    "/about/editorial-policy",
    "/about/how-answers-are-made",
    "/about/figures",
    "/about/privacy",
    "/about/corrections",
    "/docs",
    "/no-such-page",
]


@pytest.fixture(scope="module")
def names(app: App) -> dict[str, str]:
    """What the addresses of the pages of some articles are made of."""
    article = example_article()
    sign = Emergency(
        "stroke", "A face that droops can be a stroke.", "Call now.", "A guideline", "https://example.org/"
    )
    emergency = with_digest(replace(article, emergencies=(sign,), digest=""))
    choices = ("How is gout treated?", "How is gout diagnosed?")
    asked_back = with_digest(
        replace(
            unanswered_article("gout"),
            status=ArticleStatus.NEEDS_CLARIFICATION,
            clarification=Clarification("What do you want to know about gout?", choices),
            not_found=(),
            digest="",
        )
    )
    kept = {"article": article, "emergency": emergency, "asked_back": asked_back, "refused": unanswered_article()}
    for one in kept.values():
        app.store.save(one)
    return {name: one.digest for name, one in kept.items()} | {"claim": article.claims[0].id}


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_breaks_a_rule_of_accessibility_or_runs_over_its_window(
    open_tab: Callable[..., Any], site: str, names: dict[str, str], width: int, scheme: str
) -> None:
    tab = open_tab(base_url=site, color_scheme=scheme, refused=True)
    wrong: list[str] = []
    for pattern in PAGES:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(pattern.format(**names))
        wrong += [f"{pattern}: {words}" for words in broken_rules(tab) + cut_text(tab)]
        for other in OTHER_WIDTHS:
            tab.set_viewport_size({"width": other, "height": 900})
            wrong += [f"{pattern} at {other}: {words}" for words in cut_text(tab)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("pattern", ["/", "/articles/{article}", "/library"])
def test_a_page_on_a_tablet_breaks_no_rule_of_accessibility(page: Any, names: dict[str, str], pattern: str) -> None:
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(pattern.format(**names))
    assert broken_rules(page) == []


def test_what_opens_over_an_article_breaks_no_rule_of_accessibility(
    open_tab: Callable[..., Any], site: str, names: dict[str, str]
) -> None:
    tab = open_tab(base_url=site, viewport={"width": 360, "height": 740})
    tab.goto(f"/articles/{names['article']}?reader=patient")
    tab.locator(".answer .term").first.click()
    assert tab.locator(".meaning:popover-open").is_visible()
    wrong = broken_rules(tab)
    tab.keyboard.press("Escape")
    tab.locator(".answer .number").first.click()
    tab.get_by_role("dialog", name="Proof").wait_for()
    assert not wrong + broken_rules(tab) + cut_text(tab)


def test_a_term_opens_by_key_and_by_touch_closes_again_and_never_loses_the_focus(
    open_tab: Callable[..., Any], site: str, names: dict[str, str]
) -> None:
    tab = open_tab(base_url=site, viewport={"width": 360, "height": 740}, has_touch=True)
    tab.goto(f"/articles/{names['article']}?reader=patient")
    terms, box = tab.locator("a.term:visible"), tab.locator(".meaning")
    first, second = terms.nth(0), terms.nth(1)
    first.focus()
    tab.keyboard.press("Enter")
    expect(box).to_be_visible()
    assert box.inner_text().startswith(f"{first.inner_text()}: ")
    assert first.get_attribute("aria-expanded") == "true"
    assert first.get_attribute("aria-describedby") == box.get_attribute("id")
    for key in ("Escape", "Enter", "Enter"):  # closed by Escape, opened, closed by the term itself
        tab.keyboard.press(key)
        assert first.evaluate("(term) => term === document.activeElement")
    expect(box).to_be_hidden()
    expect(first).to_have_attribute("aria-expanded", "false")
    first.tap()
    expect(box).to_be_visible()
    first.tap()
    expect(box).to_be_hidden()
    second.tap()
    expect(box).to_be_visible()
    assert box.inner_text().startswith(f"{second.inner_text()}: ")
    expect(first).to_have_attribute("aria-expanded", "false")
    first.focus()
    tab.keyboard.press("Enter")  # from one term to the next without closing between
    second.focus()
    tab.keyboard.press("Enter")
    expect(first).to_have_attribute("aria-expanded", "false")
    expect(second).to_have_attribute("aria-expanded", "true")
    tab.locator("h1").tap()
    expect(box).to_be_hidden()
    assert tab.locator("#words").is_hidden(), "the list stays folded where the box shows the meaning"
    assert "#" not in tab.url
    tab.goto(f"{tab.url}#words")
    expect(tab.locator("#words li").first).to_be_visible()
    assert not broken_rules(tab) + cut_text(tab)


def test_without_a_script_a_term_leads_to_its_meaning_and_back(
    open_tab: Callable[..., Any], site: str, names: dict[str, str]
) -> None:
    tab = open_tab(base_url=site, viewport={"width": 360, "height": 740}, java_script_enabled=False)
    tab.goto(f"/articles/{names['article']}?reader=patient")
    term = tab.locator("a.term:visible").first
    word, place = term.inner_text(), str(term.get_attribute("href"))
    term.click()
    meaning = tab.locator(place)
    expect(meaning).to_be_in_viewport()
    assert meaning.inner_text().startswith(f"{word}: ")
    meaning.get_by_role("link").click()
    expect(term).to_be_in_viewport()
    tab.emulate_media(media="print")
    assert tab.locator(".words").is_hidden()


def test_an_error_says_what_happened_and_what_to_do_and_breaks_no_rule(
    open_tab: Callable[..., Any], site: str, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = open_tab(base_url=site, viewport={"width": 360, "height": 740}, refused=True)

    def ask(question: str) -> None:
        tab.goto("/")
        tab.get_by_label("Your question").evaluate(
            "(box, text) => { box.removeAttribute('maxlength'); box.value = text; }", question
        )
        tab.get_by_role("button", name="Ask", exact=True).click()

    def is_told(title: str, *told: str) -> None:
        tab.get_by_role("heading", level=1, name=title).wait_for()
        for words in told:
            assert tab.get_by_text(words).first.is_visible(), words
        assert tab.get_by_role("link", name="To the first page").is_visible()
        assert not broken_rules(tab) + cut_text(tab)

    tab.goto("/articles/" + "0" * 64)
    is_told("Not found")
    ask("neck pain " * 7000)
    is_told("Too much was sent", "64 KB", "Shorten the question")
    ask("neck pain " * 1000)
    is_told("This question cannot be read", "at most 4,000 can be read", "Shorten it")
    assert tab.get_by_label("Your question").input_value().startswith("neck pain")

    def broken(digest: str) -> str:
        raise RuntimeError(f"The test breaks {digest}.")

    monkeypatch.setattr(app, "saved_at", broken)
    tab.goto("/articles/" + "0" * 64)
    is_told("Something went wrong on our side", "Reference:", "Try again.")


def test_who_asks_for_too_many_pages_is_told_how_long_to_wait(open_tab: Callable[..., Any], tmp_path: Path) -> None:
    with served(small_app(tmp_path, DOCUMENTS, requests_per_minute=1)) as address:
        tab = open_tab(base_url=address, viewport={"width": 360, "height": 740}, refused=True)
        tab.goto("/")
        tab.goto("/about")
        assert tab.get_by_role("heading", level=1).inner_text() == "Too many requests"
        assert tab.get_by_text("seconds, then load the page again").is_visible()
        assert not broken_rules(tab) + cut_text(tab)


NEXT_STOP = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const middle = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const over = document.elementFromPoint(box.left + box.width / 2, middle);
  const column = at.closest(".contents") ? "contents" : at.closest("main") ? "main" : "frame";
  at.dataset.reached = "";
  return { name: at.textContent.trim().slice(0, 40) || at.id, top: Math.round(box.top + scrollY), column,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: Boolean(over) && (at.contains(over) || over.contains(at)) };
}"""
MISSED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((one) => one.checkVisibility() && !("reached" in one.dataset) && one.type !== "hidden")
  .filter((one) => !(one.type === "radio" && !one.checked))
  .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("width", [360, 1440])
def test_the_keyboard_goes_through_an_article_in_reading_order_with_a_ring_that_is_seen(
    page: Any, article: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(article)
    stops = []
    for _ in range(300):
        page.keyboard.press("Tab")
        stop = page.evaluate(NEXT_STOP)
        if stop is None:
            break
        stops.append(stop)
    assert stops[0]["name"] == "Skip to the content"
    assert page.evaluate("document.activeElement === document.body"), "the keyboard does not come out at the end"
    assert [stop["name"] for stop in stops if not stop["ring"]] == []
    assert [stop["name"] for stop in stops if not stop["seen"]] == []
    tops = [stop["top"] for stop in stops[1:] if stop["column"] == "main" or (width < 1024 and stop["column"])]
    assert [(one, other) for one, other in pairwise(tops) if other < one - 40] == []
    assert [missed for missed in page.evaluate(MISSED) if "data-copy" not in missed] == []


def test_a_proof_holds_the_keyboard_until_it_is_closed(page: Any, article: str) -> None:
    page.goto(article)
    number = page.locator(".topic .number").first
    number.press("Enter")
    proof = page.get_by_role("dialog", name="Proof")
    proof.wait_for()
    for key in ("Tab", "Shift+Tab"):
        for _ in range(8):
            page.keyboard.press(key)
            assert page.evaluate("document.activeElement.closest('dialog') || document.activeElement === document.body")
    page.keyboard.press("Escape")
    proof.wait_for(state="hidden")
    expect(number).to_be_focused()


def test_a_reference_opened_from_a_proof_is_shown_and_going_back_leads_to_the_number(page: Any, article: str) -> None:
    page.goto(article)
    number = page.locator(".answer .number").first
    number.click()
    page.get_by_role("link", name="In the reference list").click()
    page.wait_for_url("**#reference-1")
    page.get_by_role("dialog", name="Proof").wait_for(state="hidden")
    page.wait_for_timeout(200)
    assert 0 <= page.locator("#reference-1").bounding_box()["y"] < 800
    page.go_back()
    expect(number).to_be_focused()


def test_nothing_moves_and_nothing_is_told_by_colour_alone_for_who_asks_for_that(page: Any, article: str) -> None:
    """The settings of a device for less motion and for few colours (WCAG 2.2, 1.4.1, 1.4.11)."""
    page.emulate_media(reduced_motion="reduce", forced_colors="active")
    page.goto(article)
    page.locator(".answer .number").first.click()
    page.get_by_role("dialog", name="Proof").wait_for()
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    mark, around = (page.locator(f"dialog {one}").first for one in ("mark", "blockquote"))
    background = "(element) => getComputedStyle(element).backgroundColor"
    assert mark.evaluate(background) != around.evaluate(background)
    page.keyboard.press("Escape")
    bare = "(element) => getComputedStyle(element).borderTopStyle === 'none'"
    for edged in ("form.ask button", "textarea", ".formats a", ".answer"):
        assert not page.locator(edged).first.evaluate(bare), edged
    assert page.locator(".step").first.inner_text().endswith("done")
