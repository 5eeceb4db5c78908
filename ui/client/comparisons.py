"""Plans side by side, changes from version to version, and what is said of single matches."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.domain import Relation
from service.schemas.answer import ChangesShown, ComparisonShown, MatchExplained, MatchGiven
from ui.client.base import Client

Pair = tuple[str, str]


def compared(client: Client, plans: Sequence[str]) -> ComparisonShown:
    """Return from two to twenty plans in aligned rows."""
    return client.get("/comparisons", ComparisonShown, {"plans": list(plans)})


def changes(client: Client, plan: str, since: str | None = None) -> ChangesShown:
    """Return what became of each measure since another version, by default the one before."""
    return client.get(f"/plans/{plan}/changes", ChangesShown, {"since": since})


def explained(client: Client, plans: Pair, measures: Pair) -> MatchExplained:
    """Return what is said of two measures of two plans, and what it rests on."""
    return client.get(f"/comparisons/{plans[0]}/{plans[1]}/evidence", MatchExplained, _asked(measures))


def judge(client: Client, plans: Pair, measures: Pair, relation: Relation, comment: str) -> MatchExplained:
    """Accept a match (`same`, `related`) or reject it (`different`)."""
    given = MatchGiven(left_measure=measures[0], right_measure=measures[1], relation=relation, comment=comment)
    return client.put(f"/plans/{plans[0]}/matches/{plans[1]}", MatchExplained, given)


def take_back(client: Client, plans: Pair, measures: Pair) -> None:
    """Give two measures the machine's answer again."""
    client.delete(f"/plans/{plans[0]}/matches/{plans[1]}", _asked(measures))


def _asked(measures: Pair) -> dict[str, str]:
    return {"left_measure": measures[0], "right_measure": measures[1]}
