"""A drug label comes in whole: every warning under its heading, every figure in its column, no word glued or lost."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.domain.documents import Block, Document, Rejection
from citewell.domain.enums import EvidenceKind, PassageTopic
from citewell.domain.errors import InputError
from citewell.sources.spl import SplSource
from citewell.text.passages import split_document
from citewell.text.sentences import split_sentences

SET_ID = "11111111-2222-3333-4444-555555555555"
HEAD = f"""
  <id root="99999999-2222-3333-4444-555555555555"/>
  <code code="34391-3" codeSystem="2.16.840.1.113883.6.1" displayName="HUMAN PRESCRIPTION DRUG LABEL"/>
  <title>These highlights do not include all the information needed to use EXAMPLAZINE safely and effectively. See
    full prescribing information for EXAMPLAZINE.<br/><br/>EXAMPLAZINE<sup>®</sup> (mockamide sulfate) tablets<br/>
    Initial U.S. Approval: 1999</title>
  <effectiveTime value="20210305"/>
  <setId root="{SET_ID.upper()}"/>
  <versionNumber value="7"/>
  <author><assignedEntity><representedOrganization><name>Example Laboratories</name></representedOrganization>
  </assignedEntity></author>"""
PRODUCT = """<component><section><code code="48780-1"/><subject><manufacturedProduct><manufacturedProduct>
  <name>Examplazine</name><asEntityWithGeneric><genericMedicine><name>mockamide sulfate</name></genericMedicine>
  </asEntityWithGeneric></manufacturedProduct><subjectOf><approval><author><territorialAuthority><territory>
  <code code="USA"/></territory></territorialAuthority></author></approval></subjectOf></manufacturedProduct>
  </subject></section></component>"""


def section(code: str, title: str, text: str, *inner: str, excerpt: str = "") -> str:
    parts = [f'<code code="{code}"/>', f"<title>{title}</title>" if title else ""]
    parts += [f"<text>{text}</text>" if text else ""]
    parts += [f"<excerpt><highlight><text>{excerpt}</text></highlight></excerpt>" if excerpt else ""]
    return f"<component><section>{''.join(parts)}{''.join(inner)}</section></component>"


def label(*sections: str, head: str = HEAD) -> str:
    body = f"<component><structuredBody>{PRODUCT}{''.join(sections)}</structuredBody></component>"
    return f'<?xml version="1.0"?><document xmlns="urn:hl7-org:v3">{head}{body}</document>'


def read(folder: Path, content: str | bytes) -> Document | Rejection:
    file = folder / "label.xml"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    (item,) = SplSource().fetch(str(file))
    return item


def document(folder: Path, *sections: str, head: str = HEAD) -> Document:
    item = read(folder, label(*sections, head=head))
    assert isinstance(item, Document), item
    return item


def blocks(folder: Path, text: str, *, code: str = "34068-7", title: str = "2 DOSAGE") -> tuple[Block, ...]:
    return document(folder, section(code, title, text)).blocks


def texts(folder: Path, text: str, *, code: str = "34068-7", title: str = "2 DOSAGE") -> list[str]:
    return [block.text for block in blocks(folder, text, code=code, title=title)]


def paragraph(text: str) -> str:
    return f"<paragraph>{text}</paragraph>"


def test_the_head_of_a_label_tells_product_owner_version_and_jurisdiction(tmp_path: Path) -> None:
    found = document(tmp_path, section("34067-9", "1 INDICATIONS", paragraph("It is for hay fever.")))
    assert found.id == f"spl-{SET_ID}"
    assert found.title == "EXAMPLAZINE® (mockamide sulfate) tablets"
    assert (found.organisation, found.version, found.published, found.year) == (
        "Example Laboratories",
        "7",
        "2021-03-05",
        2021,
    )
    assert (found.country, found.language) == ("United States", "en")
    assert (found.kind, found.kind_reason) == (EvidenceKind.DRUG_LABEL, "drug label")
    assert found.publication_types == ("Human prescription drug label",)
    assert found.url.endswith(SET_ID)
    assert found.what_was_read == "label"


def test_a_title_without_the_product_is_completed_from_its_data(tmp_path: Path) -> None:
    head = re.sub(r"<title>.*?</title>", "<title>Tablets for children</title>", HEAD, flags=re.DOTALL)
    found = document(tmp_path, section("34067-9", "USES", paragraph("For fever.")), head=head)
    assert found.title == "Examplazine: Tablets for children (mockamide sulfate)"


def test_sections_nest_in_the_path_and_titles_have_no_tabs(tmp_path: Path) -> None:
    inner = section("42229-5", "2.1\tAdults", paragraph("Take 5 mg."))
    (block,) = document(tmp_path, section("34068-7", "2 DOSAGE", "", inner)).blocks
    assert block.section_path == ("2 DOSAGE", "2.1 Adults")
    assert block.locator == "2 DOSAGE > 2.1 Adults"


@pytest.mark.parametrize(
    ("code", "topic"),
    [
        ("34066-1", PassageTopic.SAFETY),
        ("34070-3", PassageTopic.SAFETY),
        ("34073-7", PassageTopic.SAFETY),
        ("42228-7", PassageTopic.SPECIAL_POPULATION),
        ("43679-0", PassageTopic.MECHANISM),
        ("34067-9", None),
    ],
)
def test_the_code_of_a_section_gives_its_topic_also_to_sections_within(
    tmp_path: Path, code: str, topic: PassageTopic | None
) -> None:
    found = document(
        tmp_path,
        section(code, "A", paragraph("Text of it."), section("42229-5", "B", paragraph("Text in it."))),
    )
    assert [block.topic for block in found.blocks] == [topic, topic]


def test_highlights_are_not_read_beside_the_full_text_but_are_where_there_is_none(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        section("34067-9", "1 USE", paragraph("It treats hay fever in adults."), excerpt=paragraph("Hay fever (1)")),
        section("34070-3", "4 CONTRAINDICATIONS", "", excerpt=paragraph("Known allergy to it")),
        section("43683-2", "", "", excerpt=paragraph("Warnings 03/2021")),
    )
    assert [block.text for block in found.blocks] == [
        "It treats hay fever in adults.",
        "4 CONTRAINDICATIONS\n\nKnown allergy to it",
    ]
    assert found.blocks[1].locator.endswith("highlights")


def test_a_boxed_warning_is_never_lost(tmp_path: Path) -> None:
    boxed = '<table><tbody><tr><td><paragraph><content styleCode="bold">It can stop the heart.</content></paragraph>'
    boxed += "<list><item>Do not give it with quinidine.</item></list></td></tr></tbody></table>"
    found = document(
        tmp_path,
        section("34066-1", "WARNING: SUDDEN DEATH", boxed),
        section("34066-1", "WARNING: LIVER FAILURE", ""),
        section("34066-1", "", paragraph("It can blind.")),
        section("34066-1", "WARNING: ABUSE", "", excerpt=paragraph("It is abused.")),
    )
    assert [block.text for block in found.blocks] == [
        "WARNING: SUDDEN DEATH\n\nIt can stop the heart.\n\n• Do not give it with quinidine.",
        "WARNING: LIVER FAILURE",
        "It can blind.",
        "WARNING: ABUSE\n\nIt is abused.",
    ]
    assert {block.topic for block in found.blocks} == {PassageTopic.SAFETY}
    assert found.blocks[2].section_path == ("Boxed warning",)


def test_packages_and_indexes_and_references_are_no_evidence(tmp_path: Path) -> None:
    found = document(
        tmp_path,
        section("51945-4", "PRINCIPAL DISPLAY PANEL", paragraph("5 mg 30 tablets")),
        section("34093-5", "15 REFERENCES", paragraph("A trial of something.")),
        section("34067-9", "1 USE", paragraph("It treats hay fever.")),
    )
    assert [block.text for block in found.blocks] == ["It treats hay fever."]


def test_a_list_stays_with_the_words_that_lead_into_it(tmp_path: Path) -> None:
    listed = paragraph("Do not take it if you:") + "<list><item>are pregnant</item><item>have gout</item></list>"
    assert texts(tmp_path, listed) == ["Do not take it if you:\n\n• are pregnant\n• have gout"]


def test_the_title_leads_into_a_list_that_nothing_else_leads_into(tmp_path: Path) -> None:
    assert texts(tmp_path, "<list><item>gout</item></list>", code="42229-5", title="Avoid in") == ["Avoid in\n\n• gout"]


def test_a_section_whose_title_begins_its_sentence_keeps_it_in_every_block(tmp_path: Path) -> None:
    inner = section("42229-5", "in children", paragraph("under 12 years"))
    found = document(tmp_path, section("50570-1", "Do not use", paragraph("with any other painkiller"), inner))
    assert [block.text for block in found.blocks] == [
        "Do not use\n\nwith any other painkiller",
        "Do not use\n\nin children\n\nunder 12 years",
    ]


def test_parts_of_a_long_list_each_repeat_what_leads_into_it(tmp_path: Path) -> None:
    items = "".join(f"<item>have had illness number {number} in the past</item>" for number in range(90))
    found = document(
        tmp_path, section("42230-3", "Leaflet", paragraph("Do not take it if you:") + f"<list>{items}</list>")
    )
    passages = split_document(found)
    assert len(passages) > 3
    assert all(passage.text.startswith("Do not take it if you:") for passage in passages)
    assert all(f"number {number} " in found_text(found) for number in range(90))


def found_text(found: Document) -> str:
    return "\n".join(block.text for block in found.blocks)


def test_nested_lists_keep_their_order_and_marks(tmp_path: Path) -> None:
    listed = (
        '<list listType="ordered"><item>With inhibitors:<list><item>Ritonavir: do not exceed 25 mg</item></list>'
        "and watch the pulse</item><item><caption>b)</caption>Stop.</item></list>"
    )
    assert texts(tmp_path, listed) == [
        "2 DOSAGE\n\n1. With inhibitors:\n  • Ritonavir: do not exceed 25 mg\nand watch the pulse\nb) Stop."
    ]


def test_an_emphasised_paragraph_is_a_heading_and_still_text(tmp_path: Path) -> None:
    text = paragraph('<content styleCode="underline">Ritonavir</content>') + paragraph("At most 25 mg in 48 hours.")
    text += paragraph('<content styleCode="underline">Alcohol</content>') + paragraph("No change of dose.")
    first, second = blocks(tmp_path, text)
    assert (first.text, first.section_path[-1]) == ("Ritonavir\n\nAt most 25 mg in 48 hours.", "Ritonavir")
    assert (second.text, second.section_path) == ("Alcohol\n\nNo change of dose.", ("2 DOSAGE", "Alcohol"))


def test_a_labelled_paragraph_does_not_fall_under_the_heading_of_another(tmp_path: Path) -> None:
    text = paragraph('<content styleCode="bold">Heart</content>') + paragraph("Deaths were reported.")
    text += paragraph('<content styleCode="bold">Skin:</content> rash')
    assert [block.section_path[-1] for block in blocks(tmp_path, text)] == ["Heart", "2 DOSAGE"]
    text = paragraph('<content styleCode="bold">Adults</content>')
    text += paragraph('<content styleCode="bold">First day:</content> 5 mg')
    text += paragraph('<content styleCode="bold">Later:</content> 10 mg')
    assert [block.section_path[-1] for block in blocks(tmp_path, text)] == ["Adults", "Adults"]


def test_a_heading_without_text_below_it_is_kept(tmp_path: Path) -> None:
    text = paragraph("Take 5 mg.") + paragraph('<content styleCode="bold">NOT FOR CHILDREN</content>')
    assert texts(tmp_path, text) == ["Take 5 mg.", "NOT FOR CHILDREN"]


def test_the_heading_of_an_untitled_section_holds_for_the_sections_in_it(tmp_path: Path) -> None:
    heading = paragraph('<content styleCode="italics">Children</content>')
    inner = section("42229-5", "", paragraph("Take 1 mg."))
    (block,) = document(tmp_path, section("34068-7", "2 DOSAGE", "", section("42229-5", "", heading, inner))).blocks
    assert block.section_path == ("2 DOSAGE", "Children")


def test_labelled_paragraphs_stay_with_the_sentence_that_limits_them(tmp_path: Path) -> None:
    text = paragraph("In fewer than 2%, cause uncertain:")
    text += paragraph('<content styleCode="bold">Skin:</content> rash.') + paragraph("• shock")
    assert texts(tmp_path, text) == ["In fewer than 2%, cause uncertain:\n\nSkin: rash.\n• shock"]


TABLE = """<table><caption>Table 1: Reactions</caption>
  <thead><tr><th rowspan="2">Reaction</th><th colspan="2">Dose<footnote ID="f">once a day</footnote></th>
  <th rowspan="2">Placebo<br/>(n=9)</th></tr><tr><th>5 mg</th><th>10 mg</th></tr></thead>
  <tbody><tr><td colspan="4">Children</td></tr>
  <tr><td>Headache<footnote ID="g">Not severe.</footnote></td><td>16%</td><td>−2%</td><td>7%</td></tr>
  <tr><td>Rash<footnoteRef IDREF="g"/></td><td colspan="2">3%</td><td/></tr>
  <tr><td rowspan="2">Pain</td><td>1%</td><td>2%</td><td>3%</td></tr><tr><td>4%</td><td>5%</td><td>6%</td></tr>
  <tr><td colspan="4">* Figures are of one trial.</td></tr></tbody></table>"""


def test_every_figure_of_a_table_goes_with_its_row_and_column(tmp_path: Path) -> None:
    (block,) = blocks(tmp_path, TABLE)
    assert block.text.split("\n\n") == [
        "Table 1: Reactions",
        "* once a day",
        "Children",
        "Children | Reaction: Headache* [Dose*, 5 mg: 16% | Dose*, 10 mg: −2% | Placebo (n=9): 7% | * Not severe.]",
        "Children | Reaction: Rash* [Dose*, 5 mg / Dose*, 10 mg: 3% | * Not severe.]",
        "Children | Reaction: Pain [Dose*, 5 mg: 1% | Dose*, 10 mg: 2% | Placebo (n=9): 3%]",
        "Children | Reaction: Pain [Dose*, 5 mg: 4% | Dose*, 10 mg: 5% | Placebo (n=9): 6%]",
        "* Figures are of one trial.",
    ]
    assert block.locator == "2 DOSAGE > Table 1"
    assert block.section_path[-1] == "Table 1: Reactions"


def test_a_row_is_one_sentence_so_that_no_advice_loses_its_drug(tmp_path: Path) -> None:
    rows = "<tr><td>Ritonavir</td><td>Levels rise. Avoid it with this drug.</td></tr>"
    rows += "<tr><td>Antacids</td><td>No effect. Give both.</td></tr>"
    (text,) = texts(
        tmp_path, f"<table><thead><tr><th>Drug</th><th>Advice</th></tr></thead><tbody>{rows}</tbody></table>"
    )
    assert [span.of(text) for span in split_sentences(text)][1:] == [
        "Drug: Ritonavir [Advice: Levels rise. Avoid it with this drug.]",
        "Drug: Antacids [Advice: No effect. Give both.]",
    ]


def test_a_row_of_figures_is_never_taken_for_headings(tmp_path: Path) -> None:
    rows = "<tr><td>Rash</td><td>rare</td><td>common</td></tr><tr><td>Gout</td><td>common</td><td>rare</td></tr>"
    assert texts(tmp_path, f"<table><tbody>{rows}</tbody></table>") == [
        "2 DOSAGE\n\nRash [rare | common]\n\nGout [common | rare]"
    ]


def test_an_emphasised_first_row_is_headings_when_the_others_are_not(tmp_path: Path) -> None:
    bold = '<content styleCode="bold">{}</content>'
    rows = (
        f"<tr><td>{bold.format('Weight')}</td><td>{bold.format('Dose')}</td></tr><tr><td>50 kg</td><td>5 mg</td></tr>"
    )
    assert texts(tmp_path, f"<table><tbody>{rows}</tbody></table>") == ["2 DOSAGE\n\nWeight: 50 kg [Dose: 5 mg]"]


def test_a_drug_without_figures_does_not_lend_its_name_to_the_next(tmp_path: Path) -> None:
    rows = "<tr><td>Drug A</td><td/></tr><tr><td>Drug B</td><td>5 mg</td></tr>"
    assert "Drug A | Drug B" not in texts(tmp_path, f"<table><tbody>{rows}</tbody></table>")[0]


def test_a_sentence_that_leads_into_a_table_stays_with_it(tmp_path: Path) -> None:
    table = "<table><tbody><tr><td>Supine</td><td>7.9 (-1.8, 10.3)</td></tr></tbody></table>"
    assert texts(tmp_path, paragraph("Decreases were as follows:") + table) == [
        "Decreases were as follows:\n\nSupine [7.9 (-1.8, 10.3)]"
    ]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10<sup>6</sup> cells", "10^6 cells"),
        ("10<sup>-3</sup> M", "10^-3 M"),
        ("20 mg/m<sup>2 </sup>basis", "20 mg/m2 basis"),
        ("pain<sup>1</sup> and rash", "pain^1 and rash"),
        ("16%<sup>a</sup>", "16%^a"),
        ("5<sup>a</sup>", "5^a"),
        ("<sup>b</sup>Not in children", "^b Not in children"),
        ("the 1<sup>st</sup> day", "the 1st day"),
        ("Ca<sup>2+</sup> and DRUG<sup>®</sup>", "Ca2+ and DRUG®"),
        ("C<sub>max </sub>of 2", "Cmax of 2"),
        ("do<content styleCode='bold'>not</content> use", "donot use"),
        ("<content styleCode='bold'>Do not</content> use", "Do not use"),
        ("one<br/>two", "one two"),
        ("5 mg<footnote>Less in old age.</footnote> daily", "5 mg [Less in old age.] daily"),
        ("CrCl <renderMultiMedia referencedObject='M'/> 30", "CrCl [image] 30"),
        ("<content revised='delete'>50 mg</content>5 mg", "5 mg"),
        ("safe\u202eevas\u202c \u200band\u00ad sound", "safeevas and sound"),
    ],
)
def test_raised_and_hidden_characters_never_change_a_number_or_word(
    tmp_path: Path, written: str, expected: str
) -> None:
    assert texts(tmp_path, paragraph(written)) == [expected]


def test_a_record_without_text_is_refused_with_what_it_is(tmp_path: Path) -> None:
    head = HEAD.replace("34391-3", "60685-5").replace("HUMAN PRESCRIPTION DRUG LABEL", "Indexing - Class")
    item = read(tmp_path, label(head=head))
    assert isinstance(item, Rejection)
    assert "Indexing - Class" in item.reason
    assert item.place.startswith("label.xml: ")
    assert item.remedy


@pytest.mark.parametrize(
    "content",
    [
        label(section("34067-9", "1 USE", paragraph("x"))).encode()[:-40],
        b'<!DOCTYPE document [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><document xmlns="urn:hl7-org:v3"><b>&b;</b>',
        ('<document xmlns="urn:hl7-org:v3">' + "<component><section>" * 400).encode(),
        label(section("34067-9", "1 USE", f"<paragraph>{'a' * 1_000_001}</paragraph>")).encode(),
        label(section("34067-9", "1 USE", "<table><tr><td colspan='999999'>a</td><td>b</td></tr></table>")).encode(),
        label(section("34067-9", "1 USE", paragraph("x")), head="").encode(),
    ],
)
def test_a_hostile_or_broken_label_is_one_rejection(tmp_path: Path, content: bytes) -> None:
    item = read(tmp_path, content)
    assert isinstance(item, Rejection)
    assert item.reason.endswith(".")
    assert item.remedy


def test_a_note_that_is_referred_to_without_end_does_not_fill_memory(tmp_path: Path) -> None:
    note = f"<footnote ID='n'>{'note ' * 60}</footnote>" + "<footnoteRef IDREF='n'/>" * 100_000
    assert sum(len(block.text) for block in blocks(tmp_path, f"<list><item>x{note}</item></list>")) < 2_000_000


def test_no_file_beside_a_label_is_opened(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    entity = f'<!DOCTYPE document [<!ENTITY s SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    content = label(section("34067-9", "1 USE", paragraph("Use &s; it."))).replace(
        "<document xmlns", entity + "<document xmlns"
    )
    item = read(tmp_path, content)
    assert "secret" not in str(item)


def test_a_folder_gives_its_labels_and_refuses_a_second_version(tmp_path: Path) -> None:
    sound = label(section("34067-9", "1 USE", paragraph("It treats hay fever.")))
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_text(sound)
    (tmp_path / "c.xml").write_text("<article/>")
    (tmp_path / "d.xml").write_text(sound[:-30])
    first, second, broken = SplSource().fetch(str(tmp_path))
    assert isinstance(first, Document)
    assert isinstance(second, Rejection)
    assert "a.xml (version 7)" in second.reason
    assert isinstance(broken, Rejection)
    assert broken.place == "d.xml: label"


def test_only_labels_are_accepted(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text('<document xmlns="urn:other"/>')
    (tmp_path / "b.xml").write_text('<document xmlns:x="urn:x" x:y="1" xmlns="urn:hl7-org:v3"/>')
    source = SplSource()
    assert not source.accepts(str(tmp_path / "a.xml"))
    assert source.accepts(str(tmp_path / "b.xml"))
    assert source.accepts(str(tmp_path))
    assert not source.accepts("asthma in adults")
    assert not source.accepts("a\0b")
    for place in (tmp_path / "a.xml", tmp_path / "none.xml", tmp_path / "c"):
        with pytest.raises(InputError) as error:
            list(source.fetch(str(place)))
        assert error.value.remedy


SOUND = label(
    section("34066-1", "WARNING", paragraph("Do not use it.") + "<list><item>in gout</item></list>"),
    section("34068-7", "2 DOSAGE", TABLE),
).encode()
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUIET
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=8), st.integers(0, 400))
def test_no_damage_raises_anything_but_input_error(tmp_path: Path, changes: list[tuple[int, int]], cut: int) -> None:
    damaged = bytearray(SOUND)
    for place, byte in changes:
        damaged[place] = byte
    file = tmp_path / "label.xml"
    file.write_bytes(bytes(damaged[: len(damaged) - cut]))
    with contextlib.suppress(InputError):
        assert all(isinstance(item, Document | Rejection) for item in SplSource().fetch(str(file)))


WORDS = st.text(
    st.characters(whitelist_categories=["L", "Nd", "Po", "Sm"], blacklist_characters="<>&"), min_size=1, max_size=12
)
TREES = st.recursive(
    WORDS.map(lambda words: f"<paragraph>{words}</paragraph>"),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(
            lambda all_: f"<list>{''.join(f'<item>{i}</item>' for i in all_)}</list>"
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda all_: f"<table><tbody><tr>{''.join(f'<td>{i}</td>' for i in all_)}</tr></tbody></table>"
        ),
        st.tuples(inner, inner).map("".join),
    ),
    max_leaves=8,
)


@QUIET
@given(TREES)
def test_every_letter_of_the_text_is_in_the_blocks_in_its_order(tmp_path: Path, tree: str) -> None:
    item = read(tmp_path, label(section("42229-5", "", tree)))
    written = re.sub(r"[\W_]", "", re.sub(r"<[^>]*>", "", tree))
    if isinstance(item, Document):
        found = re.sub(r"[\W_]", "", found_text(item))
        letters = iter(found)
        assert all(letter in letters for letter in written)
    else:
        assert not written.strip("0123456789") or len(written) < 40
