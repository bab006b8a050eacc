"""The terminal page: plain text that reads well in a window and in a mail."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from citewell.compose import citing, clinical, reading
from citewell.compose.audiences import load_audience
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Claim, Disagreement, Finding, Reference, Side
from citewell.domain.enums import ArticleStatus, Severity
from citewell.domain.questions import Clarification, Emergency
from citewell.review.states import READER_LABELS

NARROWEST = 40
GLUE = "\u00a0"  # keeps a number on the line of the word it stands behind


class TextExporter:
    """Writes an article for a terminal of `width` columns, without colour codes."""

    name = "text"
    media_type = "text/plain"

    def __init__(self, width: int = 88) -> None:
        self.width = max(width, NARROWEST)

    def export(self, article: Article) -> str:
        """The page, ending in one newline."""
        parts = [self._emergencies(article.emergencies), self._head(article)]
        if article.clarification:
            parts.append(self._clarification(article.clarification))
        elif article.status is ArticleStatus.NO_SOURCE_FOUND:
            parts.append(self._no_source(article))
        else:
            parts += self._body(article)
        parts += [
            self._findings("Removed by checks", article.findings, Severity.ERROR),
            self._findings("Notices from the checks", article.findings, Severity.NOTICE),
            self._references(article),
            self._making(article),
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def _head(self, article: Article) -> str:
        title = self._wrap(clean(article.question))
        label = reading.review_words(article.review_state, READER_LABELS.items())
        status = [*self._wrap(reading.status_words(article)), *self._wrap(label)]
        if not reading.has_answer(article):
            status = status[:1]
        notes = [line for note in article.notes for line in ["", *self._wrap(f"Note: {clean(note)}", hang="      ")]]
        return "\n".join([*title, "═" * max(map(len, title)), "", *status, *notes])

    def _emergencies(self, emergencies: Sequence[Emergency]) -> str:
        """Before everything else: whom to call, then the signs and the publications behind them."""
        if not emergencies:
            return ""
        title = reading.EMERGENCY_HEADING.upper()
        lines = [line for call in reading.emergency_calls(emergencies) for line in self._wrap(call)]
        for emergency in emergencies:
            lines += self._wrap(f"{clean(emergency.sign)} ({clean(emergency.source)})", lead="  • ", hang="    ")
            lines.append(f"    {reading.emergency_address(emergency)}".rstrip())
        return "\n".join([title, "═" * len(title), *lines])

    def _clarification(self, clarification: Clarification) -> str:
        """The question in return, with questions that can be asked as they stand."""
        return "\n\n".join(
            [
                "\n".join(self._wrap(clean(clarification.question))),
                self._list(reading.CLARIFICATION_HEADING, clarification.choices),
            ]
        )

    def _body(self, article: Article) -> list[str]:
        named = [("Direct answer", article.direct_answer)]
        named += [(section.heading, section.claims) for section in article.sections]
        parts = [self._list("No source found on", map(reading.missing_words, article.not_found))]
        parts += [
            self._list(heading, [_claim_text(claim, article.references) for claim in claims])
            for heading, claims in named
        ]
        direct = 2 if article.direct_answer else 1
        sure = "\n".join(self._wrap(clean(article.how_sure), lead="  ", hang="  ")) if article.how_sure else ""
        parts[direct:direct] = [self._block(clinical.SURE_HEADING, [sure] if sure else []), self._steps(article)]
        return [*parts, *self._expected(article), self._disagreements(article.disagreements)]

    def _steps(self, article: Article) -> str:
        """Treatment by line as numbered steps."""
        lines: list[str] = []
        for place, step in enumerate(clinical.treatment_steps(article), start=1):
            lines += self._wrap(f"{place}. {step.name}", lead="  ", hang="     ")
            for option in step.options:
                text = f"{clinical.option_words(option)}{GLUE}{_numbers(option.numbers)}"
                lines += self._wrap(text, lead="     • ", hang="       ")
        return self._block(clinical.LINES_HEADING, lines)

    def _expected(self, article: Article) -> list[str]:
        """What is expected besides: where it is answered, and what no source was found on."""
        views = clinical.expected_views(article)
        answered = [f"{view.label}{GLUE}{_numbers(view.numbers)}" for view in views if view.claim_ids]
        missing = [view.label for view in views if not view.claim_ids]
        return [self._list(clinical.EXPECTED_HEADING, answered), self._list(clinical.MISSING_HEADING, missing)]

    def _disagreements(self, disagreements: Sequence[Disagreement]) -> str:
        lines: list[str] = []
        for disagreement in disagreements:
            lines += ["", *self._wrap(reading.disagreement_heading(disagreement), lead="  ", hang="  ")]
            for side in disagreement.sides:
                lines += self._wrap(_side_text(side), lead="  • ", hang="    ")
                lines += self._wrap(clean(side.statement), lead="    ", hang="    ")
        return self._block("Where sources differ", lines[1:])

    def _findings(self, heading: str, findings: Sequence[Finding], severity: Severity) -> str:
        said = dict.fromkeys(reading.finding_words(item) for item in findings if item.severity is severity)
        return self._list(heading, list(said))

    def _references(self, article: Article) -> str:
        show_passages = load_audience(article.audience).show_locators
        indent = " " * (len(str(len(article.references))) + 4)
        lines: list[str] = []
        for reference in article.references:
            lead = f"[{reference.number}]".rjust(len(indent) - 1) + " "
            lines += ["", *self._wrap(_reference_text(reference), lead=lead, hang=indent)]
            lines += [f"{indent}{line}" for line in _link_lines(reference, width=self.width - len(indent))]
            if show_passages:
                places = "; ".join(" ".join(pair) for pair in citing.cited_passages(article, reference))
                lines += self._wrap(f"Cited: {clean(reference.document_id)} {places}", lead=indent, hang=indent + "  ")
            if marks := citing.reference_marks(reference, article.references):
                lines += self._wrap(f"Marked: {' · '.join(marks)}", lead=indent, hang=indent + "  ")
        return self._block("References", lines[1:])

    def _no_source(self, article: Article) -> str:
        searches = [f"“{clean(search)}”" for search in article.provenance.searches]
        searched = [f"{reading.library_size(article.provenance)}, for {', '.join(searches) or 'every part of it'}"]
        advice = [f"{words} {command}".strip() for words, command in reading.NO_SOURCE_ADVICE]
        return "\n\n".join(
            [
                "\n".join(self._wrap(reading.NO_SOURCE_EXPLANATION)),
                self._list("What was searched", searched),
                self._list("What you can do", advice),
            ]
        )

    def _making(self, article: Article) -> str:
        audience = load_audience(article.audience)
        rows = [*reading.provenance_rows(article.provenance), ("Reader", audience.label)]
        column = max(len(name) for name, _ in rows) + 4
        lines: list[str] = []
        for name, value in rows:
            lines += self._wrap(value, lead=f"  {name}".ljust(column), hang=" " * column)
        lines.append("  Digest".ljust(column) + clean(article.digest))  # whole on its line, to be copied
        lines += ["", *self._wrap(f"{reading.VERIFY_ADVICE} {reading.VERIFY_COMMAND}.", lead="  ", hang="  ")]
        lines += ["", *self._wrap(audience.disclaimer)]
        return self._block("How this was made", lines)

    def _list(self, heading: str, items: Iterable[str]) -> str:
        lines = [line for item in items for line in self._wrap(item, lead="  • ", hang="    ")]
        return self._block(heading, lines)

    def _block(self, heading: str, lines: Sequence[str]) -> str:
        """The lines under an underlined heading; nothing when there are no lines."""
        if not lines:
            return ""
        title = self._wrap(clean(heading))
        return "\n".join([*title, "─" * max(map(len, title)), *lines])

    def _wrap(self, text: str, *, lead: str = "", hang: str = "") -> list[str]:
        lines = textwrap.wrap(text, self.width, initial_indent=lead, subsequent_indent=hang, break_on_hyphens=False)
        return [line.replace(GLUE, " ") for line in lines]


def _claim_text(claim: Claim, references: Sequence[Reference]) -> str:
    marks = [mark.replace("per [", f"per{GLUE}[", 1) for mark in reading.claim_marks(claim, references)]
    behind = f" ({'; '.join(marks)})" if marks else ""
    return f"{clean(claim.text)}{GLUE}{_numbers(reading.claim_numbers(claim))}{behind}"


def _numbers(numbers: Sequence[int]) -> str:
    """Reference numbers that a line does not part."""
    return reading.numbers_text(numbers).replace(" ", GLUE)


def _side_text(side: Side) -> str:
    strength = f" (per{GLUE}[{side.reference}]: strength “{clean(side.strength)}”)" if side.strength else ""
    why = f"; {reading.side_reason(side)}" if side.why else ""
    return f"“{clean(side.position)}” — {reading.side_origin(side)}{GLUE}[{side.reference}]{strength}{why}"


def _reference_text(reference: Reference) -> str:
    return f"[{reference.kind.label}] {citing.reference_text(reference)}"


def _link_lines(reference: Reference, *, width: int) -> list[str]:
    """The best address, never broken so that a terminal can open it, with the other identifiers behind it."""
    links = citing.reference_links(reference)
    if not links:
        return []
    line = " · ".join([links[0][1], *(label for label, _ in links[1:])])
    return [line] if len(line) <= width else [links[0][1], *(label for label, _ in links[1:])]
