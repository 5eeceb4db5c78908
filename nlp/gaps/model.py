"""Features of a text and a mandate → probabilities that the text covers it, covers a part, or does neither."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from nlp.domain import Mandate
from nlp.gaps.features import FEATURE_NAMES, N_FEATURES, Catalogue, Floats, Texts, features


@dataclass(frozen=True)
class GapModel:
    """Multinomial logistic models over FEATURE_NAMES whose probabilities are averaged; classes are GRADES.

    Several experts, because one that trusts the typical activity or the vectors is sure of itself where these are
    mistaken, and another that reads the words alone is not. `weights` (n_experts, N_FEATURES, 3) and `bias`
    (n_experts, 3) act on raw features; `idf` are the weights of lemmas.
    """

    weights: Floats
    bias: Floats
    idf: Mapping[str, float]
    stamp: str

    def __post_init__(self) -> None:
        if self.weights.shape[1:] != (N_FEATURES, 3) or self.bias.shape != (len(self.weights), 3):
            raise ValueError(
                f"weights {self.weights.shape} and bias {self.bias.shape} do not fit {N_FEATURES} features"
            )


def grades(model: GapModel, rows: Texts, catalogue: Catalogue) -> Floats:
    """Return calibrated probabilities (n, n_mandates, 3): covers, partial, neither.

    Experts that read activities have no say on a mandate that names none; where a mandate does not tell what
    would be a part of it, whatever touches it covers it.
    """
    known = features(rows, catalogue, model.idf)
    answers = np.stack([_softmax(known @ w + b) for w, b in zip(model.weights, model.bias, strict=True)])
    reading = [i for i, name in enumerate(FEATURE_NAMES) if name.startswith("activity-")]
    blind = np.array([not w[reading].any() for w in model.weights], np.bool_)
    mapped = (catalogue.covers + catalogue.partial).sum(axis=0) > 0
    found: Floats = answers.mean(axis=0)
    if blind.any():
        found = np.where(mapped[None, :, None], found, answers[blind].mean(axis=0))
    for j, mandate in enumerate(catalogue.mandates):
        if not _tells_parts(mandate):
            found[:, j, 0] += found[:, j, 1]
            found[:, j, 1] = 0.0
    return found


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True, initial=-1e9))
    found: Floats = (powers / powers.sum(axis=-1, keepdims=True)).astype(np.float32)
    return found


def _tells_parts(mandate: Mandate) -> bool:
    return bool(mandate.partial.strip() or mandate.phrases.partial or mandate.activities.partial)


def pack(model: GapModel) -> tuple[dict[str, Floats], dict[str, object]]:
    """Return the model as arrays and what JSON can hold."""
    lemmas = sorted(model.idf)
    idf = np.array([model.idf[w] for w in lemmas], np.float32)
    return {"weights": model.weights, "bias": model.bias, "idf": idf}, {
        "stamp": model.stamp,
        "features": list(FEATURE_NAMES),
        "lemmas": lemmas,
    }


def unpack(arrays: Mapping[str, Floats], meta: Mapping[str, Any]) -> GapModel:
    """Return the model that `pack` took apart.

    Raises:
        KeyError: an array or a field is absent.
        ValueError: the model was made for other features.
    """
    if tuple(meta["features"]) != FEATURE_NAMES:
        raise ValueError("the model was made for other features")
    idf = dict(zip(meta["lemmas"], (float(v) for v in arrays["idf"]), strict=True))
    return GapModel(weights=arrays["weights"], bias=arrays["bias"], idf=idf, stamp=str(meta["stamp"]))
