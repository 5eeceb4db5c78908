"""Faults of disk and database as problems: what an operator can mend is told apart from a fault of the program."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from nlp.errors import StoreError
from service.problems import ProblemError
from service.store.failures import explained

_SLUGS = {"full": "storage-full", "read-only": "storage-read-only", "busy": "storage-busy"}
_RETRY_AFTER_S = {"storage-full": 60, "storage-read-only": 60, "storage-busy": 2, "storage-broken": 60}


def of_store_error(error: StoreError) -> ProblemError:
    """Return the problem of a store that cannot be read or written; its own words may name folders and stay out."""
    slug = _SLUGS.get(error.kind, "storage-broken")
    return ProblemError(slug, retry_after_s=_RETRY_AFTER_S[slug])


def of_fault(error: Exception) -> ProblemError:
    """Return the problem of an unexpected exception; «internal» unless disk or database explain it."""
    if isinstance(error, PoolTimeoutError):
        return ProblemError("storage-busy", retry_after_s=_RETRY_AFTER_S["storage-busy"])
    told = explained(error) if isinstance(error, DBAPIError | OSError) else None
    return of_store_error(told) if told is not None else ProblemError("internal")
