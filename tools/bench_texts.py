"""Synthetic publications to measure with, out of a small vocabulary and a fixed seed; nothing they say is true."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from pathlib import Path

SEED = 20_260
CONDITIONS = """cervicogenic headache|migraine|occipital neuralgia|tension-type headache|Chiari malformation|neck pain|
giant cell arteritis|whiplash injury|basilar invagination|atlantoaxial instability|cervical radiculopathy|dizziness"""
TREATMENTS = """manual therapy|deep flexor training|greater occipital nerve block|amitriptyline|low-load exercise|
radiofrequency denervation|physiotherapy|posterior decompression|prednisolone|education and advice|topiramate|bracing"""
PEOPLE = """adults|women aged 18 to 65 years|children|older patients|outpatients|veterans|office workers|athletes"""
OUTCOMES = """headache days per month|pain intensity on a numerical scale|neck disability|quality of life|
range of motion|use of analgesics|days of sick leave|cervical proprioception|
sleep quality|fear of movement|adverse events|relapse"""
SENTENCES = {
    "BACKGROUND": """{condition} is common in {people}, and the place of {treatment} remains disputed.|
Whether {treatment} changes {outcome} in {people} with {condition} is uncertain.|
We aimed to compare {treatment} with {other} for {condition} in {people}.""",
    "METHODS": """We randomly assigned {n} {people} with {condition} to {treatment} or {other} for {small} weeks.|
