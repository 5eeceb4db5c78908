"""Documents: what the readers give."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from nlp.domain.base import Record, State

# Left, top, right, bottom.
Box = tuple[float, float, float, float]
_BOX = "where it stands on the page as it is shown, as shares of that page; a part on a further page is not in it"


class Cell(Record):
    """One cell of a table row, placed on the table's grid.

    `continued` marks a cell that a vertical merge covers from above: its text repeats the
    origin's text, so that every row is complete by itself.
    """

    text: str
    column: int = Field(ge=0)
    colspan: int = Field(default=1, ge=1)
    continued: bool = False


class Row(Record):
    """One table row: cells by ascending column; absent positions are simply not there."""

    cells: tuple[Cell, ...]
    page: int | None = None
    row: int = Field(description="1-based number of the row in its source table or text")
    box: Box | None = Field(default=None, description=_BOX)


class Paragraph(Record):
    """Text outside tables; `number` is the automatic list number that the reader worked out."""

    kind: Literal["paragraph"] = "paragraph"
    text: str
    number: str | None = None
    heading: bool = False
    page: int | None = None
    row: int | None = None
    box: Box | None = Field(default=None, description=_BOX)


class Table(Record):
    """A table as the source holds it; a page break may have split one table into several."""

    kind: Literal["table"] = "table"
    rows: tuple[Row, ...]
    n_columns: int = Field(ge=1)
    table: int = Field(ge=1, description="1-based number of the table in the document")
    name: str | None = Field(default=None, description="name of the sheet, for workbooks")


Block = Annotated[Paragraph | Table, Field(discriminator="kind")]


class Notice(Record):
    """Something a person should look at; `measure` is the id of the measure concerned, if one is.

    `kind` is a stable slug; `detail` is Russian and meant for the user.
    """

    kind: str
    measure: str | None = None
    detail: str = ""


class Document(Record):
    """A source file as blocks in reading order, whatever its format was."""

    name: str
    media_type: str
    sha256: str
    part_ids: tuple[str, ...] = Field(
        default=(), description="ids of the plans in the file: sha256 of its bytes, of bytes + «#2», «#3» …"
    )
    blocks: tuple[Block, ...]
    notices: tuple[Notice, ...] = ()
    state: State = "ok"
