"""Light jobs for tests: files whose reading costs nothing but the time they ask for, and a store to keep them in."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from nlp.domain import Measure, Reading, Roadmap, Source
from nlp.errors import InputError
from service.analysis import Analysed, AnalysedFile
from service.jobs import computing, executors, queue
from service.jobs import runner as running
from service.jobs.computing import ReadArgs, Teller
from service.jobs.intake import Accepted, Upload, intake
from service.jobs.runner import Runner
from service.settings import Settings
from service.store.engine import Store
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.tables_access import Job

STAMP = "of-tests"
# The fork server of Python 3.11 does not know the path to the tests.
LIGHT = ["service.jobs.computing", "service.store.opening", "service.jobs.runner"]


def take_one(store: Store, owner: str, lease_s: float) -> Job | None:
    """Take the next job under a lease, or None."""
    return next(iter(queue.take_some(store, owner, lease_s, 1)), None)


def text(i: int, *orders: str) -> bytes:
    """Return a file: its first line tells the light reader what to do (`sleep 0.2`, `linger PATH`, `die`, `crash`, `refuse`)."""
    rows = [f"Мероприятие {i}.{j} в школах района" for j in range(1, 4 + i % 3)]
    return "\n".join(["; ".join(orders), *rows]).encode()


def light_read(args: ReadArgs, tell: Teller) -> AnalysedFile:
    """Take a file for a plan with a measure a line, after doing what its first line orders."""
    with args.file() as path:
        data = path.read_bytes()
    orders, *rows = data.decode().split("\n")
    for n, order in enumerate(filter(None, orders.split("; "))):
        tell(order.split()[0], n, None)
        _obey(order, tell)
    return analysed(data, args.name, rows)


def analysed(data: bytes, name: str, rows: list[str]) -> AnalysedFile:
    """Return what is stored of a file, by its bytes alone."""
    sha256 = hashlib.sha256(data).hexdigest()
    ids = [hashlib.sha256(f"{sha256}:{i}".encode()).hexdigest()[:24] for i in range(len(rows))]
    measures = tuple(Measure(id=id_, index=i, text=row) for i, (id_, row) in enumerate(zip(ids, rows, strict=True), 1))
    roadmap = Roadmap(id=sha256, source=Source(name=name, media_type="text/plain"), measures=measures)
    vectors = np.array([[float(b) for b in bytes.fromhex(id_)[:4]] for id_ in ids], np.float32)
    reading = Reading(name=name, sha256=sha256, state="ok", roadmaps=(roadmap,))
    return AnalysedFile(reading, (Analysed(roadmap, vectors, {}, STAMP, "encoder", roadmap),), STAMP)


def _obey(order: str, tell: Teller) -> None:
    match order.split():
        case ["linger", path]:  # until nobody waits for it, which is noted in a file
            while not tell.cancelled():
                time.sleep(0.02)
            Path(path).touch()
        case ["sleep", seconds]:
            time.sleep(float(seconds))
        case ["die"]:
            os._exit(9)
        case ["crash"]:
            raise RuntimeError("Орлова Ю.Ю.")
        case ["refuse"]:
            raise InputError("Файл не прочитан", "в нём нет плана", "Проверьте файл.")


def use_light_jobs() -> None:
    """Put the light reader in the place of the real one, in this process and in the workers that it starts."""
    computing.FUNCTIONS["document.read"] = light_read
    executors.PRELOADED[:] = LIGHT
    executors.begin_worker = begin_light_worker
    running.notice_models = lambda session: None  # the stamp of the tests is no model's


@contextmanager
def light_runner(store: Store, home: Path, **more: object) -> Iterator[Runner]:
    """Run light jobs in real worker processes."""
    runner = Runner(store, Originals(home / "originals"), light_settings(home, **more))
    runner.start()
    try:
        yield runner
    finally:
        runner.stop(grace_s=0.5)


def hand_in(runner: Runner, store: Store, data: bytes, **how: object) -> Accepted:
    accepted = intake(store, Originals(runner.originals.folder), Upload(data, "план.txt", **how))  # type: ignore[arg-type]
    runner.wake()
    return accepted


def begin_light_worker(connection: object, unwanted: Path) -> None:
    computing.FUNCTIONS["document.read"] = light_read
    computing.attach(connection, unwanted)  # type: ignore[arg-type]


def light_settings(home: Path, **more: object) -> Settings:
    return Settings(**({"home": home, "workers": 2, "lease_s": 2.0} | more))  # type: ignore[arg-type]


@contextmanager
def sqlite_store(home: Path) -> Iterator[Store]:
    with open_store(f"sqlite:///{home / 'sverka.db'}", home) as store:
        yield store
