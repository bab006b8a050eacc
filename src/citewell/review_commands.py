"""What `citewell review ...` does: each step as the person who is signed in, through the same rules as the pages."""

from __future__ import annotations

import json
from argparse import Namespace
from datetime import UTC, datetime
from typing import Any

from citewell.acting import Asked, act, take_up
from citewell.app import App
from citewell.commands import print_json, read_file
from citewell.compose.reading import clean
from citewell.domain.articles import Article
from citewell.domain.errors import InputError, NotFoundError, UserError
from citewell.domain.people import MACHINE
from citewell.domain.reviewing import Action, Capacity, Decision, Dossier, ReviewState
from citewell.dossier_views import carried_of, difference_of, dossier_of, queue_line
from citewell.review.forms import blank_form, form_as_toml, parse_form
from citewell.review.queue import QueueFilter, lets_through, turn_of
from citewell.session_commands import signed_in, whoever_runs

SHOWN_DIGEST = 16


def review_open(app: App, options: Namespace) -> int:
    """Take an article up as its author."""
    return _show(app, options, take_up(app.board, signed_in(app), options.article))


def review_list(app: App, options: Namespace) -> int:
    """List dossiers, the one changed last first."""
    if options.state and options.state not in set(ReviewState):
        raise UserError(
            f"{options.state!r} is no state of a dossier.", remedy=f"Name one of: {', '.join(ReviewState)}."
        )
    viewer = signed_in(app) if options.mine else whoever_runs(app)
    moment = datetime.now(UTC).isoformat(timespec="microseconds")
    asked = QueueFilter(options.state, options.specialty, options.mine, options.overdue, options.high_risk, closed=True)
    lines: list[dict[str, Any]] = []
    for dossier in app.board.dossiers.all([ReviewState(options.state)] if options.state else ()):
        reviews = app.board.dossiers.reviews(dossier.id)
        turn = turn_of(dossier, reviews, viewer, moment)
        if lets_through(asked, dossier, turn):
            lines.append(queue_line(dossier, reviews, turn))
    lines = lines[: options.limit]
    if options.json:
        return print_json({"dossiers": lines})
    for line in lines:
        due = f", {'OVERDUE since' if line['overdue'] else 'due'} {line['due']}" if line["due"] else ""
        risks = f"  [{', '.join(line['risks'])}]" if line["risks"] else ""
        turn_told = f"yours: {line['next']}" if line["next"] else line["owner"]
        print(f"{line['id']}  {line['state']}  {clean(line['question'])}{risks}")
        print(f"    {line['answered']} of {line['asked']} reviews{due}; next: {turn_told.replace('_', ' ')}")
    if not lines:
        print("There is no such dossier.")
    return 0


def review_show(app: App, options: Namespace) -> int:
    """Show a dossier, its people, and the steps that are open to whoever asks."""
    return _show(app, options, app.board.dossiers.get(options.dossier))


def review_diff(app: App, options: Namespace) -> int:
    """Show how two revisions differ, word by word."""
    made = {one.number: one.digest for one in app.board.dossiers.revisions(options.dossier)}
    dossier = app.board.dossiers.get(options.dossier)
    later = options.to or dossier.revision
    earlier = options.earlier or max(later - 1, 1)
    for number in (earlier, later):
        if number not in made:
            raise NotFoundError(f"There is no revision {number}.", remedy=f"Revisions: 1 to {dossier.revision}.")
    found = difference_of(app.article(made[earlier]), app.article(made[later]))
    edits = carried_of(dossier, earlier=earlier, later=later)
    if options.json:
        return print_json({"dossier": dossier.id, "from": earlier, "to": later, "differences": found, **edits})
    for row in found:
        marks = {"kept": "{}", "added": "{{+{}+}}", "removed": "[-{}-]"}
        pieces = "".join(marks.get(piece["kind"], "{}").format(clean(piece["text"])) for piece in row["pieces"])
        print(f"{row['kind']}: {pieces}")
    if not found:
        print("They do not differ.")
    _say_edits(edits)
    return 0


def _say_edits(edits: dict[str, list[dict[str, Any]]]) -> None:
    """What became of people's edits where an answer was composed anew."""
    for one in edits["edits_kept"]:
        what = f"“{clean(one['accepted'])}”" if one["accepted"] else f"taken out: “{clean(one['composed'])}”"
        print(f"edit of revision {one['made_in']} kept in {one['revision']}: {what}")
    for one in edits["edits_not_kept"]:
        print(f"edit of revision {one['made_in']} that could not be kept in {one['revision']}: {clean(one['reason'])}")
        print(f"    composed: “{clean(one['composed'])}”")
        print(f"    by people: {_quoted(one['accepted'], 'taken out')}")
        print(f"    now: {_quoted(one['instead'], 'no such statement')}")


def _quoted(text: str, without: str) -> str:
    return f"“{clean(text)}”" if text else without


def review_readings(app: App, options: Namespace) -> int:
    """Show how hard the working revision is to read for each reader profile."""
    readings = app.board.readings(app.board.article(app.board.dossiers.get(options.dossier)))
    if options.json:
        rows = [{"profile": one.profile, "grade": round(one.grade, 1), "highest": one.highest} for one in readings]
        return print_json({"readings": rows})
    for one in readings:
        held = "within" if one.grade <= one.highest else "ABOVE"
        print(f"{one.profile:<20} school grade {one.grade:.1f}, {held} the highest allowed, {one.highest:g}")
    return 0


