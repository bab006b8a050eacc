"""A board for tests: people who joined, were verified and set up one-time codes, over a real database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from citewell.app import App
from citewell.board import Board, grounds_in, standing_in
from citewell.compose.audiences import reader_profiles
from citewell.domain.articles import Article
from citewell.domain.people import MACHINE, OPERATOR, Actor, Person, Role, of_person
from citewell.domain.reviewing import (
    Action,
    Answer,
    ChecklistAnswer,
    ClaimVerdict,
    Conflict,
    Decision,
    Dossier,
    Judgement,
)
from citewell.review.request import Reading, Request
from citewell.review.review_rules import checklist_for
from citewell.store._database import Database
from citewell.store._secrets import Passwords
from citewell.store.accounts import Accounts
from citewell.store.articles import ArticleStore
from citewell.store.dossiers import DossierStore
from citewell.store.keys import InstanceKey

PASSWORD = "violet kettle on a roof"
CHEAP = Passwords(passes=1, kibibytes=64, lanes=1)
NO_CONFLICT = Conflict(declared=False, statement="None.")


@dataclass(frozen=True, slots=True)
class Staff:
    """A board with its people at hand."""

    board: Board
    accounts: Accounts
    database: Database

    def join(self, name: str, *roles: Role, specialties: tuple[str, ...] = ()) -> Actor:
        """Somebody invited by the command line, verified, with one-time codes where the roles need them."""
        return of_person(self.person(name, *roles, specialties=specialties))

    def person(self, name: str, *roles: Role, specialties: tuple[str, ...] = ()) -> Person:
        """The account behind `join`."""
        email = f"{name.lower().replace(' ', '.')}@hospital.example"
        _, token = self.accounts.invitations.invite(email, set(roles), by=OPERATOR)
        joined = self.accounts.invitations.accept(token, name=name, password=PASSWORD)
        self.accounts.people.change_profile(joined.id, name=name, credentials="MD", specialties=specialties)
        self.accounts.people.verify(joined.id, by=OPERATOR)
        with self.database.writing() as connection:
            connection.execute(text("UPDATE people SET code_secret = 'set-up' WHERE id = :id"), {"id": joined.id})
        return self.accounts.people.get(joined.id)

    def passed(self, dossier: Dossier) -> Dossier:
        """The dossier as it is when Citewell's own checks have passed and every profile reads plainly enough."""
        article = self.board.article(dossier)
        readings = tuple(
            Reading(profile.name, 0.0, profile.grades[1], "Talk to your doctor.", lay=not profile.doses)
            for profile in reader_profiles()
        )
        request = Request(
            Action.CHECK,
            MACHINE,
            "2026-01-02T03:04:05.000000+00:00",
            digest=dossier.digest,
            article=article,
            findings=(),
            standing={},
            readings=readings,
        )
        return self.board.dossiers.act(dossier.id, request)

    def give(
        self,
        dossier: Dossier,
        reviewer: Actor,
        article: Article,
        *,
        amiss: dict[str, str] | None = None,
        conflict: Conflict | None = NO_CONFLICT,
    ) -> Dossier:
        """A review that judges every claim correct but those `amiss`, with what is wrong with each."""
        wrong = amiss or {}
        capacity = next(one.capacity for one in dossier.assigned if one.person_id == reviewer.id)
        return self.board.review(
            dossier.id,
            reviewer,
            digest=dossier.digest,
            release=dossier.release,
            verdicts=[
                ClaimVerdict(
                    claim.id, Judgement.WRONG if claim.id in wrong else Judgement.CORRECT, wrong.get(claim.id, "")
                )
                for claim in article.claims
            ],
            checklist=[ChecklistAnswer(item.name, Answer.GOOD) for item in checklist_for(capacity)],
            conflict=conflict,
            decision=Decision.REQUEST_CHANGES if wrong else Decision.APPROVE,
        )


def staff_over(app: App, database: Database, key: InstanceKey) -> Staff:
    """A board over the library of `app`, with everything that people do in `database`."""
    accounts = Accounts(database, key, passwords=CHEAP)
    board = Board(
        dossiers=DossierStore(database, key),
        articles=ArticleStore(database),
        people=accounts.people,
        verify=app.verify,
        grounds=lambda article: grounds_in(article, app.index, app.vocabulary),
        word=app.word,
        standing=lambda article: standing_in(article, app.index),
    )
    return Staff(board, accounts, database)
