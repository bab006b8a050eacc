"""What a check found, in words for a reader: no identifier of ours, and the rule by its name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources

from citewell.compose.reading import clean
from citewell.domain.articles import Finding
from citewell.domain.enums import Severity

_NEWER = re.compile(r" has been superseded by (\S+)\.$")
A_LATER_EDITION = "a later edition"


def finding_words(finding: Finding, editions: Mapping[str, str] | None = None) -> str:
    """What a check says and by which rule; of an error also on which words, or on what where it quotes none.

    `editions` are the titles of publications that have superseded others, by the identifiers that findings name.
    """
    said = clean(_with_title(finding.explanation, editions or {}))
    rule = rule_name(finding.rule)
    if finding.severity is Severity.NOTICE:
        return f"{said} ({rule})"
    target = f"“{clean(finding.excerpt)}”" if finding.excerpt else f"({clean(finding.target)})"
    return f"{said} {target} ({rule})"


def rule_name(rule: str) -> str:
    """What a reader calls a rule; a rule of an earlier version, which has no name any more, by its own words."""
    return _names().get(rule, clean(rule).replace("_", " "))


def newer_editions(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The identifiers of publications by which findings say that others have been superseded, each once."""
    found = (_NEWER.search(finding.explanation) for finding in findings)
    return tuple(dict.fromkeys(match[1] for match in found if match))


def _with_title(explanation: str, editions: Mapping[str, str]) -> str:
    found = _NEWER.search(explanation)
    if found is None:
        return explanation
    title = clean(editions.get(found[1], ""))
    newer = f"by “{title}”" if title else f"by {A_LATER_EDITION}"
    return f"{explanation[: found.start()]} has been superseded {newer}."


@cache
def _names() -> dict[str, str]:
    text = resources.files("citewell.compose").joinpath("rule_names.toml").read_text("utf-8")
    return {str(rule): str(name) for rule, name in tomllib.loads(text).items()}
