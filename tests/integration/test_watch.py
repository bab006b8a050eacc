"""Living articles: evidence that moves reopens what the board approved, once, and its owners are told."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from tests.integration.good_files import RETRACTIONS, retraction
from tests.living import COHORT, GUIDELINE, OTHER, TRIAL, Instance, living, small_library
from tests.running import Ended, Run

from citewell.app import App
from citewell.cli import main
from citewell.domain.articles import Article, Claim
from citewell.domain.news import NewsKind
from citewell.domain.review_codec import kept_to_json
from citewell.domain.reviewing import Action, Dossier, ReviewState
from citewell.review.carrying import OTHER_QUOTES
from citewell.review.reading_state import reader_state
from citewell.store import sessions
from citewell.store._dossier_tables import dossiers
from citewell.web.application import create_web
from citewell.web.identity import COOKIE


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, cache_folder: Path) -> Path:
    return small_library(tmp_path_factory.mktemp("small"), cache_folder)


@pytest.fixture
def instance(tmp_path: Path, library: Path, cache_folder: Path, database_at: str) -> Iterator[Instance]:
    made = living(tmp_path, library, cache_folder, database_at)
    yield made
    made.app.database.close()


@pytest.fixture
def own(tmp_path: Path, library: Path, cache_folder: Path) -> Iterator[Instance]:
    """On SQLite alone, for what does not hang on the database."""
    made = living(tmp_path, library, cache_folder, str(tmp_path / "articles.sqlite"))
    yield made
    made.app.database.close()


def claim_on(article: Article, document: str) -> Claim:
    """The claim that rests on one publication."""
    return next(claim for claim in article.claims if claim.citations[0].document_id == document)


Step = Callable[[Instance], object]


def events(instance: Instance) -> list[str]:
    return [event.action for event in instance.app.events.read(subject=f"dossier:{instance.dossier.id}")]


def test_nothing_has_moved_and_nothing_is_done(instance: Instance) -> None:
    before = events(instance)
    assert instance.look() == []
    assert instance.look() == []
    assert instance.now() == instance.dossier
    assert events(instance) == before
    assert instance.app.outbox.of_person(instance.people["author"].id) == []


def test_a_retraction_reopens_once_with_its_claims_and_proposes_the_answer_of_today(instance: Instance) -> None:
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    [outcome] = instance.look()

    touched = {
        claim.id
        for claim in instance.article.claims
        if any(citation.document_id == "turmeric-2020" for citation in claim.citations)
    }
    assert (outcome.did, set(outcome.claims)) == ("reopened", touched)
    dossier = instance.now()
    assert dossier.notice is not None
    assert set(dossier.notice.claim_ids) == touched
    assert "“Turmeric paste in gout, a randomised trial” has been retracted" in dossier.notice.reason
    assert dossier.published_digest == instance.article.digest
    assert (dossier.state, dossier.revision) == (ReviewState.DRAFT, 2)
    proposed = instance.app.board.article(dossier)
    assert [reference.document_id for reference in proposed.references] == ["turmeric-2018"]
    assert "proposed as the next revision" in outcome.note
    assert events(instance)[-2:] == ["dossier.reopen", "dossier.revise"]
    assert {event.actor_kind for event in instance.app.events.recent(2)} == {"machine"}

    seen = len(instance.app.events.read())
    assert instance.look() == []
    assert len(instance.app.events.read()) == seen


def test_a_reader_of_the_old_page_is_told_at_once(instance: Instance) -> None:
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    instance.look()
    told = reader_state(instance.now(), instance.article.digest)
    assert told.notice is not None
    assert "retracted" in told.notice.reason
    assert (told.words, told.indexable) == (
        "Reopened: the evidence or the text is being looked at again",
        False,
    )


def listed(nature: str) -> Step:
    """A row on the trial in the list of Retraction Watch."""

    def step(instance: Instance) -> None:
        file = instance.folder / "retractions.csv"
        file.write_text(RETRACTIONS + retraction(1, "10.1000/TURMERIC.2020", nature=nature))
        instance.app.add([str(file)])

    return step


def updated(**fields: object) -> Step:
    """The trial's record changes where it came from, and the library is updated."""

    def step(instance: Instance) -> None:
        instance.add(COHORT, TRIAL)
        path = instance.folder / "gout.jsonl"
        path.write_text("".join(json.dumps(one) + "\n" for one in (COHORT, TRIAL | fields)), "utf-8")
        assert instance.app.update(offline=True)

    return step


