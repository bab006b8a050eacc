"""Run by Alembic for each command: the steps run on the connection, and in the transaction, that `migrate` gave."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
