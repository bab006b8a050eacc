"""A journal article comes in with its words, numbers and tables as printed, and without what is no evidence."""

from __future__ import annotations

import contextlib
import gzip
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citewell.domain.documents import Block, Document, Rejection
from citewell.domain.enums import DocumentStatus, EvidenceKind
from citewell.domain.errors import InputError
from citewell.domain.intake import Amendment, Item
from citewell.sources.jats import JatsSource
from citewell.text.passages import split_document
from citewell.text.sentences import split_sentences

LINK = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:mml="http://www.w3.org/1998/Math/MathML"'
IDS = '<article-id pub-id-type="pmid">123</article-id><article-id pub-id-type="doi">10.1000/Ab.C(1)</article-id>'
TITLES = "<title-group><article-title>Neck exercise for headache</article-title></title-group>"


def article(
    body: str = "", *, meta: str = IDS + TITLES, journal: str = "", kind: str = "research-article", more: str = ""
) -> str:
    front = f"<front><journal-meta>{journal}</journal-meta><article-meta>{meta}</article-meta></front>"
    text = f"<body>{body}</body>" if body else ""
    return f'<article {LINK} article-type="{kind}" xml:lang="en">{front}{text}{more}</article>'


def items(folder: Path, content: str | bytes, *, name: str = "article.xml") -> list[Item]:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(JatsSource().fetch(str(file)))


def document(folder: Path, content: str | bytes, *, name: str = "article.xml") -> Document:
    (item,) = items(folder, content, name=name)
    assert isinstance(item, Document), item
    return item


def blocks(folder: Path, body: str) -> tuple[Block, ...]:
    return document(folder, article(body)).blocks


def text(folder: Path, paragraph: str) -> str:
    (block,) = blocks(folder, f"<p>{paragraph}</p>")
    return block.text


def rows(folder: Path, table: str, foot: str = "") -> list[str]:
    wrap = f"<table-wrap><label>Table 1</label><caption><title>Outcomes</title></caption><table>{table}</table>{foot}"
    _, block = blocks(folder, f"<sec><title>Results</title>{wrap}</table-wrap></sec>")
    return block.text.split("\n")


