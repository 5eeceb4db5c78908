"""Measure 50 people at work at once: no answer that fails, no «database is locked».

The real service (`sverka serve`, with a login) in a temporary folder on the loopback, with 200 stored plans × 40 rows.
Each of 50 users thinks for a second between two actions: lists, opens and searches plans, looks at coverage, matrix
and comparisons, corrects cells, names statuses, uploads files. Run:
python benchmarks/bench_users.py [--seconds 300]. Exit status 1 when an answer is a 5xx or not one of those expected,
the log has a fault or a lock, or a job fails.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import secrets
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from bench_import import plans as docx_files
from bench_store_search import QUERIES, _plan
from samples import TESTS

sys.path.insert(0, str(TESTS))
import programs

from nlp.artifacts import load_phrasings
from nlp.domain import Reading, Roadmap
from service.access import tokens, users
from service.analysis import AnalysedFile, answers
from service.store import catalogues, documents
from service.store.engine import Store
from service.store.opening import open_store
from service.store.originals import Originals
from service.store.plans import save_analysis
from service.store.tables_access import Job

N_USERS, N_PLANS, THINK_S = 50, 200, 1.0
DRAIN_S = 240.0
# Answers that are right; two experts may correct the same row at once.
EXPECTED = (200, 201, 202, 204, 304, 409)


# --- the store ------------------------------------------------------------------------------------


def fill(home: Path) -> list[str]:
    """Keep plans as an import leaves them, and people; return the people's tokens."""
    with open_store(f"sqlite:///{home / 'sverka.db'}", home) as store, ProcessPoolExecutor(2) as pool:
        with store.writing() as session:
            catalogues.ensure_builtin(session)
            asked = catalogues.active_mandates(session)
        chance, phrasings = random.Random(0), [p for p in load_phrasings() if p.text]
        roadmaps = [_plan(i, chance, phrasings)[0] for i in range(N_PLANS)]
        for file in pool.map(_file, roadmaps, [asked] * N_PLANS, chunksize=10):
            _keep(store, Originals(home / "originals"), file)
        with store.writing() as session:
            accounts = [users.Account(f"expert-{i}", "expert") for i in range(N_USERS)]
            ids = [users.create_user(session, account).id for account in accounts]
            return [tokens.issue(session, id_, "bench", None)[1] for id_ in ids]


def _file(roadmap: Roadmap, asked: dict[str, Any]) -> AnalysedFile:
    found = answers(roadmap, asked)
    reading = Reading(name=roadmap.source.name, sha256=roadmap.id, state="ok", media_type="text/plain")
    return AnalysedFile(reading, (found,), found.stamp, tuple(asked))


def _keep(store: Store, originals: Originals, file: AnalysedFile) -> None:
    data = file.plans[0].machine.model_dump_json().encode()
    document, _ = documents.keep(store, originals, data, file.reading.name, None)
    with store.writing() as session:
        save_analysis(session, document.id, file)


# --- the people -----------------------------------------------------------------------------------


@dataclass
class Office:
    """What the people know, and what came of their actions."""

    plans: list[str]
    rows: dict[str, list[str]]
    catalogue: str
    mandates: list[str]
    files: Iterator[tuple[str, bytes]]
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)


Action = Callable[[Office, random.Random], dict[str, Any]]


def _get(path: str, **params: Any) -> dict[str, Any]:
    return {"method": "GET", "url": path, "params": params}


def correct(office: Office, chance: random.Random) -> dict[str, Any]:
    plan = chance.choice(office.plans)
    edit = {"kind": "cell", "measure": chance.choice(office.rows[plan]), "column": "deadline", "text": "до 1 июня"}
    body = {"edits": [{**edit, "text": f"до {chance.randrange(1, 29)} июня"}], "comment": "так в приказе"}
    return {"method": "POST", "url": f"/plans/{plan}/corrections", "json": body}


def name_status(office: Office, chance: random.Random) -> dict[str, Any]:
    path = f"/plans/{chance.choice(office.plans)}/coverage/{office.catalogue}/{chance.choice(office.mandates)}"
    return {"method": "PUT", "url": path, "json": {"status": chance.choice(("covered", "partial", "missing"))}}


ACTIONS: dict[str, tuple[int, Action]] = {
    "list": (18, lambda office, chance: _get("/plans", limit=50)),
    "open": (24, lambda office, chance: _get(f"/plans/{chance.choice(office.plans)}")),
    "search": (18, lambda office, chance: _get("/search", q=chance.choice(QUERIES))),
    "coverage": (12, lambda office, chance: _get(f"/plans/{chance.choice(office.plans)}/coverage")),
    "matrix": (6, lambda office, chance: _get("/matrix")),
    "comparison": (6, lambda office, chance: _get("/comparisons", plans=chance.sample(office.plans, 2))),
    "correct a cell": (8, correct),
    "name a status": (7, name_status),
    "upload": (
        1,
        lambda office, chance: {"method": "POST", "url": "/documents", "files": [("files", next(office.files))]},
    ),
}


