"""A board of invented people and an article in their hands, for tests of the review."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from tests.building import citation, claim, reference
from tests.examples import PROVENANCE

from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article, Section
from citewell.domain.enums import ArticleStatus
from citewell.domain.people import Actor, Person, Role, of_person
from citewell.domain.reviewing import (
    Action,
    Answer,
    Assignment,
    Capacity,
    ChecklistAnswer,
    ClaimVerdict,
    Conflict,
    Decision,
    Dossier,
    Judgement,
    Review,
    TieBreak,
)
from citewell.review.request import Reading, Request
from citewell.review.review_rules import checklist_for
from citewell.review.workflow import advance, open_dossier

REASON = "The newest guideline says otherwise."
NO_CONFLICT = Conflict(declared=False, statement="None.")
ORDINARY = ("Exercise eases headache that comes from the neck.", "Manual therapy may help some adults.")
WITH_DOSE = ("Amitriptyline 10 mg at night is started for prevention.", "Exercise eases headache from the neck.")


def person(name: str, *roles: Role, **fields: Any) -> Person:
    """Somebody with verified credentials, in neurology unless told otherwise, with one-time codes set up."""
    letters = (name.lower().translate(str.maketrans("oil1", "xyzw")) + "22222222")[:8]
    values: dict[str, Any] = {
        "credentials": "MD",
        "specialties": ("neurology",),
        "verified": True,
        "second_factor": True,
        **fields,
    }
    return Person(f"p-{letters}", name, f"{name.lower()}@example.org", roles=frozenset(roles), **values)


ANNA = person("Anna", Role.AUTHOR)
RUTH = person("Ruth", Role.REVIEWER)
RAJ = person("Raj", Role.REVIEWER)
PETRA = person("Petra", Role.PHARMACIST, specialties=("pharmacy",))
LEE = person("Lee", Role.LAY_REVIEWER, credentials="", verified=False, specialties=())
EDDA = person("Edda", Role.EDITOR)
ERIK = person("Erik", Role.EDITOR, Role.REVIEWER)
SAM = person("Sam", Role.SAFETY_OFFICER)
CAPACITIES = {RUTH.id: Capacity.REVIEWER, RAJ.id: Capacity.REVIEWER, ERIK.id: Capacity.REVIEWER,
              PETRA.id: Capacity.PHARMACIST, LEE.id: Capacity.LAY_REVIEWER}  # fmt: skip


def article_of(*texts: str, question: str = "How is cervicogenic headache treated?") -> Article:
    """A sealed article with a claim for each text, each quoting a publication of its own word for word."""
    claims = tuple(claim(citation(n, f"doc-{n}#01", text, "Abstract")) for n, text in enumerate(texts, start=1))
    article = Article(
        question=question,
        audience="clinician",
        intent="treatment",
        status=ArticleStatus.ANSWERED,
        direct_answer=claims[:1],
        sections=(Section("treatment", "Treatment", claims[1:]),) if claims[1:] else (),
        references=tuple(reference(n, f"doc-{n}", f"Trial {n}") for n, _ in enumerate(texts, start=1)),
        disagreements=(),
        not_found=(),
        notes=(),
        findings=(),
        provenance=PROVENANCE,
        review_state="auto_checked",
    )
    return with_digest(article)


def reworded(article: Article, text: str, *, quote: str = "") -> Article:
    """The article with another wording of its direct answer, sealed anew."""
    first = article.direct_answer[0]
    cited = (replace(first.citations[0], quote=quote, end=len(quote)),) if quote else first.citations
    return with_digest(replace(article, direct_answer=(claim(*cited, text=text),)))


def review_of(dossier: Dossier, article: Article, who: Person, *, at: str, **fields: Any) -> Review:
    """A review that finds nothing amiss and approves, unless `fields` say otherwise."""
    capacity = CAPACITIES.get(who.id, Capacity.REVIEWER)
    values: dict[str, Any] = {
        "dossier_id": dossier.id,
        "digest": dossier.digest,
        "release": dossier.release,
        "reviewer_id": who.id,
        "reviewer_name": who.name,
        "credentials": who.credentials,
        "capacity": capacity,
        "specialty": who.specialties[0] if who.specialties else "",
        "verdicts": tuple(ClaimVerdict(one.id, Judgement.CORRECT) for one in article.claims),
        "checklist": tuple(ChecklistAnswer(item.name, Answer.GOOD) for item in checklist_for(capacity)),
        "conflict": NO_CONFLICT,
        "decision": Decision.APPROVE,
        "given_at": at,
    }
    return Review(**(values | fields))


def objecting(article: Article, judgement: Judgement = Judgement.WRONG) -> dict[str, Any]:
    """The fields of a review that objects to the first claim and asks for changes."""
    first, *others = article.claims
    verdicts = (
        ClaimVerdict(first.id, judgement, "The trial says otherwise."),
        *(ClaimVerdict(one.id, Judgement.CORRECT) for one in others),
    )
    return {"verdicts": verdicts, "decision": Decision.REQUEST_CHANGES}


@dataclass
class Board:
    """An article on its way: `dossier` as it stands, every review given, and a clock that moves with each step."""

    article: Article = field(default_factory=lambda: article_of(*ORDINARY))
    reviews: list[Review] = field(default_factory=list)
    minute: int = 0

    def __post_init__(self) -> None:
        self.dossier = open_dossier("d-1", self.article, author=of_person(ANNA), at=self.now, searched_at="2026-11-01")

    @property
    def now(self) -> str:
        return f"2026-11-{2 + self.minute // 1440:02}T{self.minute // 60 % 24:02}:{self.minute % 60:02}:00.000000+00:00"

    def request(self, action: Action, who: Person | Actor, **fields: Any) -> Request:
        """What somebody asks for, with everything in order unless `fields` say otherwise."""
        actor = of_person(who) if isinstance(who, Person) else who
        values: dict[str, Any] = {
            "digest": self.dossier.digest,
            "release": self.dossier.release,
            "article": self.article,
            "findings": (),
            "standing": {},
            "readings": (Reading("patient", 5.8, 6.0, "For learning only.", lay=True),),
            "reviews": tuple(self.reviews),
            "at": self.now,
        }
        return Request(action, actor, **(values | fields))

    def do(self, action: Action, who: Person | Actor, **fields: Any) -> Dossier:
        """Take a step, with the clock moved on."""
        self.minute += 1
        request = self.request(action, who, **fields)
        self.dossier = advance(self.dossier, request)
        if action in (Action.REVISE, Action.MEND_TYPOS) and request.proposal is not None:
            self.article = request.proposal
        if request.review is not None:
            self.reviews.append(request.review)
        return self.dossier

    def assign(self, *people: Person, by: Person = EDDA) -> None:
        """Ask people to review, each in the usual capacity."""
        for who in people:
            self.do(Action.ASSIGN, by, assignment=self.asked(who, by=by), person=who)

    def asked(self, who: Person, *, by: Person = EDDA, **fields: Any) -> Assignment:
        specialty = who.specialties[0] if who.specialties else ""
        capacity = CAPACITIES.get(who.id, Capacity.REVIEWER)
        return replace(Assignment(who.id, capacity, specialty, by.id, self.now, "2026-12-01"), **fields)

    def review(self, *people: Person, **fields: Any) -> None:
        """Let people review, approving unless `fields` say otherwise."""
        for who in people:
            given = self.review_request(who, **fields)
            self.do(Action.REVIEW, who, person=who, review=given.review)

    def review_request(self, who: Person, **fields: Any) -> Request:
        review = review_of(self.dossier, self.article, who, **({"at": self.now} | fields))
        return self.request(Action.REVIEW, who, person=who, review=review)

    def tie_break(self, decision: Decision, who: Person = EDDA) -> TieBreak:
        return TieBreak(self.dossier.id, self.dossier.digest, who.id, decision, REASON, self.now)

    def submit(self) -> None:
        """From a draft to submitted."""
        self.do(Action.CHECK, ANNA)
        self.do(Action.SUBMIT, ANNA)

    def approve(self, *reviewers: Person) -> None:
        """From a draft to approved, by these reviewers and the editor."""
        self.submit()
        self.assign(*reviewers)
        self.review(*reviewers)
        self.do(Action.APPROVE, EDDA)

    def publish(self, *reviewers: Person) -> None:
        """From a draft to published."""
        self.approve(*reviewers)
        self.do(Action.PUBLISH, EDDA)