def arrived(**record: object) -> Step:
    """A publication comes that the article does not know."""
    return lambda instance: instance.add(COHORT, TRIAL, record)


THREE_PER_CENT = str(TRIAL["text"]).replace("30%", "3%")
REVIEW = GUIDELINE | {"_id": "review-2026", "title": "Turmeric paste for gout flares", "kind": "systematic-review"}
TRIGGERS: dict[str, tuple[Step, str, bool]] = {
    "a retraction, seen by an update": (updated(status="retracted"), "has been retracted. One statement here", True),
    "a retraction, in the list": (
        listed("Retraction"),
        "has been retracted (2024-05-01, as Retraction Watch reports). One statement here",
        True,
    ),
    "an expression of concern": (listed("Expression of concern"), "The publisher has expressed concern about", True),
    "a correction": (listed("Correction"), "A correction to “Turmeric paste in gout", True),
    "a status that says superseded": (updated(status="superseded"), "has been replaced by a newer edition.", True),
    "another text under a quote": (updated(text=THREE_PER_CENT), "The stored text of “Turmeric paste in gout", True),
    "a publication that is gone": (
        lambda instance: instance.app.remove(["turmeric-2020"]),
        "“Turmeric paste in gout, a randomised trial” is no longer in the library. One statement here",
        True,
    ),
    "a new guideline": (arrived(**GUIDELINE), "New guidance on this question has appeared: “Gout flares and", False),
    "a new review": (arrived(**REVIEW), "A new systematic review on this question has appeared: “Turmeric", False),
}


@pytest.mark.parametrize("name", TRIGGERS)
def test_whatever_moves_evidence_reopens_the_article_with_the_reason_and_the_claims_and_tells_its_owners(
    own: Instance, name: str
) -> None:
    step, words, cited = TRIGGERS[name]
    assert own.look() == []
    step(own)
    [outcome] = own.look()
    assert outcome.did == "reopened"
    assert words in outcome.reason
    if cited:
        assert outcome.claims == (claim_on(own.article, "turmeric-2020").id,)
    notice = own.now().notice
    assert notice is not None
    assert (notice.reason, notice.claim_ids) == (outcome.reason, outcome.claims)
    told = reader_state(own.now(), own.article.digest)
    assert (told.notice, told.indexable) == (notice, False)
    [heard] = own.app.outbox.of_person(own.people["author"].id)
    assert (heard.news.reason, heard.news.claim_ids) == (outcome.reason, outcome.claims)
    assert own.look() == []


LOOK_ALIKES: tuple[dict[str, object], ...] = (
    OTHER,
    GUIDELINE | {
        "_id": "back", "title": "Turmeric paste for lower back pain: a clinical practice guideline",
        "text": "Turmeric paste is not recommended for pain in the lower back.",
    },
    GUIDELINE | {
        "_id": "kidney", "title": "Gout in chronic kidney disease: a clinical practice guideline",
        "text": "Allopurinol is started at a low dose in chronic kidney disease.",
    },
    GUIDELINE | {
        "_id": "lupus", "title": "Lupus flares: a systematic review", "kind": "systematic-review",
        "text": "Hydroxychloroquine lowered lupus flares in 12 trials.",
    },
    TRIAL | {"_id": "trial-2026", "title": "Turmeric paste and gout flares: a trial", "doi": "", "year": 2026},
)  # fmt: skip


def test_publications_that_only_look_like_it_and_trials_alone_reopen_nothing(own: Instance) -> None:
    own.add(COHORT, TRIAL, *LOOK_ALIKES)
    assert own.look() == []
    assert own.now() == own.dossier


EDITION: dict[str, object] = {
    "_id": "gout-2020", "title": "2020 guideline for the management of gout", "organisation": "College of Joints",
    "text": "Turmeric paste should not be used to lower gout flares in adults.", "kind": "guideline", "year": 2020,
}  # fmt: skip


