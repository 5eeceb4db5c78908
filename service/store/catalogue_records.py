"""The records of a catalogue by its kind: the project's own, and those that somebody wrote as YAML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

import yaml
from pydantic import ConfigDict, Field, ValidationError

from nlp.artifacts import corpus_dir, load_activities, load_mandates
from nlp.domain import Activity, CategoryId, Mandate, Record
from nlp.errors import InputError, ModelError
from nlp.gaps.catalogue import parse_mandates
from nlp.listed import listed, unread

Kind = Literal["mandates", "categories", "activities", "glossary"]
Records = list[dict[str, Any]]


class CategoryEntry(Record):
    """A category with its label; further fields are kept as they are."""

    model_config = ConfigDict(frozen=True, extra="allow")
    id: CategoryId
    label: str = Field(min_length=1)
    definition: str = ""


class Term(Record):
    """An abbreviation and what it stands for; further fields are kept as they are."""

    model_config = ConfigDict(frozen=True, extra="allow")
    abbr: str = Field(min_length=1)
    expansion: str = Field(min_length=1)
    variants: tuple[str, ...] = ()


_ENTRY: dict[str, type[Record]] = {"categories": CategoryEntry, "activities": Activity, "glossary": Term}
_EXAMPLE = {
    "categories": "corpus/taxonomy.yaml: у каждой категории id и label",
    "activities": "corpus/activities/catalogue.yaml: у каждого мероприятия id, title, category и definition",
    "glossary": "corpus/glossary.yaml: у каждой записи abbr и expansion",
}


def builtin() -> Iterator[tuple[Kind, str, str, Records]]:
    """Yield kind, name, title and records of the project's own catalogues.

    Raises:
        ModelError: a file of the corpus is absent or damaged.
    """
    yield "mandates", "municipal", "Ожидаемые мероприятия муниципальной дорожной карты", _dump(load_mandates())
    yield "activities", "typical", "Типовые мероприятия", _dump(load_activities())
    yield "categories", "codebook", "Категории мероприятий", _own("categories", "taxonomy.yaml")
    yield "glossary", "abbreviations", "Сокращения", _own("glossary", "glossary.yaml")


def parse(kind: Kind, text: str, name: str) -> Records:
    """Return the records of a catalogue that is written as YAML.

    Raises:
        InputError: the text is no such catalogue; the message names the entry and the field.
    """
    if kind == "mandates":
        return _dump(parse_mandates(text, name, {a.id for a in load_activities()}))
    entries = listed(text, name, f"Образец – {_EXAMPLE[kind]}.")
    records = [_record(kind, entry, place, name) for place, entry in enumerate(entries, 1)]
    if kind != "glossary":  # an abbreviation may have several meanings
        repeated = [id_ for id_, n in Counter(str(record["id"]) for record in records).items() if n > 1]
        if repeated:
            raise unread(name, f"«{repeated[0]}» записано несколько раз", "Дайте каждой записи свой id.")
    return records


def written(kind: str, records: Records) -> str:
    """Return YAML that `parse` reads as the same records; fields that say nothing are left out."""
    type_ = _ENTRY.get(kind, Mandate)
    told = (type_.model_validate(r).model_dump(mode="json", by_alias=True, exclude_defaults=True) for r in records)
    lean = [{name: value for name, value in record.items() if value not in (None, "", [], {})} for record in told]
    return str(yaml.safe_dump(lean, allow_unicode=True, sort_keys=False, width=120))


def _record(kind: str, entry: Any, place: int, name: str) -> dict[str, Any]:
    try:
        return _ENTRY[kind].model_validate(entry).model_dump(mode="json", by_alias=True)
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"]) or "id"
        raise unread(
            name, f"в записи {place} поле «{field}» не заполнено или не того вида", f"Образец – {_EXAMPLE[kind]}."
        ) from error


def _own(kind: Kind, file: str) -> Records:
    try:
        return parse(kind, (corpus_dir() / file).read_text("utf-8"), file)
    except (OSError, UnicodeDecodeError, InputError) as error:
        raise ModelError(
            f"Не прочитан справочник {file}", str(error), "Верните папку corpus/ в исходное состояние."
        ) from error


def _dump(records: tuple[Mandate, ...] | tuple[Activity, ...]) -> Records:
    return [record.model_dump(mode="json", by_alias=True) for record in records]
