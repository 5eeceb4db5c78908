"""The columns of the data set of measures: names, types and what they mean in Russian."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from nlp.labels import CATEGORIES, RECURRENCES, ROLES

Kind = Literal["text", "integer", "number", "texts", "windows", "indicators"]
KINDS: dict[Kind, str] = {
    "text": "текст",
    "integer": "целое число",
    "number": "число",
    "texts": "список текстов",
    "windows": "список окон: начало и конец",
    "indicators": "список показателей",
}


_NO_CODES: Mapping[str, str] = MappingProxyType({})


class Field(NamedTuple):
    """A column: `values` lists the codes it may hold with their Russian names, `personal` ones may name people."""

    name: str
    kind: Kind
    meaning: str
    values: Mapping[str, str] = _NO_CODES
    personal: bool = False


ORIGINS = {"none": "не определена", "model": "предложила программа", "expert": "поставил эксперт"}
_COMPARATORS = {">=": "не меньше", "=": "ровно", "<=": "не больше", "increase": "рост"}
_ROLES = {str(code): words for code, words in ROLES.items()}
_CATEGORIES = {str(code): words for code, words in CATEGORIES.items()}
_RECURRENCES = {str(code): words or "разовый срок" for code, words in RECURRENCES.items()}
FIELDS: tuple[Field, ...] = (
    Field("plan_id", "text", "Код плана: sha256 исходного файла (второй и следующие планы файла – sha256 с номером)"),
    Field("file", "text", "Имя исходного файла", personal=True),
    Field("part", "integer", "Номер плана в файле, с 1"),
    Field("region_code", "text", "Код субъекта Российской Федерации; пусто – в плане не указан"),
    Field("region", "text", "Субъект Российской Федерации"),
    Field("municipality", "text", "Муниципалитет, как назван в плане"),
    Field("title", "text", "Название плана", personal=True),
    Field("period_start", "text", "Начало действия плана, ГГГГ-ММ-ДД"),
    Field("period_end", "text", "Конец действия плана, ГГГГ-ММ-ДД"),
    Field("act_kind", "text", "Вид акта, которым введён план"),
    Field("act_number", "text", "Номер акта"),
    Field("act_date", "text", "Дата акта, ГГГГ-ММ-ДД"),
    Field("act_issuer", "text", "Кто издал акт", personal=True),
    Field("measure_id", "text", "Код мероприятия"),
    Field("index", "integer", "Порядковый номер мероприятия в плане, с 1"),
    Field("number", "text", "Номер, напечатанный в плане"),
    Field("section", "texts", "Разделы плана, внешний первым", personal=True),
    Field("text", "text", "Мероприятие, как напечатано", personal=True),
    Field("deadline", "text", "Срок, как напечатан", personal=True),
    Field(
        "windows",
        "windows",
        "Окна срока, ГГГГ-ММ-ДД; «--ММ-ДД» – год не указан; пустое начало или конец – открытое окно",
    ),
    Field("recurrence", "text", "Повторяемость срока", _RECURRENCES),
    Field("executors", "text", "Ответственные исполнители, как напечатано", personal=True),
    Field("roles", "texts", "Роли исполнителей", _ROLES),
    Field("names", "texts", "Имена исполнителей, как напечатано; в наборе без имён – пусто", personal=True),
    Field("n_names", "integer", "Сколько людей названо среди исполнителей"),
    Field("outcome", "text", "Ожидаемый результат, как напечатан", personal=True),
    Field("indicators", "indicators", "Показатели результата: сравнение, число, единица", _COMPARATORS),
    Field("category", "text", "Основная категория; пусто – не определена", _CATEGORIES),
    Field("category_probability", "number", "Вероятность основной категории, от 0 до 1"),
    Field("category_secondary", "texts", "Дополнительные категории", _CATEGORIES),
    Field("category_origin", "text", "Откуда категория", ORIGINS),
    Field("activity", "text", "Код типового мероприятия; пусто – программа воздержалась"),
    Field("activity_probability", "number", "Вероятность типового мероприятия, от 0 до 1"),
    Field("page", "integer", "Страница исходного файла"),
    Field("table", "integer", "Таблица исходного файла"),
    Field("row", "integer", "Строка таблицы или текста исходного файла"),
)
