"""The text of a YAML catalogue → mandates, or a Russian sentence that says what is wrong with it and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any

import yaml
from pydantic import ValidationError

from nlp.domain import Mandate
from nlp.errors import InputError

_LARGEST = 4_000_000
_EXAMPLE = "Образец – corpus/mandates/municipal.yaml: список, у каждого пункта хотя бы id, title и covers или phrases."
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
    records = _records(text, name)
    mandates = tuple(_mandate(record, place, name) for place, record in enumerate(records, 1))
    repeated = sorted(m for m, n in Counter(m.id for m in mandates).items() if n > 1)
    if repeated:
        raise _error(name, f"пункт «{repeated[0]}» записан несколько раз", "Дайте каждому пункту свой id.")
    for mandate in mandates:
        _check(mandate, name, activity_ids)
    return mandates


def _records(text: str, name: str) -> list[Any]:
    if len(text) > _LARGEST:
        raise _error(name, f"файл больше {_LARGEST // 1_000_000} МБ", _EXAMPLE)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        # References let a small file unfold into a huge one; no catalogue needs them.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader)):
            raise _error(name, "в нём есть ссылки YAML (*имя)", "Запишите повторяющиеся части целиком.")
        records = yaml.load(text, Loader=loader)  # noqa: S506 — the C twin of SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"ошибка записи в строке {mark.line + 1}" if mark else f"это не YAML ({error})"
        raise _error(name, where, "Проверьте отступы, кавычки и двоеточия: текст с «: » берите в кавычки.") from error
    if not isinstance(records, list) or not records:
        raise _error(name, "в нём нет списка пунктов", _EXAMPLE)
    return records


def _mandate(record: Any, place: int, name: str) -> Mandate:
    if not isinstance(record, dict):
        raise _error(name, f"пункт {place} – не набор полей", _EXAMPLE)
    try:
        return Mandate.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        wrong = _WRONG.get(first["type"], first["msg"])
        raise _error(
            name, f"пункт {place} ({record.get('id', 'без id')}), поле «{field}»: {wrong}", _EXAMPLE
        ) from error


def _check(mandate: Mandate, name: str, activity_ids: Collection[str]) -> None:
    if not mandate.id.strip() or not mandate.title.strip():
        raise _error(name, "у пункта пустой id или title", _EXAMPLE)
    if not (mandate.covers.strip() or mandate.phrases.covers):
        raise _error(
            name, f"у пункта «{mandate.id}» не сказано, что его охватывает", "Заполните covers или phrases.covers."
        )
    strange = [
        a for a in (*mandate.activities.covers, *mandate.activities.partial) if activity_ids and a not in activity_ids
    ]
    if strange:
        raise _error(
            name,
            f"пункт «{mandate.id}» называет неизвестное типовое мероприятие «{strange[0]}»",
            "Возьмите id из corpus/activities/catalogue.yaml или уберите поле activities.",
        )


def _error(name: str, why: str, advice: str) -> InputError:
    return InputError(f"Не прочитан каталог {name}", why, advice)
