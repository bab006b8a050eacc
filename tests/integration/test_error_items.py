"""Readers' reports become items with an owner and a day; what was right is corrected in public."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.board_people import CHEAP
from tests.examples import example_article, unanswered_article
from tests.signing_in import browser_of, empty_app, join, sign_in, submit

from citewell.app import App
from citewell.domain.errors import AccessRefused, CitewellError, NotFoundError, UserError
from citewell.domain.people import OPERATOR, Actor, Person, Role, of_person
from citewell.review.error_items import ItemState
from citewell.store.accounts import Accounts
from citewell.store.threads import ThreadStore

WRONG = "The prevalence is from another table."
HARM = "This dose is dangerous in pregnancy."


@pytest.fixture
def app(tmp_path: Path, database_at: str) -> Iterator[App]:
    made = empty_app(tmp_path, database=database_at, smtp_url="smtp://127.0.0.1:1", mail_from="a@example.org")
    made.accounts = Accounts(made.database, made.key, passwords=CHEAP)
    made.store.save(example_article())
    yield made
    made.database.close()


@pytest.fixture
def editor(app: App) -> Person:
    return join(app, "Eli", Role.EDITOR, codes=True)


@pytest.fixture
def officer(app: App) -> Person:
    return join(app, "Sam", Role.SAFETY_OFFICER, codes=True)


def report(app: App, what: str, claim: str = "") -> str:
    """Report an error of the article; returns the item's id."""
    known = {item.id for item in app.items.all()}
    app.reports.add(article=example_article().digest, claim=claim, text=what)
    [made] = {item.id for item in app.items.all()} - known
    return made


