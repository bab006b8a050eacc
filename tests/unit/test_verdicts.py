"""What people write is told from what they meant to cite: verdicts, forms of files, exit codes."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from citewell.checks.verdict import judge_text
from citewell.cli import main
from citewell.domain.enums import Verdict
from citewell.evaluation.claim_checks import score
from citewell.evaluation.claim_files import read_claims
from citewell.wiring import read_vocabulary

EVIDENCE = "Scalp tenderness is present in about 50% of people with giant cell arteritis."


@pytest.mark.parametrize(
    ("claim", "evidence", "verdict"),
    [
        (EVIDENCE, EVIDENCE, "supported"),
        ("About half of people with GCA have scalp tenderness.", EVIDENCE, "supported"),
        ("Paracetamol 1 g is given.", "Paracetamol 1000 mg is given.", "supported"),
        ("Tylenol 1 g is given.", "Paracetamol 1000 mg is given.", "supported"),
        ("One in five people recovered.", "20% of people recovered.", "supported"),
        ("About 40% of people with GCA have scalp tenderness.", EVIDENCE, "contradicted"),
        ("Scalp tenderness is absent in about 50% of people with giant cell arteritis.", EVIDENCE, "contradicted"),
        ("Paracetamol 1 mg is given.", "Paracetamol 1000 mg is given.", "contradicted"),
        ("Headache rose with drug A.", "Headache fell with drug A.", "contradicted"),
        ("Jaw pain is common.", EVIDENCE, "not_enough"),
        ("The drug helps adults.", "The drug may help adults.", "not_enough"),
        ("The drug should be used.", "The drug may be used.", "not_enough"),
        ("The drug relieves pain in children.", "The drug relieves pain in adults.", "not_enough"),
    ],
)
def test_a_claim_is_judged_against_its_evidence(claim: str, evidence: str, verdict: str) -> None:
    assert judge_text(claim, [evidence], read_vocabulary()).verdict.value == verdict


def test_pieces_of_evidence_are_never_added_up() -> None:
    pieces = ["The drug relieves pain in adults.", "The drug is safe in children."]
    assert judge_text("The drug relieves pain in children.", pieces).verdict is not Verdict.SUPPORTED
    assert judge_text(pieces[1], pieces).verdict is Verdict.SUPPORTED


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(words)
    out, err = capsys.readouterr()
    return code, out, err


def test_lines_that_cannot_be_read_are_told_and_the_rest_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "claims.jsonl"
    right = json.dumps({"id": "a", "claim": EVIDENCE, "evidence": [EVIDENCE]})
    file.write_text(f'{right}\n{{"claim": 3}}\nnot json\n', "utf-8")
    code, out, err = run(capsys, "check", str(file), "--json")
    assert code == 3
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["supported"]
    assert "claims.jsonl:2" in err
    assert "claims.jsonl:3" in err


def test_the_exit_code_says_whether_all_claims_are_supported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = json.dumps({"id": "a", "claim": EVIDENCE, "evidence": EVIDENCE})
    monkeypatch.setattr("sys.stdin", io.StringIO(line))
    assert run(capsys, "check", "-", "--json", "--format", "jsonl")[0] == 0
    file = tmp_path / "wrong.jsonl"
    file.write_text(line.replace('"claim": "Scalp tenderness is', '"claim": "Scalp tenderness is not'), "utf-8")
    code, out, _ = run(capsys, "check", str(file))
    assert code == 1
    assert "negation_matches" in out
    assert "1 claims: 0 supported, 1 contradicted" in out


def test_a_markdown_text_is_checked_sentence_by_sentence_against_its_sources() -> None:
    text = (
        "# Answer\n\nScalp tenderness is common [1]. A second sentence has no number.\n\n"
        f'- Both are cited.[1, 2]\n\n## References\n\n[1] BSR 2020: "{EVIDENCE}"\n2. Another quoted text.\n'
    )
    items, rejections = read_claims(text, name="a.md")
    assert not rejections
    assert [(item.claim, item.evidence) for item in items] == [
        ("Scalp tenderness is common.", (EVIDENCE,)),
        ("A second sentence has no number.", ()),
        ("Both are cited.", (EVIDENCE, "Another quoted text.")),
    ]


def test_a_number_without_a_source_is_told_with_its_line() -> None:
    _, rejections = read_claims("It is so [4].\n\n## Sources\n\n[1] Text.\n", name="a.md")
    assert [(one.place, "[4]" in one.reason) for one in rejections] == [("a.md:1", True)]


def test_an_unknown_engine_is_refused_with_the_names_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "claims.jsonl"
    file.write_text(json.dumps({"claim": EVIDENCE, "evidence": EVIDENCE}), "utf-8")
    code, _, err = run(capsys, "check", str(file), "--entailer", "oracle")
    assert code == 2
    assert "lexical" in err


def test_scores_are_those_worked_out_by_hand() -> None:
    lines = [
        {"claim": EVIDENCE, "evidence": EVIDENCE, "label": "Supports"},
        {"claim": EVIDENCE, "evidence": EVIDENCE, "label": "Refutes"},
        {"claim": EVIDENCE, "evidence": EVIDENCE, "label": "Neutral"},
    ]
    items, _ = read_claims("\n".join(map(json.dumps, lines)), name="a.jsonl")
    figures = score(items, lambda item: Verdict.SUPPORTED)
    assert figures["accuracy"] == pytest.approx(1 / 3)
    assert figures["macro_f1"] == pytest.approx((2 / 4 + 0 + 0) / 3)


@pytest.mark.parametrize(
    ("evidence", "claim"),
    [
        (
            "Dabigatran caused less bleeding than warfarin (2.1% against 3.4% per year).",
            "Bleeding occurred in 3.4% a year with dabigatran and 2.1% with warfarin.",
        ),
        ("Surgery needs a gap of 5 mm, or 3 mm with pain.", "Surgery needs a gap of 3 mm, or 5 mm with pain."),
        ("The effect on pain was no longer significant.", "The effect on pain was significant."),
        ("Nausea is almost always present in acute gastritis.", "Nausea is always present in acute gastritis."),
        ("The trial randomised 40 adults, 20 per group, to statin or placebo.",
         "The trial randomised 40 adults, 40 per group, to statin or placebo."),
        ("A non-targeted biopsy is the first step.", "A targeted biopsy is the first step."),
        ("Warfarin is contraindicated in the first trimester of pregnancy.",
         "Warfarin is contraindicated in the third trimester of pregnancy."),
        ("Embolism can be excluded without a scan if the risk is low and the D-dimer is negative.",
         "Embolism can be excluded without a scan if the D-dimer is negative."),
        ("Tests should not delay steroids when arteritis is suspected.",
         "Steroids should not be started before tests when arteritis is suspected."),
        ("Age under 30 years and longer tilt predicted headache.",
         "Age under 30 years and shorter tilt predicted headache."),
    ],
)  # fmt: skip
def test_a_small_change_that_turns_the_meaning_is_refused(evidence: str, claim: str) -> None:
    assert judge_text(evidence, [evidence], None).verdict is Verdict.SUPPORTED
    assert judge_text(claim, [evidence], None).verdict is not Verdict.SUPPORTED
