"""The signature of an approval is checked without any package, and exactly as `cryptography` checks it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.boarding import EDDA, RUTH, SAM, Board
from tests.examples import example_article
from tests.materials import material
from tests.unit.test_proof_bundle import unpacked, verify

from citewell.cli import main
from citewell.domain.articles import Article
from citewell.domain.documents import Passage
from citewell.domain.exporting import ExportMaterial
from citewell.domain.reviewing import Action, BoardRecord
from citewell.exports._verify import L, P, is_signed
from citewell.exports.proof import ProofExporter
from citewell.review.approvals import statement
from citewell.store.keys import key_id, verify_signature

# RFC 8032, section 7.1: secret key, public key, message, signature.
VECTORS = {
    "empty": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "one byte": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "two bytes": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    "SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").hexdigest(),
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
}  # fmt: skip
SECRET = bytes(range(32))
OTHER = "k-0123456789abcdef"


def both(public: bytes, signature: bytes, data: bytes) -> tuple[bool, bool]:
    return is_signed(public, signature, data), verify_signature(public, signature=signature, data=data)


@pytest.mark.parametrize("name", VECTORS)
def test_the_vectors_of_rfc_8032_hold_and_no_bit_of_them_can_be_changed(name: str) -> None:
    secret, public, data, signature = map(bytes.fromhex, VECTORS[name])
    assert Ed25519PrivateKey.from_private_bytes(secret).sign(data) == signature
    assert both(public, signature, data) == (True, True)
    for place in range(0, 64, 7):
        changed = bytearray(signature)
        changed[place] ^= 1 << place % 8
        assert both(public, bytes(changed), data) == (False, False)
    assert both(public, signature, data + b"x") == (False, False)


def test_it_agrees_with_cryptography_on_other_keys_texts_and_lengths() -> None:
    for number in range(12):
        key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(bytes([number])).digest())
        other = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(bytes([number + 100])).digest())
        data = b"approved " * number
        public, signature = key.public_key().public_bytes_raw(), key.sign(data)
        assert both(public, signature, data) == (True, True)
        assert both(other.public_key().public_bytes_raw(), signature, data) == (False, False)
        assert both(public, other.sign(data), data) == (False, False)
    for wrong in (b"", b"\0", bytes(32), bytes(63), bytes(65)):
        assert both(public, wrong, data) == (False, False)
        assert both(wrong, signature, data) == (False, False)


def test_a_second_form_of_a_sound_signature_is_refused() -> None:
    key = Ed25519PrivateKey.from_private_bytes(SECRET)
    public, signature = key.public_key().public_bytes_raw(), key.sign(b"approved")
    s = int.from_bytes(signature[32:], "little")
    for more in (L, 2 * L, 8 * L):
        other = signature[:32] + (s + more).to_bytes(32, "little")
        assert both(public, other, b"approved") == (False, False)


def test_a_point_in_a_form_that_it_should_not_have_is_refused() -> None:
    signature = Ed25519PrivateKey.from_private_bytes(SECRET).sign(b"approved")
    one = (1).to_bytes(32, "little")
    too_large = (P + 1).to_bytes(32, "little")  # the neutral point again, its y not below P
    minus_zero = bytes([1] + [0] * 30 + [128])  # x is 0 and said to be negative
    off_the_curve = (2).to_bytes(32, "little")
    for point in (too_large, minus_zero, off_the_curve):
        assert not is_signed(point, signature, b"approved")
        assert not is_signed(one, point + bytes(32), b"approved")


def approved(*, mended: bool = False) -> tuple[ExportMaterial, str, Board]:
    """What an approved and published article is exported from, and the id of the key that signed it."""
    key = Ed25519PrivateKey.from_private_bytes(SECRET)
    public = key.public_key().public_bytes_raw()
    board = Board()
    board.publish(RUTH)
    approval = board.dossier.published
    assert approval is not None
    signature = base64.b64encode(key.sign(statement(approval, board.reviews))).decode()
    signed = replace(approval, signature=signature, public_key=base64.b64encode(public).decode())
    dossier = replace(board.dossier, published=signed)
    record = BoardRecord(dossier, tuple(board.reviews))
    return with_texts(board.article, record), key_id(public), board


def with_texts(article: Article, record: BoardRecord) -> ExportMaterial:
    """The material with a passage for each quote, as `boarding.article_of` makes them."""
    passages = {
        one.passage_id: Passage(one.passage_id, one.document_id, one.quote, end=len(one.quote))
        for claim in article.claims
        for one in claim.citations
    }
    return ExportMaterial(article, passages, {}, record=record)


def bundle(folder: Path, made: ExportMaterial) -> Path:
    folder.mkdir(exist_ok=True)
    with ZipFile(BytesIO(ProofExporter().export(made))) as archive:
        archive.extractall(folder)
    return folder


def rehashed(folder: Path, name: str, text: bytes) -> None:
    (folder / name).write_bytes(text)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    manifest["files"][name] = hashlib.sha256(text).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_the_bundle_of_an_approved_article_proves_who_approved_it(tmp_path: Path) -> None:
    made, key, _ = approved()
    folder = bundle(tmp_path / "proof", made)
    code, said = verify(folder)
    assert code == 0
    assert f"Approved by Edda, reviewed by Ruth, MD; signed by {key}" in said
    assert verify(folder, "--key", key)[0] == 0
    readme = (folder / "README.txt").read_text("utf-8")
    assert f"--key {key}" in readme
    assert "approved by Edda" in readme
    assert "not been reviewed" not in readme
    assert made.record is not None
    assert made.record.dossier.published is not None
    assert (folder / "approval.json").read_bytes() == statement(made.record.dossier.published, made.record.reviews)


@pytest.mark.parametrize(("arguments", "named"), [(("--key", OTHER), OTHER), (("--key",), "none")])
def test_another_key_than_the_expected_one_is_refused(tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    folder = bundle(tmp_path / "proof", approved()[0])
    code, said = verify(folder, *arguments)
    assert code == 1
    assert f"and not by {named}" in said


def test_a_key_that_is_expected_finds_that_there_is_no_approval(tmp_path: Path) -> None:
    code, said = verify(unpacked(tmp_path), "--key", OTHER)
    assert code == 1
    assert "approval.json is missing" in said


@pytest.mark.parametrize("name", ["approval.json", "signature.json"])
def test_half_an_approval_is_none(tmp_path: Path, name: str) -> None:
    folder = bundle(tmp_path / "proof", approved()[0])
    (folder / name).unlink()
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    del manifest["files"][name]
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    code, said = verify(folder)
    assert code == 1
    assert f"{name} is missing" in said


def test_a_changed_approval_is_found_though_every_hash_fits(tmp_path: Path) -> None:
    folder = bundle(tmp_path / "proof", approved()[0])
    text = (folder / "approval.json").read_bytes()
    rehashed(folder, "approval.json", text.replace(b"Ruth", b"Rita"))
    code, said = verify(folder)
    assert code == 1
    assert "the approval was changed" in said


def test_an_approval_of_another_article_is_found(tmp_path: Path) -> None:
    folder = bundle(tmp_path / "proof", approved()[0])
    other = unpacked(tmp_path / "other")
    for name in ("approval.json", "signature.json"):
        rehashed(other, name, (folder / name).read_bytes())
    code, said = verify(other)
    assert code == 1
    assert "the approval is of another article" in said


def test_whoever_signs_anew_with_a_key_of_their_own_is_found_by_the_key(tmp_path: Path) -> None:
    made, key, _ = approved()
    folder = bundle(tmp_path / "proof", made)
    text = (folder / "approval.json").read_bytes().replace(b"Ruth", b"Rita")
    own = Ed25519PrivateKey.generate()
    public = own.public_key().public_bytes_raw()
    rehashed(folder, "approval.json", text)
    forged = {
        "id": key_id(public), "algorithm": "Ed25519", "public_key": base64.b64encode(public).decode(),
        "signature": base64.b64encode(own.sign(text)).decode(),
    }  # fmt: skip
    rehashed(folder, "signature.json", json.dumps(forged).encode())
    assert verify(folder)[0] == 0
    assert verify(folder, "--key", key)[0] == 1
    rehashed(folder, "signature.json", json.dumps({**forged, "id": key}).encode())
    assert verify(folder)[0] == 1


def test_before_it_is_published_and_once_it_is_withdrawn_no_approval_is_in_the_bundle() -> None:
    board = Board()
    board.approve(RUTH)
    before = board.dossier
    board.do(Action.PUBLISH, EDDA)
    for dossier in (before, board.do(Action.WITHDRAW, SAM, reason="It names an unsafe dose.")):
        made = with_texts(board.article, BoardRecord(dossier, tuple(board.reviews)))
        with ZipFile(BytesIO(ProofExporter().export(made))) as archive:
            assert "approval.json" not in archive.namelist()


def test_an_article_that_no_board_has_taken_up_has_the_bundle_it_always_had() -> None:
    with ZipFile(BytesIO(ProofExporter().export(material(example_article())))) as archive:
        assert {"approval.json", "signature.json"} & set(archive.namelist()) == set()
        assert "has not been reviewed by a person" in archive.read("README.txt").decode()


def test_the_command_line_checks_a_bundle_and_its_key_without_a_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, key, _ = approved()
    file = tmp_path / "proof.zip"
    file.write_bytes(ProofExporter().export(made))
    folder = bundle(tmp_path / "proof", made)
    for place in (file, folder):
        assert main(["verify", str(place), "--key", key]) == 0
        assert f"signed by {key}" in capsys.readouterr().out
    assert main(["verify", str(file), "--key", OTHER, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["verified"], told["proven"]) == (False, [])
    assert f"not by {OTHER}" in told["failed"][0]
