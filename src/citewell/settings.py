"""Settings: the only place where the environment is read."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from citewell.domain.errors import UserError
from citewell.domain.people import clean_email, is_email

DATABASES = ("postgresql", "postgresql+psycopg", "postgres", "sqlite")
ENTAILERS = ("lexical", "openai", "onnx")
ACCESS = ("public", "members")
SHORTEST_SECRET = 16
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
SECRETS = frozenset({"oidc_client_secret", "webhook_secret", "ncbi_api_key", "entailer_api_key", "writer_api_key"})
"""Settings that are told nowhere, only whether they are set."""
SECRET_ADDRESSES = frozenset({"database", "smtp_url", "webhook_url"})
"""Settings with a server in them that may be told, and a password or a token that may not."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, each from an environment variable of the same name in capitals behind CITEWELL_."""

    library: Path
    cache: Path
    session: Path = Path("session.json")
    database: str = field(default="", repr=False)
    starter: bool = True
    release: str = ""
    threads: int | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    private: bool = False
    access: str = "public"
    address: str = ""
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    oidc_join: bool = False
    requests_per_minute: int = 1200
    questions_per_minute: int = 20
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    webhook_url: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    email: str = ""
    ncbi_api_key: str = field(default="", repr=False)
    allowed_hosts: frozenset[str] = frozenset()
    authorities: str = ""
    eutils_url: str = ""
    europepmc_url: str = ""
    crossref_url: str = ""
    retraction_watch_url: str = ""
    entailer: str = "lexical"
    entailer_base_url: str = ""
    entailer_api_key: str = field(default="", repr=False)
    entailer_model: str = ""
    entailer_folder: str = ""
    rewording: str = "rules"
    writer: str = "extractive"
    writer_base_url: str = ""
    writer_api_key: str = field(default="", repr=False)
    writer_model: str = ""
    writer_timeout: int = 60
    writer_retries: int = 2
    writer_evidence: int = 24
    writer_tokens: int = 2000
    writer_price_in: Decimal | None = None
    writer_price_out: Decimal | None = None


def read_settings(
    environment: Mapping[str, str] | None = None, *, library: str | None = None, release: str = ""
) -> Settings:
    """Settings from the environment; `library` (a path) goes before it. Raises UserError on a bad value.

    `release` names a state of the library to read instead of the present one.
    """
    import platformdirs

    values = os.environ if environment is None else environment
    data = values.get("CITEWELL_LIBRARY") or str(Path(platformdirs.user_data_dir("citewell")) / "library")
    cache = values.get("CITEWELL_CACHE") or platformdirs.user_cache_dir("citewell")
    session = values.get("CITEWELL_SESSION") or str(Path(platformdirs.user_config_dir("citewell")) / "session.json")
    return Settings(
        library=Path(library or data).expanduser(),
        cache=Path(cache).expanduser(),
        session=Path(session).expanduser(),
        release=release or values.get("CITEWELL_RELEASE", ""),
        database=_database(values.get("CITEWELL_DATABASE", "").strip()),
        starter=_switch(values.get("CITEWELL_STARTER", "on"), "CITEWELL_STARTER"),
        threads=_whole_number(values.get("CITEWELL_THREADS", ""), "CITEWELL_THREADS"),
        host=values.get("CITEWELL_HOST") or "127.0.0.1",
        port=_whole_number(values.get("CITEWELL_PORT", ""), "CITEWELL_PORT", most=65_535) or 8000,
        private=_switch(values.get("CITEWELL_PRIVATE", "off"), "CITEWELL_PRIVATE"),
        access=_choice(values.get("CITEWELL_ACCESS", ""), ACCESS, "CITEWELL_ACCESS"),
        address=_site(values.get("CITEWELL_ADDRESS", ""), "CITEWELL_ADDRESS"),
        **_sign_on(values),
        **_limits(values),
        **_messages(values),
        email=values.get("CITEWELL_EMAIL", ""),
        ncbi_api_key=values.get("CITEWELL_NCBI_API_KEY", ""),
        allowed_hosts=frozenset(values.get("CITEWELL_ALLOWED_HOSTS", "").replace(",", " ").split()),
        authorities=values.get("CITEWELL_AUTHORITIES", ""),
        eutils_url=values.get("CITEWELL_EUTILS_URL", ""),
        europepmc_url=values.get("CITEWELL_EUROPEPMC_URL", ""),
        crossref_url=values.get("CITEWELL_CROSSREF_URL", ""),
        retraction_watch_url=values.get("CITEWELL_RETRACTION_WATCH_URL", ""),
        entailer=_choice(values.get("CITEWELL_ENTAILER", ""), ENTAILERS, "CITEWELL_ENTAILER"),
        entailer_base_url=values.get("CITEWELL_ENTAILER_BASE_URL", ""),
        entailer_api_key=values.get("CITEWELL_ENTAILER_API_KEY", ""),
        entailer_model=values.get("CITEWELL_ENTAILER_MODEL", ""),
        entailer_folder=values.get("CITEWELL_ENTAILER_FOLDER", ""),
        **_writer(values),
    )


