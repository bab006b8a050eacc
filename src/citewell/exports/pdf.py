"""PDF, set from the HTML file by WeasyPrint, which is an extra."""

from __future__ import annotations

from types import ModuleType
from typing import Any, NoReturn

from citewell.domain.errors import EngineUnavailable
from citewell.domain.exporting import ExportMaterial
from citewell.exports.html import html_page

REMEDY = 'Install it with: python -m pip install "citewell[pdf]"'
PANGO_REMEDY = "Install Pango, on Debian with: apt-get install libpango-1.0-0 libpangoft2-1.0-0"


class PdfExporter:
    """Writes a tagged PDF (PDF/UA-1) of A4 pages; nothing is fetched for it."""

    name = "pdf"
    label = "PDF"
    media_type = "application/pdf"
    ending = "pdf"

    def export(self, material: ExportMaterial) -> bytes:
        """The file; raises EngineUnavailable where WeasyPrint or the Pango library is missing."""
        weasyprint = load_weasyprint()
        page = weasyprint.HTML(string=html_page(material), url_fetcher=refusing_fetcher())
        file: bytes = page.write_pdf(
            pdf_identifier=material.article.digest.encode(), pdf_variant="pdf/ua-1", pdf_tags=True
        )
        return file


def refusing_fetcher() -> Any:
    """A fetcher for WeasyPrint that fetches nothing, whatever stands in the page."""
    from weasyprint.urls import URLFetcher

    class Refusing(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> NoReturn:
            raise ValueError(f"Nothing is fetched for a PDF: {url[:80]}")

    return Refusing()


def load_weasyprint() -> ModuleType:
    """WeasyPrint itself; raises EngineUnavailable where it or the Pango library is missing."""
    try:
        import weasyprint
    except ImportError as error:
        raise EngineUnavailable("The PDF format needs WeasyPrint, which is not installed.", remedy=REMEDY) from error
    except OSError as error:
        raise EngineUnavailable(
            f"The PDF format needs the Pango library, which cannot be loaded: {' '.join(str(error).split())[:200]}",
            remedy=PANGO_REMEDY,
        ) from error
    module: ModuleType = weasyprint
    return module