def row(*cells: str, tag: str = "td") -> str:
    return "<tr>" + "".join(cell if cell.startswith("<t") else f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"


def table(head: list[str], *body: str) -> str:
    return f"<thead>{''.join(head)}</thead><tbody>{''.join(body)}</tbody>"


def bibr(shown: str) -> str:
    return f'<xref ref-type="bibr" rid="b1">{shown}</xref>'


# --- what the front matter says -----------------------------------------------------------------------------------


def test_the_front_matter_names_people_journal_dates_identifiers_and_licence(tmp_path: Path) -> None:
    people = "".join(
        f'<contrib contrib-type="author"><name><surname>{surname}</surname><given-names>{given}</given-names></name>'
        "</contrib>"
        for surname, given in [("Smith", "Anna Maria"), ("Jones", "J.-P."), ("Íñigo", "Z"), ("A", "B"), ("C", "D")]
    )
    meta = f"""{IDS}<article-id pub-id-type="pmc">77</article-id>
      <article-categories><subj-group subj-group-type="heading"><subject>Systematic Review</subject></subj-group>
      </article-categories><title-group><article-title>Neck <italic>exercise</italic></article-title>
      <subtitle>A review</subtitle></title-group><contrib-group>{people}
      <contrib contrib-type="author"><collab>The Neck Group<contrib-group><contrib><name><surname>Inner</surname>
      </name></contrib></contrib-group></collab></contrib>
      <contrib contrib-type="author"><name><surname>Seventh</surname></name></contrib>
      <contrib contrib-type="editor"><name><surname>Editor</surname></name></contrib></contrib-group>
      <pub-date pub-type="collection"><year>2012</year></pub-date>
      <pub-date pub-type="epub"><day>7</day><month>12</month><year>2011</year></pub-date>
      <pub-date pub-type="pmc-release"><year>2010</year></pub-date>
      <volume>9</volume><issue>1</issue><elocation-id>e1001300</elocation-id>
      <permissions><license xlink:href="http://creativecommons.org/licenses/by-nc/4.0/"><license-p>Open.</license-p>
      </license></permissions>"""
    journal = '<journal-id journal-id-type="nlm-ta">PLoS Med</journal-id><journal-title>PLoS Medicine</journal-title>'
    found = document(tmp_path, article("<p>Text.</p>", meta=meta, journal=journal))
    assert found.id == "pmid-123"
    assert (found.pmid, found.pmcid, found.doi) == ("123", "PMC77", "10.1000/ab.c(1)")
    assert found.title == "Neck exercise: A review"
    assert found.authors == "Smith AM, Jones JP, Íñigo Z, A B, C D, Seventh, et al."
    assert found.journal == "PLoS Med 2012;9(1):e1001300"
    assert (found.published, found.year, found.language) == ("2011-12-07", 2011, "en")
    assert found.licence == "CC BY-NC 4.0"
    assert found.publication_types == ("Journal Article", "Systematic Review")
    assert (found.kind, found.kind_inferred) == (EvidenceKind.SYSTEMATIC_REVIEW, False)
    assert found.url == "https://doi.org/10.1000/ab.c(1)"
    assert (found.what_was_read, found.source, found.collection) == ("full text", "jats", tmp_path.name)
    assert re.fullmatch(r"[0-9a-f]{64}", found.raw_digest)


@pytest.mark.parametrize(
    ("permissions", "licence"),
    [
        ("<license><license-p>Under the Creative Commons Attribution License, which</license-p></license>", "CC BY"),
        (
            '<license><p>See <ext-link xlink:href="https://creativecommons.org/publicdomain/zero/1.0/"/></p></license>',
            "CC0 1.0",
        ),
        ("<license><p>the Creative Commons CC0 public domain dedication</p></license>", "CC0 1.0"),
        ("<license><p>Ask the publisher.</p></license>", "Ask the publisher."),
        ("<copyright-statement>© 2001 A. Press</copyright-statement>", "© 2001 A. Press"),
    ],
)
def test_a_licence_is_named_as_readers_know_it(tmp_path: Path, permissions: str, licence: str) -> None:
    meta = f"{IDS}{TITLES}<permissions>{permissions}</permissions>"
    assert document(tmp_path, article("<p>Text.</p>", meta=meta)).licence == licence


@pytest.mark.parametrize(
    ("ids", "identifier"),
    [
        ('<article-id pub-id-type="pmcid">PMC5</article-id>' + IDS.partition("</article-id>")[2], "pmc-PMC5"),
        ('<article-id pub-id-type="doi">https://doi.org/10.1000/A;b</article-id>', "doi-10.1000_a_b"),
        ("", "my_article"),
    ],
)
def test_an_article_is_named_after_its_best_identifier(tmp_path: Path, ids: str, identifier: str) -> None:
    assert document(tmp_path, article("<p>Text.</p>", meta=ids + TITLES), name="My article.nxml").id == identifier


# --- the words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (f"It helps [{bibr('1')}]. It lasts.", "It helps. It lasts."),
        (f"It helps [{bibr('1')},{bibr('2')}-{bibr('5')}] and lasts.", "It helps and lasts."),
        (f"It helps {bibr('[1]')}, {bibr('[2]')}–{bibr('[4]')}.", "It helps."),
        (f"It helps<sup>{bibr('12')},{bibr('13')}</sup>and lasts.", "It helps and lasts."),
        (f"pain{bibr('<sup>12</sup>')} lasted 3 weeks", "pain lasted 3 weeks"),
        (f"It helps ({bibr('1')}; {bibr('2')}).", "It helps."),
        (f"It helps (see {bibr('1')}).", "It helps."),
        (f"It helps (see Table 2; {bibr('1')}).", "It helps (see Table 2)."),
        (f"It helps ({bibr('1')}, Table 2).", "It helps (Table 2)."),
        (f"Jull et al. {bibr('[9]')} found 72%.", "Jull et al. found 72%."),
        (f"It helps ({bibr('Jull et al., 2002')}; {bibr('Hall, 2007')}).", "It helps."),
        (f"It helps, as {bibr('Jull et al. (2002)')} found.", "It helps, as Jull et al. (2002) found."),
        (f"in {bibr('2004')}, 12 of 40", "in 2004, 12 of 40"),
        (f"Of 40 ({bibr('3')}) and 50 ({bibr('4')}) people", "Of 40 and 50 people"),
        (f"interval [0, 1] and {bibr('[2]')}, and (a)", "interval [0, 1] and, and (a)"),
        (
            'see <xref ref-type="table" rid="t2">Table 2</xref> and <xref ref-type="fig">Figure 1</xref>',
            "see Table 2 and Figure 1",
        ),
        ('A<xref ref-type="aff" rid="a1">1</xref> or B<xref ref-type="fn" rid="n1">2</xref>', "A or B"),
    ],
)
def test_reference_markers_go_without_a_trace_and_all_else_stays(tmp_path: Path, written: str, read: str) -> None:
    assert text(tmp_path, written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("10<sup>6</sup> cells", "10^6 cells"),
        ("10<sup>−6</sup>5", "10^−6 5"),
        ("kg/m<sup>2</sup>", "kg/m2"),
        ("Ca<sup>2+</sup> and CD4<sup>+</sup>", "Ca2+ and CD4+"),
        ("SO<sub>4</sub><sup>2−</sup>", "SO4^2−"),
        ("the 2<sup>nd</sup> week", "the 2nd week"),
        ("<sup>14</sup>C and <sup>99m</sup>Tc", "14C and 99mTc"),
        ("CO<sub>2</sub>, IC<sub>50</sub>, log<sub>10</sub>5", "CO2, IC50, log10 5"),
        ("x1<sub>2</sub>", "x1_2"),
        ("P<sub>interaction</sub>=0.03", "P_interaction=0.03"),
        ("Asp<sup>296</sup> and Gly<sup>a</sup>", "Asp296 and Gly^a"),
    ],
)
def test_raised_and_lowered_numbers_never_run_into_others(tmp_path: Path, written: str, read: str) -> None:
    assert text(tmp_path, written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("8.7<inline-formula><mml:math><mml:mo>±</mml:mo></mml:math></inline-formula>3.0", "8.7±3.0"),
        (
            "if<inline-formula><mml:math><mml:mi>p</mml:mi><mml:mo>&lt;</mml:mo><mml:mn>0.05</mml:mn></mml:math>"
            "</inline-formula>in all",
            "if p < 0.05 in all",
        ),
        (
            "<inline-formula><mml:math><mml:msup><mml:mrow><mml:mo>(</mml:mo><mml:mi>a</mml:mi><mml:mo>)</mml:mo>"
            "<mml:mo>(</mml:mo><mml:mi>b</mml:mi><mml:mo>)</mml:mo></mml:mrow><mml:mn>2</mml:mn></mml:msup></mml:math>"
            "</inline-formula> grows",
            "((a)(b))^2 grows",
        ),
        ("was<inline-formula><inline-graphic xlink:href='x.gif'/></inline-formula>mg", "was[formula] mg"),
        (
            "was <inline-formula><tex-math>\\begin{document}$$\\pm 3$$\\end{document}</tex-math></inline-formula> mg",
            "was ± 3 mg",
        ),
        ("was <inline-formula><tex-math>\\frac{1}{2}</tex-math></inline-formula> mg", "was [formula] mg"),
        ("dose <inline-graphic xlink:href='ge.gif'/> 5 mg", "dose [image] 5 mg"),
    ],
)
def test_a_formula_is_written_out_or_its_place_is_marked(tmp_path: Path, written: str, read: str) -> None:
    assert text(tmp_path, written) == read


