"""The page «Справочники»: what is shown of catalogues, and bringing them in and out of use."""

from __future__ import annotations

import time

import pytest
import ui_uploads
import ui_world

from nlp.gaps.catalogue import parse_mandates
from service.schemas.account import Me
from service.schemas.catalogue import NewCatalogue
from service.store.catalogue_records import parse
from ui.client import catalogues, coverage, plans
from ui.views.catalogues.versions import may_change
from ui.wording import catalogues as words

YAML = "- id: audit\n  title: Аудит библиотеки\n  covers: Проверка фондов школьной библиотеки\n"


def page(**query):
    shown = ui_world.opened("catalogues", **query)
    assert not shown.exception
    return shown


def frames(shown) -> str:
    return " ".join(str(value) for frame in shown.dataframe for value in frame.value.to_numpy().ravel())


def plain(shown) -> str:
    """What a page says, without the signs that keep strangers' words plain."""
    return ui_world.words(shown).replace("\\", "")


def press(shown, label: str):
    return next(button for button in shown.button if button.label == label).click().run()


@pytest.mark.parametrize("tab", words.TABS)
def test_every_section_is_drawn(demo, tab):
    shown = page(tab=tab)
    assert not shown.error
    assert shown.session_state["tab"] == tab


def test_expected_activities_are_filtered_by_step_and_ground(demo):
    everything, some = page(), page(stage="close", strength="FR")
    assert words.expected(31, 31) in ui_world.words(everything)
    labels = [expander.label for expander in some.expander]
    assert 0 < len(labels) < 31
    assert all("федеральная оценка качества" in label for label in labels)
    assert words.NOTHING in ui_world.words(page(text="нет такого слова"))


def test_a_link_opens_an_expected_activity(demo):
    told = plain(page(mandate="municipal-coordinator"))
    for part in (words.COVERS, words.PARTIAL, words.NOT_COVERED, words.BASIS, words.ASK, words.PHRASES):
        assert part in told


def test_categories_have_definitions_and_examples(demo):
    told = ui_world.words(page(tab="categories"))
    assert told.count(words.BELONGS) >= 8 and told.count(words.EXAMPLES) == 8


def test_a_typical_activity_shows_its_phrasings(demo):
    told = ui_world.words(page(tab="activities", activity="families-risk"))
    assert words.PHRASINGS in told and words.PHRASINGS_NOTE in told
    assert "families-risk" not in told and "parents-individual" not in told


def test_abbreviations_are_found_by_a_part_of_their_meaning(demo):
    shown = page(tab="glossary", text="функционирующие в неблагоприятных")
    assert "ШНСУ" in frames(shown) and len(shown.dataframe[0].value) < 10


@pytest.mark.parametrize("kind", words.PATTERNS)
def test_patterns_can_be_brought_in_as_they_are(kind):
    assert len(parse(kind, words.PATTERNS[kind], "образец")) > 0


def test_the_pattern_of_mandates_shows_every_field_that_it_names():
    first = parse_mandates(words.PATTERNS["mandates"], "образец")[0]
    assert first.stage and first.category and first.partial and first.not_covered and first.basis and first.ask


@pytest.mark.parametrize(
    "role, regions, may", [("admin", [], True), ("admin", ["28"], False), ("expert", [], False), ("viewer", [], False)]
)
def test_who_may_change_catalogues(role, regions, may):
    person = Me(user_id="0" * 32, login="a", role=role, regions=regions, way="session")
    assert may_change(person) is may


def check(text: str, name: str = "Проба", kind: str = "mandates"):
    shown = page(tab="versions", kind=kind)
    shown.text_input(key=f"name-{kind}").set_value(name)
    shown.text_area(key=f"text-{kind}").set_value(text)
    return press(shown, words.CHECK)


