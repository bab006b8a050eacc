"""What a number behind a claim opens: the quotes in their surroundings, and the publication that they stand in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from citewell.compose import citing, clinical, reading
from citewell.compose.audiences import load_audience
from citewell.compose.plain.doses import tells_dose
from citewell.compose.reading import clean
from citewell.domain.articles import Article, Citation, Reference
from citewell.domain.documents import Passage
from citewell.domain.enums import Fidelity
from citewell.domain.errors import NotFoundError
from citewell.domain.wordings import WordedArticle
from citewell.web.claim_views import clean_lines

MOST_AROUND = 700
"""Letters shown on either side of the quotes of a passage."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands before or behind the passage in its publication, and where; `grade` in the source's words."""

    text: str
    locator: str
    grade: str


@dataclass(frozen=True, slots=True)
class ProofView:
    """The quotes from one passage as a reader checks them.

    `pieces` are the passage in reading order, each with whether it is quoted; nothing but quotes where the library no
    longer holds it, which `held` tells. `before` and `behind` are its neighbours in the publication, if any.
    """

    pieces: tuple[tuple[str, bool], ...]
    held: bool
    facts: tuple[tuple[str, str], ...]
    before: Beside | None = None
    behind: Beside | None = None


@dataclass(frozen=True, slots=True)
class ProofPage:
    """The proof of one claim by one reference, and where to go on.

    `reworded` is how the claim was put to this reader, `withheld` why it was not; then there are no proofs.
    """

    digest: str
    question: str
    claim_id: str
    claim: str
    verbatim: bool
    reworded: str
    withheld: str
    number: int
    numbers: tuple[int, ...]
    support: str
    marks: tuple[str, ...]
    source: str
    kind: str
    status: tuple[str, ...]
    restated: bool
    links: tuple[tuple[str, str], ...]
    document_id: str
    passage: str
    proofs: tuple[ProofView, ...]
    reader: str = ""


def proof_page(
    article: Article,
    claim_id: str,
    number: int,
    *,
    passages: Mapping[str, Passage],
    publication: Sequence[Passage] = (),
    words: WordedArticle | None = None,
    reader: str = "",
) -> ProofPage:
    """The proof of a claim by a reference; raises NotFoundError where the article has no such claim or number.

    `publication` is the whole of the cited publication in reading order, for what stands beside the quotes.
    """
    claim = next((claim for claim in article.claims if claim.id == claim_id), None)
    reference = next((one for one in article.references if one.number == number), None)
    cited = [item for item in claim.citations if item.reference == number] if claim else []
    if claim is None or reference is None or not cited:
        raise NotFoundError(
            "This article has no such statement with that number.", remedy="Open the article and choose a number there."
        )
    found = {item.claim_id: item for item in words.claims}.get(claim.id) if words else None
    quoted = sorted(cited, key=lambda item: (item.passage_id, item.start))
    doses = load_audience(reader or article.audience).doses
    return ProofPage(
        digest=clean(article.digest),
        question=clean(article.question),
        claim_id=claim.id,
        claim=clean(claim.text),
        verbatim=claim.text in {item.quote for item in cited},
        reworded=clean_lines(found.text) if found and found.text != clean(claim.text) else "",
        withheld=clean(found.withheld) if found else "",
        number=number,
        numbers=reading.claim_numbers(claim),
        support=clinical.support_words(claim),
        marks=reading.claim_marks(claim, article.references),
        source=citing.reference_text(reference),
        kind=reference.kind.label,
        status=citing.reference_marks(reference, article.references),
        restated=reference.fidelity is Fidelity.RESTATED,
        links=citing.reference_links(reference),
        document_id=clean(reference.document_id),
        passage=clean(cited[0].passage_id),
        proofs=()
        if found and found.withheld
        else tuple(
            _proof(list(group), reference, passages.get(name), publication=publication, doses=doses)
            for name, group in groupby(quoted, key=lambda item: item.passage_id)
        ),
        reader=reader,
    )


