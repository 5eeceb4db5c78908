"""Who may call what: an entry for every route of the API. A route without one fails `test_api_matrix.py`.

To add a route: one line in ENTRIES. Path parameters name a sample of SAMPLES, made anew for every call in region 28.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api_world import HOME_REGION
from sqlalchemy.orm import Session
from store_samples import roadmap

from nlp.domain import Coverage, Roadmap, SetPassport, Source
from service.access import tokens, users
from service.corrections import keeping
from service.store import catalogues, measures
from service.store.coverage import write_coverage
from service.store.tables import Correction, Document, Measure, Plan, new_id
from service.store.tables_access import Job
from service.store.turns import take_turn


@dataclass(frozen=True)
class Entry:
    """What a route asks for.

    Attributes:
        action: the action of `policy.LEAST_ROLE`; None: open to everybody.
        path: sample (a key of SAMPLES) for each parameter of the path; another word stands for itself.
        send: what else the request has: json=…, params=…, files=….
        of_region: what it names belongs to a region: for people bound to another one it does not exist (404).
        of_another: what it names is somebody's own: for all others but administrators it does not exist.
        fails: statuses other than success that are right for whoever may call it, such as 422 without a body.
    """

    action: str | None
    path: Mapping[str, str] = field(default_factory=dict)
    send: Mapping[str, Any] = field(default_factory=dict)
    of_region: bool = False
    of_another: bool = False
    fails: tuple[int, ...] = ()


def a_user(session: Session) -> str:
    return users.create_user(session, users.Account(f"u{new_id()}", "viewer")).id


def a_token(session: Session) -> str:
    return tokens.issue(session, a_user(session), "проба", None)[0].id


def a_document(session: Session) -> str:
    document = Document(sha256=new_id() * 2, name="план.docx", size_bytes=1, state="ok")
    session.add(document)
    session.flush()
    return document.id


def a_plan(session: Session) -> str:
    made = dict.fromkeys(("n_measures", "n_notices"), 0)
    plan = Plan(id=new_id() * 2, document_id=a_document(session), lineage_id=new_id(), **made)
    body = Roadmap(id=plan.id, source=Source(name="план.docx", media_type="")).model_dump_json().encode()
    plan.region_code, plan.machine, plan.body, plan.stamp = HOME_REGION, body, body, "проба"
    session.add(plan)
    session.flush()
    return plan.id


def a_plans_document(session: Session) -> str:
    plan = session.get_one(Plan, a_plan(session))
    document = session.get_one(Document, plan.document_id)
    document.packed = zlib.compress(b"{}")
    return document.id


def a_full_plan(session: Session) -> str:
    plan = session.get_one(Plan, a_plan(session))
    made = roadmap(plan.id).model_copy(update={"id": plan.id})
    plan.machine = plan.body = made.model_dump_json().encode()
    session.flush()
    return plan.id


def a_correction(session: Session) -> str:
    edit = SetPassport(title="Другое название")
    drafted = keeping.draft(session, a_full_plan(session), [edit])
    keeping.keep(session, drafted, keeping.Author(None))
    return str(drafted.new[0].id)


def a_measure(session: Session) -> str:
    plan = session.get_one(Plan, a_full_plan(session))
    plan.change = take_turn(session)
    row = measures.measure_rows(Roadmap.model_validate_json(plan.body))[0]
    session.add(Measure(**row))
    session.flush()
    return row["id"]


def a_matched_plan(session: Session) -> str:
    plan = session.get_one(Plan, a_full_plan(session))
    body = Roadmap.model_validate_json(plan.body)
    same = tuple(m.model_copy(update={"id": f"m{m.index}"}) for m in body.measures)
    plan.body = body.model_copy(update={"measures": same}).model_dump_json().encode()
    session.flush()
    return plan.id


def a_catalogue(session: Session) -> str:
    """The same one for all, so that a path may name it beside a plan."""
    records = [{"id": "audit", "title": "Аудит библиотеки"}]
    return catalogues.add(session, catalogues.NewCatalogue("mandates", "m", "m", "yaml", records), None).id


def a_covered_plan(session: Session) -> str:
    plan_id = a_full_plan(session)
    found = Coverage(mandate="audit", title="Аудит библиотеки", status="missing", probability=0.9)
    write_coverage(session, plan_id, {a_catalogue(session): [found]}, "проба")
    return plan_id


def a_judged_plan(session: Session) -> str:
    plan_id = a_covered_plan(session)
    target = {"catalogue_id": a_catalogue(session), "mandate": "audit"}
    word = Correction(plan_id=plan_id, kind="coverage", target=target, machine={}, expert={"status": "covered"})
    keeping.keep_answer(session, word, keeping.Author(None))
    return plan_id


def a_job(session: Session) -> str:
    job = Job(kind="probe", payload={}, subject_id=a_plan(session))
    session.add(job)
    session.flush()
    return job.id


SAMPLES: dict[str, Callable[[Session], str]] = {
    "user": a_user,
    "token": a_token,
    "document": a_document,
    "plan": a_plan,
    "plan's document": a_plans_document,
    "full plan": a_full_plan,
    "correction": a_correction,
    "job": a_job,
    "measure": a_measure,
    "matched plan": a_matched_plan,
    "catalogue": a_catalogue,
    "covered plan": a_covered_plan,
    "judged plan": a_judged_plan,
}

A_DOCUMENT = {"document_id": "plan's document"}
A_MANDATE = {"plan_id": "covered plan", "catalogue_id": "catalogue", "mandate": "audit"}
A_PAIR = {"left": "matched plan", "right": "matched plan"}
PAIR_OF_MEASURES = {"left_measure": "m1", "right_measure": "m1"}
ENTRIES: dict[str, Entry] = {
    "GET /": Entry(None),
    "GET /docs": Entry(None),
    "GET /login": Entry(None),
    "POST /login": Entry(None, fails=(401,)),
    "POST /logout": Entry(None),
    "GET /problems/{slug}": Entry(None, {"slug": "not-found"}),
    "GET /static/{name}": Entry(None, {"name": "page.css"}),
    "GET /metrics": Entry(None),  # for this computer or an administrator: tests/test_api_health.py
    "GET /api/v1/openapi.json": Entry(None),
    "GET /api/v1/health": Entry(None),
    "GET /api/v1/ready": Entry(None, fails=(503,)),
    "POST /api/v1/login": Entry(None, fails=(422,)),
    "POST /api/v1/logout": Entry(None),
    "GET /api/v1/me": Entry("account.read"),
    "POST /api/v1/me/password": Entry(
        "account.change", send={"json": {"present": "x", "new": "тихий-пруд-и-ива"}}, fails=(409,)
    ),
    "GET /api/v1/overview": Entry("plan.read"),
    "POST /api/v1/documents": Entry("document.upload", send={"files": {"files": ("план.txt", b"text")}}),
    "GET /api/v1/documents": Entry("plan.read"),
    "GET /api/v1/documents/{document_id}": Entry("plan.read", A_DOCUMENT, of_region=True),
    "DELETE /api/v1/documents/{document_id}": Entry("document.delete", A_DOCUMENT, of_region=True),
    # The samples have no bytes among the originals.
    "GET /api/v1/documents/{document_id}/original": Entry(
        "document.original", A_DOCUMENT, of_region=True, fails=(503,)
    ),
    "GET /api/v1/documents/{document_id}/content": Entry("document.original", A_DOCUMENT, of_region=True),
    "GET /api/v1/documents/{document_id}/pages/{number}.png": Entry(
        "document.original", {**A_DOCUMENT, "number": "1"}, of_region=True, fails=(503,)
    ),
    "GET /api/v1/regions": Entry("catalogue.read"),
    "GET /api/v1/coverage": Entry("plan.compare"),
    "GET /api/v1/plans": Entry("plan.read"),
    "GET /api/v1/plans/{plan_id}": Entry("plan.read", {"plan_id": "plan"}, of_region=True),
    "GET /api/v1/plans/{plan_id}/machine": Entry("plan.read", {"plan_id": "plan"}, of_region=True),
    "GET /api/v1/plans/{plan_id}/versions": Entry("plan.read", {"plan_id": "plan"}, of_region=True),
    "GET /api/v1/plans/{plan_id}/document": Entry("plan.read", {"plan_id": "plan"}, of_region=True),
    "POST /api/v1/plans/{plan_id}/reanalyse": Entry("correction.make", {"plan_id": "plan"}, of_region=True),
    "POST /api/v1/plans/{plan_id}/corrections": Entry(
        "correction.make",
        {"plan_id": "full plan"},
        {"json": {"edits": [{"kind": "passport", "title": "Другое название"}]}},
        of_region=True,
    ),
    "GET /api/v1/plans/{plan_id}/corrections": Entry("correction.read", {"plan_id": "full plan"}, of_region=True),
    "POST /api/v1/corrections/{correction_id}/undo": Entry(
        "correction.undo", {"correction_id": "correction"}, of_region=True
    ),
    "GET /api/v1/jobs": Entry("job.read"),
    "GET /api/v1/jobs/events": Entry("job.read", send={"params": {"job": "0" * 32}}, fails=(404,)),
    "GET /api/v1/jobs/{job_id}": Entry("job.read", {"job_id": "job"}, of_region=True),
    # Somebody else's job is stopped by administrators alone: tests/test_api_jobs.py.
    "POST /api/v1/jobs/{job_id}/cancel": Entry("job.cancel", {"job_id": "job"}, of_region=True, fails=(403,)),
    "GET /api/v1/tokens": Entry("account.read"),
    "POST /api/v1/tokens": Entry("account.change", send={"json": {"label": "проба"}}),
    "DELETE /api/v1/tokens/{token_id}": Entry("account.change", {"token_id": "token"}, of_another=True),
    "GET /api/v1/users": Entry("user.manage"),
    "POST /api/v1/users": Entry("user.manage", send={"json": {"login": "новый", "role": "viewer"}}, fails=(409,)),
    "GET /api/v1/users/{user_id}": Entry("user.manage", {"user_id": "user"}),
    "PATCH /api/v1/users/{user_id}": Entry("user.manage", {"user_id": "user"}, {"json": {"role": "expert"}}),
    "GET /api/v1/users/{user_id}/tokens": Entry("user.manage", {"user_id": "user"}),
    "GET /api/v1/plans/{plan_id}/report.docx": Entry(
        "plan.export", {"plan_id": "full plan"}, of_region=True, fails=(404,)
    ),
    "GET /api/v1/exports/matrix.xlsx": Entry("plan.export", fails=(404,)),
    "GET /api/v1/exports/comparison.xlsx": Entry("plan.export", fails=(422,)),
    "GET /api/v1/exports/measures.{form}": Entry("plan.export", {"form": "jsonl"}),
    "GET /api/v1/exports/dictionary.{form}": Entry("plan.export", {"form": "json"}),
    "GET /api/v1/template": Entry("template.change"),
    "GET /api/v1/template/fields": Entry("template.change"),
    "PUT /api/v1/template": Entry("template.change", send={"files": {"file": ("x.docx", b"x")}}, fails=(422,)),
    "DELETE /api/v1/template": Entry("template.change"),
    "GET /api/v1/plans/{plan_id}/coverage": Entry("plan.read", {"plan_id": "covered plan"}, of_region=True),
    "PUT /api/v1/plans/{plan_id}/coverage/{catalogue_id}/{mandate}": Entry(
        "correction.make", A_MANDATE, {"json": {"status": "covered"}}, of_region=True
    ),
    "DELETE /api/v1/plans/{plan_id}/coverage/{catalogue_id}/{mandate}": Entry(
        "correction.undo", {**A_MANDATE, "plan_id": "judged plan"}, of_region=True
    ),
    "GET /api/v1/plans/{plan_id}/borrow/{catalogue_id}/{mandate}": Entry("plan.read", A_MANDATE, of_region=True),
    "GET /api/v1/matrix": Entry("plan.compare"),
    # Plans in the query, and words on matches to take back: tests/test_api_answers.py.
    "GET /api/v1/comparisons": Entry("plan.compare", send={"params": {"plans": ["0" * 64, "1" * 64]}}, fails=(404,)),
    "GET /api/v1/comparisons/{left}/{right}/evidence": Entry(
        "plan.compare", A_PAIR, {"params": PAIR_OF_MEASURES}, of_region=True
    ),
    "PUT /api/v1/plans/{left}/matches/{right}": Entry(
        "correction.make", A_PAIR, {"json": {**PAIR_OF_MEASURES, "relation": "same"}}, of_region=True
    ),
    "DELETE /api/v1/plans/{left}/matches/{right}": Entry(
        "correction.undo", A_PAIR, {"params": PAIR_OF_MEASURES}, of_region=True, fails=(404,)
    ),
    "GET /api/v1/plans/{plan_id}/changes": Entry("plan.compare", {"plan_id": "full plan"}, of_region=True),
    "GET /api/v1/search": Entry("plan.search", send={"params": {"q": "семинар"}}),
    "GET /api/v1/measures/{measure_id}": Entry("plan.read", {"measure_id": "measure"}, of_region=True),
    "GET /api/v1/measures/{measure_id}/similar": Entry("plan.search", {"measure_id": "measure"}, of_region=True),
    "GET /api/v1/analytics/activities": Entry("analytics.read"),
    "GET /api/v1/analytics/categories": Entry("analytics.read"),
    "GET /api/v1/analytics/copies": Entry("analytics.read"),
    "GET /api/v1/analytics/unusual": Entry("analytics.read"),
    "GET /api/v1/catalogues": Entry("catalogue.read"),
    "GET /api/v1/catalogues/{catalogue_id}": Entry("catalogue.read", {"catalogue_id": "catalogue"}),
    "GET /api/v1/catalogues/{catalogue_id}/yaml": Entry("catalogue.read", {"catalogue_id": "catalogue"}),
    # Against which version: tests/test_api_catalogues.py.
    "GET /api/v1/catalogues/{catalogue_id}/changes": Entry(
        "catalogue.read", {"catalogue_id": "catalogue"}, {"params": {"earlier": "0" * 32}}, fails=(404,)
    ),
    "GET /api/v1/phrasings/{activity}": Entry("catalogue.read", {"activity": "families-risk"}),
    "POST /api/v1/catalogues/check": Entry(
        "catalogue.change",
        send={"json": {"kind": "mandates", "name": "n", "yaml": "- {id: a, title: Аудит, covers: Аудит}"}},
    ),
    "POST /api/v1/catalogues": Entry(
        "catalogue.change",
        send={"json": {"kind": "mandates", "name": "n", "yaml": "- {id: a, title: Аудит, covers: Аудит}"}},
    ),
    "POST /api/v1/catalogues/from-plan": Entry(
        "catalogue.change", send={"json": {"plan_id": "0" * 64, "name": "n"}}, fails=(404,)
    ),
    "POST /api/v1/catalogues/{catalogue_id}/activate": Entry("catalogue.change", {"catalogue_id": "catalogue"}),
    "POST /api/v1/catalogues/{catalogue_id}/deactivate": Entry("catalogue.change", {"catalogue_id": "catalogue"}),
    "GET /api/v1/review": Entry("opinion.give"),
    # An opinion names its subject in the body: tests/test_api_review.py.
    "POST /api/v1/opinions": Entry(
        "opinion.give",
        send={"json": {"kind": "category", "plan_id": "0" * 64, "measure": "m1", "label": "monitoring"}},
        fails=(404,),
    ),
    "GET /api/v1/agreement": Entry("correction.read"),
    "GET /api/v1/models": Entry("analytics.read"),
    "GET /api/v1/audit": Entry("audit.read"),
}
