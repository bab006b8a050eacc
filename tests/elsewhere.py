"""A proof bundle on a machine without Citewell: its verifier alone, in an isolated Python with an empty environment."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

from tests.running import as_data, resealed, with_another_letter

from citewell.domain.article_codec import article_from_json


def bundle_is_sound_until_altered(folder: Path) -> None:
    """Proven as it is; not with a byte of the article or of the signature changed, nor with the words of a forger."""
    proven = verified(folder)
    assert (proven.returncode, proven.stderr) == (0, "")
    assert "Approved by Eli Stern, reviewed by" in proven.stdout
    assert "Rosa Lind, MD, neurologist" in proven.stdout
    article, signature, manifest = (folder / f"{name}.json" for name in ("article", "signature", "manifest"))
    sound = {file: file.read_bytes() for file in (article, signature, manifest)}

    article.write_bytes(sound[article].replace(b"10 mg", b"90 mg", 1))
    assert "article.json was changed" in refuted(folder)
    data = as_data(article_from_json(article.read_text("utf-8").replace("10 mg at night is", "90 mg at night is")))
    forged = resealed(data)
    article.write_text(json.dumps(forged), "utf-8")
    sums = json.loads(sound[manifest])
    sums["digest"], sums["files"]["article.json"] = forged["digest"], hashlib.sha256(article.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(sums), "utf-8")
    assert "the approval is of another article" in refuted(folder)
    article.write_bytes(sound[article])

    signed = json.loads(sound[signature])
    signed["signature"] = with_another_letter(signed["signature"])
    signature.write_text(json.dumps(signed), "utf-8")
    sums = json.loads(sound[manifest])
    sums["files"]["signature.json"] = hashlib.sha256(signature.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(sums), "utf-8")
    assert "its signature is not of the key" in refuted(folder)


def refuted(folder: Path) -> str:
    """What the verifier says against a bundle."""
    ended = verified(folder)
    assert ended.returncode == 1
    return ended.stdout


def verified(folder: Path) -> subprocess.CompletedProcess[str]:
    """What verify.py says in a folder, of an isolated Python with nothing in its environment."""
    command = [sys.executable, "-I", "verify.py"]
    return subprocess.run(command, cwd=folder, env={}, capture_output=True, text=True, timeout=60, check=False)
