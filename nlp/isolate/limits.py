"""What a child may use while it reads a foreign file, and what it tells meanwhile."""

from __future__ import annotations

from typing import Literal

from nlp.domain.base import Record

MIB = 1024**2


class Limits(Record):
    """Limits on one foreign file; the sizes are bytes, the times seconds.

    `page_s` of every page that is read count neither as wall time nor as CPU time: scans take long, but a page that
    hangs is found as soon as a file that hangs. `roadmaps_bytes` and `values` bound what the parent takes in and turns
    into records, `document_bytes` (packed) what it keeps besides; a larger document is left out, larger roadmaps are
    refused. What the pages so far hold is kept every `checkpoint_s`, or less often where that would take more than
    `checkpoint_share` of the time.
    """

    memory_bytes: int = 2048 * MIB
    cpu_s: float = 30.0
    wall_s: float = 60.0
    page_s: float = 10.0
    written_bytes: int = 500 * MIB
    n_processes: int = 32
    n_files: int = 256
    # A measure takes 1.2 KB and 38 values; records of so many values take 43 MB while they are made.
    roadmaps_bytes: int = 8 * MIB
    values: int = 120_000
    document_bytes: int = 8 * MIB
    checkpoint_s: float = 1.0
    checkpoint_share: float = 0.1


LIMITS = Limits()


class Progress(Record):
    """How far the reading of a file is; `total` is None where nobody knows."""

    stage: Literal["reading", "page", "segmenting"]
    done: int = 0
    total: int | None = None
