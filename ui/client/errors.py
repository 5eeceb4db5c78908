"""What the service refuses, as a person is told of it."""

from __future__ import annotations

import json

import httpx

from service.schemas.problem import Problem
from ui.wording import errors as words


class ServiceError(Exception):
    """A request was not answered as asked.

    Attributes:
        slug: the problem's stable name (`not-found`, `forbidden` …), `unreachable` or `too-slow`.
        status: of HTTP; 0 where there was no answer.
        what, why, advice: Russian, for the person at the screen.
        findings: all that was found wrong with a file, where the service names it.
    """

    def __init__(self, slug: str, status: int, what: str, why: str, advice: str) -> None:
        super().__init__(slug)
        self.slug, self.status = slug, status
        self.what, self.why, self.advice = what, why, advice
        self.findings: tuple[str, ...] = ()


def refused(response: httpx.Response) -> ServiceError:
    """Return the error that an answer of 400 and above stands for."""
    try:
        told = json.loads(response.read())
        problem = Problem.model_validate(told)
    except ValueError:
        return ServiceError("failed", response.status_code, words.FAILED, words.NO_ANSWER, words.TRY_AGAIN)
    fields = "; ".join(
        f"{field.field.partition('.')[2] or field.field}: {field.message}" for field in problem.fields or ()
    )
    # The general words about fields speak of the answer, not of the form.
    why = problem.why or ("" if fields else problem.detail)
    slug = problem.type.rpartition("/")[2]
    error = ServiceError(
        slug,
        problem.status,
        problem.what or problem.title,
        f"{why} ({fields})" if why and fields else why or fields,
        problem.advice,
    )
    error.findings = tuple(str(finding) for finding in told.get("findings") or ())
    return error


def unanswered(error: httpx.TransportError) -> ServiceError:
    """Return the error that stands for no answer at all."""
    if isinstance(error, httpx.TimeoutException):
        return ServiceError("too-slow", 0, words.FAILED, words.TOO_SLOW, words.TRY_AGAIN)
    return ServiceError("unreachable", 0, words.UNREACHABLE, words.NOT_RUNNING, words.START_IT)
