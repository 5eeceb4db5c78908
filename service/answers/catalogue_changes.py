"""How one version of a catalogue differs from another."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from service.schemas.catalogue import CatalogueChanges, FieldChange, RecordChange
from service.store.tables import Catalogue

Records = Sequence[Mapping[str, Any]]


def changes(kind: str, records: Records, since: Catalogue | None) -> CatalogueChanges:
    """Compare records with an earlier version; without one all of them are new."""
    earlier = _keyed(kind, json.loads(since.body) if since else ())
    later = _keyed(kind, records)
    found = [_told("added", later[key]) for key in later if key not in earlier]
    found += [_told("removed", earlier[key]) for key in earlier if key not in later]
    both = [(earlier[key], later[key]) for key in later if key in earlier]
    changed = [_changed(before, after) for before, after in both if before != after]
    return CatalogueChanges(
        since=since.id if since else None,
        since_version=since.version if since else None,
        n_same=len(both) - len(changed),
        changes=found + changed,
    )


def _keyed(kind: str, records: Records) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """Return the records by what they are known by: an abbreviation may have several meanings."""
    names = ("abbr", "expansion") if kind == "glossary" else ("id",)
    return {tuple(str(record.get(name)) for name in names): record for record in records}


def _told(kind: Any, record: Mapping[str, Any], fields: Sequence[FieldChange] = ()) -> RecordChange:
    title = next((str(record[name]) for name in ("title", "label", "expansion") if record.get(name)), "")
    return RecordChange(kind=kind, id=str(record.get("id") or record.get("abbr")), title=title, fields=list(fields))


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> RecordChange:
    return _told("changed", after, list(_fields(before, after)))


def _fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[FieldChange]:
    for name in dict.fromkeys((*after, *before)):
        if before.get(name) != after.get(name):
            yield FieldChange(field=name, before=_text(before.get(name)), after=_text(after.get(name)))


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(_text(part) for part in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
