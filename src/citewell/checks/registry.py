"""Finds the rules of this package and runs them: a module with RULE, SUMMARY and check is a rule."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import citewell.checks
from citewell.checks.comparing import Compare
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding
from citewell.domain.enums import Severity

Check = Callable[[Claim, CheckContext], list[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A check with its name, as findings carry it, and one sentence on what it asks for.

    `compare` is there where the rule only compares a claim's text with its quote, so that it serves any two texts.
    """

    name: str
    summary: str
    check: Check
    compare: Compare | None = None


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of the package, by name."""
    found: list[Rule] = []
    for module_info in pkgutil.iter_modules(citewell.checks.__path__):
        module = importlib.import_module(f"citewell.checks.{module_info.name}")
        if hasattr(module, "RULE"):
            found.append(Rule(module.RULE, module.SUMMARY, module.check, getattr(module, "compare", None)))
    return tuple(sorted(found, key=lambda rule: rule.name))


def run_checks(claims: Iterable[Claim], context: CheckContext) -> tuple[Finding, ...]:
    """What every rule finds on every claim, in the order of the claims."""
    return tuple(finding for claim in claims for rule in rules() for finding in rule.check(claim, context))


def surviving(claims: Sequence[Claim], findings: Iterable[Finding]) -> tuple[Claim, ...]:
    """The claims on which no finding is an error."""
    removed = {finding.target for finding in findings if finding.severity is Severity.ERROR}
    return tuple(claim for claim in claims if claim.id not in removed)
