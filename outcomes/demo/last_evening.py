"""The evening before the clinic is looked at: Farid answers at home, and one is a risk answer.

So one waits that is fresh for the whole day. Mei's, some days older, has been escalated by then.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

import numpy as np

from outcomes.actions import ratings, risk_answers
from outcomes.demo.days import DAY, moment
from outcomes.demo.store import StoredStory

FARID = "0433"
OPENED, BEGUN, SENT = "19:00", "23:29", "23:31"
ANSWERS = {
    "q1": 2,
    "q2": 1,
    "q3": 2,
    "q4": 2,
    "q5": 1,
    "q6": 1,
    "q7": 3,
    "q8": 2,
    "q9": 2,
    "q10": 1,
}
"""To item 6 "Only occasionally"."""


def answer_at_home(
    stories: Iterable[StoredStory], *, as_of: dt.date, rng: np.random.Generator
) -> None:
    """Farid fills in the form of his next session on his phone. It stands beside the course, and
    counts in no figure, until that session is held."""
    stored = next(each for each in stories if each.story.code == FARID)
    therapist, day = stored.episode.therapist, as_of - DAY
    form = ratings.open_ahead(
        episode=stored.episode,
        kind="outcome",
        held_on=stored.planned[0].held_on,
        by=therapist,
        at=moment(day, OPENED),
        on=day,
    )
    # Made again from the same seed the clinic is the same.
    form.form_uuid = str(uuid.UUID(bytes=rng.bytes(16), version=4))
    form.expires_at = moment(day, OPENED) + dt.timedelta(hours=therapist.clinic.home_link_hours)
    ratings.begin_rating(form_uuid=form.form_uuid, at=moment(day, BEGUN))
    ratings.submit_rating(
        form_uuid=form.form_uuid,
        answers={name: float(value) for name, value in ANSWERS.items()},
        input_kinds=dict.fromkeys(ANSWERS, "choice"),
        layout="one_by_one",
        device_class="phone",
        at=moment(day, SENT),
    )
    risk_answers.note_escalations(clinic=therapist.clinic, by="console", at=moment(as_of, "00:00"))
