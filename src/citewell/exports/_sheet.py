"""What a reader takes away, worked out once for all formats to read: text, Markdown, HTML, PDF and DOCX set it in type.

Every text here is clean and plain; escaping is each format's own affair. Where the material has the words of a
reader profile, they stand in place of the article's, and what they withhold is shown nowhere: not in a treatment
step, not as a side of a disagreement, not as a quote, and neither are sentences that the checks removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from citewell.compose import citing, clinical, reading
from citewell.compose.audiences import load_audience
from citewell.compose.finding_words import finding_words
from citewell.compose.lay_grades import lay_grade, lay_marks, without_grades
from citewell.compose.people_told import in_short as summaries
from citewell.compose.people_told import lines_lead, people_lead, people_marks
from citewell.compose.plain.lists import in_one_line
from citewell.compose.reading import clean
from citewell.compose.urgent_order import order_signs
from citewell.domain.articles import Article, Citation, Claim, Disagreement, Reference, Side
from citewell.domain.enums import ArticleStatus, Fidelity, Severity
from citewell.domain.errors import RecordError
from citewell.domain.exporting import ExportMaterial
from citewell.domain.wordings import WordedArticle, WordedClaim
from citewell.exports._sheet_records import Entry, Group, Line, Numbers, Sheet, Statement, Steps, View
from citewell.reviewed import ToldReview, tell_worded
from citewell.text.readability import ITEM

DIRECT_HEADING = "Direct answer"
DIFFER_HEADING = "Where sources differ"
NOT_FOUND_HEADING = "No source found on"
REMOVED_HEADING = "Removed by checks"
NOTICES_HEADING = "Notices from the checks"
REST_HEADING = "The rest of this answer"
URGENT_HEADING = "When it cannot wait"
QUESTIONS_HEADING = "Questions to ask"
REFERENCES_HEADING = "References"
MAKING_HEADING = "How this was made"
ROWS_FOR_ALL = ("Citewell", "Library")  # of how an article was made, what every reader is shown
HIGHEST_GRADE = 30.0  # a target above it is none


def sheet_of(material: ExportMaterial) -> Sheet:
    """What is shown of the article; raises RecordError for the words of another article."""
    article, wording = material.article, material.wording
    told = tell_worded(material)
    words = _words(article, wording)
    audience = load_audience(wording.audience if wording else article.audience)
    answered = reading.has_answer(article)
    refused = article.status is ArticleStatus.NO_SOURCE_FOUND
    quoted = wording is None or audience.show_locators
    withheld = {name for name, one in words.items() if one.withheld} if quoted else None
    shown = [
        ((heading, claim), claim.id not in words or words[claim.id].shown)
        for heading, claims in _headed(article)
        for claim in claims
    ]
    explained: set[str] = set()
    groups, folded = (
        _explained_once(
            _grouped(article, [pair for pair, is_shown in shown if is_shown is wanted], words, plainly=audience.swap),
            explained,
        )
        for wanted in (True, False)
    )
    views = clinical.expected_views(article) if answered else ()
    return Sheet(
        title=clean(article.question),
        reader=f"In words for: {clean(audience.label)}. Numbers and references are the article’s own."
        if wording
        else "",
        status=_status(article, told),
        caution=told.caution,
        notes=tuple(map(clean, article.notes)),
        calls=reading.emergency_calls(article.emergencies),
        signs=tuple(
            (clean(one.sign), clean(one.source), reading.emergency_address(one)) for one in article.emergencies
        ),
        urgent=_urgent(article, wording) if wording else (),
        asked_back=clean(article.clarification.question) if article.clarification else "",
        choices=tuple(map(clean, article.clarification.choices)) if article.clarification else (),
        refusal=reading.no_source_words(article) if refused and not article.clarification else "",
        searched=_searched(article) if refused and not article.clarification and not article.emergencies else "",
        advice=reading.no_source_advice(article),
        missing=tuple(map(reading.missing_words, article.not_found)) if answered else (),
        people_lead=people_lead(article) if answered else (),
        in_short=in_short(article) if answered and wording is None else (),
        direct=tuple(one for group in groups if group.heading == "" for one in group.statements),
        sure=_sure(article, plainly=audience.swap) if answered else "",
        lines_lead=lines_lead(article) if answered else (),
        ladders=_ladders(article, words, plainly=audience.swap) if answered else (),
        groups=tuple(group for group in groups if group.heading),
        rest=tuple(Group(group.heading or DIRECT_HEADING, group.statements) for group in folded),
        expected=tuple((view.label, view.numbers) for view in views if view.claim_ids),
        expected_missing=tuple(view.label for view in views if not view.claim_ids),
        differ=tuple(_difference(one, words, plainly=audience.swap) for one in article.disagreements)
        if answered
        else (),
        questions=tuple(map(clean, wording.questions)) if wording and answered else (),
        removed=_removed(article, wording),
        notices=_said(article, Severity.NOTICE) if wording is None else (),
        references=tuple(_entry(article, one, withheld, places=audience.show_locators) for one in article.references),
        making=(
            *(row for row in reading.provenance_rows(article.provenance) if quoted or row[0] in ROWS_FOR_ALL),
            ("Reader", clean(audience.label)),
            *(_own_grades(article, words) if audience.swap else ()),
            *(_readability(wording) if wording else ()),
        ),
        digest=clean(article.digest),
        disclaimer=clean(audience.disclaimer),
        kept_on=clean(material.kept_at)[:10],
    )


def _own_grades(article: Article, words: dict[str, WordedClaim]) -> tuple[tuple[str, str], ...]:
    """The sources' own words for the grades that a file gives in plain ones, since no proof is at hand in it."""
    told = (claim for claim in article.claims if claim.id not in words or not words[claim.id].withheld)
    graded = {
        f"[{one.reference}] {reading.quoted_grade(value)}": None
        for claim in told
        for one in claim.citations
        for _, value in reading.unsaid_grades(one)
    }
    return (("Grades in the sources’ own words", "; ".join(graded)),) if graded else ()


