"""Files of PubMed, journals, drug labels, health topics, vocabularies and lists that are broken, hostile or odd."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

from tests.integration.bad_parts import (
    COMMENTS,
    DEEP,
    LAUGHS,
    LONG,
    MANY,
    MIB,
    OUTSIDE,
    QUADRATIC,
    Bad,
    cut_gzip,
    packed_bomb,
    words,
)
from tests.integration.good_files import (
    RETRACTIONS,
    XML,
    descriptor,
    descriptors,
    jats_article,
    label,
    pubmed_file,
    pubmed_record,
    retraction,
    topic,
    topics,
)

ILL_NUMBERED = "It has 2 arms."


def of_pubmed() -> Iterator[Bad]:
    three = [pubmed_record(str(800_001 + n), words(400, seed=n)) for n in range(3)]
    keeps = ("pmid-800001",)
    yield Bad("truncated.xml.gz", cut_gzip(pubmed_file(*three), 0.5), ("incomplete|breaks off",), keeps)
    yield Bad("beginning-only.xml.gz", gzip.compress(three[0].encode())[:14])
    yield Bad("not-gzip.xml.gz", "<html><head><title>502 Bad Gateway</title></head></html>")
    yield Bad("empty.xml", "")
    yield Bad("empty.xml.gz", gzip.compress(b""))
    yield Bad("laughs.xml", pubmed_file(pubmed_record("800011", "&a9;"), prologue=LAUGHS))
    yield Bad("quadratic.xml", pubmed_file(pubmed_record("800012", "&a;" * 20_000), prologue=QUADRATIC))
    yield Bad("outside.xml", pubmed_file(pubmed_record("800013", "&a;"), prologue=OUTSIDE))
    yield Bad("deep.xml", pubmed_file(pubmed_record("800014", DEEP)))
    attribute = f'<b class="{"x" * 10 * MIB}">fell</b>'
    yield Bad("attribute.xml", pubmed_file(pubmed_record("800015", f"Pain {attribute}.")))
    yield Bad(
        "bomb.xml.gz",
        packed_bomb(f"{XML}<PubmedArticleSet>" + pubmed_record("800016", "Pain fell."), 5 * 2**30),
        keeps=("pmid-800016",),
    )
    yield Bad("large.xml.gz", gzip.compress(pubmed_file(pubmed_record("800017", LONG)).encode(), 1))
    yield Bad("utf-16-without-mark.xml", pubmed_file(pubmed_record("800018", "Pain fell.")).encode("utf-16-le"))
    yield Bad("utf-16.xml", pubmed_file(pubmed_record("800019", "Pain fell.")).encode("utf-16"))
    mixed = pubmed_file(pubmed_record("800021", "Caf\xe9 visits."), pubmed_record("800022", "Pain fell by half."))
    yield Bad("mixed.xml", mixed.encode("latin-1"), keeps=("pmid-800022",))
    unknown = XML.replace("UTF-8", "x-klingon")
    yield Bad("unknown-encoding.xml", pubmed_file(pubmed_record("800023", "Pain."), prologue=unknown))
    yield Bad("nul.xml", pubmed_file(pubmed_record("800024", "Pain\0 fell.")))
    yield Bad("control.xml", pubmed_file(pubmed_record("800025", "Pain &#1; fell.")))
    yield Bad("no-text.xml", pubmed_file(pubmed_record("800026", ""), pubmed_record("800027", "")), ("2 records",))
    yield Bad("no-number.xml", pubmed_file(pubmed_record("", "Pain fell.")), ())
    dates = [f"<Year>{year}</Year><Month>00</Month><Day>00</Day>" for year in ("0000", "20222")]
    dated = [pubmed_record(str(800_031 + n), ILL_NUMBERED, date=date) for n, date in enumerate(dates)]
    yield Bad("dates.xml", pubmed_file(*dated), (), ("pmid-800031", "pmid-800032"))
    yield Bad("comments.xml", COMMENTS + pubmed_file(pubmed_record("800034", "Pain fell.")))
    yield Bad("long-title.xml", pubmed_file(pubmed_record("800035", "Pain fell.", title="Pain " * MIB)))
    yield Bad(
        "many-empty.xml.gz", gzip.compress(pubmed_file("<PubmedArticle></PubmedArticle>" * 50_000).encode()), MANY
    )
    yield Bad("checked.xml", pubmed_file(pubmed_record("800036", "Pain fell.")))
    yield Bad("checked.xml.md5", f"MD5(checked.xml)= {'0' * 32}\n", ())


def of_jats() -> Iterator[Bad]:
    whole = jats_article("<p>Pain fell.</p>", doi="10.5555/b0")
    yield Bad("truncated.nxml", whole[: len(whole) // 2])
    yield Bad("truncated.nxml.gz", cut_gzip(jats_article(f"<p>{words(9_000)}</p>"), 0.7))
    yield Bad("title-only.nxml", jats_article("", doi="10.5555/b1"))
    yield Bad("laughs.nxml", jats_article("<p>&a9;</p>", doi="10.5555/b2", prologue=LAUGHS))
    yield Bad("quadratic.nxml", jats_article(f"<p>{'&a;' * 20_000}</p>", doi="10.5555/b3", prologue=QUADRATIC))
    yield Bad("outside.nxml", jats_article("<p>&a;</p>", doi="10.5555/b4", prologue=OUTSIDE))
    yield Bad("deep.nxml", jats_article(DEEP, doi="10.5555/b5"))
    lists = "<list><list-item><p>one</p>" * 200 + "</list-item></list>" * 200
    yield Bad("deep-lists.nxml", jats_article(lists, doi="10.5555/b6"), ("nested too deeply",))
    yield Bad("attribute.nxml", jats_article(f'<p id="{"x" * 10 * MIB}">Pain fell.</p>', doi="10.5555/b7"))
    yield Bad("large.nxml.gz", gzip.compress(jats_article(f"<p>{LONG}</p>", doi="10.5555/b8").encode(), 1))
    many = "<p>" + "pain <b>fell</b> " * 500_000 + "</p>"
    yield Bad("large-mixed.nxml.gz", gzip.compress(jats_article(many, doi="10.5555/b9").encode(), 1))
    yield Bad("bomb.nxml.gz", packed_bomb(f"{XML}<article>", 5 * 2**30))
    yield Bad("long-title.nxml", jats_article("<p>Pain fell.</p>", title="Pain " * MIB, doi="10.5555/b10"))
    licence = f"<permissions><license><license-p>{'All rights. ' * (MIB // 12)}</license-p></license></permissions>"
    yield Bad(
        "licence.nxml", jats_article("<p>Pain fell.</p>", doi="10.5555/b11", more=licence), (), ("doi-10.5555_b11",)
    )
    yield Bad("utf-16-without-mark.nxml", whole.encode("utf-16-be"), (), ("doi-10.5555_b0",))
    yield Bad("latin-1.nxml", jats_article("<p>Caf\xe9 visits.</p>", doi="10.5555/b12").encode("latin-1"))
    yield Bad("nul.nxml", jats_article("<p>Pain\0 fell.</p>", doi="10.5555/b13"))
    yield Bad("web-page.nxml", "<!DOCTYPE html><html><body>Please sign in.</body></html>")
    cells = (
        '<table-wrap><table><tr><td colspan="99999999" rowspan="99999999">a</td><td>b</td></tr></table></table-wrap>'
    )
    yield Bad("spans.nxml", jats_article(f"<p>Pain fell.</p>{cells}", doi="10.5555/b14"), (), ("doi-10.5555_b14",))
    rows = "<tr><td rowspan='50000'>a</td><td>b</td></tr>" * 3_000
    rows = f"<table-wrap><table>{rows}</table></table-wrap>"
    yield Bad("rows.nxml", jats_article(f"<p>Pain fell.</p>{rows}", doi="10.5555/b15"), (), ("doi-10.5555_b15",))
    formula = "<mrow>" * 5_000 + "<mi>x</mi>" + "</mrow>" * 5_000
    yield Bad("formula.nxml", jats_article(f"<p>So <math>{formula}</math> holds.</p>", doi="10.5555/b16"))
    for number, year in enumerate(("20222", "0000", "-1", "99999999999999999999"), 20):
        yield Bad(
            f"year-{number}.nxml",
            jats_article("<p>Pain fell.</p>", doi=f"10.5555/b{number}", year=year),
            (),
            (f"doi-10.5555_b{number}",),
        )
    both = [jats_article("<p>Pain fell.</p>", doi="10.5555/b30", prologue="") for _ in range(2)]
    yield Bad("twice.xml", f"{XML}<articles>{''.join(both)}</articles>", keeps=("doi-10.5555_b30",))
    cut = jats_article("<p>Pain fell.</p>", doi="10.5555/b31", prologue="") + "<article><front>"
    yield Bad("cut-set.xml", f"{XML}<articles>{cut}", keeps=("doi-10.5555_b31",))
    yield Bad("comments.nxml", COMMENTS + whole)
    yield Bad("no-root.xml", f"{XML}\n\n")
    yield Bad("unknown-root.xml", f"{XML}<invoice><total>5</total></invoice>", ())
    same = jats_article("<p>Pain fell in other words.</p>", doi="10.5555/noon", title="Something else entirely")
    yield Bad("number-of-another.nxml", same)


def of_labels() -> Iterator[Bad]:
    whole = label("<paragraph>It harmed 2 of 40.</paragraph>", number=50)
    yield Bad("truncated.xml", whole[: len(whole) // 2])
    yield Bad("laughs.xml", label("<paragraph>&a9;</paragraph>", number=51, prologue=LAUGHS))
    yield Bad("outside.xml", label("<paragraph>&a;</paragraph>", number=52, prologue=OUTSIDE))
    yield Bad("deep.xml", label(DEEP, number=53))
    yield Bad("large.xml.gz", gzip.compress(label(f"<paragraph>{LONG}</paragraph>", number=54).encode(), 1))
    many = "<paragraph>" + "pain <content>fell</content> " * 400_000 + "</paragraph>"
    yield Bad("large-mixed.xml.gz", gzip.compress(label(many, number=55).encode(), 1))
    spans = '<table><tbody><tr><td colspan="99999999" rowspan="99999999">a</td><td>b</td></tr></tbody></table>'
    yield Bad(
        "spans.xml",
        label(f"<paragraph>It harmed.</paragraph>{spans}", number=56),
        (),
        ("spl-bbbbbbbb-0000-0000-0000-000000000056",),
    )
    yield Bad("empty.xml", label("", number=57))
    dated = label("<paragraph>It harmed 2.</paragraph>", number=58, effective="00000000")
    yield Bad("dates.xml", dated, (), ("spl-bbbbbbbb-0000-0000-0000-000000000058",))
    yield Bad("wrong-letters.xml", whole.encode("utf-16-le"), (), ("spl-bbbbbbbb-0000-0000-0000-000000000050",))
    yield Bad("bomb.xml.gz", packed_bomb(f'{XML}<document xmlns="urn:hl7-org:v3">', 5 * 2**30))


def of_topics() -> Iterator[Bad]:
    yield Bad(
        "truncated.xml", topics(topic(80, "<p>Rest helps.</p>"), topic(81, "<p>x</p>"))[:-80], keeps=("medlineplus-80",)
    )
    yield Bad("no-summary.xml", topics(topic(82, "")))
    yield Bad(
        "twice.xml",
        topics(topic(83, "<p>Rest helps.</p>"), topic(83, "<p>It does not.</p>")),
        keeps=("medlineplus-83",),
    )
    yield Bad(
        "deep.xml",
        topics(topic(84, "<div>" * 50_000 + "deep"), topic(85, "<p>Rest helps.</p>")),
        keeps=("medlineplus-85",),
    )
    yield Bad("large.xml.gz", gzip.compress(topics(topic(86, LONG)).encode(), 1))
    yield Bad("laughs.xml", topics(topic(87, "x").replace(">x<", ">&a9;<"), prologue=LAUGHS))
    yield Bad(
        "bomb.xml.gz",
        packed_bomb(f"{XML}<health-topics>" + topic(88, "<p>Rest helps.</p>"), 5 * 2**30),
        keeps=("medlineplus-88",),
    )
    yield Bad("no-topic.xml", topics())
    yield Bad("wrong-id.xml", topics(topic("../../etc", "<p>Rest helps.</p>")))
    table = "<table>" + '<tr><td colspan="999999999" rowspan="99999999">a</td><td>b</td></tr>' * 2 + "</table>"
    yield Bad("spans.xml", topics(topic(89, f"<p>Rest helps.</p>{table}")), (), ("medlineplus-89",))


def of_mesh() -> Iterator[Bad]:
    sound = descriptor("D000001", "Rest")
    yield Bad("truncated.xml", descriptors(sound, descriptor("D000002", "Heat"))[:-150])
    yield Bad("twice.xml", descriptors(sound, sound))
    yield Bad("nameless.xml", descriptors(descriptor("", "Rest")))
    yield Bad("empty.xml", descriptors())
    yield Bad("laughs.xml", descriptors(descriptor("D000003", "&a9;"), prologue=LAUGHS))
    yield Bad("bomb.xml.gz", packed_bomb(f"{XML}<DescriptorRecordSet>" + sound, 5 * 2**30))
    yield Bad("deep.xml", descriptors(descriptor("D000004", DEEP)))


def of_retractions() -> Iterator[Bad]:
    yield Bad("broken.csv", f'{RETRACTIONS}2,"never closed\n{retraction(3, "10.5555/a")}')
    yield Bad("nature.csv", RETRACTIONS + retraction(4, "10.5555/a", nature="Celebration"))
    yield Bad("nameless.csv", RETRACTIONS + retraction(5, ""))
    yield Bad("long-line.csv", RETRACTIONS + "6," + "x" * 60 * MIB + "\n" + retraction(7, "10.5555/a"))
