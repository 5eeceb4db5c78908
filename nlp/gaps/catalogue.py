"""The text of a YAML catalogue → mandates, or a Russian sentence that says what is wrong with it and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

from pydantic import ValidationError

from nlp.domain import Mandate
from nlp.listed import listed, unread

_EXAMPLE = (
    "Образец – встроенный справочник (файл corpus/mandates/municipal.yaml, в веб-интерфейсе кнопка «Скачать образец»): "
    "список, у каждого пункта хотя бы id, title и covers или phrases."
)
# pydantic's kinds of errors that people make in such files.
_WRONG = {
    "missing": "поле не заполнено",
    "extra_forbidden": "такого поля нет (опечатка или лишняя запятая внутри { })",
    "string_type": "здесь нужен текст",
    "tuple_type": "здесь нужен список",
    "int_type": "здесь нужно целое число",
    "int_parsing": "здесь нужно целое число",
    "literal_error": "такого значения нет",
    "model_type": "здесь нужны поля вида «имя: значение»",
}


def parse_mandates(text: str, name: str, activity_ids: Collection[str] = ()) -> tuple[Mandate, ...]:
    """Return the mandates of a catalogue.

    Args:
        text: the YAML.
        name: how the catalogue is called in messages.
        activity_ids: typical activities known; where given, a mandate may name no others.

    Raises:
        InputError: the text is no such catalogue; the message names the mandate and the field.
    """
    records = listed(text, name, _EXAMPLE)
    mandates = tuple(_mandate(record, place, name) for place, record in enumerate(records, 1))
    repeated = sorted(m for m, n in Counter(m.id for m in mandates).items() if n > 1)
    if repeated:
        raise unread(name, f"пункт «{repeated[0]}» записан несколько раз", "Дайте каждому пункту свой id.")
    for mandate in mandates:
        _check(mandate, name, activity_ids)
    return mandates


def _mandate(record: Any, place: int, name: str) -> Mandate:
    if not isinstance(record, dict):
        raise unread(name, f"пункт {place} – не набор полей", _EXAMPLE)
    try:
        return Mandate.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        wrong = _WRONG.get(first["type"], first["msg"])
        raise unread(
            name, f"пункт {place} ({record.get('id', 'без id')}), поле «{field}»: {wrong}", _EXAMPLE
        ) from error


def _check(mandate: Mandate, name: str, activity_ids: Collection[str]) -> None:
    if not mandate.id.strip() or not mandate.title.strip():
        raise unread(name, "у пункта пустой id или title", _EXAMPLE)
    if not (mandate.covers.strip() or mandate.phrases.covers):
        raise unread(
            name, f"у пункта «{mandate.id}» не сказано, что его охватывает", "Заполните covers или phrases.covers."
        )
    strange = [
        a for a in (*mandate.activities.covers, *mandate.activities.partial) if activity_ids and a not in activity_ids
    ]
    if strange:
        raise unread(
            name,
            f"пункт «{mandate.id}» называет неизвестное типовое мероприятие «{strange[0]}»",
            "Возьмите id из corpus/activities/catalogue.yaml или уберите поле activities.",
        )
