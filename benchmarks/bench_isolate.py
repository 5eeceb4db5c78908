"""Measure what isolation costs: the same files read in this process, in a child each, and a child that does nothing.

Target (issue 4): at most 25 ms a file on top of reading in this process. Run: python benchmarks/bench_isolate.py.
Exit status 1 when the target is missed. The peer is a Process of multiprocessing's forkserver that does nothing at all.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from nlp.artifacts import corpus_dir, load_regions
from nlp.isolate import read_file, start, stop
from nlp.isolate.tasks import warm_up
from nlp.pipeline import analyse
from nlp.read import read

MOST_MS = 25.0
N_ROUNDS = 7
PEER = """
import multiprocessing, statistics, time
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["nlp.isolate.tasks"])
times = []
for _ in range(20):
    begin = time.perf_counter()
    process = context.Process(target=len, args=("",))
    process.start()
    process.join()
    times.append(time.perf_counter() - begin)
print(1000 * min(times))
"""
ROOT = Path(__file__).parent.parent
FILES = [p for p in sorted((corpus_dir() / "samples").iterdir()) if p.suffix not in (".json", ".md")]


def here() -> list[float]:
    """Return the time of each file read for the first time in a process that is warm, as a child is, in milliseconds.

    A process that has read a file before remembers its words and cells, which takes off half of the time.
    """
    ours, theirs = os.pipe()
    if (pid := os.fork()) == 0:
        times = []
        for file in FILES:
            begin = time.perf_counter()
            analyse(read(file), load_regions())
            times.append(1000 * (time.perf_counter() - begin))
        os.write(theirs, json.dumps(times).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    times = json.loads(os.read(ours, 1 << 16))
    os.close(ours)
    os.close(theirs)
    return times


def in_children() -> list[float]:
    """Return the time of each file read in a child, in milliseconds."""
    times = []
    for file in FILES:
        begin = time.perf_counter()
        assert read_file(file).state == "ok"
        times.append(1000 * (time.perf_counter() - begin))
    return times


def plain_process() -> float:
    """Return the best time of a child of multiprocessing's forkserver that does nothing, in milliseconds.

    It runs under a program without a main file: the children would import that anew, which takes this one a second.
    """
    done = subprocess.run([sys.executable, "-c", PEER], check=True, capture_output=True)
    return float(done.stdout)


def best(measure: Callable[[], list[float]]) -> list[float]:
    """Return the best time of each file over the rounds: a busy moment spoils none for good."""
    return [min(times) for times in zip(*(measure() for _ in range(N_ROUNDS)), strict=True)]


def cold() -> float:
    """Return the best time of the command on one file, in seconds."""
    command = [sys.executable, str(ROOT / "sverka.py"), "analyse", str(FILES[-1]), "--json"]
    times = []
    for _ in range(3):
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - begin)
    return min(times)


def main() -> int:
    """Measure, print and judge."""
    warm_up()
    start()
    read_file(FILES[0])
    there, child = best(here), best(in_children)
    stop()
    peer = plain_process()
    added = [b - a for a, b in zip(there, child, strict=True)]
    for file, a, b in zip(FILES, there, child, strict=True):
        print(f"{file.name:32} {a:7.1f} ms here {b:7.1f} ms in a child  +{b - a:.1f}")
    mean = statistics.mean(added)
    print(f"isolation adds {mean:.1f} ms a file (most {max(added):.1f}; target ≤ {MOST_MS:.0f}), ", end="")
    print(
        f"{sum(child) / sum(there):.2f} times the reading; a child of multiprocessing that does nothing: {peer:.1f} ms"
    )
    print(f"sverka analyse of one file, cold: {cold():.2f} s")
    return 0 if mean <= MOST_MS else 1


if __name__ == "__main__":
    sys.exit(main())