def test_entities_that_html_names_become_characters_and_others_are_refused(tmp_path: Path) -> None:
    """A text with a hole where an entity stood could say the opposite of what was printed."""
    named = '<!DOCTYPE article PUBLIC "-//X//Y" "y.dtd">' + article("<p>At 5&nbsp;&micro;g &le; 10.</p>")
    assert [block.text for block in document(tmp_path, named).blocks] == ["At 5 µg ≤ 10."]
    kept = tmp_path / "kept.txt"
    kept.write_text("SECRET")
    declared = f'<!DOCTYPE article PUBLIC "-//X//Y" "y.dtd" [<!ENTITY bomb SYSTEM "file://{kept}">]>'
    (tmp_path / "a.xml").write_text(declared + article("<p>Give &bomb; daily.</p>"))
    with pytest.raises(InputError, match="entity &bomb;") as error:
        list(JatsSource().fetch(str(tmp_path / "a.xml")))
    assert "SECRET" not in error.value.message


def test_marks_that_hide_or_turn_writing_are_taken_out(tmp_path: Path) -> None:
    assert text(tmp_path, "do\u00ad not\u200b give\u202e it\u2066 to\u0085 children") == "do not give it to children"


def test_sections_lists_quotes_and_boxes_are_blocks_with_their_headings(tmp_path: Path) -> None:
    found = blocks(
        tmp_path,
        """<sec><label>2</label><title>Methods</title><p>Before. <fig><label>Fig. 2</label><caption><title>
        Flow.</title><p>All 40.</p></caption></fig>After.</p><sec><title>Care</title><p>Do not use it in:</p>
        <list list-type="bullet"><list-item><p>children
        </p></list-item><list-item><p>adults with</p><list list-type="order"><list-item><p>fever
        </p></list-item></list><p>or cough</p></list-item></list></sec></sec><p><bold>Harms</bold></p><p>None.</p>
        <boxed-text><label>Box 1</label><caption><title>Key points</title></caption><p>Rest is no help.</p></boxed-text>
        <disp-quote><p>I felt better.</p></disp-quote>""",
    )
    assert [(block.section_path, block.locator, block.text) for block in found] == [
        (("2 Methods",), "2 Methods", "Before. After."),
        (("2 Methods",), "Figure 2", "Fig. 2. Flow.\nAll 40."),
        (("2 Methods", "Care"), "2 Methods > Care", "Do not use it in:\n- children\n- adults with\n1. fever\nor cough"),
        (("Harms",), "Harms", "None."),
        (("Harms", "Box 1. Key points"), "Box 1", "Rest is no help."),
        (("Harms",), "Harms", "I felt better."),
    ]


