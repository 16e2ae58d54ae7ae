"""A course shows what was stored: scores, gaps, events, and the expected course beside them.

Expected numbers are those of facts section 4, sequence F, and of the pictures made from it
(middle course of a start at 17.5: 19.7, 21.2, 22.2, 23.0, 23.7, 24.2), or worked out by hand.
"""

import datetime as dt

import pytest

from outcomes.charts import svg
from outcomes.reports.course import course_of, courses_of
from outcomes.reports.course_chart import ticks
from outcomes.wording import points

DAY = dt.date


@pytest.fixture
def jonas(written):
    return written.episode(
        [
            (DAY(2026, 9, 24), 17.5, 31.2),
            (DAY(2026, 10, 1), 18.0, 33.0),
            (DAY(2026, 10, 8), 17.2, 32.4),
            (DAY(2026, 10, 22), 18.8, 33.1),
            (DAY(2026, 10, 29), None, None),
            (DAY(2026, 11, 5), 18.1, 29.8),
            (DAY(2026, 11, 12), 16.4, 26.9),
        ],
        code="0417",
        missed=[(DAY(2026, 10, 15), "cancelled")],
        events=[(DAY(2026, 10, 20), "medication started"), (DAY(2026, 11, 2), "lost his job")],
    )


def test_rows_hold_what_was_rated_and_what_was_known_then(jonas):
    view = course_of(jonas)
    assert [row.outcome for row in view.rows] == [17.5, 18.0, 17.2, 18.8, None, 18.1, 16.4]
    assert [row.change for row in view.rows] == [None, 0.5, -0.3, 1.3, None, 0.6, -1.1]
    assert [row.status for row in view.rows] == [
        "insufficient",
        "on_track",
        "watch",
        "watch",
        None,
        "not_on_track",
        "not_on_track",
    ]
    assert [points(row.middle) for row in view.rows] == [
        "17.5",
        "19.7",
        "21.2",
        "22.2",
        "23.0",
        "23.7",
        "24.2",
    ]


def test_counts_keep_missing_ratings_and_missed_appointments_apart(jonas):
    view = course_of(jonas)
    assert (view.n_attended, view.n_rated, view.n_unrated, view.n_missed) == (7, 6, 1, 1)
    assert (view.first_on, view.last_on) == (DAY(2026, 9, 24), DAY(2026, 11, 12))
    assert view.rated_on == DAY(2026, 11, 12)


def test_own_level_is_the_median_of_the_five_ratings_before(jonas):
    # 31.2, 33.0, 32.4, 33.1, 29.8 in order: 29.8 31.2 32.4 33.0 33.1, the third is 32.4.
    view = course_of(jonas)
    assert view.alliance.level == 32.4
    assert view.chart.alliance.level == 32.4
    assert view.chart.alliance.heading == "Session check-in (alliance), 0–40, higher is better"


def test_chart_says_where_thresholds_and_curve_come_from(jonas):
    chart = course_of(jonas).chart
    assert chart.heading == "Wellbeing check-in (outcome), 0–40, higher is better"
    assert chart.cut_off.label == "cut-off 25, provisional"
    assert "starter curve, not from local clients" in chart.provenance
    assert "Broken line: no rating." in chart.provenance
    assert chart.title == "Falls from 17.5 to 16.4 over 7 sessions"


def test_positions_are_days_and_events_stand_on_their_day(jonas):
    chart = course_of(jonas).chart
    held = [each for each in chart.sessions if not each.planned]
    assert [each.position for each in held] == [0, 7, 14, 28, 35, 42, 49]
    assert [(each.position, each.label) for each in chart.events] == [
        (21, "cancelled"),
        (26, "medication started"),
        (39, "lost his job"),
    ]


def test_open_episode_has_three_sessions_ahead_a_usual_gap_apart(jonas):
    ahead = [each for each in course_of(jonas).chart.sessions if each.planned]
    assert [each.number for each in ahead] == [8, 9, 10]
    assert [each.position for each in ahead] == [56, 63, 70]


def test_closed_episode_ends_where_it_ended(written, weeks):
    episode = written.episode(weeks(18, 20, 22), closed_on=DAY(2026, 10, 8), ending_kind="planned")
    assert len(course_of(episode).chart.sessions) == 3


