"""The questions being answered: one at a time, each followed step by step, cancelled, and forgotten after a while.

Answering uses every core, so that one at a time is fastest; the others wait in their order. Nothing here is written
to disk. One `Questions` serves every page and program of a server.
"""

from __future__ import annotations

import asyncio
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from citewell.compose.question import clean_question
from citewell.domain.errors import (
    AccessRefused,
    BusyError,
    CitewellError,
    NotFoundError,
    QuestionError,
    UserError,
    WithdrawnError,
)
from citewell.text.identifiers import mask_identifiers
from citewell.web.asked import (
    AskedQuestion,
    Asking,
    Event,
    EventName,
    Failure,
    QuestionState,
)
from citewell.web.faults import log_fault
from citewell.web.telling import OwnWords, Telling, Words

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.domain.articles import Article
    from citewell.domain.steps import Observer

MOST_WAITING = 20
MOST_KEPT = 100
KEPT_SECONDS = 3600.0
PAUSE_SECONDS = 15.0
FAULT = "The fault is Citewell's, not yours."
FAULT_REMEDY = "Try again. If it happens again, report it with the reference; the log has the details."

Answer = Callable[[Asking, "Observer"], "Article"]


class AskingCancelled(Exception):
    """Raised in the observer of a question that was cancelled; it ends the answer, and nothing is kept."""


@dataclass(slots=True)
class _Entry:
    """A question with what only this module may change, always under the lock."""

    asked: AskedQuestion
    asking: Asking | None
    began: float
    ended: float = 0.0
    cancelled: bool = False
    followers: list[Callable[[], None]] = field(default_factory=list)


