"""Models fitted on a part of the corpus: what learns from other models' answers must learn from answers to strangers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from nlp.classify import Floats, MeasureText, posteriors
from nlp.domain import Activity, GradedPair, Phrasing
from nlp.match import Senses
from nlp.train.classifier import fit_part
from nlp.train.embedder import Material, Settings, open_files, train_encoder

# Enough for a judge: a longer training moves the similarity of unread texts little.
EPOCHS = 12


def learner(
    phrasings: Sequence[Phrasing], catalogue: Sequence[Activity], temperatures: tuple[float, float]
) -> Callable[[Sequence[Phrasing], Sequence[GradedPair]], Senses]:
    """Return a function that fits classifier and encoder on a part of the corpus.

    Args:
        phrasings: the whole corpus; its activities, sorted, are the columns of the posteriors.
        catalogue: the activities.
        temperatures: of the classifier that was fitted on the whole corpus.
    """
    ids = sorted({p.activity for p in phrasings if p.activity})
    known = {a.id: a for a in catalogue}

    def learn(some: Sequence[Phrasing], pairs: Sequence[GradedPair]) -> Senses:
        classifier = replace(fit_part(some, known), temperatures=temperatures)
        encoder = open_files(
            train_encoder(Material(tuple(some), tuple(catalogue), tuple(pairs)), Settings(epochs=EPOCHS))
        )
        columns = [ids.index(a) for a in classifier.activity_ids]

        def answers(texts: Sequence[str]) -> tuple[Floats, Floats]:
            found = posteriors(classifier, [MeasureText(text) for text in texts])
            activities = np.zeros((len(texts), len(ids)), np.float32)
            activities[:, columns] = found.activities
            return found.categories, activities

        return Senses(encoder.encode, answers)

    return learn
