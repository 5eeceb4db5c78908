"""Plans → who repeats whom: measures with nearly the same words, shared templates, each plan's own text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from nlp.domain import Copies, Copy, Measure, OwnText
from nlp.text import words

SHINGLE = 3
# Of the runs of the shorter text, and of the longer: one that is a small part of an umbrella row is no copy of it.
LEAST_OVERLAP = 0.8
LEAST_OF_LONGER = 0.5
# «Участие в вебинарах» stands in many plans without anybody having copied it.
LEAST_WORDS = 6
# A text in so many plans comes from a shared template, not from one of them.
TEMPLATE_PLANS = 4
# A run of words that stands in more texts is a turn of speech, and finds no copies.
MOST_TEXTS = 300

_Text = tuple[str, ...]


class _Place(NamedTuple):
    plan: str
    measure: str
    n_words: int


def copies(plans: Mapping[str, Sequence[Measure]], least_share: float = 0.2) -> Copies:
    """Find which plans repeat each other's words.

    Args:
        plans: measures by the plan's id.
        least_share: pairs of plans are told of where one of the two repeats so much of the other.

    Returns:
        Pairs, most alike first, and each plan's own share; measures of fewer than LEAST_WORDS words count as own.
    """
    texts: dict[_Text, list[_Place]] = defaultdict(list)
    for plan, measures in plans.items():
        for measure in measures:
            said = words(measure.text)
            texts[said].append(_Place(plan, measure.id, len(said)))
    size: dict[str, int] = dict.fromkeys(plans, 0)
    for place in (p for places in texts.values() for p in places):
        size[place.plan] += place.n_words
    shared: dict[str, int] = defaultdict(int)
    template: dict[str, int] = defaultdict(int)
    pairs: dict[tuple[str, str], list[tuple[_Place, _Place]]] = defaultdict(list)
    for group in _alike([text for text in texts if len(text) >= LEAST_WORDS]):
        places = [place for text in group for place in texts[text]]
        n_plans = len({place.plan for place in places})
        if n_plans < 2:
            continue
        for place in places:
            shared[place.plan] += place.n_words
            template[place.plan] += place.n_words if n_plans >= TEMPLATE_PLANS else 0
        for one, other in _pairs(places):
            pairs[one.plan, other.plan].append((one, other))
    told = [c for found in pairs.values() if _share(c := _copy(found, size)) >= least_share]
    told.sort(key=lambda c: (-_share(c), c.left, c.right))
    own = [
        OwnText(plan=p, own_share=1 - shared[p] / (size[p] or 1), template_share=template[p] / (size[p] or 1))
        for p in plans
    ]
    return Copies(pairs=tuple(told), plans=tuple(own))


def _share(copy: Copy) -> float:
    return max(copy.left_share, copy.right_share)


def _pairs(places: Sequence[_Place]) -> Iterator[tuple[_Place, _Place]]:
    """Yield one pair of measures for each two plans of a group."""
    firsts: dict[str, _Place] = {}
    for place in places:
        firsts.setdefault(place.plan, place)
    yield from combinations((firsts[plan] for plan in sorted(firsts)), 2)


def _copy(found: Sequence[tuple[_Place, _Place]], size: Mapping[str, int]) -> Copy:
    left, right = found[0][0].plan, found[0][1].plan
    return Copy(
        left=left,
        right=right,
        left_share=min(1.0, sum(one.n_words for one, _ in found) / size[left]),
        right_share=min(1.0, sum(other.n_words for _, other in found) / size[right]),
        pairs=tuple((one.measure, other.measure) for one, other in found),
    )


def _alike(texts: Sequence[_Text]) -> list[list[_Text]]:
    """Group texts that share most of their runs of words, directly or through another one."""
    runs = [frozenset(zip(*(text[k:] for k in range(SHINGLE)), strict=False)) for text in texts]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for i, found in enumerate(runs):
        for run in found:
            holders[run].append(i)
    leader = list(range(len(texts)))

    def root(i: int) -> int:
        while leader[i] != i:
            leader[i] = leader[leader[i]]
            i = leader[i]
        return i

    for i, found in enumerate(runs):
        common = Counter(j for run in found if len(holders[run]) <= MOST_TEXTS for j in holders[run] if j < i)
        for j, n in common.items():
            fewer, more = sorted((len(found), len(runs[j])))
            if n >= LEAST_OVERLAP * fewer and n >= LEAST_OF_LONGER * more:
                leader[max(root(i), root(j))] = min(root(i), root(j))
    groups: dict[int, list[_Text]] = defaultdict(list)
    for i, text in enumerate(texts):
        groups[root(i)].append(text)
    return list(groups.values())
