"""Tables and figures of a JATS article: their names, captions and rows."""

from __future__ import annotations

import re
from typing import Any

from citewell.sources._jats_left_out import is_no_evidence
from citewell.sources._jats_tables import table_lines
from citewell.sources._jats_text import text_of


def caption_of(element: Any) -> str:
    """ "Table 2. Title", then each paragraph under it on a line of its own."""
    label = text_of(element.find("label")).rstrip(" .:")
    caption = element.find("caption")
    title = text_of(caption.find("title"), in_table=True) if caption is not None else ""
    parts = [text_of(part, in_table=True) for part in caption.findall("p")] if caption is not None else []
    parts = [part for part in parts if part and not is_no_evidence(part)]
    if not title and parts:
        title = parts.pop(0)
    if not title:
        return ""
    return "\n".join([f"{label}. {title}" if label else title, *parts])


def name_of(element: Any, kind: str) -> str:
    """ "Figure 2" however it is written ("Fig. 2", "FIGURE 2:")."""
    label = text_of(element.find("label")).rstrip(" .:")
    label = re.sub(r"(?i)^fig(?:ure)?s?\b\.?\s*", "Figure ", label)
    return re.sub(r"(?i)^table\s*", "Table ", label).strip() or kind


def table_text(wrap: Any) -> str:
    """The rows of a table and the notes under it, a line each. Raises TableTooLarge."""
    lines: list[str] = []
    for table in [wrap] if wrap.tag == "array" else wrap.iter("table"):
        lines += table_lines(table)
    for foot in wrap.findall("table-wrap-foot"):
        for note in foot.iter("fn", "p", "attrib"):
            if note.tag == "fn" or note.getparent().tag != "fn":
                lines.append(text_of(note, in_table=True))
    return "\n".join(filter(None, lines))
