"""The default entailment engine: deterministic, on words, numbers and negations."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import Verdict
from citewell.text.negation import compare_negations
from citewell.text.normalise import content_stems
from citewell.text.quantities import find_quantities

ENOUGH_WORDS = 0.9


class LexicalEntailer:
    """Supported when one piece of evidence carries the claim's numbers, negations and nearly all its words."""

    identity = EngineIdentity(name="lexical", version="1", settings={"enough_words": str(ENOUGH_WORDS)})

    def judge(self, claim: str, evidence: Sequence[str]) -> tuple[Verdict, str]:
        """The best verdict that any single piece of evidence gives, and why."""
        verdicts = [_judge(claim, text) for text in evidence]
        for verdict in (Verdict.SUPPORTED, Verdict.CONTRADICTED):
            for found, why in verdicts:
                if found is verdict:
                    return found, why
        return verdicts[0] if verdicts else (Verdict.NOT_ENOUGH, "There is no evidence.")


def _judge(claim: str, evidence: str) -> tuple[Verdict, str]:
    words, found = set(content_stems(claim)), set(content_stems(evidence))
    shared = len(words & found) / len(words) if words else 0.0
    if shared < ENOUGH_WORDS:
        missing = ", ".join(sorted(words - found)[:8])
        return Verdict.NOT_ENOUGH, f"The evidence lacks words of the claim: {missing}."
    lost, added = compare_negations(claim, evidence)
    if lost or added:
        return (
            Verdict.CONTRADICTED,
            f"The claim and the evidence differ in a negation: {(lost or added)[0].text}.",
        )
    held = {quantity.key for quantity in find_quantities(evidence)}
    strange = [quantity.text for quantity in find_quantities(claim) if quantity.key not in held]
    if strange:
        return (
            Verdict.CONTRADICTED,
            f"The evidence does not have these figures of the claim: {', '.join(strange)}.",
        )
    return Verdict.SUPPORTED, "One quote carries the claim's words, figures and negations."