def test_a_later_edition_of_a_cited_guideline_reopens_though_it_says_nothing_on_the_question(
    tmp_path: Path, cache_folder: Path
) -> None:
    library = small_library(tmp_path / "edition", cache_folder, COHORT, EDITION)
    instance = living(tmp_path, library, cache_folder, str(tmp_path / "articles.sqlite"))
    later = EDITION | {"_id": "gout-2026", "title": "Management of gout: 2026 update", "year": 2026}
    later |= {"text": "Offer colchicine within a day of the first sign."}
    elsewhere = later | {"_id": "society", "organisation": "Society of Joints"}
    instance.add(COHORT, EDITION, elsewhere)
    assert instance.look() == []
    instance.add(COHORT, EDITION, elsewhere, later)
    [outcome] = instance.look()
    assert outcome.reason == (
        "A later edition of “2020 guideline for the management of gout”, by the same body, has come "
        "(“Management of gout: 2026 update”, 2026). One statement here rests on the earlier one."
    )
    assert outcome.claims == (claim_on(instance.article, "gout-2020").id,)
    assert instance.look() == []
    instance.app.database.close()


def test_words_added_beside_a_quote_reopen_nothing(instance: Instance) -> None:
    instance.add(COHORT, TRIAL | {"text": f"{TRIAL['text']} Funding was public."})
    assert instance.look() == []
    assert instance.now() == instance.dossier


def test_new_guidance_on_the_question_enters_the_proposal(instance: Instance) -> None:
    instance.add(COHORT, TRIAL, OTHER, GUIDELINE)
    [outcome] = instance.look()
    assert outcome.did == "reopened"
    proposed = instance.app.board.article(instance.now())
    assert "gout-guideline-2026" in {reference.document_id for reference in proposed.references}
    assert instance.now().searched_at == datetime.now(UTC).date().isoformat()


def test_guidance_that_was_there_before_and_is_only_described_anew_is_no_news(
    tmp_path: Path, library: Path, cache_folder: Path
) -> None:
    instance = living(tmp_path, library, cache_folder, str(tmp_path / "articles.sqlite"))
    instance.add(COHORT, TRIAL, GUIDELINE | {"title": "Gout: a guideline", "text": "Turmeric is sold as a paste."})
    assert instance.look() == []
    named = {"title": "Gout: a guideline", "text": "Turmeric is sold as a paste.", "url": "https://example.org/gout"}
    instance.add(COHORT, TRIAL, GUIDELINE | named)
    assert instance.look() == []


def test_a_change_that_the_board_has_looked_at_does_not_reopen_the_same_text_again(instance: Instance) -> None:
    instance.add(COHORT, TRIAL | {"status": "corrected"})
    [outcome] = instance.look()
    assert outcome.did == "reopened"
    back = instance.publish(instance.now())
    assert back.notice is None
    assert instance.look() == []
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    assert [one.did for one in instance.look()] == ["reopened"]


def reopened(instance: Instance) -> Dossier:
    """By a person."""
    return instance.app.board.step(
        Action.REOPEN,
        instance.dossier.id,
        instance.people["editor"],
        digest=instance.article.digest,
        reason="A colleague disagrees.",
    )


def test_while_an_article_is_in_work_its_owners_hear_once_what_befalls_the_text_that_readers_have(
    instance: Instance,
) -> None:
    dossier = reopened(instance)
    assert instance.look() == []
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    [outcome] = instance.look()
    assert (outcome.did, instance.now()) == ("told", dossier)  # nothing is proposed in anybody's place
    [told] = instance.app.outbox.of_person(instance.people["officer"].id)
    assert (told.news.kind, told.news.claim_ids) == (NewsKind.MOVED, outcome.claims)
    assert instance.look() == []


def test_a_retraction_after_a_reopening_is_told_though_the_new_revision_is_in_work(instance: Instance) -> None:
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    assert [one.did for one in instance.look()] == ["reopened"]
    instance.add(COHORT | {"status": "retracted"}, TRIAL | {"status": "retracted"})
    [outcome] = instance.look()
    assert (outcome.did, instance.now().state) == ("told", ReviewState.DRAFT)
    assert "a cohort” has been retracted" in outcome.reason
    assert "trial" not in outcome.reason
    assert instance.look() == []


def test_an_approved_article_is_reopened_before_it_is_published(instance: Instance) -> None:
    dossier = instance.approve(reopened(instance))
    assert dossier.state is ReviewState.APPROVED
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    assert [outcome.did for outcome in instance.look()] == ["reopened"]
    assert instance.now().approval is None


