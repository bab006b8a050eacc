"""An association in a quote is no cause in the claim."""

from __future__ import annotations

import re

from citewell.checks.comparing import Difference, Pair, findings_of
from citewell.checks.context import CheckContext
from citewell.domain.articles import Claim, Finding

RULE = "causation_matches"
SUMMARY = "A cause is claimed only where the quote states one; an association stays an association."

_CAUSE = re.compile(
    r"\b(?:caus(?:e|es|ed|ing|al)(?! no\b)|leads? to|led to|(?:which |that )?explains?(?: why)?|drives?|drove|induces?|"
    r"brings? (?:\w+ ){0,4}down|owing to|attributable to|is why|makes? (?:\w+ ){0,3}(?:worse|"
    r"better)|gives? rise to|results? in|resulted in|produc(?:e|es|ed)|trigger(?:s|"
    r"ed)?|cured?|cures|"
    r"what made|makes? (?:people|parents|patients|children|adults|women|men|staff|them)|"
    r"prevents?|consequence of|responsible for|brings? about|"
    r"(?:increas|rais|reduc|lower|decreas)\w+ (?:the |a |\w+ ){0,3}risks?|protects?|improved by|relieves)\b"
)
_STATED = re.compile(
    _CAUSE.pattern
    + r"|\b(?:therapeutic|reliev\w+|eas(?:e|es)|relief|effect on|reduc\w+|explain\w*|attributed|origin|due|"
    r"from|reasons?|symptoms? of|signs?|main cause|because)\b"
)
_LINK = re.compile(
    r"\b(?:associat\w+|correlat\w+|link\w*|related|went with|go with|goes with|risk factors?|odds ratio|hazard ratio|"
    r"suspected|proposed|accompan\w+|followed by|coexist\w*|predict\w+|more (?:common|frequent|prevalent))\b"
)
# "Associated with an increased risk" makes no cause of the link.
_OF_A_LINK = re.compile(
    r"\b(?:associat\w+|link\w*|correlat\w+|related) (?:\w+ ){0,6}?(?:with|to|between|and) (?:an? |the )?(?:\w+ ){0,2}?"
    r"(?:increas|rais|reduc|lower|decreas|elevat)\w+ (?:\w+ ){0,3}?risks?\b"
    r"|\b(?:not|cannot|no|whether|if) (?:\w+ ){0,5}?(?:establish|prove|show|settle|determine|"
    r"conclude|clear|known|causal)\w*"
    r"(?: \w+){0,8}? (?:causal|causation|caus\w+)\b|\b(?:causal|causation) (?:\w+ ){0,4}?(?:not|cannot)\b"
)
_DENIED = re.compile(r"\b(?:not|no|never|neither|nor|without|cannot)\b[^.;,]{0,25}$")
_STRICT = re.compile(
    r"\b(?:(?:which |that )?explains?(?: why)?|drives?|drove|induces?|caus(?:e|es|ed|ing|al)|"
    r"leads? to|results? in|produc(?:e|es|ed)|trigger(?:s)?|cured?|responsible for|to blame)\b"
)


def check(claim: Claim, context: CheckContext) -> list[Finding]:
    """An error for a cause that the first quote does not state."""
    return findings_of(RULE, claim, context, compare)


def _measured(link: re.Match[str], pair: Pair) -> bool:
    """Whether the link is only the measure of a comparison of two sorts of care ("fewer than surgery, odds ratio 0.4").

    Where the quote itself sets two sides against each other, "led to fewer" says no more than "had fewer".
    """
    than = re.compile(r"\b(?:than|compared (?:with|to)|versus)\b")
    verb = re.search(r"\b(?:fewer|less|more|lower|higher)\b", pair.said.text)
    trial = re.search(r"\b(?:placebo|sham|randomi[sz]\w+|assigned|allocated)\b", pair.stated.text)
    controlled = trial and (link[0].startswith("more ") or link[0].endswith("ratio"))
    if controlled and not _ASSOCIATED.search(pair.stated.text):
        return True
    only_measure = (link[0] in ("odds ratio", "hazard ratio") or controlled) and not _ASSOCIATED.search(
        pair.stated.text
    )
    return bool(only_measure and verb and than.search(pair.stated.text) and than.search(pair.said.text))


_ASSOCIATED = re.compile(
    r"\b(?:associat\w+|correlat\w+|link\w*|related|risk factors?|cohort|observational|predict\w+)\b"
)


def compare(pair: Pair) -> list[Difference]:
    """A difference where the claim makes a cause of a link, or states a cause that the quote does not."""
    claimed = _CAUSE.search(_OF_A_LINK.sub("linked ", pair.said.text))
    if claimed is None or _DENIED.search(pair.said.text[: pair.said.text.find(claimed[0])]):
        return []
    link = _LINK.search(pair.stated.text)
    stated = _CAUSE.search(pair.stated.text) or _CAUSE.search(pair.unlabelled)
    if link and not stated and not _measured(link, pair):
        return [Difference(f"The quote tells of a link (“{link[0]}”), the claim of a cause (“{claimed[0]}”).")]
    if not stated and _STRICT.search(claimed[0]) and not _STATED.search(f"{pair.stated.text} {pair.unlabelled}"):
        return [Difference(f"The claim states a cause (“{claimed[0]}”), which the quote does not.")]
    if link and stated and not _LINK.search(pair.said.text) and _CAUSE.search(pair.said.text) and pair.close:
        return [Difference(f"The quote tells of a link (“{link[0]}”), the claim of a cause (“{claimed[0]}”).")]
    return []