def test_missed_appointments_after_the_last_session_have_room_on_the_time_axis(written, weeks):
    # Weekly sessions to 8 October; the appointments of the next two weeks were missed.
    episode = written.episode(
        weeks(18, 20, 22),
        closed_on=DAY(2026, 10, 29),
        ending_kind="client_stopped",
        missed=[(DAY(2026, 10, 15), "did_not_attend"), (DAY(2026, 10, 22), "did_not_attend")],
    )
    chart = course_of(episode).chart
    assert [(each.number, each.position) for each in chart.sessions if each.planned] == [
        (4, 21), (5, 28),
    ]  # fmt: skip
    assert [each.position for each in chart.events] == [21, 28]


def test_event_long_after_the_last_session_is_not_drawn(written, weeks):
    later = [(DAY(2027, 2, 1), "moved away")]
    episode = written.episode(
        weeks(18, 20, 22), closed_on=DAY(2027, 2, 2), ending_kind="other", events=later
    )
    view = course_of(episode)
    assert [event.label for event in view.events] == ["moved away"]
    assert not view.chart.events


def test_lower_is_better_keeps_its_own_direction(written, weeks):
    # PHQ-9 from 16, 50th percentile at session 2 of facts section 3: 14.7.
    view = course_of(written.episode(weeks(16, 14, 11), measure="phq9"))
    assert view.chart.heading == "PHQ-9 (outcome), 0–27, lower is better"
    assert [row.change for row in view.rows] == [None, -2, -5]
    assert points(view.rows[1].middle) == "14.7"
    assert not view.chart.higher_is_better
    assert view.decimals == 0


def test_youth_are_held_against_their_own_cut_off(written, weeks):
    view = course_of(written.episode(weeks(24, 25), age_band="youth"))
    assert view.chart.cut_off.label == "cut-off 28, provisional"


def test_intake_at_the_second_session_starts_the_expected_course_there(written, weeks):
    view = course_of(written.episode(weeks(None, 18, 19)))
    assert view.progress.intake_session == 2
    assert view.chart.expected[50][:2] == (None, 18.0)


def test_intake_after_the_third_session_has_no_expected_course(written, weeks):
    view = course_of(written.episode(weeks(None, None, None, 18, 19)))
    assert view.chart.expected is None
    assert view.expected_from is None
    assert "expected" not in view.chart.provenance


def test_course_without_any_rating_still_has_its_sessions(written, weeks):
    view = course_of(written.episode(weeks(None, None)))
    assert view.progress.n == 0
    assert view.chart.title == "No rating yet"
    assert svg(view.chart, variant="paper")


def test_episode_before_its_first_session_has_no_chart(written):
    view = course_of(written.episode([]))
    assert view.chart is None
    assert view.rows == ()


def test_two_sessions_on_one_day_stand_side_by_side(written):
    day = DAY(2026, 9, 24)
    chart = course_of(written.episode([(day, 18.0, None), (day, 19.0, None)])).chart
    assert chart.sessions[1].position > chart.sessions[0].position


def test_later_rating_of_one_session_stands(written, weeks):
    episode = written.episode(weeks(18, 19))
    written.rating(episode.sessions[1], "outcome", "wellbeing", 21.0)
    assert course_of(episode).rows[1].outcome == 21.0


def test_rating_with_another_measure_is_not_mixed_in(written, weeks):
    episode = written.episode(weeks(18, None))
    written.rating(episode.sessions[1], "outcome", "phq9", 9)
    assert course_of(episode).rows[1].outcome is None


def test_courses_of_keeps_the_order_it_was_given(written, weeks):
    first, second = written.episode(weeks(18, 19)), written.episode(weeks(25, 26))
    assert [view.code for view in courses_of([second, first])] == [
        second.client.code,
        first.client.code,
    ]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 40, (0, 10, 20, 30, 40)),
        (0, 27, (0, 5, 10, 15, 20, 25)),
        (0, 21, (0, 5, 10, 15, 20)),
        (10, 50, (10, 20, 30, 40, 50)),
        (0, 63, (0, 20, 40, 60)),
    ],
)
def test_ticks_are_round_and_few(low, high, expected):
    assert ticks(low, high) == expected
