"""The verbs of the command line about the review, and about who is signed in."""

from __future__ import annotations

import argparse
from typing import Any

from citewell.cli_verbs import add_group, add_verb, positive

CAPACITIES = ("reviewer", "pharmacist", "lay_reviewer")
DECISIONS = ("approve", "request_changes", "reject")
STEPS = (
    ("submit", "submit", "Hand an article to the editors."),
    ("request-changes", "request_changes", "Send an article back to its author."),
    ("approve", "approve", "Approve exactly the revision that you name."),
    ("reject", "reject", "Turn an article down."),
    ("publish", "publish", "Show readers the revision that was approved."),
    ("reopen", "reopen", "Say that an article is looked at again, and why."),
    ("supersede", "supersede", "Lead readers to the article that follows."),
    ("withdraw", "withdraw", "Take an article from every page at once."),
)
WITH_REASON = ("request-changes", "reject", "reopen", "withdraw")
EXAMPLES = {
    "request-changes": '--reason "Claim 3 lacks the population."',
    "approve": "--digest 95f45c65b212c443",
    "reject": '--reason "Out of the scope of this board."',
    "reopen": '--reason "A reference was retracted." --claim c1a2b3',
    "supersede": "d-7hkm2wxa",
    "withdraw": '--reason "It names an unsafe dose."',
}


def add_review_verbs(verbs: Any) -> Any:
    """citewell sign-in, citewell sign-out and citewell review ..., whose verbs are returned to be added to."""
    sign_in = add_verb(
        verbs,
        "sign-in",
        "Sign in on the command line.",
        "citewell sign-in ada@hospital.example",
        "session_commands.sign_in",
    )
    sign_in.add_argument("email", metavar="ADDRESS", help="your e-mail address")
    sign_in.add_argument(
        "--stdin", action="store_true", help="read the password, and a line below it the code, from stdin"
    )
    add_verb(
        verbs, "sign-out", "End the session of the command line.", "citewell sign-out", "session_commands.sign_out"
    )
    review = add_group(verbs, "review", "Bring an article to a named person's approval.", "citewell review list")
    steps = review.add_subparsers(title="verbs", metavar="VERB")
    _add_reading(steps)
    _add_reviewing(steps)
    _add_steps(steps)
    return steps


def _add_reading(steps: Any) -> None:
    listing = _verb(steps, "list", "List dossiers.", "--state under_review")
    listing.add_argument("--state", default="", metavar="STATE", help="only those in this state")
    listing.add_argument("--specialty", default="", metavar="NAME", help="only those of this specialty")
    listing.add_argument(
        "--mine", action="store_true", help="only those that wait for you, or that you write or review"
    )
    listing.add_argument("--overdue", action="store_true", help="only those whose day has passed")
    listing.add_argument("--high-risk", action="store_true", help="only those with a risk")
    listing.add_argument("--limit", type=positive, default=50, metavar="N", help="at most N (default: 50)")
    _dossier(_verb(steps, "show", "Show a dossier and what you may do.", "d-4kd7wq2m"))
    diff = _verb(steps, "diff", "Show how two revisions differ, word by word.", "d-4kd7wq2m --from 1 --to 3")
    _dossier(diff)
    diff.add_argument("--from", dest="earlier", type=positive, metavar="N", help="default: the one before")
    diff.add_argument("--to", type=positive, metavar="N", help="default: the working revision")
    said = _said(steps, "comments", "Read what people say of claims.", "d-4kd7wq2m --claim c1a2b3")
    _dossier(said)
    said.add_argument("--claim", default="", metavar="ID", help="only those on this claim")
    comment = _said(steps, "comment", "Say something of a claim.", 'd-4kd7wq2m c1a2b3 "Is this about adults alone?"')
    _dossier(comment)
    comment.add_argument("claim", metavar="CLAIM", help="a claim of the working revision")
    comment.add_argument("text", metavar="TEXT", help="what to say to the others who work on it")
    _said(steps, "statistics", "Show the board in figures.", "--json")
    _dossier(_verb(steps, "readings", "Show how hard an article is to read.", "d-4kd7wq2m"))


