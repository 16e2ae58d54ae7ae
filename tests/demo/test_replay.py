"""The replay against the actions: the same story, told both ways, leaves the same history."""

import pytest
from sqlalchemy import select

from outcomes.storage import Client, Episode, EpisodeProgress, Signal, db


def history_of(app, code):
    """Signals with events and responses, and the kept progress, without ids and clock times."""
    with app.app_context():
        client = db.session.scalars(
            select(Client).where(Client.code == code, Client.clinic_id == 1)
        ).one()
        episode = db.session.scalars(select(Episode).filter_by(client_id=client.id)).one()
        signals = db.session.scalars(
            select(Signal).filter_by(episode_id=episode.id).order_by(Signal.opened_on, Signal.kind)
        )
        told = [_told(signal) for signal in signals]
        row = db.session.get(EpisodeProgress, episode.id)
        kept = row.status, row.progress, row.sparkline, row.n_missed, row.n_unrated, row.new_rating
        db.session.remove()
    return told, kept


def _told(signal):
    events = [(each.event, each.happened_on, _plain(each.evidence)) for each in signal.events]
    responses = [
        (each.action, each.domain, each.responded_on, each.look_again, each.score_then)
        for each in signal.responses
    ]
    return {
        "kind": signal.kind, "level": signal.level, "opened_on": signal.opened_on,
        "score_then": signal.score_then, "session_then": signal.session_then,
        "asking": signal.asking, "asking_since": signal.asking_since,
        "asked_again": signal.asked_again, "closed_because": signal.closed_because,
        "events": events, "responses": responses,
    }  # fmt: skip


def _plain(evidence):
    """Evidence with the ids of forms left out, which differ from database to database."""
    ratings = [each[:3] for each in evidence.get("ratings", [])]
    return evidence | {"ratings": ratings}


@pytest.mark.parametrize("code", ["0417", "0388", "0421", "0395", "0376", "0409", "0414"])
def test_replayed_and_lived_through_are_the_same(harbour, demo_app, code):
    # tests/cast.py tells these clients of Miriam's for the same day through the real actions.
    assert history_of(demo_app, code) == history_of(harbour, code)
