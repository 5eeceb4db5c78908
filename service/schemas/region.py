"""Federal subjects as HTTP shows them."""

from __future__ import annotations

from pydantic import Field

from nlp.domain import Region
from service.schemas.base import Answer


class RegionList(Answer):
    """All federal subjects by name."""

    regions: list[Region] = Field(examples=[[{"code": "28", "name": "Амурская область"}]])
