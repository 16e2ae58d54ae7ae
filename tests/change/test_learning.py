"""The reflection's rules, word by word as decided: which cases count, and what they share."""

import datetime as dt

import pytest

from outcomes.change.learning import Case, against_past, learning_of, worst_third

DAY = dt.date(2026, 10, 1)


def case(number=1, **changes):
    """A counted, open case that is on track."""
    plain = {
        "episode_id": number,
        "measure_id": "wellbeing",
        "direction": 1,
        "rated_on": DAY + dt.timedelta(days=number),
        "n_scores": 6,
        "intake": 17.5,
        "status": "on_track",
        "class_": "no_reliable_change",
        "benefit_percentile": 50.0,
        "improvement_attainable": True,
        "intake_clinical": True,
        "is_open": True,
        "ending_kind": None,
        "n_missed": 0,
        "early_alliance_signal": False,
        "response_before_sixth": True,
    }
    return Case(**plain | changes)


def stuck(number, **changes):
    return case(number, **{"status": "not_on_track"} | changes)


def closed(number, class_, ending="planned", **changes):
    return case(number, is_open=False, class_=class_, ending_kind=ending, **changes)


@pytest.mark.parametrize(
    ("changes", "counted"),
    [
        ({}, True),
        ({"n_scores": 2}, True),
        ({"n_scores": 1}, False),
        ({"improvement_attainable": False}, False),
        ({"improvement_attainable": None}, False),
        ({"intake_clinical": False}, False),
        ({"intake_clinical": None}, False),
    ],
)
def test_a_case_counts_with_two_scores_room_to_improve_and_a_clinical_intake(changes, counted):
    assert case(**changes).counted is counted


@pytest.mark.parametrize(
    ("one", "not_benefiting"),
    [
        (stuck(1), True),
        (case(1, status="watch"), False),
        (case(1, status="improved", class_="improved"), False),
        (closed(1, "no_reliable_change"), True),
        (closed(1, "deteriorated"), True),
        (closed(1, "improved"), False),
        (closed(1, "recovered"), False),
        # Closed cases go by their class alone, whatever their last status was.
        (closed(1, "improved", status="not_on_track"), False),
    ],
)
def test_not_benefiting_is_not_on_track_or_closed_without_improvement(one, not_benefiting):
    assert one.not_benefiting is not_benefiting


@pytest.mark.parametrize(
    ("class_", "ending", "early"),
    [
        ("no_reliable_change", "client_stopped", True),
        ("deteriorated", "client_stopped", True),
        ("improved", "client_stopped", False),
        ("no_reliable_change", "planned", False),
    ],
)
def test_ended_early_is_the_client_stopping_without_improvement(class_, ending, early):
    assert closed(1, class_, ending).ended_early is early


@pytest.mark.parametrize(
    ("class_", "percentile", "surprising"),
    [
        ("recovered", 90.0, True),
        ("improved", 95.0, True),
        ("recovered", 89.9, False),
        ("no_reliable_change", 95.0, False),
        ("improved", None, False),
    ],
)
def test_surprisingly_good_is_further_than_nine_in_ten(class_, percentile, surprising):
    one = case(class_=class_, benefit_percentile=percentile)
    assert one.surprisingly_good is surprising


def test_nine_of_41_have_the_interval_of_the_picture():
    """Wilson for 9 of 41: 12 to 37 per cent (design/reflection.png, facts section 2)."""
    cases = [stuck(number) for number in range(9)] + [case(number) for number in range(9, 41)]
    found = learning_of([*cases, case(50, n_scores=1), case(51, intake_clinical=False)])
    assert (found.rate.count, found.rate.n) == (9, 41)
    assert round(found.rate.low, 2) == 0.12
    assert round(found.rate.high, 2) == 0.37
    assert found.enough
    assert [len(found.one_score), len(found.outside)] == [1, 1]


def test_two_years_that_are_too_close_to_tell():
    """9 of 41 against 11 of 38, "too close to tell" on the picture."""
    now = learning_of([stuck(n) for n in range(9)] + [case(n) for n in range(9, 41)])
    past = learning_of([stuck(n) for n in range(11)] + [case(n) for n in range(11, 38)])
    assert not against_past(now, past).clear


def test_cases_come_in_order_of_their_latest_score():
    found = learning_of([stuck(3), stuck(1), stuck(2)])
    assert [each.episode_id for each in found.not_benefiting] == [1, 2, 3]


def factor(cases, name, severe=None):
    return next(each for each in learning_of(cases, severe=severe).factors if each.name == name)


def test_a_factor_is_counted_here_and_among_the_other_cases():
    cases = [stuck(1, n_missed=2), stuck(2, n_missed=1), case(3, n_missed=3), case(4), case(5)]
    found = factor(cases, "missed_appointments")
    assert (found.these.count, found.these.n) == (1, 2)
    assert (found.others.count, found.others.n) == (1, 3)
    assert not found.these.enough


def test_what_cannot_be_known_leaves_the_denominator_and_is_counted():
    cases = [stuck(1, early_alliance_signal=True), stuck(2, early_alliance_signal=None)]
    found = factor(cases, "early_alliance_signal")
    assert (found.these.count, found.these.n, found.unknown) == (1, 1, 1)


def test_the_client_stopped_is_asked_of_closed_cases_only():
    cases = [stuck(1), closed(2, "deteriorated", "client_stopped"), closed(3, "no_reliable_change")]
    found = factor(cases, "client_stopped")
    assert (found.these.count, found.these.n) == (1, 2)


def test_no_response_before_the_sixth_session_is_asked_of_those_who_reached_it():
    cases = [
        stuck(1, response_before_sixth=False),
        stuck(2, response_before_sixth=True),
        stuck(3, response_before_sixth=None),
    ]
    found = factor(cases, "no_early_response")
    assert (found.these.count, found.these.n) == (1, 2)


def test_a_severe_start_is_at_or_beyond_the_clinics_worst_third():
    severe = {"wellbeing": 14.0, "phq9": 19.0}
    cases = [
        stuck(1, intake=14.0),
        stuck(2, intake=14.1),
        stuck(3, measure_id="phq9", direction=-1, intake=20),
        stuck(4, measure_id="phq9", direction=-1, intake=18),
        stuck(5, measure_id="core10", direction=-1, intake=30),
    ]
    found = factor(cases, "severe_start", severe)
    assert (found.these.count, found.these.n, found.unknown) == (2, 4, 1)


def test_the_worst_third_follows_the_direction_of_the_measure():
    """Twelve intakes: the four worst bound the third."""
    intakes = [float(value) for value in range(10, 22)]
    assert worst_third(intakes, direction=1) == 13.0
    assert worst_third(intakes, direction=-1) == 18.0


def test_a_clinic_with_few_intakes_has_no_worst_third():
    assert worst_third([10.0] * 9, direction=1) is None


def test_an_empty_period_has_no_share():
    found = learning_of([])
    assert found.rate.share is None
    assert found.counted == ()