def test_terms_keep_their_meanings_and_items_their_own_labels(tmp_path: Path) -> None:
    body = """<p>Grades:<list list-type="simple"><list-item><label>A.</label><p>strong <def-list><def-item>
      <term>RCT</term><def><p>a trial</p></def></def-item></def-list></p></list-item><list-item><p>weak</p></list-item>
      </list>and so on</p>"""
    first, last = blocks(tmp_path, body)
    assert first.text == "Grades:\nA. strong\n- RCT: a trial\n- weak"
    assert last.text == "and so on"


def test_abstracts_are_read_by_their_labels_and_summaries_for_others_apart(tmp_path: Path) -> None:
    meta = f"""{IDS}{TITLES}<abstract><sec><title>Results:</title><p>It helped.</p></sec></abstract>
      <abstract abstract-type="editors-summary"><title>Editors' Summary</title><p>Why it matters.</p></abstract>
      <abstract abstract-type="executive-summary"><title>eLife digest</title><p>Told simply.</p></abstract>
      <abstract abstract-type="graphical"><p>A picture.</p></abstract>
      <abstract xml:lang="fr"><p>En bref.</p></abstract>"""
    found = document(tmp_path, article(meta=meta))
    assert [(block.section_path, block.locator, block.text) for block in found.blocks] == [
        (("Abstract", "Results"), "Abstract: Results", "It helped."),
        (("Editors' Summary",), "Editors' Summary", "Why it matters."),
    ]
    assert found.what_was_read == "abstract"


def test_what_is_no_evidence_is_not_read(tmp_path: Path) -> None:
    body = """<p>It helped.</p><sec><title>Competing interests</title><p>X paid us.</p></sec>
      <sec sec-type="supplementary-material"><title>More</title><p>S1.</p></sec>
      <p>Conflict of interest: none.</p><sec><title>Methods</title><sec><title>1.2 Authors’ contributions</title>
      <p>A wrote.</p></sec><p>We ran it.</p></sec>"""
    back = """<back><ack><p>Thanks.</p></ack><fn-group><fn><p>Note.</p></fn></fn-group><ref-list><ref>
      <mixed-citation>Other</mixed-citation></ref></ref-list><glossary><p>G.</p></glossary><app-group><app>
      <title>Appendix A</title><p>Added.</p></app></app-group></back><sub-article article-type="decision-letter">
      <body><p>Letter.</p></body>
      </sub-article><response><body><p>Answer.</p></body></response>"""
    found = document(tmp_path, article(body, more=back))
    assert [block.text for block in found.blocks] == ["It helped.", "We ran it.", "Added."]


# --- tables -------------------------------------------------------------------------------------------------------


def test_a_table_gives_each_value_with_its_row_and_column(tmp_path: Path) -> None:
    head = [
        row('<th rowspan="2">Outcome</th>', '<th colspan="2">Exercise (n = 20)</th>', '<th rowspan="2">P</th>'),
        row("Before", "After", tag="th"),
    ]
    body = row("Pain", "6.2 (1.1)", "3.0<xref ref-type='table-fn'><sup>a</sup></xref>", '<td rowspan="2">0.03</td>')
    foot = "<table-wrap-foot><fn><label>a</label><p>Not adjusted.</p></fn></table-wrap-foot>"
    assert rows(tmp_path, table(head, body, row("Days off", '<td colspan="2">−4</td>')), foot) == [
        "Outcome: Pain; Exercise (n = 20), Before: 6.2 (1.1); Exercise (n = 20), After: 3.0^a; P: 0.03.",
        "Outcome: Days off; Exercise (n = 20): −4; P: 0.03.",
        "a Not adjusted.",
    ]


def test_a_table_comes_after_its_caption_and_under_it(tmp_path: Path) -> None:
    wrap = """<table-wrap><label>TABLE 2.</label><caption><p>Harms in 40 people.</p></caption><table><tr><th>Harm</th>
      <th>n</th></tr><tr><td>Rash</td><td>2</td></tr></table></table-wrap>"""
    caption, lines = blocks(tmp_path, f"<sec><title>Results</title>{wrap}</sec>")
    assert (caption.text, caption.section_path, caption.locator) == (
        "TABLE 2. Harms in 40 people.",
        ("Results",),
        "Table 2",
    )
    assert lines.section_path == ("Results", "TABLE 2. Harms in 40 people.")
    assert (lines.text, lines.locator) == ("Harm: Rash; n: 2.", "Table 2")


