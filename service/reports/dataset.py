"""The data set of measures: one row a measure with its plan's passport, as csv, jsonl or parquet, in constant memory."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Literal

from nlp.domain import Measure, Roadmap
from service.reports.anonymise import PLACEHOLDER, Names
from service.reports.cells import harmless, printable
from service.reports.fields import FIELDS, KINDS
from service.reports.inputs import Stamp
from service.reports.sheets import Value, information, listing, packed, workbook

Format = Literal["csv", "jsonl", "parquet"]
MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
Row = dict[str, Any]
ROWS_AT_ONCE = 2_000
_PERSONAL = tuple(f for f in FIELDS if f.personal)
_FORMAT_WORDS = (
    "CSV: UTF-8 с меткой BOM, разделитель – точка с запятой, конец строки CRLF: Excel открывает двойным щелчком. "
    "Списки записаны в JSON. Перед текстом, который таблица приняла бы за формулу, стоит апостроф.",
    "JSONL: UTF-8, по объекту на строку. Parquet: списки и окна – вложенные значения, сжатие zstd.",
)


def dataset(roadmaps: Iterable[Roadmap], form: Format, *, names: bool) -> Iterator[bytes]:
    """Yield the data set in pieces, measures in the order of the plans; a few thousand rows are in memory at a time.

    Args:
        roadmaps: the plans, read one by one.
        form: «csv» (UTF-8 with BOM, semicolons, CRLF: what a Russian Excel opens by itself), «jsonl» or «parquet».
        names: whether names of people stay; without them every text goes through `Names`.
    """
    rows = (row for roadmap in roadmaps for row in measure_rows(roadmap, names=names))
    writers: dict[Format, Callable[[Iterable[Row]], Iterator[bytes]]] = {
        "csv": _csv,
        "jsonl": _jsonl,
        "parquet": _parquet,
    }
    return writers[form](rows)


def measure_rows(roadmap: Roadmap, *, names: bool) -> Iterator[Row]:
    """Yield a row for each measure of a plan, the columns as in FIELDS; what the plan does not say is None or empty."""
    hidden = None if names else Names(roadmap)
    passport = _passport(roadmap)
    for measure in roadmap.measures:
        row = {**passport, **_measure(measure)}
        if hidden:
            _hide(row, measure, hidden)
        yield {field.name: _printable(row[field.name]) for field in FIELDS}


def _passport(roadmap: Roadmap) -> Row:
    act, region = roadmap.act, roadmap.region
    start, end = roadmap.period or (None, None)
    return {
        "plan_id": roadmap.id,
        "file": roadmap.source.name,
        "part": roadmap.source.part,
        "region_code": region.code if region else None,
        "region": region.name if region else None,
        "municipality": roadmap.municipality,
        "title": roadmap.title,
        "period_start": start,
        "period_end": end,
        "act_kind": act.kind if act else None,
        "act_number": act.number if act else None,
        "act_date": act.date if act else None,
        "act_issuer": act.issuer if act else None,
    }


def _measure(m: Measure) -> Row:
    return {
        "measure_id": m.id,
        "index": m.index,
        "number": m.number,
        "section": [*m.section],
        "text": m.text,
        "deadline": m.deadline.text,
        "windows": [{"start": start, "end": end} for start, end in m.deadline.windows],
        "recurrence": m.deadline.recurrence,
        "executors": m.executors.text,
        "roles": [*m.executors.roles],
        "names": [*m.executors.names],
        "n_names": len(m.executors.names),
        "outcome": m.outcome.text,
        "indicators": [{"comparator": i.comparator, "value": i.value, "unit": i.unit} for i in m.outcome.indicators],
        "category": m.category.primary,
        "category_probability": m.category.probability if m.category.primary else None,
        "category_secondary": [*m.category.secondary],
        "category_origin": m.category.origin,
        "activity": m.activity.id if m.activity else None,
        "activity_probability": m.activity.probability if m.activity else None,
        "page": m.source.page,
        "table": m.source.table,
        "row": m.source.row,
    }


def _hide(row: Row, measure: Measure, names: Names) -> None:
    for field in _PERSONAL:
        value = row[field.name]
        if isinstance(value, list):
            row[field.name] = [names.hide(text) for text in value]
        elif value:
            row[field.name] = names.hide(value)
    spaced = names.hide(str(row["file"]).replace("_", " "))
    row["file"] = spaced if PLACEHOLDER in spaced else row["file"]
    row["executors"], row["names"] = names.hide_executors(measure.executors), []


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    return [_printable(item) for item in value] if isinstance(value, list) else value


def _csv(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield CSV; every text is quoted, so that a program that splits at commas makes no new cells of it."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([field.name for field in FIELDS])
    yield b"\xef\xbb\xbf" + _taken(target)
    for row in rows:
        writer.writerow([_csv_cell(row[field.name]) for field in FIELDS])
        yield _taken(target)


def _csv_cell(value: Any) -> Any:
    if isinstance(value, list):
        return harmless(json.dumps(value, ensure_ascii=False)) if value else ""
    return harmless(value) if isinstance(value, str) else value


def _taken(target: io.StringIO) -> bytes:
    data = target.getvalue().encode()
    target.seek(0)
    target.truncate()
    return data


def _jsonl(rows: Iterable[Row]) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps(row, ensure_ascii=False).encode() + b"\n"


def _parquet(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield Parquet, a row group for some thousand rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    target, schema, rest = io.BytesIO(), _schema(), iter(rows)
    sink = _Drain(target)
    with pq.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd", store_schema=False) as writer:
        while batch := list(islice(rest, ROWS_AT_ONCE)):
            writer.write_table(pa.Table.from_pylist(batch, schema=schema))
            yield sink.drained()
    yield sink.drained()


class _Drain(io.RawIOBase):
    """A file that forgets what was taken from it but not where it stands."""

    def __init__(self, target: io.BytesIO) -> None:
        self._target, self._size = target, 0

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, data: Any) -> int:
        """Keep bytes until they are taken."""
        self._size += self._target.write(data)
        return len(data)

    def tell(self) -> int:
        """Return how much was written in all."""
        return self._size

    def drained(self) -> bytes:
        """Return what was written since the last time."""
        data = self._target.getvalue()
        self._target.seek(0)
        self._target.truncate()
        return data


def _schema() -> Any:
    import pyarrow as pa

    text, number = pa.string(), pa.float64()
    types = {
        "text": text,
        "integer": pa.int64(),
        "number": number,
        "texts": pa.list_(text),
        "windows": pa.list_(pa.struct([("start", text), ("end", text)])),
        "indicators": pa.list_(pa.struct([("comparator", text), ("value", number), ("unit", text)])),
    }
    return pa.schema([(field.name, types[field.kind]) for field in FIELDS])


def dictionary_json() -> bytes:
    """Return the data dictionary for programs: name, type, meaning and codes of every column."""
    fields = [{"name": f.name, "type": f.kind, "meaning": f.meaning, "values": dict(f.values)} for f in FIELDS]
    return json.dumps({"fields": fields, "formats": _FORMAT_WORDS}, ensure_ascii=False, indent=1).encode() + b"\n"


def dictionary_workbook(stamp: Stamp, *, names: bool) -> bytes:
    """Return the data dictionary for people as xlsx, with the stamp of the data set."""
    book = workbook()
    fields = [("Поле", 24.0), ("Тип", 24.0), ("Что значит", 70.0), ("Коды", 60.0)]
    rows: list[list[Value]] = [
        [f.name, KINDS[f.kind], f.meaning, "\n".join(f"{code} – {words}" for code, words in f.values.items())]
        for f in FIELDS
    ]
    listing(book, "Поля", fields, rows)
    what = "Имена людей оставлены." if names else "Имена людей заменены на «[имя]», адреса почты – на «[почта]»."
    information(book, "Описание набора данных о мероприятиях", stamp, (what, *_FORMAT_WORDS))
    return packed(book, "Описание набора данных", stamp)
