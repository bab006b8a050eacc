"""The words of the workbench for what the board's records call by short names."""

from __future__ import annotations

from enum import StrEnum

from citewell.domain.reviewing import Action, Capacity, Decision, Judgement, ReviewState

ACTION_WORDS: dict[Action, str] = {
    Action.CHECK: "Run the checks",
    Action.REVISE: "Revise",
    Action.MEND_TYPOS: "Mend typing errors",
    Action.SUBMIT: "Submit for review",
    Action.ASSIGN: "Ask reviewers",
    Action.RELEASE: "Release a reviewer",
    Action.RECUSE: "Declare a conflict",
    Action.REVIEW: "Review",
    Action.BREAK_TIE: "Break the tie",
    Action.REQUEST_CHANGES: "Request changes",
    Action.APPROVE: "Approve",
    Action.REJECT: "Reject",
    Action.PUBLISH: "Publish",
    Action.CALL_DUE: "Call for its next review",
    Action.REOPEN: "Reopen",
    Action.SUPERSEDE: "Supersede by another article",
    Action.WITHDRAW: "Withdraw",
}

EVENT_WORDS: dict[str, str] = {
    "dossier.opened": "Taken up",
    "dossier.check": "Checks passed",
    "dossier.revise": "New revision",
    "dossier.mend_typos": "Typing errors mended",
    "dossier.submit": "Submitted",
    "dossier.assign": "Reviewer asked",
    "dossier.release": "Reviewer released",
    "dossier.recuse": "Conflict of interest declared",
    "dossier.review": "Review given",
    "dossier.break_tie": "Tie broken",
    "dossier.request_changes": "Changes requested",
    "dossier.approve": "Approved",
    "dossier.reject": "Rejected",
    "dossier.publish": "Published",
    "dossier.call_due": "Next review due",
    "dossier.reopen": "Reopened",
    "dossier.supersede": "Superseded",
    "dossier.withdraw": "Withdrawn",
}
"""Steps as the history names them. What is not among them (drafts, comments) is no step."""

DONE_WORDS: dict[str, str] = {
    "opened": "The article is taken up. Run the checks, then submit it.",
    "check": "Every check has passed.",
    "revise": "Kept as a new revision. Run the checks, then submit it.",
    "mend_typos": "Mended; the approval stands.",
    "submit": "Submitted. The editors take it from here.",
    "assign": "Asked to review.",
    "release": "Released.",
    "recuse": "Your conflict of interest is declared; the editors ask somebody else.",
    "review": "Your review is given. Thank you.",
    "break_tie": "The tie is broken.",
    "request_changes": "Changes are requested.",
    "approve": "Approved. It is shown to readers once it is published.",
    "reject": "Rejected.",
    "publish": "Published.",
    "call_due": "It is due for review.",
    "reopen": "Reopened; readers see the reason at once.",
    "supersede": "Superseded.",
    "withdraw": "Withdrawn; the reason stands in its place.",
}

JUDGEMENT_WORDS: dict[Judgement, tuple[str, str]] = {
    Judgement.CORRECT: ("Correct", "as the sources say it, and safe to act on"),
    Judgement.WRONG: ("Wrong", "the sources, or what you know, say otherwise"),
    Judgement.UNCLEAR: ("Unclear", "a reader could take it otherwise"),
    Judgement.OUTDATED: ("Outdated", "newer evidence says otherwise"),
    Judgement.UNSAFE: ("Unsafe", "acting on it could harm"),
    Judgement.MISSING_QUALIFIER: ("Missing qualifier", "a condition, population, strength or certainty is left out"),
}

DECISION_WORDS: dict[Decision, str] = {
    Decision.APPROVE: "Approve",
    Decision.REQUEST_CHANGES: "Request changes",
    Decision.REJECT: "Reject",
}


def words(name: StrEnum | str) -> str:
    """A short name in words, such as "Under review"."""
    return str(name).replace("_", " ").replace("-", " ").capitalize()


def state_words(state: ReviewState) -> str:
    """A state in words."""
    return "Checked by machine" if state is ReviewState.AUTO_CHECKED else words(state)


def capacity_words(capacity: Capacity, specialty: str) -> str:
    """As what somebody reviews, such as "reviewer for neurology"."""
    from citewell.review.specialties import label_of

    role = capacity.value.replace("_", " ")
    return f"{role} for {label_of(specialty).lower()}" if specialty else role
