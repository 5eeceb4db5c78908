"""Whether the service lives and is ready."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from service.schemas.base import Answer


class Health(Answer):
    """The service answers."""

    status: Literal["ok"] = "ok"
    version: str = Field(examples=["0.2.0"])


class Readiness(Answer):
    """Whether everything that work needs is there; true or false for each part."""

    ready: bool
    database: bool = Field(description="в базу можно писать")
    originals: bool = Field(description="файлы можно сохранять")
    models: bool = Field(description="модели загружены")
    jobs: bool = Field(description="задания берутся в работу")
