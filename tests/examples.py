"""Articles built by hand from a few facts of the starter library, for tests of stores, exports and pages."""

from __future__ import annotations

from dataclasses import replace

from tests.building import citation, claim, reference, side

from citewell.domain.article_codec import with_digest
from citewell.domain.articles import Article, Disagreement, Finding, Missing, Provenance, Section, Side
from citewell.domain.documents import EngineIdentity
from citewell.domain.enums import ArticleStatus, DocumentStatus, EvidenceKind, Severity

QUESTION = "What are the treatment options for cervicogenic headache and craniocervical junction anomaly management?"
HOSTILE = (
    "<script>alert('x')</script> **bold** [click](javascript:alert(1)) \x1b[31mred\x1b[0m \x07 "
    "\u202eevil\u202c\r\n# Heading `code` & http://evil.example/ <img src=x onerror=alert(1)>"
)
RESTATED = (
    "Sources marked restated are quoted from short restatements written for the starter library, mostly from "
    "abstracts; they are not the publications' own words. Check the publication before acting on it."
)
PROVENANCE = Provenance(
    citewell="0.1.0",
    library_release="1f0c7a9be23d4856",
    library_documents=154,
    library_passages=537,
    engines={
        "embedder": EngineIdentity("minilm", "all-MiniLM-L6-v2", "53aa51172d142c89d9012cce15ae4d6cc0ca6895"),
        "writer": EngineIdentity("extractive", "1"),
    },
    settings={"evidence_limit": "160", "vector_weight": "0.5"},
    searches=("treatment of cervicogenic headache", "craniocervical junction anomaly management"),
)


