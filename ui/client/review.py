"""What experts judge: the queue, answers, agreement; the models' figures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from nlp.domain import CoverageEvidence
from service.schemas.answer import CoverageShown, MatchExplained, PlanCoverage
from service.schemas.correction import Corrected
from service.schemas.review import AgreementShown, ModelsShown, OpinionShown, ReviewItem, ReviewShown
from ui.client.base import Client

MOST = 100  # of the queue at once


class Undo(NamedTuple):
    """The request that takes a decision back."""

    method: str
    path: str
    query: Mapping[str, str] = {}


def models(client: Client) -> ModelsShown:
    """Return the models' figures."""
    return client.get("/models", ModelsShown)


def agreement(client: Client) -> AgreementShown:
    """Return how far people agree."""
    return client.get("/agreement", AgreementShown)


def queue(client: Client, kind: str, blind: bool) -> list[ReviewItem]:
    """Return what is to be judged, the most uncertain first, `MOST` at most."""
    return client.get("/review", ReviewShown, {"kind": kind, "blind": blind, "limit": MOST}).items


def nearest(client: Client, item: ReviewItem) -> tuple[CoverageEvidence, ...]:
    """Return the rows that the machine's status of a mandate rests on, the nearest first."""
    found = client.get(f"/plans/{item.plan.id}/coverage", PlanCoverage, {"catalogue": item.catalogue_id}).coverage
    return next((row.evidence for row in found if row.mandate == item.mandate), ())


def give(client: Client, item: ReviewItem, label: str, comment: str) -> None:
    """Keep a second opinion; the plan stays as it is."""
    about: dict[str, Any] = {"kind": item.kind, "plan_id": item.plan.id, "label": label, "comment": comment}
    if item.kind == "coverage":
        about |= {"catalogue_id": item.catalogue_id, "mandate": item.mandate}
    if item.measure is not None:
        about["measure"] = item.measure.id
    if item.other_plan is not None and item.other_measure is not None:
        about |= {"other_plan": item.other_plan.id, "other_measure": item.other_measure.id}
    client.post("/opinions", OpinionShown, about)


def decide(client: Client, item: ReviewItem, label: str, comment: str) -> Undo:
    """Put an answer into the plan as the expert's; return the way back."""
    if item.kind == "coverage":
        path = f"/plans/{item.plan.id}/coverage/{item.catalogue_id}/{item.mandate}"
        client.put(path, CoverageShown, {"status": label, "comment": comment})
        return Undo("DELETE", path)
    if item.kind == "match":
        return _decide_match(client, item, label, comment)
    measure = item.measure.id if item.measure else ""
    anchor = item.measure.text if item.measure else ""
    edit = {"kind": "category", "measure": measure, "anchor": anchor, "primary": label}
    made = client.post(f"/plans/{item.plan.id}/corrections", Corrected, {"edits": [edit], "comment": comment})
    return Undo("POST", f"/corrections/{made.corrections[0].id}/undo")


def undo(client: Client, way: Undo) -> None:
    """Take a decision back."""
    if way.method == "POST":
        client.post(way.path, Corrected)
    else:
        client.delete(way.path, way.query)


def _decide_match(client: Client, item: ReviewItem, label: str, comment: str) -> Undo:
    left, right = (measure.id if measure else "" for measure in (item.measure, item.other_measure))
    path = f"/plans/{item.plan.id}/matches/{item.other_plan.id if item.other_plan else ''}"
    body = {"left_measure": left, "right_measure": right, "relation": label, "comment": comment}
    client.put(path, MatchExplained, body)
    return Undo("DELETE", path, {"left_measure": left, "right_measure": right})
