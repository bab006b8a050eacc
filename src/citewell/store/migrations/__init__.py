"""Brings a database to the layout that this version of Citewell uses, and back.

Each file of `versions/` is one step, named by its revision: v0001_articles, v0002_events and so on, in one line.
A step is never changed once released. Nothing here is read from an ini file or the environment.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from citewell.domain.errors import LibraryError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from citewell.store._sealing import Sealing

STEPS = Path(__file__).parent / "versions"
ENVIRONMENT = Path(__file__).parent / "environment"  # no package: Alembic alone runs what is in it
BEFORE_ALL = "base"
VERSION_TABLE = "alembic_version"


@cache
def revisions() -> tuple[str, ...]:
    """The names of all steps, oldest first; read from their files' names, because Alembic takes long to import."""
    return tuple(sorted(path.stem for path in STEPS.glob("v[0-9]*_*.py")))


def revision_of(connection: Connection) -> str:
    """The step that a database stands at; empty for a new one, and for one older than the steps.

    Raises LibraryError for one made by a newer version of Citewell.
    """
    from sqlalchemy import String, column, inspect, select, table

    if not inspect(connection).has_table(VERSION_TABLE):
        return ""
    revision = connection.scalar(select(column("version_num", String)).select_from(table(VERSION_TABLE))) or ""
    if revision and revision not in revisions():
        raise LibraryError(
            f"The database was last used by a newer version of Citewell (its layout is {revision}).",
            remedy="Install that version, or restore a backup that this version made.",
        )
    return revision


def migrate(connection: Connection, revision: str, *, sealing: Sealing | None = None) -> None:
    """Take the database up or down to a revision ("base" is before all), in the caller's transaction.

    `sealing` is for the steps that change how secrets are kept.
    """
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection, "sealing": sealing})
    for option, folder in (("script_location", ENVIRONMENT), ("version_locations", STEPS)):
        config.set_main_option(option, str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    going_up = revision in revisions() and (revisions().index(revision) >= _place(revision_of(connection)))
    (command.upgrade if going_up else command.downgrade)(config, revision)


def _place(revision: str) -> int:
    return revisions().index(revision) if revision else -1
