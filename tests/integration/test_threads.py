"""Threads: asked, kept, gone on with, shown and deleted, on the command line, in the program and on the page."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.browsing import ask, send
from tests.running import Run

from citewell.app import App, Settings
from citewell.domain.enums import ArticleStatus
from citewell.domain.errors import NotFoundError
from citewell.domain.steps import Step, StepName
from citewell.store.inbox import drop
from citewell.web.application import create_web

FIRST = "How is cervicogenic headache treated?"
PREGNANT = "How is cervicogenic headache treated in pregnancy?"


@pytest.fixture
def app(library: Path, starter_app: App) -> App:
    return App(Settings(library=library, cache=starter_app.settings.cache))


def test_a_follow_up_is_shown_as_it_was_read(run: Run) -> None:
    first = run("ask", "--thread", "neck", FIRST)
    second = json.loads(run("ask", "--thread", "neck", "--json", "And in pregnancy?").out)

    assert "citewell ask --thread neck" in first.err
    assert (second["question"], second["asked"], second["thread"]) == (PREGNANT, "And in pregnancy?", "neck")
    assert f"Read as: {PREGNANT}" in second["notes"]


def test_a_thread_of_no_name_gets_an_id_and_last_goes_on_with_it(run: Run) -> None:
    first = json.loads(run("ask", "--thread", "new", "--json", FIRST).out)
    second = json.loads(run("ask", "--thread", "last", "--json", "and for children?").out)

    assert second["thread"] == first["thread"]
    assert "children" in second["question"]


def test_a_thread_shows_its_questions_and_articles(run: Run) -> None:
    run("ask", "--thread", "neck", FIRST)
    run("ask", "--thread", "neck", "And in pregnancy?")
    shown = json.loads(run("thread", "show", "neck", "--json").out)
    listed = json.loads(run("thread", "list", "--json").out)

    assert [turn["question"] for turn in shown["turns"]] == [FIRST, PREGNANT]
    assert all(turn["passages"] for turn in shown["turns"])
    assert listed["threads"] == [{"id": "neck", "started_at": shown["started_at"], "questions": 2, "first": FIRST}]
    assert "Read as" in run("thread", "show", "neck").out
    assert PREGNANT in run("thread", "show", "neck", "--number", "2").out
    assert run("thread", "show", "neck", "--number", "3").code == 4


def test_an_unknown_thread_is_named_with_the_recent_ones(run: Run) -> None:
    run("ask", "--thread", "neck", FIRST)
    for verb in (("thread", "show", "nck"), ("thread", "delete", "nck"), ("ask", "--thread", "t-zzzzzz", "why?")):
        ended = run(*verb)
        assert ended.code == 4
        assert "neck" in ended.err
    assert run("ask", "--thread", "no/name", FIRST).code == 2


def test_last_without_a_thread_says_how_to_start_one(run: Run) -> None:
    ended = run("ask", "--thread", "last", FIRST)

    assert ended.code == 4
    assert "--thread new" in ended.err


def test_an_answer_that_is_not_kept_is_not_in_its_thread(run: Run) -> None:
    run("ask", "--thread", "neck", FIRST)
    run("ask", "--thread", "neck", "--no-keep", "And in pregnancy?")

    assert json.loads(run("thread", "list", "--json").out)["threads"][0]["questions"] == 1


def test_what_is_deleted_is_in_no_file_any_more(run: Run, library: Path) -> None:
    telling = "How is cervicogenic headache treated in the zyxwv family?"
    run("ask", "--thread", "neck", telling)
    run("ask", "--thread", "neck", "And in pregnancy?")
    before = json.loads(run("thread", "show", "neck", "--json").out)
    deleted = run("thread", "delete", "neck")

    assert "2 questions, 2 articles" in deleted.out
    assert run("thread", "show", "neck").code == 4
    kept = b"".join(path.read_bytes() for path in library.glob("articles.sqlite*"))
    assert b"zyxwv" not in kept
    assert all(turn["article"].encode() not in kept for turn in before["turns"])


def test_a_waiting_copy_is_deleted_too(app: App) -> None:
    article = app.ask(FIRST, thread="neck")
    inbox = app.settings.library / "inbox"
    drop(inbox, article)
    (inbox / ".broken").write_text(f'{{"thread":"neck","digest":"{article.digest[:20]}')
    app.delete_thread("neck")

    assert list(inbox.iterdir()) == []
    with pytest.raises(NotFoundError):
        app.article(article.digest)


def test_an_article_of_two_threads_stays_with_the_other(app: App) -> None:
    first = app.ask(FIRST)
    one = app.ask("And in pregnancy?", after=first.digest)
    other = app.ask("and for children?", after=first.digest)
    deletion = app.delete_thread(one.thread)

    assert one.thread != other.thread
    assert deletion.kept == (first.digest,)
    assert app.article(first.digest) == first
    assert len(app.thread(other.thread).turns) == 2


def test_only_its_owner_can_read_a_thread(app: App) -> None:
    app.ask(FIRST, thread="neck")
    files = list(app.settings.library.glob("articles.sqlite*"))

    assert files
    assert all(stat.S_IMODE(file.stat().st_mode) & 0o077 == 0 for file in files)


def test_what_changed_since_a_year_rests_on_newer_publications(app: App) -> None:
    app.ask(FIRST, thread="neck")
    article = app.ask("what changed since 2020?", thread="neck")
    years = {reference.number: reference.year or 0 for reference in article.references}
    *newer, earlier = article.sections
    cited = [
        years[citation.reference]
        for claims in (article.direct_answer, *(section.claims for section in newer))
        for claim in claims
        for citation in claim.citations
    ]

    assert article.direct_answer
    assert min(cited) >= 2020
    assert (earlier.kind, earlier.heading) == ("earlier", "Published before 2020")
    assert all(years[citation.reference] < 2020 for claim in earlier.claims for citation in claim.citations)
    assert any("2020 and later" in note for note in article.notes)
    assert not [finding for finding in app.verify(article) if finding.severity == "error"]


def test_nothing_newer_is_said_to_be_so(app: App) -> None:
    app.ask("How is giant cell arteritis treated?", thread="gca")
    article = app.ask("what changed since 2026?", thread="gca")

    assert article.status is ArticleStatus.NO_SOURCE_FOUND
    assert any("none that does" in note for note in article.notes)
    assert article.claims == ()


def test_a_follow_up_uses_what_the_thread_has_cited(app: App) -> None:
    first = app.ask(FIRST, thread="neck")
    second = app.ask("how sure is that?", thread="neck")
    before = {citation.passage_id for claim in first.claims for citation in claim.citations}
    after = {citation.passage_id for claim in second.claims for citation in claim.citations}

    assert before & after


def test_a_new_question_in_a_thread_is_not_coloured_by_the_old_one(app: App) -> None:
    app.ask(FIRST, thread="neck")
    inside = app.ask("How is giant cell arteritis diagnosed?", thread="neck")
    alone = app.ask("How is giant cell arteritis diagnosed?", keep=False)

    assert inside.asked == ""
    assert [claim.text for claim in inside.direct_answer] == [claim.text for claim in alone.direct_answer]


def test_what_cannot_be_resolved_is_asked_back_and_searched_for_nowhere(app: App) -> None:
    app.ask("How are migraine and cervicogenic headache told apart?", thread="two")
    article = app.ask("how is it treated?", thread="two")
    chosen = app.ask(article.clarification.choices[1] if article.clarification else "", thread="two")

    assert article.status is ArticleStatus.NEEDS_CLARIFICATION
    assert article.claims == ()
    assert chosen.question == "How is cervicogenic headache treated?"
    assert chosen.direct_answer


def test_an_observer_that_raises_ends_the_answer_and_nothing_is_kept(app: App) -> None:
    class Cancelled(Exception):
        pass

    def stop(step: Step) -> None:
        if step.name is StepName.SEARCHED:
            raise Cancelled

    before = app.recent(100)
    for thread in ("", "neck"):
        with pytest.raises(Cancelled):
            app.ask(FIRST, thread=thread, observe=stop)
    assert app.recent(100) == before
    with pytest.raises(NotFoundError):
        app.thread("neck")


def test_steps_are_told_in_their_order(run: Run) -> None:
    plain = run("ask", "--steps", "--no-keep", FIRST)
    ended = run("ask", "--steps", "--json", "--no-keep", FIRST)
    steps = [json.loads(line) for line in ended.err.splitlines()]

    assert plain.err.startswith("Understood as: treatment of cervicogenic headache")
    names = [step["step"] for step in steps]
    assert list(dict.fromkeys(names)) == [name.value for name in StepName]
    article = json.loads(ended.out)
    assert [step["section"] for step in steps if step["step"] == "section"] == [
        {"heading": section["heading"], "claims": len(section["claims"])} for section in article["sections"]
    ]
    assert "Checked 1 of" not in plain.err
    assert steps[-1]["digest"] == json.loads(ended.out)["digest"]
    assert run("ask", "--no-keep", FIRST).err == ""


def test_the_page_goes_on_with_a_question_and_shows_those_before(app: App) -> None:
    browser = TestClient(create_web(app), base_url="http://127.0.0.1", follow_redirects=False)
    first = ask(browser, FIRST)
    digest = first.removeprefix("/articles/")
    second = ask(browser, "And in pregnancy?", after=digest)

    assert f'name="after" value="{digest}"' in browser.get(first).text
    page = browser.get(second).text
    assert f"Read as: {PREGNANT}" in page
    assert f'<a href="/articles/{digest}">{FIRST}</a>' in page
    assert app.article(second.removeprefix("/articles/")).asked == "And in pregnancy?"
    assert send(browser, "/ask", question="why?", after="0" * 64).status_code == 404
