"""The figures of Harbour Street Practice, counted by hand from the courses in tests/cast.py.

Read on 19 January 2027, so that the twelve whole months are 2026 and hold the whole story.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from outcomes.access import Permission, counted, fetch
from outcomes.actions import ratings, treatment
from outcomes.errors import NotFound
from outcomes.reports.clinic import ClinicReport, clinic_report
from outcomes.reports.periods import periods
from outcomes.storage import Administration, Episode, db
from outcomes.storage.curves_in_use import CurvesInUse
from tests import cast as story
from tests.cast import Cast, day

READ_ON = dt.date(2027, 1, 19)
READ_AT = story.at(READ_ON, "09:00")
ENDINGS = ("planned",) * 8 + ("client_stopped",) * 6 + ("service_stopped",) * 2 + (
    "moved_or_referred",) * 6 + ("other",) * 2  # fmt: skip
"""Of the 24 episodes closed by the tests; Arvid, whom the cast closes, is a seventh who stopped."""


@pytest.fixture
def figures(harbour: Flask) -> Callable[[], Iterator[tuple[Cast, Callable[[], ClinicReport]]]]:
    """``with figures() as (cast, report):`` the database, and the report on it when called."""

    @contextmanager
    def look():
        with harbour.app_context():
            within = counted(Cast().staff("director"))
            [period] = periods(READ_ON, since=story.day(5, 1))
            yield (
                Cast(),
                lambda: clinic_report(period, within=within, at=READ_AT, curves=CurvesInUse()),
            )

    return look


def close_everybody(cast: Cast) -> None:
    """Ten more clients, five recovered (10 to 30) and five improved (10 to 20); all closed.

    Then 25 are closed and 24 have two ratings (not Nadia). Improved or recovered: Rosa +9.5,
    Emeka +14.4, Lea +6.7, and the ten: 13. Recovered: the first three and five more: 8. Worse:
    Aylin, -6.5. All began in the clinical range, with room to both sides.
    """
    for number in range(10):
        extra = story.Course(
            f"09{number:02d}",
            f"Client {number}",
            "samir",
            story.weekly(day(12, 11), 2),
            (10.0, 30.0 if number < 5 else 20.0),
        )
        story.live_through(extra, cast)
    still_open = db.session.scalars(
        counted(cast.staff("director")).where(Episode.closed_on.is_(None))
    )
    for episode, ending in zip(list(still_open), ENDINGS, strict=True):
        treatment.close_episode(
            episode=episode,
            closed_on=day(30, 11),
            ending_kind=ending,
            by=episode.therapist,
            at=story.at(day(30, 11), "17:00"),
        )


def outcomes(report: ClinicReport) -> dict[str, tuple[str, str]]:
    return {each.name: (each.count, each.words) for each in report.outcomes}


def work(report: ClinicReport) -> dict[str, tuple[str, str]]:
    return {each.what: (each.count, each.goal) for each in report.work}


def test_one_closed_episode_cannot_tell_anything(figures) -> None:
    with figures() as (_, report):
        found = report()
    assert found.opening == "15 episodes were opened and 1 closed; 14 were open at the end."
    assert set(outcomes(found).values()) == {("", "Cannot tell yet: fewer than 10 closed")}
    assert (found.endings, found.no_endings) == ((), "Cannot tell yet: fewer than 10 closed.")
    assert all(each.interval is None for each in found.outcomes)


def test_closed_episodes_in_shares_with_their_intervals(figures) -> None:
    with figures() as (cast, report):
        close_everybody(cast)
        found = report()
    assert outcomes(found) == {
        "complete": ("all but fewer than 5 of 25", "above 80 %, interval within 65 to 100"),
        # Wilson by hand: .3507 to .7211 and .1797 to .5329.
        "improved": ("13 of 24", "54 %, interval 35 to 72"),
        "recovered": ("8 of 24", "33 %, interval 18 to 53"),
        "deteriorated": ("fewer than 5 of 24", "below 21 %, interval within 0 to 36"),
    }
    drawn = {each.name for each in found.outcomes if each.interval is not None}
    assert drawn == {"improved", "recovered"}
    assert found.endings == (
        ("Planned ending", "8"),
        ("Client stopped", "7"),
        ("Service stopped", "fewer than 5"),
        ("Moved or referred", "6"),
        ("Other ending", "fewer than 5"),
    )


def test_recovered_is_not_shown_where_it_would_give_the_improved_away(figures) -> None:
    with figures() as (cast, report):
        close_everybody(cast)
        for number in (5, 6):  # three improved are left: 13 - 8 - 2
            episode = cast.episode(f"09{number:02d}")
            episode.closed_on = day(1, 2).replace(year=2027)
        db.session.flush()
        found = outcomes(report())
    assert found["improved"][0] == "11 of 22"
    assert found["recovered"] == ("", "Not shown: it would give away a count below 5")


def test_episodes_closed_after_the_period_count_as_open(figures) -> None:
    with figures() as (cast, report):
        close_everybody(cast)
        for episode in db.session.scalars(counted(cast.staff("director"))):
            episode.closed_on = dt.date(2027, 1, 1)
        db.session.flush()
        found = report()
    assert found.opening == "25 episodes were opened and 0 closed; 25 were open at the end."


def test_sessions_and_forms(figures) -> None:
    # By hand: 72 attended sessions, of these Jonas 1, Hanna 2 and Lea 1 without a rating; one
    # cancelled appointment. No form of the cast was begun on a screen.
    with figures() as (_, report):
        found = work(report())
    assert found["Attended sessions with a rating"][0] == "all but fewer than 5 of 72 (above 93 %)"
    assert found["Appointments missed, of all"][0] == "fewer than 5 of 73 (below 7 %)"
    assert found["Time for a form of four lines"] == (
        "Cannot tell yet: fewer than 10 forms", "below 60 s",
    )  # fmt: skip
    # 68 outcome and 15 session check-ins, all sent: 5/83 = 6 %.
    assert found["Forms opened and not sent"] == ("fewer than 5 of 83 (below 7 %)", "below 3 %")


def test_forms_opened_and_not_sent(figures) -> None:
    with figures() as (cast, report):
        for code in ("0388", "0352", "0421", "0402", "0376", "0409"):
            ratings.open_rating(episode=cast.episode(code), kind="outcome", by=cast.staff("miriam"),
                                at=story.NOW, on=story.TODAY)  # fmt: skip
        found = work(report())
    # 6 of 83 + 6 = 6.7 %; their six sessions have no rating: 68 of 78.
    assert found["Forms opened and not sent"] == ("6 of 89 (7 %)", "below 3 %: not reached")
    assert found["Attended sessions with a rating"][0] == "68 of 78 (87 %)"


def test_middle_of_the_seconds_is_of_forms_with_four_lines_on_a_screen(figures) -> None:
    with figures() as (_, report):
        forms = db.session.scalars(db.select(Administration).order_by(Administration.id)).all()
        four = [each for each in forms if each.measure_id == "wellbeing"]
        for seconds, form in enumerate(four[:11], 31):  # 31 to 41: the middle is 36
            form.started_at = form.submitted_at - dt.timedelta(seconds=seconds)
        slow = [four[11], next(each for each in forms if each.measure_id == "phq9")]
        for form in slow:
            form.started_at = form.submitted_at - dt.timedelta(minutes=9)
        four[11].device_class = "paper"
        db.session.flush()
        found = work(report())
    assert found["Time for a form of four lines"] == (
        "36 s, the middle of 11 forms", "below 60 s: reached",
    )  # fmt: skip


def test_few_signals_and_responses_tell_nothing(figures) -> None:
    # The cast has three responses: Jonas and Ben were talked with, Peter comes weekly.
    with figures() as (_, report):
        found = report()
    assert work(found)["Signals answered within two sessions"] == (
        "Cannot tell yet: fewer than 10 signals", "80 % or more",
    )  # fmt: skip
    assert found.actions == (
        ("Changed something", "fewer than 5", "fewer than 10 to count"),
        ("Talked about it with the client", "fewer than 5", "fewer than 10 to count"),
    )


def test_measures_and_curve_in_use_say_where_they_come_from(figures) -> None:
    with figures() as (_, report):
        found = report()
    assert [(each.name, each.about) for each in found.measures] == [
        ("PHQ-9, version 1", "How life has been; adults"),
        ("Wellbeing check-in, version 1", "How life has been; adults and ages 13 to 17"),
        ("Session check-in, version 1", "How the session was; adults"),
    ]
    curve = dict(found.curve)
    assert curve["In use"] == "starter-1: starter curve, not from local clients."
    assert curve["Where it comes from"].startswith("Built from published summaries")


def test_figures_hold_no_name_and_no_code(figures) -> None:
    with figures() as (cast, report):
        close_everybody(cast)
        told = repr(report())
    names = [course.name for course in story.COURSES] + [each[0] for each in story.STAFF.values()]
    assert not [word for word in (*names, "0417", "0388") if word in told]


def test_other_clinic_is_not_counted_and_has_figures_of_its_own(harbour: Flask) -> None:
    with harbour.app_context():
        other = counted(Cast().staff("other_director"))
        assert len(db.session.scalars(other).all()) == 1
        [period] = periods(READ_ON, since=story.day(5, 1))
        found = clinic_report(period, within=other, at=READ_AT, curves=CurvesInUse())
    assert found.opening == "1 episode was opened and 0 closed; 1 was open at the end."


@pytest.mark.parametrize("key", ["miriam", "ingrid", "reception"])
def test_nobody_but_the_director_counts_the_clinic(harbour: Flask, key: str) -> None:
    with harbour.app_context():
        assert db.session.scalars(counted(Cast().staff(key))).all() == []


def test_counting_opens_no_record(harbour: Flask) -> None:
    with harbour.app_context():
        director, episode = Cast().staff("director"), Cast().episode("0417")
        with pytest.raises(NotFound):
            fetch(director, Permission.READ_AGGREGATES, Episode, episode.id, on=story.TODAY)
