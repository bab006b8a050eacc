"""What readers are told of a review: the same on the page, over the API, in lists and in every file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.board_people import Staff, staff_over
from tests.integration.web_client import ReadPage, assert_sound, unlimited

from citewell.app import App
from citewell.domain.articles import Article
from citewell.domain.errors import WithdrawnError
from citewell.domain.people import Actor, Role
from citewell.domain.reviewing import Action, Capacity, Dossier
from citewell.store._database import Database
from citewell.store.accounts import Accounts
from citewell.store.articles import ArticleStore
from citewell.store.keys import InstanceKey
from citewell.web.application import create_web

QUESTION = "What is the prevalence of cervicogenic headache?"
REASON = "A reference was retracted on 3 November."
HERE = "http://127.0.0.1"


@pytest.fixture(scope="module")
def article(starter_app: App) -> Article:
    return starter_app.ask(QUESTION, keep=False)


@pytest.fixture
def app(starter_app: App, database: Database, tmp_path: Path, article: Article) -> App:
    """The starter library with a database of its own, on SQLite and on PostgreSQL."""
    app = App(unlimited(replace(starter_app.settings, library=starter_app.settings.library)))
    vars(app).update(
        index=starter_app.index, vocabulary=starter_app.vocabulary, database=database, store=ArticleStore(database)
    )
    app.key = InstanceKey(tmp_path / "instance.key")
    app.accounts = Accounts(database, app.key)
    app.store.save(article)
    return app


@pytest.fixture
def staff(app: App, database: Database) -> Staff:
    return staff_over(app, database, app.key)


@pytest.fixture
def browser(app: App) -> Iterator[TestClient]:
    with TestClient(create_web(app), base_url=HERE, follow_redirects=False) as browser:
        yield browser


class Life:
    """A dossier with the people who bring it along."""

    def __init__(self, staff: Staff, article: Article) -> None:
        self.staff, self.article = staff, article
        self.author = staff.join("Ada Neumann", Role.AUTHOR)
        self.editor = staff.join("Eli Stern", Role.EDITOR)
        self.reviewer = staff.join("Rosa Lind", Role.REVIEWER, specialties=("neurology",))
        self.officer = staff.join("Sam Osei", Role.SAFETY_OFFICER)
        self.dossier = staff.board.open(article.digest, self.author)

    def step(self, action: Action, who: Actor, **fields: Any) -> Dossier:
        self.dossier = self.staff.board.step(
            action, self.dossier.id, who, digest=self.dossier.digest, release=self.dossier.release, **fields
        )
        return self.dossier

    def review(self) -> None:
        self.dossier = self.staff.passed(self.dossier)
        self.step(Action.SUBMIT, self.author)
        self.dossier = self.staff.board.assign(
            self.dossier.id,
            self.editor,
            person=self.reviewer.id,
            capacity=Capacity.REVIEWER,
            specialty="neurology",
            digest=self.dossier.digest,
        )
        self.dossier = self.staff.give(self.dossier, self.reviewer, self.staff.board.article(self.dossier))

    def publish(self) -> Dossier:
        self.review()
        self.step(Action.APPROVE, self.editor)
        return self.step(Action.PUBLISH, self.editor)

    def reopen(self) -> Dossier:
        return self.step(Action.REOPEN, self.editor, reason=REASON, claim_ids=(self.article.sections[0].claims[-1].id,))


@pytest.fixture
def life(staff: Staff, article: Article) -> Life:
    return Life(staff, article)


def page_of(browser: TestClient, digest: str) -> tuple[ReadPage, str, dict[str, str]]:
    answer = browser.get(f"/articles/{digest}")
    assert answer.status_code == 200
    read = ReadPage(answer.text)
    assert read.unclosed == []
    assert len(read.values("id")) == len(set(read.values("id")))
    return read, answer.text, dict(answer.headers)


def linked(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)[0])
    return found


def test_an_approved_page_names_who_reviewed_it_and_may_be_found(browser: TestClient, life: Life) -> None:
    before = browser.get(f"/api/v1/articles/{life.article.digest}").headers["etag"]
    life.publish()
    read, page, headers = page_of(browser, life.article.digest)

    for words in ("Rosa Lind, MD (reviewer, Neurology)", "Declared interests: None.", "Approved by Eli Stern"):
        assert words in read.text
    assert "Next review" in read.text
    assert "has not been reviewed by a person" not in read.text
    assert "noindex" not in page
    assert headers["x-robots-tag"] == "all"
    data = linked(page)
    assert [one["name"] for one in data["reviewedBy"]] == ["Rosa Lind"]
    assert data["lastReviewed"] == life.dossier.reviewed_at
    answer = browser.get(f"/api/v1/articles/{life.article.digest}", headers={"if-none-match": before})
    assert (answer.status_code, answer.headers["etag"] != before) == (200, True)
    again = browser.get(f"/api/v1/articles/{life.article.digest}", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_no_page_is_called_reviewed_before_it_is_published(browser: TestClient, life: Life) -> None:
    life.review()
    read, page, headers = page_of(browser, life.article.digest)
    assert "this answer has not been reviewed by a person" in read.text
    assert "Rosa Lind" not in read.text
    assert "noindex" in page
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert {"lastReviewed", "reviewedBy"} & set(linked(page)) == set()
    life.step(Action.APPROVE, life.editor)
    read, page, _ = page_of(browser, life.article.digest)
    assert "approved and not yet published" in read.text
    assert "noindex" in page
    assert {"lastReviewed", "reviewedBy"} & set(linked(page)) == set()


def test_a_page_that_was_read_before_shows_the_notice_with_the_next_request(browser: TestClient, life: Life) -> None:
    life.publish()
    page_of(browser, life.article.digest)
    dossier = life.reopen()
    assert dossier.notice is not None
    read, page, headers = page_of(browser, life.article.digest)

    assert REASON in read.text
    assert f"#{dossier.notice.claim_ids[0]}" in read.values("href", "a")
    assert "it is being looked at again" in read.text
    assert "noindex" in page
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert {"lastReviewed", "reviewedBy"} & set(linked(page)) == set()
    told = browser.get(f"/api/v1/articles/{life.article.digest}/review").json()
    assert (told["stands"], told["touched"]) == (False, [*dossier.notice.claim_ids])
    assert REASON in told["notice"]


def test_everything_kept_of_an_article_shows_each_step_of_its_review_with_the_next_request(
    browser: TestClient, app: App, life: Life, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two steps in one moment, as on two machines: what is kept must not depend on the time of a change.
    monkeypatch.setattr("citewell.board._now", lambda: "2026-03-04T05:06:07.000000+00:00")
    address = f"/api/v1/articles/{life.article.digest}"
    sealed = json.loads(app.export(life.article, "json")[0])
    tags: list[tuple[str, str]] = []

    def shows(words: str) -> None:
        """Over every way that a text is kept, compressed and not, and twice, made and kept."""
        for accepted in ("gzip", "identity", "gzip"):
            headers = {"accept-encoding": accepted}
            assert words in browser.get(f"/articles/{life.article.digest}", headers=headers).text
            assert words in browser.get(f"/articles/{life.article.digest}?reader=patient", headers=headers).text
            reading = browser.get(f"{address}?reader=patient", headers=headers)
            assert words in reading.text
            plain = browser.get(address, headers=headers)
            assert plain.json() == sealed
        given = (plain.headers["etag"], reading.headers["etag"])
        assert all(tag not in others for others in tags for tag in given)
        for place, tag in zip((address, f"{address}?reader=patient"), given, strict=True):
            assert browser.get(place, headers={"if-none-match": tag}).status_code == 304
            for others in tags:
                assert browser.get(place, headers={"if-none-match": ", ".join(others)}).status_code == 200
        tags.append(given)

    shows("this answer has not been reviewed by a person")
    life.review()
    life.step(Action.APPROVE, life.editor)
    shows("approved and not yet published")
    life.step(Action.PUBLISH, life.editor)
    shows("Rosa Lind")
    life.reopen()
    shows(REASON)
    life.step(Action.WITHDRAW, life.officer, reason="The dose in a source was misprinted.")
    for place in (f"/articles/{life.article.digest}", address, f"{address}?reader=patient"):
        for accepted in ("gzip", "identity"):
            gone = browser.get(place, headers={"accept-encoding": accepted, "if-none-match": ", ".join(tags[-1])})
            assert gone.status_code == 410
            assert "The dose in a source was misprinted." in gone.text


def test_an_earlier_revision_leads_to_the_present_one(browser: TestClient, life: Life) -> None:
    life.publish()
    life.reopen()
    claim = life.article.sections[0].claims[-1]
    life.dossier = life.staff.board.revise(
        life.dossier.id, life.author, digest=life.dossier.digest, edits={claim.id: ""}, reason="As its source is gone."
    )
    life.publish()
    read, _, _ = page_of(browser, life.article.digest)
    assert f"/articles/{life.dossier.digest}" in read.values("href", "a")
    assert "this is an earlier revision" in read.text
    present, _, _ = page_of(browser, life.dossier.digest)
    assert "Rosa Lind" in present.text
    home = ReadPage(browser.get("/").text)
    assert home.values("href", "a").count(f"/articles/{life.dossier.digest}") == 1
    assert f"/articles/{life.article.digest}" not in home.values("href", "a")


def test_lists_show_of_a_dossier_the_published_text_once_and_no_draft_of_the_board(
    browser: TestClient, app: App, life: Life
) -> None:
    def revised() -> str:
        claim = life.staff.board.article(life.dossier).sections[-1].claims[-1]
        life.dossier = life.staff.board.revise(
            life.dossier.id,
            life.author,
            digest=life.dossier.digest,
            edits={claim.id: ""},
            reason="Of another population.",
        )
        return life.dossier.digest

    def listed() -> dict[str, list[str]]:
        """The digests in every list: the first page, a search, the API, and a cited publication's page and JSON."""
        document = life.article.references[0].document_id
        pages = {name: browser.get(name).text for name in ("/", "/?q=prevalence", f"/library/documents/{document}")}
        pages["/api/v1/articles"] = browser.get("/api/v1/articles").text
        pages["/api/v1/library"] = browser.get(f"/api/v1/library/documents/{document}").text
        known = [one.digest for one in app.board.dossiers.revisions(life.dossier.id)]
        return {name: [digest for digest in known if digest in text] for name, text in pages.items()}

    first = life.article.digest
    draft = revised()
    assert set(map(tuple, listed().values())) == {(first,)}
    life.publish()
    assert set(map(tuple, listed().values())) == {(draft,)}
    life.step(Action.REOPEN, life.editor, reason=REASON)
    later = revised()
    assert set(map(tuple, listed().values())) == {(draft,)}
    life.publish()
    assert set(map(tuple, listed().values())) == {(later,)}
    read, _, _ = page_of(browser, draft)
    assert f"/articles/{later}" in read.values("href", "a")
    assert "this is an earlier revision" in read.text.lower()


