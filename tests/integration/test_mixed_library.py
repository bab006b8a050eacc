"""Own texts beside the starter library: some without vectors yet, some of publications that it restates."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from tests.running import Run

QUESTION = "Does intranasal lidocaine relieve headache in the emergency department?"
ANSWER = "Intranasal lidocaine relieved pain within fifteen minutes more often than saline did."
RECORD = """<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID Version="1">12221344</PMID><Article>
<Journal><JournalIssue><PubDate><Year>2002</Year></PubDate></JournalIssue><Title>Spine</Title></Journal>
<ArticleTitle>A Randomized Controlled Trial of Exercise and Manipulative Therapy for Cervicogenic
Headache</ArticleTitle>
<Abstract><AbstractText Label="CONCLUSIONS">In cervicogenic headache, manipulative therapy and exercise each
made headache rarer and milder, and what was gained still held after twelve months.</AbstractText></Abstract>
<AuthorList><Author><LastName>Jull</LastName><Initials>G</Initials></Author></AuthorList>
<PublicationTypeList><PublicationType>Randomized Controlled Trial</PublicationType></PublicationTypeList>
</Article></MedlineCitation><PubmedData><ArticleIdList><ArticleId IdType="pubmed">12221344</ArticleId>
</ArticleIdList></PubmedData></PubmedArticle></PubmedArticleSet>
"""


def test_texts_that_wait_for_their_vectors_are_not_drowned_by_the_few_that_have_one(
    run: Run, write: Callable[..., str]
) -> None:
    """Only the starter library has vectors, and much in it is near headache; nothing in it is on lidocaine."""
    notes = [
        {"_id": f"note-{number}", "title": f"Note {number}", "text": f"Emergency department staff note {number}."}
        for number in range(2000)
    ]
    answer = {"_id": "trial", "title": "Lidocaine in the nose for headache", "text": ANSWER}
    run("library", "add", "--no-vectors", write("department.jsonl", *notes, answer))
    article = json.loads(run("ask", "--json", QUESTION).out)
    assert article["direct_answer"][0]["text"] == ANSWER


def test_an_answer_from_a_release_says_what_has_become_of_its_sources(
    run: Run, write: Callable[..., str], tmp_path: Path
) -> None:
    """What was sound when the release was made may be retracted or gone now."""
    file = tmp_path / "lidocaine.xml"
    title, own = "Intranasal lidocaine in the emergency department", "10.5555/nose"
    record = RECORD.replace("12221344", "99000001").replace("Exercise and Manipulative Therapy", title)
    record = record.replace("manipulative therapy and exercise each", f"{title.lower()} each")
    file.write_text(record, "utf-8")
    note = {"_id": "nose-1", "title": title, "text": "Intranasal lidocaine relieves headache in most adults."}
    run("library", "add", "--no-vectors", str(file), write("nose.jsonl", note))
    assert run("library", "release", "create", "spring").code == 0
    question, other = f"Does {title.lower()} help cervicogenic headache?", f"{title} for headache?"
    before = json.loads(run("ask", "--json", "--as-of", "spring", question).out)
    assert any("made from release spring" in words for words in before["notes"])
    assert not any("since" in words for words in before["notes"])
    notice = f"""<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">
<RefSource>Spine. 2004. doi: {own}</RefSource><PMID>99000002</PMID></CommentsCorrections></CommentsCorrectionsList>"""
    file.write_text(record.replace("</Article></MedlineCitation>", f"</Article>{notice}</MedlineCitation>"), "utf-8")
    run("library", "add", "--no-vectors", str(file))
    run("library", "remove", "nose-1")
    changes = {
        "pmid-99000001": (question, "has since become: retracted."),
        "nose-1": (other, "has been removed from the library since."),
    }
    for document, (asked, change) in changes.items():
        after = json.loads(run("ask", "--json", "--as-of", "spring", asked).out)
        numbers = {item["document_id"]: item["number"] for item in after["references"]}
        assert f"Reference [{numbers[document]}] {change}" in after["notes"]
        now = {item["document_id"] for item in json.loads(run("ask", "--json", asked).out)["references"]}
        assert document not in now


def test_a_publication_and_its_restatement_are_marked_as_one(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "jull.xml"
    file.write_text(RECORD, "utf-8")
    assert run("library", "add", str(file)).code == 0
    question = "Do manipulative therapy and exercise help cervicogenic headache?"
    references = json.loads(run("ask", "--json", question).out)["references"]
    publications = len(references) - 1
    numbers = {item["document_id"]: item["number"] for item in references}
    assert {"jull-2002", "pmid-12221344"} <= set(numbers)
    page = " ".join(run("ask", question).out.split())
    assert f"nswered from {publications} publications" in page
    assert f"the same publication as [{numbers['pmid-12221344']}]" in page
    assert f"the same publication as [{numbers['jull-2002']}]" in page
