"""How often somebody may ask: a bucket of tokens a key, in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from service.problems import ProblemError

_MOST_KEYS = 50_000
_SHARE_OF_STRANGERS = 10  # who is not logged in gets a tenth, at least 60 a minute


class Buckets:
    """Each key may ask `per_minute` times at once, and as often again within the next minute, evenly."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._known = float(per_minute)
        self._strangers = max(min(60.0, self._known), self._known / _SHARE_OF_STRANGERS)
        self._clock = clock
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str, is_known: bool) -> None:
        """Count a request.

        Raises:
            ProblemError: too-many-requests.
        """
        size = self._known if is_known else self._strangers
        moment = self._clock()
        level, seen = self._levels.get(key, (size, moment))
        level = min(size, level + (moment - seen) * size / 60.0)
        allowed = level >= 1.0
        self._levels[key] = (level - 1.0 if allowed else level, moment)
        self._levels.move_to_end(key)
        if len(self._levels) > _MOST_KEYS:
            self._levels.popitem(last=False)
        if not allowed:
            raise ProblemError("too-many-requests", retry_after_s=(1.0 - level) * 60.0 / size + 0.5)
