"""Reading judged collections in BEIR layout."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from citewell.domain.errors import InputError
from citewell.evaluation.collections import read_collection

CORPUS = [
    {"_id": "d1", "title": "Neck pain", "text": "Exercise helps."},
    {"_id": "d2", "title": "", "text": "Statins lower risk."},
]
QUERIES = [{"_id": "q1", "text": "What helps neck pain?"}, {"_id": "q2", "text": "Not judged"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n"


def write(folder: Path, *, corpus: str | None = None, queries: str | None = None, qrels: str | None = QRELS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "corpus.jsonl").write_text(lines(CORPUS) if corpus is None else corpus, encoding="utf-8")
    (folder / "queries.jsonl").write_text(lines(QUERIES) if queries is None else queries, encoding="utf-8")
    if qrels is not None:
        (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def lines(records: list[dict[str, str]]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_reads_documents_judged_queries_and_grades(tmp_path: Path) -> None:
    collection = read_collection(write(tmp_path / "small"))
    assert collection.name == "small"
    assert [document.id for document in collection.documents] == ["d1", "d2"]
    assert collection.documents[0].title == "Neck pain"
    assert collection.documents[0].blocks[0].text == "Exercise helps."
    assert collection.queries == {"q1": "What helps neck pain?"}
    assert collection.judgements == {"q1": {"d1": 2, "d2": 0}}


def test_the_header_line_may_be_missing(tmp_path: Path) -> None:
    collection = read_collection(write(tmp_path, qrels="q1\td1\t1\n"))
    assert collection.judgements == {"q1": {"d1": 1}}


def test_judgements_may_stand_where_beir_puts_them(tmp_path: Path) -> None:
    write(tmp_path, qrels=None)
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text(QRELS)
    assert read_collection(tmp_path).judgements == {"q1": {"d1": 2, "d2": 0}}


def test_the_digest_is_that_of_the_corpus_alone(tmp_path: Path) -> None:
    one = read_collection(write(tmp_path / "one"))
    other = read_collection(write(tmp_path / "other", qrels="q1\td2\t1\n"))
    changed = read_collection(write(tmp_path / "changed", corpus=lines([*CORPUS, {"_id": "d3", "text": "More."}])))
    assert one.digest == other.digest != changed.digest


def test_numbers_unicode_and_spaces_in_ids_are_kept_apart(tmp_path: Path) -> None:
    corpus = (
        '{"_id": 17, "text": "Seventeen."}\n{"_id": "a b", "text": "Space."}\n{"_id": "é\u2028", "text": "x\u2028y"}\n'
    )
    qrels = "q1\t17\t1\nq1\ta b\t1\n"
    collection = read_collection(write(tmp_path, corpus=corpus, qrels=qrels))
    assert [document.id for document in collection.documents] == ["17", "a%20b", "é"]
    assert collection.judgements["q1"] == {"17": 1, "a%20b": 1}
    assert collection.documents[2].blocks[0].text == "x\u2028y"


def test_a_document_without_text_is_counted_and_left_out(tmp_path: Path) -> None:
    corpus = lines([*CORPUS, {"_id": "d3", "title": "", "text": ""}, {"_id": "d4", "title": "Title", "text": ""}])
    collection = read_collection(write(tmp_path, corpus=corpus))
    assert collection.empty == 1
    assert collection.documents[-1].blocks[0].text == "Title"


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        ({"corpus": '{"_id": "d1", "text": "x"}\nnot json\n'}, "corpus.jsonl, line 2"),
        ({"corpus": '{"text": "x"}\n'}, "corpus.jsonl, line 1"),
        ({"corpus": '{"_id": "d1"}\n'}, "corpus.jsonl, line 1"),
        ({"corpus": '{"_id": "d1", "text": "x", "title": 3}\n'}, "corpus.jsonl, line 1"),
        ({"corpus": '{"_id": "d1", "text": "x"}\n\n{"_id": "d1", "text": "y"}\n'}, "corpus.jsonl, line 3"),
        ({"corpus": "[1, 2]\n"}, "corpus.jsonl, line 1"),
        ({"corpus": ""}, "corpus.jsonl holds no document"),
        ({"queries": '{"_id": "q1", "text": null}\n'}, "queries.jsonl, line 1"),
        ({"qrels": "query-id\tcorpus-id\tscore\nq1\td1\n"}, "qrels.tsv, line 2"),
        ({"qrels": "query-id\tcorpus-id\tscore\nq1\td1\tgood\n"}, "qrels.tsv, line 2"),
        ({"qrels": "q1\t0\td1\t1\n"}, "qrels.tsv, line 1"),
        ({"qrels": "q9\td1\t1\nq1\td9\t1\n"}, "No judgement"),
        ({"qrels": None}, "neither qrels.tsv nor qrels/test.tsv"),
    ],
)
def test_what_cannot_be_read_is_named_by_file_and_line_with_a_remedy(
    tmp_path: Path, broken: dict[str, str | None], place: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_collection(write(tmp_path, **broken))
    assert place in caught.value.message
    assert caught.value.remedy


def test_a_missing_folder_or_file_and_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no folder"):
        read_collection(tmp_path / "nowhere")
    (write(tmp_path) / "corpus.jsonl").unlink()
    with pytest.raises(InputError, match=r"corpus\.jsonl cannot be read"):
        read_collection(tmp_path)
    (tmp_path / "corpus.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"corpus\.jsonl cannot be read"):
        read_collection(tmp_path)
