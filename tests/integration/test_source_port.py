"""What every source promises: one class per module, named after it, that yields items and takes nobody else's files."""

from __future__ import annotations

import importlib
import inspect
import io
import json
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.integration.loopback import Crossref, EuropePmc, EUtils, Reply, Server, pubmed_record, serving

import citewell.sources
from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import DocumentStatus, Fidelity
from citewell.domain.errors import InputError
from citewell.domain.intake import Amendment, Item, Term
from citewell.domain.ports import Source
from citewell.settings import read_settings
from citewell.sources._network import NetworkSettings
from citewell.text.passages import split_document
from citewell.wiring import find_sources

MODULES = sorted(
    module.name for module in pkgutil.iter_modules(citewell.sources.__path__) if not module.name.startswith("_")
)
SENTENCE = "It harmed 2 of 40 people."

Serve = Callable[[Callable[..., Reply]], Server]


class Sample(NamedTuple):
    """Locations of one sound and one broken record, the network to read them through, and what the sound one yields."""

    locations: list[str]
    settings: NetworkSettings | None = None
    yields: type = Document
    nowhere: str = ""


def starter_sample(folder: Path, serve: Serve) -> Sample:
    sound = f"""
id = "sound"
title = "A trial"
kind = "cohort"
url = "https://example.org/1"
identity = "complete"
what_was_read = "abstract"
status = "current"

[[facts]]
id = "sound#01"
topic = "safety"
text = "{SENTENCE}"
locator = "Abstract"
"""
    (folder / "sound.toml").write_text(sound)
    (folder / "broken.toml").write_text("id = \n")
    return Sample([str(folder)])


def files(folder: Path, *, yields: type = Document, **contents: str | bytes) -> Sample:
    """Files whose names are written with __ for a dot."""
    locations = []
    for name, content in contents.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        locations.append(str(path))
    return Sample(locations, yields=yields)


def jsonl_sample(folder: Path, serve: Serve) -> Sample:
    record = json.dumps({"_id": "sound", "title": "A trial", "text": SENTENCE})
    return files(folder, texts__jsonl=record + "\n{broken\n")


