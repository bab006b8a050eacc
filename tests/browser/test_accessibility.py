"""Every page meets WCAG 2.2 AA as far as a machine can tell, and fits its window, in light and dark."""

from __future__ import annotations

from typing import Any

import pytest
from tests.examples import example_article

from citewell.app import App

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
LOOKS = [(360, "light"), (1440, "dark")]
PAGES = [
    "/",
    "/articles/{digest}",
    "/articles/{digest}?reader=patient",
    "/articles/{digest}/claims/{claim}/1",
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
    """What the addresses of an article's pages are made of."""
    article = example_article()
    app.store.save(article)
    return {"digest": article.digest, "claim": article.claims[0].id}


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_breaks_a_rule_of_accessibility_or_runs_over_its_window(
    chromium: Any, site: str, names: dict[str, str], width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(base_url=site, viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    wrong: list[str] = []
    for pattern in PAGES:
        page.goto(pattern.format(**names))
        found = Axe().run(page, options=RULES).response["violations"]
        wrong += [f"{pattern}: {one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{pattern}: wider than its window")
    context.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
def test_an_article_reads_without_scrolling_sideways_at_twice_the_size(
    chromium: Any, site: str, names: dict[str, str]
) -> None:
    """A window of 1280 pixels at 200% shows as much as one of 640 (WCAG 2.2, 1.4.10)."""
    context = chromium.new_context(base_url=site, viewport={"width": 640, "height": 450}, device_scale_factor=2)
    page = context.new_page()
    for pattern in ("/", "/articles/{digest}", "/library"):
        page.goto(pattern.format(**names))
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), pattern
    context.close()