def test_a_heading_in_a_table_reaches_as_far_as_the_table_shows(tmp_path: Path) -> None:
    head = [row("", "n", tag="th")]
    bold = table(head, row("<bold>Sex</bold>", ""), row("Men", "4"), row("<bold>Age</bold>", "50"), row("BMI", "25"))
    assert rows(tmp_path, bold) == ["Sex.", "Sex, Men; n: 4.", "Age; n: 50.", "BMI; n: 25."]
    indented = table(head, row("Sex", ""), row("\u2003Men", "4"), row("BMI", "25"))
    assert rows(tmp_path, indented) == ["Sex.", "Sex, Men; n: 4.", "BMI; n: 25."]
    whole = table(head, row('<td colspan="2">At 4 weeks</td>'), row("Pain", "3"))
    assert rows(tmp_path, whole) == ["At 4 weeks.", "At 4 weeks, Pain; n: 3."]


def test_a_heading_over_the_whole_width_ends_with_its_indented_rows(tmp_path: Path) -> None:
    whole = row('<td colspan="2">Menopause (%)</td>')
    body = row("Smokers", "18"), whole, row("\u2003Before", "11"), row("Diabetes", "3")
    assert rows(tmp_path, table([row("", "n")], *body)) == [
        "Smokers; n: 18.",
        "Menopause (%).",
        "Menopause (%), Before; n: 11.",
        "Diabetes; n: 3.",
    ]
    assert rows(tmp_path, table([row("", "n")], row("A", "1"), whole, row("B", "2")))[2] == "B; n: 2."


def test_a_heading_of_unknown_reach_names_only_labels_that_come_back(tmp_path: Path) -> None:
    head = [row("", "n", tag="th")]
    unknown = table(head, row("Range of motion", ""), row("Flexion", "4"), row("Disability", "9"))
    assert rows(tmp_path, unknown) == ["Range of motion.", "Flexion; n: 4.", "Disability; n: 9."]
    back = table(head, row("Pain", ""), row("Baseline", "4"), row("Mood", ""), row("Baseline", "9"))
    assert rows(tmp_path, back) == ["Pain.", "Pain, Baseline; n: 4.", "Mood.", "Mood, Baseline; n: 9."]


def test_an_empty_label_repeats_the_one_above_unless_it_may_belong_below(tmp_path: Path) -> None:
    head = [row("Trial", "Arm", "n", tag="th")]
    assert rows(tmp_path, table(head, row("Hall", "Drug", "4"), row("", "Placebo", "5"))) == [
        "Trial: Hall; Arm: Drug; n: 4.",
        "Trial: Hall; Arm: Placebo; n: 5.",
    ]
    centred = table(head, row("", "Drug", "4"), row("Hall", "Placebo", "5"), row("", "None", "6"))
    assert rows(tmp_path, centred)[2] == "Arm: None; n: 6."
    lists = table(head, row("Hall", "Drug", ""), row("Ivy", "", "9"), row("", "Placebo", "5"))
    assert rows(tmp_path, lists)[2] == "Arm: Placebo; n: 5."


def test_a_new_head_in_the_middle_of_a_table_counts_from_there(tmp_path: Path) -> None:
    body = row("Pain", "1"), row("", "Lung", tag="th"), row("Pain", "2")
    assert rows(tmp_path, table([row("", "Breast", tag="th")], *body)) == ["Pain; Breast: 1.", "Pain; Lung: 2."]


def test_a_row_of_words_in_bold_is_a_new_head(tmp_path: Path) -> None:
    bold = row(*(f"<bold>{word}</bold>" for word in ("Resistance", "Sensitive", "Resistant")))
    total = row(*(f"<bold>{word}</bold>" for word in ("Total", "9", "8")))
    ended = row("<bold>Given</bold>", "", ""), row("Drug", "5", "—")
    body = row("HIV", "1", "2"), total, bold, row("Drug", "3", "4"), *ended
    assert rows(tmp_path, table([row("", "Yes", "No")], *body)) == [
        "HIV; Yes: 1; No: 2.",
        "Total; Yes: 9; No: 8.",
        "Resistance: Drug; Sensitive: 3; Resistant: 4.",
        "Given: Drug; 5; —.",
    ]


def test_a_table_that_is_all_head_loses_no_row(tmp_path: Path) -> None:
    assert rows(tmp_path, f"<thead>{row('', 'n')}{row('Pain', '1')}</thead>") == ["Pain; n: 1."]
    assert rows(tmp_path, f"<thead>{row('Pain', '1')}</thead>") == ["Pain; 1."]


