"""Markdown for notes and repositories; everything that comes from documents or the asker is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from citewell.compose import citing, clinical, reading
from citewell.compose.audiences import load_audience
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Claim, Disagreement, Finding, Reference
from citewell.domain.enums import ArticleStatus, Severity
from citewell.domain.questions import Clarification, Emergency
from citewell.review.states import READER_LABELS

_MARKUP = re.compile(r"[\\`*_\[\]{}|~$^]")
_LINE_MARKUP = re.compile(r"^(?:[#+\-=]|\d{1,9}(?=[.)](?:\s|$)))")
_SELF_LINKING = re.compile(r":(?=//)|@|(?<=www)\.", re.IGNORECASE)


class MarkdownExporter:
    """Writes CommonMark without raw HTML."""

    name = "markdown"
    media_type = "text/markdown"

    def export(self, article: Article) -> str:
        """The whole document, ending in one newline."""
        parts = _emergencies(article.emergencies)
        parts += [f"# {escape(article.question)}", _status(article)]
        parts += [f"> {escape(note)}" for note in article.notes]
        if article.clarification:
            parts += _clarification(article.clarification)
        elif article.status is ArticleStatus.NO_SOURCE_FOUND:
            parts += _no_source(article)
        else:
            parts += _body(article)
        parts += _list("Removed by checks", _findings(article.findings, Severity.ERROR))
        parts += _list("Notices from the checks", _findings(article.findings, Severity.NOTICE))
        parts += _list("References", (_reference(article, reference) for reference in article.references))
        parts += _making(article)
        return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Text as text: no markup, no HTML, no link that makes itself, whatever stands in it."""
    plain = clean(text)
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = _MARKUP.sub(r"\\\g<0>", plain)
    plain = _SELF_LINKING.sub(r"\\\g<0>", plain)
    leading = _LINE_MARKUP.match(plain)
    if leading is None:
        return plain
    number = leading.group() if leading.group().isdigit() else ""
    return f"{number}\\{plain[len(number) :]}"


def _status(article: Article) -> str:
    words = f"**{escape(reading.status_words(article))}**"
    if not reading.has_answer(article):
        return words
    return f"{words} \\\n{escape(reading.review_words(article.review_state, READER_LABELS.items()))}"


def _emergencies(emergencies: Sequence[Emergency]) -> list[str]:
    """Before everything else: whom to call, then the signs and the publications behind them."""
    if not emergencies:
        return []
    signs = [
        f"{escape(item.sign)} ([{escape(item.source)}](<{reading.emergency_address(item)}>))" for item in emergencies
    ]
    calls = [f"**{escape(call)}**" for call in reading.emergency_calls(emergencies)]
    return [f"**{reading.EMERGENCY_HEADING.upper()}**", *calls, "\n".join(f"- {sign}" for sign in signs)]


def _clarification(clarification: Clarification) -> list[str]:
    """The question in return, with questions that can be asked as they stand."""
    return [escape(clarification.question), *_list(reading.CLARIFICATION_HEADING, map(escape, clarification.choices))]


def _body(article: Article) -> list[str]:
    named = [("Direct answer", article.direct_answer)]
    named += [(section.heading, section.claims) for section in article.sections]
    parts = _list("No source found on", [escape(reading.missing_words(item)) for item in article.not_found])
    for place, (heading, claims) in enumerate(named):
        parts += _list(escape(heading), [_claim(claim, article.references) for claim in claims])
        if place == 0:
            parts += [f"## {clinical.SURE_HEADING}", escape(article.how_sure)] if article.how_sure else []
            parts += _steps(article)
    parts += _expected(article)
    if article.disagreements:
        parts.append("## Where sources differ")
    for disagreement in article.disagreements:
        parts += _disagreement(disagreement)
    return parts


