"""kill -9 of the service and of its workers at random points: nothing acknowledged is lost, nothing is half-written."""

from __future__ import annotations

import contextlib
import os
import random
import select as ready
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest
from jobs_samples import analysed, sqlite_store, text
from sqlalchemy import func, select
from sqlalchemy import text as sql

from nlp.artifacts import corpus_dir, load_mandates
from service.analysis import Analysed, AnalysedFile, analyse_file
from service.store.originals import Originals
from service.store.plans import to_json
from service.store.tables import CoverageRow, Document, Measure, Plan, Vector
from service.store.tables_access import Job

SCRIPT = Path(__file__).parent / "jobs_service.py"
SAMPLES = corpus_dir() / "samples"
PATIENCE_S = 120
ASKING = threading.Lock()


@pytest.fixture(scope="module")
def cradle() -> Iterator[socket.socket]:
    """The socket on which services are asked for."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, str(SCRIPT), str(theirs.fileno())]
    with subprocess.Popen(command, pass_fds=[theirs.fileno()], stderr=subprocess.DEVNULL) as process:
        theirs.close()
        with ours:
            yield ours
        process.wait(PATIENCE_S)


class Service:
    """The service as its client sees it: a process that may be gone at any moment."""

    def __init__(self, cradle: socket.socket, mode: str, home: Path) -> None:
        self._line, theirs = socket.socketpair()
        with theirs, ASKING:
            socket.send_fds(cradle, [f"{mode} {home}".encode()], [theirs.fileno()])
            self._pid = int(cradle.recv(64))
        self._heard = b""

    def say(self, line: str) -> None:
        with contextlib.suppress(OSError):
            self._line.sendall(f"{line}\n".encode())

    def listen(self, seconds: float) -> list[str]:
        """Return the lines that came within a time, or at once when some are there."""
        with contextlib.suppress(ConnectionResetError):
            if ready.select([self._line], [], [], max(0.0, seconds))[0]:
                self._heard += self._line.recv(1 << 16)
        *lines, self._heard = self._heard.split(b"\n")
        return [line.decode() for line in lines]

    def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        self.end()

    def end(self) -> None:
        """Wait until it is gone: its end of the line is closed then."""
        with contextlib.suppress(OSError):
            self._line.shutdown(socket.SHUT_WR)
        self._line.settimeout(PATIENCE_S)
        with contextlib.suppress(ConnectionResetError):
            while self._line.recv(1 << 16):
                pass
        self._line.close()


class How(NamedTuple):
    """How a storm blows: `pace` stretches the time between kills."""

    mode: str
    seed: int
    n_kills: int
    pace: float = 1.0


class Storm:
    """Hands files in, kills the service or a worker now and then, and remembers what was acknowledged."""

    def __init__(self, cradle: socket.socket, home: Path, files: list[Path], how: How) -> None:
        self._cradle, self._home, self._how, self._random = cradle, home, how, random.Random(how.seed)
        self._waiting = list(files)
        self.acknowledged: dict[str, tuple[str, str]] = {}
        self.n_kills = 0

    def run(self) -> None:
        while self.n_kills < self._how.n_kills:
            service = self._service()
            self._hand_in(service)
            # Some lives end before there is a worker, the others have seen a few of theirs die.
            if self._random.random() > 0.25:
                for _ in range(self._random.choice((1, 2, 4))):
                    self._kill_worker(service)
                    self._listen(service, self._random.uniform(0.0, 0.6) * self._how.pace)
            self._listen(service, self._random.uniform(0.0, 1.2) * self._how.pace)
            service.kill()
            self.n_kills += 1
        service = self._service()
        self._hand_in(service)
        self._until_done(service)
        service.end()

    def _service(self) -> Service:
        return Service(self._cradle, self._how.mode, self._home)

    def _hand_in(self, service: Service) -> None:
        for path in self._waiting:
            if str(path) not in self.acknowledged:
                service.say(f"put {path}")

    def _listen(self, service: Service, seconds: float) -> list[str]:
        end, heard = time.monotonic() + seconds, []
        while (left := end - time.monotonic()) > 0 or not heard:
            lines = service.listen(max(left, 0.02))
            heard += lines
            for line in lines:
                if line.startswith("ok "):
                    _, path, document, job = line.split(" ")
                    self.acknowledged[path] = document, job
            if left <= 0:
                break
        return heard

    def _kill_worker(self, service: Service) -> None:
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            service.say("pids")
            for line in self._listen(service, 0.1):
                pids = [int(pid) for pid in line.split()[1:]] if line.startswith("pids") else []
                if pids:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(self._random.choice(pids), signal.SIGKILL)
                        self.n_kills += 1
                    return
        raise AssertionError("there are no workers")

    def _until_done(self, service: Service) -> None:
        end = time.monotonic() + PATIENCE_S
        with sqlite_store(self._home) as store:
            while time.monotonic() < end:
                self._listen(service, 0.1)
                with store.reading() as session:
                    left = session.scalar(select(func.count()).where(Job.state.in_(("queued", "running"))))
                if len(self.acknowledged) == len(self._waiting) and not left:
                    return
        raise AssertionError("the jobs did not end")


def check(home: Path, files: list[Path], acknowledged: dict[str, tuple[str, str]], expected) -> None:
    """Hold the store against what an undisturbed run would have left: `expected` of a file."""
    with sqlite_store(home) as store, store.reading() as session:
        assert session.execute(sql("PRAGMA integrity_check")).scalar() == "ok"
        assert session.scalar(select(func.count()).select_from(Document)) == len(files)
        for path in files:
            document_id, job_id = acknowledged[str(path)]
            document, job = session.get(Document, document_id), session.get(Job, job_id)
            assert (document.state, job.state) == ("ok", "done"), (document.state, job.state, job.error)
            assert Originals(home / "originals").read(document.sha256) == path.read_bytes()
            plans = session.scalars(select(Plan).where(Plan.document_id == document_id).order_by(Plan.part)).all()
            wanted = expected(path).plans
            assert [plan.body for plan in plans] == [to_json(one.roadmap) for one in wanted]
            for plan, one in zip(plans, wanted, strict=True):
                check_plan(session, plan.id, one)


def check_plan(session, plan_id: str, wanted: Analysed) -> None:
    rows = session.execute(
        select(Measure.text, Vector.data)
        .join(Vector, Vector.measure_key == Measure.key)
        .where(Measure.plan_id == plan_id)
        .order_by(Measure.position)
    ).all()
    assert [r.text for r in rows] == [m.text for m in wanted.roadmap.measures]
    assert b"".join(r.data for r in rows) == wanted.vectors.astype("<f4").tobytes()
    n_covered = session.scalar(select(func.count()).select_from(CoverageRow).where(CoverageRow.plan_id == plan_id))
    assert n_covered == sum(map(len, wanted.coverage.values()))


def storm(cradle: socket.socket, home: Path, n_files: int, how: How) -> None:
    folder = home / "files"
    folder.mkdir(parents=True)
    files = [folder / f"план-{i}.txt" for i in range(n_files)]
    for i, path in enumerate(files):
        path.write_bytes(text(i, f"sleep {0.05 + i % 5 / 20}"))
    blown = Storm(cradle, home / "home", files, how)
    blown.run()
    assert blown.n_kills >= how.n_kills
    check(home / "home", files, blown.acknowledged, as_light)


def as_light(path: Path) -> AnalysedFile:
    data = path.read_bytes()
    return analysed(data, path.name, data.decode().split("\n")[1:])


def test_nothing_is_lost_when_the_service_and_its_workers_are_killed(cradle, tmp_path):
    with ThreadPoolExecutor(2) as storms:  # two services that wait for each other's processors, not for each other
        blown = [
            storms.submit(storm, cradle, tmp_path / str(seed), 20, How("light", seed, n_kills=8))
            for seed in (2, 20240901)
        ]
    for one in blown:
        one.result()


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_lost_in_a_long_storm(cradle, tmp_path, seed):
    storm(cradle, tmp_path, 60, How("light", seed, n_kills=25))


def test_real_plans_come_through_kills_with_all_their_answers(cradle, tmp_path):
    files = sorted(SAMPLES.glob("*.docx"))
    blown = Storm(cradle, tmp_path, files, How("real", 7, n_kills=3, pace=2.0))
    blown.run()
    check(tmp_path, files, blown.acknowledged, lambda path: analyse_file(path, path.name, {"": load_mandates()}))
