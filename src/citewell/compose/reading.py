"""The words in which every page shows an article: status, claims, grades, disagreements, provenance.

The terminal page, the exports and the web page all take their wording from here and from `citing`, so that
none of them can say more than another. Everything here is plain text; escaping is the page's own affair.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from citewell.compose.support import independent
from citewell.domain.articles import (
    Article,
    Citation,
    Claim,
    Disagreement,
    Missing,
    Provenance,
    Reference,
    Side,
)
from citewell.domain.enums import ArticleStatus, DocumentStatus, EvidenceKind
from citewell.domain.questions import Emergency
from citewell.domain.wordings import Readability

UNKNOWN_REVIEW = "Review state unknown; not reviewed by a person"
INFERRED = "inferred by the librarian from the source"

NO_SOURCE_EXPLANATION = (
    "The library holds nothing that answers this question, and Citewell does not answer from unrelated text."
)
EMERGENCY_EXPLANATION = (
    "The library holds nothing on this that could be shown here. Help comes first: do not look for an answer now."
)
"""In the place of an answer where the question names a sign of an emergency and nothing answers it."""
NO_SOURCE_ADVICE: tuple[tuple[str, str], ...] = (
    ("Ask in other words: name the condition, the test or the treatment, and spell abbreviations out.", ""),
    ("See what the library holds:", "citewell library list"),
    ("Add documents of your own:", "citewell library add FILE_OR_FOLDER"),
)
VERIFY_ADVICE = (
    "The JSON form of this article can be checked again at any time: every quote and every check is replayed "
    "against the library, without any model, by"
)
VERIFY_COMMAND = "citewell verify FILE"

EMERGENCY_HEADING = "This may be an emergency"
CLARIFICATION_HEADING = "Which of these do you mean?"

_STATUS_WORDS = {
    ArticleStatus.ANSWERED: "Answered",
    ArticleStatus.PARTLY_ANSWERED: "Partly answered",
    ArticleStatus.NO_SOURCE_FOUND: "No source found",
    ArticleStatus.NEEDS_CLARIFICATION: "The question needs to be made clearer",
}
_STATUS_WORDS_IN_CLAIMS = {
    DocumentStatus.SUPERSEDED: "superseded",
    DocumentStatus.EXPRESSION_OF_CONCERN: "under an expression of concern",
    DocumentStatus.RETRACTED: "RETRACTED",
}
_GUIDANCE = (EvidenceKind.GUIDELINE, EvidenceKind.CONSENSUS)
LEAST_RANGE = 3
FIRST_NUMBERS = 3
_JOINERS = "\u200c\u200d"


def readability_words(read: Readability) -> str:
    """Both school grades of what a reader sees, each with what it counts; neither is told without the other."""
    both = f"{read.flesch_kincaid:.1f} for all words, {read.flesch_kincaid_known:.1f} with names and explained terms"
    known = f"counted as known ({read.known_words} of {read.words} words)"
    return f"school grade {both} {known}, by Flesch and Kincaid; {read.smog:.1f} and {read.smog_known:.1f} by SMOG"


def clean(text: str) -> str:
    """One line of text that cannot steer a terminal or a page.

    Runs of white space become one space; invisible format characters (among them those that turn the writing
    direction) go; other control characters become the replacement character, so that a reader sees them.
    """
    if text.isprintable():  # none but spaces to put together; str.isprintable goes by the same categories
        return " ".join(text.split())
    letters = []
    for character in text:
        category = unicodedata.category(character)
        if character.isspace() or category in ("Zl", "Zp"):
            letters.append(" ")
        elif category in ("Cc", "Cs") or ord(character) & 0xFFFE == 0xFFFE:  # the latter no XML may hold
            letters.append("\ufffd")
        elif category != "Cf" or character in _JOINERS:
            letters.append(character)
    return " ".join("".join(letters).split())


def status_words(article: Article) -> str:
    """How far the question is answered and on how much, such as "Answered from 9 publications, ...".

    A publication's own text and our restatement of it are two references and one publication.
    """
    words = _STATUS_WORDS[article.status]
    if article.status is ArticleStatus.NO_SOURCE_FOUND or not article.references:
        return words
    published = independent(article.references)
    total = len(published)
    guidance = sum(reference.kind in _GUIDANCE for reference in published)
    publications = "1 publication" if total == 1 else f"{total} publications"
    statements = {
        0: "no guideline or consensus statement among them",
        1: "1 of them a guideline or consensus statement",
    }
    return f"{words} from {publications}, " + statements.get(
        guidance, f"{guidance} of them guidelines or consensus statements"
    )


def review_words(state: str, labels: Iterable[tuple[str, str]]) -> str:
    """The label of a review state among `labels`; a state that is none of them is never shown as a review."""
    return next((label for name, label in labels if name == state), UNKNOWN_REVIEW)


def emergency_calls(emergencies: Sequence[Emergency]) -> tuple[str, ...]:
    """Whom to call, each once, in the order of the signs."""
    return tuple(dict.fromkeys(clean(emergency.call) for emergency in emergencies))


def emergency_address(emergency: Emergency) -> str:
    """Where the publication behind a rule is; empty for anything but a plain https address."""
    return emergency.url if re.fullmatch(r"https://[^\s<>\"'()\\]+", emergency.url) else ""


def no_source_words(article: Article) -> str:
    """Why there is no answer; where the question names an emergency, what comes before any answer."""
    return EMERGENCY_EXPLANATION if article.emergencies else NO_SOURCE_EXPLANATION


def no_source_advice(article: Article) -> tuple[tuple[str, str], ...]:
    """What can be done where there is no answer, each with a command where it takes one.

    Nothing in an emergency: who may be in danger is told whom to call and is not sent to look for other words.
    """
    return () if article.emergencies else NO_SOURCE_ADVICE


def has_answer(article: Article) -> bool:
    """Whether there are claims to show, and not a refusal or a question in return."""
    return article.status not in (ArticleStatus.NO_SOURCE_FOUND, ArticleStatus.NEEDS_CLARIFICATION)


def claim_numbers(claim: Claim) -> tuple[int, ...]:
    """The reference numbers behind a claim, each once, in the order of its citations."""
    return tuple(dict.fromkeys(citation.reference for citation in claim.citations))


def claim_marks(claim: Claim, references: Sequence[Reference]) -> tuple[str, ...]:
    """What must be read with a claim: the sources' own gradings, quoted; inferences; lost standing.

    "per [3]" says whose rating it is, "per [3, 5]" that two give the same; Citewell gives none itself.
    """
    graded: dict[str, list[int]] = {}
    for citation in claim.citations:
        if grade := grade_words(citation):
            graded.setdefault(grade, []).append(citation.reference)
    marks = [f"per {numbers_text(sources)}: {grade}" for grade, sources in graded.items()]
    return tuple(dict.fromkeys([*marks, *standing_marks(claim, references)]))


def standing_marks(claim: Claim, references: Sequence[Reference]) -> tuple[str, ...]:
    """Of which of a claim's sources it was inferred, and which have lost their standing."""
    inferred = [citation.reference for citation in claim.citations if citation.inferred]
    several = len(claim_numbers(claim)) > 1
    marks = [f"{numbers_text(inferred)}: {INFERRED}" if several else INFERRED] if inferred else []
    numbers = claim_numbers(claim)
    marks += [
        f"[{reference.number}] is {_STATUS_WORDS_IN_CLAIMS[reference.status]}"
        for reference in references
        if reference.number in numbers and reference.status in _STATUS_WORDS_IN_CLAIMS
    ]
    return tuple(dict.fromkeys(marks))


