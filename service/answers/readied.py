"""Plans made ready for comparisons, kept for those who compare them with others next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from nlp.match import Ready
from service.state import Service

_KEY = "plans made ready"
# Rows kept in all: a row takes some 12 KB, so that all of them stay below 50 MB.
_MOST_ROWS = 4_000

Key = tuple[str, int, str]  # plan, the number of its last change, stamp of the models


class ReadyPlans:
    """The plans that were compared last, by what they and the models were; many threads may ask at once."""

    def __init__(self, most_rows: int = _MOST_ROWS) -> None:
        self._most_rows = most_rows
        self._kept: OrderedDict[Key, Ready] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, make: Callable[[], Ready]) -> Ready:
        """Return a plan made ready, made now where it is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            n_rows = sum(len(ready.rows) for ready in self._kept.values())
            while n_rows > self._most_rows:
                n_rows -= len(self._kept.popitem(last=False)[1].rows)
        return made


def ready_plans(service: Service) -> ReadyPlans:
    """Return what this service keeps."""
    kept: ReadyPlans = service.extras.setdefault(_KEY, ReadyPlans())
    return kept
