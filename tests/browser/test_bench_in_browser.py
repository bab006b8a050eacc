"""A reviewer at work in a real browser: by keyboard, and without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from tests.board_people import Staff
from tests.boarding import article_of
from tests.browser.seen import expect
from tests.integration.test_workbench import signed_in
from tests.signing_in import CHEAP

from citewell.app import App
from citewell.domain.people import Actor, Role
from citewell.domain.reviewing import Action, Capacity, Dossier, Judgement
from citewell.store.accounts import Accounts
from citewell.web.identity import COOKIE

pytestmark = pytest.mark.browser

ARTICLE = article_of(
    "Exercise eases headache that comes from the neck.",
    "Manual therapy may help some adults.",
    "Nerve block is suggested for short relief.",
)


@dataclass(frozen=True, slots=True)
class Reviewing:
    """A dossier under review, and everybody's way in."""

    dossier: Dossier
    app: App
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def people(app: App) -> dict[str, Actor]:
    app.accounts = Accounts(app.database, app.key, passwords=CHEAP)
    staff = Staff(app.board, app.accounts, app.database)
    return {
        "author": staff.join("Ada Neumann", Role.AUTHOR),
        "editor": staff.join("Eli Stern", Role.EDITOR),
        "reviewer": staff.join("Rosa Lind", Role.REVIEWER, specialties=("neurology",)),
    }


@pytest.fixture(scope="module")
def reviewing(app: App, people: dict[str, Actor]) -> Reviewing:
    """An article with three claims whose reviewer has been asked."""
    app.store.save(ARTICLE)
    staff = Staff(app.board, app.accounts, app.database)
    dossier = staff.passed(app.board.open(ARTICLE.digest, people["author"]))
    dossier = app.board.step(Action.SUBMIT, dossier.id, people["author"], digest=dossier.digest)
    dossier = app.board.assign(
        dossier.id, people["editor"], person=people["reviewer"].id, capacity=Capacity.REVIEWER,
        specialty="neurology", digest=dossier.digest,
    )  # fmt: skip
    return Reviewing(dossier, app, {name: signed_in(app, actor) for name, actor in people.items()})


@pytest.fixture
def enter(chromium: Any, site: str, reviewing: Reviewing) -> Iterator[Any]:
    """A tab of somebody signed in; it fails on any error of a script or the policy."""
    contexts, troubles = [], []

    def opened(who: str, **options: Any) -> Any:
        context = chromium.new_context(base_url=site, **options)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": COOKIE, "value": reviewing.tokens[who], "url": site}])
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: troubles.append(str(error)))
        return tab

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


def declare(page: Any, dossier: Dossier) -> None:
    page.goto(f"/bench/{dossier.id}/review")
    if page.get_by_role("button", name="Declare").count():
        page.get_by_label("I have no conflict of interest").check()
        page.get_by_label("In your own words").fill("None.")
        page.get_by_role("button", name="Declare").click()
    page.wait_for_selector("[data-review]")


def test_without_a_script_a_reviewer_judges_and_nothing_is_lost(enter: Any, reviewing: Reviewing) -> None:
    page = enter("reviewer", java_script_enabled=False)
    declare(page, reviewing.dossier)
    first = page.get_by_role("group", name="Your judgement of claim 1")
    first.get_by_label("Unclear").check()
    page.get_by_label("Why (needed for anything but correct)").first.fill("Which exercise?")
    page.get_by_role("button", name="Save and go on").first.click()
    page.wait_for_url(re.compile(f"#{ARTICLE.claims[1].id}$"))
    assert "1 of 3 claims" in page.locator("#progress").inner_text()
    assert first.get_by_label("Unclear").is_checked()
    assert page.locator("textarea").first.input_value() == "Which exercise?"


def test_by_keyboard_a_reviewer_judges_each_claim_and_gives_the_review(
    enter: Any, reviewing: Reviewing, people: dict[str, Actor]
) -> None:
    page = enter("reviewer", viewport={"width": 1280, "height": 800})
    declare(page, reviewing.dossier)
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()
    page.keyboard.press("Escape")
    for key in ("n", "1", "n", "2", "c"):
        page.keyboard.press(key)
    page.keyboard.type("1 in 2 only: p says n.")  # while one writes, no key is a judgement
    for key in ("Escape", "n", "6", "c"):
        page.keyboard.press(key)
    page.keyboard.type("For whom?")
    page.keyboard.press("Escape")
    expect(page.locator("#progress")).to_have_text("3 of 3 claims")
    page.keyboard.press("p")
    assert page.evaluate("document.activeElement.id") == ARTICLE.claims[1].id

    page.get_by_label("on", exact=True).uncheck()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "keys-on"
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved"))
    page.reload()
    assert page.locator("textarea").nth(1).input_value() == "1 in 2 only: p says n."
    for group in page.locator("fieldset.item").all():
        group.get_by_label("Good").check()
    page.get_by_label("Request changes").check()
    page.get_by_role("button", name="Give the review").click()
    page.wait_for_url(re.compile(f"/bench/{reviewing.dossier.id}\\?done=review$"))
    [review] = reviewing.app.board.dossiers.reviews(reviewing.dossier.id)
    assert review.reviewer_id == people["reviewer"].id
    assert {verdict.claim_id: verdict.judgement for verdict in review.verdicts} == dict(
        zip(
            [claim.id for claim in ARTICLE.claims],
            [Judgement.CORRECT, Judgement.WRONG, Judgement.MISSING_QUALIFIER],
            strict=True,
        )
    )