class Questions:
    """Asks one question after another through `answer` and remembers what happened to each, in its reader's `words`.

    At most `most_waiting` wait at a time, and at most `most_kept` are remembered, finished ones for `kept_seconds`.
    Safe to use from any thread; `follow` and `finished` belong to an event loop.
    """

    def __init__(
        self,
        answer: Answer,
        *,
        words: Words | None = None,
        most_waiting: int = MOST_WAITING,
        most_kept: int = MOST_KEPT,
        kept_seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._answer, self._words = answer, words or OwnWords()
        self._most_waiting = most_waiting
        self._most_kept = max(most_kept, most_waiting + 1)
        self._kept_seconds = kept_seconds
        self._clock = clock
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = threading.Lock()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="citewell-answer")

    def ask(self, asking: Asking) -> AskedQuestion:
        """Put a question at the end of those that wait. Raises QuestionError for an unreadable one, BusyError."""
        text = mask_identifiers(clean_question(asking.text)).text
        asked = AskedQuestion(
            id=secrets.token_urlsafe(16),
            text=text,
            length=asking.length,
            reader=asking.reader,
            state=QuestionState.WAITING,
            asked_at=datetime.now(UTC).isoformat(timespec="seconds"),
            kept=asking.keep,
        )
        with self._lock:
            self._forget(room=1)
            if (
                sum(entry.asked.state is QuestionState.WAITING for entry in self._entries.values())
                >= self._most_waiting
            ):
                raise BusyError(
                    f"{self._most_waiting} questions are waiting already.", remedy="Ask again in half a minute."
                )
            entry = _Entry(asked, asking, self._clock())
            self._entries[asked.id] = entry
            self._add(entry, Event(0, EventName.WAITING, "Waiting for its turn.", 0.0))
            shown = self._shown(entry)
            self._worker.submit(self._run, asked.id)
        return shown

    def get(self, identity: str) -> AskedQuestion:
        """A question as it stands now; raises NotFoundError for one that was never asked or is forgotten."""
        with self._lock:
            self._forget()
            return self._shown(self._entry(identity))

    @property
    def is_busy(self) -> bool:
        """Whether a question is being answered or waits."""
        with self._lock:
            return any(not entry.asked.state.is_final for entry in self._entries.values())

    def cancel(self, identity: str) -> AskedQuestion:
        """Cancel a question: at once while it waits, else at its next step. A finished one stays as it is."""
        with self._lock:
            entry = self._entry(identity)
            if not entry.asked.state.is_final:
                entry.cancelled = True
                if entry.asked.state is QuestionState.WAITING:
                    self._end(entry, QuestionState.CANCELLED, "Cancelled.")
            return self._shown(entry)

    async def follow(
        self, identity: str, *, after: int = 0, pause: float = PAUSE_SECONDS
    ) -> AsyncGenerator[Event | None]:
        """Every event numbered above `after` as it happens, until the question has ended.

        Gives None when nothing has happened for `pause` seconds, to keep a connection open. Raises NotFoundError.
        """
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def tell() -> None:
            with suppress(RuntimeError):  # the loop of a follower that is gone may be closed
                loop.call_soon_threadsafe(news.set)

        with self._lock:
            entry = self._entry(identity)
            entry.followers.append(tell)
        try:
            while True:
                news.clear()
                with self._lock:
                    asked = entry.asked
                for event in asked.events[max(0, after) :]:
                    after = event.number
                    yield event
                if asked.state.is_final:
                    return
                try:
                    await asyncio.wait_for(news.wait(), pause)
                except TimeoutError:
                    yield None
        finally:
            with self._lock:
                entry.followers.remove(tell)

    async def finished(self, identity: str) -> AskedQuestion:
        """The question when it has ended; raises NotFoundError."""
        with self._lock:
            entry = self._entry(identity)
        async for _ in self.follow(identity):
            pass
        with self._lock:
            return self._shown(entry)

    @asynccontextmanager
    async def lifespan(self, _web: object) -> AsyncGenerator[None]:
        """Closes when the server that this is given to stops."""
        yield
        await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Cancel everything and wait for the answer under way to notice."""
        with self._lock:
            for entry in self._entries.values():
                if not entry.asked.state.is_final:
                    entry.cancelled = True
                    if entry.asked.state is QuestionState.WAITING:
                        self._end(entry, QuestionState.CANCELLED, "Cancelled, because the server stops.")
        self._worker.shutdown(wait=True, cancel_futures=True)

    def _run(self, identity: str) -> None:
        """Answer one question, on the thread that answers."""
        with self._lock:
            entry = self._entries.get(identity)
            if entry is None or entry.asking is None or entry.asked.state is not QuestionState.WAITING:
                return
            entry.asked = replace(entry.asked, state=QuestionState.ANSWERING)
            asking = entry.asking

        def tell(event: Event | None) -> None:
            with self._lock:
                if entry.cancelled:
                    raise AskingCancelled
                if event:
                    self._add(entry, event)

        try:
            telling = Telling(asking.reader, self._words)
            article = self._answer(asking, lambda step: tell(telling.of_step(step)))
            events = list(telling.of_article(article))
        except AskingCancelled:
            with self._lock:
                self._end(entry, QuestionState.CANCELLED, "Cancelled.")
        except Exception as error:
            failure = failure_of(error)
            with self._lock:
                self._end(entry, QuestionState.FAILED, failure.message, failure=failure)
        else:
            with self._lock:
                for event in events:
                    self._add(entry, event)
                entry.asked = replace(entry.asked, article=article)
                self._end(entry, QuestionState.DONE, "The article is ready.", article=article.digest, progress=100)

    def _end(
        self,
        entry: _Entry,
        state: QuestionState,
        message: str,
        *,
        article: str = "",
        failure: Failure | None = None,
        progress: int = 0,
    ) -> None:
        """The last event; the question as it was typed is forgotten."""
        entry.asked = replace(entry.asked, state=state, failure=failure)
        entry.asking = None
        entry.ended = self._clock()
        event = Event(0, EventName(state.value), message, 0.0, progress, article=article, failure=failure)
        self._add(entry, event)

    def _add(self, entry: _Entry, event: Event) -> None:
        events = entry.asked.events
        event = replace(
            event,
            number=len(events) + 1,
            seconds=round(self._clock() - entry.began, 3),
            progress=max(event.progress, events[-1].progress if events else 0),
        )
        entry.asked = replace(entry.asked, events=(*events, event))
        for tell in entry.followers:
            tell()

    def _entry(self, identity: str) -> _Entry:
        if identity not in self._entries:
            raise NotFoundError(
                "This question is not known here, or no longer.",
                remedy="Ask it again; an answer that was finished is among the articles.",
            )
        return self._entries[identity]

    def _shown(self, entry: _Entry) -> AskedQuestion:
        """The record with how many are answered or wait before it."""
        if entry.asked.state is not QuestionState.WAITING:
            return entry.asked
        ahead = 0
        for other in self._entries.values():
            if other is entry:
                break
            ahead += not other.asked.state.is_final
        return replace(entry.asked, ahead=ahead)

    def _forget(self, *, room: int = 0) -> None:
        """Drop what ended long ago, and the oldest of what else ended, until there is room for so many more."""
        now = self._clock()
        ended = [(name, entry) for name, entry in self._entries.items() if entry.asked.state.is_final]
        spare = len(self._entries) - self._most_kept + room
        for place, (name, entry) in enumerate(ended):
            if place < spare or now - entry.ended > self._kept_seconds:
                del self._entries[name]


def open_questions(app: App, words: Words) -> Questions:
    """The questions of one server, answered by its App."""

    def answer(asking: Asking, observe: Observer) -> Article:
        app.open_store()
        return app.ask(
            asking.text,
            keep=asking.keep,
            length=asking.length,
            thread=asking.thread,
            after=asking.after,
            observe=observe,
        )

    return Questions(answer, words=words)


def failure_of(error: Exception) -> Failure:
    """What is told of an error: its own words where a person can act on them, else only a reference to the log."""
    if isinstance(error, QuestionError):
        return Failure(422, error.code, error.message, error.remedy)
    if isinstance(error, WithdrawnError):
        return Failure(410, error.code, error.message, error.remedy)
    if isinstance(error, NotFoundError):
        return Failure(404, error.code, error.message, error.remedy)
    if isinstance(error, BusyError):
        return Failure(429, error.code, error.message, error.remedy)
    if isinstance(error, AccessRefused):
        return Failure(403, error.code, error.message, error.remedy)
    if isinstance(error, UserError):
        return Failure(400, error.code, error.message, error.remedy)
    if isinstance(error, CitewellError) and error.remedy:
        return Failure(503, error.code, error.message, error.remedy, log_fault(error, error.code))
    code = error.code if isinstance(error, CitewellError) else "internal_error"
    return Failure(500, code, FAULT, FAULT_REMEDY, log_fault(error, code))
