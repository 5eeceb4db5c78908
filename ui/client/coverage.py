"""How plans cover what is expected of them: the matrix, one plan, experts' statuses, formulations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from nlp.domain import CoverageStatus, Mandate
from service.schemas.answer import CoverageShown, Formulations, MatrixShown, PlanCoverage, StatusGiven
from service.schemas.catalogue import CatalogueWhole
from ui.client.base import Client


def matrix(client: Client, catalogue: str, plans: Sequence[str] = (), **query: Any) -> MatrixShown:
    """Return the statuses of some plans, of those that fit `query` where none are named."""
    return client.get("/matrix", MatrixShown, {**query, "catalogue": catalogue, "plans": list(plans)})


def of_plan(client: Client, plan_id: str, catalogue: str) -> PlanCoverage:
    """Return how one plan covers a catalogue, with reasons and nearest rows."""
    return client.get(f"/plans/{plan_id}/coverage", PlanCoverage, {"catalogue": catalogue})


def say(client: Client, cell: tuple[str, str, str], status: CoverageStatus, comment: str) -> CoverageShown:
    """Set an expert's status of a cell (plan, catalogue, mandate); return the cell as it is now."""
    return client.put(_path("coverage", cell), CoverageShown, StatusGiven(status=status, comment=comment))


def take_back(client: Client, cell: tuple[str, str, str]) -> None:
    """Give a cell (plan, catalogue, mandate) the machine's status again."""
    client.delete(_path("coverage", cell))


def borrow(client: Client, cell: tuple[str, str, str], limit: int = 3) -> Formulations:
    """Return how plans of other municipalities word what covers a mandate."""
    return client.get(_path("borrow", cell), Formulations, {"limit": limit})


def mandates(client: Client, catalogue: str) -> list[Mandate]:
    """Return what a catalogue expects, in its order."""
    whole = client.get(f"/catalogues/{catalogue}", CatalogueWhole)
    return [Mandate.model_validate(record) for record in whole.records]


def _path(what: str, cell: tuple[str, str, str]) -> str:
    plan, catalogue, mandate = cell
    return f"/plans/{plan}/{what}/{catalogue}/{quote(mandate, safe='')}"
