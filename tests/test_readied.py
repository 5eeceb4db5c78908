"""Plans made ready for comparisons are made ready once, as long as there is room for them."""

from __future__ import annotations

from typing import Any

from service.answers.readied import ReadyPlans


class Made:
    """A plan made ready, of so many rows."""

    def __init__(self, n_rows: int) -> None:
        self.rows = (None,) * n_rows


def test_a_plan_is_made_ready_once_for_each_of_its_states():
    kept: Any = ReadyPlans(most_rows=10)
    first = kept.get(("a", 1, "models"), lambda: Made(3))
    assert kept.get(("a", 1, "models"), lambda: Made(4)) is first
    assert kept.get(("a", 2, "models"), lambda: Made(4)) is not first
    assert kept.get(("a", 1, "others"), lambda: Made(3)) is not first


def test_those_not_asked_for_the_longest_make_room():
    kept: Any = ReadyPlans(most_rows=10)
    first, second = (kept.get((plan, 1, "m"), lambda: Made(4)) for plan in "ab")
    assert kept.get(("a", 1, "m"), lambda: Made(4)) is first
    kept.get(("c", 1, "m"), lambda: Made(4))
    assert kept.get(("a", 1, "m"), lambda: Made(4)) is first
    assert kept.get(("b", 1, "m"), lambda: Made(4)) is not second
    assert kept.get(("huge", 1, "m"), lambda: Made(11)).rows
