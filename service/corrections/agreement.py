"""How far experts agree: kappa of answers that were given without seeing each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement of two answers a subject: the share that is equal, and kappa, which is 0 where chance alone would do.

    `kappa` is None where both always gave one and the same answer, or where there is nothing to count.
    """

    n: int
    share: float
    kappa: float | None
    confusions: tuple[tuple[str, str, int], ...]


def agreement(answers: Sequence[tuple[str, str]]) -> Agreement:
    """Compare pairs of answers to the same subjects (Cohen, 1960; the two raters' shares are pooled as by Scott, 1955).

    Pooling makes the figure independent of who stands first, since the pairs come from changing people.
    """
    n = len(answers)
    if not n:
        return Agreement(0, 0.0, None, ())
    equal = sum(one == other for one, other in answers) / n
    counts = Counter(label for pair in answers for label in pair)
    by_chance = sum((count / (2 * n)) ** 2 for count in counts.values())
    kappa = None if by_chance >= 1 else (equal - by_chance) / (1 - by_chance)
    unlike = Counter(tuple(sorted(pair)) for pair in answers if pair[0] != pair[1])
    confusions = tuple(
        (one, other, k) for (one, other), k in sorted(unlike.items(), key=lambda item: (-item[1], item[0]))
    )
    return Agreement(n, equal, kappa, confusions)
