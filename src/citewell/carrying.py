"""Carrying people's edits over to an answer composed anew, each only where every check still passes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from citewell.compose.derive import Grounds
from citewell.domain.articles import Article, Finding
from citewell.domain.enums import Severity
from citewell.domain.errors import UserError
from citewell.domain.reviewing import CarriedEdit
from citewell.review.carrying import Draft, Edit, edits_of, evidence_of, placed
from citewell.revising import revise_claims

FAILS = "It does not pass the checks against the sources of today: {explanation} ({rule})"


def carry_edits(
    drafts: Sequence[Draft],
    composed: Article,
    *,
    grounds: Callable[[Article], Grounds],
    verify: Callable[[Article], tuple[Finding, ...]],
) -> tuple[Article, tuple[CarriedEdit, ...]]:
    """The answer with the edits that people made to earlier revisions, and what became of each of them.

    `drafts` are the revisions up to the one that was accepted, oldest first; the answer would be the next.
    """
    edits = edits_of(drafts)
    if not edits:
        return composed, ()
    number = drafts[-1].number + 1
    found, lost = placed(edits, drafts[-1].article, composed)
    article, failing = _with_edits(composed, found, grounds=grounds, verify=verify)
    texts = {claim.id: claim.text for claim in composed.claims}
    told = []
    for name, edit in found.items():
        reason = failing.get(name, "")
        now = name if reason else _id_of(edit, article)
        told.append(
            CarriedEdit(number, edit.made_in, edit.composed, edit.accepted, now, texts[name] if reason else "", reason)
        )
    for one in lost:
        claim = (one.claim.id, one.claim.text) if one.claim else ("", "")
        told.append(CarriedEdit(number, one.edit.made_in, one.edit.composed, one.edit.accepted, *claim, one.reason))
    return article, tuple(told)


def _with_edits(
    composed: Article,
    found: Mapping[str, Edit],
    *,
    grounds: Callable[[Article], Grounds],
    verify: Callable[[Article], tuple[Finding, ...]],
) -> tuple[Article, dict[str, str]]:
    """The answer with every edit that passes, and why each other does not: all at once, or else one after another."""

    def tried(edits: Mapping[str, str]) -> tuple[Article, list[Finding]]:
        article = revise_claims(composed, edits, grounds=ground)
        return article, [one for one in verify(article) if one.severity is Severity.ERROR]

    texts = {claim.id: claim.text for claim in composed.claims}
    wanted = {name: edit.accepted for name, edit in found.items() if edit.accepted != texts[name]}
    if not wanted:
        return composed, {}
    ground = grounds(composed)
    try:
        article, errors = tried(wanted)
        if not errors:
            return article, {}
    except UserError:
        pass
    before = {(one.rule, one.target) for one in verify(composed) if one.severity is Severity.ERROR}
    article, kept, failing = composed, dict[str, str](), dict[str, str]()
    for name, text in wanted.items():
        try:
            trial, errors = tried({**kept, name: text})
        except UserError as error:
            failing[name] = error.message
            continue
        if new := [one for one in errors if (one.rule, one.target) not in before]:
            failing[name] = FAILS.format(explanation=new[0].explanation, rule=new[0].rule)
        else:
            article, kept = trial, {**kept, name: text}
    return article, failing


def _id_of(edit: Edit, article: Article) -> str:
    """The claim that has a person's words; empty where it was taken out."""
    same = (one.id for one in article.claims if one.text == edit.accepted and evidence_of(one) == edit.evidence)
    return next(same, "") if edit.accepted else ""
