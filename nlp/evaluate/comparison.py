"""Two sets of models and the same texts → what rose, what fell, and whether chance alone would do as much."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nlp.domain import Record
from nlp.evaluate.classifier import judged
from nlp.evaluate.figures import Figures
from nlp.evaluate.metrics import tied_average_precision
from nlp.evaluate.whole import Corpus, Judged, evaluate
from nlp.evaluate.wording import number, table, thousands

# A figure that falls by no more has not fallen: seven of the test part's 687 phrasings; training anew moves as much.
TOLERANCE = 0.01
BY_CHANCE = 0.05
N_EXCHANGES = 999
Verdict = Literal["rose", "fell", "same"]
_VERDICTS: dict[Verdict, str] = {"rose": "лучше", "fell": "хуже", "same": "без изменений"}
_SHOWN = 0.0005  # less is not seen in three digits
_Scores = tuple[NDArray[np.float64], NDArray[np.float64]]


class Compared(Record):
    """A figure before and after; `p` is how often chance alone changes it as much, None where that was not asked.

    `n` is the number of cases, `less_is_better` is true of errors.
    """

    name: str
    n: int
    before: float
    after: float
    p: float | None = None
    less_is_better: bool = False

    @property
    def gain(self) -> float:
        """How much better it became; below 0: worse."""
        return (self.before - self.after) if self.less_is_better else (self.after - self.before)

    @property
    def verdict(self) -> Verdict:
        """Whether it became better, at three digits."""
        return "same" if abs(self.gain) < _SHOWN else "rose" if self.gain > 0 else "fell"

    @property
    def fell_too_far(self) -> bool:
        """Whether it fell by more than `TOLERANCE`."""
        return self.gain < -TOLERANCE - 1e-9


def compare(before: Judged, after: Judged, corpus: Corpus) -> tuple[Compared, ...]:
    """Judge two sets of models by the test part; figures of a model that either lacks are left out."""
    old, new = evaluate(before, corpus), evaluate(after, corpus)
    return (
        *_classifier(before, after, corpus, (old, new)),
        *_pairs(before, after, corpus, (old, new)),
        *_rest(old, new),
    )


def _classifier(before: Judged, after: Judged, corpus: Corpus, figures: tuple[Figures, Figures]) -> Iterator[Compared]:
    old, new = (f.classifier for f in figures)
    if old is None or new is None or before.classifier is None or after.classifier is None:
        return
    one, other = (judged(model, corpus.test_phrasings) for model in (before.classifier, after.classifier))
    yield right_or_wrong("верных категорий", one[0], other[0])
    a, b = old.categories, new.categories
    yield Compared(name="среднее F1 по категориям", n=a.n, before=a.macro_f1, after=b.macro_f1)
    yield Compared(name="ошибка калибровки категорий", n=a.n, before=a.ece, after=b.ece, less_is_better=True)
    yield right_or_wrong("верное типовое мероприятие первым", one[1] < 1, other[1] < 1)
    yield right_or_wrong("оно же среди первых пяти", one[1] < 5, other[1] < 5)
    c, d = old.activities, new.activities
    yield Compared(name="верных среди названных типовых", n=c.n, before=c.precision, after=d.precision)


def _pairs(before: Judged, after: Judged, corpus: Corpus, figures: tuple[Figures, Figures]) -> Iterator[Compared]:
    old, new = (f.pairs for f in figures)
    if old is None or new is None or before.pair_judge is None or after.pair_judge is None:
        return
    asked = [(p.left, p.right) for p in corpus.test_pairs]
    grades = np.array([p.grade for p in corpus.test_pairs])
    scores = (np.asarray(before.pair_judge(asked), np.float64), np.asarray(after.pair_judge(asked), np.float64))
    for name, least in (("соответствия «то же» (AP)", 2), ("соответствия «то же» и «связано» (AP)", 1)):
        yield ranked(name, scores, grades >= least, tied_average_precision)
    yield Compared(name="ошибка калибровки соответствий", n=old.n, before=old.ece, after=new.ece, less_is_better=True)


def _rest(old: Figures, new: Figures) -> Iterator[Compared]:
    if old.encoder is not None and new.encoder is not None:
        a, b = old.encoder, new.encoder
        yield Compared(name="общий русский (Спирмен)", n=a.n_general, before=a.spearman, after=b.spearman)
        yield Compared(name="векторы, «то же» (AP)", n=old.data.n_test_pairs, before=a.ap_same, after=b.ap_same)
    found = {(f.queries, f.way): f for f in new.search}
    for f in old.search:
        if f.way == "fused" and (f.queries, f.way) in found:
            asked = "формулировка" if f.queries == "text" else "название"
            after = found[f.queries, f.way].ndcg_at_10
            yield Compared(name=f"поиск, запрос — {asked} (nDCG@10)", n=f.n_queries, before=f.ndcg_at_10, after=after)


def right_or_wrong(name: str, before: ArrayLike, after: ArrayLike) -> Compared:
    """Compare answers that are right or wrong, case by case (sign test of the cases that changed, McNemar's exact one)."""
    one, other = np.asarray(before, bool), np.asarray(after, bool)
    n = max(len(one), 1)
    gained, lost = int((other & ~one).sum()), int((one & ~other).sum())
    return Compared(name=name, n=len(one), before=one.sum() / n, after=other.sum() / n, p=sign_test(gained, lost))


def sign_test(gained: int, lost: int) -> float:
    """Return how often a fair coin falls as unevenly, two-sided; 1 where nothing changed."""
    n = gained + lost
    tail: int = sum(math.comb(n, k) for k in range(min(gained, lost) + 1))
    return min(1.0, float(2 * tail / 2**n))


def ranked(name: str, scores: _Scores, truth: ArrayLike, figure: Callable[[ArrayLike, ArrayLike], float]) -> Compared:
    """Compare rankings: chance is what comes of exchanging the two models' ranks of each case or not, by a coin."""
    before, after = figure(scores[0], truth), figure(scores[1], truth)
    one, other = (_places(s) for s in scores)
    distance = abs(figure(other, truth) - figure(one, truth))
    random = np.random.default_rng(0)
    n_as_far = 0
    for _ in range(N_EXCHANGES):
        turned = random.random(len(one)) < 0.5
        a, b = np.where(turned, other, one), np.where(turned, one, other)
        n_as_far += abs(figure(b, truth) - figure(a, truth)) >= distance - 1e-12
    return Compared(name=name, n=len(one), before=before, after=after, p=(1 + n_as_far) / (1 + N_EXCHANGES))


def _places(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy.stats import rankdata

    places: NDArray[np.float64] = rankdata(scores)
    return places


def comparison_table(compared: Sequence[Compared]) -> str:
    """Write the figures as a Russian table: before, after, better or worse, and whether that is more than chance."""
    rows = [
        (
            c.name,
            thousands(c.n),
            number(c.before),
            number(c.after),
            _VERDICTS[c.verdict] + (" (больше допуска)" if c.fell_too_far else ""),
            _chance(c),
        )
        for c in compared
    ]
    return table(("показатель", "случаев", "было", "стало", "итог", "случайность"), rows)


def _chance(compared: Compared) -> str:
    if compared.p is None or compared.verdict == "same":
        return "—"
    p = "p < 0,001" if compared.p < 0.001 else f"p = {number(compared.p)}"
    return f"{p}, {'не случайно' if compared.p < BY_CHANCE else 'может быть случайно'}"
