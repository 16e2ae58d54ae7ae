"""Stories as rows: clients, episodes, sessions, forms with answers and scores, all at once.

A rating through `actions.ratings` works its episode out anew each time; for the thousands of a
whole history that would take minutes. So the rows are laid down first, with the same scoring and
stamps, and `outcomes.demo.replay` then lets progress, signals and the audit follow in order of
time by the functions the actions use.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from outcomes.actions.ratings import FORM_LASTS, content_hash, stored_score
from outcomes.demo.answers import answers_for
from outcomes.demo.days import moment
from outcomes.demo.staff import RECEPTION
from outcomes.demo.story import Story, Visit
from outcomes.measures import age_band, catalogue, score
from outcomes.storage import (
    Administration,
    Answer,
    Client,
    Episode,
    StaffMember,
    TherapySession,
)

SEEN_AFTER = 66
"""Minutes after a session's beginning at which its ratings are looked at."""

ALLIANCE = "session"
OPENED_BEFORE = dt.timedelta(minutes=1, seconds=20)


@dataclass(frozen=True)
class StoredVisit:
    """A visit and its rows; a form is None where nothing was rated."""

    visit: Visit
    session: TherapySession
    outcome: Administration | None
    alliance: Administration | None


@dataclass(frozen=True)
class StoredStory:
    """A story and its rows. `planned` are the appointments ahead."""

    story: Story
    episode: Episode
    visits: tuple[StoredVisit, ...]
    planned: tuple[TherapySession, ...]


def store(
    stories: Iterable[Story],
    *,
    staff: Mapping[str, StaffMember],
    session: Session,
    rng: np.random.Generator,
) -> list[StoredStory]:
    """Lay down every row of these stories but progress, signals and audit. Episodes stay open."""
    writer = _Writer(staff, rng)
    stored = [writer.story(each) for each in stories]
    for each in stored:
        session.add(each.episode)
        session.add_all(each.planned)
        for visit in each.visits:
            session.add(visit.session)
            session.add_all(form for form in (visit.outcome, visit.alliance) if form)
    session.flush()
    return stored


class _Writer:
    def __init__(self, staff: Mapping[str, StaffMember], rng: np.random.Generator) -> None:
        self.staff, self.rng = staff, rng
        self.clinic_id = staff[RECEPTION].clinic_id

    def story(self, story: Story) -> StoredStory:
        episode = self._episode(story)
        visits, number = [], 0
        seen = len(story.attended) - story.unseen
        for visit in story.visits:
            number += visit.attendance == "attended"
            visits.append(self._visit(visit, episode, number, is_new=number > seen))
        planned = tuple(
            self._session(Visit(day=day, time=time, attendance="planned"), episode, number=None)
            for day, time in story.planned
        )
        return StoredStory(story, episode, tuple(visits), planned)

    def _episode(self, story: Story) -> Episode:
        born, opened_on = story.birth_date, story.opened_on
        client = Client(
            clinic_id=self.clinic_id,
            code=story.code,
            name=story.name,
            birth_date=born,
            language="en",
            created_at=moment(opened_on, "08:00"),
        )
        therapist = self.staff[story.therapist]
        return Episode(
            clinic_id=self.clinic_id,
            client=client,
            therapist=therapist,
            age_band=age_band(born, opened_on) if born else "adult",
            outcome_measure_id=story.measure,
            alliance_measure_id=ALLIANCE,
            opened_on=opened_on,
        )

    def _visit(self, visit: Visit, episode: Episode, number: int, *, is_new: bool) -> StoredVisit:
        attended = visit.attendance == "attended"
        session = self._session(visit, episode, number=number if attended else None)
        seen_at = None if is_new else moment(visit.day, visit.time, minutes=SEEN_AFTER)
        forms = {
            kind: self._form(kind, visit, episode, session, seen_at=seen_at)
            for kind in ("outcome", "alliance")
            if getattr(visit, kind) is not None
        }
        return StoredVisit(visit, session, forms.get("outcome"), forms.get("alliance"))

    def _session(self, visit: Visit, episode: Episode, *, number: int | None) -> TherapySession:
        return TherapySession(
            clinic_id=self.clinic_id,
            episode=episode,
            held_on=visit.day,
            starts_at=visit.time,
            number=number,
            attendance=visit.attendance,
            mode=visit.mode,
            unrated_reason=visit.unrated_reason or None,
        )

    def _form(
        self,
        kind: str,
        visit: Visit,
        episode: Episode,
        session: TherapySession,
        *,
        seen_at: dt.datetime | None,
    ) -> Administration:
        """A form as `submit_rating` leaves it: outcome before the session, alliance at its end."""
        measure = catalogue()[episode.outcome_measure_id if kind == "outcome" else ALLIANCE]
        answers = dict(visit.answers or {}) if kind == "outcome" else {}
        answers = answers or answers_for(measure, getattr(visit, kind), rng=self.rng)
        answers = {name: float(value) for name, value in answers.items()}
        sent = moment(visit.day, visit.time, minutes=-4 if kind == "outcome" else 49)
        took = dt.timedelta(seconds=int(self.rng.integers(21, 58)))
        opened_by = self.staff[RECEPTION] if kind == "outcome" else episode.therapist
        form = Administration(
            clinic_id=self.clinic_id,
            form_uuid=str(uuid.UUID(bytes=self.rng.bytes(16), version=4)),
            episode=episode,
            therapy_session=session,
            kind=kind,
            measure_id=measure.id,
            measure_version=measure.version,
            state="submitted",
            opened_by=opened_by,
            opened_at=sent - OPENED_BEFORE,
            expires_at=sent - OPENED_BEFORE + FORM_LASTS,
            started_at=sent - took,
            submitted_at=sent,
            content_hash=content_hash(answers),
            layout="one_page",
            device_class=visit.device,
            seen_at=seen_at,
            answers=self._answers(answers, visit, choice=measure.items[0].kind == "likert"),
        )
        form.score = stored_score(form, score(measure, answers))
        return form

    def _answers(self, answers: Mapping[str, float], visit: Visit, *, choice: bool) -> list[Answer]:
        kind = "paper" if visit.device == "paper" else "choice" if choice else "line"
        return [
            Answer(clinic_id=self.clinic_id, item_id=item, value=value, input_kind=kind)
            for item, value in answers.items()
        ]
