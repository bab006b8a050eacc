"""A library of a few publications, an article of it that the board published, and servers that take messages."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from tests.board_people import Staff, staff_over

from citewell.app import App, Settings
from citewell.domain.articles import Article
from citewell.domain.people import Actor, Role
from citewell.domain.reviewing import Action, Capacity, Dossier

QUESTION = "Does turmeric paste lower gout flares?"
COHORT: dict[str, object] = {
    "_id": "turmeric-2018",
    "title": "Turmeric paste for gout: a cohort",
    "text": "Turmeric paste did not lower the number of gout flares over two weeks of daily use.",
    "kind": "cohort",
    "year": 2018,
    "doi": "10.1000/turmeric.2018",
}
TRIAL: dict[str, object] = {
    "_id": "turmeric-2020",
    "title": "Turmeric paste in gout, a randomised trial",
    "text": "Turmeric paste lowered gout flares by 30% over six months in 240 adults.",
    "kind": "randomised-trial",
    "year": 2020,
    "doi": "10.1000/turmeric.2020",
}
GUIDELINE: dict[str, object] = {
    "_id": "gout-guideline-2026",
    "title": "Gout flares and turmeric paste: a clinical practice guideline",
    "text": "Turmeric paste should not be used to lower gout flares in adults (weak recommendation).",
    "kind": "guideline",
    "year": 2026,
}
OTHER: dict[str, object] = {
    "_id": "warts-2026",
    "title": "Treatment of warts: a clinical practice guideline",
    "text": "Salicylic acid is recommended for common warts of the hand.",
    "kind": "guideline",
    "year": 2026,
}


def small_library(folder: Path, cache: Path, *records: dict[str, object]) -> Path:
    """A library of these records, or of the cohort and the trial; returns its folder."""
    folder.mkdir(exist_ok=True)
    app = App(Settings(library=folder / "library", cache=cache, starter=False))
    add(app, folder, *(records or (COHORT, TRIAL)))
    return app.settings.library


def add(app: App, folder: Path, *records: dict[str, object]) -> None:
    """Add records to a library as `citewell library add` does, from the same file again and again."""
    path = folder / "gout.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    app.add([str(path)])


@dataclass
class Instance:
    """Citewell with a library and a database of its own, people, and a published article."""

    app: App
    staff: Staff
    folder: Path
    people: dict[str, Actor]
    article: Article
    dossier: Dossier

    def add(self, *records: dict[str, object]) -> None:
        add(self.app, self.folder, *records)
        vars(self.app).pop("watcher", None)  # another pass is another process

    def look(self, **options: bool) -> list[Any]:
        vars(self.app).pop("watcher", None)
        return self.app.watcher.look(**options)

    def now(self) -> Dossier:
        return self.app.board.dossiers.get(self.dossier.id)

    def publish(self, dossier: Dossier) -> Dossier:
        """From a draft or reopened to published, by other people than wrote it."""
        dossier = self.approve(dossier)
        return self.app.board.step(
            Action.PUBLISH, dossier.id, self.people["editor"], digest=dossier.digest, release=dossier.release
        )

    def approve(self, dossier: Dossier) -> Dossier:
        """From a draft or reopened to approved."""
        board, who = self.app.board, self.people
        dossier = self.staff.passed(dossier)
        dossier = board.step(Action.SUBMIT, dossier.id, who["author"], digest=dossier.digest)
        dossier = board.assign(
            dossier.id, who["editor"], person=who["reviewer"].id, capacity=Capacity.REVIEWER, specialty="rheumatology",
            digest=dossier.digest,
        )  # fmt: skip
        dossier = self.staff.give(dossier, who["reviewer"], board.article(dossier))
        return board.step(Action.APPROVE, dossier.id, who["editor"], digest=dossier.digest, release=dossier.release)


def living(folder: Path, library: Path, cache: Path, database: str, **settings: object) -> Instance:
    """A published article over a copy of `library`."""
    own = folder / "own"
    shutil.copytree(library, own)
    chosen: dict[str, object] = {"library": own, "cache": cache, "starter": False, "database": database, **settings}
    app = App(Settings(requests_per_minute=0, questions_per_minute=0, **chosen))  # type: ignore[arg-type]
    staff = staff_over(app, app.database, app.key)
    app.accounts = staff.accounts
    people = {
        "author": staff.join("Ada Neumann", Role.AUTHOR),
        "editor": staff.join("Eli Stern", Role.EDITOR),
        "reviewer": staff.join("Rosa Lind", Role.REVIEWER, specialties=("rheumatology",)),
        "officer": staff.join("Sam Okoro", Role.SAFETY_OFFICER),
    }
    article = app.ask(QUESTION, keep=False)
    app.store.save(article)
    instance = Instance(app, staff, folder, people, article, app.board.open(article.digest, people["author"]))
    instance.dossier = instance.publish(instance.dossier)
    return instance


@dataclass
class MailBox:
    """A mail server of this machine, and what it took; `refuse` answers every mail so, `cut` hangs up instead."""

    url: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    refuse: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        if self.refuse:
            return self.refuse
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        self.encrypted.append(session.ssl is not None)
        return "250 taken"


@contextmanager
def taking_mail(tls: Any = None) -> Iterator[MailBox]:
    """Run a mail server on a free port of 127.0.0.1; with `tls`, an SSL context, it demands STARTTLS."""
    from aiosmtpd.controller import Controller

    box = MailBox()
    options: dict[str, Any] = {"tls_context": tls, "require_starttls": True} if tls else {}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, **options)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    try:
        yield box
    finally:
        controller.stop()
