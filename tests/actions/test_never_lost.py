"""No acknowledged rating is ever lost or doubled (security F1, F2)."""

import datetime as dt
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, func, select

from outcomes.actions import ratings
from outcomes.errors import Conflict
from outcomes.storage import (
    Administration,
    Answer,
    AuditEvent,
    EpisodeProgress,
    Score,
    Signal,
    SignalEvent,
    TherapySession,
    db,
)
from tests.cast import NOW, TODAY, spread

SOON = NOW + dt.timedelta(minutes=1)


class FaultInjected(Exception):
    """Stands for a power cut after a statement."""


def everything():
    """What a rating can change, as plain rows."""
    tables = (Administration, Answer, Score, EpisodeProgress, Signal, SignalEvent, AuditEvent)
    found = {}
    for model in tables:
        rows = db.session.execute(select(model.__table__))
        found[model.__tablename__] = sorted(map(repr, rows))
    db.session.rollback()
    return found


def fail_after(number):
    """Let the connection die after the n-th statement; returns a function that takes it back."""
    seen = Counter()

    def count(*_):
        seen["statements"] += 1
        if seen["statements"] == number:
            raise FaultInjected

    event.listen(db.engine, "after_cursor_execute", count)
    return lambda: event.remove(db.engine, "after_cursor_execute", count)


def test_a_fault_after_any_statement_leaves_all_or_nothing(cast):
    """A rating that opens a signal: 3.0 after 22.4 (Tomasz R.)."""
    form = ratings.open_rating(
        episode=cast.episode("0414"), kind="outcome", by=cast.staff("miriam"), at=NOW, on=TODAY
    )
    uuid, answers = form.form_uuid, spread("wellbeing", 3.0)
    before, number = everything(), 0
    while True:
        number += 1
        mend = fail_after(number)
        try:
            ratings.submit_rating(form_uuid=uuid, answers=answers, at=SOON)
        except FaultInjected:
            mend()
            assert everything() == before, f"something was left after statement {number}"
        else:
            mend()
            break
    assert number > 15
    after = everything()
    for table in ("answers", "scores", "signals", "signal_events", "audit_events"):
        assert len(after[table]) > len(before[table]), table
    assert cast.signal("0414").level == "not_on_track"


def test_sixty_forms_sent_five_times_at_once_are_sixty_ratings(harbour, cast):
    miriam, episode = cast.staff("miriam"), cast.episode("0426")
    forms = sixty_forms(episode, by=miriam)
    before = rows_of("rating_submitted")
    sends = [(uuid, 10.0 + index / 10) for index, uuid in enumerate(forms) for _ in range(5)]

    def send(one):
        uuid, total = one
        with harbour.app_context():
            return ratings.submit_rating(
                form_uuid=uuid, answers=spread("wellbeing", total), at=SOON
            ).repeated

    with ThreadPoolExecutor(5) as pool:
        repeated = list(pool.map(send, sends))
    assert Counter(repeated) == {False: 60, True: 240}
    submitted = select(func.count()).where(
        Administration.form_uuid.in_(forms), Administration.state == "submitted"
    )
    assert db.session.scalar(submitted) == 60
    assert rows_of("rating_submitted") - before == 60
    scores = (
        select(func.count())
        .select_from(Score)
        .join(Administration)
        .where(Administration.form_uuid.in_(forms))
    )
    assert db.session.scalar(scores) == 60


def test_different_answers_racing_on_one_form_leave_one_rating(harbour, cast):
    form = ratings.open_rating(
        episode=cast.episode("0414"), kind="outcome", by=cast.staff("miriam"), at=NOW, on=TODAY
    )
    uuid = form.form_uuid
    db.session.rollback()

    def send(total):
        with harbour.app_context():
            try:
                ratings.submit_rating(form_uuid=uuid, answers=spread("wellbeing", total), at=SOON)
            except Conflict:
                return None
            return total

    with ThreadPoolExecutor(4) as pool:
        kept = [total for total in pool.map(send, [20.0, 21.0, 22.0, 23.0]) if total]
    assert len(kept) == 1
    value = select(Score.value).join(Administration).where(Administration.form_uuid == uuid)
    assert db.session.scalars(value).all() == [pytest.approx(kept[0])]


def rows_of(name):
    query = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == name)
    found = db.session.scalar(query)
    db.session.rollback()
    return found


def sixty_forms(episode, *, by):
    """Sixty sessions, a form open at each; written down, because no clinic opens them at once."""
    for number in range(60):
        session = TherapySession(
            clinic_id=episode.clinic_id,
            episode_id=episode.id,
            attendance="attended",
            held_on=TODAY + dt.timedelta(days=number),
            number=number + 2,
        )
        db.session.add(session)
        db.session.flush()
        db.session.add(
            Administration(
                clinic_id=episode.clinic_id,
                form_uuid=f"form-{number}",
                episode_id=episode.id,
                therapy_session_id=session.id,
                kind="outcome",
                measure_id="wellbeing",
                measure_version="1",
                opened_by_id=by.id,
                opened_at=NOW,
                expires_at=NOW + dt.timedelta(hours=2),
            )
        )
    db.session.commit()
    return [f"form-{number}" for number in range(60)]
