"""The page «Качество»: figures, the review queue, agreement."""

from __future__ import annotations

import pytest
import ui_world
from streamlit.testing.v1 import AppTest

from service.schemas.correction import CorrectionList
from service.schemas.plan import PlanFull
from service.schemas.review import AgreementShown, KindAgreement, ReliabilityBin
from ui.charts.reliability import reliability
from ui.client import review
from ui.client.plans import listed
from ui.views.quality import agreement
from ui.wording import CATEGORIES
from ui.wording import quality as words


def button(page: AppTest, label: str):
    return next(b for b in page.button if b.label == label)


def test_figures_are_told_with_what_they_were_measured_on(demo):
    page = ui_world.opened("quality")
    models = review.models(ui_world.client(demo))
    said = ui_world.words(page)
    assert not page.exception
    assert f"{models.figures['data']['n_test_phrasings']} формулировках" in said
    assert "это не ваши планы" in said
    shown = {metric.label: metric.value for metric in page.metric}
    assert shown[words.RIGHT_CATEGORY] == words.measured(models.figures["classifier"]["categories"]["accuracy"])
    assert len(page.get("vega_lite_chart")) == 2
    assert list(page.dataframe[0].value[words.COLUMN_CATEGORY]) == list(CATEGORIES.values())


def test_a_share_is_whole_only_without_a_single_fault():
    assert [words.measured(part) for part in (1, 0.997, 0.992)] == ["100 %", "больше 99 %", "99 %"]


def test_a_reliability_diagram_leaves_empty_bins_out():
    bins = [ReliabilityBin(n=0, stated=0, observed=0), ReliabilityBin(n=3, stated=0.6, observed=1)]
    made = reliability(bins).to_dict()
    drawn = [layer["data"] for layer in made["layer"] if "size" in layer["encoding"]]
    # altair may put the rows beside the layers under a name.
    rows = [data.get("values") or made["datasets"][data["name"]] for data in drawn]
    assert rows == [[{"stated": 0.6, "observed": 1.0, "n": 3, "said": "60 %", "came": "100 %"}]]


def test_the_address_chooses_tab_and_kind(demo):
    page = ui_world.opened("quality", tab="review", kind="coverage")
    assert page.header[0].value == words.QUESTIONS["coverage"]
    assert not page.exception
    assert ui_world.opened("quality", tab="nonsense", kind="<b>").metric


def test_an_answer_goes_into_the_plan_and_can_be_taken_back(own):
    client = ui_world.client(own)
    first = review.queue(client, "category", False)[0]
    wanted = next(label for label in first.labels if label != first.machine.label)
    page = ui_world.opened("quality", tab="review")
    assert first.measure.text.split()[0] in ui_world.words(page)
    page.text_input[0].set_value("так в приказе")
    button(page, CATEGORIES[wanted]).click().run()
    assert not page.exception
    assert _category(client, first) == wanted
    made = client.get(f"/plans/{first.plan.id}/corrections", CorrectionList).corrections[0]
    assert made.comment == "так в приказе"
    assert review.queue(client, "category", False)[0].measure.id != first.measure.id
    button(page, words.TAKE_BACK).click().run()
    assert _category(client, first) == first.machine.label
    assert words.TAKE_BACK not in [b.label for b in page.button]


def test_a_skipped_thing_comes_back_only_when_asked_for(own):
    page = ui_world.opened("quality", tab="review", kind="coverage")
    before = ui_world.words(page)
    button(page, words.SKIP).click().run()
    assert ui_world.words(page) != before


def test_a_status_goes_into_the_plan(own):
    client = ui_world.client(own)
    first = review.queue(client, "coverage", False)[0]
    page = ui_world.opened("quality", tab="review", kind="coverage")
    assert first.title in ui_world.words(page).replace("\\", "")
    button(page, "Не относится").click().run()
    assert not page.exception
    keys = [(item.plan.id, item.mandate) for item in review.queue(client, "coverage", False)]
    assert (first.plan.id, first.mandate) not in keys
    button(page, words.TAKE_BACK).click().run()
    assert not page.error


def test_a_blind_opinion_shows_nobodys_answer_and_leaves_the_plan_alone(own):
    client = ui_world.client(own)
    first = review.queue(client, "category", True)[0]
    before = _category(client, first)
    page = ui_world.opened("quality", tab="review", blind="true")
    said = ui_world.words(page)
    assert "вероятность" not in said
    assert not any(name in said for name in CATEGORIES.values())
    assert all(b.proto.type != "primary" for b in page.button)
    wanted = next(label for label in first.labels if label != before)
    button(page, CATEGORIES[wanted]).click().run()
    assert not page.exception and not page.error
    assert _category(client, first) == before
    assert first.measure.id not in [item.measure.id for item in review.queue(client, "category", True)]


def test_pairs_to_judge_come_from_comparisons(own):
    page = ui_world.opened("quality", tab="review", kind="match")
    assert words.NO_MATCHES in page.info[0].value
    client = ui_world.client(own)
    plans = [plan.id for plan in listed(client)]
    client.data("/comparisons", {"plans": plans[:6]})
    first = review.queue(client, "match", False)[0]
    page = ui_world.opened("quality", tab="review", kind="match")
    assert page.header[0].value == words.QUESTIONS["match"]
    button(page, "Разное").click().run()
    assert not page.exception and not page.error
    rest = [(i.measure.id, i.other_measure.id) for i in review.queue(client, "match", False)]
    assert (first.measure.id, first.other_measure.id) not in rest
    button(page, words.TAKE_BACK).click().run()
    assert not page.error


def test_no_agreement_says_what_to_do(demo):
    assert words.NO_AGREEMENT in ui_world.opened("quality", tab="agreement").info[0].value


def test_agreement_is_told_in_words(demo, monkeypatch):
    kind = {"kind": "category", "n": 12, "share": 0.75, "kappa": 0.68}
    confusion = {"one": "methodical", "other": "staffing", "n": 3}
    shown = AgreementShown(kinds=[KindAgreement.model_validate({**kind, "confusions": [confusion]})])
    monkeypatch.setattr(agreement.review, "agreement", lambda client: shown)
    page = ui_world.opened("quality", tab="agreement")
    said = ui_world.words(page)
    assert "Каппа 0,68: хорошее согласие" in said
    assert "12 пар ответов" in said and words.FEW in said
    assert list(page.dataframe[0].value.iloc[0]) == ["Методические", "Кадровые", 3]


@pytest.mark.parametrize(
    "kappa, told",
    [(-0.1, "хуже"), (0.1, "почти случайное"), (0.5, "умеренное"), (0.7, "хорошее"), (0.9, "почти полное")],
)
def test_kappa_in_words(kappa, told):
    assert told in words.kappa_told(kappa)


def _category(client, item):
    rows = client.get(f"/plans/{item.plan.id}", PlanFull).roadmap.measures
    return next(m.category.primary for m in rows if m.id == item.measure.id)
