"""How typical activities are worded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Annotated

from fastapi import Depends

from nlp.artifacts import load_phrasings
from service.access.policy import require
from service.access.principal import Principal
from service.problems import ProblemError
from service.routing import api_router
from service.schemas.answer import MandateId
from service.schemas.catalogue import Phrasings

router = api_router("Каталоги", "/phrasings")
Reader = Annotated[Principal, Depends(require("catalogue.read"))]


@router.get("/{activity}", summary="Формулировки типового мероприятия")
def list_phrasings(principal: Reader, activity: MandateId) -> Phrasings:
    """Как его пишут в планах: составлено для этого проекта, на них учились модели."""
    found = _by_activity().get(activity)
    if found is None:
        raise ProblemError("not-found")
    return Phrasings(activity=activity, phrasings=list(found))


@lru_cache(maxsize=1)
def _by_activity() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for phrasing in load_phrasings():
        if phrasing.activity is not None:
            found[phrasing.activity].append(phrasing.text)
    return dict(found)
