"""One pair of measures of two plans: what the machine says, why, and what an expert says instead."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy.orm import Session

from nlp.domain import Evidence, Measure, Relation
from service.answers.comparing import evidence_of, measure_in, read_plans
from service.answers.matching import Version
from service.answers.shown import measure_brief, said
from service.answers.words import ordered, placed, words_on_matches
from service.schemas.answer import MatchExplained
from service.state import Service
from service.store.sight import Bound
from service.store.tables import Correction


class Judged(NamedTuple):
    """Two measures of two plans, the plan with the smaller id left, and the machine's answer on them."""

    plans: tuple[str, str]
    versions: dict[str, Version]
    left: Measure
    right: Measure
    probability: float
    relation: Relation
    evidence: tuple[Evidence, ...]

    def correction(self, relation: Relation) -> Correction:
        """Return the correction that keeps an expert's word on them; their texts find them after a new analysis."""
        return Correction(
            plan_id=self.plans[0],
            kind="match",
            target={
                "other_plan": self.plans[1],
                "left_measure": self.left.id,
                "right_measure": self.right.id,
                "right_anchor": self.right.text,
            },
            anchor=self.left.text,
            machine={"relation": self.relation, "probability": self.probability},
            expert={"relation": relation},
        )


def judged(service: Service, plan_ids: tuple[str, str], measure_ids: tuple[str, str], bound: Bound) -> Judged:
    """Return what the machine says of two measures, given in the order of their plans, whichever that is.

    Raises:
        ProblemError: not-found, where a plan or a measure is not there or not to be seen.
        InputError: it is one and the same plan.
        ModelError: a model is absent, damaged or foreign.
    """
    _, plans = read_plans(service, plan_ids, bound)
    one, other = (measure_in(plans[p].roadmap, m) for p, m in zip(plan_ids, measure_ids, strict=True))
    pair = ordered(*plan_ids)
    left, right = (one, other) if pair[0] == plan_ids[0] else (other, one)
    probability, relation, evidence = evidence_of(service.models, left, right)
    return Judged(pair, plans, left, right, probability, relation, evidence)


def explained(service: Service, found: Judged, given: tuple[str, str]) -> MatchExplained:
    """Return what is said of two measures, in the order in which the plans were `given`."""
    with service.store.reading() as session:
        words = words_in_force(session, found.versions, (found.left.id, found.right.id))
        told = said(session, words)
    word = words[-1] if words else None
    is_turned = found.plans != given
    left, right = (found.right, found.left) if is_turned else (found.left, found.right)
    return MatchExplained(
        left_plan=given[0],
        right_plan=given[1],
        left_measure=left.id,
        right_measure=right.id,
        relation=word.expert["relation"] if word else found.relation,
        machine_relation=found.relation,
        probability=found.probability,
        expert=told[word.id] if word else None,
        left=measure_brief(left),
        right=measure_brief(right),
        evidence=found.evidence,
    )


def words_in_force(session: Session, plans: dict[str, Version], asked: tuple[str, str]) -> list[Correction]:
    """Return every word on two measures (`asked`: left and right, in the order of the plans), oldest first."""
    pair = ordered(*plans)
    left, right = (plans[id_].roadmap.measures for id_ in pair)
    on_plans = words_on_matches(session, pair).get(pair, [])
    return [c for c in on_plans if any((w.left, w.right) == asked for w in placed([c], left, right))]