def grade_words(citation: Citation) -> str:
    """The source's own words on strength and certainty, named as such and quoted, unless the quote says them itself."""
    return ", ".join(f"{name} {quoted_grade(value)}" for name, value in unsaid_grades(citation))


def unsaid_grades(citation: Citation) -> tuple[tuple[str, str], ...]:
    """Strength and certainty of a citation by these names, as far as there are any and the quote does not say them."""
    grades = (("strength", citation.strength), ("certainty", citation.certainty))
    return tuple((name, value) for name, value in grades if value.strip() and not _says(citation.quote, value))


URGENT_LEAD = (
    "Get medical help at once for a sign of these that is new or gets worse, for you or whom you care for. "
    "If it is sudden or severe, call your local emergency number (for example 112, 999 or 911)."
)
"""What warning signs are told for, before the sources' own words on them; it says what to do and states no fact."""


def quoted_grade(grade: str) -> str:
    """A grade in quotation marks; a remark in brackets behind it, as on whose scheme it is, stays outside of them."""
    words = clean(grade)
    remark = re.fullmatch(r"([^()]+?)(\s\([^()]*\))", words)
    return f"“{remark[1]}”{remark[2]}" if remark else f"“{words}”"


def _says(quote: str, grade: str) -> bool:
    """Whether a grade's words stand in the quote, as whole words."""
    return re.search(rf"(?<!\w){re.escape(grade)}(?!\w)", quote) is not None


