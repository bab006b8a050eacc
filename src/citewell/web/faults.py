"""Faults of Citewell's own: the log has the details, the person gets a reference to find them by."""

from __future__ import annotations

import logging
import secrets

LOG = logging.getLogger("citewell.web")


def log_fault(error: BaseException, what: str) -> str:
    """Write a fault to the log, with its traceback, and return the reference it has there."""
    reference = secrets.token_hex(4)
    LOG.error("Error %s (%s)", reference, what, exc_info=error)
    return reference
