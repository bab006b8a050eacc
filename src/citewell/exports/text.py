"""The terminal page: plain text that reads well in a window and in a mail."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

from citewell.compose import clinical, reading
from citewell.domain.exporting import ExportMaterial
from citewell.exports import _sheet
from citewell.exports._sheet import sheet_of
from citewell.exports._sheet_records import Entry, Sheet, Statement

NARROWEST = 40
GLUE = "\u00a0"  # keeps a number on the line of the word it stands behind
_NUMBERS = re.compile(r" ?\[\d[\d, –]*\]")


class TextExporter:
    """Writes an article for a terminal of `width` columns, without colour codes."""

    name = "text"
    label = "Plain text"
    media_type = "text/plain"
    ending = "txt"

    def __init__(self, width: int = 88) -> None:
        self.width = max(width, NARROWEST)

    def export(self, material: ExportMaterial) -> bytes:
        """The page, ending in one newline."""
        sheet = sheet_of(material)
        parts = [self._emergencies(sheet), self._head(sheet)]
        if sheet.asked_back:
            asked = "\n".join(self._wrap(sheet.asked_back))
            parts += [asked, self._list(reading.CLARIFICATION_HEADING, sheet.choices)]
        elif sheet.refusal:
            parts += self._no_source(sheet)
        parts += self._body(sheet)
        parts += [
            self._list(_sheet.REMOVED_HEADING, sheet.removed),
            self._list(_sheet.NOTICES_HEADING, sheet.notices),
            self._references(sheet.references),
            self._making(sheet),
        ]
        return ("\n\n".join(part for part in parts if part) + "\n").encode()

    def _head(self, sheet: Sheet) -> str:
        title = self._wrap(sheet.title)
        status = [line for words in (*sheet.status, sheet.reader) if words for line in self._wrap(words)]
        notes = [line for note in sheet.notes for line in ["", *self._wrap(f"Note: {note}", hang="      ")]]
        return "\n".join([*title, "═" * max(map(len, title), default=0), "", *status, *notes])

    def _emergencies(self, sheet: Sheet) -> str:
        """Before everything else: whom to call, then the signs and the publications behind them."""
        if not sheet.signs:
            return ""
        title = reading.EMERGENCY_HEADING.upper()
        lines = [line for call in sheet.calls for line in self._wrap(call)]
        for sign, source, address in sheet.signs:
            lines += self._wrap(f"{sign} ({source})", lead="  • ", hang="    ")
            lines.append(f"    {address}".rstrip())
        return "\n".join([title, "═" * len(title), *lines])

    def _body(self, sheet: Sheet) -> list[str]:
        sure = self._wrap(sheet.sure, lead="  ", hang="  ") if sheet.sure else []
        return [
            self._list(_sheet.NOT_FOUND_HEADING, sheet.missing),
            self._direct(sheet),
            self._list(_sheet.URGENT_HEADING, sheet.urgent),
            self._block(clinical.SURE_HEADING, sure),
            self._steps(sheet),
            *(self._statements(group.heading, group.statements) for group in sheet.groups),
            self._list(
                clinical.EXPECTED_HEADING,
                [f"{label} {reading.numbers_text(some)}".rstrip() for label, some in sheet.expected],
            ),
            self._list(clinical.MISSING_HEADING, sheet.expected_missing),
            self._differences(sheet),
            self._list(_sheet.QUESTIONS_HEADING, sheet.questions),
            *(self._statements(f"{_sheet.REST_HEADING}: {one.heading}", one.statements) for one in sheet.rest),
        ]

    def _direct(self, sheet: Sheet) -> str:
        """Of whom the answer speaks and the answer in short, where it is told so, and what answers directly."""
        lines: list[str] = []
        for words in sheet.people_lead:
            lines += [*self._wrap(words, lead="  ", hang="  "), ""]
        for one in sheet.in_short:
            lines += [*self._wrap(f"{clinical.IN_SHORT}: {_sheet.short_line(one)}", lead="  ", hang="  "), ""]
        return self._block(_sheet.DIRECT_HEADING, [*lines, *self._claims(sheet.direct)])

    def _statements(self, heading: str, statements: Sequence[Statement]) -> str:
        return self._block(heading, self._claims(statements))

    def _claims(self, statements: Sequence[Statement]) -> list[str]:
        lines: list[str] = []
        for one in statements:
            behind = f" ({'; '.join(one.marks)})" if one.marks else ""
            lines += self._wrap(f"{one.text} {reading.numbers_text(one.numbers)}{behind}", lead="  • ", hang="    ")
            for item in one.items:
                lines += self._wrap(item, lead="      – ", hang="        ")
            for term, meaning in one.explanations:
                lines += self._wrap(f"{term}: {meaning}", lead="      ", hang="        ")
        return lines

    def _steps(self, sheet: Sheet) -> str:
        """Treatment by line as numbered steps."""
        lines: list[str] = [line for words in sheet.lines_lead for line in self._wrap(words, lead="  ", hang="  ")]
        for ladder in sheet.ladders:
            lines += ["", *self._wrap(f"{ladder.condition}:", lead="  ", hang="  ")] if ladder.condition else []
            for place, step in enumerate(ladder.lines, start=1):
                lines += self._wrap(f"{place}. {step.name}", lead="  ", hang="     ")
                for option, numbers in step.options:
                    lines += self._wrap(f"{option} {reading.numbers_text(numbers)}", lead="     • ", hang="       ")
        return self._block(clinical.LINES_HEADING, lines)

    def _differences(self, sheet: Sheet) -> str:
        lines: list[str] = []
        for heading, views in sheet.differ:
            lines += ["", *self._wrap(heading, lead="  ", hang="  ")]
            for view in views:
                position = f"“{view.position}” — " if view.position else ""
                lines += self._wrap(f"{position}{view.tail}", lead="  • ", hang="    ")
                lines += self._wrap(view.statement, lead="    ", hang="    ")
        return self._block(_sheet.DIFFER_HEADING, lines[1:])

    def _references(self, references: Sequence[Entry]) -> str:
        indent = " " * (len(str(len(references))) + 4)
        lines: list[str] = []
        for entry in references:
            lead = f"[{entry.number}]".rjust(len(indent) - 1) + " "
            lines += ["", *self._wrap(f"[{entry.kind}] {entry.text}", lead=lead, hang=indent)]
            lines += [f"{indent}{line}" for line in _link_lines(entry, width=self.width - len(indent))]
            if entry.cited:
                lines += self._wrap(f"Cited: {entry.cited}", lead=indent, hang=indent + "  ")
            if entry.marks:
                lines += self._wrap(f"Marked: {' · '.join(entry.marks)}", lead=indent, hang=indent + "  ")
        return self._block(_sheet.REFERENCES_HEADING, lines[1:])

    def _no_source(self, sheet: Sheet) -> list[str]:
        advice = [f"{words} {command}".strip() for words, command in sheet.advice]
        return [
            "\n".join(self._wrap(sheet.refusal)),
            self._list("What was searched", [sheet.searched] if sheet.searched else []),
            self._list("What you can do", advice),
        ]

    def _making(self, sheet: Sheet) -> str:
        column = max(len(name) for name, _ in sheet.making) + 4
        lines: list[str] = []
        for name, value in sheet.making:
            lines += self._wrap(value, lead=f"  {name}".ljust(column), hang=" " * column)
        lines.append("  Digest".ljust(column) + sheet.digest)  # whole on its line, to be copied
        lines += ["", *self._wrap(f"{reading.VERIFY_ADVICE} {reading.VERIFY_COMMAND}.", lead="  ", hang="  ")]
        lines += ["", *self._wrap(sheet.disclaimer)]
        return self._block(_sheet.MAKING_HEADING, lines)

    def _list(self, heading: str, items: Iterable[str]) -> str:
        lines = [line for item in items for line in self._wrap(item, lead="  • ", hang="    ")]
        return self._block(heading, lines)

    def _block(self, heading: str, lines: Sequence[str]) -> str:
        """The lines under an underlined heading; nothing when there are no lines."""
        if not lines:
            return ""
        title = self._wrap(heading)
        return "\n".join([*title, "─" * max(map(len, title)), *lines])

    def _wrap(self, text: str, *, lead: str = "", hang: str = "") -> list[str]:
        glued = _NUMBERS.sub(lambda found: found[0].replace(" ", GLUE), text)
        lines = textwrap.wrap(glued, self.width, initial_indent=lead, subsequent_indent=hang, break_on_hyphens=False)
        return [line.replace(GLUE, " ") for line in lines]


def _link_lines(entry: Entry, *, width: int) -> list[str]:
    """The best address, never broken so that a terminal can open it, with the other identifiers behind it."""
    if not entry.links:
        return []
    line = " · ".join([entry.links[0][1], *(label for label, _ in entry.links[1:])])
    return [line] if len(line) <= width else [entry.links[0][1], *(label for label, _ in entry.links[1:])]
