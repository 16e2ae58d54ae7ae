"""What holds for every measure of the catalogue."""

import re
from itertools import pairwise

import pytest

from outcomes.measures import AGE_BANDS, RATERS, TOTAL, Threshold, catalogue, score, score_total

MEASURES = [pytest.param(measure, id=measure.id) for measure in catalogue().values()]
every_measure = pytest.mark.parametrize("measure", MEASURES)


def worst_case(measure, *, low):
    """Answers that add up to the lowest (or highest) total, before any turning round."""
    if measure.total_only:
        return {TOTAL: measure.minimum if low else measure.maximum}
    return {
        item.id: item.maximum if item.reversed is low else item.minimum for item in measure.items
    }


def thresholds(measure):
    for yardstick in measure.yardsticks:
        yield from (yardstick.clinical, yardstick.reliable_change)
    yield from (part.clinical for part in measure.subscales)


def test_the_catalogue_holds_the_measures_of_the_product():
    assert set(catalogue()) == {
        "wellbeing",
        "session",
        "group",
        "faces",
        "goals",
        "core10",
        "phq9",
        "gad7",
        "phq4",
        "k10",
        "k6",
        "dass21",
        "who5",
        "bdi2",
    }


def test_the_catalogue_is_read_once_and_cannot_be_changed():
    assert catalogue() is catalogue()
    with pytest.raises(TypeError):
        catalogue()["mine"] = None


@every_measure
def test_id_is_the_name_of_the_file_and_of_the_entry(measure):
    assert measure.origin == f"{measure.id}.toml"
    assert catalogue()[measure.id] is measure


@every_measure
def test_names_are_unique(measure):
    assert [other.name for other in catalogue().values()].count(measure.name) == 1


@every_measure
def test_lowest_answers_come_to_the_minimum(measure):
    assert score(measure, worst_case(measure, low=True)).value == measure.minimum


@every_measure
def test_highest_answers_come_to_the_maximum(measure):
    result = score(measure, worst_case(measure, low=False))

    assert result.value == measure.maximum
    assert result.subscales == {part.id: part.maximum for part in measure.subscales}


@every_measure
def test_no_answer_is_no_score_with_a_reason(measure):
    result = score(measure, {})

    assert result.value is None
    assert result.reason.endswith(".")
    assert result.answered == 0


@every_measure
def test_one_answer_too_few_is_no_score_with_a_reason(measure):
    answers = worst_case(measure, low=True)
    for name in list(answers)[: measure.missing.at_most + 1]:
        answers[name] = None

    result = score(measure, answers)

    assert result.value is None
    assert result.reason


@every_measure
def test_every_total_of_the_range_is_accepted_and_nothing_beside_it(measure):
    steps = round((measure.maximum - measure.minimum) / measure.step)
    totals = [round(measure.minimum + n * measure.step, 6) for n in range(steps + 1)]

    assert [score_total(measure, total).value for total in totals] == totals


@every_measure
def test_thresholds_say_where_they_come_from(measure):
    for threshold in filter(None, thresholds(measure)):
        assert isinstance(threshold, Threshold)
        assert len(threshold.provenance) > 20
        assert threshold.verified is ("nverified" not in threshold.provenance)


@every_measure
def test_norms_and_reliability_say_where_they_come_from(measure):
    for yardstick in measure.yardsticks:
        if yardstick.norm_mean is not None:
            assert yardstick.norms_verified is ("nverified" not in yardstick.norms_provenance)
        if yardstick.reliability is not None:
            unverified = "nverified" in yardstick.reliability_provenance
            assert yardstick.reliability_verified is not unverified


@every_measure
def test_licence_attribution_and_citation_are_present(measure):
    assert measure.licence.name
    assert measure.licence.statement.endswith(".")
    assert measure.attribution
    assert len(measure.citation) > 20
    assert measure.licence.expires is None


@every_measure
def test_a_yardstick_can_always_be_had_and_explains_its_gaps(measure):
    for age_band in AGE_BANDS:
        for rater in RATERS:
            yardstick = measure.yardstick(age_band, rater)
            assert yardstick.direction == measure.direction
            assert (yardstick.clinical is None) is bool(yardstick.why_no_clinical)
            assert (yardstick.reliable_change is None) is bool(yardstick.why_no_reliable_change)
            assert (yardstick.norm_mean is None) is bool(yardstick.why_no_norms)


