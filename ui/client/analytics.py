"""What many plans show together."""

from __future__ import annotations

from typing import Any

from service.schemas.analytics import By, CopiesShown, Frequencies, UnusualShown
from service.schemas.answer import MatrixShown
from service.schemas.export import FieldDictionary
from service.schemas.review import ModelsShown
from ui.client.base import Client


def activities(client: Client, by: By, **filters: Any) -> Frequencies:
    """Return how often typical activities stand in plans; `filters`: region, municipality, year."""
    return client.get("/analytics/activities", Frequencies, {"by": by, **filters})


def categories(client: Client, by: By, **filters: Any) -> Frequencies:
    """Return how often categories stand in plans."""
    return client.get("/analytics/categories", Frequencies, {"by": by, **filters})


def copies(client: Client, least_share: float, **filters: Any) -> CopiesShown:
    """Return which plans repeat each other."""
    return client.get("/analytics/copies", CopiesShown, {"least_share": least_share, "limit": 100, **filters})


def unusual(client: Client, **filters: Any) -> UnusualShown:
    """Return the groups of measures that no typical activity describes."""
    return client.get("/analytics/unusual", UnusualShown, {"limit": 100, **filters})


def matrix(client: Client, **filters: Any) -> MatrixShown:
    """Return plans × mandates of the catalogue in use."""
    return client.get("/matrix", MatrixShown, filters)


def models(client: Client) -> ModelsShown:
    """Return how well the models do."""
    return client.get("/models", ModelsShown)


def dictionary(client: Client) -> FieldDictionary:
    """Return what each field of the data set means."""
    return client.get("/exports/dictionary.json", FieldDictionary)
