"""One thread for sums of matrices: with several the last digits change, and a busy machine only gets slower."""

from __future__ import annotations

import os

# Read by the libraries when numpy is imported for the first time.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def keep_to_one_thread() -> None:
    """Keep this process, and those that it starts, to one thread, unless the environment says otherwise."""
    for name, number in ONE_THREAD.items():
        os.environ.setdefault(name, number)
