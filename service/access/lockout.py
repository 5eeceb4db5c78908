"""Failed logins make the next ones wait: for an account and for an address, longer each time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_FORGOTTEN_AFTER_S = 3_600.0
_MOST_KEYS = 20_000


@dataclass
class _Count:
    n_failures: int = 0
    until: float = 0.0
    last: float = 0.0


class Lockout:
    """Counts failures by key; after `free` of them each further one closes the way, twice as long every time.

    Known and unknown accounts are counted alike, so that nobody learns from a lock which accounts exist.
    """

    def __init__(
        self, free: int, first_s: float, longest_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._free, self._first_s, self._longest_s, self._clock = free, first_s, longest_s, clock
        self._counts: OrderedDict[str, _Count] = OrderedDict()

    def wait_s(self, key: str) -> float:
        """Return for how long the way is closed; 0: it is open."""
        count = self._counts.get(key)
        return max(0.0, count.until - self._clock()) if count else 0.0

    def failed(self, key: str) -> None:
        """Count a failure; called before the answer is known, so that parallel attempts count too."""
        moment = self._clock()
        count = self._counts.setdefault(key, _Count())
        if moment - count.last > _FORGOTTEN_AFTER_S:
            count.n_failures = 0
        count.n_failures, count.last = count.n_failures + 1, moment
        if count.n_failures >= self._free:
            count.until = moment + self.pause_s(count.n_failures)
        self._counts.move_to_end(key)
        while len(self._counts) > _MOST_KEYS:
            self._counts.popitem(last=False)

    def succeeded(self, key: str) -> None:
        """Forget the failures of a key."""
        self._counts.pop(key, None)

    def pause_s(self, n_failures: int) -> float:
        """Return how long the way is closed after the n-th failure in a row."""
        if n_failures < self._free:
            return 0.0
        return float(min(self._longest_s, self._first_s * 2.0 ** min(30, n_failures - self._free)))