@pytest.mark.parametrize(
    "text, told",
    [
        ("- id: a\n  title: [\n", "строке 3"),
        ("- id: a\n  title: Б\n  covers: В\n  stage: завтра\n", "stage"),
        ("- id: a\n  title: Б\n", "covers"),
        ("", words.NOTHING_GIVEN),
    ],
)
def test_errors_name_the_line_or_the_field_and_keep_what_was_typed(demo, text, told):
    shown = check(text)
    said = " ".join(str(e.value) for kind in ("error", "warning") for e in getattr(shown, kind)).replace("\\", "")
    assert told in said
    assert shown.text_area(key="text-mandates").value == text
    assert not any(button.label == words.BRING_IN for button in shown.button)


def test_a_catalogue_is_checked_brought_in_compared_and_taken_out_of_use(own):
    client = ui_world.client(own)
    shown = check(YAML)
    assert words.FRESH in ui_world.words(shown)
    assert [c for c in catalogues.listed(client, "mandates") if c.name == "Проба"] == []
    press(shown, words.BRING_IN)
    first = next(c for c in catalogues.listed(client, "mandates") if c.name == "Проба")
    assert first.active

    shown = check(YAML.replace("Аудит", "Осмотр"))
    assert words.AGAINST.format(version=1) in ui_world.words(shown)
    assert "Осмотр библиотеки" in plain(shown) and "Аудит библиотеки" in plain(shown)
    press(shown, words.BRING_IN)
    second = next(c for c in catalogues.listed(client, "mandates") if c.name == "Проба" and c.active)
    assert second.version == 2

    shown = page(tab="versions", version=second.id, since=first.id)
    assert "Осмотр библиотеки" in ui_world.words(shown)
    press(shown, words.DEACTIVATE)
    assert words.DEACTIVATE_TOLD in ui_world.words(shown)
    assert catalogues.one(client, second.id).active, "nothing happens before it is confirmed"


def test_a_plan_becomes_a_catalogue(own):
    client = ui_world.client(own)
    plan = next(p for p in plans.listed(client) if p.file == "zavolkhovskoe-2021.docx")
    shown = page(tab="versions", way="plan", source=plan.id)
    shown.text_input[0].set_value("   ")
    press(shown, words.BRING_IN)
    assert words.NAME_NEEDED in [warning.value for warning in shown.warning]
    shown.text_input[0].set_value("План *региона*")
    press(shown, words.BRING_IN)
    assert not shown.exception
    new = next(c for c in catalogues.listed(client, "mandates") if c.origin == "plan")
    assert new.active and shown.query_params["version"] == new.id and new.n_records == plan.n_measures
    for _ in range(300):  # the work is nobody's own: `settle` knows nothing of it
        if shown.success:
            break
        time.sleep(0.1)
        shown.run()
    assert words.COVERED in [done.value for done in shown.success]
    assert ui_uploads.leads(shown, "gaps", catalogue=new.id)
    assert coverage.matrix(client, new.id).plans[0].statuses
    catalogues.used(client, new.id, False)


def test_the_same_again_is_no_new_version(own):
    client = ui_world.client(own)
    catalogues.brought_in(client, NewCatalogue(kind="glossary", name="Слова", yaml="- {abbr: ЦОМ, expansion: центр}"))
    shown = check("- {abbr: ЦОМ, expansion: центр}", "Слова", "glossary")
    assert words.CHECKED_SAME.format(version=1, name="Слова") in ui_world.words(shown)


def test_strangers_words_stay_words(own):
    client = ui_world.client(own)
    sign = ":red[x] **y** [z](http://a.invalid) `q` $1$"
    given = NewCatalogue(kind="mandates", name="Чужое", yaml=f'- id: a\n  title: "{sign}"\n  covers: "{sign}"\n')
    kept = catalogues.brought_in(client, given)
    shown = page(catalogue=kept.id, mandate="a")
    text = "\n".join([*(e.label for e in shown.expander), *(str(m.value) for m in shown.markdown)])
    assert "red" in text and ":red[" not in text and "**y**" not in text and "](http" not in text


@pytest.mark.parametrize(
    "query", [{"tab": "x"}, {"catalogue": "x"}, {"version": "x", "tab": "versions"}, {"stage": "x"}]
)
def test_what_an_address_names_wrongly_does_no_harm(demo, query):
    assert page(**query).title[0].value == "Справочники"
