"""The evaluation, the card and the charts on tiny models and texts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nlp.classify import Classifier
from nlp.domain import Activity, CategoryId, GradedPair, Phrasing, RatedPair
from nlp.errors import InputError
from nlp.evaluate.card import CardPart, card
from nlp.evaluate.charts import charts
from nlp.evaluate.classifier import Texts, classifier_figures, held_out_writers, learning_curve
from nlp.evaluate.figures import CurvePoint, Figures
from nlp.evaluate.parts import parts
from nlp.evaluate.report import report
from nlp.evaluate.similarity import encoder_figures, judge_by, pair_figures
from nlp.evaluate.whole import Corpus, Judged, evaluate
from nlp.lexicon.audience import AUDIENCES, LEVELS
from nlp.lexicon.deeds import DEEDS
from nlp.lexicon.procedures import DOCUMENTS, PROCEDURES
from nlp.match.features import FEATURES, Knowledge
from nlp.match.model import Matcher
from nlp.match.side import Senses

ROOT = Path(__file__).resolve().parent.parent


CATALOGUE = (
    Activity(id="list", title="Перечень школ", category="organisational", definition=""),
    Activity(id="vpr", title="Анализ ВПР", category="monitoring", definition=""),
)


def phrasing(text: str, activity: str | None, category: CategoryId, writer: str = "w1") -> Phrasing:
    return Phrasing(activity=activity, category=category, text=text, writer=writer)


def stub(weights: dict[str, tuple[float, ...]]) -> Classifier:
    """A classifier of single words; columns: organisational, monitoring | list, vpr, none."""
    return Classifier(
        vocabulary={word: i for i, word in enumerate(weights)},
        idf=np.ones(len(weights), np.float32),
        weights=np.array(list(weights.values()), np.float32).reshape(-1, 5),
        bias=np.zeros(5, np.float32),
        category_ids=("organisational", "monitoring"),
        activity_ids=("list", "vpr"),
        activity_categories=("organisational", "monitoring"),
        activity_secondary=((), ()),
        temperatures=(1.0, 1.0),
        stamp="classifier-test",
    )


MODEL = stub({"перечень": (9, 0, 9, 0, 0), "впр": (0, 9, 0, 9, 0), "погода": (0, 0, 0, 0, 9)})
TEST = (
    phrasing("Перечень", "list", "organisational"),
    phrasing("ВПР", "vpr", "monitoring"),
    phrasing("Перечень ВПР", "unknown-to-the-model", "monitoring"),
    phrasing("Перечень", "vpr", "monitoring"),
    phrasing("Погода", None, "monitoring"),
    phrasing("ВПР", None, "monitoring"),
)
LABELS: tuple[CategoryId, ...] = ("monitoring", "organisational")


def test_classifier_figures_of_a_model_whose_answers_are_known() -> None:
    found = classifier_figures(MODEL, TEST, LABELS)
    assert found.stamp == "classifier-test"
    # «Перечень ВПР» and «Погода» leave both categories alike: the first one is answered.
    assert found.categories.confusion == ((2, 3), (0, 1))
    assert found.categories.accuracy == pytest.approx(3 / 6)
    assert sum(b.n for b in found.categories.bins) == 6
    a = found.activities
    assert (a.n, a.n_without) == (4, 2)
    assert (a.top_1, a.top_5) == (pytest.approx(2 / 4), pytest.approx(3 / 4))
    assert a.abstained == pytest.approx(1 / 2)
    # All four with an activity and the second «ВПР» are answered, two of these right.
    assert (a.answered, a.precision) == (1.0, pytest.approx(2 / 5))


def test_learning_curve_grows_within_itself() -> None:
    training = [phrasing(f"Строка {i}", "list", "organisational") for i in range(32)]
    seen: list[tuple[str, ...]] = []

    def fit(phrasings: Sequence[Phrasing], catalogue: Sequence[Activity]) -> Classifier:
        assert catalogue == CATALOGUE
        seen.append(tuple(p.text for p in phrasings))
        return stub({}) if len(phrasings) < 8 else MODEL

    points = learning_curve(MODEL, fit, Texts(training, TEST, CATALOGUE))
    assert [p.n for p in points] == [2, 4, 8, 16, 32]
    assert [len(s) for s in seen] == [2, 4, 8, 16]  # the whole model is not trained again
    assert all(b[: len(a)] == a for a, b in pairwise(seen))
    assert [p.activities for p in points] == [0.25, 0.25, 0.5, 0.5, 0.5]


def test_held_out_writers_are_never_read() -> None:
    training = [phrasing(t, "vpr", "monitoring", w) for w in ("w1", "w2", "w3", "w4") for t in ("ВПР", f"Перечень {w}")]

    def fit(phrasings: Sequence[Phrasing], catalogue: Sequence[Activity]) -> Classifier:
        left_out.append({"w1", "w2", "w3", "w4"} - {p.writer for p in phrasings})
        return MODEL

    left_out: list[set[str]] = []
    found = held_out_writers(fit, Texts(training, (), CATALOGUE))
    assert left_out == [{"w1", "w4"}, {"w2"}, {"w3"}]
    assert found is not None
    assert (found.n, found.categories, found.top_1, found.top_5) == (8, 0.5, 0.5, 1.0)
    assert held_out_writers(fit, Texts(training[:2], (), CATALOGUE)) is None


class Letters:
    """An encoder whose vectors count the letters а, б, в."""

    name, dim = "letters", 3

    def encode(self, texts: Sequence[str], kind: str = "passage") -> NDArray[np.float32]:
        found = np.array([[t.count(c) for c in "абв"] for t in texts], np.float32).reshape(-1, 3)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def graded(left: str, right: str, grade: int) -> GradedPair:
    return GradedPair(left=left, right=right, grade=grade, group="g", writer="t")


PAIRS = (graded("а", "ааа", 2), graded("а", "аб", 1), graded("а", "б", 0), graded("а", "в", 0))
GENERAL = tuple(RatedPair(left="а", right=r, similarity=s) for r, s in (("а", 5), ("аб", 3), ("б", 0), ("аабб", 3)))


def test_encoder_is_judged_by_its_cosines() -> None:
    found = encoder_figures(Letters(), GENERAL, PAIRS)
    assert (found.spearman, found.ap_same, found.ap_related) == (pytest.approx(1.0), 1.0, 1.0)
    worse = encoder_figures(Letters(), GENERAL, [*PAIRS, graded("в", "в", 0)])
    assert worse.ap_same == pytest.approx(0.5)


def test_pair_figures_of_known_probabilities() -> None:
    given_back = {"ааа": 0.4, "аб": 0.9, "б": 0.6, "в": 0.0}
    found = pair_figures(lambda pairs: np.array([given_back[r] for _, r in pairs]), PAIRS, "matcher-test")
    assert (found.n, found.n_same, found.n_related) == (4, 1, 2)
    assert found.ap_same == pytest.approx(1 / 3)
    assert found.ap_related == pytest.approx((1 + 2 / 3) / 2)
    assert (found.precision_at_half, found.recall_at_half) == (0.0, 0.0)
    assert found.ece == pytest.approx((0.6 + 0.9 + 0.6 + 0.0) / 4)


def _nothing_known() -> Knowledge:
    n_deeds = len(DEEDS.ids) + 1
    lists = {"audience": AUDIENCES, "level": LEVELS, "document": DOCUMENTS, "procedure": PROCEDURES}
    facets = {name: np.zeros((2, len(facet.ids)), np.float32) for name, facet in lists.items()}
    return Knowledge(np.zeros((2, 2), np.float32), np.zeros((n_deeds, n_deeds), np.float32), facets)


def test_matcher_judges_each_pair_in_its_place() -> None:
    matcher = Matcher(
        weights=np.zeros(len(FEATURES), np.float32),
        bias=-4.0,
        related_bias=0.0,
        related_slope=1.0,
        known=_nothing_known(),
        activity_ids=("list", "vpr"),
        vocabulary=("впр",),
        idf=np.ones(1, np.float32),
        stamp="matcher-test",
    )
    halves = np.full((9, 2), 0.5, np.float32)
    judge = judge_by(matcher, Senses(Letters().encode, lambda texts: (halves[: len(texts)], halves[: len(texts)])))
    pairs = [("Анализ ВПР", "Анализ ВПР"), ("Сайт", "Анализ ВПР"), ("Анализ ВПР", "Сайт"), ("Сайт", "Сайт")]
    unlike = 1 / (1 + math.exp(4))
    assert judge(pairs) == pytest.approx([1.0, unlike, unlike, 1.0], abs=1e-3)
    assert judge([]).shape == (0,)


# --- card, charts, report -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def figures() -> Figures:
    corpus = Corpus(TEST, PAIRS, CATALOGUE, LABELS, TEST, PAIRS, GENERAL)
    judged = Judged(
        MODEL, Letters(), Letters(), lambda pairs: np.full(len(pairs), 0.5), "matcher-test", ("Нет пробелов.",)
    )
    points = (CurvePoint(n=3, categories=0.4, activities=0.1), CurvePoint(n=6, categories=0.5, activities=0.5))
    return evaluate(judged, corpus).model_copy(update={"curve": points})


def test_evaluation_is_the_same_twice_and_survives_json(figures: Figures) -> None:
    assert Figures.model_validate_json(figures.model_dump_json()) == figures
    assert {f.way for f in figures.search} == {"words", "vectors", "fused"}


def test_absent_models_leave_their_parts_empty() -> None:
    found = evaluate(Judged(missing=("Нет моделей.",)), Corpus((), (), CATALOGUE, LABELS, TEST, PAIRS, GENERAL))
    assert (found.classifier, found.encoder, found.pairs, found.curve) == (None, None, None, ())
    text = card(parts(found, {}), found.missing)
    assert "## Поиск" in text
    assert "Классификатор" not in text
    assert text.endswith("## Не измерено\n\n- Нет моделей.\n")


def test_card_is_written_from_the_figures(figures: Figures) -> None:
    text = card(parts(figures, {"monitoring": "Мониторинг"}), figures.missing)
    assert text == card(
        parts(Figures.model_validate_json(figures.model_dump_json()), {"monitoring": "Мониторинг"}), figures.missing
    )
    for said in (
        "`classifier-test`",
        "`letters`",
        "`matcher-test`",
        "| верных категорий | 0,500 |",
        "| Мониторинг | 5 | 1,000 | 0,400 | 0,571 |",
        "learning.png",
        "- Нет пробелов.",
    ):
        assert said in text
    other = figures.model_copy(update={"curve": ()})
    assert "learning.png" not in card(parts(other, {}))


def test_card_takes_parts_of_any_model() -> None:
    part = CardPart("Новая модель", "new-1", "Что это.", "На чём.", "| a |", ("Первое.", "Второе."))
    assert card([part]).endswith(
        "## Новая модель\n\nОтпечаток: `new-1`.\n\nЧто это.\n\n**Данные.** На чём.\n\n**Цифры.**\n\n| a |\n\n"
        "**Ограничения.**\n\n- Первое.\n- Второе.\n"
    )


def test_report_writes_the_same_bytes_twice(figures: Figures, tmp_path: Path) -> None:
    names = report(figures, tmp_path / "a")
    report(figures, tmp_path / "b")
    assert names == ("README.md", "confusion.png", "figures.json", "learning.png", "reliability.png")
    for name in names:
        content = (tmp_path / "a" / name).read_bytes()
        assert content == (tmp_path / "b" / name).read_bytes()
        assert name.endswith((".md", ".json")) or content.startswith(b"\x89PNG")
    assert Figures.model_validate_json((tmp_path / "a/figures.json").read_text("utf-8")) == figures
    with pytest.raises(InputError):
        report(figures, tmp_path / "a" / "README.md")


def test_charts_without_figures_are_left_out(figures: Figures) -> None:
    assert set(charts(figures.model_copy(update={"classifier": None, "curve": ()}), {})) == {"reliability.png"}