def _sign_on(values: Mapping[str, str]) -> dict[str, Any]:
    """The settings of single sign-on; raises UserError where only some of them are there."""
    issuer = _site(values.get("CITEWELL_OIDC_ISSUER", ""), "CITEWELL_OIDC_ISSUER")
    found: dict[str, Any] = {
        "oidc_client_id": values.get("CITEWELL_OIDC_CLIENT_ID", "").strip(),
        "oidc_client_secret": values.get("CITEWELL_OIDC_CLIENT_SECRET", "").strip(),
        "oidc_name": values.get("CITEWELL_OIDC_NAME", "").strip(),
    }
    if issuer and not found["oidc_client_id"]:
        raise UserError(
            "CITEWELL_OIDC_ISSUER is set, and CITEWELL_OIDC_CLIENT_ID is not.",
            remedy="Set it to the id that your provider gave this Citewell, or leave CITEWELL_OIDC_ISSUER out.",
        )
    if found["oidc_client_id"] and not issuer:
        raise UserError(
            "CITEWELL_OIDC_CLIENT_ID is set, and CITEWELL_OIDC_ISSUER is not.",
            remedy="Set it to your provider's address, such as https://id.example.org.",
        )
    join = _switch(values.get("CITEWELL_OIDC_JOIN", "off"), "CITEWELL_OIDC_JOIN")
    return found | {"oidc_issuer": issuer, "oidc_join": join}


def _site(value: str, name: str) -> str:
    """The address of a server, without a slash at its end; plain http only on this machine."""
    address = value.strip().rstrip("/")
    if not address:
        return ""
    parts = urlsplit(address)
    strange = not parts.hostname or parts.username or parts.query or parts.fragment
    if strange or parts.scheme not in {"http", "https"}:
        raise UserError(f"{name} is not the address of a server.", remedy="Set it to one such as https://example.org.")
    if name == "CITEWELL_OIDC_ISSUER" and parts.scheme == "http" and parts.hostname not in LOCAL:
        raise UserError(f"{name} begins with http:.", remedy="Take the address with https: of your provider.")
    return address


def _database(value: str) -> str:
    """The URL of a database; empty for the file in the library. What is wrong with one is said without its password."""
    scheme, separator, rest = value.partition("://")
    if value and (not separator or scheme not in DATABASES or not rest):
        raise UserError(
            "CITEWELL_DATABASE is not the URL of a database that Citewell can use.",
            remedy="Set it to one such as postgresql://citewell@localhost/citewell or sqlite:////srv/articles.sqlite, "
            "or leave it out to keep a file in the library.",
        )
    return value


def _messages(values: Mapping[str, str]) -> dict[str, Any]:
    """The settings of e-mail and of the webhook; raises UserError where they do not fit together."""
    names = ("smtp_url", "mail_from", "webhook_url", "webhook_secret")
    found = {name: values.get(f"CITEWELL_{name.upper()}", "").strip() for name in names}
    if found["smtp_url"]:
        if _scheme(found["smtp_url"]) not in {"smtp", "smtps"}:
            raise UserError(
                "CITEWELL_SMTP_URL is not the address of a mail server.",
                remedy="Set it to one such as smtp://name:password@mail.example.org:587; write an @ in a name as %40.",
            )
        if not is_email(clean_email(found["mail_from"])):
            raise UserError(
                "CITEWELL_SMTP_URL is set, and CITEWELL_MAIL_FROM is no e-mail address.",
                remedy="Set it to the address that mails come from, such as citewell@example.org.",
            )
    if found["webhook_url"]:
        if _scheme(found["webhook_url"]) not in {"http", "https"}:
            raise UserError(
                "CITEWELL_WEBHOOK_URL is no address on the web.",
                remedy="Set it to one such as https://hooks.example.org/citewell.",
            )
        if len(found["webhook_secret"]) < SHORTEST_SECRET:
            raise UserError(
                f"CITEWELL_WEBHOOK_URL is set, and CITEWELL_WEBHOOK_SECRET has fewer than {SHORTEST_SECRET} signs.",
                remedy="Set it to a long random text that the receiver knows too.",
            )
    return dict(found)


def _scheme(address: str) -> str:
    """The scheme of an address with a host and a usable port; empty for anything else."""
    try:
        parts = urlsplit(address)
        return parts.scheme if parts.hostname and parts.port != 0 else ""
    except ValueError:
        return ""


