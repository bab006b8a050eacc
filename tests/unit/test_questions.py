"""Questions wait their turn, are followed step by step from any point, cancelled, bounded and forgotten."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from tests.examples import example_article

from citewell.domain.articles import Article
from citewell.domain.errors import BusyError, LibraryError, NotFoundError, QuestionError, UserError
from citewell.domain.steps import Observer, Step, StepName
from citewell.web.asked import AskedQuestion, Asking, Event, QuestionState
from citewell.web.questions import AskingCancelled, Questions
from citewell.web.views import article_page

TEXT = "How is cervicogenic headache treated?"
TOLD = ["direct_answer", "checked", *["section"] * len(example_article().sections), "beside", "done"]
"""The events behind the first two, where the sections are told when the article is made."""


class Answering:
    """Answers when it is let go, one step after another, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.most_at_once = 0
        self.cancelled = 0
        self.began = threading.Event()
        self.gate = threading.Semaphore(0)
        self.error: Exception | None = None
        self._at_once = 0

    def __call__(self, asking: Asking, observe: Observer) -> Article:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        self.asked.append(asking.text)
        self.began.set()
        try:
            article = example_article()
            observe(Step(StepName.UNDERSTOOD, "Understood."))
            self.gate.acquire(timeout=20)
            if self.error:
                raise self.error
            begun = Step(StepName.DIRECT_ANSWER, "Answered directly.", direct_answer=article.direct_answer)
            observe(replace(begun, references=article.references))
            observe(Step(StepName.CHECKED, "Checked."))
            observe(Step(StepName.DONE, "Done.", article=article))
            return article
        except AskingCancelled:
            self.cancelled += 1
            raise
        finally:
            self._at_once -= 1


@pytest.fixture
def answering() -> Answering:
    return Answering()


@pytest.fixture
def opened(answering: Answering) -> Iterator[Callable[..., Questions]]:
    made: list[Questions] = []

    def make(**limits: object) -> Questions:
        made.append(Questions(answering, **limits))  # type: ignore[arg-type]
        return made[-1]

    yield make
    answering.gate.release(1000)
    for questions in made:
        questions.close()


def ended(questions: Questions, asked: AskedQuestion) -> AskedQuestion:
    async def wait() -> AskedQuestion:
        return await asyncio.wait_for(questions.finished(asked.id), 20)

    return asyncio.run(wait())


def names(events: tuple[Event, ...] | list[Event]) -> list[str]:
    return [event.name.value for event in events]


def test_a_question_is_answered_and_every_step_is_kept_in_order(
    opened: Callable[..., Questions], answering: Answering
) -> None:
    questions = opened()
    asked = questions.ask(Asking(TEXT))
    answering.gate.release()
    done = ended(questions, asked)
    assert done.state is QuestionState.DONE
    assert done.article == example_article()
    assert names(done.events) == ["waiting", "understood", *TOLD]
    assert [event.number for event in done.events] == list(range(1, len(done.events) + 1))
    assert [event.section for event in done.events if event.section] == list(article_page(example_article()).sections)
    assert done.events[-1].article == example_article().digest
    progress = [event.progress for event in done.events]
    assert progress == sorted(progress)
    assert progress[-1] == 100


def test_one_is_answered_at_a_time_in_the_order_of_asking_whoever_asks(
    opened: Callable[..., Questions], answering: Answering
) -> None:
    questions = opened(most_waiting=50)
    answering.gate.release(100)
    asked: list[AskedQuestion] = []
    lock = threading.Lock()

    def ask(number: int) -> None:
        with lock:
            asked.append(questions.ask(Asking(f"{TEXT} number {number}")))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {ended(questions, one).state for one in asked} == {QuestionState.DONE}
    assert answering.most_at_once == 1
    assert answering.asked == [one.text for one in asked]


def test_events_can_be_had_from_any_point_so_that_a_reload_misses_none(
    opened: Callable[..., Questions], answering: Answering
) -> None:
    questions = opened()

    async def reload() -> tuple[list[Event], list[Event]]:
        asked = questions.ask(Asking(TEXT))
        first: list[Event] = []
        async for event in questions.follow(asked.id):
            assert event is not None
            first.append(event)
            if event.name.value == "understood":
                break
        answering.gate.release()
        again = [event async for event in questions.follow(asked.id) if event]
        later = [event async for event in questions.follow(asked.id, after=2) if event]
        assert again[: len(first)] == first
        return again, later

    again, later = asyncio.run(reload())
    assert names(again) == ["waiting", "understood", *TOLD]
    assert names(later) == TOLD


