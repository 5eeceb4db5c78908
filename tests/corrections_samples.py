"""A plan in a service that experts correct, for the tests of corrections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from api_world import World, world
from sqlalchemy import select
from store_samples import analysed_file, keep, roadmap

from nlp.domain import Region, Roadmap
from service.analysis import quiet
from service.jobs import computing, queue
from service.jobs.tasks import TASKS, Desk, Done
from service.store.originals import Originals
from service.store.tables_access import Job

PLAN = roadmap("план")
FOREIGN = roadmap("там", region=Region(code="01", name="Республика Адыгея"), municipality="Дальний район")
IDS = [measure.id for measure in PLAN.measures]


@contextmanager
def corrected_world(home: Path, database_url: str = "") -> Iterator[World]:
    """A service with one plan, which experts may correct."""
    with world(home, requests_per_minute=10**6, database_url=database_url) as made:
        made.ids["document"] = keep(made.store, Originals(home / "originals"), PLAN)
        yield made


def correct(made: World, *edits: dict[str, Any], person: str = "expert", plan: Roadmap = PLAN, **more: Any):
    body = {"edits": list(edits), **more}
    return made.client.post(f"/api/v1/plans/{plan.id}/corrections", json=body, headers=made.bearer(person))


def corrected(made: World, *edits: dict[str, Any], **more: Any) -> dict[str, Any]:
    response = correct(made, *edits, **more)
    assert response.status_code == 201, response.text
    return response.json()


def undo(made: World, correction_id: int, person: str = "expert"):
    return made.client.post(f"/api/v1/corrections/{correction_id}/undo", headers=made.bearer(person))


def history(made: World, query: str = "") -> list[dict[str, Any]]:
    response = made.client.get(f"/api/v1/plans/{PLAN.id}/corrections{query}", headers=made.bearer("viewer"))
    return response.json()["corrections"]


def shown(made: World) -> dict[str, Any]:
    return made.client.get(f"/api/v1/plans/{PLAN.id}", headers=made.bearer("viewer")).json()


def rows(made: World) -> list[dict[str, Any]]:
    return shown(made)["roadmap"]["measures"]


def work_off(made: World) -> int:
    """Do the answers that wait, as the runner does; return how many jobs there were."""
    n_jobs = 0
    while True:
        with made.store.writing() as session:
            job = session.scalars(select(Job).where(Job.kind == "plan.refresh", Job.state == "queued")).first()
            if job is None:
                return n_jobs
            desk = Desk(session, made.app.state.service.originals, job)
            args = TASKS[job.kind].prepare(desk)
            left = TASKS[job.kind].finish(desk, computing.FUNCTIONS[job.kind](args, quiet))
            assert isinstance(left, Done)
            queue.finish(job, left.result)
            n_jobs += 1


def analyse_again(made: World, machine: Roadmap) -> None:
    """Keep what a better reader would find in the same file."""
    with made.store.writing() as session:
        job = queue.enqueue(session, "document.read", {"document_id": made.ids["document"]})
        desk = Desk(session, made.app.state.service.originals, job)
        left = TASKS[job.kind].finish(desk, analysed_file(machine))
        assert isinstance(left, Done)
        queue.finish(job, left.result)


def renumbered(plan: Roadmap, first: int = 0) -> Roadmap:
    """The same rows from `first` on, under other ids."""
    kept = plan.measures[first:]
    measures = tuple(m.model_copy(update={"id": f"{i:024x}", "index": i}) for i, m in enumerate(kept, 1))
    return plan.model_copy(update={"measures": measures})


def category(measure: str, primary: str = "community") -> dict[str, Any]:
    return {"kind": "category", "measure": measure, "primary": primary}


def cell(measure: str, text: str, column: str = "text") -> dict[str, Any]:
    return {"kind": "cell", "measure": measure, "column": column, "text": text}


def split(measure: str, *texts: str) -> dict[str, Any]:
    return {"kind": "split", "measure": measure, "texts": list(texts)}