def test_a_withdrawn_article_leaves_the_reason_and_none_of_its_text(browser: TestClient, app: App, life: Life) -> None:
    life.publish()
    digest = life.article.digest
    page_of(browser, digest)
    life.step(Action.WITHDRAW, life.officer, reason=REASON)
    answer = browser.get(f"/articles/{digest}")
    assert answer.status_code == 410
    assert REASON in assert_sound(answer.text).text
    addresses = [f"/articles/{digest}.{one}" for one in ("md", "txt", "pdf", "json", "zip", "jsonld", "html", "docx")]
    addresses += [f"/articles/{digest}/claims/{life.article.claims[0].id}/1", f"/articles/{digest}/report"]
    addresses += [f"/api/v1/articles/{digest}{rest}" for rest in ("", "/references", "/exports/markdown", "/proof")]
    addresses += [f"/api/v1/articles/{digest}/wording?reader=patient"]
    for address in addresses:
        gone = browser.get(address)
        assert gone.status_code == 410, address
        assert not any(claim.text in gone.text for claim in life.article.claims), address
    assert browser.get(f"/api/v1/articles/{digest}").json()["code"] == "withdrawn"
    told = browser.get(f"/api/v1/articles/{digest}/review").json()
    assert (told["withdrawn"], REASON in told["notice"]) == (True, True)
    assert digest not in browser.get("/").text + browser.get("/api/v1/articles").text
    assert digest not in browser.get("/?q=prevalence").text
    with pytest.raises(WithdrawnError, match="retracted"):
        app.export(app.article(digest), "text")