def pubmed_xml_sample(folder: Path, serve: Serve) -> Sample:
    page = f"<PubmedArticleSet>{pubmed_record('101', SENTENCE)}</PubmedArticleSet>"
    return files(folder, records__xml=page, broken__xml=page[: len(page) // 2])


def jats_sample(folder: Path, serve: Serve) -> Sample:
    article = (
        '<article article-type="research-article"><front><journal-meta/><article-meta>'
        '<article-id pub-id-type="doi">10.1000/sound</article-id><title-group><article-title>A trial</article-title>'
        f"</title-group></article-meta></front><body><sec><title>Results</title><p>{SENTENCE}</p></sec></body></article>"
    )
    return files(folder, sound__nxml=article, broken__nxml=article[: len(article) // 2])


def pdf_sample(folder: Path, serve: Serve) -> Sample:
    from reportlab.pdfgen.canvas import Canvas

    made = io.BytesIO()
    canvas = Canvas(made)
    canvas.setTitle("A trial")
    canvas.setFont("Helvetica", 24)
    canvas.drawString(72, 760, "A trial")
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 700, SENTENCE)
    canvas.save()
    return files(folder, sound__pdf=made.getvalue(), broken__pdf=made.getvalue()[:200])


def html_sample(folder: Path, serve: Serve) -> Sample:
    return files(folder, sound__html=f"<title>A trial</title><p>{SENTENCE}</p>", broken__html="")


def markdown_sample(folder: Path, serve: Serve) -> Sample:
    return files(folder, sound__md=f"# A trial\n\n{SENTENCE}\n", broken__md="---\nyear: soon\n---\nText.")


def docx_sample(folder: Path, serve: Serve) -> Sample:
    import docx

    document = docx.Document()
    document.add_heading("A trial", 0)
    document.add_paragraph(SENTENCE)
    made = io.BytesIO()
    document.save(made)
    return files(folder, sound__docx=made.getvalue(), broken__docx=b"PK")


def spl_sample(folder: Path, serve: Serve) -> Sample:
    label = (
        '<document xmlns="urn:hl7-org:v3"><code code="34391-3" codeSystem="2.16.840.1.113883.6.1"/>'
        '<title>Solvane tablets</title><setId root="11111111-2222-3333-4444-555555555555"/><versionNumber value="3"/>'
        '<component><structuredBody><component><section><code code="34084-4" codeSystem="2.16.840.1.113883.6.1"/>'
        f"<title>ADVERSE REACTIONS</title><text><paragraph>{SENTENCE}</paragraph></text></section></component>"
        "</structuredBody></component></document>"
    )
    return files(folder, sound__xml=label, broken__xml=label[: len(label) // 2])


def medlineplus_sample(folder: Path, serve: Serve) -> Sample:
    topic = (
        '<health-topic title="{}" url="https://example.org/{}" id="{}" language="English">'
        "<full-summary>{}</full-summary></health-topic>"
    )
    both = topic.format("A trial", "a", "1", f"&lt;p&gt;{SENTENCE}&lt;/p&gt;") + topic.format("Empty", "b", "2", "")
    return files(folder, topics__xml=f"<health-topics>{both}</health-topics>")


def mesh_sample(folder: Path, serve: Serve) -> Sample:
    record = (
        "<DescriptorRecord>{}<DescriptorName><String>Neck Pain</String></DescriptorName><TreeNumberList>"
        "<TreeNumber>C23.888.592.612.553</TreeNumber></TreeNumberList><ConceptList><Concept PreferredConceptYN='Y'>"
        "<TermList><Term><String>Neck Ache</String></Term></TermList></Concept></ConceptList></DescriptorRecord>"
    )
    both = record.format("<DescriptorUI>D019547</DescriptorUI>") + record.format("")
    return files(folder, desc__xml=f"<DescriptorRecordSet>{both}</DescriptorRecordSet>", yields=Term)


def retraction_watch_sample(folder: Path, serve: Serve) -> Sample:
    columns = (
        "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,RetractionDate,"
        "RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,OriginalPaperPubMedID,RetractionNature,"
        "Reason,Paywalled,Notes"
    )
    row = "{},A trial,,,,,,,,,5/1/2024 0:00,10.1/n,0,1/1/2020 0:00,{},0,Retraction,+Error in Data;,No,"
    return files(
        folder, list__csv="\n".join([columns, row.format(1, "10.1000/sound"), row.format(2, "")]), yields=Amendment
    )


def network(server: Server) -> NetworkSettings:
    return NetworkSettings(
        allowed_hosts=frozenset({server.host}),
        eutils_url=server.url,
        europepmc_url=server.url,
        crossref_url=server.url,
        first_pause=0.01,
        tries=2,
        ncbi_api_key="key",
    )


def pubmed_sample(folder: Path, serve: Serve) -> Sample:
    service = EUtils({"1001": date(2024, 1, 1)})
    return Sample(["pmid:1001,77"], network(serve(service)), nowhere="pmid:78")


def europepmc_sample(folder: Path, serve: Serve) -> Sample:
    sound = {"id": "5", "source": "MED", "pmid": "5", "title": "A trial", "abstractText": SENTENCE}
    service = EuropePmc([sound, {"id": "6", "source": "MED", "pmid": "6", "title": "", "abstractText": SENTENCE}])
    return Sample(["europepmc:trial"], network(serve(service)), nowhere="europepmc:")


def crossref_sample(folder: Path, serve: Serve) -> Sample:
    sound = {
        "DOI": "10.1000/sound",
        "title": ["A trial"],
        "abstract": f"<jats:p>{SENTENCE}</jats:p>",
        "type": "article",
    }
    bare = {"DOI": "10.1000/bare", "title": ["Only a title"], "type": "article"}
    crossref, europepmc = Crossref([sound, bare]), EuropePmc([])

    def both(request: object) -> Reply:
        return (crossref if "/works/" in request.path else europepmc)(request)  # type: ignore[attr-defined, arg-type]

    return Sample(["doi:10.1000/sound 10.1000/bare"], network(serve(both)), nowhere="doi:10.1000/nothing")


def web_sample(folder: Path, serve: Serve) -> Sample:
    record = json.dumps({"_id": "sound", "title": "A trial", "text": SENTENCE}) + "\n{broken\n"
    server = serve(lambda request: Reply(record.encode()) if request.path == "/texts.jsonl" else Reply(status=404))
    return Sample([f"{server.url}/texts.jsonl"], network(server), nowhere=f"{server.url}/nothing")


SAMPLES: dict[str, Callable[[Path, Serve], Sample]] = {
    name.removesuffix("_sample"): value for name, value in globals().items() if name.endswith("_sample")
}


@pytest.fixture(params=MODULES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as running:
        yield lambda answer: running.enter_context(serving(answer))


@pytest.fixture
def sample(name: str, tmp_path: Path, serve: Serve) -> Sample:
    return SAMPLES[name](tmp_path, serve)


def source_in(module_name: str, settings: NetworkSettings | None = None) -> Source:
    """The one public class of a module whose name is the module's."""
    module = importlib.import_module(f"citewell.sources.{module_name}")
    classes = [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if member.__module__ == module.__name__ and getattr(member, "name", None) == module_name
    ]
    assert len(classes) == 1, f"{module.__name__} needs one class with name = {module_name!r}"
    if module_name == "web":
        made: Source = classes[0](settings, readers=[source_in("jsonl")])
        return made
    return classes[0](settings) if settings else classes[0]()  # type: ignore[no-any-return]


def read(name: str, sample: Sample) -> list[Item]:
    """Everything at the sample's locations; an error for one of them counts as a rejection."""
    source, items = source_in(name, sample.settings), []
    for location in sample.locations:
        try:
            for item in source.fetch(location):
                items.append(item)
        except InputError as error:
            items.append(Rejection(location, error.message, error.remedy))
    return items


def test_there_are_sources_and_each_has_a_sample() -> None:
    assert set(MODULES) == set(SAMPLES)
    assert {"starter", "jsonl", "pubmed_xml", "jats", "pdf", "html", "docx", "markdown", "spl", "mesh"} <= set(MODULES)


def test_a_sound_record_is_read(name: str, sample: Sample) -> None:
    assert any(isinstance(item, sample.yields) for item in read(name, sample))


def test_a_document_can_be_cut_and_quoted_and_says_where_it_is_from(name: str, sample: Sample) -> None:
    for document in (item for item in read(name, sample) if isinstance(item, Document)):
        assert document.title.startswith(("A trial", "Solvane")), document.title
        assert document.collection
        assert document.source in MODULES
        assert isinstance(document.fidelity, Fidelity)
        assert isinstance(document.status, DocumentStatus)
        assert not document.retrieved
        passages = split_document(document)
        assert any("40 people" in passage.text or "helped" in passage.text for passage in passages)
        for passage in passages:
            assert document.blocks[passage.block].text[passage.start : passage.end] == passage.text


def test_a_broken_record_is_a_rejection_with_place_reason_and_remedy(name: str, sample: Sample) -> None:
    rejections = [item for item in read(name, sample) if isinstance(item, Rejection)]
    assert rejections
    for rejection in rejections:
        assert rejection.place
        assert rejection.reason.rstrip().endswith((".", ")", "?")), rejection.reason
        assert rejection.remedy


def test_the_same_place_yields_the_same(name: str, sample: Sample) -> None:
    assert read(name, sample) == read(name, sample)


def test_a_place_that_is_not_there_is_an_error_with_a_remedy(name: str, sample: Sample, tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        list(source_in(name, sample.settings).fetch(sample.nowhere or str(tmp_path / "nowhere")))
    assert error.value.remedy
    assert error.value.exit_code == 3


@pytest.mark.parametrize("name", [name for name in MODULES if name != "starter"])
def test_every_location_has_exactly_one_reader(name: str, sample: Sample) -> None:
    sources = find_sources(read_settings({}))
    for location in sample.locations:
        taken = [source.name for source in sources if source.accepts(location)]
        # Of a file that breaks off before its kind can be told, any reader of its ending may say so.
        assert taken == [name] or ("broken" in location and len(taken) == 1), (location, taken)
