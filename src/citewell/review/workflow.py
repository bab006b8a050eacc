"""The one door: a request that every rule allows, and the dossier as it stands afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from citewell.domain.articles import Article
from citewell.domain.people import Actor
from citewell.domain.reviewing import Action, Approval, Dossier, Mend, Notice, ReviewState
from citewell.review.approvals import signatory_of
from citewell.review.dates import next_review
from citewell.review.policies import check_step
from citewell.review.request import Request
from citewell.review.risks import risks_of
from citewell.review.specialties import specialties_of

Effect = Callable[[Dossier, Request], Dossier]


def open_dossier(dossier_id: str, article: Article, *, author: Actor, at: str, searched_at: str) -> Dossier:
    """A new dossier of an article that somebody takes up as its author; risks and specialties are read from it."""
    return Dossier(
        id=dossier_id,
        question=article.question,
        state=ReviewState.DRAFT,
        author_id=author.id,
        revision=1,
        digest=article.digest,
        release=article.provenance.library_release,
        created_at=at,
        written_by=(author.id,),
        risks=risks_of(article),
        specialties=specialties_of(article),
        searched_at=searched_at,
        changed_at=at,
    )


def advance(dossier: Dossier, request: Request) -> Dossier:
    """The dossier after a step; raises ReviewRefused naming the rule that forbids it. Nothing else changes a state."""
    step = check_step(dossier, request)
    after = EFFECTS[request.action](dossier, request)
    return replace(after, state=step.next, changed_at=request.at)


def _check(dossier: Dossier, request: Request) -> Dossier:
    readers = tuple(one.profile for one in request.readings if one.in_range)
    return _read(replace(dossier, readers=readers), request.article)


def _read(dossier: Dossier, article: Article | None) -> Dossier:
    """Risks and specialties as the article has them."""
    if article is None:
        return dossier
    return replace(dossier, risks=risks_of(article), specialties=specialties_of(article))


def _revise(dossier: Dossier, request: Request) -> Dossier:
    """A new revision: approval, reviews and tie-break of the one before it are void, for they name its digest."""
    recused = tuple(one for one in dossier.assigned if one.recused)
    carried = (*dossier.carried, *request.carried)
    after = replace(_renewed(dossier, request), approval=None, tie_break=None, assigned=recused, readers=())
    after = replace(after, carried=carried)
    return _read(after, request.proposal)


def _mend(dossier: Dossier, request: Request) -> Dossier:
    """A new revision that the approval leads to; the mend is kept, so that anybody can compare the two."""
    after = _renewed(dossier, request)
    mend = Mend(dossier.digest, after.digest, request.actor.id, request.at)
    shown = after.digest if dossier.published_digest == dossier.digest else dossier.published_digest
    return replace(after, mends=(*dossier.mends, mend), published_digest=shown)


def _renewed(dossier: Dossier, request: Request) -> Dossier:
    proposal = request.proposal
    if proposal is None:  # refused before, by nothing_changed
        return dossier
    searched_anew = proposal.provenance.library_release != dossier.release
    return replace(
        dossier,
        searched_at=request.at[:10] if searched_anew else dossier.searched_at,
        revision=dossier.revision + 1,
        digest=proposal.digest,
        release=proposal.provenance.library_release,
        question=proposal.question,
        written_by=tuple(dict.fromkeys((*dossier.written_by, request.actor.id))),
    )


def _submit(dossier: Dossier, request: Request) -> Dossier:
    return replace(dossier, submitted_at=request.at)


def _assign(dossier: Dossier, request: Request) -> Dossier:
    """One more is asked. A tie is open again: it was broken without this voice."""
    asked = (request.assignment,) if request.assignment else ()
    return replace(dossier, assigned=(*dossier.assigned, *asked), tie_break=None)


def _release(dossier: Dossier, request: Request) -> Dossier:
    gone = request.assignment.person_id if request.assignment else ""
    return replace(dossier, assigned=tuple(one for one in dossier.assigned if one.person_id != gone))


def _recuse(dossier: Dossier, request: Request) -> Dossier:
    assigned = tuple(
        replace(one, conflict=request.conflict) if one.person_id == request.actor.id else one
        for one in dossier.assigned
    )
    return replace(dossier, assigned=assigned, tie_break=None)


def _break_tie(dossier: Dossier, request: Request) -> Dossier:
    return replace(dossier, tie_break=request.tie_break)


def _approve(dossier: Dossier, request: Request) -> Dossier:
    day = request.at[:10]
    date = request.next_review or next_review(day, high_risk=bool(dossier.risks))
    reviews = sorted(request.given_on(dossier), key=lambda review: review.given_at)
    people = {review.reviewer_id: signatory_of(review) for review in reviews}
    approval = Approval(
        dossier_id=dossier.id,
        revision=dossier.revision,
        digest=dossier.digest,
        release=dossier.release,
        approver_id=request.actor.id,
        approver_name=request.actor.name,
        reviewer_ids=tuple(sorted(people)),
        approved_at=request.at,
        next_review=date,
        tie_break=dossier.tie_break.reason if dossier.tie_break else "",
        reviewers=tuple(people.values()),
        readers=dossier.readers,
    )
    return replace(dossier, approval=approval, reviewed_at=day, next_review=date)


def _publish(dossier: Dossier, request: Request) -> Dossier:
    return replace(dossier, published_digest=dossier.digest, published=dossier.approval, notice=None)


def _reopen(dossier: Dossier, request: Request) -> Dossier:
    """The text that readers have stays, with a notice; its approval carries no further publication."""
    notice = Notice(request.reason.strip(), request.at, dossier.digest, request.claim_ids)
    recused = tuple(one for one in dossier.assigned if one.recused)
    return replace(dossier, notice=notice, approval=None, tie_break=None, assigned=recused, superseded_by="")


def _supersede(dossier: Dossier, request: Request) -> Dossier:
    return replace(dossier, superseded_by=request.successor.id if request.successor else "")


def _withdraw(dossier: Dossier, request: Request) -> Dossier:
    """The text goes from every page at once; the reason stays in its place."""
    digest = dossier.published_digest or dossier.digest
    notice = Notice(request.reason.strip(), request.at, digest, request.claim_ids, withdrawn=True)
    return replace(
        dossier,
        notice=notice,
        tombstones=(*dossier.tombstones, notice),
        approval=None,
        tie_break=None,
        published_digest="",
        published=None,
    )


def _unchanged(dossier: Dossier, request: Request) -> Dossier:
    return dossier


EFFECTS: dict[Action, Effect] = {
    Action.CHECK: _check,
    Action.REVISE: _revise,
    Action.MEND_TYPOS: _mend,
    Action.SUBMIT: _submit,
    Action.ASSIGN: _assign,
    Action.RELEASE: _release,
    Action.RECUSE: _recuse,
    Action.REVIEW: _unchanged,
    Action.BREAK_TIE: _break_tie,
    Action.REQUEST_CHANGES: _unchanged,
    Action.APPROVE: _approve,
    Action.REJECT: _unchanged,
    Action.PUBLISH: _publish,
    Action.CALL_DUE: _unchanged,
    Action.REOPEN: _reopen,
    Action.SUPERSEDE: _supersede,
    Action.WITHDRAW: _withdraw,
}
"""What each step changes beside the state. A review is kept beside the dossier, by whoever keeps reviews."""
