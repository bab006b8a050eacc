"""What is told of the settings: everything that an instance runs with, and nothing that is secret."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from citewell.settings import SECRET_ADDRESSES, SECRETS, Settings, read_settings
from citewell.told_settings import IS_SET, OF_A_PERSON, told_settings

HIDDEN = "s3cret-of-the-house"
ENVIRONMENT = {
    "CITEWELL_LIBRARY": "/srv/citewell",
    "CITEWELL_DATABASE": f"postgresql://me:{HIDDEN}@db.example.org:5432/citewell?password={HIDDEN}",
    "CITEWELL_SMTP_URL": f"smtps://{HIDDEN}:{HIDDEN}@mail.example.org",
    "CITEWELL_MAIL_FROM": "citewell@example.org",
    "CITEWELL_WEBHOOK_URL": f"https://hooks.example.org/services/{HIDDEN}",
    "CITEWELL_WEBHOOK_SECRET": HIDDEN,
    "CITEWELL_OIDC_ISSUER": "https://id.example.org",
    "CITEWELL_OIDC_CLIENT_ID": "citewell",
    "CITEWELL_OIDC_CLIENT_SECRET": HIDDEN,
    "CITEWELL_NCBI_API_KEY": HIDDEN,
    "CITEWELL_ENTAILER_API_KEY": HIDDEN,
    "CITEWELL_WRITER_API_KEY": HIDDEN,
    "CITEWELL_EUTILS_URL": f"https://user:{HIDDEN}@eutils.example.org/entrez?key={HIDDEN}",
    "CITEWELL_ACCESS": "members",
}


def test_no_secret_is_told_wherever_it_stands() -> None:
    told = told_settings(read_settings(ENVIRONMENT))
    assert HIDDEN not in str(told)
    assert {told[name] for name in SECRETS} == {IS_SET}
    assert told["database"] == "postgresql://***@db.example.org:5432/citewell?***"
    assert told["smtp_url"] == "smtps://***@mail.example.org"
    assert told["webhook_url"] == "https://hooks.example.org/"
    assert told["eutils_url"] == "https://***@eutils.example.org/entrez?***"


def test_every_other_setting_is_told_as_it_is() -> None:
    told = told_settings(read_settings(ENVIRONMENT))
    assert set(told) == {field.name for field in fields(Settings)} - OF_A_PERSON
    assert (told["library"], told["access"], told["starter"]) == ("/srv/citewell", "members", "on")
    assert told["oidc_issuer"] == "https://id.example.org"
    assert told["writer_price_in"] == ""


def test_a_setting_that_is_shown_in_no_message_is_listed_as_secret() -> None:
    hidden = {field.name for field in fields(Settings) if not field.repr}
    assert hidden == SECRETS | SECRET_ADDRESSES


@pytest.mark.parametrize("value", ["postgresql://[::1", "postgresql://me:p@ss@host/db", "sqlite:////srv/a.sqlite"])
def test_an_address_that_cannot_be_read_tells_nothing(value: str) -> None:
    told = told_settings(Settings(library=Path("/srv/\udcff"), cache=Path("/c"), database=value))
    assert "p@ss" not in told["database"]
    assert "me" not in told["database"]
    assert told["library"].encode()
