"""Reading in a real browser: ask, follow the steps, check a citation by keyboard, change the reader, go on asking."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from tests.examples import example_article

from citewell.app import App
from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article
from citewell.domain.steps import Observer, Step, StepName

pytestmark = pytest.mark.browser

QUESTION = "How is cervicogenic headache treated?"


def test_a_question_is_asked_followed_and_answered(page: Any) -> None:
    page.goto("/")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url(re.compile("/articles/[0-9a-f]{64}"))
    assert page.get_by_role("heading", level=1).inner_text() == QUESTION
    assert QUESTION not in page.url
    page.go_back()
    assert page.url.endswith("/")  # the question's own page has given way to the article


def test_the_steps_are_shown_as_they_come_and_after_a_reload(
    page: Any, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, asked = Event(), app.ask

    def held(text: str, *, observe: Observer, **others: Any) -> Article:
        def stop(step: Step) -> None:
            observe(step)
            if step.name is StepName.CHECKED:
                gate.wait(15)

        return asked(text, observe=stop, **others)

    monkeypatch.setattr(app, "ask", held)
    page.goto("/")
    page.get_by_label("Your question").fill(QUESTION)
    page.keyboard.press("Control+Enter")
    for _ in range(2):
        page.locator("#log").get_by_text("Understood as:").wait_for(state="attached")
        page.locator("[data-step=checked]").wait_for(state="attached")
        assert int(page.locator("progress").get_attribute("value")) == 90
        page.reload()
    gate.set()
    page.wait_for_url(re.compile("/articles/"))


def test_stopping_leads_to_the_box_with_the_question_in_it(
    page: Any, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, asked = Event(), app.ask

    def held(text: str, *, observe: Observer, **others: Any) -> Article:
        def stop(step: Step) -> None:
            gate.wait(15)
            observe(step)

        return asked(text, observe=stop, **others)

    monkeypatch.setattr(app, "ask", held)
    page.goto("/")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("button", name="Stop").click()
    gate.set()
    page.get_by_text("You stopped this question").wait_for()
    assert page.get_by_label("Ask it again").input_value() == QUESTION


def test_a_citation_is_opened_and_closed_by_keyboard_alone(page: Any, article: str) -> None:
    page.goto(article)
    number = page.locator(".answer .number").first
    number.focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Proof")
    panel.wait_for()
    quote = example_article().direct_answer[0].citations[0].quote
    assert quote in panel.inner_text()
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    assert page.url.endswith(article)
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.textContent") == number.inner_text()


def test_the_first_tab_skips_to_the_content(page: Any, article: str) -> None:
    page.goto(article)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_references_are_narrowed_to_a_kind(page: Any, article: str) -> None:
    page.goto(article)
    shown = page.locator(".references > li:visible")
    everything = shown.count()
    choice = page.get_by_role("radio", name=re.compile("Guideline"))
    choice.check()
    assert 0 < shown.count() < everything
    assert set(shown.locator(".kind").all_inner_texts()) == {"Guideline"}


def test_who_reads_is_chosen_once_and_stays(page: Any, app: App) -> None:
    made = with_digest(replace(example_article(), notes=("Read by a patient.",), digest=""))
    app.store.save(made)
    article = f"/articles/{made.digest}"
    page.goto(article)
    page.get_by_text("Which best describes you?").click()
    page.get_by_role("button", name="Patient").click()
    page.wait_for_url("**?reader=patient")
    assert page.get_by_text("If you get worse quickly").first.is_visible()
    page.goto(article)
    assert page.get_by_text("If you get worse quickly").first.is_visible()
    assert "reader=patient" in page.locator("#shared").inner_text()


def test_a_follow_up_is_asked_from_the_article(page: Any) -> None:
    page.goto("/")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url(re.compile("/articles/"))
    first = page.url
    page.get_by_label("It is read after this question").fill("And how often does it help?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url(lambda url: "/articles/" in url and url != first)
    thread = page.get_by_role("navigation", name="Questions of this thread")
    assert thread.get_by_role("link", name=QUESTION).is_visible()


def test_everything_works_without_javascript(open_tab: Callable[..., Any], site: str) -> None:
    page = open_tab(base_url=site, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url(re.compile("/articles/"))
    assert not page.get_by_role("button", name="Print").is_visible()
    page.locator(".answer .number").first.click()
    page.wait_for_url(re.compile("/claims/"))
    assert page.locator("mark").first.is_visible()
    page.get_by_role("link", name="Back to the article").click()
    page.wait_for_url(re.compile(r"/articles/[0-9a-f]{64}#"))
    page.get_by_text("Review and dates").click()
    assert page.get_by_text("Nobody has approved it.").is_visible()
    page.get_by_text("Which best describes you?").click()
    page.get_by_role("button", name="Patient").click()
    page.wait_for_url("**?reader=patient")
    assert page.get_by_text("Written for: Patient").is_visible()
    first = page.url
    page.get_by_label("It is read after this question").fill("And how often does it help?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url(lambda url: "/articles/" in url and url != first)
    thread = page.get_by_role("navigation", name="Questions of this thread")
    assert thread.get_by_role("link", name=QUESTION).is_visible()
    page.get_by_role("link", name="Report an error").click()
    page.get_by_label("What is wrong").fill("The year is wrong.")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", name="Thank you").is_visible()


def test_what_is_pressed_is_large_enough_for_a_finger(page: Any, article: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    for address in ("/", article, f"{article}/report"):
        page.goto(address)
        small = page.evaluate(
            """[...document.querySelectorAll("button, select, summary, nav a, input[type=search]")]
            .filter(one => one.checkVisibility() && !one.closest(".term, .more, form.renew"))
            .map(one => [one.textContent.trim(), Math.round(one.getBoundingClientRect().height)])
            .filter(([, height]) => height < 44)"""
        )
        assert small == [], address


def test_lines_of_text_are_of_a_length_that_can_be_read(page: Any, article: str) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(article)
    letters = page.evaluate(
        """(() => { const claim = document.querySelector(".topic .claim"); const style = getComputedStyle(claim);
        const pen = document.createElement("canvas").getContext("2d"); pen.font = style.font;
        return claim.closest("li").clientWidth / (pen.measureText("abcdefghijklmnopqrstuvwxyz ").width / 27); })()"""
    )
    assert 45 <= letters <= 90


def test_the_link_is_copied_with_the_reader(page: Any, article: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(article)
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith(article)
