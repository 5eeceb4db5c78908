"""What the routes of one application share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Protocol

from fastapi import Depends, Request

from nlp.errors import SverkaError
from service.access.login import Access
from service.settings import Settings
from service.store.engine import Store

if TYPE_CHECKING:
    from nlp.pipeline import Models
    from service.metrics import Metrics


class Runner(Protocol):
    """Takes jobs from the queue for as long as the service lives."""

    def start(self) -> None:
        """Begin to take jobs."""

    def wake(self) -> None:
        """Look for jobs now; called after one was enqueued."""

    def stop(self) -> None:
        """Stop taking jobs; what is under way is given back."""

    @property
    def alive(self) -> bool:
        """Whether jobs are being taken."""

    @property
    def trouble(self) -> SverkaError | None:
        """Why results cannot be stored now; None when all is well."""


@dataclass(frozen=True)
class Service:
    """The parts of a running service; `originals` and `search` are as their packages make them."""

    store: Store
    settings: Settings
    access: Access
    metrics: Metrics
    originals: Any = None
    runner: Runner | None = None
    search: Any = None
    extras: dict[str, Any] = field(default_factory=dict)  # what a router keeps for the service's life, by its name

    @property
    def models(self) -> Models:
        """The trained models; loaded at the first use.

        Raises:
            ModelError: one is absent, damaged or foreign.
        """
        from nlp.artifacts import load_models

        return load_models()


async def service_of(request: Request) -> Service:
    """Return the service that a request came to; a coroutine, so that it costs no thread."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


Held = Annotated[Service, Depends(service_of)]
