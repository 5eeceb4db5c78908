"""Everything that is judged, by the test part of the corpus: models and texts in, `Figures` out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from nlp import artifacts
from nlp.classify import Classifier, Floats, MeasureText, posteriors
from nlp.domain import Activity, CategoryId, GradedPair, Phrasing, RatedPair
from nlp.embed import Encoder
from nlp.errors import ModelError
from nlp.evaluate.classifier import Fit, Texts, classifier_figures, held_out_writers, learning_curve
from nlp.evaluate.figures import DataFigures, Figures
from nlp.evaluate.plain import load_plain_averages
from nlp.evaluate.search import search_figures
from nlp.evaluate.similarity import PairJudge, encoder_figures, judge_by, pair_figures
from nlp.match import Senses

Loaded = TypeVar("Loaded")


@dataclass(frozen=True)
class Corpus:
    """The texts that models learn from (`phrasings`, `pairs`) and those that only judge (`test…`, `general`)."""

    phrasings: Sequence[Phrasing]
    pairs: Sequence[GradedPair]
    catalogue: Sequence[Activity]
    labels: Sequence[CategoryId]
    test_phrasings: Sequence[Phrasing]
    test_pairs: Sequence[GradedPair]
    general: Sequence[RatedPair]


@dataclass(frozen=True)
class Judged:
    """The models that are judged; `missing` says in Russian what is absent and why.

    `plain` is the yardstick of `encoder`; `pair_judge` goes with `pair_stamp`.
    """

    classifier: Classifier | None = None
    encoder: Encoder | None = None
    plain: Encoder | None = None
    pair_judge: PairJudge | None = None
    pair_stamp: str = ""
    missing: tuple[str, ...] = ()


def load_corpus() -> Corpus:
    """Read all texts.

    Raises:
        ModelError: a file of the corpus is absent or damaged.
    """
    return Corpus(
        phrasings=artifacts.load_phrasings(),
        pairs=artifacts.load_pairs(),
        catalogue=artifacts.load_activities(),
        labels=tuple(artifacts.load_category_labels()),
        test_phrasings=artifacts.load_phrasings("test"),
        test_pairs=artifacts.load_pairs("test"),
        general=artifacts.load_general_similarity(),
    )


def load_judged() -> Judged:
    """Load the models that are there; one that is not leaves its name and the cause in `missing`."""
    missing: list[str] = []
    classifier = _or_none(artifacts.load_classifier, missing)
    encoder = _or_none(artifacts.load_encoder, missing)
    matcher = _or_none(artifacts.load_matcher, missing)
    judge = None
    if classifier is not None and encoder is not None and matcher is not None:
        judge = judge_by(matcher, Senses(encoder.encode, partial(_posteriors_of_texts, classifier)))
    return Judged(
        classifier=classifier,
        encoder=encoder,
        plain=load_plain_averages(),
        pair_judge=judge,
        pair_stamp="" if matcher is None else matcher.stamp,
        missing=tuple(missing),
    )


def _posteriors_of_texts(classifier: Classifier, texts: Sequence[str]) -> tuple[Floats, Floats]:
    found = posteriors(classifier, [MeasureText(text) for text in texts])
    return found.categories, found.activities


def _or_none(load: Callable[[], Loaded], missing: list[str]) -> Loaded | None:
    try:
        return load()
    except ModelError as error:
        missing.append(f"{error.what}: {error.why}.")
        return None


def evaluate(judged: Judged, corpus: Corpus, fit: Fit | None = None) -> Figures:
    """Judge the models by the test part.

    Args:
        judged: the models; parts of those absent stay empty.
        corpus: the texts.
        fit: trains a classifier; with it come the learning curve and the figures on writers left out (minutes).
    """
    texts = Texts(corpus.phrasings, corpus.test_phrasings, corpus.catalogue)
    classifier, pairs, vectors = judged.classifier, corpus.test_pairs, partial(encoder_figures, general=corpus.general)
    return Figures(
        data=_data(corpus),
        classifier=None if classifier is None else classifier_figures(classifier, texts.test, corpus.labels),
        encoder=None if judged.encoder is None else vectors(judged.encoder, pairs=pairs),
        plain=None if judged.plain is None else vectors(judged.plain, pairs=pairs),
        pairs=None if judged.pair_judge is None else pair_figures(judged.pair_judge, pairs, judged.pair_stamp),
        search=search_figures(texts.test, corpus.catalogue, judged.encoder),
        curve=() if fit is None or classifier is None else learning_curve(classifier, fit, texts),
        held_out=None if fit is None else held_out_writers(fit, texts),
        missing=judged.missing,
    )


def _data(corpus: Corpus) -> DataFigures:
    return DataFigures(
        n_phrasings=len(corpus.phrasings),
        n_writers=len({p.writer for p in corpus.phrasings}),
        n_activities=len(corpus.catalogue),
        n_pairs=len(corpus.pairs),
        n_test_phrasings=len(corpus.test_phrasings),
        n_test_pairs=len(corpus.test_pairs),
        n_general=len(corpus.general),
    )