def test_a_follower_is_told_when_nothing_happens_so_that_its_connection_stays_open(
    opened: Callable[..., Questions], answering: Answering
) -> None:
    questions = opened()

    async def wait() -> None:
        asked = questions.ask(Asking(TEXT))
        async for event in questions.follow(asked.id, pause=0.05):
            if event is None:
                answering.gate.release()
        assert questions.get(asked.id).state is QuestionState.DONE

    asyncio.run(asyncio.wait_for(wait(), 20))


def test_cancelling_a_running_question_raises_in_its_observer_and_keeps_nothing(
    opened: Callable[..., Questions], answering: Answering
) -> None:
    questions = opened()
    asked = questions.ask(Asking(TEXT))
    assert answering.began.wait(20)
    questions.cancel(asked.id)
    answering.gate.release()
    done = ended(questions, asked)
    assert done.state is QuestionState.CANCELLED
    assert done.article is None
    assert answering.cancelled == 1
    assert names(done.events)[-1] == "cancelled"


def test_a_waiting_question_is_cancelled_at_once_and_never_asked(
    opened: Callable[..., Questions], answering: Answering
) -> None:
    questions = opened()
    first, second = questions.ask(Asking(TEXT)), questions.ask(Asking("Another question?"))
    assert second.ahead == 1
    assert questions.cancel(second.id).state is QuestionState.CANCELLED
    answering.gate.release(2)
    assert ended(questions, first).state is QuestionState.DONE
    assert answering.asked == [TEXT]
    assert questions.cancel(first.id).state is QuestionState.DONE


def test_a_question_too_many_is_refused_with_a_remedy(opened: Callable[..., Questions], answering: Answering) -> None:
    questions = opened(most_waiting=2)
    questions.ask(Asking(TEXT))
    assert answering.began.wait(20)
    for _ in range(2):
        questions.ask(Asking(TEXT))
    with pytest.raises(BusyError) as caught:
        questions.ask(Asking(TEXT))
    assert caught.value.remedy


def test_finished_questions_are_forgotten_by_number_and_by_age(
    opened: Callable[..., Questions], answering: Answering
) -> None:
    now = [0.0]
    answering.gate.release(100)
    questions = opened(most_waiting=1, most_kept=3, kept_seconds=60, clock=lambda: now[0])
    asked = []
    for _ in range(5):
        asked.append(questions.ask(Asking(TEXT)))
        ended(questions, asked[-1])
    known = []
    for one in asked:
        try:
            known.append(questions.get(one.id))
        except NotFoundError:
            continue
    assert [one.id for one in known] == [one.id for one in asked[-3:]]
    now[0] = 61.0
    with pytest.raises(NotFoundError):
        questions.get(asked[-1].id)


def test_an_unreadable_question_is_refused_before_it_waits(opened: Callable[..., Questions]) -> None:
    with pytest.raises(QuestionError):
        opened().ask(Asking("  "))


def test_what_identifies_a_person_is_not_in_the_record(opened: Callable[..., Questions], answering: Answering) -> None:
    questions = opened()
    asked = questions.ask(Asking(f"My name is John Miller, phone 0171 555 0199. {TEXT}"))
    answering.gate.release()
    done = ended(questions, asked)
    assert "Miller" not in repr(done)
    assert "555" not in repr(done)
    assert "Miller" in answering.asked[0]  # the answer masks it again, to say so in a note


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (NotFoundError("No such article.", remedy="Look."), 404, "No such article."),
        (UserError("Not so.", remedy="Otherwise."), 400, "Not so."),
        (LibraryError("The disk is full.", remedy="Make room."), 503, "The disk is full."),
        (RuntimeError("secret detail"), 500, "fault is Citewell's"),
    ],
)
def test_an_error_ends_the_question_and_only_what_a_person_can_mend_is_told(
    opened: Callable[..., Questions], answering: Answering, error: Exception, status: int, told: str
) -> None:
    questions = opened()
    answering.error = error
    asked = questions.ask(Asking(TEXT))
    answering.gate.release()
    done = ended(questions, asked)
    assert done.state is QuestionState.FAILED
    assert done.failure is not None
    assert done.failure.status == status
    assert told in done.failure.message
    assert done.failure.remedy
    assert bool(done.failure.reference) == (status >= 500)
    assert "secret" not in repr(done)


def test_closing_ends_what_runs_and_what_waits(opened: Callable[..., Questions], answering: Answering) -> None:
    questions = opened()
    asked = [questions.ask(Asking(TEXT)) for _ in range(3)]
    assert answering.began.wait(20)
    closing = threading.Thread(target=questions.close)
    closing.start()
    answering.gate.release(3)
    closing.join(timeout=20)
    assert not closing.is_alive()
    assert {questions.get(one.id).state for one in asked} <= {QuestionState.CANCELLED, QuestionState.DONE}
    assert questions.get(asked[-1].id).state is QuestionState.CANCELLED
