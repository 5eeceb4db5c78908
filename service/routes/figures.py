"""The models in use and how well they do."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Depends

from nlp.artifacts import models_dir
from nlp.artifacts.store import RESTORE
from nlp.errors import ModelError
from service.access.policy import require
from service.access.principal import Principal
from service.analysis import stamp
from service.routing import api_router
from service.schemas.review import ModelsShown, Reliability, ReliabilityBin
from service.state import Held

router = api_router("Модели")
Reader = Annotated[Principal, Depends(require("analytics.read"))]


@router.get("/models", summary="Какие модели отвечают и насколько хорошо")
def show_models(service: Held, principal: Reader) -> ModelsShown:
    """Числа получены на проверочной части, которую модели не видели."""
    figures = _figures()
    parts = (("categories", figures["classifier"]["categories"]), ("matches", figures["pairs"]))
    return ModelsShown(
        stamp=stamp(),
        encoder=service.models.encoder.name,
        reliability=[_reliability(part, told) for part, told in parts],
        figures=figures,
    )


def _figures() -> dict[str, Any]:
    """Return what training measured; no model needs it, so the manifest does not list it."""
    try:
        found = json.loads((models_dir() / "figures.json").read_bytes())
        return dict(found)
    except (OSError, ValueError, TypeError) as error:
        raise ModelError("Не показаны числа моделей", "models/figures.json не читается", RESTORE) from error


def _reliability(part: str, told: dict[str, Any]) -> Reliability:
    bins = [ReliabilityBin(n=n, stated=stated, observed=observed) for n, stated, observed in told["bins"]]
    return Reliability.model_validate({"part": part, "ece": told["ece"], "bins": bins})
