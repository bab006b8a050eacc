"""Where a page of a list ended, as a short opaque word that leads on from there."""

from __future__ import annotations

import base64
import json

from citewell.web.problems import Problem, ProblemError

LONGEST = 1_000


def to_cursor(*place: str) -> str:
    """A word for a place in a list."""
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def from_cursor(cursor: str, parts: int) -> tuple[str, ...]:
    """The place behind a word; raises ProblemError for one that no list of ours gave."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError
        place = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        if not isinstance(place, list) or len(place) != parts or not all(isinstance(one, str) for one in place):
            raise ValueError
        "".join(place).encode()
    except (ValueError, RecursionError) as error:
        said = "This cursor was not given by this list."
        raise ProblemError(Problem(400, "bad_request", said, "Begin again without it.")) from error
    return tuple(place)
