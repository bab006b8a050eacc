"""A process of its own for the tests of the ledger: acknowledges ten events, and hangs in the eleventh transaction."""

from __future__ import annotations

import sys
import time

from citewell.domain.events import Event
from citewell.store._database import open_database
from citewell.store.events import record


class Machine:
    """Acts for nobody."""

    kind, id, name = "machine", "machine", "Citewell"


def main(location: str) -> None:
    """Print the hash of each event once it is kept, and "open" before the end of a transaction that never comes."""
    database = open_database(location)
    for number in range(11):
        with database.writing() as connection:
            event: Event = record(connection, actor=Machine(), action="a.b", subject=f"a:{number}", details={})
            if number == 10:
                print("open", flush=True)
                time.sleep(60)
        print(event.hash, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
