"""What the rules on words that exclude each other share."""

from __future__ import annotations

from citewell.checks.comparing import Difference, Pair
from citewell.text.contrasts import find_contrasts


def contrast_differences(pair: Pair, rule: str, *, alone: bool) -> list[Difference]:
    """A difference for each word of the claim that excludes what the quote says, or that stands alone in it."""
    found: list[Difference] = []
    evidence = pair.stated.text if pair.unlabelled == pair.stated.text else f"{pair.stated.text} | {pair.unlabelled}"
    for contrast in find_contrasts(pair.said.text, evidence, rule=rule, alone=alone):
        if not contrast.claimed:
            why = f"The quote says “{contrast.stated}”, which the claim leaves out."
        elif contrast.stated:
            why = f"The claim says “{contrast.claimed}” where the quote says “{contrast.stated}”."
        else:
            why = f"The claim says “{contrast.claimed}”, which the quote does not."
        found.append(Difference(why, contrast.contradicts))
    return found
