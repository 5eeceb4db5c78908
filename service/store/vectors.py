"""The vectors of stored measures in memory: exact with numpy, above 200,000 rows by an inverted file of FAISS."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]
Places = NDArray[np.int64]
EXACT_UP_TO = 200_000
# On 300,000 pairs of phrasings 1,000 candidates hold 0.996 of the exactly nearest 100 (48 lists: 0.978), in 1 ms.
_N_PROBES = 96
_TRAINED_ON = 40  # rows a list
_SAMPLE = 20_000


class Cosines(NamedTuple):
    """Cosines of some rows with a query: of all rows (`places` is `None`), or of those named.

    `mean` and `spread` are those of all rows, or of a sample of them.
    """

    places: Places | None
    values: Floats
    mean: float
    spread: float


class VectorRows:
    """Rows of length 1 (zero: no vector) by position; only added to.

    A search works on the first `n` rows of its snapshot, so adding disturbs nobody.
    """

    def __init__(self, exact_up_to: int = EXACT_UP_TO) -> None:
        self._rows: Floats = np.zeros((0, 0), np.float32)
        self._n = 0
        self._exact_up_to = exact_up_to
        self._near: Any = None
        self._trained = 0

    def add(self, first: int, rows: Floats) -> None:
        """Add rows from position `first` on, which is behind all that anybody uses; the room doubles, so it costs by the row."""
        self._n = first
        n, width = len(rows), max(rows.shape[1] if rows.ndim == 2 else 0, self._rows.shape[1])
        if self._n + n > len(self._rows) or width > self._rows.shape[1]:
            room = np.zeros((max(2 * len(self._rows), self._n + n), width), np.float32)
            room[: self._n, : self._rows.shape[1]] = self._rows[: self._n]
            self._rows = room
        self._rows[self._n : self._n + n, : rows.shape[1]] = rows
        self._n += n
        if self._n > self._exact_up_to and find_spec("faiss"):
            self._index()

    def row(self, position: int) -> Floats:
        """Return the vector of a row."""
        found: Floats = self._rows[position]
        return found

    def cosines(self, query: Floats, counted: Bools, wanted: Bools, top: int) -> Cosines:
        """Return cosines with a query, exactly of all rows, or of the nearest ones where there are too many.

        Args:
            query: float32 (d,), of length 1.
            counted: bool (n,), rows of the snapshot that have a vector: their mean and spread are told.
            wanted: bool (n,), rows that may be found.
            top: how many of the nearest rows are needed at least.
        """
        n = len(counted)
        rows = self._rows[:n]
        if self._near is None or n <= self._exact_up_to:
            values: Floats = rows @ query
            return Cosines(None, values, *_spread(values[counted]))
        places = self.nearest(query, wanted & counted, top)
        known = np.flatnonzero(counted)
        sample = known[:: max(1, len(known) // _SAMPLE)]
        return Cosines(places, rows[places] @ query, *_spread(rows[sample] @ query))

    def of(self, places: Places, query: Floats) -> Floats:
        """Return the cosines of some rows."""
        found: Floats = self._rows[places] @ query
        return found

    def nearest(self, query: Floats, wanted: Bools, top: int) -> Places:
        """Return the positions of about the nearest rows among those wanted, best first."""
        faiss: Any = import_module("faiss")
        bits = np.packbits(wanted, bitorder="little")
        selector = faiss.IDSelectorBitmap(bits)
        asked = faiss.SearchParametersIVF(sel=selector, nprobe=_N_PROBES)
        _, found = self._near.search(query[None, :], top, params=asked)
        places: Places = found[0][found[0] >= 0].astype(np.int64)
        return places

    def _index(self) -> None:
        """Put new rows into the inverted file; it is built anew when the rows have doubled."""
        faiss: Any = import_module("faiss")
        if self._near is not None and self._n <= 2 * self._trained:
            self._near.add(self._rows[self._near.ntotal : self._n])
            return
        n_lists = int(4 * np.sqrt(self._n))
        width = self._rows.shape[1]
        near = faiss.IndexIVFScalarQuantizer(
            faiss.IndexFlatIP(width), width, n_lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
        )
        near.train(self._rows[: self._n : max(1, self._n // (_TRAINED_ON * n_lists))])
        near.add(self._rows[: self._n])
        self._near, self._trained = near, self._n


def _spread(values: Floats) -> tuple[float, float]:
    return (float(values.mean()), float(values.std())) if len(values) else (0.0, 0.0)
