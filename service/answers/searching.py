"""The search over all stored measures, one for the service's life."""

from __future__ import annotations

from threading import Lock
from typing import Any

from service.schemas.search import Found
from service.state import Service
from service.store.search import Search, StoredHit

_KEY = "search"
_making = Lock()


def searcher(service: Service) -> Search:
    """Return the service's search, made at the first use where nobody gave it one.

    Raises:
        ModelError: the encoder is absent, damaged or foreign.
    """
    given: Any = service.search or service.extras.get(_KEY)
    if given is None:
        with _making:
            given = service.extras.get(_KEY)
            if given is None:
                given = service.extras[_KEY] = Search(service.store, service.models.encoder)
    assert isinstance(given, Search)
    return given


def found(hits: tuple[StoredHit, ...]) -> list[Found]:
    """Return hits as answers show them."""
    return [Found.model_validate(hit, from_attributes=True) for hit in hits]