def example_article() -> Article:
    """A sealed, partly answered article: claims graded, inferred, merged, opposed and removed."""
    exercise = claim(
        citation(
            1,
            "optima-2019#07",
            "For persistent cervicogenic headache OPTIMa 2019 says to consider low-load endurance "
            "craniocervical and cervicoscapular exercises.",
            "Recommendation 6",
            strength="consider (NICE-style wording)",
        )
    )
    junction = claim(
        citation(
            2,
            "chiari-adult-2022#03",
            "For adults with symptomatic Chiari I malformation the panel agreed on posterior fossa decompression.",
            "Abstract: Results",
            strength="consensus (Delphi)",
        )
    )
    low = claim(
        citation(
            3,
            "knackstedt-2010#02",
            "In a random sample of 30,000 Norwegians aged 30 to 44 years, chronic cervicogenic headache had "
            "a prevalence of 0.17%, with a female preponderance.",
            "Results",
        )
    )
    high = claim(
        citation(
            4,
            "sjaastad-2008#01",
            "In Vaga, Norway, examination of 1838 people aged 18 to 65 years (88.6% of that age group) gave "
            "a cervicogenic headache prevalence of 4.1%.",
            "Results",
        )
    )
    essential = claim(
        citation(
            5,
            "martelletti-2004#04",
            "The 2004 review, relying on the 1998 Cervicogenic Headache International Study Group criteria, "
            "treats a positive response to an appropriate nerve block as an essential diagnostic feature.",
            "Abstract",
        )
    )
    route = claim(
        citation(
            6,
            "ichd3-11.2.1-cervicogenic#08",
            "Because only two of the four ICHD-3 causation items are needed, a positive diagnostic block is "
            "one route to the diagnosis of cervicogenic headache and not a compulsory one.",
            "Criterion C (reading of the list)",
            inferred=True,
        )
    )
    block = claim(
        citation(
            7,
            "tobin-2009#01",
            "A 2009 review of 21 articles considered occipital nerve block an effective treatment for "
            "cervicogenic headache and occipital neuralgia.",
            "Abstract",
        ),
        citation(
            8,
            "vadod-2020-afp#04",
            "Occipital nerve block is suggested for the short-term treatment of headache from the neck.",
            "Recommendation table",
            strength="Weak for",
            certainty="low quality evidence",
        ),
        citation(1, "optima-2019#09", "Nerve block is a further option after exercise.", "Recommendation 8"),
    )
    references = (
        reference(
            1,
            "optima-2019",
            "Non-pharmacological management of persistent headaches associated with neck pain: a clinical "
            "practice guideline from the Ontario protocol for traffic injury management (OPTIMa) "
            "collaboration",
            kind=EvidenceKind.GUIDELINE,
            authors="Cote P, Yu H, Shearer HM, et al.",
            organisation="OPTIMa Collaboration",
            journal="European Journal of Pain 2019;23(6):1051-1070",
            year=2019,
            country="Canada",
            doi="10.1002/ejp.1374",
            url="https://doi.org/10.1002/ejp.1374",
            read_on_copy_site=True,
        ),
        reference(
            2,
            "chiari-adult-2022",
            "Diagnosis and treatment of Chiari malformation and syringomyelia in adults: international "
            "consensus document",
            kind=EvidenceKind.CONSENSUS,
            authors="Ciaramitaro P, Massimi L, Bertuccio A, et al.",
            journal="Neurological Sciences 2022;43(2):1327-1342",
            year=2022,
            country="Italy / international",
            doi="10.1007/s10072-021-05347-3",
            pmid="34129128",
        ),
        reference(
            3,
            "knackstedt-2010",
            "Cervicogenic headache in the general population: the Akershus study of chronic headache",
            authors="Knackstedt H, Bansevicius D, Aaseth K, Grande RB, Lundqvist C, Russell MB",
            journal="Cephalalgia 2010;30(12):1468-1476",
            year=2010,
            country="Norway",
            pmid="20974607",
        ),
        reference(
            4,
            "sjaastad-2008",
            "Prevalence of cervicogenic headache: Vaga study of headache epidemiology",
            authors="Sjaastad O, Bakketeig LS",
            journal="Acta Neurologica Scandinavica 2008;117(3):173-180",
            year=2008,
            country="Norway",
            doi="10.1111/j.1600-0404.2007.00962.x",
        ),
        reference(
            5,
            "martelletti-2004",
            "Cervicogenic headache: practical approaches to therapy",
            kind=EvidenceKind.NARRATIVE_REVIEW,
            authors="Martelletti P, van Suijlekom H",
            journal="CNS Drugs 2004;18(12):793-805",
            year=2004,
            country="Italy / Netherlands",
            identity="partial-with-id",
            pmid="15377169",
        ),
        reference(
            6,
            "ichd3-11.2.1-cervicogenic",
            "ICHD-3: 11.2.1 Cervicogenic headache (web edition of the International Classification of "
            "Headache Disorders)",
            kind=EvidenceKind.CLASSIFICATION,
            organisation="International Headache Society",
            year=2018,
            country="international",
            url="https://ichd-3.org/11-headache-or-facial-pain/11-2-1-cervicogenic-headache/",
        ),
        reference(
            7,
            "tobin-2009",
            "Occipital Nerve Blocks: When and What to Inject?",
            kind=EvidenceKind.NARRATIVE_REVIEW,
            authors="Tobin J, Flitman S",
            journal="Headache 2009;49(10):1521-1533",
            year=2009,
            pmid="19674126",
        ),
        reference(
            8,
            "vadod-2020-afp",
            "Management of Headache: Guidelines From the VA/DoD",
            kind=EvidenceKind.GUIDELINE,
            organisation="US Department of Veterans Affairs and Department of Defense",
            journal="American Family Physician",
            country="United States",
            status=DocumentStatus.SUPERSEDED,
            url="https://www.example.org/guideline?year=2020&part=1",
        ),
    )
    article = Article(
        question=QUESTION,
        audience="clinician",
        intent="treatment",
        status=ArticleStatus.PARTLY_ANSWERED,
        direct_answer=(exercise, junction),
        sections=(
            Section("understanding", "Understanding cervicogenic headache", (low, high)),
            Section("diagnosis", "Diagnosis and its challenges", (route, essential)),
            Section("second_line", "Second-line treatment", (block,)),
        ),
        references=references,
        disagreements=(
            Disagreement(
                "cervicogenic headache",
                "prevalence",
                (
                    side("0.17%", low, "Knackstedt et al., 2010", 2010, EvidenceKind.COHORT, "Norway"),
                    side("4.1%", high, "Sjaastad et al., 2008", 2008, EvidenceKind.COHORT, "Norway"),
                ),
            ),
            Disagreement(
                "nerve block",
                "whether it is required",
                (
                    side(
                        "one route to",
                        route,
                        "International Headache Society, 2018",
                        2018,
                        EvidenceKind.CLASSIFICATION,
                        "international",
                    ),
                    side(
                        "essential",
                        essential,
                        "Martelletti et al., 2004",
                        2004,
                        EvidenceKind.NARRATIVE_REVIEW,
                        "Italy / Netherlands",
                    ),
                ),
            ),
        ),
        not_found=(
            Missing("dosing of gabapentin", "537 passages of 154 publications (library release 1f0c7a9be23d4856)"),
        ),
        notes=(RESTATED, "References marked superseded have been replaced or retired by a later edition."),
        findings=(
            Finding(
                "numbers_match",
                Severity.ERROR,
                "c0123456789ab",
                "The claim says 20%, which its quote does not.",
                "up to 20% of patients",
            ),
            Finding("old_source", Severity.NOTICE, "martelletti-2004", "The source is more than 15 years old."),
        ),
        provenance=PROVENANCE,
        review_state="auto_checked",
    )
    return with_digest(article)


