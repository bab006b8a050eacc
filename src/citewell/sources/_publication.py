"""What records of web services have in common: identifiers, names, dates, languages, notices."""

from __future__ import annotations

import re
from collections.abc import Sequence

from citewell.domain.enums import DocumentStatus
from citewell.sources._clean import clean_page, single_spaced

MOST_AUTHORS = 6

# ISO 639-2 as PubMed and Europe PMC write it, to ISO 639-1.
_LANGUAGES = dict(
    pair.split("=")
    for pair in (
        "eng=en fre=fr fra=fr ger=de deu=de spa=es ita=it por=pt dut=nl nld=nl rus=ru jpn=ja chi=zh zho=zh kor=ko "
        "pol=pl cze=cs ces=cs dan=da nor=no swe=sv fin=fi hun=hu tur=tr gre=el ell=el heb=he ara=ar per=fa fas=fa "
        "rum=ro ron=ro bul=bg hrv=hr srp=sr slv=sl slo=sk slk=sk ukr=uk lit=lt lav=lv est=et ice=is isl=is cat=ca "
        "vie=vi tha=th ind=id may=ms msa=ms hin=hi"
    ).split()
)

_STATUS_WORDS = (
    ("partial", "retract", DocumentStatus.EXPRESSION_OF_CONCERN),
    ("", "retract", DocumentStatus.RETRACTED),
    ("correct", "republish", DocumentStatus.SUPERSEDED),
    ("", "withdraw", DocumentStatus.RETRACTED),
    ("", "removal", DocumentStatus.RETRACTED),
    ("", "concern", DocumentStatus.EXPRESSION_OF_CONCERN),
    ("", "update", DocumentStatus.SUPERSEDED),
    ("", "new version", DocumentStatus.SUPERSEDED),
    ("", "new edition", DocumentStatus.SUPERSEDED),
    ("", "erratum", DocumentStatus.CORRECTED),
    ("", "corri", DocumentStatus.CORRECTED),
    ("", "correct", DocumentStatus.CORRECTED),
)


def status_of(relation: str) -> DocumentStatus | None:
    """What a relation between publications ("Retraction in", "expression_of_concern") makes of the one it is about."""
    words = relation.lower().replace("_", " ").replace("-", " ")
    for first, second, status in _STATUS_WORDS:
        if first in words and second in words:
            return status
    return None


def document_id(*, pmid: str = "", pmcid: str = "", doi: str = "", otherwise: str = "") -> str:
    """The id under which a publication is kept: after its PMID, else its PMCID, else its DOI."""
    if pmid:
        return f"pmid-{pmid}"
    if pmcid:
        return f"pmc-{pmcid}"
    return re.sub(r"[^a-z0-9.-]", "_", f"doi-{doi}" if doi else otherwise.lower())


def plain_doi(written: str) -> str:
    """A DOI without what people write before it, lower case; empty when it is none."""
    match = re.fullmatch(
        r"(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:)?\s*(10\.\d{4,9}/\S+)", written.strip(), re.I | re.A
    )
    return match[1].lower() if match else ""


def plain_pmid(written: str) -> str:
    """A PMID, or nothing."""
    return written if re.fullmatch(r"[1-9]\d{0,8}", written, re.ASCII) else ""


def plain_pmcid(written: str) -> str:
    """A PMCID with its letters, or nothing."""
    return written.upper() if re.fullmatch(r"PMC[1-9]\d{0,8}", written, re.I | re.A) else ""


def author_line(names: Sequence[str]) -> str:
    """At most six authors, "et al." after them when there are more."""
    clean = [name for written in names if (name := single_spaced(clean_page(written)).rstrip(".,; "))]
    shown = clean if len(clean) <= MOST_AUTHORS else [*clean[:MOST_AUTHORS], "et al."]
    return ", ".join(shown)


def language_code(written: str) -> str:
    """ISO 639-1 out of "eng" or "en"; empty when it is not known."""
    code = written.strip().lower().partition("-")[0]
    return _LANGUAGES.get(code, code if code in _LANGUAGES.values() else "")


def iso_date(written: str) -> str:
    """An ISO date as far as it is sound, "2019-05" of "2019-05-00"; empty when it is none."""
    match = re.match(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", written, re.ASCII)
    return "-".join(filter(None, match.groups())) if match else ""


def year_of(written: str) -> int | None:
    """The year that an ISO date or a year begins with, if it can be one."""
    match = re.match(r"\d{4}", written, re.ASCII)
    return int(match[0]) if match and 1600 <= int(match[0]) <= 2200 else None
