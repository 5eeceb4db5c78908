"""Work of the service that goes on behind a page: looked at again and again until it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from service.schemas.job import JobShown
from ui.client import ServiceError, jobs
from ui.parts.plain import escaped
from ui.parts.telling import telling
from ui.visitor import api

Seen = TypeVar("Seen")
_EVERY_S = 1.0


def watch(seen: Seen, look: Callable[[], Seen], draw: Callable[[Seen], bool]) -> None:
    """Draw what goes on in a place of its own, looked at anew every second until it is over; then nothing is asked.

    Args:
        seen: what goes on, as the page has asked for it.
        look: asks again.
        draw: draws what is seen; returns whether it is over.
    """
    is_over: bool | None = None  # None: not drawn yet

    def drawn() -> None:
        nonlocal seen, is_over
        with telling():
            if is_over is False:
                seen = look()
            is_over = draw(seen)

    st.fragment(drawn, run_every=_EVERY_S)()


def found(job_id: str) -> JobShown | None:
    """Return a job; nothing where it is not kept any more."""
    try:
        return jobs.one(api(), job_id)
    except ServiceError as error:
        if error.slug != "not-found":
            raise
        return None


def is_going(job: JobShown | None) -> bool:
    """Tell whether a job waits or runs."""
    return job is not None and job.state in ("queued", "running")


def share_done(job: JobShown) -> float:
    """Return how much of a job is done, of one; nothing of one of unknown size."""
    return min(1.0, job.done / job.total) if job.total else 0.0


def failure(job: JobShown, what: str) -> str:
    """Return markdown that tells what has failed, why, what to do."""
    why = " ".join(str(job.error.get(part, "")) for part in ("why", "advice"))
    return f"**{what}**: {escaped(why)}"


def stop(*some: JobShown) -> None:
    """Ask jobs to stop; those that are gone stay gone."""
    for job in some:
        try:
            jobs.cancel(api(), job.id)
        except ServiceError as error:
            if error.slug != "not-found":
                raise
