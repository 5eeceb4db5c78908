"""The federal subjects that a plan may belong to."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends

from nlp.artifacts import load_regions
from service.access.policy import require
from service.access.principal import Principal
from service.routing import api_router
from service.schemas.region import RegionList

router = api_router("Регионы", "/regions")
Reader = Annotated[Principal, Depends(require("catalogue.read"))]


@router.get("", summary="Регионы России")
def list_regions(principal: Reader) -> RegionList:
    """Коды и названия, по алфавиту; ими исправляют паспорт плана."""
    return RegionList(regions=sorted(load_regions().by_code.values(), key=lambda region: region.name))
