"""What is told of the invented clients, before anything is stored."""

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest

from outcomes.change import Course, progress
from outcomes.change.learning import BENEFITED, DID_NOT_BENEFIT, period_around
from outcomes.cli.serve import DEMO_SEED
from outcomes.demo.days import HOURS, IF_NEED_BE, is_working, open_day
from outcomes.demo.loading import stories
from outcomes.demo.staff import STAFF
from outcomes.measures import age_band, catalogue
from outcomes.storage.treatment import ENDING_KINDS

THURSDAY = dt.date(2026, 11, 19)
MANY_DAYS = [open_day(dt.date(2026, 1, 1) + dt.timedelta(days=13 * step)) for step in range(30)]
"""First and last days of months, leap years apart, are among what these come near to."""


def standing(story):
    """Progress at the latest score."""
    band = age_band(story.birth_date, story.opened_on)
    scores = [(n, v.outcome) for n, v in enumerate(story.attended, 1) if v.outcome is not None]
    course = Course(tuple(n for n, _ in scores), tuple(value for _, value in scores))
    return progress(course, catalogue()[story.measure].yardstick(band))


def counted_of_miriam(anchor, *, seed, years_before=0):
    """Her counted cases of the period a day lies in, as (not benefiting, benefiting, neither)."""
    first, last = period_around(anchor)
    if years_before:
        first, last = (day - dt.timedelta(days=365 * years_before) for day in (first, last))
    found = Counter()
    for story in stories(anchor, seed=seed):
        rated = [visit.day for visit in story.attended if visit.outcome is not None]
        if story.therapist != "miriam" or not rated or not first <= rated[-1] <= last:
            continue
        known = standing(story)
        if known.n < 2 or not known.attainable_improvement or not known.intake_clinical:
            continue
        if story.ending is None:
            found["not" if known.status == "not_on_track" else "open"] += 1
        else:
            assert known.class_ in BENEFITED + DID_NOT_BENEFIT
            found["not" if known.class_ in DID_NOT_BENEFIT else "benefited"] += 1
    return found


@pytest.mark.parametrize("anchor", MANY_DAYS[::3], ids=str)
def test_on_any_day_nine_of_41_cases_of_miriams_period_did_not_benefit(anchor):
    assert counted_of_miriam(anchor, seed=1) == {"not": 9, "open": 7, "benefited": 25}


@pytest.mark.parametrize("anchor", MANY_DAYS[1::3], ids=str)
def test_so_they_did_with_the_seed_that_the_console_uses(anchor):
    assert counted_of_miriam(anchor, seed=DEMO_SEED) == {"not": 9, "open": 7, "benefited": 25}


@pytest.mark.parametrize("anchor", MANY_DAYS[2::3], ids=str)
def test_the_same_months_of_the_year_before_can_be_compared(anchor):
    before = counted_of_miriam(anchor, seed=1, years_before=1)
    assert before.total() >= 20
    assert before["not"] == 7


def test_the_same_seed_and_day_tell_the_same_stories():
    assert stories(THURSDAY, seed=7) == stories(THURSDAY, seed=7)


def test_another_seed_tells_others():
    assert stories(THURSDAY, seed=7) != stories(THURSDAY, seed=8)


@pytest.mark.parametrize("anchor", MANY_DAYS[::5], ids=str)
def test_visits_lie_on_weekdays_before_the_day_and_appointments_from_it_on(anchor):
    for story in stories(anchor, seed=1):
        days = [visit.day for visit in story.visits]
        assert all(is_working(day) and story.opened_on <= day < anchor for day in days)
        assert all(earlier < later for earlier, later in pairwise(days))
        assert all(is_working(day) and day >= anchor for day, _ in story.planned)
        assert {visit.time for visit in story.visits} <= {*HOURS, *IF_NEED_BE}


@pytest.mark.parametrize("sunday", [dt.date(2026, 11, 22), dt.date(2027, 2, 28)], ids=str)
def test_at_a_weekend_somebody_has_an_appointment_and_nothing_was_rated(sunday):
    told = stories(sunday, seed=1)
    assert sum(day == sunday for story in told for day, _ in story.planned) >= 3
    assert all(is_working(v.day) and v.day < sunday for story in told for v in story.visits)


def test_an_ending_lies_before_the_day_and_after_the_last_session():
    for story in stories(THURSDAY, seed=1):
        if story.ending:
            assert story.attended[-1].day <= story.ending[0] < THURSDAY


def test_names_and_codes_are_each_given_once():
    told = stories(THURSDAY, seed=1)
    assert len({story.name for story in told}) == len(told)
    assert len({story.code for story in told}) == len(told)
    assert 110 <= len(told) <= 150


def test_no_therapist_holds_two_sessions_in_one_hour():
    held = Counter(
        (story.therapist, visit.day, visit.time)
        for story in stories(THURSDAY, seed=1)
        for visit in story.attended
    )
    assert max(held.values()) == 1


def test_a_form_exists_for_every_client():
    for story in stories(THURSDAY, seed=1):
        band = age_band(story.birth_date, story.opened_on)
        assert catalogue()[story.measure].has_wording("en", age_band=band)
        assert catalogue()["session"].has_wording("en", age_band=band)


def test_there_are_endings_of_all_kinds_and_young_people_and_lower_is_better_measures():
    told = stories(THURSDAY, seed=1)
    assert {story.ending[1] for story in told if story.ending} == set(ENDING_KINDS)
    bands = Counter(age_band(story.birth_date, story.opened_on) for story in told)
    assert bands["youth"] >= 4
    assert bands["child"] == 0
    assert {story.measure for story in told} == {"wellbeing", "phq9", "core10"}


def test_missed_appointments_and_sessions_without_a_rating_are_told():
    visits = [visit for story in stories(THURSDAY, seed=1) for visit in story.visits]
    kinds = Counter(visit.attendance for visit in visits)
    assert kinds["cancelled"] > 10
    assert kinds["did_not_attend"] > 5
    assert any(visit.attendance == "attended" and visit.outcome is None for visit in visits)


def test_session_check_ins_crowd_at_the_top_and_sometimes_fall():
    told = stories(THURSDAY, seed=1)
    totals = [v.alliance for story in told for v in story.attended if v.alliance is not None]
    assert 0.08 < sum(total >= 39.5 for total in totals) / len(totals) < 0.35
    assert any(total < 28 for total in totals)


def test_every_therapist_has_somebody_today_or_in_the_coming_days():
    open_stories = [story for story in stories(THURSDAY, seed=1) if story.ending is None]
    assert all(story.planned for story in open_stories)
    whose = {
        story.transferred[1] if story.transferred else story.therapist for story in open_stories
    }
    assert whose == {person.key for person in STAFF if person.role == "therapist"}