def test_a_superseded_page_leads_to_the_article_that_follows(
    browser: TestClient, app: App, life: Life, staff: Staff, starter_app: App
) -> None:
    life.publish()
    other = starter_app.ask("Is a positive nerve block required to diagnose cervicogenic headache?", keep=False)
    app.store.save(other)
    following = Life.__new__(Life)
    vars(following).update(vars(life), article=other, dossier=staff.board.open(other.digest, life.author))
    following.publish()
    life.step(Action.SUPERSEDE, life.editor, successor=following.dossier.id)
    read, page, _ = page_of(browser, life.article.digest)
    assert f"/articles/{other.digest}" in read.values("href", "a")
    assert "Superseded by a newer article" in read.text
    assert "noindex" in page


def test_every_file_says_the_same_of_the_review(app: App, life: Life) -> None:
    unreviewed = {name: app.export(life.article, name)[0].decode() for name in ("markdown", "text", "html")}
    life.publish()
    for name, before in unreviewed.items():
        after = app.export(life.article, name)[0].decode()
        assert "not reviewed by a person" in before
        assert "Rosa Lind" not in before
        for words in ("Approved by named people", "Rosa Lind, MD", "Declared interests: None.", "Eli Stern"):
            assert words in after.replace("\\", "").replace("\n", " ").replace("  ", " "), (name, words)
        assert "not reviewed by a person" not in after
    import docx

    paragraphs = [one.text for one in docx.Document(BytesIO(app.export(life.article, "docx")[0])).paragraphs]
    assert any("Reviewed by: Rosa Lind, MD" in text for text in paragraphs)
    fhir = json.loads(app.export(life.article, "fhir")[0])
    composition = fhir["entry"][0]["resource"]
    assert composition["status"] == "final"
    assert [one["party"]["display"] for one in composition["attester"]] == ["Rosa Lind, MD", "Eli Stern, MD"]
    life.reopen()
    composition = json.loads(app.export(life.article, "fhir")[0])["entry"][0]["resource"]
    assert (composition["status"], "attester" in composition) == ("preliminary", False)
    assert REASON in app.export(life.article, "markdown")[0].decode()
