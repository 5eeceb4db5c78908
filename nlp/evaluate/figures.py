"""The records that evaluation returns; the card, the charts and the terminal are made from nothing else."""

from __future__ import annotations

from nlp.domain import Record
from nlp.evaluate.metrics import Bin, ClassFigure
from nlp.evaluate.search import SearchFigure


class CategoryFigures(Record):
    """How categories are found; `confusion` has a row a gold label and a column a found one, both as `labels`.

    `ece` is over `bins` of the stated probability.
    """

    n: int
    accuracy: float
    macro_f1: float
    ece: float
    classes: tuple[ClassFigure, ...]
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    bins: tuple[Bin, ...]


class ActivityFigures(Record):
    """How typical activities are found.

    `top_1` and `top_5` are shares of the `n` texts that have one, whether or not the model would answer;
    `answered` is the share of these for which it does, `precision` the share of right answers among all that it
    gives, `abstained` the share of the `n_without` texts of no typical activity for which it gives none.
    """

    n: int
    top_1: float
    top_5: float
    answered: float
    precision: float
    n_without: int
    abstained: float


class ClassifierFigures(Record):
    """Figures of the classifier named by `stamp`."""

    stamp: str
    categories: CategoryFigures
    activities: ActivityFigures


class PairFigures(Record):
    """How pairs of measures are graded; `ece` and `bins` are of the probability of «same»."""

    stamp: str
    n: int
    n_same: int
    n_related: int
    ap_same: float
    ap_related: float
    best_f1: float
    precision_at_half: float
    recall_at_half: float
    ece: float
    bins: tuple[Bin, ...]


class EncoderFigures(Record):
    """What a vector's cosine alone tells: of general sentences (Spearman) and of graded pairs (average precision)."""

    stamp: str
    n_general: int
    spearman: float
    ap_same: float
    ap_related: float


class CurvePoint(Record):
    """Shares of right answers on the test part after training on `n` phrasings."""

    n: int
    categories: float
    activities: float


class HeldOut(Record):
    """Figures on the phrasings of writers whom the model never read, all writers taking turns."""

    n: int
    n_folds: int
    categories: float
    top_1: float
    top_5: float


class DataFigures(Record):
    """How much text the models learn from and are judged on."""

    n_phrasings: int
    n_writers: int
    n_activities: int
    n_pairs: int
    n_test_phrasings: int
    n_test_pairs: int
    n_general: int


class Figures(Record):
    """All that `sverka evaluate` finds; None or empty where the model is absent (`missing` says why) or was not asked for."""

    data: DataFigures
    classifier: ClassifierFigures | None = None
    encoder: EncoderFigures | None = None
    plain: EncoderFigures | None = None
    pairs: PairFigures | None = None
    search: tuple[SearchFigure, ...] = ()
    curve: tuple[CurvePoint, ...] = ()
    held_out: HeldOut | None = None
    missing: tuple[str, ...] = ()
