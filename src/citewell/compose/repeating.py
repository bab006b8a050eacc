"""Whether a statement says little that others do not say already."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.compose.answering import is_labelled
from citewell.compose.candidates import Candidate
from citewell.compose.passed_over import gives_effect
from citewell.text.quantities import find_quantities

# It repeats another when so many of the stems of the shorter one are the other's too.
REPEATS = 0.75
# The size of an effect may stand beside the conclusion that has the same words.
REPEATS_FIGURES = 0.9
# One that is so much longer says more: "it can be treated" takes no room from how.
SAYS_MORE = 1.8
_LIMITS = re.compile(r"\b(?:only|not|no|neither|nor|never|except|unless|without|every other|fail(?:s|ed)?)\b", re.I)
# Labelled facts are short; one repeats another only where they share so much of what both have.
ALIKE_LABELLED = 0.7


def repeats(candidate: Candidate, shown: Sequence[frozenset[str]]) -> bool:
    """Whether a candidate says little that statements with these stems do not.

    One that limits ("only", "every other week") may be the other half of what the same words say elsewhere.
    """
    own = candidate.signs.stems
    if _LIMITS.search(candidate.claim.text):
        return own in shown
    share = REPEATS_FIGURES if gives_effect(candidate.claim.text) else REPEATS
    return any(
        len(own & other) >= share * max(1, min(len(own), len(other))) and len(own) < SAYS_MORE * len(other)
        for other in shown
    )


def says_again(candidate: Candidate, shown: Sequence[frozenset[str]]) -> bool:
    """Whether a candidate repeats what is shown; labelled facts with figures differ by these and may stand together."""
    if not is_labelled(candidate):
        return repeats(candidate, shown)
    own = candidate.signs.stems
    alike = any(len(own & other) >= ALIKE_LABELLED * len(own | other) for other in shown)
    return alike and not find_quantities(candidate.claim.text)
