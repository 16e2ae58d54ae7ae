"""What clients of the demonstration clinic see of their ratings: something true in each kind."""

from sqlalchemy import select

from outcomes.demo.own_ratings import CHOSEN
from outcomes.reports.own_ratings import own_ratings, showing_of
from outcomes.storage import Administration, Client, Episode, EpisodeProgress, Remark, db
from outcomes.storage.showing import SHOWINGS

from .conftest import AS_OF


def episode_of(code):
    return db.session.scalars(select(Episode).join(Client).where(Client.code == code)).one()


def test_every_choice_is_made_by_somebody_and_some_leave_it(clinic):
    for kind in ("outcome", "alliance"):
        assert {getattr(each, kind) for each in CHOSEN} == set(SHOWINGS)
    for each in CHOSEN:
        showing = showing_of(episode_of(each.code))
        assert (showing.outcome, showing.alliance) == (each.outcome, each.alliance)
        assert showing.choice.chosen_by.name == "Miriam Aalto"
    assert showing_of(episode_of("0417")).choice is None


def test_one_remark_is_new_and_one_was_read(clinic):
    found = db.session.scalars(select(Remark).join(Administration).order_by(Remark.made_at)).all()
    assert [bool(each.text) for each in found] == [False, True]
    assert [each.administration.seen_at is None for each in found] == [False, True]
    progress = db.session.get(EpisodeProgress, found[1].administration.episode_id)
    assert progress.new_rating
    for each in found:
        assert each.made_at > each.administration.submitted_at


def test_pictures_have_courses_that_rise_and_that_fall(clinic):
    compared = {
        code: own_ratings(episode_of(code), "outcome", on=AS_OF).compared
        for code in ("0421", "0388")
    }
    # Rosa rises by 9.5 and Aylin falls by 6.5; the reliable change is 6.
    assert compared == {"0421": "higher", "0388": "lower"}
