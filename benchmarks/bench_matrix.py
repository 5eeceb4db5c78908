"""Measure the coverage matrix of 100 plans × 31 mandates through the API (at most 300 ms), and the comparison of 20 plans.

The matrix is asked of the application in this process, 30 times after the first; a tenth of its statuses are experts'.
The comparison is asked twice: computed, and from the store. Run: python benchmarks/bench_matrix.py.
Exit status 1 when a target is missed.
"""

from __future__ import annotations

import hashlib
import statistics
import sys
import tempfile
import time
from pathlib import Path

from fastapi.testclient import TestClient

from nlp.artifacts import load_phrasings
from nlp.domain import Coverage, Executors, Measure, Outcome, Reading, Region, Roadmap, Source
from service.analysis import Analysed, AnalysedFile, stamp
from service.app import create_app
from service.corrections.keeping import Author, keep_answer
from service.settings import Settings
from service.store.catalogues import active_mandates, ensure_builtin
from service.store.documents import add_document
from service.store.engine import Store
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.plans import save_analysis
from service.store.tables import Correction

N_PLANS, N_ROWS, MOST_S, N_TIMES = 100, 50, 0.3, 30
N_COMPARED, MOST_COMPARED_S = 20, 60.0  # the limit of a request
STATUSES = ("covered", "partial", "missing", "undecided", "not-applicable")


def roadmap(i: int) -> Roadmap:
    """Return an invented plan of a municipality of its own."""
    plan_id = hashlib.sha256(f"plan {i}".encode()).hexdigest()
    texts = [p.text for p in load_phrasings()]
    measures = tuple(
        Measure(
            id=hashlib.sha256(f"{plan_id}:{j}".encode()).hexdigest()[:24],
            index=j + 1,
            text=texts[(i * 131 + j * 37) % len(texts)],
            executors=Executors(text="Директора школ", roles=("school",)),
            outcome=Outcome(text="Справка"),
        )
        for j in range(N_ROWS)
    )
    return Roadmap(
        id=plan_id,
        source=Source(name=f"план-{i}.docx", media_type="text/plain"),
        region=Region(code=f"{10 + i % 80}", name="Регион"),
        municipality=f"Район {i}",
        period=("2024-01-01", "2024-12-31"),
        measures=measures,
    )


def fill(store: Store) -> list[str]:
    """Keep the plans with statuses of all kinds; return their ids."""
    import numpy as np

    with store.writing() as session:
        ensure_builtin(session)
        ((catalogue_id, mandates),) = active_mandates(session).items()
    ids = []
    for i in range(N_PLANS):
        plan = roadmap(i)
        found = tuple(
            Coverage(mandate=m.id, title=m.title, status=STATUSES[(i + j) % 5], probability=0.7)
            for j, m in enumerate(mandates)
        )
        one = Analysed(plan, np.zeros((N_ROWS, 4), np.float32), {catalogue_id: found}, stamp(), "none", plan)
        reading = Reading(name=plan.source.name, sha256=plan.id, state="ok")
        with store.writing() as session:
            document, _ = add_document(session, plan.id, plan.source.name, 1, None)
            save_analysis(session, document.id, AnalysedFile(reading, (one,), stamp()))
            for mandate in mandates[i % 10 :: 10]:
                target = {"catalogue_id": catalogue_id, "mandate": mandate.id}
                word = Correction(
                    plan_id=plan.id, kind="coverage", target=target, machine={}, expert={"status": "covered"}
                )
                keep_answer(session, word, Author(None))
        ids.append(plan.id)
    print(f"{N_PLANS} plans of {N_ROWS} rows, {len(mandates)} mandates")
    return ids


def seconds(client: TestClient, path: str, **params: object) -> float:
    """Ask once and return the time until the last byte."""
    begin = time.perf_counter()
    response = client.get(f"/api/v1{path}", params=params)
    spent = time.perf_counter() - begin
    assert response.status_code == 200, response.text
    print(f"  {path}: {spent * 1000:.0f} ms, {len(response.content) / 1000:.0f} kB", flush=True)
    return spent


def main() -> int:
    """Measure and tell; return 1 where a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), login=False, requests_per_minute=10**6)
        with open_store(settings.url, settings.home) as store:
            ids = fill(store)
            app = create_app(store, Originals(settings.originals), settings)
            with TestClient(app, "http://127.0.0.1:8137", client=("127.0.0.1", 50_000)) as client:
                first = seconds(client, "/matrix")
                times = sorted(seconds(client, "/matrix") for _ in range(N_TIMES))
                compared = [seconds(client, "/comparisons", plans=ids[:N_COMPARED]) for _ in range(2)]
    p95 = times[int(0.95 * (N_TIMES - 1))]
    print(f"matrix: first {first:.3f} s, median {statistics.median(times):.3f} s, p95 {p95:.3f} s (at most {MOST_S})")
    print(
        f"comparison of {N_COMPARED} plans: {compared[0]:.1f} s, again {compared[1]:.2f} s (at most {MOST_COMPARED_S})"
    )
    return 0 if p95 <= MOST_S and compared[0] <= MOST_COMPARED_S else 1


if __name__ == "__main__":
    sys.exit(main())
