"""An answer is shown part by part while it is made: nothing is shown that the article lacks, or shows otherwise."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests.browsing import ReadPage, send

from citewell.app import App, Settings
from citewell.asking import provenance_of
from citewell.checks.entailment import check_entailment
from citewell.compose.audiences import reader_profiles
from citewell.domain.articles import Article
from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import Length, Severity, Verdict
from citewell.domain.ports import Entailer
from citewell.domain.questions import Question
from citewell.domain.steps import Observer, Step, StepName, unobserved
from citewell.pipeline import answer
from citewell.web.application import create_web
from citewell.web.views import article_page

HERE = "http://127.0.0.1"
QUESTION = "How is cervicogenic headache treated?"
QUESTIONS = (
    QUESTION,
    "Is a positive nerve block required to diagnose cervicogenic headache?",
    "What is cervicogenic headache and how is it treated?",
    "What is new on cervicogenic headache since 2020?",
)
PARTS = (StepName.DIRECT_ANSWER, StepName.SECTION, StepName.CHECKED)
DOSED = (
    {
        "_id": "guideline",
        "title": "Management of cervicogenic headache: a guideline",
        "text": "For cervicogenic headache we recommend neck exercise as first-line treatment. "
        "Amitriptyline 10 mg at night can be given for cervicogenic headache in adults. "
        "Naproxen 500 mg twice daily should not be given for cervicogenic headache in pregnancy.",
        "kind": "guideline",
        "year": 2021,
    },
    {
        "_id": "trial",
        "title": "Exercise for cervicogenic headache: a randomised trial",
        "text": "Low-load exercise reduced the frequency of cervicogenic headache in 40% of adults at 12 months.",
        "kind": "randomised-trial",
        "year": 2002,
    },
)


class Judging:
    """Refuses the sentences that it is told to, lets all others through, and remembers what it was asked."""

    identity = EngineIdentity("judging", "1")

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.asked: list[str] = []

    def judge(self, claim: str, evidence: Sequence[str]) -> tuple[Verdict, str]:
        self.asked.append(claim)
        refused = any(claim in one or one in claim for one in self.refused)
        return (Verdict.NOT_ENOUGH, "Refused.") if refused else (Verdict.SUPPORTED, "")


def told(
    app: App,
    text: str,
    *,
    entailer: Entailer | None = None,
    observe: Observer = unobserved,
    length: Length = Length.FULL,
) -> tuple[Article, list[Step]]:
    """The article of a question, and the steps that were told."""
    steps: list[Step] = []

    def note(step: Step) -> None:
        steps.append(step)
        observe(step)

    engines = app.engines if entailer is None else replace(app.engines, entailer=entailer)
    made = provenance_of(engines, counts=app.index.count(), release=app.release())
    since = 2020 if "since 2020" in text else None
    return answer(Question(text, length=length, since=since), engines=engines, provenance=made, observe=note), steps


def assert_never_taken_back(article: Article, steps: Sequence[Step]) -> None:
    """Each part told is the beginning of the article: the same claims, words, numbers, support and references."""
    parts = [step for step in steps if step.name in PARTS]
    assert parts or not article.claims
    for step in parts:
        assert step.direct_answer == article.direct_answer
        assert step.sections == article.sections[: len(step.sections)]
        assert step.references == article.references[: len(step.references)]
        known = {reference.number for reference in step.references}
        shown = [*step.direct_answer, *(claim for section in step.sections for claim in section.claims)]
        assert {citation.reference for claim in shown for citation in claim.citations} == known
    told_sections = [step.sections[-1] for step in parts if step.name is StepName.SECTION]
    assert tuple(told_sections) == article.sections
    shares = [step.share for step in parts]
    assert shares == sorted(shares)


@pytest.mark.parametrize("text", QUESTIONS)
def test_what_is_told_is_the_beginning_of_the_article_with_its_numbers(starter_app: App, text: str) -> None:
    article, steps = told(starter_app, text)
    assert_never_taken_back(article, steps)
    assert [step.name for step in steps if step.name not in PARTS] == [
        StepName.UNDERSTOOD,
        StepName.SEARCHED,
        StepName.WRITTEN,
        StepName.DONE,
    ]


def test_the_direct_answer_is_told_before_any_other_claim_is_judged(starter_app: App) -> None:
    judging, at_direct = Judging(), []

    def note(step: Step) -> None:
        if step.name is StepName.DIRECT_ANSWER:
            at_direct.extend(judging.asked)

    article, _ = told(starter_app, QUESTION, entailer=judging, observe=note)
    assert len(at_direct) == len(article.direct_answer)
    assert len(judging.asked) > len(at_direct)


def test_each_section_is_told_before_the_next_is_judged(starter_app: App) -> None:
    judging, asked = Judging(), []

    def note(step: Step) -> None:
        if step.name is StepName.SECTION:
            asked.append(len(judging.asked))

    article, _ = told(starter_app, QUESTION, entailer=judging, observe=note)
    assert len(asked) == len(article.sections) > 2
    assert asked == sorted(set(asked))


def test_a_claim_that_fails_is_in_no_part_that_is_told(starter_app: App) -> None:
    plain, _ = told(starter_app, QUESTION)
    lost = [section.claims[0].text for section in plain.sections][:3]
    article, steps = told(starter_app, QUESTION, entailer=Judging(*lost))
    assert_never_taken_back(article, steps)
    shown = {claim.text for step in steps for section in step.sections for claim in section.claims}
    assert shown
    assert not shown & set(lost)


def test_a_direct_answer_that_fails_is_never_told_and_its_replacement_once(starter_app: App) -> None:
    plain, _ = told(starter_app, QUESTION)
    lost = [claim.text for claim in plain.direct_answer]
    article, steps = told(starter_app, QUESTION, entailer=Judging(*lost))
    assert article.direct_answer
    assert not {claim.text for claim in article.claims} & set(lost)
    assert_never_taken_back(article, steps)
    assert [step.name for step in steps].count(StepName.DIRECT_ANSWER) == 1


def test_where_every_claim_fails_none_is_told(starter_app: App) -> None:
    article, steps = told(starter_app, QUESTION, entailer=Judging(""))
    assert not article.claims
    assert not any(step.direct_answer or step.sections for step in steps)


def test_findings_stand_in_the_order_of_the_claims_the_rules_before_the_entailer(starter_app: App) -> None:
    plain, _ = told(starter_app, QUESTION)
    lost = [plain.direct_answer[0].text, *(section.claims[-1].text for section in plain.sections)]
    judging = Judging(*lost)
    article, _ = told(starter_app, QUESTION, entailer=judging)
    judged = [finding for finding in article.findings if finding.rule == "entailment"]
    assert judged == list(check_entailment([claim for claim in plain.claims if claim.text in lost], judging))
    assert article.findings[len(article.findings) - len(judged) :] == tuple(judged)
    assert all(finding.severity is Severity.ERROR for finding in judged)


def test_of_the_brief_form_only_the_direct_answer_is_told_before_the_end(starter_app: App) -> None:
    article, steps = told(starter_app, QUESTION, length=Length.BRIEF)
    assert [step.direct_answer for step in steps if step.name is StepName.DIRECT_ANSWER] == [article.direct_answer]
    assert not any(step.name is StepName.SECTION for step in steps)


# Over HTTP


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, database_setting: str) -> Iterator[App]:
    folder: Path = tmp_path_factory.mktemp("streaming")
    documents = folder / "documents.jsonl"
    documents.write_text("\n".join(map(json.dumps, DOSED)), encoding="utf-8")
    settings = Settings(
        library=folder / "library",
        cache=folder / "cache",
        database=database_setting,
        starter=False,
        requests_per_minute=0,
        questions_per_minute=0,
    )
    made = App(settings)
    made.add([str(documents)])
    yield made
    made.database.close()


@pytest.fixture
def client(app: App) -> Iterator[TestClient]:
    with TestClient(create_web(app), base_url=HERE, follow_redirects=False) as opened:
        yield opened


class HeldApp(App):
    """Waits behind the direct answer until it is let go."""

    gate = threading.Semaphore(0)

    def ask(self, text: str, *, observe: Observer = unobserved, **others: Any) -> Article:
        def hold(step: Step) -> None:
            observe(step)
            if step.name is StepName.DIRECT_ANSWER:
                self.gate.acquire(timeout=20)
                observe(replace(step, name=StepName.WRITTEN, message="Goes on"))

        return super().ask(text, observe=hold, **others)


@pytest.fixture
def held(app: App) -> Iterator[TestClient]:
    HeldApp.gate = threading.Semaphore(0)
    own = HeldApp(app.settings)
    with TestClient(create_web(own), base_url=HERE, follow_redirects=False) as opened:
        yield opened
        HeldApp.gate.release(100)


def frames(text: str) -> list[tuple[str, dict[str, Any]]]:
    return [(match[1], json.loads(match[2])) for match in re.finditer(r"event: (\w+)\ndata: (.*)\n\n", text)]


def asked_by_program(client: TestClient, **body: str) -> str:
    answer = client.post("/api/v1/ask", json={"question": QUESTION, **body}, headers={"prefer": "respond-async"})
    assert answer.status_code == 202, answer.text
    return str(answer.headers["location"])


def wait_for(client: TestClient, address: str, ready: Callable[[str], bool]) -> str:
    for _ in range(400):
        text = client.get(address).text
        if ready(text):
            return text
        threading.Event().wait(0.05)
    raise AssertionError(f"{address} did not come so far: {text}")


@pytest.mark.parametrize("length", ["full", "brief"])
@pytest.mark.parametrize("reader", ["", *(profile.name for profile in reader_profiles())])
def test_every_reader_is_told_the_parts_of_the_page_in_its_words(
    client: TestClient, app: App, reader: str, length: str
) -> None:
    events = frames(client.get(f"{asked_by_program(client, reader=reader, length=length)}/events").text)
    article = app.article(events[-1][1]["article"])
    words = app.word(article, reader) if reader else None
    page = json.loads(json.dumps([asdict(one) for one in article_page(article, reader=reader, words=words).sections]))
    shown = [data["section"] for _, data in events if data.get("section")]
    assert shown == page
    assert next(name for name, data in events if data.get("section")) == "direct_answer"


@pytest.mark.parametrize("reader", [profile.name for profile in reader_profiles() if not profile.doses])
def test_a_dose_is_in_nothing_that_a_lay_reader_is_sent(client: TestClient, app: App, reader: str) -> None:
    plain = client.post("/api/v1/ask", json={"question": QUESTION}).text
    assert "10 mg" in plain
    stream = client.get(f"{asked_by_program(client, reader=reader)}/events").text
    read = client.post("/api/v1/ask", json={"question": QUESTION, "reader": reader})
    again = client.get(read.headers["location"])
    client.cookies.set("citewell_reader", reader)
    page = client.get(f"{send(client, '/ask', question=QUESTION).headers['location']}/events").text
    for told_to_reader in (stream, read.text, again.text, page):
        assert "10 mg" not in told_to_reader
        assert "500 mg" not in told_to_reader
        assert "exercise" in told_to_reader


def test_the_page_without_script_shows_the_direct_answer_while_the_rest_is_made(held: TestClient) -> None:
    address = str(send(held, "/ask", question=QUESTION).headers["location"])
    text = wait_for(held, address, lambda page: "Direct answer" in page)
    read = ReadPage(text)
    assert "Amitriptyline 10 mg at night" in read.text
    assert "[1]" in read.text
    assert '<noscript><meta http-equiv="refresh"' in text
    bar = next(attrs for tag, attrs in read.elements if tag == "progress")
    assert bar["value"] == "60"
    HeldApp.gate.release()


def test_a_page_loaded_again_gets_only_what_came_after_it(held: TestClient) -> None:
    address = str(send(held, "/ask", question=QUESTION).headers["location"])
    text = wait_for(held, address, lambda page: "Direct answer" in page)
    last = int(ReadPage(text).values("data-last")[0])
    HeldApp.gate.release()
    every = frames(held.get(f"{address}/events").text)
    rest = frames(held.get(f"{address}/events?after={last}").text)
    assert [name for name, _ in every][:last] == ["waiting", "understood", "searched", "direct_answer"]
    assert rest == every[last:]
    assert held.get(f"{address}/events", headers={"last-event-id": str(last)}).text.count("event: ") == len(rest)


def test_several_who_follow_one_question_are_told_the_same(held: TestClient) -> None:
    address = str(send(held, "/ask", question=QUESTION).headers["location"])
    streams: list[str] = []
    viewers = [threading.Thread(target=lambda: streams.append(held.get(f"{address}/events").text)) for _ in range(4)]
    for viewer in viewers:
        viewer.start()
    wait_for(held, address, lambda page: "Direct answer" in page)
    HeldApp.gate.release()
    for viewer in viewers:
        viewer.join(30)
    told_to_each = [[frame for frame in frames(stream) if frame[0] != "place"] for stream in streams]
    assert len(told_to_each) == 4
    assert all(one == told_to_each[0] for one in told_to_each)
    progress = [data["progress"] for _, data in told_to_each[0]]
    assert progress == sorted(progress)


def test_an_answer_that_is_cancelled_after_its_direct_answer_keeps_nothing(held: TestClient, app: App) -> None:
    before = app.recent(100)
    address = str(send(held, "/ask", question=QUESTION, length="full").headers["location"])
    wait_for(held, address, lambda page: "Direct answer" in page)
    assert send(held, f"{address}/cancel").status_code == 303
    HeldApp.gate.release()
    wait_for(held, address, lambda page: "You stopped this question" in page)
    assert app.recent(100) == before


def test_an_emergency_in_the_question_is_told_with_the_first_step(client: TestClient) -> None:
    text = "Sudden thunderclap headache, the worst of my life, now: how is cervicogenic headache treated?"
    address = send(client, "/ask", question=text).headers["location"]
    events = dict(frames(client.get(f"{address}/events").text))
    assert events["understood"]["calls"]
