"""The trainable part of the static model as sentence-transformers modules; imported only by training (torch)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

# Far below any logit: takes a pair out of a softmax.
_NEVER = -1e9


class SharedRows(nn.Module):
    """Rows of tokens: (base · map + shift) · weight · e^log; the sum over a text, scaled to length 1.

    The map moves all words alike, those too that the corpus lacks; shift and log belong to the rows of the corpus.

    Args:
        base: (n_rows, dim) vectors before training.
        weights: (n_rows,) weights before training.
        active: ascending numbers of the rows that the training texts contain.
        dropout: share of the words that a training text loses at random.
    """

    def __init__(
        self, base: NDArray[np.float32], weights: NDArray[np.float32], active: NDArray[np.intp], dropout: float
    ) -> None:
        super().__init__()
        self._base, self._weights = torch.tensor(base), torch.tensor(weights)[:, None]
        self._active, self._dropout = torch.tensor(active), dropout
        self.map = nn.Parameter(torch.eye(base.shape[1]))
        self.shift = nn.Parameter(torch.zeros(len(active), base.shape[1]))
        self.log = nn.Parameter(torch.zeros(len(active), 1))

    def active_rows(self) -> Tensor:
        """Return the trained rows (n_active, dim)."""
        rows = self._base[self._active] @ self.map + self.shift
        return rows * self._weights[self._active] * self.log.exp()

    def all_rows(self) -> NDArray[np.float32]:
        """Return all rows (n_rows, dim)."""
        with torch.no_grad():
            rows = self._base @ self.map * self._weights
            rows[self._active] = self.active_rows()
        return rows.numpy()

    def drift(self) -> Tensor:
        """Return how far the map has left the identity and the weights their start (0 before training)."""
        distance = self.map - torch.eye(len(self.map))
        return (distance**2).sum() / len(self.map) + 0.01 * (self.log**2).mean()

    def forward(self, features: dict[str, Any]) -> dict[str, Any]:
        """Add `sentence_embedding` (n, dim) to `input_ids` (numbers within `active`, flat) and `offsets` (n,)."""
        ids = features["input_ids"]
        kept = (torch.rand(len(ids)) >= self._dropout).float() if self.training else torch.ones(len(ids))
        bags = functional.embedding_bag(
            ids, self.active_rows(), features["offsets"], mode="sum", per_sample_weights=kept
        )
        features["sentence_embedding"] = functional.normalize(bags)
        return features


class ActivityContrast(nn.Module):
    """Supervised contrast: texts of one activity attract, others repel, related activities do neither.

    Args:
        model: gives `sentence_embedding`.
        relations: (n_activities, n_activities): 2 same, 1 related, 0 different.
        temperature: of the softmax over the batch.
    """

    def __init__(self, model: nn.Module, relations: NDArray[np.int8], temperature: float) -> None:
        super().__init__()
        self.model, self._relations, self._temperature = model, torch.tensor(relations), temperature

    def forward(self, sentence_features: Iterable[dict[str, Any]], labels: Tensor) -> Tensor:
        """Return the loss of one batch; the labels are numbers of activities."""
        (features,) = sentence_features
        vectors = self.model(features)["sentence_embedding"]
        relations = self._relations[labels][:, labels]
        itself = torch.eye(len(labels), dtype=torch.bool)
        attract = ((relations == 2) & ~itself).float()
        logits = (vectors @ vectors.T / self._temperature).masked_fill((relations == 1) | itself, _NEVER)
        logs = logits.log_softmax(dim=1)
        n_alike = attract.sum(dim=1)
        some = n_alike > 0
        loss: Tensor = -((attract * logs).sum(dim=1)[some] / n_alike[some]).mean()
        return loss