def _steps(article: Article) -> list[str]:
    """Treatment by line as a numbered list with the options under each step."""
    rows = []
    for place, step in enumerate(clinical.treatment_steps(article), start=1):
        rows.append(f"{place}. {escape(step.name)}")
        rows += [
            f"   - {escape(clinical.option_words(option))} {escape(reading.numbers_text(option.numbers))}"
            for option in step.options
        ]
    return [f"## {clinical.LINES_HEADING}", "\n".join(rows)] if rows else []


def _expected(article: Article) -> list[str]:
    """What is expected besides: where it is answered, and what no source was found on."""
    views = clinical.expected_views(article)
    answered = [
        f"{escape(view.label)} {escape(reading.numbers_text(view.numbers))}" for view in views if view.claim_ids
    ]
    missing = [escape(view.label) for view in views if not view.claim_ids]
    return _list(clinical.EXPECTED_HEADING, answered) + _list(clinical.MISSING_HEADING, missing)


def _claim(claim: Claim, references: Sequence[Reference]) -> str:
    marks = reading.claim_marks(claim, references)
    behind = f" ({escape('; '.join(marks))})" if marks else ""
    return f"{escape(claim.text)} {escape(reading.numbers_text(reading.claim_numbers(claim)))}{behind}"


def _disagreement(disagreement: Disagreement) -> list[str]:
    lines = []
    for side in disagreement.sides:
        strength = f" (per [{side.reference}]: strength “{side.strength}”)" if side.strength else ""
        why = f"; {reading.side_reason(side)}" if side.why else ""
        origin = escape(f"{reading.side_origin(side)} [{side.reference}]{strength}{why}")
        lines.append(f"- “**{escape(side.position)}**” — {origin} \\\n  {escape(side.statement)}")
    return [f"### {escape(reading.disagreement_heading(disagreement))}", "\n".join(lines)]


def _findings(findings: Sequence[Finding], severity: Severity) -> list[str]:
    said = dict.fromkeys(reading.finding_words(finding) for finding in findings if finding.severity is severity)
    return [escape(words) for words in said]


def _reference(article: Article, reference: Reference) -> str:
    links = ", ".join(f"[{escape(label)}](<{address}>)" for label, address in citing.reference_links(reference))
    lead = f"[{reference.number}] [{reference.kind.label}] {citing.reference_text(reference)}"
    text = f"{escape(lead)} {links}".rstrip()
    if load_audience(article.audience).show_locators:
        places = "; ".join(" ".join(pair) for pair in citing.cited_passages(article, reference))
        text += f" \\\n  Cited: {escape(f'{reference.document_id} {places}')}"
    if marks := citing.reference_marks(reference, article.references):
        text += f" \\\n  Marked: {escape(' · '.join(marks))}"
    return text


def _no_source(article: Article) -> list[str]:
    searches = ", ".join(f"“{escape(search)}”" for search in article.provenance.searches)
    searched = f"{reading.library_size(article.provenance)}, for {searches or 'every part of it'}"
    advice = [f"{words} {f'`{command}`' if command else ''}".strip() for words, command in reading.NO_SOURCE_ADVICE]
    return [
        reading.NO_SOURCE_EXPLANATION,
        *_list("What was searched", [searched]),
        *_list("What you can do", advice),
    ]


def _making(article: Article) -> list[str]:
    audience = load_audience(article.audience)
    rows = [
        *reading.provenance_rows(article.provenance),
        ("Reader", audience.label),
        ("Digest", article.digest),
    ]
    return [
        *_list("How this was made", (f"{name}: {escape(value)}" for name, value in rows)),
        f"{reading.VERIFY_ADVICE} `{reading.VERIFY_COMMAND}`.",
        f"**{escape(audience.disclaimer)}**",
    ]


def _list(heading: str, items: Iterable[str]) -> list[str]:
    """A heading and a list under it; nothing when the list is empty. Items come escaped."""
    lines = "\n".join(f"- {item}" for item in items)
    return [f"## {heading}", lines] if lines else []
