"""What a person changes in a roadmap; the service keeps these and replays them over every new analysis."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nlp.domain.base import CategoryId, Record
from nlp.domain.roadmap import Region

Column = Literal["number", "text", "deadline", "executors", "outcome"]


class RowEdit(Record):
    """Base of edits of one row; `anchor` is the row's text when it was edited: a row that moved is found by it."""

    measure: str
    anchor: str = ""


class SetPassport(Record):
    """Another passport; a field that is not given stays."""

    kind: Literal["passport"] = "passport"
    title: str | None = None
    region: Region | None = None
    municipality: str | None = None
    period: tuple[str, str] | None = None


class SetCell(RowEdit):
    """Another text in a cell; the facts in it are understood anew."""

    kind: Literal["cell"] = "cell"
    column: Column
    text: str


class SplitRow(RowEdit):
    """One row is several measures: their texts in order; the other cells are each one's."""

    kind: Literal["split"] = "split"
    texts: tuple[str, ...] = Field(min_length=2)


class JoinRows(RowEdit):
    """Rows that are one measure: `measure` takes in the `others`, cell by cell."""

    kind: Literal["join"] = "join"
    others: tuple[str, ...] = Field(min_length=1)
    anchors: tuple[str, ...] = ()


class DropRow(RowEdit):
    """The row is no measure."""

    kind: Literal["drop"] = "drop"


class AddRow(RowEdit):
    """A measure that was not found stands after `measure`, or first where that is empty."""

    kind: Literal["add"] = "add"
    id: str
    text: str
    deadline: str = ""
    executors: str = ""
    outcome: str = ""


class SetCategory(RowEdit):
    """Another category."""

    kind: Literal["category"] = "category"
    primary: CategoryId
    secondary: tuple[CategoryId, ...] = ()


class SetActivity(RowEdit):
    """Another typical activity, or none."""

    kind: Literal["activity"] = "activity"
    activity: str | None


Edit = Annotated[
    SetPassport | SetCell | SplitRow | JoinRows | DropRow | AddRow | SetCategory | SetActivity,
    Field(discriminator="kind"),
]
