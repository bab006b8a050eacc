"""Every page of the board and of accounts meets WCAG 2.2 AA as far as a machine can tell, and fits its window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.board_people import Staff
from tests.browser.conftest import served, small_app
from tests.browser.seen import broken_rules, cut_text
from tests.browser.test_accessibility import LOOKS
from tests.signing_in import CHEAP
from tools.staging import Staged, stage

from citewell.domain.enums import ArticleStatus
from citewell.store.accounts import Accounts
from citewell.web.identity import COOKIE

pytestmark = pytest.mark.browser

DOCUMENTS = [
    {
        "_id": "turmeric-2018",
        "title": "Turmeric paste for migraine: a cohort",
        "text": "Turmeric paste did not lower the number of migraine attacks over two weeks of daily use.",
        "kind": "cohort",
        "year": 2018,
    },
    {
        "_id": "turmeric-2020",
        "title": "Turmeric paste in migraine, a randomised trial",
        "text": "Turmeric paste lowered migraine attacks by 30% over six months in 240 adults. "
        "Turmeric paste did not change the hours of sleep in adults with migraine.",
        "kind": "randomised-trial",
        "year": 2020,
    },
    {
        "_id": "migraine-2026",
        "title": "Migraine attacks and turmeric paste: a clinical practice guideline",
        "text": "Turmeric paste should not be used to lower migraine attacks in children (weak recommendation).",
        "kind": "guideline",
        "year": 2026,
    },
]
QUESTIONS = {
    "published": "Does turmeric paste lower migraine attacks?",
    "corrected": "Does turmeric paste help in migraine attacks?",
    "disputed": "Is turmeric paste used for migraine attacks?",
    "asked": "Can turmeric paste lower migraine attacks in children?",
    "submitted": "Does turmeric paste lower migraine attacks in adults?",
    "returned": "Should turmeric paste be used in migraine?",
    "drafted": "What does turmeric paste do in migraine attacks?",
    "reopened": "Is turmeric paste good for migraine attacks?",
    "withdrawn": "Does turmeric paste prevent migraine attacks?",
}
PAGES = {
    "": ("/sign-in", "/invitation/{invitation}", "/articles/{withdrawn_article}", "/articles/{published_article}",
         "/articles/{reopened_article}", "/articles/{asked_article}"),
    "author": ("/account", "/account/codes", "/notices", "/bench/{drafted}", "/bench/{returned}",
               "/bench/{drafted}/revisions", "/bench/{drafted}/claims/{drafted_claim}", "/bench/statistics"),
    "editor": ("/bench", "/bench?state=superseded", "/bench/{disputed}", "/bench/{submitted}", "/bench/statistics",
               "/bench/items?all=1"),
    "reviewer": ("/bench/{asked}/review",),
    "pharmacist": ("/bench/{disputed}/review",),
    "officer": ("/bench/{published}", "/bench/items"),
    "admin": ("/admin/people", "/admin/people/{person}"),
}  # fmt: skip
"""Who looks at what; the last page of the author is not open to authors."""


@dataclass(frozen=True, slots=True)
class Board:
    """Where the pages of a staged board are, and the way in of everybody."""

    site: str
    staged: Staged


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    app = small_app(tmp_path_factory.mktemp("board"), DOCUMENTS)
    app.accounts = Accounts(app.database, app.key, passwords=CHEAP)
    articles = {name: app.ask(question) for name, question in QUESTIONS.items()}
    assert {one.status for one in articles.values()} == {ArticleStatus.ANSWERED}
    staff = Staff(app.board, app.accounts, app.database)
    staged = stage(
        app, {name: one.digest for name, one in articles.items()}, check=lambda dossier, author: staff.passed(dossier)
    )
    with served(app) as site:
        yield Board(site, staged)


@pytest.fixture
def enter(chromium: Any, board: Board) -> Iterator[Any]:
    """Opens a tab of somebody signed in, or of a visitor."""
    contexts = []

    def opened(who: str, **options: Any) -> Any:
        context = chromium.new_context(base_url=board.site, **options)
        context.set_default_timeout(60_000)
        if who:
            context.add_cookies([{"name": COOKIE, "value": board.staged.tokens[who], "url": board.site}])
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_no_page_of_the_board_breaks_a_rule_of_accessibility_or_runs_over_its_window(
    enter: Any, board: Board, width: int, scheme: str
) -> None:
    wrong: list[str] = []
    for who, patterns in PAGES.items():
        tab = enter(who, color_scheme=scheme)
        for pattern in patterns:
            tab.set_viewport_size({"width": width, "height": 900})
            tab.goto(pattern.format(**board.staged.places))
            tab.locator("main details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
            wrong += [f"{who} {pattern}: {words}" for words in broken_rules(tab) + cut_text(tab)]
            for other in (320, 768):
                tab.set_viewport_size({"width": other, "height": 900})
                wrong += [f"{who} {pattern} at {other}: {words}" for words in cut_text(tab)]
    assert not wrong, "\n".join(wrong)


def test_words_that_a_refusal_or_another_page_interrupts_are_still_there(enter: Any, board: Board) -> None:
    tab = enter("editor", viewport={"width": 1280, "height": 800})
    at = f"/bench/{board.staged.places['submitted']}"
    tab.goto(at)
    tab.locator("summary", has_text="Reject").click()
    tab.get_by_label("Reason, in a sentence").fill("It repeats another article.")
    tab.goto("/bench")
    tab.goto(at)
    assert tab.get_by_label("Reason, in a sentence").input_value() == "It repeats another article."
    assert tab.get_by_text("As you had begun to write it").is_visible()
    tab.evaluate("document.querySelector('[name=digest]').form.noValidate = true")
    tab.evaluate("document.querySelectorAll('[name=digest]').forEach((one) => { one.value = 'stale'; })")
    tab.locator("button", has_text="Reject").click()
    assert tab.locator("[data-rule=stale_digest]").first.is_visible()
    assert tab.get_by_label("Reason, in a sentence").input_value() == "It repeats another article."


def test_what_a_reviewer_types_is_kept_without_leaving_the_box(enter: Any, board: Board) -> None:
    tab = enter("pharmacist", viewport={"width": 1280, "height": 800})
    at = f"/bench/{board.staged.places['disputed']}/review"
    tab.goto(at)
    with tab.expect_response("**/draft"):
        tab.locator("textarea").first.press_sequentially("Say the dose.")
    tab.goto(at)
    assert tab.locator("textarea").first.input_value() == "Say the dose."