def unanswered_article(question: str = "What is the capital of France?") -> Article:
    """A sealed article of status no_source_found."""
    return with_digest(
        Article(
            question=question,
            audience="clinician",
            intent="general",
            status=ArticleStatus.NO_SOURCE_FOUND,
            direct_answer=(),
            sections=(),
            references=(),
            disagreements=(),
            not_found=(Missing(question, "537 passages of 154 publications (library release 1f0c7a9be23d4856)"),),
            notes=(),
            findings=(),
            provenance=replace(PROVENANCE, searches=(question,)),
            review_state="auto_checked",
        )
    )


def hostile_article() -> Article:
    """A sealed article whose every text that comes from outside is an attack."""
    bad = claim(citation(1, "evil#01", HOSTILE, HOSTILE, strength=HOSTILE, certainty=HOSTILE))
    return with_digest(
        replace(
            example_article(),
            question=HOSTILE,
            status=ArticleStatus.ANSWERED,
            direct_answer=(bad,),
            sections=(Section("general", HOSTILE, (claim(*bad.citations, text=f"And: {HOSTILE}"),)),),
            references=(
                reference(
                    1,
                    "evil",
                    HOSTILE,
                    authors=HOSTILE,
                    organisation=HOSTILE,
                    journal=HOSTILE,
                    country=HOSTILE,
                    doi='10.1/"><script>alert(1)</script>',
                    pmid="1)](javascript:alert(1)",
                    url="javascript:alert(document.domain)",
                ),
            ),
            disagreements=(
                Disagreement(
                    HOSTILE,
                    HOSTILE,
                    tuple(
                        Side(HOSTILE, bad.id, HOSTILE, HOSTILE, None, EvidenceKind.OTHER, HOSTILE, HOSTILE, 1)
                        for _ in range(2)
                    ),
                ),
            ),
            not_found=(Missing(HOSTILE, HOSTILE),),
            notes=(HOSTILE,),
            findings=(Finding(HOSTILE, Severity.ERROR, HOSTILE, HOSTILE, HOSTILE),),
            provenance=replace(PROVENANCE, searches=(HOSTILE,)),
        )
    )
