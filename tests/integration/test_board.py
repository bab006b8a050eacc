"""The life of an article on the board, on SQLite and on PostgreSQL: named people, one digest, every step an event."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.board_people import Staff, staff_over

from citewell.app import App
from citewell.domain.articles import Article
from citewell.domain.errors import CitewellError, ReviewRefused, UserError
from citewell.domain.people import MACHINE, Actor, Role
from citewell.domain.reviewing import Action, Capacity, Conflict, Dossier, ReviewState
from citewell.review.approvals import statement
from citewell.store._database import Database
from citewell.store.articles import ArticleStore
from citewell.store.events import EventLog
from citewell.store.keys import InstanceKey, verify_signature

QUESTION = "What is the prevalence of cervicogenic headache?"


@pytest.fixture(scope="module")
def article(starter_app: App) -> Article:
    return starter_app.ask(QUESTION, keep=False)


@pytest.fixture
def key(tmp_path: Path) -> InstanceKey:
    return InstanceKey(tmp_path / "instance.key")


@pytest.fixture
def staff(starter_app: App, database: Database, key: InstanceKey, article: Article) -> Staff:
    ArticleStore(database).save(article)
    return staff_over(starter_app, database, key)


@pytest.fixture
def author(staff: Staff) -> Actor:
    return staff.join("Ada Neumann", Role.AUTHOR)


@pytest.fixture
def editor(staff: Staff) -> Actor:
    return staff.join("Eli Stern", Role.EDITOR)


@pytest.fixture
def reviewers(staff: Staff) -> list[Actor]:
    return [
        staff.join(name, Role.REVIEWER, specialties=("neurology",)) for name in ("Rosa Lind", "Remy Blanc")
    ]


def submitted(staff: Staff, article: Article, author: Actor) -> Dossier:
    dossier = staff.board.open(article.digest, author)
    dossier = staff.board.take_as_checked(dossier, author)
    return staff.board.step(Action.SUBMIT, dossier.id, author, digest=dossier.digest)


def asked(staff: Staff, dossier: Dossier, editor: Actor, reviewers: list[Actor]) -> Dossier:
    for reviewer in reviewers:
        dossier = staff.board.assign(
            dossier.id,
            editor,
            person=reviewer.id,
            capacity=Capacity.REVIEWER,
            specialty="neurology",
            digest=dossier.digest,
        )
    return dossier
