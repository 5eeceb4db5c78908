"""Phrasings and graded pairs → the built-in encoder, as a folder that model2vec and sentence-transformers open."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp.domain import Activity, GradedPair, Phrasing
from nlp.embed import Encoder, StaticEncoder
from nlp.train.lessons import NONE, Lessons
from nlp.train.navec import Base, build_base, read_news
from nlp.train.wordpiece import cut, wordpiece

if TYPE_CHECKING:
    from torch import Tensor

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Settings:
    """How to train; chosen by leaving writers, activities and pair writers out (DECISIONS.md)."""

    dim: int = 192
    epochs: int = 30
    batch_size: int = 512
    rate: float = 3e-3
    temperature: float = 0.05
    dropout: float = 0.1
    pair_scale: float = 20.0
    pair_weight: float = 0.04
    map_weight: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class Material:
    """What the encoder learns from."""

    phrasings: tuple[Phrasing, ...]
    activities: tuple[Activity, ...]
    pairs: tuple[GradedPair, ...]

    def texts(self) -> list[str]:
        """Return all texts in order."""
        return [p.text for p in self.phrasings] + [t for p in self.pairs for t in (p.left, p.right)]


def train_encoder(material: Material, settings: Settings = Settings()) -> dict[str, bytes]:
    """Train and return the files of the encoder's folder, name → content.

    The same material gives the same bytes on the same kind of processor: one thread, fixed seeds.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        base = build_base(read_news(), material.texts())
    return encoder_files(base, train_rows(base, material, settings))


def train_rows(base: Base, material: Material, settings: Settings) -> Floats:
    """Return the trained rows (n_rows, dim) of the base's tokens."""
    import torch
    from threadpoolctl import threadpool_limits

    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with threadpool_limits(1), torch.random.fork_rng([]):
            torch.manual_seed(settings.seed)
            return _train(base, material, settings)
    finally:
        torch.set_num_threads(n_threads)


def _train(base: Base, material: Material, settings: Settings) -> Floats:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.losses import CoSENTLoss
    from torch.optim import Adam

    from nlp.train.rows import ActivityContrast, SharedRows

    bags = _bags(base, material.texts())
    active = np.unique(np.concatenate(bags))
    bags = [np.searchsorted(active, bag) for bag in bags]
    rows = SharedRows(reduced(base, settings.dim), base.weights, active, settings.dropout)
    model = SentenceTransformer(modules=[rows], device="cpu").train()
    contrast = ActivityContrast(model, relations(material.activities), settings.temperature)
    graded = CoSENTLoss(model, scale=settings.pair_scale)
    optimizer = Adam(
        [
            {"params": [rows.map], "lr": settings.rate * 0.3},
            {"params": [rows.shift], "lr": settings.rate},
            {"params": [rows.log], "lr": settings.rate * 2},
        ]
    )
    rates = [group["lr"] for group in optimizer.param_groups]
    for left, phrasings, pairs in _steps(bags, material, settings):
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * left
        loss = contrast(*phrasings) + settings.map_weight * rows.drift()
        if pairs is not None:
            loss = loss + settings.pair_weight * graded(*pairs)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return rows.all_rows()


Batch = tuple[list[dict[str, "Tensor"]], "Tensor"]


