"""The key of an instance is made once, kept from others, and signs so that anybody can check it."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from citewell.domain.errors import LibraryError
from citewell.store.keys import InstanceKey, key_id, verify_signature


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "library" / "instance.key"


def test_a_signature_holds_for_what_was_signed_and_for_nothing_else(path: Path) -> None:
    key = InstanceKey(path)
    signature = key.sign(b"approved")
    assert verify_signature(key.public(), signature=signature, data=b"approved")
    assert not verify_signature(key.public(), signature=signature, data=b"Approved")
    assert not verify_signature(key.public(), signature=signature[:-1], data=b"approved")
    assert not verify_signature(InstanceKey(path.with_name("another")).public(), signature=signature, data=b"approved")
    assert not verify_signature(b"no key", signature=signature, data=b"approved")


def test_the_key_is_made_once_and_read_by_its_owner_alone(path: Path) -> None:
    first = InstanceKey(path).public()
    assert InstanceKey(path).public() == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["instance.key"]
    assert key_id(first).startswith("k-")


def test_of_several_that_make_the_key_at_once_all_use_the_same(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: InstanceKey(path).public(), range(16)))) == 1


def test_a_key_that_others_can_read_is_not_used(path: Path) -> None:
    InstanceKey(path).public()
    path.chmod(0o640)
    with pytest.raises(LibraryError, match="others") as caught:
        InstanceKey(path).sign(b"approved")
    assert "chmod 600" in caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\n", b"\xff\x00"])
def test_a_file_that_is_no_key_is_neither_used_nor_replaced(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.touch(mode=0o600)
    path.write_bytes(content)
    with pytest.raises(LibraryError, match="no Ed25519 key"):
        InstanceKey(path).sign(b"approved")
    assert path.read_bytes() == content
