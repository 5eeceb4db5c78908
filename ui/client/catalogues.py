"""Catalogues and their versions."""

from __future__ import annotations

from service.schemas.catalogue import (
    CatalogueChanges,
    CatalogueChecked,
    CatalogueFromPlan,
    CatalogueKind,
    CatalogueList,
    CatalogueShown,
    CatalogueWhole,
    NewCatalogue,
    Phrasings,
)
from ui.client.base import Client


def listed(client: Client, kind: CatalogueKind | None = None) -> list[CatalogueShown]:
    """Return the versions by kind and name, the latest first."""
    return client.get("/catalogues", CatalogueList, {"kind": kind}).catalogues


def one(client: Client, catalogue_id: str) -> CatalogueWhole:
    """Return a version with its records."""
    return client.get(f"/catalogues/{catalogue_id}", CatalogueWhole)


def phrasings(client: Client, activity: str) -> list[str]:
    """Return how a typical activity is worded."""
    return client.get(f"/phrasings/{activity}", Phrasings).phrasings


def changes(client: Client, later: str, earlier: str) -> CatalogueChanges:
    """Return how a version differs from another one."""
    return client.get(f"/catalogues/{later}/changes", CatalogueChanges, {"earlier": earlier})


def checked(client: Client, new: NewCatalogue) -> CatalogueChecked:
    """Return what bringing a catalogue in would change; nothing is kept."""
    return client.post("/catalogues/check", CatalogueChecked, new)


def brought_in(client: Client, new: NewCatalogue) -> CatalogueShown:
    """Bring a catalogue in; it is in use at once."""
    return client.post("/catalogues", CatalogueShown, new)


def from_plan(client: Client, plan_id: str, name: str) -> CatalogueShown:
    """Make a catalogue of expected activities of a plan's measures; it is in use at once."""
    return client.post("/catalogues/from-plan", CatalogueShown, CatalogueFromPlan(plan_id=plan_id, name=name))


def used(client: Client, catalogue_id: str, active: bool) -> CatalogueShown:
    """Bring a version into use or out of it."""
    return client.post(f"/catalogues/{catalogue_id}/{'activate' if active else 'deactivate'}", CatalogueShown)