def _proof(
    cited: Sequence[Citation],
    reference: Reference,
    passage: Passage | None,
    *,
    publication: Sequence[Passage],
    doses: bool,
) -> ProofView:
    """The quotes of one passage; without `doses` nothing around them that tells a dose is shown."""
    held = passage is not None and all(passage.text[one.start : one.end] == one.quote for one in cited)
    pieces = _pieces(passage.text, cited) if passage and held else [(one.quote, True) for one in cited]
    if not doses:
        pieces = [piece if piece[1] or not tells_dose(piece[0]) else (" … ", False) for piece in pieces]
    before, behind = _neighbours(passage, publication) if passage and held else (None, None)
    return ProofView(
        pieces=tuple(_cut(pieces)),
        held=held,
        facts=_facts(cited, reference, passage),
        before=_beside(before, doses=doses),
        behind=_beside(behind, doses=doses),
    )


def _facts(cited: Sequence[Citation], reference: Reference, passage: Passage | None) -> tuple[tuple[str, str], ...]:
    def told(values: Sequence[str]) -> str:
        return "; ".join(dict.fromkeys(clean(value) for value in values if value))

    published = passage is not None and reference.fidelity is not Fidelity.RESTATED  # ours has sections of our own
    path = passage.section_path if passage and published else ()
    rows = (
        ("Published by", citing.reference_author(reference)),
        ("Kind of evidence", reference.kind.label),
        ("Year and country", citing.reference_origin(reference)),
        ("Strength, in the source's words", told([one.strength for one in cited])),
        ("Certainty, in the source's words", told([one.certainty for one in cited])),
        ("Section", " › ".join(map(clean, path))),
        ("Place in the publication", told([one.locator for one in cited])),
        ("Passage", clean(cited[0].passage_id)),
        ("Inferred", reading.INFERRED if any(one.inferred for one in cited) else ""),
    )
    return tuple(row for row in rows if row[1])


def _pieces(text: str, cited: Sequence[Citation]) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is quoted; quotes that overlap or touch are one."""
    pieces: list[tuple[str, bool]] = []
    at = start = end = 0
    for one in (*cited, None):
        if one is not None and end and one.start <= end:
            end = max(end, one.end)
            continue
        if end:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
        if one is not None:
            start, end = one.start, one.end
    return [piece for piece in (*pieces, (text[at:], False)) if piece[0]]


def _cut(pieces: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The pieces, clean, with long text around the quotes shortened: at its beginning, at its end, or in its middle."""
    last = len(pieces) - 1
    shown = []
    for place, (text, quoted) in enumerate(pieces):
        said = clean(text)
        if not quoted and len(said) > MOST_AROUND:
            end, beginning = _end(said), _beginning(said)
            said = end if place == 0 else beginning if place == last else f"{beginning} {end.removeprefix('… ')}"
        shown.append((f"{' ' * text[0].isspace()}{said}{' ' * (bool(said) and text[-1].isspace())}", quoted))
    return shown


def _neighbours(passage: Passage, publication: Sequence[Passage]) -> tuple[Passage | None, Passage | None]:
    """The passages before and behind one, where the publication as it is held now still has it word for word."""
    place = next((at for at, one in enumerate(publication) if one.id == passage.id), None)
    if place is None or publication[place].text != passage.text:
        return None, None
    before = publication[place - 1] if place else None
    behind = publication[place + 1] if place + 1 < len(publication) else None
    return before, behind


def _beside(passage: Passage | None, *, doses: bool) -> Beside | None:
    if passage is None or (not doses and tells_dose(passage.text)):
        return None
    strength, certainty = passage.grade(0, len(passage.text))
    grades = [f"{name} “{clean(words)}”" for name, words in (("strength", strength), ("certainty", certainty)) if words]
    grades += [reading.INFERRED] if passage.inferred else []
    return Beside(_beginning(clean(passage.text)), clean(passage.locator), "; ".join(grades))


def _end(said: str) -> str:
    """The last words of a text, from the beginning of one."""
    return said if len(said) <= MOST_AROUND else f"… {said[-MOST_AROUND:].partition(' ')[2]}"


def _beginning(said: str) -> str:
    return said if len(said) <= MOST_AROUND else f"{said[:MOST_AROUND].rpartition(' ')[0]} …"