def missing_words(missing: Missing) -> str:
    """What no source was found on, and where it was looked for."""
    return f"{missing_topic(missing)} — searched {clean(missing.searched)}"


def missing_topic(missing: Missing) -> str:
    """What no source was found on; a remark in brackets that its own words end in already is not told twice."""
    topic = clean(missing.topic)
    remark = re.fullmatch(r"(.+) \(([^()]+)\)", topic)
    return remark[1] if remark and remark[1].casefold().rstrip(" ?.!").endswith(remark[2].casefold()) else topic


def disagreement_heading(disagreement: Disagreement) -> str:
    """The point and the measure, such as "Cervicogenic headache: prevalence"."""
    point, measure = clean(disagreement.point), clean(disagreement.measure)
    heading = f"{point}: {measure}" if measure and measure != point else point
    return heading[:1].upper() + heading[1:]


def side_origin(side: Side) -> str:
    """Who holds a position, when, on what kind of evidence and where."""
    year = str(side.year) if side.year and str(side.year) not in side.source else ""
    return ", ".join(clean(part) for part in (side.source, year, side.kind.label.lower(), side.country) if part)


def side_reason(side: Side) -> str:
    """What the source says that its position holds for, quoted; empty where it says nothing."""
    return f"holds “{clean(side.why)}”" if side.why else ""


def provenance_rows(provenance: Provenance) -> tuple[tuple[str, str], ...]:
    """Pairs of name and value: release, engines, settings and searches."""
    engines = "; ".join(
        f"{role}: {' '.join(part for part in (engine.name, engine.version, _short(engine.digest)) if part)}"
        for role, engine in sorted(provenance.engines.items())
    )
    rows = (
        ("Citewell", provenance.citewell),
        ("Library", f"release {provenance.library_release}: {library_size(provenance)}"),
        ("Engines", engines),
        ("Settings", ", ".join(f"{name} {value}" for name, value in sorted(provenance.settings.items()))),
        ("Searched for", "; ".join(f"“{search}”" for search in provenance.searches)),
    )
    return tuple((name, clean(value)) for name, value in rows if value)


def library_size(provenance: Provenance) -> str:
    """How much was searched, such as "537 passages of 154 publications"."""
    return f"{provenance.library_passages:,} passages of {provenance.library_documents:,} publications"


def numbers_text(numbers: Sequence[int]) -> str:
    """Reference numbers as printed behind a claim, in order, three or more in a row as a range: "[1–3, 7]"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [f"{run[0]}–{run[-1]}" if len(run) >= LEAST_RANGE else ", ".join(map(str, run)) for run in runs]
    return f"[{', '.join(told)}]" if told else ""


def shown_numbers(numbers: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first few numbers, and those that a page folds away; one or two more are shown as well."""
    if len(numbers) <= FIRST_NUMBERS + 2:
        return tuple(numbers), ()
    return tuple(numbers[:FIRST_NUMBERS]), tuple(numbers[FIRST_NUMBERS:])


def _short(digest: str) -> str:
    return f"({digest[:12]})" if digest else ""
