"""Says why a file cannot be read at all, before any reader opens it: one could wait for ever at a pipe."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from citewell.domain.documents import Rejection

OUTSIDE = Rejection("", "It is a link to a place outside the folder.", "Copy the file there, or add it by its name.")
LINKED_FOLDER = Rejection("", "It is a link to a folder; links to folders are not followed.", "Add it by its name.")


def obstacle_at(location: str) -> Rejection | None:
    """Why nothing can be read at a path; None where it is a file or folder that may be read, or nothing."""
    if not os.path.lexists(location):
        return None
    try:
        mode = os.stat(location).st_mode
    except OSError:
        return Rejection(location, "It is a link that leads nowhere.", "Remove the link, or mend it.")
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return Rejection(location, "It is no file, but a pipe or a device.", "Save what it gives as a file.")
    if not os.access(location, os.R_OK):
        return Rejection(location, "You are not allowed to read it.", "Ask its owner, or change its permissions.")
    return None


def leads_outside(path: Path, folder: Path) -> bool:
    """Whether a file in a folder is a link to one that is not in it."""
    return path.is_symlink() and not path.resolve().is_relative_to(folder.resolve())