async def work(client: httpx.AsyncClient, office: Office, seed: int, until: float) -> None:
    """Do one thing after another, with a second of thinking before each."""
    chance = random.Random(seed)
    weights = [weight for weight, _ in ACTIONS.values()]
    await asyncio.sleep(chance.random() * THINK_S)
    while time.perf_counter() < until:
        (name,) = chance.choices(list(ACTIONS), weights)
        request = ACTIONS[name][1](office, chance)
        begin = time.perf_counter()
        try:
            answer = await client.request(**request)
        except httpx.TransportError as error:
            office.wrong[f"{name}: {type(error).__name__}"] += 1
        else:
            office.took[name].append(1000 * (time.perf_counter() - begin))
            office.statuses[answer.status_code] += 1
            if answer.status_code not in EXPECTED:
                office.wrong[f"{name}: {answer.status_code} {answer.json().get('type')}"] += 1
        await asyncio.sleep(THINK_S)


async def at_work(url: str, secrets_: list[str], office: Office, seconds: float) -> None:
    until = time.perf_counter() + seconds
    limits = httpx.Limits(max_connections=2)
    clients = [
        httpx.AsyncClient(
            base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {secret}"}, timeout=60, limits=limits
        )
        for secret in secrets_
    ]
    try:
        await asyncio.gather(*(work(client, office, i, until) for i, client in enumerate(clients)))
    finally:
        for client in clients:
            await client.aclose()


def look_round(client: httpx.Client, n_files: int) -> Office:
    plans, cursor = [], None
    while len(plans) < N_PLANS:
        page = client.get("/plans", params={"limit": 200, **({"cursor": cursor} if cursor else {})}).json()
        plans, cursor = plans + [plan["id"] for plan in page["plans"]], page["cursor"]
    rows = {id_: [m["id"] for m in client.get(f"/plans/{id_}").json()["roadmap"]["measures"]] for id_ in plans}
    covered = client.get(f"/plans/{plans[0]}/coverage").json()
    files = ((f"{secrets.token_hex(4)}-{name}", data) for name, data in docx_files(n_files, 40))
    return Office(plans, rows, covered["catalogue_id"], [c["mandate"] for c in covered["coverage"]], files)


# --- what came of it ------------------------------------------------------------------------------


def told(name: str, ms: list[float]) -> None:
    p95 = statistics.quantiles(ms, n=20)[-1] if len(ms) > 1 else ms[0]
    print(f"  {name:<28} {len(ms):6} times   p50 {statistics.median(ms):6.0f} ms   p95 {p95:6.0f} ms")


def searches(client: httpx.Client, n: int = 200) -> list[float]:
    ms = []
    for i in range(n):
        begin = time.perf_counter()
        client.get("/search", params={"q": QUERIES[i % len(QUERIES)]}).raise_for_status()
        ms.append(1000 * (time.perf_counter() - begin))
    return ms


def drained(home: Path) -> Counter[str]:
    """Wait until the jobs have ended; return how many are in which state."""
    begin = time.perf_counter()
    with open_store(f"sqlite:///{home / 'sverka.db'}", home) as store:
        while True:
            with store.reading() as session:
                states = Counter(state for (state,) in session.query(Job.state))
            if not states["queued"] + states["running"] or time.perf_counter() - begin > DRAIN_S:
                print(f"jobs ended {time.perf_counter() - begin:.0f} s after the last action: {dict(states)}")
                return states
            time.sleep(0.5)


def measure(home: Path, seconds: float) -> bool:
    begin = time.perf_counter()
    secrets_ = fill(home)
    print(f"{N_PLANS} plans written in {time.perf_counter() - begin:.0f} s")
    with programs.started(home, "serve", "--port", "0", SVERKA_WORKERS="0", SVERKA_LOGIN="1") as service:
        url = service.address()
        programs.wait_until_up(f"{url}/api/v1/ready")
        headers = {"Authorization": f"Bearer {secrets_[0]}"}
        with httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=60) as client:
            office = look_round(client, 50 + round(seconds))
            asyncio.run(at_work(url, secrets_, office, seconds))
            print(f"{N_USERS} users for {seconds:.0f} s, answers by status: {dict(sorted(office.statuses.items()))}")
            for name in ACTIONS:
                told(name, office.took[name] or [0.0])
            jobs = drained(home)
            told("search, nobody else there", searches(client))
        lines = service.stop().splitlines()
    faults = [line for line in lines if "locked" in line or '"event": "fault"' in line or "Traceback" in line]
    for line in [*faults[:10], *(f"{n} × {what}" for what, n in office.wrong.items())]:
        print(f"  wrong: {line}")
    return not faults and not office.wrong and not jobs["failed"] + jobs["queued"] + jobs["running"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=300.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return 0 if measure(Path(folder), given.seconds) else 1


if __name__ == "__main__":
    sys.exit(main())
