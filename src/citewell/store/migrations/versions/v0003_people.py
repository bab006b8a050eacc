"""People with their invitations, sessions, recovery codes and keys, and the attempts to sign in."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "v0003_people"
down_revision = "v0002_events"

_INDEXES = (
    ("invitations", "email"),
    ("invitations", "person"),
    ("account_sessions", "person"),
    ("account_sessions", "expires_at"),
    ("api_keys", "person"),
    ("sign_in_attempts", "failed_at"),
)


def upgrade() -> None:
    """Make the tables."""
    for name, columns in _tables().items():
        op.create_table(name, *columns)
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Drop the tables; what the ledger tells of them stays."""
    for table, column in _INDEXES:
        op.drop_index(f"ix_{table}_{column}", table)
    for name in reversed(_tables()):
        op.drop_table(name)


def _tables() -> dict[str, list[sa.Column[Any]]]:
    return {
        "people": [
            _column("id", _plain(16), primary_key=True),
            _column("name", sa.Text()),
            _column("email", _plain(254), unique=True),
            _column("credentials", sa.Text()),
            _column("specialties", sa.Text()),
            _column("roles", sa.Text()),
            _column("verified", sa.Boolean()),
            _column("active", sa.Boolean()),
            _column("created_at", _plain(32)),
            _column("password", sa.Text()),
            _column("code_secret", sa.Text()),
            _column("code_step", sa.Integer()),
            sa.Column("signed_on_by", _plain(512), nullable=True, unique=True),
        ],
        "invitations": [
            _column("id", _plain(16), primary_key=True),
            _column("token_hash", _plain(64), unique=True),
            _column("email", _plain(254)),
            _column("roles", sa.Text()),
            sa.Column("person", _plain(16), sa.ForeignKey("people.id"), nullable=True),
            _column("invited_by", sa.Text()),
            _column("created_at", _plain(32)),
            _column("expires_at", _plain(32)),
            _column("closed_at", _plain(32)),
        ],
        "account_sessions": [
            _column("id", _plain(16), primary_key=True),
            _column("token_hash", _plain(64), unique=True),
            _owner(),
            _column("browser", sa.Text()),
            _column("created_at", _plain(32)),
            _column("used_at", _plain(32)),
            _column("expires_at", _plain(32)),
            _column("complete", sa.Boolean()),
        ],
        "recovery_codes": [_owner(primary_key=True), _column("code_hash", _plain(64), primary_key=True)],
        "api_keys": [
            _column("id", _plain(16), primary_key=True),
            _owner(),
            _column("name", sa.Text()),
            _column("prefix", _plain(16)),
            _column("key_hash", _plain(64), unique=True),
            _column("scopes", sa.Text()),
            _column("created_at", _plain(32)),
            _column("expires_at", _plain(32)),
            _column("last_used_at", _plain(32)),
            _column("revoked_at", _plain(32)),
        ],
        "sign_in_attempts": [
            _column("subject", _plain(80), primary_key=True),
            _column("failures", sa.Integer()),
            _column("failed_at", _plain(32)),
        ],
    }


def _column(
    name: str, kind: sa.types.TypeEngine[Any], *, primary_key: bool = False, unique: bool | None = None
) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, primary_key=primary_key, unique=unique)


def _owner(*, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column("person", _plain(16), sa.ForeignKey("people.id"), nullable=False, primary_key=primary_key)


def _plain(length: int) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")
