"""Measure the built-in encoder against model2vec and sentence-transformers over the same vectors.

Target (issue 3): at least 0.9 × model2vec's `StaticModel.encode`; sentence-transformers' `StaticEmbedding` is shown.
All three open `models/encoder/` and encode the same texts in this one process, each with the threads it takes by itself;
rounds alternate, so that what else the machine does falls on all alike.
Run: python benchmarks/bench_embed.py. Exit status 1 when the target is missed.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from model2vec import StaticModel
from sentence_transformers import SentenceTransformer

from nlp.artifacts import load_encoder, load_phrasings, models_dir

N_TEXTS, N_ROUNDS = 20_000, 7
LEAST_SHARE_OF_MODEL2VEC = 0.9


def sample() -> list[str]:
    """Return distinct texts: phrasings of the corpus, each repeat with another number behind it."""
    texts = [p.text for p in load_phrasings()]
    return [f"{texts[i % len(texts)]} {i // len(texts)}" for i in range(N_TEXTS)]


def speeds(encoders: dict[str, Callable[[list[str]], np.ndarray]], texts: list[str]) -> dict[str, list[float]]:
    """Return texts a second of every round by encoder."""
    found: dict[str, list[float]] = {name: [] for name in encoders}
    for _ in range(N_ROUNDS):
        for name, encode in encoders.items():
            begin = time.perf_counter()
            encode(texts)
            found[name].append(len(texts) / (time.perf_counter() - begin))
    return found


def main() -> int:
    """Measure, print and judge by the median of the rounds' ratios."""
    begin = time.perf_counter()
    own = load_encoder()
    loading = time.perf_counter() - begin
    folder = models_dir() / "encoder"
    model2vec, sentence = StaticModel.from_pretrained(folder), SentenceTransformer(str(folder), device="cpu")
    texts = sample()
    difference = float(np.abs(own.encode(texts[:500]) - model2vec.encode(texts[:500])).max())
    found = speeds(
        {
            "own": own.encode,
            "model2vec": model2vec.encode,
            "sentence-transformers": lambda t: sentence.encode(t, batch_size=1024),
        },
        texts,
    )
    print(f"{own.name}: loaded in {loading:.2f} s, differs from model2vec by {difference:.0e} at most")
    for name, values in found.items():
        print(f"{name:22} {statistics.median(values):8,.0f} texts/s (best {max(values):,.0f})")
    ratios = {n: statistics.median(a / b for a, b in zip(found["own"], v, strict=True)) for n, v in found.items()}
    print(f"times model2vec: {ratios['model2vec']:.2f} (target ≥ {LEAST_SHARE_OF_MODEL2VEC})")
    print(f"times sentence-transformers: {ratios['sentence-transformers']:.2f}")
    return 0 if ratios["model2vec"] >= LEAST_SHARE_OF_MODEL2VEC and difference < 1e-4 else 1


if __name__ == "__main__":
    sys.exit(main())