@every_measure
def test_bands_cover_the_range_without_gaps(measure):
    for whole, bands in [(measure, measure.bands), *((p, p.bands) for p in measure.subscales)]:
        lows = [band.low for band in bands]
        assert lows[:1] in ([], [whole.minimum])
        assert all(lower < upper for lower, upper in pairwise(lows))


@every_measure
def test_wording_is_complete_in_every_language_or_absent_with_a_reason(measure):
    if not measure.wording_shipped:
        assert measure.why_no_wording
        assert all(item.text is None and item.options == () for item in measure.items)
    for wording in measure.wordings:
        assert wording.title
        assert wording.prompt
        assert [item.id for item in wording.items] == [item.id for item in measure.items]
        for item in wording.items:
            assert item.text
            labelled = item.options or (item.low_label and item.high_label)
            assert labelled


@every_measure
def test_every_language_serves_the_same_people(measure):
    served = {
        language: {
            (age_band, rater)
            for wording in measure.wordings
            if wording.language == language
            for age_band in wording.age_bands
            for rater in wording.raters
        }
        for language in measure.languages
    }

    assert len({frozenset(people) for people in served.values()}) <= 1


@every_measure
def test_only_outcomes_are_set_against_an_expected_course(measure):
    assert measure.kind == "outcome" or not measure.scored_into_curve


@every_measure
def test_own_forms_ask_without_exclamation_marks_in_short_lines(measure):
    if measure.licence.holder != "outcomes project":
        return
    for wording in measure.wordings:
        sentences = re.split(r"(?<=[.]) ", wording.prompt)
        for text in (wording.title, *sentences, *(item.text for item in wording.items)):
            assert "!" not in text
            assert len(text) <= 60, text


OWN = [each for each in MEASURES if each.values[0].licence.holder == "outcomes project"]
LANGUAGES = {"en", "es", "de", "fr", "nb", "ar"}


@pytest.mark.parametrize("measure", OWN)
def test_own_forms_exist_in_every_language_of_the_product(measure):
    assert set(measure.languages) == LANGUAGES
    for wording in measure.wordings:
        assert (wording.text_direction == "rtl") is (wording.language == "ar")
        assert wording.paper_prompt


@pytest.mark.parametrize("measure", OWN)
def test_own_translations_say_that_nobody_has_checked_them_yet(measure):
    for wording in measure.wordings:
        if wording.language == "en":
            continue
        assert wording.translation.state == "draft"
        assert wording.translation.by == "outcomes project"


@every_measure
def test_wording_of_others_is_not_translated_here(measure):
    if measure.licence.holder != "outcomes project":
        assert measure.languages in ((), ("en",))


@every_measure
def test_french_sets_a_no_break_space_before_its_double_signs(measure):
    for wording in measure.wordings:
        if wording.language == "fr":
            words = [wording.title, wording.prompt, *(item.text for item in wording.items)]
            assert re.findall(r"[^\u202f][?:;]", " ".join(words)) == []


def test_the_faces_form_is_never_set_against_an_expected_course():
    assert not catalogue()["faces"].scored_into_curve


def test_the_wellbeing_check_in_asks_as_drawn():
    wording = catalogue()["wellbeing"].wording("en")

    assert wording.title == "How has life been this week?"
    assert wording.prompt == "Touch each line at the place that fits. You can change it."
    assert [(i.id, i.text, i.low_label, i.high_label) for i in wording.items] == [
        ("feeling", "How I have been feeling", "Very bad", "Very good"),
        ("close", "People close to me", "Going very badly", "Going very well"),
        ("days", "My days: work, study, home, friends", "Going very badly", "Going very well"),
        ("life", "My life as a whole", "Very bad", "Very good"),
    ]


def test_the_session_check_in_asks_to_be_talked_about_by_its_own_rules():
    rules = catalogue()["session"].alliance

    assert (rules.fall, rules.line, rules.total) == (4.0, 5.0, 28)
    assert (rules.ceiling, rules.ceiling_run) == (39.5, 3)
    assert (rules.level_from, rules.level_window) == (2, 5)
    assert rules.provisional
