"""The default entailment engine: deterministic, the rules that compare a claim's text with its evidence."""

from __future__ import annotations

from collections.abc import Sequence

from citewell.checks.verdict import judge_text
from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import Verdict
from citewell.text.vocabulary import Vocabulary


class LexicalEntailer:
    """Supported when no rule sees a difference from one piece of evidence; pieces are never added up.

    `vocabulary` says which words mean the same; without it only general synonyms are known.
    """

    name = "lexical"
    identity = EngineIdentity(name="lexical", version="4")

    def __init__(self, vocabulary: Vocabulary | None = None) -> None:
        self._vocabulary = vocabulary

    def judge(self, claim: str, evidence: Sequence[str]) -> tuple[Verdict, str]:
        """The best verdict that any single piece of evidence gives, and why."""
        judgement = judge_text(claim, evidence, self._vocabulary)
        if judgement.verdict is Verdict.SUPPORTED:
            return judgement.verdict, "No rule sees a difference between the claim and one piece of its evidence."
        telling = next((one for one in judgement.differences if one.contradicts), judgement.differences[0])
        return judgement.verdict, telling.why
