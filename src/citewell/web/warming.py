"""Opens in the background what the first reader would otherwise wait for: engines, words for readers, and rules.

A question that comes meanwhile goes first: the rehearsal gives way to it.
"""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from citewell.compose.audiences import reader_profiles
from citewell.domain.articles import Citation, Claim
from citewell.domain.steps import Step
from citewell.web.faults import log_fault

if TYPE_CHECKING:
    from citewell.app import App
    from citewell.web.questions import Questions
    from citewell.web.shelf import Shelf

SENTENCE = "In adults, 10 mg of amitriptyline at night reduced headache frequency by 40% (95% CI 20% to 60%)."
"""A sentence of the kind that every rule has something to do with; nobody is shown it."""

STOPPING_SECONDS = 2

LOG = logging.getLogger(__name__)


class GaveWay(Exception):
    """Ends the rehearsal because somebody has asked a question."""


class Warming:
    """Warms one server once; `is_ready` says whether a first question is answered as fast as any other."""

    def __init__(self, app: App, *, questions: Questions, shelf: Shelf) -> None:
        self._app, self._questions, self._shelf = app, questions, shelf
        self._ended = threading.Event()
        self._ended.set()
        self._stopped = False
        self._thread: threading.Thread | None = None

    @property
    def is_ready(self) -> bool:
        """Whether nothing is being opened; true of a server that was never warmed."""
        return self._ended.is_set()

    def start(self) -> None:
        """Begin, in a thread of its own."""
        self._ended.clear()
        self._thread = threading.Thread(target=self._warm, name="citewell-warm", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End it at the next step, and wait a moment for that."""
        self._stopped = True
        if self._thread:
            self._thread.join(STOPPING_SECONDS)

    def _warm(self) -> None:
        """Open everything; what fails is told in the log, and again to whoever needs it."""
        try:
            for act in (self._open, self._word, self._rehearse):
                if not self._stopped:
                    act()
        except GaveWay:
            LOG.info("Warming gave way to a question.")
        except Exception as error:
            log_fault(error, "warming")
        finally:
            self._ended.set()

    def _open(self) -> None:
        _ = self._app.engines
        self._shelf.library()

    def _word(self) -> None:
        """Word a claim for every reader, which reads the glossary and makes the patterns."""
        claim = Claim("warming", SENTENCE, (Citation("warming", "warming", "", SENTENCE, 0, len(SENTENCE)),))
        for profile in reader_profiles():
            self._app.word_claims([claim], profile.name)

    def _rehearse(self) -> None:
        """Answer a question that the library can answer, for nobody; no model on another machine is asked."""

        def observe(step: Step) -> None:
            if self._stopped or self._questions.is_busy:
                raise GaveWay

        examples = self._shelf.examples()
        settings = self._app.settings
        if examples and settings.writer == "extractive" and settings.entailer != "openai":
            article = self._app.ask(examples[0], keep=False, observe=observe)
            if settings.rewording == "rules" and not self._stopped:
                self._app.word(article, reader_profiles()[0].name)
