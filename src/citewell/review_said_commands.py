"""What `citewell review comments`, `comment` and `statistics` do: what is said of claims, and the board in figures."""

from __future__ import annotations

from argparse import Namespace

from citewell.acting import say
from citewell.app import App
from citewell.board_figures import figures_told, gather
from citewell.commands import print_json
from citewell.compose.reading import clean
from citewell.dossier_views import comment_of, comments_of
from citewell.review.permissions import Permission, check_may
from citewell.session_commands import signed_in, whoever_runs


def comments(app: App, options: Namespace) -> int:
    """The comments on a dossier that whoever is signed in may read."""
    dossier = app.board.dossiers.get(options.dossier)
    told = comments_of(whoever_runs(app), dossier, app.board, app.comments.of_dossier(dossier.id))
    told = [one for one in told if not options.claim or options.claim in (one["claim_now"], one["claim_id"])]
    if options.json:
        return print_json({"dossier": dossier.id, "comments": told})
    texts = {claim.id: claim.text for claim in app.board.article(dossier).claims}
    for one in told:
        print(f"{one['written_at'][:10]}  {clean(one['person_name'])}: {clean(one['text'])}")
        place = texts.get(one["claim_now"], "")
        print(f"    on “{clean(place)}”" if place else "    on a claim that was taken out")
    if not told:
        print("There is no comment that you may read.")
    return 0


def comment(app: App, options: Namespace) -> int:
    """Comment on a claim of the working revision."""
    kept = say(app.board, app.comments, options.dossier, signed_in(app), options.claim, options.text)
    if options.json:
        return print_json(comment_of(kept, kept.claim_id))
    print(f"{kept.written_at[:10]}  {clean(kept.person_name)}: {clean(kept.text)}")
    return 0


def statistics(app: App, options: Namespace) -> int:
    """The board in figures, as far as whoever is signed in may read the verdicts behind them."""
    viewer = signed_in(app)
    check_may(viewer, Permission.SEE_STATISTICS)
    told = figures_told(gather(viewer, app.board, app.events, read=app.article))
    if options.json:
        return print_json(told)
    agreed = told["agreement"]
    rows = (
        ("reviews given", told["reviews"]),
        ("agreement beyond chance (kappa)", _number(agreed["kappa"])),
        ("claims judged alike", _share(agreed["share"])),
        ("minutes of a review, median", _number(told["minutes_of_a_review"])),
        ("days to approval, median", _number(told["days_to_approval"])),
        ("claims changed in review, mean", _share(told["share_of_claims_changed"])),
        *((f"judged {name.replace('_', ' ')}", number) for name, number in told["judgements"].items()),
        *((f"in state {name.replace('_', ' ')}", number) for name, number in told["states"].items()),
        ("hidden from you", told["hidden"]),
    )
    for name, value in rows:
        print(f"{name:<34} {value}")
    return 0


def _number(value: float | None) -> str:
    return "none yet" if value is None else f"{value:.2f}"


def _share(value: float | None) -> str:
    return "none yet" if value is None else f"{100 * value:.0f}%"
