"""All models in the order in which they build on each other: encoder, classifier, gaps, matcher."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from threadpoolctl import threadpool_limits

from nlp import artifacts, classify, gaps, match
from nlp.classify import Classifier, Floats, MeasureText, posteriors
from nlp.embed import Encoder
from nlp.gaps.model import pack as pack_gaps
from nlp.train.classifier import held_out_activities, train_classifier
from nlp.train.embedder import renew_encoder
from nlp.train.gaps import train_gaps
from nlp.train.lessons import NONE, Lessons, learnable
from nlp.train.matcher import train_matcher
from nlp.train.parts import learner

Tell = Callable[[str], None]


def train_all(tell: Tell, lessons: Lessons = NONE) -> None:
    """Train every model on `corpus/` and write it to the folder of the models; the same input gives the same bytes.

    Args:
        tell: told what is being trained and how long it took, in Russian.
        lessons: what experts corrected. Texts that judge the models are never learned from. The gaps learn nothing of
            their own: that a whole plan covers a mandate does not say which row does.

    Raises:
        ModelError: a file of the corpus is absent or damaged.
    """
    clock = time.monotonic()

    def done(what: str) -> None:
        tell(f"{what}: готово, прошло {time.monotonic() - clock:.0f} с")

    with threadpool_limits(limits=1):  # sums in several threads end in other last bits each time
        _in_order(done, to_learn(lessons))


def to_learn(lessons: Lessons) -> Lessons:
    """Return the lessons without what judges the models and without activities that the corpus lacks."""
    if not lessons.n:
        return lessons
    ids = {a.id for a in artifacts.load_activities()}
    return learnable(lessons, artifacts.load_phrasings("test"), artifacts.load_pairs("test"), ids)


def _in_order(done: Tell, lessons: Lessons) -> None:
    encoder = renew_encoder(lessons)
    done("Векторы слов (1 из 4)")
    classifier = train_classifier(artifacts.load_phrasings(), artifacts.load_activities(), lessons.phrasings)
    artifacts.save_model("classifier", *classify.pack(classifier))
    done("Категории и типовые мероприятия (2 из 4)")
    train_coverage(encoder, classifier)
    done("Пробелы (3 из 4)")
    train_matching(classifier, lessons)
    done("Соответствия (4 из 4)")


def train_coverage(encoder: Encoder, classifier: Classifier) -> None:
    """Fit the model of gaps to the encoder and the classifier and write it."""
    phrasings = artifacts.load_phrasings()
    held_out = held_out_activities(phrasings, artifacts.load_activities(), classifier)

    def activities(texts: Sequence[str]) -> Floats:
        return posteriors(classifier, [MeasureText(text) for text in texts]).activities

    senses = gaps.Senses(encoder.encode, activities, classifier.activity_ids)
    artifacts.save_model("gaps", *pack_gaps(train_gaps(artifacts.load_mandates(), phrasings, held_out, senses)))


def train_matching(classifier: Classifier, lessons: Lessons = NONE) -> None:
    """Fit the matcher on parts of the corpus that its encoder and classifier have not read, and write it."""
    phrasings, catalogue = artifacts.load_phrasings(), artifacts.load_activities()
    learn = learner(phrasings, catalogue, classifier.temperatures)
    matcher = train_matcher((*artifacts.load_pairs(), *lessons.pairs), phrasings, catalogue, learn)
    artifacts.save_model("matcher", *match.pack(matcher))
