"""What the service knows of the country and of roadmaps in general."""

from __future__ import annotations

from service.schemas.catalogue import CatalogueList, CatalogueWhole
from service.schemas.region import RegionList
from ui.client.base import Client


def activity_titles(client: Client) -> dict[str, str]:
    """Return the titles of the typical activities that the models know, by their ids."""
    listed = client.get("/catalogues", CatalogueList, {"kind": "activities"}).catalogues
    known = next((c for c in listed if c.origin == "builtin"), None)
    if known is None:
        return {}
    return {str(r["id"]): str(r["title"]) for r in client.get(f"/catalogues/{known.id}", CatalogueWhole).records}


def region_names(client: Client) -> dict[str, str]:
    """Return the names of the federal subjects by their codes, in the order of the names."""
    return {region.code: region.name for region in client.get("/regions", RegionList).regions}
