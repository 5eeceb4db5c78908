"""Measure how fast the service answers: a plan's page of 50 measures, alone and while 100 files are imported.

The real service (one process, its workers beside it) in a temporary folder on the loopback, with 100 generated plans;
asked by wrk (Debian package wrk) or, where it is absent, by a client of our own, which takes a part of the processor
for itself. Run: python benchmarks/bench_serve.py [--seconds 10] [--profile]. Exit status 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
from bench_import import plans
from samples import TESTS

sys.path.insert(0, str(TESTS))
import programs

N_PLANS, N_ROWS, N_IMPORTED, IMPORTED_ROWS = 100, 50, 100, 40
N_CONNECTIONS = 32
LEAST_PER_S, MOST_P95_MS, MOST_P95_BUSY_MS, MOST_MATRIX_MS = 300.0, 150.0, 500.0, 1_000.0
IMPORT_S = 300.0
# What wrk asks for in turn, and how it tells: a percentile of its own choice it prints only from a script.
LUA = """
local paths, at = {%s}, 0
request = function() at = at %% #paths + 1; return wrk.format("GET", paths[at]) end
done = function(summary, latency)
  local wrong = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  io.write(string.format("\\nTOLD %%f %%f %%f %%d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, wrong))
end
"""


class Speed(NamedTuple):
    """Pages a second, milliseconds at the median and at 95 of 100, failures."""

    per_s: float
    p50_ms: float
    p95_ms: float
    n_wrong: int


# --- the service, in a process of its own ---------------------------------------------------------


def serve(home: Path, port: int, secret: str, profile: bool) -> None:
    import uvicorn

    from service.access import users
    from service.access.lookup import digest
    from service.app import Parts, create_app
    from service.jobs.runner import Runner
    from service.settings import Settings
    from service.store.catalogues import ensure_builtin
    from service.store.opening import open_store
    from service.store.originals import Originals
    from service.store.tables_access import Token

    settings = Settings(home=home, port=port, login=True, requests_per_minute=10**8)
    with open_store(settings.url, home) as store:
        with store.writing() as session:
            ensure_builtin(session)
            user = users.create_user(session, users.Account("expert", "expert", "", (), ""))
            session.add(Token(user_id=user.id, sha256=digest(secret), kind="program", label="bench"))
        originals = Originals(settings.originals)
        app = create_app(store, originals, settings, Parts(Runner(store, originals, settings)))
        config = uvicorn.Config(app, "127.0.0.1", port, log_level="warning", access_log=False)
        if profile:
            import cProfile
            import pstats

            signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn hands the signal on when it has ended
            measured = cProfile.Profile()
            with contextlib.suppress(KeyboardInterrupt):
                measured.runcall(uvicorn.Server(config).run)
            pstats.Stats(measured, stream=sys.stderr).sort_stats("tottime").print_stats(35)
        else:
            uvicorn.Server(config).run()


@contextmanager
def running(home: Path, profile: bool) -> Iterator[httpx.Client]:
    secret = f"sverka_{secrets.token_urlsafe(32)}"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = [sys.executable, __file__, "--serve", str(home), str(port), secret, *(["--profile"] if profile else [])]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(arguments, stdout=log)
        try:
            headers = {"Authorization": f"Bearer {secret}"}
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60) as client:
                programs.wait_until_up(f"http://127.0.0.1:{port}/api/v1/health")
                yield client
        finally:
            process.terminate()
            process.wait(30)


def hand_in(client: httpx.Client, files: list[tuple[str, bytes]]) -> list[str]:
    """Upload files; return the jobs that read them."""
    told = client.post("/api/v1/documents", files=[("files", file) for file in files])
    told.raise_for_status()
    return [file["job_id"] for file in told.json()["accepted"]]


def wait(client: httpx.Client, jobs: list[str]) -> float:
    """Wait until jobs have ended; return the seconds."""
    begin = time.perf_counter()
    for job in jobs:
        while (state := client.get(f"/api/v1/jobs/{job}").json()["state"]) in ("queued", "running"):
            time.sleep(0.2)
            if time.perf_counter() - begin > IMPORT_S:
                raise SystemExit("the import does not end")
        assert state == "done", state
    return time.perf_counter() - begin


# --- who asks -------------------------------------------------------------------------------------


def measure(client: httpx.Client, paths: list[str], seconds: float) -> Speed:
    return by_wrk(client, paths, seconds) if shutil.which("wrk") else asyncio.run(by_client(client, paths, seconds))


def by_wrk(client: httpx.Client, paths: list[str], seconds: float) -> Speed:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA % ",".join(json.dumps(path) for path in paths))
        script.flush()
        load = ["-t1", f"-c{N_CONNECTIONS}", f"-d{seconds:.0f}s", "-s", script.name]
        header = ["-H", f"Authorization: {client.headers['Authorization']}"]
        command = ["wrk", *load, *header, str(client.base_url).rstrip("/")]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    *figures, n_wrong = next(line for line in told.splitlines() if line.startswith("TOLD ")).split()[1:]
    return Speed(*map(float, figures), int(n_wrong))


async def by_client(client: httpx.Client, paths: list[str], seconds: float) -> Speed:
    took: list[float] = []
    wrong = 0
    until = time.perf_counter() + seconds

    async def ask(start: int, asking: httpx.AsyncClient) -> None:
        nonlocal wrong
        at = start
        while (begin := time.perf_counter()) < until:
            wrong += (await asking.get(paths[at % len(paths)])).status_code != 200
            took.append(time.perf_counter() - begin)
            at += 1

    async with httpx.AsyncClient(base_url=client.base_url, headers=client.headers, timeout=60) as asking:
        await asyncio.gather(*(ask(i, asking) for i in range(N_CONNECTIONS)))
    took.sort()
    middle, late = (1000 * took[int(share * len(took))] for share in (0.5, 0.95))
    return Speed(len(took) / seconds, middle, late, wrong)


def matrix_ms(client: httpx.Client) -> float | None:
    """Return the milliseconds of the matrix of all plans, the median of five; None where the service has none."""
    took = []
    for _ in range(5):
        begin = time.perf_counter()
        response = client.get("/api/v1/matrix")
        if response.status_code != 200:
            return None
        took.append(1000 * (time.perf_counter() - begin))
    return sorted(took)[2]


# --- the whole ------------------------------------------------------------------------------------


def run(client: httpx.Client, seconds: float) -> bool:
    wait(client, hand_in(client, plans(N_PLANS, N_ROWS)))
    ids = [plan["id"] for plan in client.get("/api/v1/plans?limit=200").json()["plans"]]
    paths = [f"/api/v1/plans/{id_}" for id_ in ids]
    n_bytes = len(client.get(paths[0]).content)
    assert len(ids) == N_PLANS, len(ids)
    print(f"{N_PLANS} plans x {N_ROWS} measures, a page of {n_bytes / 1024:.0f} KB, {N_CONNECTIONS} connections")
    measure(client, paths, 1)  # warm
    alone = measure(client, paths, seconds)
    good = shown("alone", alone, MOST_P95_MS) and alone.per_s >= LEAST_PER_S
    matrix = matrix_ms(client)
    if matrix is not None:
        print(f"matrix of {N_PLANS} plans: {matrix:.0f} ms (target {MOST_MATRIX_MS:.0f})")
        good = good and matrix <= MOST_MATRIX_MS
    jobs = hand_in(client, plans(N_IMPORTED, IMPORTED_ROWS))
    busy = measure(client, paths, seconds)
    rest = wait(client, jobs)
    good = shown("during an import", busy, MOST_P95_BUSY_MS) and good
    print(f"the import of {N_IMPORTED} docx went on for {rest:.1f} s after that")
    return good


def shown(name: str, speed: Speed, most_ms: float) -> bool:
    print(
        f"{name}: {speed.per_s:.0f} pages/s (target {LEAST_PER_S:.0f} alone), p50 {speed.p50_ms:.0f} ms, "
        f"p95 {speed.p95_ms:.0f} ms (target {most_ms:.0f}), {speed.n_wrong} failures"
    )
    return speed.p95_ms <= most_ms and not speed.n_wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--profile", action="store_true", help="print what the service spent its time on")
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        home, port, secret = given.serve
        serve(Path(home), int(port), secret, given.profile)
        return 0
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), given.profile) as client:
        return 0 if run(client, given.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
