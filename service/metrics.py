"""Figures for Prometheus: requests as they come, jobs and contents as they stand when asked."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select

from service.store.columns import now
from service.store.engine import Store
from service.store.tables import Document, Measure, Plan
from service.store.tables_access import Job

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Metrics:
    """The figures of one application."""

    def __init__(self, store: Store) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self._requests = Counter("sverka_requests", "Answered requests", labels, registry=self.registry)
        self._durations = Histogram(
            "sverka_request_duration_seconds", "Time to answer", ("route",), buckets=_BUCKETS, registry=self.registry
        )
        self._children: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        self.registry.register(_Contents(store))

    def count(self, method: str, route: str, status: int, duration_s: float) -> None:
        """Count an answer by its route's template; unknown addresses are one route."""
        key = (method, route, status)
        pair = self._children.get(key)
        if pair is None:
            # A foreign method would be a label that the client chooses.
            labels = (method if method in _METHODS else "other", route or "none", str(status))
            pair = (self._requests.labels(*labels), self._durations.labels(route or "none"))
            if method in _METHODS:
                self._children[key] = pair
        pair[0].inc()
        pair[1].observe(duration_s)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self.registry)


class _Contents(Collector):
    """Counts jobs, documents, plans and measures when asked."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        jobs = GaugeMetricFamily("sverka_jobs", "Jobs by state", labels=["state"])
        contents = GaugeMetricFamily("sverka_contents", "What is stored", labels=["kind"])
        with self._store.reading() as session:
            for state, n in session.execute(select(Job.state, func.count()).group_by(Job.state)):
                jobs.add_metric([state], n)
            oldest = session.scalar(select(func.min(Job.not_before)).where(Job.state == "queued"))
            for kind, table in (("documents", Document), ("plans", Plan), ("measures", Measure)):
                contents.add_metric([kind], session.scalar(select(func.count()).select_from(table)) or 0)
            stale = session.scalar(select(func.count()).select_from(Plan).where(Plan.stale.is_(True)))
            contents.add_metric(["stale-plans"], stale or 0)
        age_s = max(0.0, (now() - oldest).total_seconds()) if oldest is not None else 0.0
        yield jobs
        yield contents
        yield GaugeMetricFamily("sverka_queue_age_seconds", "How long the oldest due job waits", value=age_s)
