"""The answer to a request that failed (RFC 9457)."""

from __future__ import annotations

from pydantic import Field

from service.schemas.base import Answer


class WrongField(Answer):
    """A value that does not fit, and what it must be."""

    field: str = Field(description="где: body.login, query.limit", examples=["body.password"])
    message: str = Field(description="каким значение должно быть", examples=["не короче 12 знаков"])


class Problem(Answer):
    """Why a request failed; `type` is stable, the words are not."""

    type: str = Field(description="постоянное имя вида ошибки, адрес его описания", examples=["/problems/not-found"])
    title: str = Field(description="вид ошибки", examples=["Не найдено"])
    status: int = Field(ge=400, le=599, examples=[404])
    detail: str = Field(description="что случилось", examples=["По этому адресу ничего нет или это вам не видно."])
    instance: str = Field(description="номер запроса в журнале", examples=["urn:sverka:request:5f0c9a7e1b2d3c4a"])
    advice: str = Field(description="что делать", examples=["Проверьте адрес и номер."])
    what: str | None = Field(default=None, description="что не удалось (по-русски)")
    why: str | None = Field(default=None, description="почему (по-русски)")
    fields: list[WrongField] | None = Field(default=None, description="какие значения не подходят")
