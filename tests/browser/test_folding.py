"""A long article on a small screen: answer first, sections folded, and nothing out of reach of a link or of paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.examples import example_article

from citewell.app import App
from citewell.domain.article_codec import with_digest

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}


@pytest.fixture
def article(app: App) -> str:
    """The address of an article too long for a telephone."""
    made = example_article()
    first = made.sections[0]
    more = tuple(
        replace(first, heading=f"Part {part}", claims=tuple(replace(one, id=f"{one.id}{part}") for one in first.claims))
        for part in range(12)
    )
    sections = (*made.sections, *more)
    long = with_digest(replace(made, question="How is it treated?", sections=sections, not_found=(), digest=""))
    app.store.save(long)
    return f"/articles/{long.digest}"


@pytest.fixture
def page(chromium: Any, site: str) -> Iterator[Any]:
    context = chromium.new_context(base_url=site, viewport=PHONE)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def test_the_answer_is_on_the_first_screen_of_a_telephone_and_the_sections_are_a_list(page: Any, article: str) -> None:
    page.goto(article)
    answer = page.locator(".answer").bounding_box()
    assert answer["y"] + 100 < PHONE["height"], "below the title, the state of review, what is new and the reader"
    assert not page.locator(".topic .claims").last.is_visible()
    assert page.locator(".topic summary h2").last.is_visible()
    page.get_by_role("button", name="Open every section").click()
    assert page.locator(".topic .claims").last.is_visible()


def test_on_a_wide_window_every_section_is_open_and_the_contents_tell_where_one_is(page: Any, article: str) -> None:
    page.set_viewport_size(DESK)
    page.goto(article)
    assert page.locator(".topic .claims").last.is_visible()
    link = page.get_by_role("navigation", name="Contents").get_by_role("link", name="Part 9")
    assert link.bounding_box()["height"] >= 24
    link.click()
    page.locator(".contents [aria-current]", has_text="Part 9").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_a_link_to_what_is_folded_unfolds_it(chromium: Any, site: str, article: str, *, script: bool) -> None:
    context = chromium.new_context(base_url=site, viewport=PHONE, java_script_enabled=script)
    page = context.new_page()
    page.goto(f"{article}#reference-1")
    assert page.locator("#reference-1").is_visible()
    last = page.locator(".topic .claims > li").last
    assert not last.is_visible()
    page.goto(f"{article}#{last.get_attribute('id')}")
    last.wait_for()
    context.close()


def test_without_a_script_a_section_opens_by_its_heading_and_a_wide_window_shows_all(
    chromium: Any, site: str, article: str
) -> None:
    context = chromium.new_context(base_url=site, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(article)
    page.locator(".topic summary").last.click()
    assert page.locator(".topic .claims").last.is_visible()
    page.set_viewport_size(DESK)
    assert page.locator(".topic .claims").first.is_visible()
    context.close()


@pytest.mark.parametrize("script", [True, False], ids=["with a script", "without"])
def test_paper_has_everything_that_a_telephone_folds(chromium: Any, site: str, article: str, *, script: bool) -> None:
    context = chromium.new_context(base_url=site, viewport=PHONE, java_script_enabled=script)
    page = context.new_page()
    page.goto(article)
    page.emulate_media(media="print")
    for shown in (".topic .claims > li", ".references > li", ".making div"):
        assert page.locator(shown).last.is_visible(), shown
    assert not page.locator(".up").is_visible()
    context.close()