def test_what_is_due_is_called_once_and_its_owners_hear_of_it(instance: Instance) -> None:
    set_next_review(instance, "2026-01-31")
    [outcome] = instance.look()
    assert (outcome.did, instance.now().state) == ("due", ReviewState.DUE_FOR_REVIEW)
    assert instance.look() == []
    for name in ("author", "editor"):
        [told] = instance.app.outbox.of_person(instance.people[name].id)
        assert told.news.kind is NewsKind.DUE
    assert instance.app.outbox.of_person(instance.people["reviewer"].id) == []


def test_a_rehearsal_says_the_same_and_writes_nothing(instance: Instance) -> None:
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    before = events(instance)
    [rehearsed] = instance.look(rehearse=True)
    assert (events(instance), instance.now()) == (before, instance.dossier)
    assert instance.app.outbox.of_person(instance.people["author"].id) == []
    [outcome] = instance.look()
    assert outcome == rehearsed


WORDED = "In a trial, turmeric paste lowered gout flares by 30% over six months in 240 adults."


def test_people_s_edits_are_carried_over_while_their_evidence_is_the_same_and_told_where_it_is_not(
    tmp_path: Path, library: Path, cache_folder: Path
) -> None:
    instance = living(tmp_path, library, cache_folder, str(tmp_path / "articles.sqlite"))
    board, author, dossier = instance.app.board, instance.people["author"], reopened(instance)
    trial, cohort = (claim_on(instance.article, name) for name in ("turmeric-2020", "turmeric-2018"))
    dossier = board.revise(dossier.id, author, digest=dossier.digest, edits={trial.id: WORDED, cohort.id: ""})
    instance.publish(dossier)
    assert instance.look() == []

    instance.add(COHORT, TRIAL, GUIDELINE)
    [outcome] = instance.look()
    assert outcome.note.endswith("Edits by people: 2 kept.")
    texts = {claim.text for claim in board.article(instance.now()).claims}
    assert WORDED in texts
    assert not {trial.text, cohort.text} & texts
    assert str(GUIDELINE["text"]).split(" (")[0] in " ".join(texts)
    assert all(one.is_kept and one.revision == 3 for one in instance.now().carried)
    instance.publish(instance.now())

    instance.add(COHORT, TRIAL | {"text": str(TRIAL["text"]).replace("30%", "3%")}, GUIDELINE)
    [outcome] = instance.look()
    assert outcome.note.endswith("Edits by people: 1 kept, 1 that could not be kept.")
    [lost] = [one for one in instance.now().carried if not one.is_kept]
    assert (lost.composed, lost.accepted, lost.made_in) == (trial.text, WORDED, 2)
    assert (lost.instead, lost.reason) == (trial.text.replace("30%", "3%"), OTHER_QUOTES)
    texts = {claim.text for claim in board.article(instance.now()).claims}
    assert lost.instead in texts
    assert not {WORDED, cohort.text} & texts
    assert outcome.to_dict()["carried"][-1]["reason"] == OTHER_QUOTES
    page = read_by(instance, "editor", f"/bench/{dossier.id}/revisions")
    for words in ("Edits that could not be kept", OTHER_QUOTES, WORDED, lost.instead, "Taken out again"):
        assert words in page
    instance.app.database.close()


def read_by(instance: Instance, who: str, path: str) -> str:
    """A page as somebody reads it who is signed in."""
    app = instance.app
    with app.database.writing() as connection:
        person = app.accounts.people.get(instance.people[who].id)
        token = sessions.begin(connection, person, browser="", complete=True)
    with TestClient(create_web(app), base_url="http://127.0.0.1") as browser:
        return browser.get(path, headers={"cookie": f"{COOKIE}={token}"}).text


