"""Puts a board at work on the stage: people in every role, signed in, and dossiers in every state a reader can meet.

For pictures, and for the tests that look at every page of the board. Everybody is invented. Everything goes through the
board and the accounts as it does from the pages, so that the ledger of a stage verifies.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pyotp

from citewell.app import App
from citewell.domain.articles import Article
from citewell.domain.people import OPERATOR, Actor, Role, Scope, of_person
from citewell.domain.reviewing import (
    Action,
    Answer,
    Capacity,
    ChecklistAnswer,
    ClaimVerdict,
    Conflict,
    Decision,
    Dossier,
    DraftAnswer,
    DraftVerdict,
    Judgement,
)
from citewell.review.approval_rules import needed_reviews
from citewell.review.review_rules import checklist_for

PASSWORD = "violet kettle on a roof"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
BROWSER = "Firefox on Linux"
NO_CONFLICT = Conflict(declared=False, statement="None.")
FULL_STOP = re.compile(r"\.\s*$")
PEOPLE: dict[str, tuple[str, str, tuple[str, ...], tuple[Role, ...]]] = {
    "author": ("Ada Neumann", "MSc, medical writer", (), (Role.AUTHOR,)),
    "editor": ("Eli Stern", "MD, editor in chief", (), (Role.EDITOR,)),
    "reviewer": ("Rosa Lind", "MD, neurologist, St Anne's Hospital", ("neurology", "neurosurgery", "general-practice"),
                 (Role.REVIEWER,)),
    "second": ("Tomas Berg", "MD PhD, neurologist and emergency physician, Northern Clinic",
               ("neurology", "emergency-medicine", "paediatrics", "orthopaedics"), (Role.REVIEWER,)),
    "pharmacist": ("Petra Vale", "PharmD, hospital pharmacist", ("pharmacy",), (Role.PHARMACIST,)),
    "lay": ("Lee Ward", "", (), (Role.LAY_REVIEWER,)),
    "officer": ("Sam Okoro", "MD, patient safety", (), (Role.SAFETY_OFFICER,)),
    "auditor": ("Uma Reyes", "", (), (Role.AUDITOR,)),
    "admin": ("Ida Holm", "", (), (Role.ADMIN,)),
}  # fmt: skip
"""Names, credentials, specialties and roles."""

SCENES = ("published", "corrected", "disputed", "asked", "submitted", "returned", "drafted", "reopened", "withdrawn")
"""What an article is staged as."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A stage: the token of everybody's session, and the parts of addresses by name.

    `places` has a dossier's id under its scene, the digest of its article under `SCENE_article`, and the id of a claim
    under `SCENE_claim`; also `invitation`, the token of an open one, and `person`, the id of the pharmacist.
    """

    tokens: Mapping[str, str]
    places: Mapping[str, str]


@dataclass
class Stage:
    """The board, its people, and how the checks are run before a dossier is submitted."""

    app: App
    check: Callable[[Dossier, Actor], Dossier]
    people: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def join(self, key: str) -> None:
        """Somebody invited by the command line, verified, with one-time codes set up, and signed in."""
        accounts = self.app.accounts
        name, credentials, specialties, roles = PEOPLE[key]
        email = f"{name.lower().replace(' ', '.')}@hospital.example"
        _, invitation = accounts.invitations.invite(email, set(roles), by=OPERATOR)
        person = accounts.invitations.accept(invitation, name=name, password=PASSWORD)
        accounts.people.change_profile(person.id, name=name, credentials=credentials, specialties=specialties)
        if credentials:
            accounts.people.verify(person.id, by=OPERATOR)
        self.tokens[key] = accounts.sign_in.by_password(email, PASSWORD, address="", browser=BROWSER).token
        if accounts.people.get(person.id).lacks_second_factor:
            here = accounts.sessions.find(self.tokens[key])
            code = pyotp.TOTP(SECRET).now()
            accounts.second_factors.set_up(person.id, secret=SECRET, code=code, session=here.id if here else "")
        self.people[key] = of_person(accounts.people.get(person.id))

    def submitted(self, digest: str) -> Dossier:
        """Taken up, checked and submitted."""
        author = self.people["author"]
        dossier = self.check(self.app.board.open(digest, author), author)
        return self.app.board.step(Action.SUBMIT, dossier.id, author, digest=dossier.digest)

    def asked(self, dossier: Dossier, *keys: str, days: int = 12) -> Dossier:
        """Reviewers asked, each for a specialty that the article is of if they have one."""
        due = (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
        for key in keys:
            capacity = Capacity(PEOPLE[key][3][0].value)
            own = PEOPLE[key][2] if capacity is Capacity.REVIEWER else ()
            wanted = needed_reviews(dossier).matching or dossier.specialties
            specialty = next((name for name in wanted if name in own), own[0] if own else "")
            dossier = self.app.board.assign(
                dossier.id, self.people["editor"], person=self.people[key].id, capacity=capacity, digest=dossier.digest,
                specialty=specialty, due=due,
            )  # fmt: skip
        return dossier

    def given(self, dossier: Dossier, key: str, *, wrong: Mapping[int, tuple[Judgement, str]] | None = None) -> Dossier:
        """A review: every claim correct but those at the places in `wrong`; it then asks for changes."""
        amiss = wrong or {}
        claims = self.app.board.article(dossier).claims
        asked = next(one for one in dossier.assigned if one.person_id == self.people[key].id)
        return self.app.board.review(
            dossier.id,
            self.people[key],
            digest=dossier.digest,
            release=dossier.release,
            verdicts=[
                ClaimVerdict(claim.id, *amiss.get(place, (Judgement.CORRECT, ""))) for place, claim in enumerate(claims)
            ],
            checklist=[ChecklistAnswer(item.name, Answer.GOOD) for item in checklist_for(asked.capacity)],
            conflict=NO_CONFLICT,
            decision=Decision.REQUEST_CHANGES if amiss else Decision.APPROVE,
            started_at=(datetime.now(UTC) - timedelta(minutes=18)).isoformat(timespec="microseconds"),
        )

    def editor_does(self, action: Action, dossier: Dossier, *, reason: str = "") -> Dossier:
        """A step of the editor on exactly what is shown."""
        return self.app.board.step(
            action, dossier.id, self.people["editor"], digest=dossier.digest, release=dossier.release, reason=reason
        )

    def published(self, digest: str) -> Dossier:
        """Reviewed by everybody whom it needs, approved and published."""
        dossier = self.asked(self.submitted(digest), "reviewer", "second", "pharmacist")
        for key in ("reviewer", "second", "pharmacist"):
            dossier = self.given(dossier, key)
        return self.editor_does(Action.PUBLISH, self.editor_does(Action.APPROVE, dossier))


def stage(app: App, articles: Mapping[str, str], *, check: Callable[[Dossier, Actor], Dossier] | None = None) -> Staged:
    """Put the articles, by scene, into the hands of a board; `check` takes the place of running the checks."""
    board = app.board
    set_up = Stage(app, check or (lambda one, author: board.check(one.id, author, digest=one.digest)))
    for key in PEOPLE:
        set_up.join(key)
    dossiers = {name: ACTS[name](set_up, digest) for name, digest in articles.items()}
    places = _places(app, dossiers)
    admin, author = set_up.people["admin"], set_up.people["author"]
    app.accounts.keys.make(author.id, "Ward display", [Scope.READ, Scope.REVIEW_READ])
    _, places["invitation"] = app.accounts.invitations.invite("noor.haddad@hospital.example", {Role.REVIEWER}, by=admin)
    places["person"] = set_up.people["pharmacist"].id
    return Staged(set_up.tokens, places)


def _places(app: App, dossiers: Mapping[str, Dossier]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, dossier in dossiers.items():
        present = app.board.dossiers.get(dossier.id)
        claims: Sequence[object] = app.board.article(present).claims
        found |= {name: present.id, f"{name}_article": present.digest, f"{name}_claim": claims[0].id}  # type: ignore[attr-defined]
    return found


def _disputed(set_up: Stage, digest: str) -> Dossier:
    """Two reviewers disagree, and the pharmacist is late, with a review half filled in and a comment to the author."""
    dossier = set_up.asked(set_up.submitted(digest), "reviewer", "second", days=9)
    dossier = set_up.asked(dossier, "pharmacist", days=-3)
    article = set_up.app.board.article(dossier)
    set_up.given(dossier, "reviewer")
    set_up.given(dossier, "second", wrong={
        0: (Judgement.MISSING_QUALIFIER, "The source says this of adults in a specialist clinic."),
        2: (Judgement.UNCLEAR, "Of whom is this a share: of everybody, or of people with headache?"),
    })  # fmt: skip
    _begin(set_up, dossier, "pharmacist", article)
    editor = set_up.people["editor"]
    set_up.app.comments.add(dossier, article.claims[0].id, "Is there a figure for primary care as well?", by=editor)
    return dossier


def _begin(set_up: Stage, dossier: Dossier, key: str, article: Article) -> None:
    """A review half filled in."""
    first, second = article.claims[:2]
    set_up.app.review_drafts.save(
        dossier, set_up.people[key], conflict=NO_CONFLICT,
        verdicts=[
            DraftVerdict(first.id, Judgement.CORRECT, ""),
            DraftVerdict(second.id, Judgement.UNCLEAR, "Over which time?"),
        ],
        checklist=[DraftAnswer("contraindications", Answer.GOOD, "")],
    )  # fmt: skip


def _asked(set_up: Stage, digest: str) -> Dossier:
    """Under review, with nothing given yet, and a reviewer whose interests are still to be declared."""
    return set_up.asked(set_up.submitted(digest), "reviewer", "second")


def _returned(set_up: Stage, digest: str) -> Dossier:
    """Sent back to its author."""
    dossier = set_up.asked(set_up.submitted(digest), "reviewer", "second", "pharmacist")
    dossier = set_up.given(dossier, "reviewer", wrong={1: (Judgement.WRONG, "The source says “may”, not “does”.")})
    for key in ("second", "pharmacist"):
        dossier = set_up.given(
            dossier, key, wrong={1: (Judgement.MISSING_QUALIFIER, "For how long was it followed up?")}
        )
    return set_up.editor_does(Action.REQUEST_CHANGES, dossier, reason="Say how certain the second claim is.")


def _drafted(set_up: Stage, digest: str) -> Dossier:
    """A draft whose author has worded a claim anew and taken one out."""
    board, author = set_up.app.board, set_up.people["author"]
    dossier = board.open(digest, author)
    last = board.article(dossier).claims[-1]
    dossier = board.revise(
        dossier.id, author, digest=dossier.digest, edits={last.id: ""}, reason="It says the same as the claim before."
    )
    for claim in board.article(dossier).claims:
        shorter = re.sub(r"^(The|A|An) ", "", claim.text)
        if shorter != claim.text:
            shorter = shorter[0].upper() + shorter[1:]
            try:
                return board.revise(
                    dossier.id, author, digest=dossier.digest, edits={claim.id: shorter}, reason="Shorter."
                )
            except Exception:
                continue
    return dossier


def _reopened(set_up: Stage, digest: str) -> Dossier:
    """Published, then reopened by the safety officer for its first claim."""
    dossier = set_up.published(digest)
    return set_up.app.board.step(
        Action.REOPEN, dossier.id, set_up.people["officer"], digest=dossier.digest,
        reason="A newer guideline of this year judges this treatment otherwise.",
        claim_ids=[set_up.app.board.article(dossier).claims[0].id],
    )  # fmt: skip


def _withdrawn(set_up: Stage, digest: str) -> Dossier:
    """Published, then withdrawn by the safety officer."""
    dossier = set_up.published(digest)
    return set_up.app.board.step(
        Action.WITHDRAW, dossier.id, set_up.people["officer"], digest=dossier.digest,
        reason="It left out when surgery cannot wait.",
    )  # fmt: skip


def _corrected(set_up: Stage, digest: str) -> Dossier:
    """Published, with three reports of readers: one of harm, one of a slip, and one that was upheld."""
    dossier, app = set_up.published(digest), set_up.app
    first = app.board.article(dossier).claims[0].id
    app.reports.add(article=dossier.digest, claim=first, text="The year of this trial is 2010, not 2012.")
    app.reports.add(article=dossier.digest, claim="", text="A patient was harmed: the dose was doubled after this.")
    app.reports.add(article=dossier.digest, claim=first, text="I would have liked a figure here.")
    item = next(one for one in app.items.all() if "2010" in one.text)
    app.items.take(item.id, by=set_up.people["editor"])
    app.items.close(item.id, by=set_up.people["editor"], upheld=True, answer="The year of the trial is mended.")
    return dossier


ACTS: dict[str, Callable[[Stage, str], Dossier]] = {
    "published": Stage.published,
    "corrected": _corrected,
    "disputed": _disputed,
    "asked": _asked,
    "submitted": Stage.submitted,
    "returned": _returned,
    "drafted": _drafted,
    "reopened": _reopened,
    "withdrawn": _withdrawn,
}
"""How an article comes to be what its scene says."""
