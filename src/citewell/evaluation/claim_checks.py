"""Checking claims against their evidence, and scoring the verdicts against labels."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from citewell.checks.verdict import Named, judge_text
from citewell.domain.enums import Verdict
from citewell.domain.ports import Entailer
from citewell.evaluation.claim_files import LABELS, CheckItem
from citewell.text.context import dangling_reference, names_a_work
from citewell.text.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class CheckResult:
    """A verdict with everything that speaks against the claim."""

    item: CheckItem
    verdict: Verdict
    findings: tuple[Named, ...]

    def as_record(self) -> dict[str, Any]:
        """The result as it is printed: id, verdict, findings of rule and explanation."""
        findings = [{"rule": one.rule, "explanation": one.why, "excerpt": self.item.claim} for one in self.findings]
        return {"id": self.item.id, "verdict": self.verdict.value, "findings": findings}


def check_item(item: CheckItem, *, entailer: Entailer | None, vocabulary: Vocabulary | None) -> CheckResult:
    """The rules' verdict, and where `entailer` is given, its verdict too: supported only where both say so."""
    if not item.evidence:
        none = Named("evidence", "The claim names no source, so nothing supports it.", False)
        return CheckResult(item, Verdict.NOT_ENOUGH, (none,))
    judged = judge_text(item.claim, item.evidence, vocabulary)
    verdict, findings = judged.verdict, judged.differences
    pointing = dangling_reference(item.claim)
    if pointing and item.claim not in item.evidence and not _is_at_hand(pointing, item):
        why = f"“{pointing}” refers to something outside the sentence."
        findings = (*findings, Named("self_contained", why, False))
        verdict = Verdict.NOT_ENOUGH if verdict is Verdict.SUPPORTED else verdict
    if entailer is not None:
        also, why = entailer.judge(item.claim, item.evidence)
        if also is not Verdict.SUPPORTED:
            findings = (*findings, Named("entailment", why, also is Verdict.CONTRADICTED))
            verdict = also if verdict is not Verdict.CONTRADICTED else verdict
    return CheckResult(item, verdict, findings)


def _is_at_hand(words: str, item: CheckItem) -> bool:
    """Whether words that point outside the claim mean the evidence's own work, or its people, as named there."""
    if names_a_work(words) or any(_points_alike(words, text) for text in item.evidence):
        return True
    people = re.fullmatch(r"[Tt]he (patients|participants|people|women|men|children|subjects)", words)
    return bool(people) and any(people and people[1] in text.lower() for text in item.evidence)


_PRONOUNS = frozenset("it its they them their he his she her this".split())
_LEADING = frozenset("of in for among with although though while because when if the".split())
_POINTING = frozenset("these those that such same both".split())


def _points_alike(words: str, evidence: str) -> bool:
    """Whether the evidence has the same words that point outside it: then the claim is no vaguer than its source."""
    told = [word for word in re.findall(r"[a-z0-9-]+", words.lower()) if word not in _LEADING]
    if not told or _PRONOUNS & set(told):
        return False
    held = set(re.findall(r"[a-z0-9-]+", evidence.lower()))
    if not held.issuperset(told):
        return False
    if _POINTING & set(told) or told == ["together"]:
        return True
    pointing = dangling_reference(evidence)
    return pointing is not None and bool(set(told) & set(re.findall(r"[a-z0-9-]+", pointing.lower())))


Judge = Callable[[CheckItem], Verdict]


def score(items: Iterable[CheckItem], judge: Judge) -> dict[str, Any]:
    """Accuracy, macro-F1 and confusion over labelled items; per kind how many are right.

    A label "wrong" is right for any verdict but supported; where the set has it, two classes are scored.
    """
    labelled = [(item, judge(item)) for item in items if item.label]
    two = any(LABELS[item.label] is None for item, _ in labelled)
    pairs = [(_class(LABELS[item.label], two), _class(verdict, two)) for item, verdict in labelled]
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for (item, _), (truth, found) in zip(labelled, pairs, strict=True):
        kinds[item.kind or "all"]["items"] += 1
        kinds[item.kind or "all"]["right"] += truth == found
    classes = sorted({name for pair in pairs for name in pair})
    confusion = {truth: {found: pairs.count((truth, found)) for found in classes} for truth in classes}
    return {
        "items": len(pairs),
        "accuracy": sum(truth == found for truth, found in pairs) / len(pairs) if pairs else 0.0,
        "macro_f1": _macro_f1(pairs),
        "confusion": confusion,
        "kinds": {name: dict(kinds[name]) for name in sorted(kinds)},
    }


def _class(verdict: Verdict | None, two: bool) -> str:
    if verdict is Verdict.SUPPORTED:
        return "supported"
    return "wrong" if two or verdict is None else verdict.value


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean F1 of the classes that occur among the labels."""
    truths = sorted({truth for truth, _ in pairs})
    scores: list[float] = []
    for name in truths:
        right = pairs.count((name, name))
        claimed = sum(found == name for _, found in pairs)
        held = sum(truth == name for truth, _ in pairs)
        scores.append(2 * right / (claimed + held) if claimed + held else 0.0)
    return sum(scores) / len(scores) if scores else 0.0