def _sure(article: Article, *, plainly: bool) -> str:
    return without_grades(article.how_sure, article) if plainly else clean(article.how_sure)


def in_short(article: Article) -> tuple[tuple[tuple[str, Numbers], ...], ...]:
    """The summaries, each in pieces with the numbers behind them; its options are worded for no other reader."""
    return tuple(tuple((one.text, one.numbers) for one in pieces) for pieces in summaries(article))


def short_line(pieces: Sequence[tuple[str, Numbers]]) -> str:
    """A summary on one line, with its numbers."""
    return "".join(f"{text} {reading.numbers_text(numbers)}" for text, numbers in pieces) + "."


def _words(article: Article, wording: WordedArticle | None) -> dict[str, WordedClaim]:
    if wording is None:
        return {}
    words = {one.claim_id: one for one in wording.claims}
    if wording.digest != article.digest or {claim.id for claim in article.claims} - set(words):
        raise RecordError("The words are those of another article.")
    return words


def _urgent(article: Article, wording: WordedArticle) -> tuple[str, ...]:
    """What cannot wait, without what the call for help on top says already."""
    leading, behind = order_signs(wording.urgent, article)
    signs = tuple(clean(in_one_line(words)) for words in (*leading, *behind))
    return (reading.URGENT_LEAD, *signs) if signs else ()


def _status(article: Article, told: ToldReview) -> tuple[str, ...]:
    """How far the question is answered, then all that is told of the review."""
    words = reading.status_words(article)
    return (words, *told.lines) if reading.has_answer(article) else (words,)


def _headed(article: Article) -> list[tuple[str, tuple[Claim, ...]]]:
    """Headings with their claims; that of the direct answer is empty, for no section has an empty one."""
    if not reading.has_answer(article):
        return []
    named = [(clean(section.heading) or "Section", section.claims) for section in article.sections]
    return [("", article.direct_answer), *named]


def _grouped(
    article: Article, claims: Sequence[tuple[str, Claim]], words: dict[str, WordedClaim], *, plainly: bool
) -> tuple[Group, ...]:
    return tuple(
        Group(
            heading,
            tuple(
                _statement(claim, article, words.get(claim.id), direct=not heading, plainly=plainly)
                for _, claim in pairs
            ),
        )
        for heading, pairs in groupby(claims, key=lambda pair: pair[0])
    )


def _statement(claim: Claim, article: Article, worded: WordedClaim | None, *, direct: bool, plainly: bool) -> Statement:
    numbers = tuple(sorted(reading.claim_numbers(claim)))
    if worded and worded.withheld:
        return Statement(claim.id, clean(worded.withheld), numbers, withheld=True)
    text, items = _listed(worded.text) if worded else (clean(claim.text), ())
    return Statement(
        claim.id,
        text,
        numbers,
        marks=(
            *(lay_marks if plainly else reading.claim_marks)(claim, article.references),
            *(people_marks(article.question, claim, article.references) if direct else ()),
        ),
        items=items,
        explanations=tuple((clean(one.term), clean(one.meaning)) for one in worded.explanations) if worded else (),
    )


def _explained_once(groups: Sequence[Group], known: set[str]) -> tuple[Group, ...]:
    """The same with each term explained where it stands first; `known` are those explained before, and grows."""
    told = []
    for group in groups:
        statements = []
        for one in group.statements:
            new = tuple(pair for pair in one.explanations if pair[0].casefold() not in known)
            known |= {term.casefold() for term, _ in new}
            statements.append(replace(one, explanations=new))
        told.append(Group(group.heading, tuple(statements)))
    return tuple(told)


