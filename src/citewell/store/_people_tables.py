"""The tables of people, invitations, sessions, recovery codes, API keys and attempts, in the one database.

Whatever opens something is kept as a hash alone: passwords by Argon2id, random tokens, codes and keys by SHA-256.
The secret of one-time codes is sealed with the key of the instance (`_sealing`), because each code is computed from it.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, Text

from citewell.store._schema import metadata, plain


def _owner() -> Column[str]:
    return Column("person", plain(16), ForeignKey("people.id"), nullable=False, index=True)


people = Table(
    "people",
    metadata,
    Column("id", plain(16), primary_key=True),
    Column("name", Text, nullable=False),
    Column("email", plain(254), nullable=False, unique=True),
    Column("credentials", Text, nullable=False),
    Column("specialties", Text, nullable=False),
    Column("roles", Text, nullable=False),
    Column("verified", Boolean, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("created_at", plain(32), nullable=False),
    Column("password", Text, nullable=False),
    Column("code_secret", Text, nullable=False),
    Column("code_step", Integer, nullable=False),
    Column("signed_on_by", plain(512), nullable=True, unique=True),
)
"""`password` and `code_secret` are empty where there is none, `code_step` is the last step whose code was taken;
`signed_on_by` is the issuer of single sign-on with a hash of what it calls the person."""

invitations = Table(
    "invitations",
    metadata,
    Column("id", plain(16), primary_key=True),
    Column("token_hash", plain(64), nullable=False, unique=True),
    Column("email", plain(254), nullable=False, index=True),
    Column("roles", Text, nullable=False),
    Column("person", plain(16), ForeignKey("people.id"), nullable=True, index=True),
    Column("invited_by", Text, nullable=False),
    Column("created_at", plain(32), nullable=False),
    Column("expires_at", plain(32), nullable=False),
    Column("closed_at", plain(32), nullable=False),
)
"""`person` is whose password a link resets, none for an invitation; `closed_at` is when it was used or taken back."""

account_sessions = Table(
    "account_sessions",
    metadata,
    Column("id", plain(16), primary_key=True),
    Column("token_hash", plain(64), nullable=False, unique=True),
    _owner(),
    Column("browser", Text, nullable=False),
    Column("created_at", plain(32), nullable=False),
    Column("used_at", plain(32), nullable=False),
    Column("expires_at", plain(32), nullable=False, index=True),
    Column("complete", Boolean, nullable=False),
)
"""`complete` is false between the password and the one-time code."""

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("person", plain(16), ForeignKey("people.id"), primary_key=True),
    Column("code_hash", plain(64), primary_key=True),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", plain(16), primary_key=True),
    _owner(),
    Column("name", Text, nullable=False),
    Column("prefix", plain(16), nullable=False),
    Column("key_hash", plain(64), nullable=False, unique=True),
    Column("scopes", Text, nullable=False),
    Column("created_at", plain(32), nullable=False),
    Column("expires_at", plain(32), nullable=False),
    Column("last_used_at", plain(32), nullable=False),
    Column("revoked_at", plain(32), nullable=False),
)

sign_in_attempts = Table(
    "sign_in_attempts",
    metadata,
    Column("subject", plain(80), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", plain(32), nullable=False, index=True),
)
"""`subject` is a kind and the SHA-256 of an e-mail address, a person's id or a network address."""