def test_a_row_that_names_groups_of_columns_counts_for_the_rows_below(tmp_path: Path) -> None:
    head = [row("", '<td colspan="2">Group</td>'), row("Model", "Mean", "SE")]
    body = row("", '<td colspan="2">Drug</td>', "<td></td>"), row("A", "9.8", "0.4"), row("B", "9.9", "0.5")
    named = row("", '<td colspan="1">Drug</td>', '<td colspan="2">Both</td>')
    assert rows(tmp_path, table(head, *body))[1] == "Model: A; Group, Mean: 9.8; Group, SE: 0.4."
    assert rows(tmp_path, table(head, named, row("A", "9.8", "0.4"))) == [
        "Model: A; Group, Mean, Drug: 9.8; Group, SE, Both: 0.4."
    ]


def test_a_column_without_a_header_of_its_own_stays_with_the_one_before(tmp_path: Path) -> None:
    head = [row("", '<td colspan="3">Baseline</td>'), row("", "Mean", "95% CI", "")]
    assert rows(tmp_path, table(head, row("NDI", "28.2", "19.0", "33.1"))) == [
        "NDI; Baseline, Mean: 28.2; Baseline, 95% CI: 19.0 | 33.1."
    ]


def test_header_cells_all_over_a_table_lose_no_row(tmp_path: Path) -> None:
    body = row("Pain", "1", tag="th"), row("Mood", "2", tag="th")
    assert rows(tmp_path, table([row("", "n")], *body)) == ["Pain; n: 1.", "Mood; n: 2."]
    assert rows(tmp_path, "".join(body)) == ["Pain; 1.", "Mood; 2."]


def test_lines_in_a_cell_are_rows_or_stay_apart(tmp_path: Path) -> None:
    head = [row("", "n (%)", tag="th")]
    stacked = table(head, row("Men<break/>Women", "12 (60)<break/>8 (40)"))
    assert rows(tmp_path, stacked) == ["Men; n (%): 12 (60).", "Women; n (%): 8 (40)."]
    single = table(head, row("Men", "12<break/>60%"), row("Age<break/>(years)", "45<break/>(3)"))
    assert rows(tmp_path, single) == ["Men; n (%): 12 | 60%.", "Age (years); n (%): 45 (3)."]


def test_each_row_of_a_table_is_a_sentence_of_its_own(tmp_path: Path) -> None:
    body = [row(f"Outcome number {number} of the trial", f"{number}.5", "0.04") for number in range(60)]
    found = document(
        tmp_path, article(f"<table-wrap><table>{table([row('Outcome', 'Exercise', 'P')], *body)}</table></table-wrap>")
    )
    (block,) = found.blocks
    sentences = [span.of(block.text) for span in split_sentences(block.text)]
    assert sentences == block.text.split("\n")
    for passage in split_document(found):
        assert set(passage.text.split("\n")) <= set(sentences)


# --- notices ------------------------------------------------------------------------------------------------------


def related(kind: str, link: str, type_of_link: str = "doi") -> str:
    return f'<related-article related-article-type="{kind}" ext-link-type="{type_of_link}" xlink:href="{link}"/>'


@pytest.mark.parametrize(
    ("kind", "link", "status", "named"),
    [
        ("retraction", related("retracted-article", "info:doi/10.1000/X.1"), "retracted", {"doi": "10.1000/x.1"}),
        ("correction", related("corrected-article", "19149880", "pubmed"), "corrected", {"pmid": "19149880"}),
        (
            "expression-of-concern",
            related("object-of-concern", "PMC12", "pmc"),
            "expression-of-concern",
            {"pmcid": "PMC12"},
        ),
    ],
)
def test_a_notice_amends_the_article_it_names_and_is_no_evidence(
    tmp_path: Path, kind: str, link: str, status: str, named: dict[str, str]
) -> None:
    (item,) = items(tmp_path, article("<p>A figure was invented.</p>", meta=IDS + TITLES + link, kind=kind))
    assert isinstance(item, Amendment)
    assert item.notice.status is DocumentStatus(status)
    assert item.notice.reason == "A figure was invented."
    assert (item.notice.pmid, item.notice.doi) == ("123", "10.1000/ab.c(1)")
    assert {"doi": item.doi, "pmid": item.pmid, "pmcid": item.pmcid} == {"doi": "", "pmid": "", "pmcid": ""} | named


def test_an_erratum_is_known_by_its_title_and_its_reason_is_cut_at_a_sentence(tmp_path: Path) -> None:
    titles = "<title-group><article-title>Erratum to: Neck exercise</article-title></title-group>"
    content = article(
        "<p>" + "The dose was 5 mg. " * 60 + "</p>",
        meta=IDS + titles + related("corrected-article", "10.1/x"),
        kind="other",
    )
    with pytest.raises(InputError):  # 10.1/x is no DOI
        items(tmp_path, content)
    (item,) = items(tmp_path, content.replace("10.1/x", "10.1000/x"))
    assert isinstance(item, Amendment)
    assert (item.notice.status, item.doi) == (DocumentStatus.CORRECTED, "10.1000/x")
    assert item.notice.reason.endswith("5 mg.")
    assert len(item.notice.reason) <= 500


