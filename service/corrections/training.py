"""Train models with the experts' corrections, say whether the figures rose, and put them in use only if none fell."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from nlp import artifacts
from nlp.classify import ACTIVITY_AT_LEAST, Classifier, MeasureText, categories, posteriors
from nlp.evaluate.comparison import TOLERANCE, Compared, compare, comparison_table, right_or_wrong
from nlp.evaluate.whole import Judged, load_corpus, load_judged
from nlp.evaluate.wording import number
from nlp.train.classifier import fit_part
from nlp.train.everything import Tell, to_learn, train_all
from nlp.train.lessons import Lesson, Lessons, completed, documents, without
from service.corrections.installed import install, models_in_use
from service.corrections.lessons import lessons_of
from service.settings import Settings
from service.store.failures import explaining
from service.store.opening import open_store

N_FOLDS = 5
_ABANDONED_S = 86_400  # a training that was killed leaves its folder
Fit = Callable[[Sequence[Lesson]], Classifier]  # lessons → a classifier trained on the corpus and them
Train = Callable[[Tell, Lessons], None]  # writes all models into the folder that is chosen
_NOTHING = (
    "Учиться не на чем: в хранилище {home} нет ни исправленных или подтверждённых категорий и типовых мероприятий, "
    "ни оценённых соответствий, кроме совпавших с проверочной частью корпуса. Модели остались прежними."
)
_BIASED = (
    "Эксперты чаще правят то, в чём модель ошиблась, поэтому «было» на правках ниже, чем на всех строках планов. "
    "Правки одного документа никогда не учат модель, которая по ним проверяется."
)


def train_with_corrections(settings: Settings, tell: Tell, keep_anyway: bool = False, train: Train = train_all) -> str:
    """Train in a new folder, compare with the models in use, and put the new ones in use if no figure fell too far.

    Args:
        settings: of the installation whose corrections are learned from.
        tell: told in Russian what is under way.
        keep_anyway: put the new models in use whatever the figures.
        train: writes the models.

    Returns:
        The report, in Russian.

    Raises:
        StoreError: the store cannot be read, or the models cannot be written.
        ModelError: a model or a file of the corpus is absent or damaged.
    """
    given = _lessons(settings)
    base = artifacts.load_classifier()  # trained on the corpus alone
    lessons = completed(to_learn(given), base)
    if not lessons.n:
        return _NOTHING.format(home=settings.home)
    left_out = given.n - lessons.n
    tell(f"Правок для обучения: {lessons.n}; совпали с проверочной частью и не учатся: {left_out}")
    with explaining("Модели не обучены"), _new_folder(settings.home) as folder:
        with artifacts.models_in(folder):
            train(tell, lessons)
            after = load_judged()
        with artifacts.models_in(models_in_use(settings.home)):
            before = load_judged()
        tell("Проверка моделей на проверочной части и на отложенных правках")
        figures = compare(_alone(before), _alone(after), load_corpus())
        held_out = on_corrections(lessons.phrasings, base, _fit(base))
        fell = [c for c in figures if c.fell_too_far]
        kept = install(settings.home, folder) if keep_anyway or not fell else None
    return _report(figures, held_out, _outcome(fell, kept))


@contextmanager
def _new_folder(home: Path) -> Iterator[Path]:
    """Make a folder to train in beside those of the models; what was not put in use goes with it."""
    (home / "models").mkdir(exist_ok=True)
    for left in (home / "models").glob(".training-*"):
        if time.time() - left.stat().st_mtime > _ABANDONED_S:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=".training-", dir=home / "models"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _lessons(settings: Settings) -> Lessons:
    with open_store(settings.url, settings.home) as store, store.reading() as session:
        return lessons_of(session, artifacts.load_activities())


def _alone(judged: Judged) -> Judged:
    """Leave the yardstick out: it is the same before and after."""
    return replace(judged, plain=None)


def _fit(base: Classifier) -> Fit:
    phrasings, known = artifacts.load_phrasings(), {a.id: a for a in artifacts.load_activities()}
    return lambda lessons: replace(fit_part(phrasings, known, lessons), temperatures=base.temperatures)


def on_corrections(lessons: Sequence[Lesson], base: Classifier, fit: Fit) -> tuple[Compared, ...]:
    """Judge by corrections of documents that the fold's classifier has not read; none where there is one document only.

    Args:
        lessons: all corrections of categories and activities.
        base: the classifier trained on the corpus alone: that in use may have learned these very corrections before.
        fit: trains the classifier of a fold.
    """
    of = documents(lessons)
    folds = [set(of[k::N_FOLDS]) for k in range(min(N_FOLDS, len(of)))]
    if len(folds) < 2:
        return ()
    cases: list[tuple[Lesson, tuple[bool, bool], tuple[bool, bool]]] = []
    for fold in folds:
        held = [p for p in lessons if p.writer in fold]
        rest = Lessons(phrasings=tuple(p for p in lessons if p.writer not in fold))
        model = fit(without(rest, [p.text for p in held]).phrasings)
        cases += zip(held, _right(base, held), _right(model, held), strict=True)
    by_category = [(one[0], other[0]) for p, one, other in cases if p.category is not None]
    by_activity = [(one[1], other[1]) for p, one, other in cases if p.says_activity]
    named = (("категория, отложенные правки", by_category), ("типовое мероприятие, отложенные правки", by_activity))
    return tuple(right_or_wrong(name, *np.array(found).T) for name, found in named if found)


def _right(model: Classifier, lessons: Sequence[Lesson]) -> list[tuple[bool, bool]]:
    """Tell of each lesson whether the model's category and its activity are the expert's."""
    rows = [MeasureText(p.text) for p in lessons]
    found = posteriors(model, rows)
    said = [
        model.activity_ids[int(row.argmax())] if row.max(initial=0.0) >= ACTIVITY_AT_LEAST else None
        for row in found.activities
    ]
    given = categories(model, found, rows)
    return [(c.primary == p.category, a == p.activity) for p, c, a in zip(lessons, given, said, strict=True)]


def _report(figures: Sequence[Compared], held_out: Sequence[Compared], outcome: str) -> str:
    parts = ["Проверочная часть корпуса", comparison_table(figures), "Правки экспертов"]
    parts += [comparison_table(held_out), _BIASED] if held_out else ["Правки одного документа: проверять не на чем."]
    return "\n\n".join([*parts, outcome])


def _outcome(fell: Sequence[Compared], kept: Path | None) -> str:
    names = ", ".join(c.name for c in fell)
    tolerance = number(TOLERANCE, 2)
    if kept is None:
        return (
            f"Новые модели не поставлены: хуже больше чем на {tolerance} — {names}. Работают прежние. "
            "Поставить всё равно: sverka train --with-corrections --keep-anyway."
        )
    named = bool(os.environ.get("SVERKA_MODELS"))
    chosen = " Уберите SVERKA_MODELS: пока она задана, работают модели из неё." if named else ""
    warned = (
        f"Хуже больше чем на {tolerance}: {names}. "
        if fell
        else f"Ни один показатель не упал больше чем на {tolerance}. "
    )
    return f"{warned}Новые модели поставлены: {kept}. Запустите службу заново: планы пересчитаются сами.{chosen}"
