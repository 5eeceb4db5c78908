"""The coverage matrix of 100 plans × 31 mandates, lists and numbers of a store: `python benchmarks/bench_store_matrix.py`."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench_store_search import fill
from sqlalchemy import select
from sqlalchemy.orm import Session

from nlp.domain import Coverage
from service.store import catalogues, coverage, listing
from service.store.engine import Store
from service.store.filters import PlanFilter
from service.store.matrix import matrix
from service.store.opening import open_store
from service.store.overview import overview
from service.store.tables import Plan


def cover(store: Store) -> str:
    """Give every plan a coverage of the built-in catalogue; return the catalogue's id."""
    with store.writing() as session:
        catalogues.ensure_builtin(session)
        ((id_, mandates),) = catalogues.active_mandates(session).items()
        found = [
            Coverage(mandate=m.id, title=m.title, status="missing", probability=0.5, reason="-" * 200) for m in mandates
        ]
        for plan_id in session.scalars(select(Plan.id)).all():
            coverage.write_coverage(session, plan_id, {id_: found}, "bench")
    return id_


def told(store: Store, name: str, ask: Callable[[Session], object]) -> None:
    ms = []
    for _ in range(40):
        with store.reading() as session:
            start = time.perf_counter()
            ask(session)
            ms.append(1000 * (time.perf_counter() - start))
    print(f"  {name:<32} median {statistics.median(ms):6.1f} ms   p95 {statistics.quantiles(ms, n=20)[-1]:6.1f} ms")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/sverka.db", Path(folder)) as store:
        fill(store, 4_000)
        id_ = cover(store)
        told(store, "matrix, 100 plans × 31", lambda session: matrix(session, id_))
        told(store, "a page of plans", listing.plans)
        told(store, "a page of plans by words", lambda session: listing.plans(session, PlanFilter(text="анализ ВПР")))
        told(store, "numbers of the store", overview)


if __name__ == "__main__":
    main()