def test_a_notice_that_names_no_article_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="retraction that does not number the article") as error:
        items(tmp_path, article("<p>It is retracted.</p>", kind="retraction"))
    assert error.value.remedy


@pytest.mark.parametrize(
    ("title", "kind", "link"),
    [
        ("RETRACTED: Neck exercise", "research-article", ""),
        ("Neck exercise", "retracted-article", ""),
        ("Neck exercise", "research-article", related("retraction-forward", "10.1000/r")),
    ],
)
def test_an_article_that_is_marked_retracted_says_so(tmp_path: Path, title: str, kind: str, link: str) -> None:
    titles = f"<title-group><article-title>{title}</article-title></title-group>"
    found = document(tmp_path, article("<p>It helped.</p>", meta=IDS + titles + link, kind=kind))
    assert found.status is DocumentStatus.RETRACTED
    assert [notice.status for notice in found.notices] == [DocumentStatus.RETRACTED]


def test_a_study_about_correction_is_a_study(tmp_path: Path) -> None:
    titles = "<title-group><article-title>Correction: a method for 40 people</article-title></title-group>"
    assert document(tmp_path, article("<p>It helped.</p>", meta=IDS + titles)).status is DocumentStatus.CURRENT


# --- files, and what is wrong with them ---------------------------------------------------------------------------


def test_it_takes_articles_and_leaves_other_xml(tmp_path: Path) -> None:
    source = JatsSource()
    for name, content in {
        "a.xml": article("<p>A.</p>"),
        "a.nxml": "<?xml version='1.0'?><!-- x --><!DOCTYPE article>" + article("<p>A.</p>"),
        "set.xml": f"<pmc-articleset>{article('<p>A.</p>')}</pmc-articleset>",
    }.items():
        (tmp_path / name).write_text(content)
        assert source.accepts(str(tmp_path / name)), name
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(article("<p>A.</p>").encode()))
    assert source.accepts(str(tmp_path / "a.xml.gz"))
    assert len(list(source.fetch(str(tmp_path / "a.xml.gz")))) == 1
    for name, content in {
        "pubmed.xml": "<PubmedArticleSet/>",
        "book.xml": '<article xmlns="http://docbook.org/ns/docbook"/>',
        "a.txt": article("<p>A.</p>"),
        "bill.xml": "<invoice/>",
    }.items():
        (tmp_path / name).write_text(content)
        assert not source.accepts(str(tmp_path / name)), name
    assert not source.accepts("x" * 5000 + ".xml")


@pytest.mark.parametrize(
    "content", ["no xml", "", "<?xml version='1.0'?>", "<!--a-->" * 60 + "&", "<html><body/></html>"]
)
def test_xml_whose_kind_cannot_be_told_is_taken_and_refused_with_a_reason(tmp_path: Path, content: str) -> None:
    """Nobody else would say that the file is broken, and it would be passed over without a word."""
    (tmp_path / "a.xml").write_text(content)
    assert JatsSource().accepts(str(tmp_path / "a.xml"))
    with pytest.raises(InputError, match=r"cannot be read|web page") as error:
        list(JatsSource().fetch(str(tmp_path / "a.xml")))
    assert error.value.remedy
    assert not re.search("lxml|XML_|Error", error.value.message)


@pytest.mark.parametrize(
    "wrapping",
    [
        "<pmc-articleset>{}</pmc-articleset>",
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><metadata>{}</metadata></record>'
        "</ListRecords></OAI-PMH>",
    ],
)
def test_a_set_gives_every_article_and_says_which_are_no_use(tmp_path: Path, wrapping: str) -> None:
    namespaced = article("<p>B.</p>", meta=TITLES).replace(
        "<article ", '<article xmlns="https://jats.nlm.nih.gov/ns/1" '
    )
    articles = article("<p>A.</p>") + article(meta=TITLES) + namespaced + article("<p>Again.</p>")
    first, empty, second, again = items(tmp_path, wrapping.format(articles), name="set.xml")
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert (first.blocks[0].text, second.blocks[0].text, first.collection) == ("A.", "B.", "set")
    assert re.fullmatch(r"set-[0-9a-f]{8}", second.id)
    for rejection, number in ((empty, 2), (again, 4)):
        assert isinstance(rejection, Rejection)
        assert rejection.place == f"set.xml: article {number}"
        assert rejection.reason
        assert rejection.remedy


