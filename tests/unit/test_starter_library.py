"""The starter library is complete, well formed and unchanged by accident; a broken file is reported."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from citewell.domain.documents import Document, Rejection
from citewell.domain.enums import DocumentStatus, EvidenceKind, Fidelity, PassageTopic
from citewell.domain.errors import InputError
from citewell.sources.starter import StarterSource, fingerprint

ROOT = Path(__file__).resolve().parents[2]
PUBLICATIONS = ROOT / "src" / "citewell" / "starter" / "publications"
RECORD = ROOT / "tests" / "data" / "starter_numbers.json"

SUPERSEDED = {
    "os-odontoideum-2002": "os-odontoideum-2013",
    "acr-neck-2019": "acr-neck-2024",
    "cns-ons-2015": "cns-ons-2023",
    "vadod-2020-afp": "vadod-2023-annals",
    "vadod-2020-synopsis": "vadod-2023-annals",
    "aap-ds-1995": "",
}
INFERRED = {"ichd3-11.2.1-cervicogenic#08", "al-khazali-2022#04", "nakashima-2015#04"}


@pytest.fixture(scope="module")
def library() -> dict[str, Document]:
    found = list(StarterSource().fetch())
    assert [item for item in found if isinstance(item, Rejection)] == []
    return {item.id: item for item in found if isinstance(item, Document)}


def load_tool() -> ModuleType:
    specification = importlib.util.spec_from_file_location("starter_numbers", ROOT / "tools" / "starter_numbers.py")
    assert specification is not None
    assert specification.loader is not None
    tool = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(tool)
    return tool


def test_all_154_publications_with_537_facts_are_there(library: dict[str, Document]) -> None:
    assert len(library) == 154
    assert sum(len(document.blocks) for document in library.values()) == 537


def test_every_document_says_that_it_restates(library: dict[str, Document]) -> None:
    assert {document.fidelity for document in library.values()} == {Fidelity.RESTATED}
    assert {document.collection for document in library.values()} == {"starter"}


def test_every_publication_says_what_was_read_and_how_sure_its_identity_is(
    library: dict[str, Document],
) -> None:
    for document in library.values():
        assert document.title, document.id
        assert document.what_was_read, document.id
        assert document.identity in {"complete", "partial-with-id", "title-and-address-sure"}, document.id
        assert document.kind is not EvidenceKind.OTHER, document.id


def test_identifiers_are_well_formed(library: dict[str, Document]) -> None:
    for document in library.values():
        assert re.fullmatch(r"(10\.\d{4,9}/[-._;()/:A-Za-z0-9]+)?", document.doi), document.doi
        assert not document.doi.endswith((".", "/", ";")), document.doi
        assert re.fullmatch(r"(\d{1,8})?", document.pmid), document.pmid
        assert re.fullmatch(r"(PMC\d{5,8})?", document.pmcid), document.pmcid
        for address in (document.url, *document.other_urls):
            assert re.fullmatch(r"https?://[^\s/]+/?\S*", address), address
        assert document.url not in document.other_urls, document.id


def test_a_publication_whose_identity_is_partial_has_an_identifier(library: dict[str, Document]) -> None:
    for document in library.values():
        if document.identity == "partial-with-id":
            assert document.doi or document.pmid or document.pmcid, document.id


@pytest.mark.parametrize("field", ["title", "doi", "pmid", "pmcid", "url"])
def test_no_publication_stands_twice(library: dict[str, Document], field: str) -> None:
    values = [str(getattr(document, field)).lower().rstrip("/") for document in library.values()]
    assert [value for value, count in Counter(values).items() if value and count > 1] == []


def test_a_link_shown_to_readers_is_no_proxy_when_an_identifier_is_known(
    library: dict[str, Document],
) -> None:
    proxies = re.compile(r"scribd\.com|weglot\.com|docslib\.org|//\d+\.\d+\.\d+\.\d+|staging|cricutcom|vukou\.com")
    for document in library.values():
        if document.doi or document.pmid or document.pmcid:
            assert not proxies.search(document.url), document.id


def test_a_text_read_on_a_sharing_site_is_marked_as_read_on_a_copy(library: dict[str, Document]) -> None:
    sharing = re.compile(r"scribd\.com|weglot\.com|docslib\.org|//\d+\.\d+\.\d+\.\d+|iiab\.me|cricutcom|docksci\.com")
    read_there = {
        document.id
        for document in library.values()
        if any(sharing.search(address) for address in (document.url, *document.other_urls))
        or re.search(r"\bcopy\b", document.what_was_read)
    }
    known_copies = {document.id for document in library.values() if document.read_on_copy_site}
    # NICE was read at nice.org.uk; a copy only told the date of its last update.
    assert read_there - known_copies == {"nice-cg150"}


def test_only_what_is_known_to_be_replaced_or_retired_is_superseded(library: dict[str, Document]) -> None:
    superseded = {key: item for key, item in library.items() if item.status is not DocumentStatus.CURRENT}
    assert {key: item.superseded_by for key, item in superseded.items()} == SUPERSEDED
    for document in superseded.values():
        assert document.status is DocumentStatus.SUPERSEDED
        assert document.note, f"{document.id} gives no reason"
        assert not document.superseded_by or document.superseded_by in library


def test_every_fact_is_one_sentence_that_ends(library: dict[str, Document]) -> None:
    for document in library.values():
        for block in document.blocks:
            assert re.match(r"[A-Z0-9]", block.text), block.id
            assert block.text.endswith("."), block.id
            assert not re.search(r"[.!?]\s+[A-Z0-9]", block.text), f"{block.id} holds two sentences"
            assert block.text.isprintable(), block.id


def test_every_fact_has_its_place_topic_and_a_number_of_its_own(library: dict[str, Document]) -> None:
    texts: list[str] = []
    for document in library.values():
        numbers = [block.id for block in document.blocks]
        assert numbers == [f"{document.id}#{number:02d}" for number in range(1, len(numbers) + 1)]
        for block in document.blocks:
            assert block.locator, block.id
            assert isinstance(block.topic, PassageTopic), block.id
            assert len(block.section_path) == 1, block.id
            texts.append(block.text)
    assert len(texts) == len(set(texts))


def test_exactly_three_facts_are_marked_as_inferred(library: dict[str, Document]) -> None:
    blocks = [block for document in library.values() for block in document.blocks]
    assert {block.id for block in blocks if block.inferred} == INFERRED


def test_the_words_and_numbers_of_every_fact_are_as_recorded(library: dict[str, Document]) -> None:
    """A hand edit must be made deliberately: tools/starter_numbers.py prints it and renews the record."""
    tool = load_tool()
    texts = {block.id: block.text for document in library.values() for block in document.blocks}
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    assert tool.differences(recorded=recorded, found=tool.record_of(texts)) == []


def test_a_changed_number_or_unit_is_noticed() -> None:
    tool = load_tool()
    fact = "Of 60 people, 0.17% took 20 mg for 3 months (SMD -0.35, p < 0.001)."
    recorded = tool.record_of({"a#01": fact})
    for before, after in [("0.17%", "0.71%"), ("20 mg", "20 ml"), ("-0.35", "0.35"), ("< 0.001", "> 0.001")]:
        found = tool.record_of({"a#01": fact.replace(before, after)})
        assert "NUMBERS changed" in tool.differences(recorded=recorded, found=found)[0], (before, after)


def test_nothing_in_the_library_speaks_of_how_it_was_collected() -> None:
    collecting = re.compile(
        r"\bPENDING\b|\bmy conclusion\b|\bseed\b|stored page|conflicts\.md|unread list", re.IGNORECASE
    )
    for file in PUBLICATIONS.glob("*.toml"):
        assert not collecting.search(file.read_text(encoding="utf-8")), file.name


@pytest.fixture
def copy_of_one(tmp_path: Path) -> Path:
    shutil.copy(PUBLICATIONS / "jull-2002.toml", tmp_path)
    shutil.copy(PUBLICATIONS / "bogduk-2009.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ('kind = "randomised-trial"', 'kind = "trial"', "(kind)"),
        ('title = "', 'titel = "', "(titel)"),
        ('pmid = "12221344"', 'pmid = "PMID 12221344"', "(pmid)"),
        ('doi = "10.', 'doi = "https://doi.org/10.', "(doi)"),
        ("year = 2002", 'year = "2002"', "(year)"),
        ("year = 2002", "year = 20022", "(year)"),
        ('status = "current"', 'status = "fine"', "(status)"),
        ('id = "jull-2002"', 'id = "jull-2003"', "(id)"),
        ('"jull-2002#02"', '"jull-2002#01"', "(fact 2, id)"),
        ('"jull-2002#02"', '"other#02"', "(fact 2, id)"),
        ('text = "', 'text = "\\n', "(fact 1, text)"),
        ('url = "https://', 'url = "ftp://', "(url)"),
        ("[[facts]]", "[[fact]]", "(fact)"),
        ('title = "', "title = ", ""),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_the_rest_is_read(
    copy_of_one: Path, before: str, after: str, field: str
) -> None:
    file = copy_of_one / "jull-2002.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    sound, broken = StarterSource().fetch(str(copy_of_one))
    assert isinstance(sound, Document)
    assert isinstance(broken, Rejection)
    line = text[: text.index(before)].count("\n") + 1
    assert broken.place == f"jull-2002.toml:{line} {field}".strip()
    assert broken.reason
    assert broken.remedy


def test_a_missing_field_points_at_the_fact_that_lacks_it(copy_of_one: Path) -> None:
    file = copy_of_one / "jull-2002.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    second = [number for number, line in enumerate(lines) if line == "[[facts]]"][1]
    locator = next(number for number in range(second, len(lines)) if lines[number].startswith("locator"))
    file.write_text("\n".join(lines[:locator] + lines[locator + 1 :]), encoding="utf-8")
    _, broken = StarterSource().fetch(str(copy_of_one))
    assert isinstance(broken, Rejection)
    assert broken.place == f"jull-2002.toml:{second + 1} (fact 2, locator)"


def test_a_file_that_is_not_text_is_reported(copy_of_one: Path) -> None:
    (copy_of_one / "jull-2002.toml").write_bytes(b'id = "jull-2002"\ntitle = "\xff\xfe"\n')
    _, broken = StarterSource().fetch(str(copy_of_one))
    assert isinstance(broken, Rejection)
    assert broken.place == "jull-2002.toml:2"


def test_a_folder_without_publications_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputError) as error:
            list(StarterSource().fetch(str(folder)))
        assert error.value.remedy


def test_the_fingerprint_changes_with_a_letter_a_name_and_a_file(copy_of_one: Path) -> None:
    seen = {fingerprint(str(copy_of_one))}
    assert fingerprint(str(copy_of_one)) in seen
    file = copy_of_one / "jull-2002.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("headache", "headache ", 1), encoding="utf-8")
    seen.add(fingerprint(str(copy_of_one)))
    file.rename(copy_of_one / "jull-2003.toml")
    seen.add(fingerprint(str(copy_of_one)))
    (copy_of_one / "jull-2003.toml").unlink()
    seen.add(fingerprint(str(copy_of_one)))
    assert len(seen) == 4
    assert re.fullmatch(r"[0-9a-f]{64}", fingerprint())
