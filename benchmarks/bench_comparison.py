"""Measure the first comparison of twenty plans of forty rows, one of other twenty, and the same asked again.

Plans as in bench_store_search.py, in a temporary folder. Seconds of the wall and of the processor: on a busy machine
only the latter can be compared. Run: python benchmarks/bench_comparison.py
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path

from bench_store_search import _plan
from bench_users import _file, _keep
from sqlalchemy import delete, select

from nlp.artifacts import load_phrasings
from service.access.login import Access
from service.access.lookup import Lookup
from service.access.passwords import Passwords
from service.answers.comparing import comparison
from service.metrics import Metrics
from service.settings import Settings
from service.state import Service
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.tables import Comparison, Plan

N_PLANS = 20


def compare(service: Service, what: str, plan_ids: list[str]) -> None:
    begin, busy = time.perf_counter(), time.process_time()
    comparison(service, plan_ids, None)
    wall, processor = time.perf_counter() - begin, time.process_time() - busy
    print(f"  {what:<48} {wall:5.2f} s   processor {processor:5.2f} s")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with open_store(f"sqlite:///{home / 'sverka.db'}", home) as store:
            chance, phrasings = random.Random(0), [p for p in load_phrasings() if p.text]
            for i in range(2 * N_PLANS):
                _keep(store, Originals(home / "originals"), _file(_plan(i, chance, phrasings)[0], {}))
            settings = Settings(home=home)
            service = Service(store, settings, Access(Lookup(store), Passwords()), Metrics(store))
            with store.reading() as session:
                ids = list(session.scalars(select(Plan.id).order_by(Plan.id)))
            first, others = ids[:N_PLANS], ids[N_PLANS:]
            comparison(service, others[:2], None)  # the models are loaded
            compare(service, f"{N_PLANS} plans for the first time", first)
            compare(service, "another one among them", [*first[1:], others[0]])
            compare(service, "the same again", first)
            with store.writing() as session:
                session.execute(delete(Comparison))
            compare(service, "anew, the plans made ready before", first)


if __name__ == "__main__":
    main()
