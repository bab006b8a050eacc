"""One HTML file that needs nothing else: its style inside, no script, nothing fetched, made to be printed too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from citewell import __version__
from citewell.compose import clinical, reading
from citewell.domain.exporting import ExportMaterial
from citewell.exports import _sheet
from citewell.exports._sheet import sheet_of

if TYPE_CHECKING:
    from jinja2 import Template


class HtmlExporter:
    """Writes the page with everything escaped, and a policy that lets nothing in it run or load."""

    name = "html"
    label = "Web page (one file)"
    media_type = "text/html"
    ending = "html"

    def export(self, material: ExportMaterial) -> bytes:
        """The page as UTF-8."""
        return html_page(material).encode()


def html_page(material: ExportMaterial) -> str:
    """The page of which the PDF is made as well."""
    sheet = sheet_of(material)
    return _template().render(
        sheet=sheet,
        answered=reading.has_answer(material.article),
        words=_sheet,
        reading=reading,
        clinical=clinical,
        runs=runs,
        style=_style(),
        version=__version__,
    )


def runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of numbers; two in a row are two runs, as `reading.numbers_text` prints them."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return [
        pair
        for run in found
        for pair in ([(run[0], run[-1])] if len(run) >= reading.LEAST_RANGE else [(one, one) for one in run])
    ]


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    text = resources.files("citewell.exports").joinpath("_page.html.j2").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True)
    return environment.from_string(text)


@cache
def _style() -> object:
    from markupsafe import Markup

    return Markup(resources.files("citewell.exports").joinpath("_page.css").read_text("utf-8").strip())
