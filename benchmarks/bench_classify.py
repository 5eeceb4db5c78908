"""`analyse` with categories: measures a second in one process, and a cold start that imports no torch."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from bench_analyse import plan

from nlp.artifacts import corpus_dir, load_classifier, load_regions
from nlp.pipeline import analyse
from nlp.read import read_bytes

LEAST_MEASURES_A_SECOND, MOST_COLD_SECONDS = 200.0, 4.0
N_ROUNDS = 3


def measures_a_second() -> float:
    """Return the rate of the first analysis in a process that has warmed up on another plan."""
    sample = corpus_dir() / "samples" / "verhnetalsk-2019.txt"
    regions, classifier = load_regions(), load_classifier()
    analyse(read_bytes(sample.read_bytes(), sample.name), regions, classifier)
    document = read_bytes(plan(), "plan.txt")
    started = time.perf_counter()
    (roadmap,) = analyse(document, regions, classifier)
    return len(roadmap.measures) / (time.perf_counter() - started)


def cold_start() -> tuple[float, bool]:
    """Return the seconds of the best of some cold runs on one plan, and whether torch was imported."""
    sample = corpus_dir() / "samples" / "verhnetalsk-2019.txt"
    command = [sys.executable, "-X", "importtime", "-m", "sverka", "analyse", str(sample), "--json"]
    seconds, torch = [], False
    for _ in range(N_ROUNDS):
        started = time.perf_counter()
        done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parent.parent)
        seconds.append(time.perf_counter() - started)
        torch = torch or b"| torch\n" in done.stderr
    return min(seconds), torch


def main() -> int:
    """Measure, print and judge."""
    rate = measures_a_second()
    cold, torch = cold_start()
    print(f"analyse with categories: {rate:.0f} measures/s (target ≥ {LEAST_MEASURES_A_SECOND:.0f})")
    print(
        f"cold analyse of one plan: {cold:.1f} s (target ≤ {MOST_COLD_SECONDS:.0f}), torch imported: {torch} (wanted: False)"
    )
    return 0 if rate >= LEAST_MEASURES_A_SECOND and cold <= MOST_COLD_SECONDS and not torch else 1


if __name__ == "__main__":
    sys.exit(main())
