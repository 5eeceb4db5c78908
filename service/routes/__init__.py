"""A router a resource; `ROUTERS` is the one list of them, those asked most often first."""

from __future__ import annotations

from fastapi import APIRouter

from service.routes import (
    analytics,
    audit,
    catalogues,
    comparisons,
    corrections,
    coverage,
    docs,
    documents,
    exports,
    figures,
    health,
    jobs,
    login,
    metrics,
    overview,
    phrasings,
    plans,
    regions,
    review,
    search,
    template,
    tokens,
    users,
)

ROUTERS: tuple[APIRouter, ...] = (
    plans.router,
    documents.router,
    jobs.router,
    corrections.router,
    overview.router,
    health.router,
    coverage.router,
    comparisons.router,
    search.router,
    analytics.router,
    catalogues.router,
    phrasings.router,
    regions.router,
    review.router,
    figures.router,
    exports.router,
    template.router,
    audit.router,
    login.router,
    users.router,
    tokens.router,
    metrics.router,
    docs.router,
    login.pages,
    docs.pages,
)
