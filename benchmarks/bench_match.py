"""Match two plans of 50 rows, models loaded; median of repeated runs in one process.

    .venv/bin/python benchmarks/bench_match.py

The rows are phrasings of the test part. `every pair` includes the records of all 2,500 pairs.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np

from nlp.artifacts import load_classifier, load_encoder, load_model, load_phrasings
from nlp.classify import MeasureText, posteriors
from nlp.domain import Measure
from nlp.match import Row, Senses, every_pair, match, pair_probabilities, prepare, unpack

N_ROWS, N_RUNS = 50, 15


def plan(texts: Sequence[str], prefix: str) -> list[Measure]:
    return [Measure(id=f"{prefix}{i}", index=i + 1, text=text) for i, text in enumerate(texts)]


def timed(run: Callable[[], object]) -> float:
    run()
    times = []
    for _ in range(N_RUNS):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return median(times) * 1000


def main() -> None:
    matcher, classifier, encoder = unpack(*load_model("matcher")), load_classifier(), load_encoder()

    def answers(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        found = posteriors(classifier, [MeasureText(text) for text in texts])
        return found.categories, found.activities

    senses = Senses(encoder.encode, answers)
    texts = [p.text for p in load_phrasings("test")]
    left, right = plan(texts[:N_ROWS], "l"), plan(texts[-N_ROWS:], "r")
    one, other = (prepare([Row(m.text) for m in p], senses, matcher.rarity) for p in (left, right))
    for name, run in (
        ("prepare both", lambda: [prepare([Row(m.text) for m in p], senses, matcher.rarity) for p in (left, right)]),
        ("probabilities", lambda: pair_probabilities(matcher, one, other)),
        ("match", lambda: match(matcher, senses, left, right)),
        ("every pair", lambda: every_pair(matcher, senses, left, right)),
    ):
        print(f"{name:14} {N_ROWS}×{N_ROWS} rows: {timed(run):6.1f} ms")


if __name__ == "__main__":
    main()