def review_form(app: App, options: Namespace) -> int:
    """Print the form of a review, to be filled in and given."""
    dossier, viewer = app.board.dossiers.get(options.dossier), whoever_runs(app)
    asked = next((one.capacity for one in dossier.assigned if one.person_id == viewer.id), None)
    capacity = Capacity(options.capacity) if options.capacity else asked or Capacity.REVIEWER
    moment = datetime.now(UTC).isoformat(timespec="microseconds")
    form = blank_form(dossier, app.board.article(dossier), capacity, started_at=moment)
    if options.json:
        return print_json(form)
    print(form_as_toml(form), end="")
    return 0


def review_give(app: App, options: Namespace) -> int:
    """Give a review from a file."""
    return _act(app, options, Asked(Action.REVIEW, review=parse_form(read_file(options.file))))


def review_check(app: App, options: Namespace) -> int:
    """Run every check, as whoever is signed in, else as Citewell itself."""
    actor = whoever_runs(app)
    asked = Asked(Action.CHECK, digest=options.digest)
    return _show(app, options, act(app.board, options.dossier, actor if actor.is_person else MACHINE, asked))


def review_assign(app: App, options: Namespace) -> int:
    """Ask somebody to review."""
    asked = Asked(
        Action.ASSIGN,
        digest=options.digest,
        person=options.person,
        capacity=Capacity(options.capacity),
        specialty=options.specialty,
        due=options.due,
    )
    return _act(app, options, asked)


def review_release(app: App, options: Namespace) -> int:
    """Ask somebody no longer."""
    return _act(app, options, Asked(Action.RELEASE, digest=options.digest, person=options.person))


def review_recuse(app: App, options: Namespace) -> int:
    """Declare a conflict of interest, which ends one's own part."""
    return _act(app, options, Asked(Action.RECUSE, reason=options.statement))


def review_break_tie(app: App, options: Namespace) -> int:
    """Decide where reviewers disagree."""
    asked = Asked(Action.BREAK_TIE, digest=options.digest, decision=Decision(options.decision), reason=options.reason)
    return _act(app, options, asked)


def review_step(app: App, options: Namespace) -> int:
    """A step that needs a word at most: which one, the parser has put into `options.step`."""
    asked = Asked(
        Action(options.step),
        digest=options.digest,
        reason=getattr(options, "reason", ""),
        next_review=getattr(options, "next_review", ""),
        successor=getattr(options, "successor", ""),
        claims=tuple(getattr(options, "claim", ())),
    )
    return _act(app, options, asked)


def review_revise(app: App, options: Namespace) -> int:
    """Word claims anew or take them out, from a file of claim ids with their texts."""
    try:
        edits = json.loads(read_file(options.file))
    except (ValueError, RecursionError) as error:
        raise InputError(f"The edits are no JSON: {error}.", remedy=EDITS_REMEDY) from error
    if not isinstance(edits, dict) or not all(isinstance(text, str) for text in edits.values()):
        raise InputError("The edits are no object of claim ids with texts.", remedy=EDITS_REMEDY)
    action = Action.MEND_TYPOS if options.typos else Action.REVISE
    return _act(app, options, Asked(action, digest=options.digest, reason=options.reason, edits=edits))


EDITS_REMEDY = 'Write them as {"c1a2b3": "The claim in other words.", "c4d5e6": ""}; an empty text takes a claim out.'


def _act(app: App, options: Namespace, asked: Asked) -> int:
    return _show(app, options, act(app.board, options.dossier, signed_in(app), asked))


def _show(app: App, options: Namespace, dossier: Dossier) -> int:
    viewer = whoever_runs(app)
    reviews = app.board.dossiers.reviews(dossier.id)
    told = dossier_of(dossier, reviews, viewer)
    if options.json:
        return print_json(told)
    names = {person.id: person.name for person in app.accounts.people.all()}
    print(f"{dossier.id}  {dossier.state.value}: {clean(dossier.question)}")
    print(f"revision {dossier.revision}, digest {dossier.digest}, release {dossier.release}")
    print(f"written by {', '.join(clean(names.get(one, one)) for one in sorted(dossier.authors))}")
    for risk in dossier.risks:
        print(f"high risk, {risk.name}: {', '.join(map(clean, risk.seen))}")
    for one in dossier.assigned:
        what = "recused" if one.recused else f"due {one.due}"
        print(f"asked: {clean(names.get(one.person_id, one.person_id))} as {one.capacity.value}, {what}")
    if dossier.notice:
        print(f"notice of {dossier.notice.given_at[:10]}: {clean(dossier.notice.reason)}")
    for review in told["reviews"]:
        print(f"review of {clean(review['reviewer_name'])}: {review['decision']}")
        _say_objections(app.article(review["digest"]), review)
    if told["offered"]:
        print(f"open to you: {', '.join(told['offered'])}")
    return 0


def _say_objections(article: Article, review: dict[str, Any]) -> None:
    texts = {claim.id: claim.text for claim in article.claims}
    for verdict in review["verdicts"]:
        if verdict["judgement"] != "correct":
            print(f"    {verdict['judgement']}: “{clean(texts.get(verdict['claim_id'], verdict['claim_id']))}”")
            print(f"      {clean(verdict['comment'])}")
    for answer in review["checklist"]:
        if answer["answer"] == "concern":
            print(f"    concern, {answer['item']}: {clean(answer['comment'])}")