def test_a_pass_that_ends_between_the_reopening_and_the_proposal_is_completed_by_the_next(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    with monkeypatch.context() as broken:
        broken.setattr(instance.app.store, "save", interrupted)
        with pytest.raises(KeyboardInterrupt):
            instance.look()
    assert instance.now().state is ReviewState.REOPENED
    assert len(instance.app.outbox.of_person(instance.people["author"].id)) == 1
    [outcome] = instance.look()
    assert (outcome.did, instance.now().revision) == ("proposed", 2)
    assert len(instance.app.outbox.of_person(instance.people["author"].id)) == 1
    assert instance.look() == []


def test_of_two_passes_at_once_one_reopens(instance: Instance) -> None:
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    found: list[str] = []
    both = threading.Barrier(2)

    def look() -> None:
        app = App(instance.app.settings)
        both.wait(timeout=60)
        found.extend(outcome.did for outcome in app.watcher.look())
        app.database.close()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert events(instance).count("dossier.reopen") == 1
    assert instance.now().revision == 2
    assert found.count("reopened") == 1


def test_an_article_that_cannot_be_read_keeps_no_other_from_its_turn(instance: Instance) -> None:
    with instance.app.database.writing() as connection:
        connection.execute(text("UPDATE articles SET body = '{}'"))
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    [outcome] = instance.look()
    assert outcome.did == "failed"
    assert "was altered" in outcome.reason


def interrupted(*_arguments: object, **_options: object) -> None:
    raise KeyboardInterrupt


def set_next_review(instance: Instance, day: str) -> None:
    dossier = replace(instance.now(), next_review=day)
    with instance.app.database.writing() as connection:
        connection.execute(dossiers.update().values(next_review=day, body=kept_to_json(dossier)))


@pytest.fixture
def command_line(
    tmp_path: Path,
    library: Path,
    cache_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[tuple[Instance, Run]]:
    """A published article in the library that the command line finds by the environment."""
    instance = living(tmp_path, library, cache_folder, str(tmp_path / "own" / "articles.sqlite"))
    for name, value in {"LIBRARY": str(tmp_path / "own"), "CACHE": str(cache_folder), "STARTER": "off"}.items():
        monkeypatch.setenv(f"CITEWELL_{name}", value)

    def run(*arguments: str) -> Ended:
        code = main(arguments)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    yield instance, run
    instance.app.database.close()


def test_the_command_says_what_a_pass_did_and_that_nothing_has_moved_since(
    command_line: tuple[Instance, Run],
) -> None:
    instance, run = command_line
    assert run("watch").out == "Nothing has moved.\n"
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    rehearsed = run("watch", "--rehearse").out
    assert rehearsed.startswith(f"{instance.dossier.id}  would be reopened: {instance.dossier.question}")
    found = json.loads(run("watch", "--json").out)
    assert [one["did"] for one in found["dossiers"]] == ["reopened"]
    assert found["messages"] == {"sent": 0, "failed": []}
    assert json.loads(run("watch", "--json").out)["dossiers"] == []
    assert run("audit", "verify").code == 0


def test_an_update_of_the_library_watches_at_its_end(command_line: tuple[Instance, Run]) -> None:
    instance, run = command_line
    path = instance.folder / "gout.jsonl"
    instance.add(COHORT, TRIAL)
    path.write_text("".join(json.dumps(one) + "\n" for one in (COHORT, TRIAL | {"status": "retracted"})), "utf-8")
    found = json.loads(run("library", "update", "--json", "--offline").out)
    assert [one["did"] for one in found["watch"]["dossiers"]] == ["reopened"]
    assert instance.now().notice is not None


def test_a_message_that_cannot_be_sent_is_told_and_kept(
    command_line: tuple[Instance, Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    instance, run = command_line
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setenv("CITEWELL_SMTP_URL", f"smtp://127.0.0.1:{port}")
    monkeypatch.setenv("CITEWELL_MAIL_FROM", "citewell@hospital.example")
    instance.add(COHORT, TRIAL | {"status": "retracted"})
    ended = run("watch")
    assert ended.code == 6
    assert "email to ada.neumann@hospital.example: The mail server cannot be used" in ended.err
    assert "It is tried again." in ended.err
    assert instance.now().notice is not None
    assert len(instance.app.outbox.troubled()) == 3


def test_items_are_listed_taken_and_closed_by_a_person_who_is_named(command_line: tuple[Instance, Run]) -> None:
    instance, run = command_line
    instance.app.reports.add(article=instance.article.digest, claim="", text="The share is of another table.")
    [item] = json.loads(run("review", "items", "list", "--json").out)["items"]
    assert "The share is of another table." in run("review", "items", "list").out
    editor = ("--as", "eli.stern@hospital.example")
    assert run("review", "items", "take", item["id"], *editor).code == 0
    refused = run("review", "items", "close", item["id"], "--decline", "No.", "--as", "ada.neumann@hospital.example")
    assert (refused.code, "role_missing" in refused.err) == (2, True)
    closed = run("review", "items", "close", item["id"], "--uphold", "The share is taken out.", *editor, "--json")
    assert json.loads(closed.out)["state"] == "upheld"
    assert run("review", "items", "list").err == "No item is open.\n"