def days_from_now(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def test_a_report_becomes_an_item_with_an_owner_and_a_day_and_the_ledger_has_none_of_its_words(
    app: App, editor: Person, officer: Person
) -> None:
    usual, harm = app.items.get(report(app, WRONG)), app.items.get(report(app, HARM))
    assert (usual.owner, usual.due) == (Role.EDITOR, days_from_now(14))
    assert (harm.owner, harm.due) == (Role.SAFETY_OFFICER, days_from_now(1))
    assert [item.id for item in app.items.all()] == [harm.id, usual.id]
    told = [event for event in app.events.read() if event.action == "item.opened"]
    assert [event.subject for event in told] == [f"item:{usual.id}", f"item:{harm.id}"]
    assert WRONG not in str(told)
    assert [len(app.outbox.of_person(one.id)) for one in (editor, officer)] == [1, 1]
    assert app.events.verify().fault == ""


def test_only_the_first_report_of_harm_in_an_article_goes_out_by_mail(app: App, officer: Person) -> None:
    for _ in range(3):
        report(app, HARM)
    [delivery] = app.outbox.claim()
    assert delivery.address == officer.email
    assert HARM not in str(delivery)
    assert len(app.outbox.of_person(officer.id)) == 3


def test_an_item_is_taken_up_and_upheld_and_readers_see_the_correction(app: App, editor: Person) -> None:
    item = report(app, WRONG)
    assert app.items.take(item, by=of_person(editor)).owner_id == editor.id
    closed = app.items.close(item, by=of_person(editor), upheld=True, answer=" The figure <b>was</b>  taken out. ")
    assert (closed.state, closed.answer) == (ItemState.UPHELD, "The figure <b>was</b> taken out.")
    page = browser_of(app).get("/about/corrections").text
    assert "The figure &lt;b&gt;was&lt;/b&gt; taken out." in page
    assert closed.closed_at[:10] in page
    assert f"/articles/{example_article().digest}" in page
    assert WRONG not in page
    actions = [event.action for event in app.events.read(subject=f"item:{item}")]
    assert actions == ["item.opened", "item.taken", "item.upheld"]


def test_a_declined_report_is_no_correction(app: App, editor: Person) -> None:
    app.items.close(report(app, WRONG), by=of_person(editor), upheld=False, answer="The table is the right one.")
    assert app.items.upheld(9) == []
    assert "The table is the right one." not in browser_of(app).get("/about/corrections").text


@pytest.mark.parametrize("who", ["command line", "author", "editor on harm"])
def test_who_may_not_answer_changes_nothing(app: App, editor: Person, who: str) -> None:
    item = report(app, HARM if who == "editor on harm" else WRONG)
    actors: dict[str, Actor] = {
        "command line": OPERATOR,
        "author": of_person(join(app, "Ada", Role.AUTHOR)),
        "editor on harm": of_person(editor),
    }
    with pytest.raises(UserError):
        app.items.close(item, by=actors[who], upheld=False, answer="It is right as it is.")
    assert app.items.get(item).state is ItemState.OPEN


def test_of_two_who_close_one_item_the_second_is_told(app: App, editor: Person) -> None:
    item, outcomes = report(app, WRONG), []

    def close() -> None:
        try:
            app.items.close(item, by=of_person(editor), upheld=True, answer="Corrected.")
            outcomes.append("closed")
        except CitewellError as error:
            outcomes.append(error.message)

    threads = [threading.Thread(target=close) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == sorted(["closed", f"The item {item} is already upheld."])


def test_an_item_goes_with_its_article_and_a_report_from_before_gets_one(app: App) -> None:
    ThreadStore(app.store).add("neck", unanswered_article())
    app.reports.add(article=unanswered_article().digest, claim="", text=WRONG)
    kept = report(app, WRONG)
    app.delete_thread("neck")
    assert [item.id for item in app.items.all()] == [kept]
    with app.database.writing() as connection:
        connection.execute(text("DELETE FROM error_items"))
    assert (app.items.catch_up(), app.items.catch_up()) == (1, 0)
    assert [item.id for item in app.items.all()] == [kept]


def test_an_unknown_item_and_an_empty_answer_are_told(app: App, editor: Person) -> None:
    with pytest.raises(NotFoundError, match="r-99"):
        app.items.get("r-99")
    with pytest.raises(UserError, match="empty"):
        app.items.close(report(app, WRONG), by=of_person(editor), upheld=True, answer="  ")


class TestPages:
    def test_an_editor_works_through_the_reports_and_reads_the_notices(self, app: App, editor: Person) -> None:
        claim = example_article().claims[0]
        hostile = "<script>alert(1)</script> " + WRONG
        browser = browser_of(app)
        submit(
            browser,
            f"/articles/{example_article().digest}/report?claim={claim.id}",
            f"/articles/{example_article().digest}/report",
            claim=claim.id,
            text=hostile,
        )
        sign_in(browser, editor)
        page = browser.get("/bench/items").text
        assert "Notices (1)" in page
        assert claim.text in page
        assert "<script>alert(1)" not in page
        [item] = app.items.all()
        answer = submit(browser, "/bench/items", f"/bench/items/{item.id}/take")
        assert answer.status_code == 303
        answer = submit(browser, "/bench/items", f"/bench/items/{item.id}/close", answer="x", decision="perhaps")
        assert (answer.status_code, "Nothing was decided." in answer.text) == (422, True)
        submit(browser, "/bench/items", f"/bench/items/{item.id}/close", answer="Corrected.", decision="uphold")
        assert "No report is open." in browser.get("/bench/items").text
        assert "Corrected." in browser.get("/bench/items?all=1").text

        notices = browser.get("/notices").text
        assert "A reader has reported an error." in notices
        assert WRONG not in notices
        submit(browser, "/notices", "/notices/read", until=app.outbox.of_person(editor.id)[0].news.at)
        assert "Notices (1)" not in browser.get("/notices").text

    def test_somebody_s_notices_are_nobody_else_s(self, app: App, editor: Person) -> None:
        report(app, WRONG)
        browser = browser_of(app)
        sign_in(browser, join(app, "Ada", Role.AUTHOR))
        page = browser.get("/notices").text
        assert "Nothing so far." in page
        assert browser.get("/bench/items").status_code == 403

    def test_an_editor_sees_reports_of_harm_and_a_safety_officer_answers_them(
        self, app: App, editor: Person, officer: Person
    ) -> None:
        item = report(app, HARM)
        browser = browser_of(app)
        sign_in(browser, editor)
        assert "A safety officer answers it." in browser.get("/bench/items").text
        answer = submit(browser, "/bench/items", f"/bench/items/{item}/close", answer="No.", decision="decline")
        assert (answer.status_code, app.items.get(item).state) == (422, ItemState.OPEN)
        with pytest.raises(AccessRefused):
            app.items.close(item, by=of_person(editor), upheld=False, answer="No.")
        assert app.items.close(item, by=of_person(officer), upheld=True, answer="Withdrawn.").answer == "Withdrawn."