def _listed(text: str) -> tuple[str, tuple[str, ...]]:
    """A worded text and the items of the list in it, which stand on lines of their own.

    Where the sentence goes on behind its list all of it stays on one line: its end would read as an item.
    """
    head, *items = text.split(ITEM)
    if not items or "\n" in items[-1]:
        return clean(in_one_line(text)), ()
    return clean(head), tuple(map(clean, items))


def _ladders(article: Article, words: dict[str, WordedClaim], *, plainly: bool) -> tuple[Steps, ...]:
    return tuple(
        Steps(ladder.condition, tuple(_line(step, words) for step in ladder.steps))
        for ladder in clinical.treatment_ladders(
            article, grade=(lambda _, words: lay_grade(words)) if plainly else None
        )
    )


def _line(step: clinical.TreatmentStep, words: dict[str, WordedClaim]) -> Line:
    options: dict[str, Numbers] = {}
    for option in step.options:
        worded = words.get(option.claim_id)
        text = clean(worded.withheld) if worded and worded.withheld else clinical.option_words(option)
        options[text] = tuple(sorted({*options.get(text, ()), *option.numbers}))
    return Line(step.name, tuple(options.items()))


def _difference(
    disagreement: Disagreement, words: dict[str, WordedClaim], *, plainly: bool
) -> tuple[str, tuple[View, ...]]:
    views = []
    for side in disagreement.sides:
        worded = words.get(side.claim_id)
        hidden = worded is not None and bool(worded.withheld)
        said = worded.withheld or clean(in_one_line(worded.text)) if worded else side.statement
        views.append(
            View(
                position="" if hidden else clean(side.position),
                origin=reading.side_origin(side),
                number=side.reference,
                grade="" if hidden else _side_grade(side, plainly=plainly),
                reason="" if hidden else reading.side_reason(side),
                statement=clean(said),
            )
        )
    return reading.disagreement_heading(disagreement), tuple(views)


def _side_grade(side: Side, *, plainly: bool) -> str:
    if not side.strength:
        return ""
    return lay_grade(side.strength) if plainly else f"strength {reading.quoted_grade(side.strength)}"


def _said(article: Article, severity: Severity) -> tuple[str, ...]:
    return tuple(dict.fromkeys(finding_words(one) for one in article.findings if one.severity is severity))


def _removed(article: Article, wording: WordedArticle | None) -> tuple[str, ...]:
    said = _said(article, Severity.ERROR)
    if not wording or not said:
        return said
    count = "1 sentence" if len(said) == 1 else f"{len(said)} sentences"
    return (f"{count} did not pass the checks; the article itself tells which and why.",)


def _searched(article: Article) -> str:
    searches = ", ".join(f"“{clean(search)}”" for search in article.provenance.searches)
    return f"{reading.library_size(article.provenance)}, for {searches or 'every part of it'}"


def _entry(article: Article, reference: Reference, withheld: set[str] | None, *, places: bool) -> Entry:
    """A reference with what is quoted of it; no quote of a withheld claim, and none at all where `withheld` is None."""
    cited = citing.cited_passages(article, reference) if places else ()

    def named(citation: Citation) -> str:
        return citation.passage_id if places else ""

    quotes = [
        (clean(citation.quote), " · ".join(clean(part) for part in (citation.locator, named(citation)) if part))
        for claim in article.claims
        if withheld is not None and claim.id not in withheld
        for citation in claim.citations
        if citation.reference == reference.number
    ]
    return Entry(
        number=reference.number,
        kind=reference.kind.label,
        text=citing.reference_text(reference),
        links=citing.reference_links(reference),
        cited=f"{clean(reference.document_id)} {'; '.join(' '.join(pair) for pair in cited)}" if places else "",
        marks=citing.reference_marks(reference, article.references),
        quotes=tuple(dict.fromkeys(quotes)),
        restated=reference.fidelity is Fidelity.RESTATED,
    )


def _readability(wording: WordedArticle) -> tuple[tuple[str, str], ...]:
    measured = wording.readability
    grades = reading.readability_words(measured)
    aim = f" (aim: {wording.target[1]:g} or below in the second way)" if wording.target[1] < HIGHEST_GRADE else ""
    length = f"{measured.words} words, {measured.words_per_sentence:.1f} a sentence"
    changed = sum(one.changed for one in wording.claims)
    return (
        ("Readability", f"{grades}{aim}; {length}"),
        ("Wording", f"{changed} of {len(wording.claims)} statements reworded"),
    )