def _limits(values: Mapping[str, str]) -> dict[str, Any]:
    """How much one address may ask of the pages in a minute; 0 is no limit."""
    found: dict[str, Any] = {}
    for name, variable in (
        ("requests_per_minute", "CITEWELL_REQUESTS_PER_MINUTE"),
        ("questions_per_minute", "CITEWELL_QUESTIONS_PER_MINUTE"),
    ):
        number = _whole_number(values.get(variable, ""), variable, most=1_000_000, least=0)
        found |= {} if number is None else {name: number}
    return found


def _writer(values: Mapping[str, str]) -> dict[str, Any]:
    """The settings of a language model that writes; raises UserError where they do not fit together."""
    names = ("writer_base_url", "writer_api_key", "writer_model")
    found: dict[str, Any] = {name: values.get(f"CITEWELL_{name.upper()}", "").strip() for name in names}
    writer = values.get("CITEWELL_WRITER", "").strip() or "extractive"
    if writer not in {"extractive", "openai"}:
        raise UserError(f"CITEWELL_WRITER is {writer!r}.", remedy="Set it to extractive or openai.")
    if writer == "openai":
        for name, example in (("writer_base_url", "http://127.0.0.1:11434/v1"), ("writer_model", "qwen3:8b")):
            if not found[name]:
                raise UserError(
                    f"CITEWELL_WRITER is openai, and CITEWELL_{name.upper()} is not set.",
                    remedy=f"Set it, such as to {example}, or leave CITEWELL_WRITER out.",
                )
        parts = urlsplit(found["writer_base_url"])
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise UserError(
                "CITEWELL_WRITER_BASE_URL is not the address of a server.",
                remedy="Set it to one such as http://127.0.0.1:11434/v1; a key belongs into CITEWELL_WRITER_API_KEY.",
            )
    for variable, least, most in (
        ("CITEWELL_WRITER_TIMEOUT", 1, 3600),
        ("CITEWELL_WRITER_RETRIES", 0, 10),
        ("CITEWELL_WRITER_EVIDENCE", 1, 200),
        ("CITEWELL_WRITER_TOKENS", 1, 100_000),
    ):
        number = _whole_number(values.get(variable, ""), variable, most=most, least=least)
        found |= {} if number is None else {variable.removeprefix("CITEWELL_").lower(): number}
    for name in ("writer_price_in", "writer_price_out"):
        found[name] = _price(values.get(f"CITEWELL_{name.upper()}", ""), f"CITEWELL_{name.upper()}")
    if (found["writer_price_in"] is None) != (found["writer_price_out"] is None):
        raise UserError(
            "Only one of CITEWELL_WRITER_PRICE_IN and CITEWELL_WRITER_PRICE_OUT is set.",
            remedy="Set both, or neither.",
        )
    return found | {"writer": writer, "rewording": _rewording(values, writer)}


def _rewording(values: Mapping[str, str], writer: str) -> str:
    """Who words claims for a reader profile; raises UserError where no model is set that could."""
    rewording = values.get("CITEWELL_REWORDING", "").strip() or "rules"
    if rewording not in {"rules", "model"}:
        raise UserError(f"CITEWELL_REWORDING is {rewording!r}.", remedy="Set it to rules or model.")
    if rewording == "model" and writer != "openai":
        raise UserError(
            "CITEWELL_REWORDING is model, and CITEWELL_WRITER is not openai.",
            remedy="Set CITEWELL_WRITER to openai with its address and model, or leave CITEWELL_REWORDING out.",
        )
    return rewording


def _price(value: str, name: str) -> Decimal | None:
    if not value:
        return None
    if not re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]{1,6})?", value):
        raise UserError(f"{name} is {value!r}.", remedy="Set it to a price for a million tokens, such as 0.15.")
    return Decimal(value)


def _switch(value: str, name: str) -> bool:
    if value.lower() in {"on", "1", "yes", "true"}:
        return True
    if value.lower() in {"off", "0", "no", "false"}:
        return False
    raise UserError(f"{name} is {value!r}.", remedy="Set it to on or off.")


def _choice(value: str, allowed: tuple[str, ...], name: str) -> str:
    """One of the values allowed, the first where none is given."""
    if not value:
        return allowed[0]
    if value.lower() not in allowed:
        raise UserError(f"{name} is {value!r}.", remedy=f"Set it to one of: {', '.join(allowed)}.")
    return value.lower()


def _whole_number(value: str, name: str, *, most: int = 1024, least: int = 1) -> int | None:
    if not value:
        return None
    if not re.fullmatch("[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise UserError(
            f"{name} is {value!r}.", remedy=f"Set it to a whole number from {least} to {most}, or leave it out."
        )
    return int(value)