def _steps(
    bags: Sequence[NDArray[np.intp]], material: Material, settings: Settings
) -> Iterator[tuple[float, Batch, Batch | None]]:
    """Yield (share of the way left, phrasings, pairs) for every step; a step sees as many pairs as an epoch divides into."""
    random = np.random.default_rng(settings.seed)
    number = {a.id: i for i, a in enumerate(material.activities)}
    labels = [number[p.activity] if p.activity else -1 for p in material.phrasings]
    known = np.flatnonzero(np.array(labels) >= 0)
    n_steps = max(1, len(known) // settings.batch_size)
    n_pairs = -(-len(material.pairs) // n_steps)
    for epoch in range(settings.epochs):
        order, pair_order = random.permutation(known), random.permutation(len(material.pairs))
        for step in range(n_steps):
            chosen = order[step * settings.batch_size : (step + 1) * settings.batch_size]
            few = pair_order[step * n_pairs : (step + 1) * n_pairs]
            left = 1 - (epoch * n_steps + step) / (settings.epochs * n_steps)
            grades = [material.pairs[i].grade for i in few]
            sides = [[bags[len(labels) + 2 * i + side] for i in few] for side in (0, 1)]
            pairs = _batch(sides, grades) if len(set(grades)) > 1 else None
            yield left, _batch([[bags[i] for i in chosen]], [labels[i] for i in chosen]), pairs


def _batch(columns: Sequence[Sequence[NDArray[np.intp]]], labels: Sequence[int]) -> Batch:
    import torch

    features = [
        {
            "input_ids": torch.tensor(np.concatenate(bags)),
            "offsets": torch.tensor(np.cumsum([0, *(len(b) for b in bags[:-1])])),
        }
        for bags in columns
    ]
    return features, torch.tensor(labels)


def _bags(base: Base, texts: Sequence[str]) -> list[NDArray[np.intp]]:
    """Return the rows of each text's tokens, repeats kept."""
    return [base.rows[np.array(ids, np.intp)].astype(np.intp) for ids in cut(wordpiece(base.tokens), texts)]


def reduced(base: Base, dim: int) -> Floats:
    """Project the vectors on the `dim` directions in which the weighted rows vary most; signs are fixed."""
    weighted = (base.vectors * base.weights[:, None]).astype(np.float64)
    _, directions = np.linalg.eigh(weighted.T @ weighted)
    directions = directions[:, ::-1][:, :dim]
    directions = directions * np.sign(directions[np.abs(directions).argmax(axis=0), np.arange(dim)])
    projected: Floats = (base.vectors.astype(np.float64) @ directions).astype(np.float32)
    return projected


def relations(activities: Sequence[Activity]) -> NDArray[np.int8]:
    """Return the symmetric matrix of grades between activities: 2 same or itself, 1 related, 0 different."""
    number = {a.id: i for i, a in enumerate(activities)}
    grades = 2 * np.eye(len(activities), dtype=np.int8)
    for i, activity in enumerate(activities):
        for grade, others in ((1, activity.related), (2, activity.same)):
            for other in others:
                j = number[other]
                grades[i, j] = grades[j, i] = max(grades[i, j], grade)
    return grades


# --- the folder ------------------------------------------------------------------------------------


def encoder_files(base: Base, rows: Floats) -> dict[str, bytes]:
    """Write rows and tokens as model2vec stores them: 8 bits a number, the scale of a row in its tokens' weights."""
    from safetensors.numpy import save

    scale = np.abs(rows).max(axis=1) / 127
    scale[scale == 0] = 1
    arrays = {
        "embeddings": np.round(rows / scale[:, None]).astype(np.int8),
        "mapping": base.rows,
        "weights": scale[base.rows].astype(np.float32),
    }
    config = {"model_type": "model2vec", "normalize": True, "max_length": None, "embedding_dtype": "int8"}
    modules = [
        {"idx": 0, "name": "0", "path": ".", "type": "sentence_transformers.models.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": "sentence_transformers.models.Normalize"},
    ]
    return {
        "config.json": _json({**config, "vocabulary_quantization": len(rows)}),
        "model.safetensors": save(arrays),
        "modules.json": _json(modules),
        "tokenizer.json": wordpiece(base.tokens).to_str(pretty=False).encode(),
    }


def _json(content: Any) -> bytes:
    return (json.dumps(content, indent=1) + "\n").encode()


def open_files(files: dict[str, bytes]) -> Encoder:
    """Open the files of `encoder_files` without a disk, as `artifacts.load_encoder` opens them in `models/`."""
    from safetensors.numpy import load

    weights = files["model.safetensors"]
    stamp = f"sverka-{hashlib.sha256(weights).hexdigest()[:12]}"
    return StaticEncoder(json.loads(files["tokenizer.json"]), load(weights), stamp)


def renew_encoder(lessons: Lessons = NONE) -> Encoder:
    """Train on corpus and lessons, write `models/encoder/` and return what was written (2 minutes on one core)."""
    from nlp.artifacts import load_activities, load_pairs, load_phrasings, write_models

    phrasings, pairs = (*load_phrasings(), *lessons.typical()), (*load_pairs(), *lessons.pairs)
    files = train_encoder(Material(phrasings, load_activities(), pairs))
    write_models({f"encoder/{name}": content for name, content in files.items()})
    return open_files(files)
