"""Jobs: what the service is working on for a person."""

from __future__ import annotations

from service.schemas.job import JobList, JobShown, JobState
from ui.client.base import Client

_MOST = 200


def own(client: Client, state: JobState | None = None) -> list[JobShown]:
    """Return one's own jobs, the latest first, at most 200."""
    return client.get("/jobs", JobList, {"state": state, "limit": _MOST}).jobs


def active(client: Client) -> list[JobShown]:
    """Return one's own jobs that have not ended, those that run first, then the oldest; of many the latest 200 and what runs."""
    latest = own(client)  # one answer: between two a job could move from one list to the other and be missed in both
    found = {job.id: job for job in latest if job.state in ("queued", "running")}
    if len(latest) == _MOST:
        found |= {job.id: job for job in own(client, "running")}
    return sorted(found.values(), key=lambda job: (job.state != "running", job.created_at, job.id))


def one(client: Client, job_id: str) -> JobShown:
    """Return a job."""
    return client.get(f"/jobs/{job_id}", JobShown)


def cancel(client: Client, job_id: str) -> JobShown:
    """Ask a job to stop; one that has ended stays as it is."""
    return client.post(f"/jobs/{job_id}/cancel", JobShown)