def test_a_set_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    content = f"<pmc-articleset>{article('<p>A.</p>')}<article><front>"
    sound, broken = items(tmp_path, content, name="set.xml")
    assert isinstance(sound, Document)
    assert isinstance(broken, Rejection)
    assert "set.xml: behind article 1" in broken.place


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml at all",
        b"<article><front>",
        b'<?xml version="1.0" encoding="utf-8"?><article>\xff\xfe</article>',
        b'<article article-type="research-article"><front/></article>',
        article(meta=TITLES).encode(),
        b"<html><body>Text</body></html>",
        ("<article><body>" + "<sec>" * 5000 + "</sec>" * 5000 + "</body></article>").encode(),
        (b'<!DOCTYPE article [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><article>&b;</article>'),
        article("<p>" + "long " * 2_200_000 + "</p>").encode(),
    ],
    ids=["empty", "text", "cut", "bytes", "bare", "only a title", "page", "deep", "bomb", "one huge paragraph"],
)
def test_a_file_that_is_no_use_is_an_error_with_its_name_and_a_remedy(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(InputError, match=r"article\.xml") as error:
        items(tmp_path, content)
    assert error.value.remedy


def test_a_table_past_all_measure_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    wide = "".join(row("x" * 900, *(["1"] * 190)) for _ in range(6))
    head = row("", f'<td colspan="199">{"h" * 900}</td>')
    wrap = f"<table-wrap><label>Table 9</label><table>{table([head], wide)}</table></table-wrap>"
    found = document(tmp_path, article(f"<p>It helped.</p>{wrap}"))
    assert [block.text for block in found.blocks] == ["It helped."]
    assert found.note.startswith("Table 9 was left out")


def test_spans_without_end_stay_within_bounds(tmp_path: Path) -> None:
    body = '<tr><td rowspan="99999999" colspan="99999999">A</td></tr><tr><td>1</td></tr>'
    assert rows(tmp_path, table([], body))[0] == "A."


# --- whatever comes -----------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Sm", "Zs"]), min_size=1, max_size=40)
SOUND = article(
    f"<sec><title>Results</title><p>It helped {bibr('1')} 10<sup>6</sup>.</p>"
    "<list><list-item><p>a</p></list-item></list>"
    f"<table-wrap><table>{table([row('', 'n')], row('Pain', '3'))}</table></table-wrap></sec>",
    meta=IDS + TITLES + "<pub-date><year>2001</year></pub-date>" + related("companion", "10.1000/z"),
).encode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, min_size=1, max_size=6))
def test_the_letters_of_a_paragraph_all_come_through(tmp_path: Path, words: list[str]) -> None:
    escaped = [word.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for word in words]
    written = "".join(
        f"<{tag}>{word}</{tag}> "
        for tag, word in zip(["bold", "italic", "sc", "named-content"] * 2, escaped, strict=False)
    )
    found = text(tmp_path, f"Start {written}end")
    assert found == " ".join(f"Start {' '.join(words)} end".split())


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_files_raise_nothing_but_input_errors(tmp_path: Path, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(SOUND)))
    end = data.draw(st.integers(start, min(len(SOUND), start + 40)))
    filling = data.draw(
        st.sampled_from([b"", b"<", b"&#8222;", b"</p>", b"<sup>", b"<td colspan='7'>", SOUND[end:start]])
    )
    damaged = SOUND[:start] + data.draw(st.binary(max_size=8)) + filling + SOUND[end:]
    with contextlib.suppress(InputError):
        for item in items(tmp_path, damaged):
            assert isinstance(item, Document | Rejection | Amendment)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.tuples(
                st.sampled_from(["", "a", "1.5", "<bold>B</bold>"]),
                st.integers(1, 3),
                st.integers(1, 3),
                st.sampled_from(["td", "td", "th"]),
            ),
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=6,
    ),
    st.integers(0, 2),
)
def test_no_value_of_any_table_is_lost(
    tmp_path: Path, cells: list[list[tuple[str, int, int, str]]], heads: int
) -> None:
    numbered = [
        "<tr>"
        + "".join(
            f'<{tag} colspan="{wide}" rowspan="{high}">{value}{f"v{y}x{x}" if value else ""}</{tag}>'
            for x, (value, wide, high, tag) in enumerate(line)
        )
        + "</tr>"
        for y, line in enumerate(cells)
    ]
    written = table(numbered[:heads], *numbered[heads:])
    found = document(tmp_path, article(f"<p>It helped.</p><table-wrap><table>{written}</table></table-wrap>"))
    text_of_table = "\n".join(block.text for block in found.blocks[1:])
    for y, line in enumerate(cells[heads:], heads):
        for x, (value, _, _, tag) in enumerate(line):
            assert not value or tag == "th" or f"v{y}x{x}" in text_of_table