The primary outcome was {outcome} at {small} weeks, assessed by examiners who were unaware of the assignment.|
We searched six databases up to March {year} for trials of {treatment} in {people} with {condition}.|
Analyses followed the intention-to-treat principle and were adjusted for age, sex and {outcome} at baseline.""",
    "RESULTS": """Of {n} {people}, {part} completed follow-up at {small} months.|
{outcome} fell by {small}.{digit} points with {treatment} and by {digit}.{small} points with {other}
 (mean difference {digit}.{small}, 95% CI 0.{digit} to {small}.{digit}; p = 0.0{small}).|
{outcome} did not differ between the groups (odds ratio 1.{digit}, 95% CI 0.{small} to 2.{digit}).|
Adverse events were reported by {part} of {n} participants and were mild and transient in most of them.|
The effect of {treatment} on {outcome} was larger in those whose {condition} had lasted less than {small} months.""",
    "CONCLUSIONS": """In {people} with {condition}, {treatment} reduced {outcome} more than {other} did.|
{treatment} may be considered for {condition} when {other} has not helped (weak recommendation, low certainty).|
The evidence is of low certainty, and larger trials that measure {outcome} are needed.""",
}
LENGTHS = {"BACKGROUND": 3, "METHODS": 4, "RESULTS": 5, "CONCLUSIONS": 2}


class Writer:
    """Writes sentences, paragraphs and whole files; the same seed writes the same."""

    def __init__(self, seed: int = SEED) -> None:
        self._random = random.Random(seed)

    def sentence(self, section: str) -> str:
        """One sentence as it may stand in that section of an abstract."""
        pick = self._random
        words = {
            "condition": _choose(pick, CONDITIONS),
            "treatment": _choose(pick, TREATMENTS),
            "other": _choose(pick, TREATMENTS),
            "people": _choose(pick, PEOPLE),
            "outcome": _choose(pick, OUTCOMES),
            "n": pick.randint(40, 900),
            "part": pick.randint(5, 39),
            "small": pick.randint(2, 9),
            "digit": pick.randint(1, 9),
            "year": pick.randint(2005, 2024),
        }
        said = _choose(pick, SENTENCES[section]).format(**words)
        return said[0].upper() + said[1:]

    def paragraph(self, section: str, sentences: int = 0) -> str:
        """Some sentences."""
        return " ".join(self.sentence(section) for _ in range(sentences or LENGTHS[section]))

    def title(self) -> str:
        """A title."""
        pick = self._random
        title = f"{_choose(pick, TREATMENTS)} for {_choose(pick, CONDITIONS)} in {_choose(pick, PEOPLE)}"
        return title[0].upper() + title[1:]

    def pubmed_record(self, number: int) -> str:
        """A PubMed record with a labelled abstract and, as most have, more about it than in it."""
        year = self._random.randint(2005, 2024)
        abstract = "".join(
            f'<AbstractText Label="{name}" NlmCategory="{name}">{self.paragraph(name)}</AbstractText>'
            for name in SENTENCES
        )
        authors = "".join(
            f"<Author><LastName>Writer{n}</LastName><ForeName>Ada</ForeName><Initials>A</Initials><AffiliationInfo>"
            "<Affiliation>Department of Measuring, University of Tests.</Affiliation></AffiliationInfo></Author>"
            for n in range(6)
        )
        references = "".join(
            f"<Reference><Citation>{self.title()}. J Tests. {year}; {n}: 1-9.</Citation><ArticleIdList>"
            f'<ArticleId IdType="pubmed">{80_000_000 + n}</ArticleId></ArticleIdList></Reference>'
            for n in range(30)
        )
        return (
            f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{number}</PMID>'
            f"<DateRevised><Year>{year}</Year><Month>06</Month><Day>07</Day></DateRevised>"
            f'<Article PubModel="Print"><Journal><JournalIssue CitedMedium="Internet"><PubDate><Year>{year}</Year>'
            f"</PubDate></JournalIssue><Title>Journal of Tests</Title></Journal><ArticleTitle>{self.title()}."
            f'</ArticleTitle><ELocationID EIdType="doi">10.1000/test.{number}</ELocationID><Abstract>{abstract}'
            f"</Abstract><AuthorList>{authors}</AuthorList><Language>eng</Language><PublicationTypeList>"
            '<PublicationType UI="D016449">Randomized Controlled Trial</PublicationType></PublicationTypeList>'
            '</Article><MeshHeadingList><MeshHeading><DescriptorName UI="D006261">Headache</DescriptorName>'
            "</MeshHeading>"
            "</MeshHeadingList></MedlineCitation><PubmedData><PublicationStatus>ppublish</PublicationStatus>"
            f'<ArticleIdList><ArticleId IdType="pubmed">{number}</ArticleId><ArticleId IdType="doi">10.1000/test.'
            f"{number}</ArticleId></ArticleIdList><ReferenceList>{references}</ReferenceList></PubmedData></PubmedArticle>"
        )

    def jats_article(self, number: int) -> str:
        """An article in JATS: an abstract, four sections of seven paragraphs, a table."""
        sections = "".join(
            f"<sec><title>{name.title()}</title>" + f"{''.join(f'<p>{self.paragraph(name, 6)}</p>' for _ in range(7))}"
            "</sec>"
            for name in SENTENCES
        )
        rows = "".join(f"<tr><td>Group {n}</td><td>{n}.5</td><td>{n * 3}</td></tr>" for n in range(12))
        return (
            '<article article-type="research-article"><front><journal-meta><journal-title-group><journal-title>Journal '
            "of Tests</journal-title></journal-title-group></journal-meta><article-meta>"
            f'<article-id pub-id-type="pmc">{number}</article-id><article-id pub-id-type="doi">10.1000/full.{number}'
            f"</article-id><title-group><article-title>{self.title()}</article-title></title-group><pub-date><year>2020"
            f"</year></pub-date><abstract><p>{self.paragraph('RESULTS')}</p></abstract></article-meta></front><body>"
            f"{sections}<sec><title>Tables</title><table-wrap><label>Table 1</label><caption><p>Outcomes.</p></caption>"
            f"<table><thead><tr><th>Group</th><th>Mean</th><th>n</th></tr></thead><tbody>{rows}</tbody></table>"
            "</table-wrap></sec></body></article>"
        )


def write_pubmed(file: Path, *, records: int) -> None:
    """A .xml.gz file of so many PubMed records."""
    writer = Writer()
    with gzip.open(file, "wt", encoding="utf-8", compresslevel=6) as stream:
        stream.write('<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n')
        for number in range(1, records + 1):
            stream.write(writer.pubmed_record(70_000_000 + number) + "\n")
        stream.write("</PubmedArticleSet>\n")


def write_jats(folder: Path, *, articles: int) -> None:
    """A folder of so many articles."""
    folder.mkdir()
    writer = Writer()
    for number in range(1, articles + 1):
        (folder / f"PMC{9_000_000 + number}.xml").write_text(writer.jats_article(9_000_000 + number), "utf-8")


def short_texts(count: int, *, seed: int) -> Iterator[tuple[str, str]]:
    """Titles with two sentences each."""
    writer = Writer(seed)
    for _ in range(count):
        yield writer.title(), f"{writer.sentence('RESULTS')} {writer.sentence('CONCLUSIONS')}"


def _choose(pick: random.Random, words: str) -> str:
    return pick.choice(words.split("|")).replace("\n", "")
