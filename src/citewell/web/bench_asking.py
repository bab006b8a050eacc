"""Whom an editor may ask to review: who matches, who has how much to do, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

from citewell.compose.reading import clean
from citewell.domain.people import Person, Role
from citewell.domain.reviewing import Action, Assignment, Capacity
from citewell.review.approval_rules import needed_reviews
from citewell.review.policies import why_not
from citewell.review.specialties import label_of, matching_reviewers
from citewell.web.bench_desk import CaseFile
from citewell.web.bench_steps import OpenRule, is_for, open_rule
from citewell.web.bench_words import words


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be asked; `choice` is what the button sends, `open` what stands in the way.

    `again` is somebody who reviewed it in an earlier round, and knows the article.
    """

    choice: str
    name: str
    credentials: str
    capacity: str
    load: str
    again: bool
    open: tuple[OpenRule, ...]


@dataclass(frozen=True, slots=True)
class AskingView:
    """The candidates, those that match the subject first; `open` is what forbids asking anybody.

    `again` is what one button sends to ask everybody who reviewed an earlier round, `again_names` who they are.
    """

    matching: tuple[Candidate, ...]
    others: tuple[Candidate, ...]
    open: tuple[OpenRule, ...]
    again: str = ""
    again_names: str = ""


def asking_view(file: CaseFile, workload: dict[str, int]) -> AskingView | None:
    """Whom the viewer may ask; None where that is not the viewer's to do, or not in this state."""
    if not is_for(file, Action.ASSIGN):
        return None
    if not file.offers(Action.ASSIGN):
        at_once = [one for one in why_not(file.dossier, file.request(Action.ASSIGN)) if one.rule == "own_article"]
        return AskingView((), (), tuple(open_rule(one, file) for one in at_once))
    need = needed_reviews(file.dossier)
    wanted = need.matching or file.dossier.specialties
    people = [one for one in file.people.values() if one.active]
    best = matching_reviewers(wanted, people)
    matching = [_candidate(file, one, Capacity.REVIEWER, _specialty(one, wanted), workload) for one in best]
    pharmacists = [one for one in people if Role.PHARMACIST in one.held]
    asked = [_candidate(file, one, Capacity.PHARMACIST, "", workload) for one in pharmacists]
    matching += asked if need.pharmacist else []
    rest = [one for one in people if Role.REVIEWER in one.held and one not in best]
    others = [_candidate(file, one, Capacity.REVIEWER, _specialty(one, wanted), workload) for one in rest]
    others += [] if need.pharmacist else asked
    lay = [one for one in people if Role.LAY_REVIEWER in one.held]
    others += [_candidate(file, one, Capacity.LAY_REVIEWER, "", workload) for one in lay]
    same = _same_again(file, [*matching, *others])
    return AskingView(
        _free_first(matching),
        _free_first(others),
        (),
        again=" ".join(one.choice for one in same),
        again_names=", ".join(one.name for one in same),
    )


def _same_again(file: CaseFile, candidates: list[Candidate]) -> list[Candidate]:
    """Those who reviewed an earlier round, each once, whom nothing forbids asking now."""
    before = {one.reviewer_id for one in file.reviews}
    found: dict[str, Candidate] = {}
    for one in candidates:
        person = one.choice.partition(":")[0]
        if person in before and not one.open:
            found.setdefault(person, one)
    return list(found.values())


def read_choice(choice: str) -> tuple[str, Capacity | None, str]:
    """A person, capacity and specialty from what a button sent; no capacity where it was not one of ours."""
    person, _, rest = choice.partition(":")
    capacity, _, specialty = rest.partition(":")
    return person, Capacity(capacity) if capacity in set(Capacity) else None, specialty


def _candidate(
    file: CaseFile, person: Person, capacity: Capacity, specialty: str, workload: dict[str, int]
) -> Candidate:
    assignment = Assignment(person.id, capacity, specialty, file.viewer.id, file.at, file.at[:10])
    refused = why_not(file.dossier, file.request(Action.ASSIGN, assignment=assignment, person=person))
    number = workload.get(person.id, 0)
    load = {0: "nothing to review now", 1: "1 review to give"}.get(number, f"{number} reviews to give")
    again = person.id in {one.reviewer_id for one in file.reviews} - file.given_by()
    role = words(capacity) + (f", {label_of(specialty).lower()}" if specialty else "")
    return Candidate(
        choice=f"{person.id}:{capacity.value}:{specialty}",
        name=clean(person.name),
        credentials=clean(person.credentials),
        capacity=role,
        load=f"reviewed it before; {load}" if again else load,
        again=again,
        open=tuple(open_rule(one, file) for one in refused),
    )


def _specialty(person: Person, wanted: tuple[str, ...]) -> str:
    """The specialty to ask somebody for: one that the article wants, else the first that the person has."""
    return next((name for name in wanted if name in person.specialties), next(iter(person.specialties), ""))


def _free_first(candidates: list[Candidate]) -> tuple[Candidate, ...]:
    """Those whom nothing forbids first, and among them those who know the article."""
    return tuple(sorted(candidates, key=lambda one: (bool(one.open), not one.again)))
