"""What exports are made from in tests: articles of every kind, with the passages and documents that they cite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.building import citation, claim, reference
from tests.examples import example_article, hostile_article, unanswered_article

from citewell.compose.emergencies import find_emergencies
from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article, Expected, Section, TreatmentLine, Understood
from citewell.domain.documents import Block, Document, Passage
from citewell.domain.enums import ArticleStatus, DocumentStatus, EvidenceKind, Intent
from citewell.domain.exporting import ExportMaterial
from citewell.domain.questions import Clarification, Pico
from citewell.domain.wordings import Explanation, Readability, WordedArticle, WordedClaim

KEPT_AT = "2026-11-28T09:30:00.123456+00:00"
WITHHELD = "A doctor or pharmacist decides on the dose."

TRICKS = (
    "%PDF-1.7 {unbalanced \\end{document} @article{x, title={",
    "Title\r\nER  - \r\nTY  - JOUR\nTI  - another",
    "</script><script>alert(1)</script> <!-- ]]> &amp; &#x3c;",
    "=cmd|'/c calc'!A1 \x9b31m \x7f \u2028 \u2029 \x00 \x1b]0;x\x07 \ufffe \uffff \u202e {{ 7 * 7 }} {% include 'x' %}",
    "$x$ ~ ^ _ # & % \\ \" ' ` $(id) and Others and others",
)


def answered_article() -> Article:
    """A sealed answer with treatment by line, what is expected besides, a concept, and a retracted source."""
    article = example_article()
    first, second = article.direct_answer
    references = (replace(article.references[0], status=DocumentStatus.RETRACTED), *article.references[1:])
    return with_digest(
        replace(
            article,
            status=ArticleStatus.ANSWERED,
            references=references,
            not_found=(),
            how_sure="Rests on 3 guidelines and 5 other publications, 2004 to 2022.",
            understood=(
                Understood(
                    "treatment of cervicogenic headache",
                    "cervicogenic headache",
                    Intent.TREATMENT,
                    Pico(conditions=("cervicogenic headache",), interventions=("exercise",), outcomes=("pain",)),
                ),
            ),
            lines=(
                _line(1, "First-line", "exercises", first.id, 1, strength="consider (NICE-style wording)"),
                _line(1, "First-line", "posterior fossa decompression", second.id, 2),
                _line(2, "Second-line", "nerve block", article.claims[-1].id, 7),
            ),
            expected=(
                Expected("red_flags", "Signs of danger", "They change what is done.", (first.id,)),
                Expected("pregnancy", "In pregnancy", "Drugs differ.", ()),
            ),
        )
    )


def emergency_article() -> Article:
    """A sealed answer that begins with whom to call."""
    return with_digest(replace(example_article(), emergencies=tuple(find_emergencies("I want to kill myself"))))


def asked_back_article() -> Article:
    """A sealed question in return."""
    back = Clarification("Which block do you mean?", ("A nerve block?", "A heart block?"))
    return with_digest(
        replace(
            unanswered_article("block?"), status=ArticleStatus.NEEDS_CLARIFICATION, clarification=back, not_found=()
        )
    )


def bare_article() -> Article:
    """A sealed answer with nothing in it but one claim of an unknown publication."""
    only = claim(citation(1, "unknown#01", "Rest helps.", ""))
    return with_digest(
        replace(
            example_article(),
            direct_answer=(only,),
            sections=(),
            references=(reference(1, "unknown", "", kind=EvidenceKind.OTHER),),
            disagreements=(),
            not_found=(),
            notes=(),
            findings=(),
        )
    )


def tricky_article() -> Article:
    """A sealed answer whose texts try to break out of one format or another."""
    claims = tuple(claim(citation(n, f"trick-{n}#01", text, text)) for n, text in enumerate(TRICKS, start=1))
    return with_digest(
        replace(
            example_article(),
            question=" ".join(TRICKS),
            direct_answer=claims[:1],
            sections=(Section("general", TRICKS[2], claims[1:]),),
            references=tuple(
                reference(
                    n,
                    f"trick-{n}",
                    text,
                    authors=f"{text}, Smith J, et al.",
                    organisation=text,
                    journal=f"{text} 2019;1(2):3-4",
                    year=2019,
                    doi=f"10.1000/{text}",
                    url=f"https://example.org/{text}",
                )
                for n, text in enumerate(TRICKS, start=1)
            ),
            disagreements=(),
            not_found=(),
            notes=TRICKS,
            findings=(),
            how_sure=TRICKS[0],
        )
    )


ARTICLES: dict[str, Callable[[], Article]] = {
    "answered": answered_article,
    "partly answered": example_article,
    "no source found": unanswered_article,
    "asked back": asked_back_article,
    "emergency": emergency_article,
    "bare": bare_article,
    "hostile": hostile_article,
    "tricky": tricky_article,
}


def material(article: Article, *, wording: WordedArticle | None = None, kept_at: str = "") -> ExportMaterial:
    """The article with passages in which its quotes stand, and the documents of its references."""
    cited = [one for held in article.claims for one in held.citations]
    passages = {
        one.passage_id: Passage(one.passage_id, one.document_id, one.quote, end=len(one.quote), locator=one.locator)
        for one in cited
    }
    documents = {
        one.document_id: Document(one.document_id, one.title or "Untitled", (Block("Text."),), "test")
        for one in article.references
    }
    return ExportMaterial(article, passages, documents, wording, kept_at)


def plain_words(article: Article) -> WordedArticle:
    """The article for another reader: the first claim worded and explained, the second withheld, the last folded."""
    first, second, *others = article.claims
    worded = WordedClaim(first.id, "Gentle exercises may help.", (Explanation("exercises", "moving on purpose"),), True)
    rest = [WordedClaim(one.id, one.text) for one in others]
    return WordedArticle(
        audience="clinician",
        digest=article.digest,
        claims=(worded, WordedClaim(second.id, "", withheld=WITHHELD), *rest[:-1], replace(rest[-1], shown=False)),
        readability=Readability(120, 10, 12.0, 9.1, 10.2, known_words=30, flesch_kincaid_known=5.8, smog_known=7.3),
        target=(5.0, 6.0),
        urgent=("Call an ambulance for a sudden headache.",),
        questions=("Which exercises fit me?",),
    )


def _line(order: int, name: str, option: str, claim_id: str, number: int, *, strength: str = "") -> TreatmentLine:
    return TreatmentLine(order, name, "", option, strength, "", claim_id, (number,))
