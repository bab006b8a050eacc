"""The workbench as people use it: authors, editors, reviewers and a safety officer, each in a browser of their own."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from tests.board_people import PASSWORD, Staff
from tests.integration.web_client import ReadPage, assert_sound, unlimited
from tests.signing_in import CHEAP, HERE, browser_of, form_token, web_of

from citewell.app import App
from citewell.domain.articles import Article
from citewell.domain.people import Actor, Role
from citewell.domain.reviewing import Action, Capacity, Dossier, Judgement, ReviewState
from citewell.review.review_rules import checklist_for
from citewell.store.accounts import Accounts
from citewell.web.identity import COOKIE

QUESTION = "What is the prevalence of cervicogenic headache?"
REASON = "Say which people were examined, please."


@pytest.fixture(scope="module")
def article(starter_app: App) -> Article:
    return starter_app.ask(QUESTION, keep=False)


@dataclass
class Bench:
    """The pages over a board with its people, each signed in."""

    app: App
    staff: Staff
    article: Article
    browsers: dict[str, TestClient]

    def join(self, name: str, *roles: Role, specialties: tuple[str, ...] = ("neurology",)) -> Actor:
        actor = self.staff.join(name, *roles, specialties=specialties)
        browser = browser_of(self.app)
        browser.cookies.set(COOKIE, signed_in(self.app, actor))
        self.browsers[actor.id] = browser
        return actor

    def get(self, who: Actor, address: str, status: int = 200) -> ReadPage:
        answer = self.browsers[who.id].get(address)
        assert answer.status_code == status, answer.text
        return assert_sound(answer.text)

    def post(self, who: Actor, address: str, *, page: str = "", **fields: str) -> Response:
        """Send a form of a page with what its hidden fields hold."""
        browser = self.browsers[who.id]
        shown = browser.get(page or address.rpartition("/")[0]).text
        hidden = {
            name: found[1]
            for name in ("digest", "release")
            if (found := re.search(rf'name="{name}" value="([^"]+)"', shown))
        }
        return browser.post(address, data={"token": form_token(browser.get("/").text), **hidden, **fields})

    def submitted(self, author: Actor) -> Dossier:
        dossier = self.staff.passed(self.app.board.open(self.article.digest, author))
        return self.app.board.step(Action.SUBMIT, dossier.id, author, digest=dossier.digest)

    def ask(self, dossier: Dossier, editor: Actor, *reviewers: Actor) -> Dossier:
        for one in reviewers:
            dossier = self.app.board.assign(
                dossier.id, editor, person=one.id, capacity=Capacity.REVIEWER, specialty="neurology",
                digest=dossier.digest,
            )  # fmt: skip
        return dossier

    def state(self, dossier: Dossier) -> ReviewState:
        return self.app.board.dossiers.get(dossier.id).state


def signed_in(app: App, actor: Actor) -> str:
    """A session of somebody whose one-time codes are taken as given."""
    from sqlalchemy import text

    person = app.accounts.people.get(actor.id)
    with app.database.writing() as connection:
        connection.execute(text("UPDATE people SET code_secret = '' WHERE id = :id"), {"id": actor.id})
    token = app.accounts.sign_in.by_password(person.email, PASSWORD, address="", browser="").token
    with app.database.writing() as connection:
        connection.execute(text("UPDATE people SET code_secret = 'set-up' WHERE id = :id"), {"id": actor.id})
    return token


@pytest.fixture
def bench(starter_app: App, article: Article, tmp_path: Path, database_at: str) -> Bench:
    folder = tmp_path / "bench"
    ignored = shutil.ignore_patterns("articles.sqlite*", "inbox", "*.key")
    shutil.copytree(starter_app.settings.library, folder, ignore=ignored)
    from dataclasses import replace

    database = database_at if "://" in database_at else ""
    app = App(replace(unlimited(starter_app.settings), library=folder, database=database))
    app.accounts = Accounts(app.database, app.key, passwords=CHEAP)
    app.store.save(article)
    return Bench(app, Staff(app.board, app.accounts, app.database), article, {})


@pytest.fixture
def author(bench: Bench) -> Actor:
    return bench.join("Ada Neumann", Role.AUTHOR)


@pytest.fixture
def editor(bench: Bench) -> Actor:
    return bench.join("Eli Stern", Role.EDITOR)


@pytest.fixture
def rosa(bench: Bench) -> Actor:
    return bench.join("Rosa Lind", Role.REVIEWER)


@pytest.fixture
def remy(bench: Bench) -> Actor:
    return bench.join("Remy Blanc", Role.REVIEWER)


def whole_review(article: Article, *, amiss: str = "", comment: str = "") -> dict[str, str]:
    """Every field of a review: all correct but one claim."""
    fields = {f"verdict-{claim.id}": Judgement.CORRECT.value for claim in article.claims}
    fields |= {f"answer-{item.name}": "good" for item in checklist_for(Capacity.REVIEWER)}
    if amiss:
        fields |= {f"verdict-{amiss}": Judgement.MISSING_QUALIFIER.value, f"comment-{amiss}": comment}
    return fields


def test_an_author_takes_an_article_up_from_its_page_and_finds_it_in_the_queue(bench: Bench, author: Actor) -> None:
    empty = bench.get(author, "/bench")
    assert "Nothing is on the bench yet" in empty.text
    assert "Take up for review" in empty.text
    page = f"/articles/{bench.article.digest}"
    answer = bench.post(author, "/bench/take-up", page=page, digest=bench.article.digest)
    [dossier] = bench.app.board.dossiers.all()
    assert answer.headers["location"] == f"/bench/{dossier.id}?done=opened"
    again = bench.post(author, "/bench/take-up", page=page, digest=bench.article.digest)
    assert again.headers["location"] == f"/bench/{dossier.id}"
    queue = bench.get(author, "/bench")
    assert QUESTION in queue.text
    assert "Run the checks" in queue.text


def test_only_those_who_may_take_an_article_up_see_the_button(bench: Bench, author: Actor, rosa: Actor) -> None:
    page = f"/articles/{bench.article.digest}"
    for _ in range(2):  # the page is kept for the next reader
        assert "Take up for review" in bench.browsers[author.id].get(page).text
        assert "Take up for review" not in bench.browsers[rosa.id].get(page).text
        visitor = TestClient(web_of(bench.app), base_url=HERE)
        assert "Take up for review" not in visitor.get(page).text


def test_a_dossier_shows_each_claim_beside_its_quotes_and_why_it_cannot_go_on(bench: Bench, author: Actor) -> None:
    dossier = bench.app.board.open(bench.article.digest, author)
    page = bench.get(author, f"/bench/{dossier.id}")
    for claim in bench.article.claims:
        assert claim.text in page.text
        assert all(" ".join(cited.quote.split()) in page.text for cited in claim.citations)
    assert "rule “hard to read”" in page.text or "Run the checks" in page.text
    assert len([True for tag, attrs in page.elements if tag == "li" and "data-claim" in attrs]) == 22


def test_an_edit_that_fails_a_check_is_shown_and_not_kept_and_one_that_passes_is_a_revision(
    bench: Bench, author: Actor
) -> None:
    dossier = bench.app.board.open(bench.article.digest, author)
    claim = next(one for one in bench.article.claims if "%" in one.text)
    address = f"/bench/{dossier.id}/claims/{claim.id}"
    wrong = claim.text.replace("%", "5%", 1)
    tried = assert_sound(bench.post(author, address, page=address, text=wrong).text)
    assert "A check fails" in tried.text
    assert "Nothing is kept yet" in tried.text
    kept = bench.post(author, address, page=address, text=wrong, reason=REASON, do="revise")
    assert kept.status_code == 422
    assert "A check fails" in assert_sound(kept.text).text
    assert bench.app.board.dossiers.get(dossier.id).revision == 1
    assert bench.post(author, address, page=address, out="1", reason=" ", do="revise").status_code == 422

    tried = assert_sound(bench.post(author, address, page=address, out="1").text)
    assert "Every check passes" in tried.text
    answer = bench.post(author, address, page=address, out="1", reason=REASON, do="revise")
    assert answer.headers["location"] == f"/bench/{dossier.id}?done=revise"
    assert bench.app.board.dossiers.get(dossier.id).revision == 2
    revisions = bench.get(author, f"/bench/{dossier.id}/revisions")
    assert "Taken out" in revisions.text
    assert REASON in revisions.text
    assert bench.browsers[author.id].get(f"/bench/{dossier.id}/revisions?earlier=1&later=9").status_code == 404


def test_an_edit_of_an_older_revision_is_refused(bench: Bench, author: Actor) -> None:
    dossier = bench.app.board.open(bench.article.digest, author)
    first, second = bench.article.claims[-2:]
    address = f"/bench/{dossier.id}/claims/{first.id}"
    bench.app.board.revise(dossier.id, author, digest=dossier.digest, edits={second.id: ""}, reason=REASON)
    answer = bench.post(author, address, page=address, digest=dossier.digest, out="1", reason=REASON, do="revise")
    assert answer.status_code == 422
    assert "rule “stale digest”" in assert_sound(answer.text).text


def test_an_editor_sees_who_matches_with_their_workload_and_asks_them(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor
) -> None:
    heart = bench.join("Ola Berg", Role.REVIEWER, specialties=("cardiology",))
    dossier = bench.submitted(author)
    page = bench.get(editor, f"/bench/{dossier.id}")
    assert page.text.index("Rosa Lind") < page.text.index("Others") < page.text.index("Ola Berg")
    assert "nothing to review now" in page.text
    address = f"/bench/{dossier.id}/assign"
    bench.post(editor, address, choice=f"{rosa.id}:reviewer:neurology", due="2027-01-31")
    refused = bench.post(editor, address, choice=f"{heart.id}:reviewer:neurology")
    assert "rule “specialty missing”" in assert_sound(refused.text).text
    [asked] = bench.app.board.dossiers.get(dossier.id).assigned
    assert (asked.person_id, asked.due) == (rosa.id, "2027-01-31")
    page = bench.get(editor, f"/bench/{dossier.id}")
    assert "1 review to give" in page.text
    assert "Awaited: Rosa Lind" in page.text
    assert "rule “review awaited”" in page.text
    bench.post(editor, f"/bench/{dossier.id}/release", person=rosa.id)
    assert bench.app.board.dossiers.get(dossier.id).assigned == ()


def test_an_author_is_told_why_he_or_she_cannot_ask_reviewers(bench: Bench) -> None:
    both = bench.join("Bo Both", Role.AUTHOR, Role.EDITOR)
    dossier = bench.submitted(both)
    page = bench.get(both, f"/bench/{dossier.id}")
    assert "rule “own article”" in page.text
    assert "/assign" not in str(page.values("action"))


def test_a_reviewer_declares_interests_judges_and_gives_a_review(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor
) -> None:
    dossier = bench.ask(bench.submitted(author), editor, rosa)
    address = f"/bench/{dossier.id}/review"
    assert "0 of 22 claims" in bench.get(rosa, "/bench").text
    first = bench.get(rosa, address)
    assert "First, your interests" in first.text
    assert "verdict-" not in str(first.values("name"))
    empty = bench.post(rosa, f"/bench/{dossier.id}/interests", page=address, conflict="none", statement=" ")
    assert "rule “conflict undeclared”" in assert_sound(empty.text).text
    bench.post(rosa, f"/bench/{dossier.id}/interests", page=address, conflict="none", statement="None.")

    claim, other = bench.article.claims[:2]
    saved = bench.post(
        rosa, f"/bench/{dossier.id}/draft", page=address, next=other.id,
        **{f"verdict-{claim.id}": "wrong", f"comment-{claim.id}": "Not so."},
    )  # fmt: skip
    assert saved.headers["location"] == f"{address}#{other.id}"
    page = bench.get(rosa, address)
    assert "1 of 22 claims" in page.text
    assert "Not so." in page.text
    assert "1 of 22 claims" in bench.get(rosa, "/bench").text
    early = bench.post(rosa, address, page=address, decision="request_changes")
    assert "rule “claims unjudged”" in assert_sound(early.text).text

    fields = whole_review(bench.article) | {f"comment-{claim.id}": ""}
    undecided = bench.post(rosa, address, page=address, **fields)
    assert "No decision is chosen" in assert_sound(undecided.text).text
    wrong = bench.post(rosa, address, page=address, decision="reject")
    assert "rule “decision ungrounded”" in assert_sound(wrong.text).text
    given = bench.post(rosa, address, page=address, decision="approve")
    assert given.headers["location"] == f"/bench/{dossier.id}?done=review"
    [review] = bench.app.board.dossiers.reviews(dossier.id)
    assert review.reviewer_name == "Rosa Lind"
    assert review.started_at < review.given_at
    assert bench.app.review_drafts.find(dossier, rosa.id) is None
    assert bench.browsers[rosa.id].get(address).headers["location"] == f"/bench/{dossier.id}"


def test_a_script_that_saves_a_judgement_is_told_how_far_the_review_is(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor
) -> None:
    dossier = bench.ask(bench.submitted(author), editor, rosa)
    browser, claim = bench.browsers[rosa.id], bench.article.claims[0]
    data = {
        "token": form_token(browser.get("/").text), "digest": dossier.digest, f"verdict-{claim.id}": "unsafe",
    }  # fmt: skip
    headers = {"accept": "application/json"}
    told = browser.post(f"/bench/{dossier.id}/draft", data=data, headers=headers).json()
    assert (told["judged"], told["progress"]) == (1, "1 of 22 claims")
    assert re.fullmatch(r"Saved at \d\d:\d\d UTC", told["saved"])
    stale = browser.post(f"/bench/{dossier.id}/draft", data=data | {"digest": "0" * 64}, headers=headers)
    assert (stale.status_code, stale.json()["error"]["code"]) == (400, "review_refused")


def test_no_verdict_or_comment_of_another_is_seen_before_giving_ones_own(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor, remy: Actor
) -> None:
    dossier = bench.ask(bench.submitted(author), editor, rosa, remy)
    claim = bench.article.claims[3]
    bench.staff.give(dossier, remy, bench.article, amiss={claim.id: "Only in one town."})
    bench.app.comments.add(dossier, claim.id, "It was Vaga in Norway.", by=remy)
    hidden = ("Only in one town", "It was Vaga", "Request changes")
    for who in (rosa, author):
        page = bench.get(who, f"/bench/{dossier.id}")
        assert not [words for words in hidden if words in page.text]
        assert "You see them once you have given your own" in page.text
    assert "Only in one town" not in bench.get(rosa, f"/bench/{dossier.id}/revisions").text
    bench.staff.give(dossier, rosa, bench.article)
    for who in (rosa, editor):
        page = bench.get(who, f"/bench/{dossier.id}")
        assert "Only in one town." in page.text
        assert "It was Vaga in Norway." in page.text


def test_somebody_not_asked_reviews_nothing_and_a_conflict_ends_a_review(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor, remy: Actor
) -> None:
    dossier = bench.ask(bench.submitted(author), editor, rosa)
    address = f"/bench/{dossier.id}/review"
    refused = bench.browsers[remy.id].get(address)
    assert refused.status_code == 400
    assert "not_assigned" in refused.text
    interests = f"/bench/{dossier.id}/interests"
    answer = bench.post(rosa, interests, page=address, conflict="conflict", statement="I led the trial.")
    assert answer.headers["location"] == "/bench?done=recuse"
    assert bench.app.board.dossiers.get(dossier.id).assigned[0].recused
    assert "recused: I led the trial." in bench.get(editor, f"/bench/{dossier.id}").text
    assert bench.browsers[rosa.id].get(address).status_code == 400


def test_an_editor_breaks_a_tie_with_a_reason_approves_and_publishes(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor, remy: Actor
) -> None:
    dossier = bench.ask(bench.submitted(author), editor, rosa, remy)
    address = f"/bench/{dossier.id}"
    claim = bench.article.claims[0]
    bench.staff.give(dossier, rosa, bench.article)
    bench.staff.give(dossier, remy, bench.article, amiss={claim.id: "I would word it otherwise."})
    page = bench.get(editor, address)
    assert "rule “reviews disagree”" in page.text
    short = bench.post(editor, f"{address}/break-tie", decision="approve", reason="No.")
    assert "rule “reason missing”" in assert_sound(short.text).text
    bench.post(editor, f"{address}/break-tie", decision="approve", reason="The wording is that of the source.")
    late = bench.post(editor, f"{address}/approve", next_review="2099-01-01")
    assert "rule “date out of range”" in assert_sound(late.text).text
    bench.post(editor, f"{address}/approve")
    assert bench.state(dossier) is ReviewState.APPROVED
    bench.post(editor, f"{address}/publish")
    assert bench.state(dossier) is ReviewState.PUBLISHED
    page = bench.get(editor, address)
    assert "Eli Stern decided to approve: The wording is that of the source." in page.text
    figures = bench.get(editor, "/bench/statistics")
    assert "Cohen 1960" in figures.text
    assert "95%" in figures.text
    assert "0.00 (Cohen)" in figures.text  # one of them chose the same throughout: chance alone agrees as well
    safety = bench.join("Sam Ode", Role.SAFETY_OFFICER)
    assert f"{address}/publish" not in bench.get(safety, address).values("action")
    bench.post(safety, f"{address}/withdraw", reason="A dose was printed wrongly in a source.")
    assert bench.state(dossier) is ReviewState.WITHDRAWN


def test_changes_that_are_requested_go_back_to_the_author_who_reads_the_reviews(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor
) -> None:
    dossier = bench.ask(bench.submitted(author), editor, rosa)
    claim = bench.article.claims[-1]
    bench.staff.give(dossier, rosa, bench.article, amiss={claim.id: "Of another population."})
    assert "Request changes" in bench.get(editor, "/bench").text
    assert "Approved not yet" in bench.get(editor, f"/bench/{dossier.id}").text
    assert "Under review not yet" not in bench.get(editor, f"/bench/{dossier.id}").text
    bench.post(editor, f"/bench/{dossier.id}/request-changes", reason=REASON)
    page = bench.get(author, f"/bench/{dossier.id}")
    assert "Of another population." in page.text
    assert REASON in page.text
    assert "Revise" in bench.get(author, "/bench").text


def test_in_the_next_round_a_reviewer_reads_no_reason_that_gives_a_verdict_away(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor, remy: Actor
) -> None:
    dossier = bench.ask(bench.submitted(author), editor, remy)
    claim, board = bench.article.claims[-1], bench.app.board
    bench.staff.give(dossier, remy, bench.article, amiss={claim.id: "Of another population."})
    board.step(Action.REQUEST_CHANGES, dossier.id, editor, digest=dossier.digest, reason=REASON)
    dossier = board.revise(dossier.id, author, digest=dossier.digest, edits={claim.id: ""}, reason="As Remy asked.")
    dossier = board.step(Action.SUBMIT, dossier.id, author, digest=bench.staff.passed(dossier).digest)
    page = bench.get(editor, f"/bench/{dossier.id}")
    assert f"Ask the same again {remy.name}" in page.text
    bench.post(editor, f"/bench/{dossier.id}/assign", choice=page.values("value", "button")[0])
    dossier = bench.ask(board.dossiers.get(dossier.id), editor, rosa)
    assert {one.person_id for one in dossier.assigned} == {remy.id, rosa.id}
    addresses = (f"/bench/{dossier.id}", f"/bench/{dossier.id}/revisions", f"/bench/{dossier.id}/review")
    for address in addresses:
        text = bench.get(rosa, address).text
        assert not [words for words in (REASON, "As Remy asked", "Of another population") if words in text]
    assert "As Remy asked." in bench.get(editor, addresses[1]).text
    bench.staff.give(dossier, rosa, board.article(dossier))
    assert REASON in bench.get(rosa, addresses[0]).text


def test_each_capacity_answers_its_own_checklist(bench: Bench, author: Actor, editor: Actor) -> None:
    dossier = bench.submitted(author)
    for name, role in (("Pia Kern", Role.PHARMACIST), ("Lou Vale", Role.LAY_REVIEWER)):
        who = bench.join(name, role)
        capacity = Capacity(role.value)
        bench.post(editor, f"/bench/{dossier.id}/assign", choice=f"{who.id}:{capacity.value}:")
        address = f"/bench/{dossier.id}/review"
        bench.post(who, f"/bench/{dossier.id}/interests", page=address, conflict="none", statement="None.")
        page = bench.get(who, address)
        asked = {name.removeprefix("answer-") for name in page.values("name") if name.startswith("answer-")}
        assert asked == {item.name for item in checklist_for(capacity)}


def test_a_typing_error_of_an_approved_text_is_mended_and_the_approval_stands(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor
) -> None:
    dossier = bench.ask(bench.submitted(author), editor, rosa)
    bench.staff.give(dossier, rosa, bench.article)
    bench.post(editor, f"/bench/{dossier.id}/approve")
    bench.post(editor, f"/bench/{dossier.id}/publish")
    claim = bench.article.claims[-1]
    address = f"/bench/{dossier.id}/claims/{claim.id}"
    more = bench.post(author, address, page=address, text=f"{claim.text} Always.", do="mend")
    assert "rule “not typo”" in assert_sound(more.text).text
    assert [one.digest for one in bench.app.page_of_articles(9)] == [bench.article.digest]  # no refused text is kept
    mended = bench.post(author, address, page=address, text=claim.text.removesuffix("."), do="mend")
    assert mended.headers["location"] == f"/bench/{dossier.id}?done=mend_typos"
    kept = bench.app.board.dossiers.get(dossier.id)
    assert (kept.state, kept.revision) == (ReviewState.PUBLISHED, 2)


def test_a_safety_officer_reopens_a_published_article_with_a_reason(
    bench: Bench, author: Actor, editor: Actor, rosa: Actor
) -> None:
    dossier = bench.ask(bench.submitted(author), editor, rosa)
    bench.staff.give(dossier, rosa, bench.article)
    bench.post(editor, f"/bench/{dossier.id}/approve")
    bench.post(editor, f"/bench/{dossier.id}/publish")
    assert "rule “not due”" in bench.get(editor, f"/bench/{dossier.id}").text
    assert QUESTION not in bench.get(editor, "/bench").text
    assert "Call for" not in bench.get(editor, "/bench?state=published").text
    safety = bench.join("Sam Ode", Role.SAFETY_OFFICER)
    bench.post(safety, f"/bench/{dossier.id}/reopen", reason="A reader found a wrong figure.")
    assert bench.state(dossier) is ReviewState.REOPENED
    assert "Notice on its page: A reader found a wrong figure." in bench.get(author, f"/bench/{dossier.id}").text


def test_a_comment_is_shown_as_text_with_its_name_and_follows_the_claim(
    bench: Bench, author: Actor, editor: Actor
) -> None:
    dossier = bench.app.board.open(bench.article.digest, author)
    claim, last = bench.article.claims[0], bench.article.claims[-1]
    address = f"/bench/{dossier.id}"
    answer = bench.post(editor, f"{address}/claims/{claim.id}/comments", page=address, text="<b>Adults?</b>\nSay so.")
    assert answer.headers["location"] == f"{address}#{claim.id}"
    bench.post(editor, f"{address}/claims/{last.id}/comments", page=address, text="Is this needed?")
    page = bench.get(author, address)
    assert "<b>Adults?</b>" in page.text
    assert "Say so." in page.text
    assert "Eli Stern" in page.text
    bench.app.board.revise(dossier.id, author, digest=dossier.digest, edits={last.id: ""}, reason=REASON)
    page = bench.get(author, address)
    assert page.text.index("Comments on claims that are gone") < page.text.index("Is this needed?")
    gone = bench.post(editor, f"{address}/claims/{last.id}/comments", page=address, text="Still here?")
    assert gone.status_code == 404


def test_the_queue_filters_and_tells_what_is_overdue(bench: Bench, author: Actor, editor: Actor, rosa: Actor) -> None:
    dossier = bench.submitted(author)
    bench.app.board.assign(
        dossier.id, editor, person=rosa.id, capacity=Capacity.REVIEWER, specialty="neurology",
        digest=dossier.digest, due="2026-01-05",
    )  # fmt: skip
    assert "Overdue: due 2026-01-05, " in bench.get(editor, "/bench?overdue=1").text
    assert QUESTION in bench.get(rosa, "/bench?mine=1&state=under_review&specialty=neurology").text
    for filters in ("high_risk=1", "state=draft", "specialty=cardiology"):
        page = bench.get(editor, f"/bench?{filters}")
        assert QUESTION not in page.text
        assert "Nothing here fits these filters" in page.text
    assert bench.get(editor, "/bench?state=<script>&specialty=%22%3E")


def test_an_admin_sees_where_dossiers_stand_and_opens_none(bench: Bench, author: Actor) -> None:
    bench.submitted(author)
    admin = bench.join("Ann Min", Role.ADMIN)
    page = bench.get(admin, "/bench")
    assert QUESTION in page.text
    assert not [address for address in page.values("href", "a") if address.startswith("/bench/d-")]


def test_a_form_without_its_token_does_nothing(bench: Bench, author: Actor, editor: Actor) -> None:
    dossier = bench.submitted(author)
    answer = bench.browsers[editor.id].post(f"/bench/{dossier.id}/reject", data={"reason": REASON})
    assert answer.status_code == 403
    assert bench.state(dossier) is ReviewState.SUBMITTED
