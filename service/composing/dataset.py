"""The data set of measures out of the store, plan by plan; no transaction is held while somebody downloads slowly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from nlp.domain import Roadmap
from nlp.errors import InputError
from service.reports.dataset import Format, dataset
from service.store.engine import Store
from service.store.plans import roadmap_of

_PIECE_BYTES = 64 * 1024


def dataset_pieces(store: Store, plan_ids: Sequence[str], form: Format, names: bool) -> Iterator[bytes]:
    """Yield the data set in pieces worth sending; a plan that is deleted meanwhile is left out.

    Args:
        store: the store.
        plan_ids: the plans, in their order.
        form: csv, jsonl or parquet.
        names: whether names of people stay.
    """
    return _gathered(dataset(_roadmaps(store, plan_ids), form, names=names))


def _roadmaps(store: Store, plan_ids: Iterable[str]) -> Iterator[Roadmap]:
    for plan_id in plan_ids:
        with store.reading() as session:
            try:
                roadmap = roadmap_of(session, plan_id)
            except InputError:
                continue
        yield roadmap


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _PIECE_BYTES:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
