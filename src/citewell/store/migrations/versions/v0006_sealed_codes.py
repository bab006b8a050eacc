"""Secrets of one-time codes are sealed with the key of the instance.

Where no key is at hand they stay as they are, and each is sealed when it is next used. Going back without the key
leaves them sealed: an earlier version lets nobody in by them until they are set up anew.
"""

from __future__ import annotations

from alembic import context, op

from citewell.store._sealing import Sealing, open_all, seal_all

revision = "v0006_sealed_codes"
down_revision = "v0005_notices"


def upgrade() -> None:
    """Seal what is kept as it is."""
    if sealing := _sealing():
        seal_all(op.get_bind(), sealing)


def downgrade() -> None:
    """Keep it as it is again."""
    if sealing := _sealing():
        open_all(op.get_bind(), sealing)


def _sealing() -> Sealing | None:
    """What `migrate` was given to seal with."""
    found: Sealing | None = context.config.attributes.get("sealing")
    return found
