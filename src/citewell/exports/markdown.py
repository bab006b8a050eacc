"""Markdown for notes and repositories; everything that comes from documents or the asker is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citewell.compose import clinical, reading
from citewell.compose.reading import clean
from citewell.domain.exporting import ExportMaterial
from citewell.exports import _sheet
from citewell.exports._sheet import sheet_of
from citewell.exports._sheet_records import Entry, Sheet, Statement, View

_MARKUP = re.compile(r"[\\`*_\[\]{}|~$^]")
_LINE_MARKUP = re.compile(r"^(?:[#+\-=]|\d{1,9}(?=[.)](?:\s|$)))")
_SELF_LINKING = re.compile(r":(?=//)|@|(?<=www)\.", re.IGNORECASE)


class MarkdownExporter:
    """Writes CommonMark without raw HTML."""

    name = "markdown"
    label = "Markdown"
    media_type = "text/markdown"
    ending = "md"

    def export(self, material: ExportMaterial) -> bytes:
        """The whole document, ending in one newline."""
        sheet = sheet_of(material)
        parts = [*_emergencies(sheet), f"# {escape(sheet.title)}", " \\\n".join(_status(sheet))]
        parts += [f"*{escape(sheet.reader)}*"] if sheet.reader else []
        parts += [f"> {escape(note)}" for note in sheet.notes]
        if sheet.asked_back:
            parts += [escape(sheet.asked_back), *_list(reading.CLARIFICATION_HEADING, map(escape, sheet.choices))]
        elif sheet.refusal:
            parts += _no_source(sheet)
        parts += _body(sheet)
        parts += _list(_sheet.REMOVED_HEADING, map(escape, sheet.removed))
        parts += _list(_sheet.NOTICES_HEADING, map(escape, sheet.notices))
        parts += _list(_sheet.REFERENCES_HEADING, map(_reference, sheet.references))
        parts += _making(sheet)
        return ("\n\n".join(parts) + "\n").encode()


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


def _status(sheet: Sheet) -> list[str]:
    return [f"**{escape(sheet.status[0])}**", *map(escape, sheet.status[1:])]


def _emergencies(sheet: Sheet) -> list[str]:
    """Before everything else: whom to call, then the signs and the publications behind them."""
    if not sheet.signs:
        return []
    signs = [f"- {escape(sign)} ([{escape(source)}](<{address}>))" for sign, source, address in sheet.signs]
    calls = [f"**{escape(call)}**" for call in sheet.calls]
    return [f"**{reading.EMERGENCY_HEADING.upper()}**", *calls, "\n".join(signs)]


def _body(sheet: Sheet) -> list[str]:
    parts = _list(_sheet.NOT_FOUND_HEADING, map(escape, sheet.missing))
    if sheet.direct:
        parts += [f"## {_sheet.DIRECT_HEADING}"]
        parts += [f"**{escape(words)}**" for words in sheet.people_lead]
        parts += [f"**{clinical.IN_SHORT}.** {escape(_sheet.short_line(one))}" for one in sheet.in_short]
        parts += ["\n".join(f"- {_statement(one)}" for one in sheet.direct)]
    parts += _list(_sheet.URGENT_HEADING, map(escape, sheet.urgent))
    parts += [f"## {clinical.SURE_HEADING}", escape(sheet.sure)] if sheet.sure else []
    parts += _steps(sheet)
    for group in sheet.groups:
        parts += _list(escape(group.heading), map(_statement, group.statements))
    answered = [f"{escape(label)} {escape(reading.numbers_text(numbers))}" for label, numbers in sheet.expected]
    parts += _list(clinical.EXPECTED_HEADING, answered)
    parts += _list(clinical.MISSING_HEADING, map(escape, sheet.expected_missing))
    parts += [f"## {_sheet.DIFFER_HEADING}"] if sheet.differ else []
    for heading, views in sheet.differ:
        parts += [f"### {escape(heading)}", "\n".join(map(_side, views))]
    parts += _list(_sheet.QUESTIONS_HEADING, map(escape, sheet.questions))
    for group in sheet.rest:
        parts += _list(f"{_sheet.REST_HEADING}: {escape(group.heading)}", map(_statement, group.statements))
    return parts


def _steps(sheet: Sheet) -> list[str]:
    """Treatment by line as a numbered list for each condition, with the options under each step."""
    parts = [f"## {clinical.LINES_HEADING}", *map(escape, sheet.lines_lead)] if sheet.ladders else []
    for ladder in sheet.ladders:
        parts += [f"### {escape(ladder.condition)}"] if ladder.condition else []
        rows = []
        for place, step in enumerate(ladder.lines, start=1):
            rows.append(f"{place}. {escape(step.name)}")
            rows += [
                f"   - {escape(option)} {escape(reading.numbers_text(numbers))}" for option, numbers in step.options
            ]
        parts.append("\n".join(rows))
    return parts


def _statement(one: Statement) -> str:
    behind = f" ({escape('; '.join(one.marks))})" if one.marks else ""
    items = "".join(f"\n  - {escape(item)}" for item in one.items)
    terms = "".join(f"\n  - *{escape(term)}*: {escape(meaning)}" for term, meaning in one.explanations)
    return f"{escape(one.text)} {escape(reading.numbers_text(one.numbers))}{behind}{items}{terms}"


def _side(view: View) -> str:
    position = f"“**{escape(view.position)}**” — " if view.position else ""
    return f"- {position}{escape(view.tail)} \\\n  {escape(view.statement)}"


def _reference(entry: Entry) -> str:
    links = ", ".join(f"[{escape(label)}](<{address}>)" for label, address in entry.links)
    text = f"{escape(f'[{entry.number}] [{entry.kind}] {entry.text}')} {links}".rstrip()
    if entry.cited:
        text += f" \\\n  Cited: {escape(entry.cited)}"
    if entry.marks:
        text += f" \\\n  Marked: {escape(' · '.join(entry.marks))}"
    return text


def _no_source(sheet: Sheet) -> list[str]:
    advice = [f"{words} {f'`{command}`' if command else ''}".strip() for words, command in sheet.advice]
    return [
        escape(sheet.refusal),
        *_list("What was searched", [escape(sheet.searched)] if sheet.searched else []),
        *_list("What you can do", advice),
    ]


def _making(sheet: Sheet) -> list[str]:
    rows = [*sheet.making, ("Digest", sheet.digest)]
    return [
        *_list(_sheet.MAKING_HEADING, (f"{name}: {escape(value)}" for name, value in rows)),
        f"{reading.VERIFY_ADVICE} `{reading.VERIFY_COMMAND}`.",
        f"**{escape(sheet.disclaimer)}**",
    ]


def _list(heading: str, items: Iterable[str]) -> list[str]:
    """A heading and a list under it; nothing when the list is empty. Items come escaped."""
    lines = "\n".join(f"- {item}" for item in items)
    return [f"## {heading}", lines] if lines else []
