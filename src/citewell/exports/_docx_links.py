"""Links in a DOCX: to a reference of the same file, and to an address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

COLOUR = "0B6B63"


def bookmark(paragraph: Paragraph, name: str, number: int, *, text: str) -> None:
    """A place that `link_to_bookmark` leads to, around `text`; `number` is the bookmark's own in the file."""
    paragraph._p.append(_element("w:bookmarkStart", **{"w:id": str(number), "w:name": name}))
    paragraph.add_run(text).bold = True
    paragraph._p.append(_element("w:bookmarkEnd", **{"w:id": str(number)}))


def link_to_bookmark(paragraph: Paragraph, text: str, name: str) -> None:
    """Text that leads to a place in the same file."""
    link = _element("w:hyperlink", **{"w:anchor": name, "w:history": "1"})
    link.append(_run(text, bold=True))
    paragraph._p.append(link)


def link_to_address(paragraph: Paragraph, text: str, address: str) -> None:
    """Text that leads to an address; plain text where there is none."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    if not address:
        paragraph.add_run(text)
        return
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = _element("w:hyperlink", **{"r:id": relation})
    link.append(_run(text, bold=False))
    paragraph._p.append(link)


def _run(text: str, *, bold: bool) -> Any:
    run, looks, words = _element("w:r"), _element("w:rPr"), _element("w:t", **{"xml:space": "preserve"})
    if bold:
        looks.append(_element("w:b"))
    looks.append(_element("w:color", **{"w:val": COLOUR}))
    words.text = text
    run.extend([looks, words])
    return run


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set("{http://www.w3.org/XML/1998/namespace}space" if key == "xml:space" else qn(key), value)
    return element
