"""A question on its way in a real browser: parts of the answer arrive, survive a reload, and are read out calmly."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest

from citewell.app import App
from citewell.domain.articles import Article
from citewell.domain.steps import Observer, Step, StepName

QUESTION = "How is cervicogenic headache treated?"
PATIENCE = 60_000
"""Milliseconds that a busy machine gets."""

Hold = Callable[[StepName], Event]


@pytest.fixture
def hold(app: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hold]:
    """Stops answering behind a step until the event that this gives is set."""
    gates: list[Event] = []
    asked = app.ask

    def make(name: StepName) -> Event:
        gate = Event()
        gates.append(gate)

        def held(text: str, *, observe: Observer, **others: Any) -> Article:
            def stop(step: Step) -> None:
                observe(step)
                if step.name is name:
                    gate.wait(PATIENCE / 1000)

            return asked(text, observe=stop, **others)

        monkeypatch.setattr(app, "ask", held)
        return gate

    yield make
    for gate in gates:
        gate.set()


def open_page(chromium: Any, site: str, **options: Any) -> Any:
    context = chromium.new_context(base_url=site, **options)
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def ask(page: Any) -> None:
    page.goto("/")
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_url(re.compile("/questions/"))


@pytest.mark.parametrize("width", [360, 1440])
def test_the_direct_answer_is_read_before_the_rest_is_checked_and_after_a_reload(
    chromium: Any, site: str, hold: Hold, width: int
) -> None:
    gate = hold(StepName.DIRECT_ANSWER)
    page = open_page(chromium, site, viewport={"width": width, "height": 800})
    ask(page)
    for _ in range(2):
        page.get_by_role("heading", name="Direct answer").wait_for()
        answer = page.locator("#sections section").first
        assert answer.bounding_box()["y"] < 800
        assert "[1]" in answer.inner_text()
        assert page.locator("#sections section").count() == 1
        assert int(page.locator("progress").get_attribute("value") or 0) == 60
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.reload()
    told = page.locator("#sections section").first.locator(".words").all_inner_texts()
    gate.set()
    page.wait_for_url(re.compile("/articles/"))
    assert page.locator(".answer .said").all_inner_texts() == told


def test_only_the_status_line_is_read_out_and_not_each_statement(chromium: Any, site: str, hold: Hold) -> None:
    gate = hold(StepName.CHECKED)
    page = open_page(chromium, site)
    ask(page)
    page.get_by_role("heading", name="Direct answer").wait_for()
    live = page.locator("[aria-live], [role=status], [role=alert]")
    assert live.evaluate_all("all => all.map(one => one.id)") == ["state"]
    page.evaluate("""
        window.changes = 0;
        new MutationObserver(() => { window.changes += 1; }).observe(
            document.getElementById('state'), { childList: true, characterData: true, subtree: true });
    """)
    page.wait_for_timeout(1500)
    assert page.evaluate("window.changes") <= 1
    gate.set()
    page.wait_for_url(re.compile("/articles/"))


def test_two_windows_follow_one_question_to_its_article(chromium: Any, site: str, hold: Hold) -> None:
    gate = hold(StepName.DIRECT_ANSWER)
    first = open_page(chromium, site)
    ask(first)
    second = open_page(chromium, site)
    second.goto(first.url)
    for page in (first, second):
        page.get_by_role("heading", name="Direct answer").wait_for()
    gate.set()
    for page in (first, second):
        page.wait_for_url(re.compile("/articles/"))
    assert first.url == second.url


def test_without_script_the_page_looks_again_and_leads_to_the_article(chromium: Any, site: str, hold: Hold) -> None:
    gate = hold(StepName.DIRECT_ANSWER)
    page = open_page(chromium, site, java_script_enabled=False)
    ask(page)
    page.get_by_role("heading", name="Direct answer").wait_for()
    gate.set()
    page.wait_for_url(re.compile("/articles/"))
