"""Let the stored stories happen: every rating, signal and response in the order of its moment.

Progress at each rating comes from `actions.standing`, the steps of the signals from
`actions.signals.settle`, responses and endings from their actions, so that the history is the one
the software would have written itself.
"""

from __future__ import annotations

import datetime as dt
import heapq
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from outcomes.actions import responses, signals, treatment
from outcomes.actions.audit import record
from outcomes.actions.progress import keep_progress
from outcomes.actions.standing import Courses, Standing
from outcomes.demo.days import ZONE, moment, working_days
from outcomes.demo.staff import RECEPTION
from outcomes.demo.store import SEEN_AFTER, StoredStory, StoredVisit
from outcomes.demo.story import Reply
from outcomes.storage import Administration, Signal, StaffMember, db

Happening = Callable[[dt.datetime], None]

REPLIES_FROM, REPLIES_LATER = 70, "16:45"
"""Minutes after a session's beginning, and the hour of a later day, at which somebody responds."""


class Replay:
    """A queue of what happens, in order of time; what happens may put more into it."""

    def __init__(
        self,
        stories: Iterable[StoredStory],
        *,
        staff: Mapping[str, StaffMember],
        until: dt.datetime,
    ) -> None:
        self._stories = list(stories)
        self._staff, self._until = staff, until
        self._queue: list[tuple[dt.datetime, int, Happening]] = []
        self._turn = count()
        self._signals: dict[int, list[Signal]] = defaultdict(list)
        self._courses = Courses([each.episode for each in self._stories], at=until)

    def run(self) -> None:
        """Let everything happen that happens before `until`, then keep where each course stands."""
        for stored in self._stories:
            self._tell(stored)
        while self._queue:
            at, _, happen = heapq.heappop(self._queue)
            happen(at)
        signals.recompute_all([each.episode.id for each in self._stories], at=self._until)

    def _later(self, at: dt.datetime, happen: Happening) -> None:
        if at < self._until:
            heapq.heappush(self._queue, (at, next(self._turn), happen))

    def _tell(self, stored: StoredStory) -> None:
        story, episode = stored.story, stored.episode
        self._later(moment(story.opened_on, "08:00"), lambda at: self._opened(stored, at))
        for visit in stored.visits:
            if visit.session.number is None:
                missed_at = moment(visit.visit.day, visit.visit.time, minutes=15)
                self._later(missed_at, lambda at, visit=visit: self._session(visit, at))
            else:
                self._attended(stored, visit)
        for day, label in story.life_events:
            self._later(
                moment(working_days(day, 1), "08:30"),
                lambda at, day=day, label=label: treatment.add_life_event(
                    episode=episode, happened_on=day, label=label, by=episode.therapist, at=at
                ),
            )
        if story.colleague:
            self._later(moment(story.opened_on, "08:10"), lambda at: self._joined(stored, at))
        if story.transferred:
            self._later(moment(story.transferred[0], "08:10"), lambda at: self._moved(stored, at))
        if story.ending:
            self._later(moment(story.ending[0], "18:00"), lambda at: self._ended(stored, at))

    def _attended(self, stored: StoredStory, visit: StoredVisit) -> None:
        day, time = visit.visit.day, visit.visit.time
        forms = [form for form in (visit.outcome, visit.alliance) if form]
        begins = forms[0].opened_at if forms else moment(day, time, minutes=50)
        self._later(begins, lambda at: self._session(visit, at))
        for form in forms:
            self._later(form.opened_at, lambda at, form=form: self._form_opened(form, at))
            self._later(
                form.submitted_at, lambda at, form=form: self._rated(stored, visit, form, at)
            )
        if not forms:
            self._later(begins, lambda at: self._settle(stored, visit, self._standing(visit), at))
        if forms and forms[0].seen_at:
            seen_at = moment(day, time, minutes=SEEN_AFTER)
            self._later(seen_at, lambda at: self._note("ratings_seen", stored, at))

    def _opened(self, stored: StoredStory, at: dt.datetime) -> None:
        by = stored.episode.therapist
        record("client_added", by=by, at=at, about=("client", stored.episode.client_id))
        self._note("episode_opened", stored, at)
        for planned in stored.planned:
            if not stored.visits:
                self._planned(planned, at)

    def _planned(self, session: Any, at: dt.datetime) -> None:
        facts = {"attendance": session.attendance, "episode": session.episode_id}
        record("session_recorded", by=self._staff[RECEPTION], at=at,
               about=("therapy_session", session.id), facts=facts)  # fmt: skip

    def _session(self, visit: StoredVisit, at: dt.datetime) -> None:
        self._planned(visit.session, at)

    def _form_opened(self, form: Administration, at: dt.datetime) -> None:
        facts = {"kind": form.kind, "measure": form.measure_id, "episode": form.episode_id}
        record("rating_opened", by=form.opened_by, at=at, about=("administration", form.id),
               facts=facts)  # fmt: skip

    def _rated(
        self, stored: StoredStory, visit: StoredVisit, form: Administration, at: dt.datetime
    ) -> None:
        if form.score.risk:
            self._risk(stored, visit, form, at)
        standing = self._standing(visit)
        if form.kind == "outcome" and visit.alliance:
            standing = self._before_alliance(standing)
        self._settle(stored, visit, standing, at)
        facts = {"kind": form.kind, "measure": form.measure_id, "episode": form.episode_id}
        record("rating_submitted", by=form, at=at, about=("administration", form.id), facts=facts)

    def _standing(self, visit: StoredVisit) -> Standing:
        session = visit.session
        return self._courses.standing(session.episode_id, sessions=session.number)

    def _before_alliance(self, standing: Standing) -> Standing:
        """The same moment while the session check-in at the end has not been given yet."""
        *earlier, last = standing.attended
        before = self._courses.standing(standing.episode.id, sessions=len(earlier))
        attended = (*earlier, replace(last, alliance=None))
        return replace(standing, attended=attended, alliance=before.alliance)

    def _settle(
        self, stored: StoredStory, visit: StoredVisit, standing: Standing, at: dt.datetime
    ) -> None:
        mine = self._signals[stored.episode.id]
        mine[:] = [signal for signal in mine if signal.is_open]
        opened = signals.settle(standing, mine, at=at)
        db.session.add_all(opened)
        mine += opened
        waiting = {signal.kind: signal for signal in mine if signal.is_open and signal.asking}
        for reply in stored.story.replies:
            if reply.session == visit.session.number and reply.kind in waiting:
                self._reply(stored, waiting[reply.kind], reply, visit)

    def _risk(
        self, stored: StoredStory, visit: StoredVisit, form: Administration, at: dt.datetime
    ) -> None:
        signal = signals.open_risk(form, form.score, visit.session, at=at)
        self._signals[stored.episode.id].append(signal)
        # The acknowledgement reads the score of the moment from the progress row.
        keep_progress([self._standing(visit)], at=at)

    def _reply(self, stored: StoredStory, signal: Signal, reply: Reply, visit: StoredVisit) -> None:
        day, time = visit.visit.day, visit.visit.time
        at = moment(day, time, minutes=REPLIES_FROM)
        if reply.after:
            at = moment(working_days(day, reply.after), REPLIES_LATER)
        self._later(at, lambda at: self._respond(stored, signal, reply, at))

    def _respond(self, stored: StoredStory, signal: Signal, reply: Reply, at: dt.datetime) -> None:
        if not (signal.is_open and signal.asking):
            return
        on = at.astimezone(ZONE).date()
        by = stored.episode.therapist
        if signal.kind == "risk":
            responses.acknowledge_risk(
                signal=signal, action=reply.action, by=by, at=at, on=on,
                detail=reply.detail, note=reply.note,
            )  # fmt: skip
            return
        remind_on = working_days(on, reply.remind_after) if reply.remind_after else None
        responses.respond(
            signal=signal, action=reply.action, by=by, at=at, on=on, domain=reply.domain,
            detail=reply.detail, note=reply.note, look_again=reply.look_again, remind_on=remind_on,
        )  # fmt: skip
        if remind_on:
            self._later(moment(remind_on, "03:00"), self._reminders)

    def _reminders(self, at: dt.datetime) -> None:
        responses.ask_due_again(by="console", at=at, on=at.astimezone(ZONE).date())

    def _joined(self, stored: StoredStory, at: dt.datetime) -> None:
        treatment.add_colleague(
            episode=stored.episode, colleague=self._staff[stored.story.colleague],
            started_on=stored.story.opened_on, by=stored.episode.therapist, at=at,
        )  # fmt: skip

    def _moved(self, stored: StoredStory, at: dt.datetime) -> None:
        day, key = stored.story.transferred
        treatment.transfer(episode=stored.episode, therapist=self._staff[key], on=day,
                           by=stored.episode.therapist, at=at)  # fmt: skip

    def _ended(self, stored: StoredStory, at: dt.datetime) -> None:
        closed_on, kind = stored.story.ending
        treatment.close_episode(
            episode=stored.episode, ending_kind=kind, closed_on=closed_on,
            by=stored.episode.therapist, at=at,
        )  # fmt: skip

    def _note(self, event: str, stored: StoredStory, at: dt.datetime) -> None:
        about = ("episode", stored.episode.id)
        record(event, by=stored.episode.therapist, at=at, about=about)
