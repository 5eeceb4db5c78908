"""Search over 100,000 stored measures: `python benchmarks/bench_store_search.py [N] [--postgresql URL]`.

Fills a store with plans of 40 rows put together from the phrasings of corpus/activities (bulk insert, no files), then
asks with one thread, with two, and while plans are being written.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import delete, insert, update

from nlp.artifacts import load_encoder, load_phrasings
from nlp.domain import Executors, Measure, Region, Roadmap, Source
from service.store.engine import Store
from service.store.measures import measure_rows
from service.store.opening import open_store
from service.store.plan_rows import columns_of
from service.store.search import Search, SearchFilter
from service.store.tables import Document, Plan, Vector
from service.store.tables import Measure as MeasureRow
from service.store.turns import take_turn

QUERIES = (
    "анализ ВПР", "адресная помощь школам", "курсы повышения квалификации", "родительские собрания", "наставничество",
    "монитринг результатов", "дорожная карта ШНОР", "диагностика профессиональных дефицитов", "совещание директоров",
    "индивидуальный образовательный маршрут педагога", "функциональная грамотность", "подготовка к ОГЭ и ЕГЭ",
    "сетевое взаимодействие школ", "материально-техническая база", "кураторы 500+", "антирисковые программы",
)  # fmt: skip
REGIONS = [f"{i:02}" for i in range(1, 90)]
ROLES = ("school", "coordinator", "curator", "methodical_service", "authority")
PLAN_ROWS = 40


def fill(store: Store, n_measures: int, seed: int = 0) -> None:
    """Write plans of 40 rows in transactions of 100 plans."""
    chance, encoder = random.Random(seed), load_encoder()
    phrasings = [p for p in load_phrasings() if p.text]
    vectors = encoder.encode([p.text for p in phrasings])
    n_plans = n_measures // PLAN_ROWS
    for first in range(0, n_plans, 100):
        plans = [_plan(i, chance, phrasings) for i in range(first, min(first + 100, n_plans))]
        rows = [row for roadmap, _ in plans for row in measure_rows(roadmap)]
        picks = [pick for _, picks in plans for pick in picks]
        with store.writing() as session:
            turn = take_turn(session)
            session.execute(insert(Document), [_document(roadmap) for roadmap, _ in plans])
            session.execute(insert(Plan), [_plan_row(roadmap, turn) for roadmap, _ in plans])
            keys = {
                id_: key
                for key, id_ in session.execute(insert(MeasureRow).returning(MeasureRow.key, MeasureRow.id), rows)
            }
            data = [
                {"measure_key": keys[row["id"]], "stamp": encoder.name, "data": vectors[pick].tobytes()}
                for row, pick in zip(rows, picks, strict=True)
            ]
            session.execute(insert(Vector), data)


def _plan(number: int, chance: random.Random, phrasings: Any) -> tuple[Roadmap, list[int]]:
    picks = [chance.randrange(len(phrasings)) for _ in range(PLAN_ROWS)]
    year = chance.randrange(2018, 2026)
    measures = tuple(
        Measure(
            id=f"{number:08x}{i:016x}",
            index=i + 1,
            text=phrasings[pick].text,
            executors=Executors(text="Управление образования, школы", roles=(chance.choice(ROLES),)),
            category={"primary": phrasings[pick].category, "probability": 0.9, "origin": "model"},
        )
        for i, pick in enumerate(picks)
    )
    roadmap = Roadmap(
        id=f"{number:064x}",
        source=Source(name=f"план-{number}.docx", media_type="text/plain"),
        title=f"Дорожная карта {number}",
        region=Region(code=chance.choice(REGIONS), name="область"),
        municipality=f"Район {number % 1000}",
        period=(f"{year}-01-01", f"{year}-12-31"),
        measures=measures,
    )
    return roadmap, picks


def _document(roadmap: Roadmap) -> dict[str, Any]:
    return {"id": roadmap.id[-32:], "sha256": roadmap.id, "name": roadmap.source.name, "size_bytes": 1, "state": "ok"}


def _plan_row(roadmap: Roadmap, turn: int) -> dict[str, Any]:
    own = {"id": roadmap.id, "document_id": roadmap.id[-32:], "machine": b"{}", "stamp": "bench", "change": turn}
    return columns_of(roadmap, roadmap.source.name) | own | {"lineage_id": roadmap.id[-32:], "body": b"{}"}


def ask(search: Search, n: int, wanted: SearchFilter | None = None) -> list[float]:
    """Return the milliseconds of n searches."""
    found = []
    for i in range(n):
        start = time.perf_counter()
        search.find(QUERIES[i % len(QUERIES)], wanted)
        found.append(1000 * (time.perf_counter() - start))
    return found


def told(name: str, ms: list[float]) -> None:
    p95 = statistics.quantiles(ms, n=20)[-1]
    print(f"  {name:<44} median {statistics.median(ms):6.1f} ms   p95 {p95:6.1f} ms   worst {max(ms):6.1f} ms")


def together(search: Search, n_threads: int, n: int) -> list[float]:
    found: list[float] = []
    threads = [threading.Thread(target=lambda: found.extend(ask(search, n))) for _ in range(n_threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def recall(search: Search, encoder: Any) -> float:
    """Return the share of the exactly nearest 100 rows that the inverted file finds."""
    rows = search._rows
    shares = []
    for query in QUERIES:
        vector = encoder.encode([query], "query")[0]
        exact = np.argsort(-(rows.vectors._rows[: len(rows.keys)] @ vector), kind="stable")[:100]
        least = float(rows.vectors._rows[exact[-1]] @ vector)
        near = rows.vectors.nearest(vector, rows.alive, 100)
        shares.append(min(1.0, float(np.mean(rows.vectors._rows[near] @ vector >= least - 1e-6))))
    return float(np.mean(shares))


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("n", nargs="?", type=int, default=100_000)
    arguments.add_argument("--postgresql", default="")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with open_store(given.postgresql or f"sqlite:///{home / 'sverka.db'}", home) as store:
            measure(store, given.n)


def measure(store: Store, n: int) -> None:
    start = time.perf_counter()
    fill(store, n)
    print(f"{n} measures written in {time.perf_counter() - start:.1f} s ({store.engine.dialect.name})")
    encoder = load_encoder()
    search = Search(store, encoder)
    start = time.perf_counter()
    n_loaded = search.warm()
    print(f"{n_loaded} measures loaded in {time.perf_counter() - start:.1f} s")
    ask(search, len(QUERIES))
    told("one thread", ask(search, 160))
    told("one thread, region and year", ask(search, 160, SearchFilter(region="28", year=2022)))
    told(
        "one thread, bound, category",
        ask(search, 160, SearchFilter(bound=frozenset(REGIONS[:40]), category="methodical")),
    )
    told("two threads", together(search, 2, 80))
    changed = threading.Thread(target=rewrite, args=(store, 40))
    changed.start()
    told("while 40 plans are rewritten", ask(search, 160))
    changed.join()
    ms = []
    for i in range(40):
        start = time.perf_counter()
        search.similar(f"{i:08x}{i:016x}")
        ms.append(1000 * (time.perf_counter() - start))
    told("similar", ms)
    if search._rows.vectors._near is not None:
        print(f"  recall of the nearest 100 by the inverted file {recall(search, encoder):.3f}")
    print(f"  peak memory of the process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


def rewrite(store: Store, n_plans: int) -> None:
    """Write the rows of plans anew, as an import or a correction does."""
    chance, phrasings = random.Random(1), [p for p in load_phrasings() if p.text]
    for number in range(n_plans):
        roadmap, _ = _plan(number, chance, phrasings)
        rows = measure_rows(roadmap)
        with store.writing() as session:
            turn = take_turn(session)
            session.execute(delete(MeasureRow).where(MeasureRow.plan_id == roadmap.id))
            session.execute(insert(MeasureRow), rows)
            session.execute(update(Plan).where(Plan.id == roadmap.id).values(change=turn))


if __name__ == "__main__":
    main()
