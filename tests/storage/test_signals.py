"""Named queries on signals, on the cast."""

import pytest
from sqlalchemy import select

from outcomes.access import Permission, visible
from outcomes.actions import clinics
from outcomes.change.signals import alarm_load
from outcomes.errors import Refused
from outcomes.storage import Clinic, Episode, db
from outcomes.storage.signals import alarms, caseload
from tests.cast import NOW, TODAY, Cast, day


@pytest.fixture
def cast(harbour):
    with harbour.app_context():
        yield Cast()
        db.session.remove()


def of(cast, who):
    return visible(cast.staff(who), Permission.READ_EPISODE, on=TODAY)


def test_a_caseload_holds_the_open_episodes_one_may_see(cast):
    """Miriam has eleven clients, Arvid's episode is closed."""
    assert len(db.session.scalars(caseload(within=of(cast, "miriam"))).all()) == 10
    assert len(db.session.scalars(caseload(within=of(cast, "ingrid"))).all()) == 12
    assert db.session.scalars(caseload(within=of(cast, "director"))).all() == []


def test_alarm_load_counts_new_outcome_signals_and_ratings_of_a_time(cast):
    """Miriam in October: Peter's and Arvid's signals of the 15th and the 1st, Jonas' of the 8th.
    Ratings: Jonas 1, 8, 22; Aylin 27; Peter 1, 8, 15, 22, 29; Rosa 28; Daniel 21, 28; Hanna 15,
    22, 29; Emeka 5, 12, 19, 26; Lea 16, 23, 30; Tomasz 28; Arvid 1, 8, 15."""
    counted = db.session.execute(
        alarms(within=of(cast, "miriam"), first=day(1, 10), last=day(31, 10))
    ).one()
    assert counted == (3, 26)
    assert alarm_load(*counted) == pytest.approx(11.54, abs=0.005)


def test_another_clinics_signals_count_for_nobody_here(cast):
    theirs = select(Episode).where(Episode.therapist_id == cast.staff("mark").id)
    assert db.session.execute(alarms(within=theirs, first=day(1, 1), last=TODAY)).one() == (1, 3)
    ours = of(cast, "ingrid").where(Episode.therapist_id == cast.staff("mark").id)
    assert db.session.execute(alarms(within=ours, first=day(1, 1), last=TODAY)).one() == (0, 0)


def test_invented_and_real_people_never_share_a_database(cast):
    with pytest.raises(Refused, match="never mixed"):
        clinics.new_clinic(name="A demonstration", at=NOW, invented=True)
    assert db.session.scalars(select(Clinic.invented)).all() == [False, False]