def _add_reviewing(steps: Any) -> None:
    form = _verb(steps, "form", "Print the form of a review.", "d-4kd7wq2m > review.toml")
    _dossier(form)
    form.add_argument(
        "--as", dest="capacity", choices=CAPACITIES, default="", help="default: what you were asked as, else reviewer"
    )
    give = _verb(steps, "give", "Give a review.", "d-4kd7wq2m review.toml")
    _dossier(give)
    give.add_argument("file", metavar="FILE", help="the form filled in, TOML or JSON; - for stdin")
    recuse = _verb(steps, "recuse", "Declare a conflict of interest.", 'd-4kd7wq2m --statement "I wrote a trial."')
    _dossier(recuse)
    recuse.add_argument("--statement", required=True, metavar="TEXT", help="which conflict of interest there is")


def _add_steps(steps: Any) -> None:
    opening = _verb(steps, "open", "Take up an article as its author.", "95f45c65b212c4434e83956e915999e5...")
    opening.add_argument("article", metavar="DIGEST", help="the digest of a kept article")
    check = _verb(steps, "check", "Run every check, so that it may be submitted.", "d-4kd7wq2m")
    _dossier(check)
    _digest(check)
    revise = _verb(steps, "revise", "Word claims anew, or take them out.", "d-4kd7wq2m edits.json --reason TEXT")
    _dossier(revise)
    revise.add_argument("file", metavar="FILE", help="JSON: claim ids with their new texts; - for stdin")
    revise.add_argument("--reason", default="", metavar="TEXT", help="why, for whoever reads the history")
    revise.add_argument("--typos", action="store_true", help="mend typing errors alone, so that an approval stays")
    _digest(revise)
    assign = _verb(steps, "assign", "Ask somebody to review.", "d-4kd7wq2m rosa@hospital.example --specialty neurology")
    _dossier(assign)
    _person(assign)
    assign.add_argument("--as", dest="capacity", choices=CAPACITIES, default="reviewer", help="default: reviewer")
    assign.add_argument("--specialty", default="", metavar="NAME", help="the specialty that the review is for")
    assign.add_argument("--due", default="", metavar="DATE", help="until when (default: in 14 days)")
    _digest(assign)
    release = _verb(steps, "release", "Ask somebody no longer.", "d-4kd7wq2m rosa@hospital.example")
    _dossier(release)
    _person(release)
    _digest(release)
    tie = _verb(steps, "break-tie", "Decide where reviewers disagree.", 'd-4kd7wq2m --decision approve --reason "..."')
    _dossier(tie)
    tie.add_argument("--decision", choices=DECISIONS, required=True, help="what is to be done")
    tie.add_argument("--reason", required=True, metavar="TEXT", help="why; kept with the approval")
    _digest(tie)
    for name, action, summary in STEPS:
        step = _verb(steps, name, summary, f"d-4kd7wq2m {EXAMPLES.get(name, '')}".rstrip(), command="step")
        step.set_defaults(step=action)
        _dossier(step)
        if name == "supersede":
            step.add_argument(
                "successor", metavar="SUCCESSOR", help="the dossier of the published article that follows"
            )
        if name in WITH_REASON:
            step.add_argument("--reason", required=True, metavar="TEXT", help="why, in a sentence")
        if name in ("reopen", "withdraw"):
            step.add_argument(
                "--claim", action="append", default=[], metavar="ID", help="a claim that it touches; may be given again"
            )
        if name == "approve":
            step.add_argument(
                "--next-review", default="", metavar="DATE", help="default: in 12 months, 6 for high risk"
            )
        _digest(step, required=name == "approve")


def _verb(steps: Any, name: str, summary: str, example: str, *, command: str = "") -> argparse.ArgumentParser:
    named = command or name.replace("-", "_")
    return add_verb(
        steps, name, summary, f"citewell review {name} {example}".rstrip(), f"review_commands.review_{named}"
    )


def _said(steps: Any, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    return add_verb(steps, name, summary, f"citewell review {name} {example}", f"review_said_commands.{name}")


def _dossier(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dossier", metavar="DOSSIER", help="the dossier's id")


def _person(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("person", metavar="WHO", help="an e-mail address or a person's id")


def _digest(parser: argparse.ArgumentParser, *, required: bool = False) -> None:
    text = "the digest of the revision that you have read, 12 digits of it at least"
    parser.add_argument(
        "--digest",
        metavar="DIGEST",
        required=required,
        default="",
        help=text if required else f"{text}: refused where it has changed since (default: the working revision)",
    )
