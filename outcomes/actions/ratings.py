"""Ratings: opening a form, beginning it, sending it once however often it arrives, withdrawing.

A form carries a UUID. Sending the same answers again gives the same confirmation; other answers
under the same UUID are a `Conflict`. Answers, score, progress, signals and the audit are stored in
one transaction, or nothing is.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from outcomes.actions import signals
from outcomes.actions.answers import (
    Answers,
    check_manner,
    complete,
    content_hash,
    kept_seconds,
    stored_score,
)
from outcomes.actions.audit import record
from outcomes.actions.rating_languages import check_language, remember_language
from outcomes.actions.resting import forget_keys
from outcomes.actions.therapy_sessions import join_or_create, session_ahead
from outcomes.actions.writing import tried_again, writing
from outcomes.errors import Conflict, NotFound, Refused
from outcomes.measures import Measure, catalogue, score
from outcomes.measures import Score as Scored
from outcomes.storage import (
    Administration,
    Answer,
    Episode,
    EpisodeProgress,
    StaffMember,
    TherapySession,
    db,
)
from outcomes.storage.ratings import HELPERS, RATERS, open_form, rated_already, unseen

FORM_LASTS = dt.timedelta(hours=2)
KINDS = ("outcome", "alliance")


@dataclass(frozen=True)
class Confirmation:
    """What is said after a rating was stored; the same words for the same form, always."""

    administration_id: int
    form_uuid: str
    submitted_at: dt.datetime
    repeated: bool


def open_rating(
    *,
    episode: Episode,
    kind: str,
    by: StaffMember,
    at: dt.datetime,
    on: dt.date,
    rater: str = "self",
    helped_by: str | None = None,
    language: str | None = None,
    second_session: bool = False,
) -> Administration:
    """A form for one rating at the day's attended session, which is made where there is none.

    A form of the kind that is still open there is handed out again, so that a broken tablet or a
    second press does not leave two.

    Args:
        on: the clinic's day; an earlier one for a form that was filled in on paper.
        rater: of `storage.ratings.RATERS`; only self-ratings are part of the course.
        helped_by: of `storage.ratings.HELPERS`, where somebody helps with a self-rating.
        language: code of the wording, remembered for the client; the one remembered so far
            where not given.
        second_session: a second session of that day is meant.

    Raises:
        Refused: the session is rated already, the episode is closed, or there is no wording in
            this language for the client's age and this rater, or no complete pages around it.
    """
    with writing():
        form = _Wanted(episode, kind, rater, helped_by, language or episode.client.language)
        measure = form.measure()
        held = join_or_create(episode, on, by=by, at=at, second=second_session)
        return _open(form, measure, held, by=by, at=at)


def open_ahead(
    *,
    episode: Episode,
    kind: str,
    held_on: dt.date,
    by: StaffMember,
    at: dt.datetime,
    on: dt.date,
    rater: str = "self",
    helped_by: str | None = None,
    language: str | None = None,
) -> Administration:
    """A form that the client fills in without being there, before a session or after it.

    It belongs to the day's session, which is planned where it is still to come; the rating then
    stands beside the course until the session was held.

    Args:
        held_on: the day of the session; `on` is today, both in the clinic's days.

    Raises:
        Refused: as `open_rating`, and where no session was held on an earlier day.
    """
    with writing():
        form = _Wanted(episode, kind, rater, helped_by, language or episode.client.language)
        measure = form.measure()
        held = session_ahead(episode, held_on, on=on, by=by, at=at)
        return _open(form, measure, held, by=by, at=at)


@tried_again
def begin_rating(*, form_uuid: str, at: dt.datetime) -> None:
    """Note when the client began; only the first beginning counts.

    Raises:
        NotFound: there is no such form.
        Refused: it is withdrawn or its time is over.
    """
    with writing():
        form = _form(form_uuid)
        _check_usable(form, at=at)
        if form.started_at is None and form.state == "open":
            form.started_at = at


@tried_again
def submit_rating(
    *,
    form_uuid: str,
    answers: Answers,
    at: dt.datetime,
    input_kinds: Mapping[str, str | None] | None = None,
    layout: str | None = None,
    device_class: str | None = None,
    seconds: Mapping[str, object] | None = None,
    until: dt.datetime | None = None,
) -> Confirmation:
    """Store a form's answers, its score and all that follows from it, once.

    Args:
        answers: item id to answer; None or absent for an item that was skipped.
        input_kinds: item id to one of `INPUT_KINDS`.
        layout, device_class: of `actions.answers.LAYOUTS` and `DEVICES`.
        seconds: item id to how long it took, see `actions.answers.kept_seconds`. No part of the
            content: a form that is sent again took longer and is the same form.
        until: the last moment at which it is taken; the end of the form's time where not given.

    Raises:
        NotFound: there is no such form.
        AnswerError: answers no form could have given; `problems` lists every one. Nothing changed.
        Conflict: this form was sent before with other answers.
        Refused: the form was withdrawn, or its time is over; nothing changed.
    """
    with writing():
        form = _form(form_uuid)
        measure = catalogue()[form.measure_id]
        sent = complete(measure, answers)
        content = content_hash(sent)
        if form.state == "submitted":
            return _repeated(form, content)
        _check_usable(form, at=at, until=until)
        check_manner(input_kinds or {}, layout=layout, device_class=device_class)
        scored = score(measure, {name: sent[name] for name in sent if name in answers})
        _check_first(form)
        form.layout, form.device_class = layout, device_class
        form.state, form.submitted_at, form.content_hash = "submitted", at, content
        rows = _answers(form, sent, input_kinds=input_kinds or {}, seconds=seconds or {})
        _store(form, rows, scored, at=at)
        return Confirmation(form.id, form.form_uuid, at, repeated=False)


def withdraw_rating(
    *, administration: Administration, by: StaffMember | Administration, at: dt.datetime
) -> None:
    """Take a form or a rating out of every count, for instance after a mix-up of tablets.

    The answers stay stored with the moment they came; progress and signals are worked out anew.
    A risk answer in it stays in its queue until somebody has looked at it.

    Raises:
        Refused: it was withdrawn before.
    """
    with writing() as session:
        if by.clinic_id != administration.clinic_id:
            raise NotFound(f"Administration {administration.id}")
        if administration.state == "withdrawn":
            raise Refused("This rating was withdrawn already.")
        was = administration.state
        administration.state = "withdrawn"
        forget_keys(administration)
        session.flush()
        signals.recompute(administration.episode, at=at, closing="withdrawn")
        record(
            "rating_withdrawn",
            by=by,
            at=at,
            about=("administration", administration.id),
            facts={"was": was, "kind": administration.kind},
        )


def give_back(*, form_uuid: str, at: dt.datetime) -> None:
    """The client gives the tablet back: an unsent form is withdrawn, by the form itself.

    A rating that was sent stays as it is; so does a form that was withdrawn before.

    Raises:
        NotFound: there is no such form.
    """
    with writing():
        form = _form(form_uuid)
        if form.state == "open":
            withdraw_rating(administration=form, by=form, at=at)


def mark_seen(*, episode: Episode, by: StaffMember, at: dt.datetime) -> None:
    """Note that the responsible therapist has opened the client's page: nothing on it is new.

    Anybody else who opens it changes nothing.
    """
    if by.id != episode.therapist_id:
        return
    if not db.session.execute(unseen(episode.id)).first():
        return
    with writing() as session:
        for form in session.scalars(unseen(episode.id)):
            form.seen_at = at
        row = session.get(EpisodeProgress, episode.id)
        if row is not None:
            row.new_rating = False
        record("ratings_seen", by=by, at=at, about=("episode", episode.id))


@dataclass(frozen=True)
class _Wanted:
    """Which form is asked for: of which kind, by whom, with whose help, in which language."""

    episode: Episode
    kind: str
    rater: str
    helped_by: str | None
    language: str

    def measure(self) -> Measure:
        """What it asks.

        Raises:
            Refused: there is no such form.
        """
        if self.kind not in KINDS or self.rater not in RATERS:
            raise Refused(f"There is no form {self.kind!r} for {self.rater!r}.")
        if self.helped_by is not None and (self.rater != "self" or self.helped_by not in HELPERS):
            raise Refused("Say who helps only where the client rates.")
        of_kind = {
            "outcome": self.episode.outcome_measure_id,
            "alliance": self.episode.alliance_measure_id,
        }
        measure = catalogue()[of_kind[self.kind]]
        age_band = self.episode.age_band
        check_language(measure, self.language, age_band=age_band, rater=self.rater)
        return measure


def _open(
    wanted: _Wanted, measure: Measure, held: TherapySession, *, by: StaffMember, at: dt.datetime
) -> Administration:
    if _is_rated(held.id, kind=wanted.kind, rater=wanted.rater):
        raise Refused(
            "This session is rated already. Withdraw that rating, or start a second session."
        )
    found = _handed_out_again(wanted, held, at=at)
    if found is not None:
        return found
    form = _new_form(wanted, measure, held, by=by, at=at)
    remember_language(form)
    signals.recompute(wanted.episode, at=at)
    facts = {"kind": form.kind, "measure": measure.id, "episode": form.episode_id}
    if form.rater != "self":
        facts["rater"] = form.rater
    record("rating_opened", by=by, at=at, about=("administration", form.id), facts=facts)
    return form


def _is_rated(therapy_session_id: int, *, kind: str, rater: str) -> bool:
    query = rated_already(therapy_session_id, kind=kind, rater=rater)
    return db.session.execute(query).first() is not None


def _handed_out_again(
    wanted: _Wanted, held: TherapySession, *, at: dt.datetime
) -> Administration | None:
    """The form that is still open at a session, with its time begun anew; one in another language
    is withdrawn, and none is handed out."""
    query = open_form(held.id, kind=wanted.kind, rater=wanted.rater, at=at)
    form = db.session.scalars(query).first()
    if form is None:
        return None
    if form.language != wanted.language:
        form.state = "withdrawn"
        forget_keys(form)
        return None
    form.helped_by = wanted.helped_by
    # A link for home may last longer.
    form.expires_at = max(form.expires_at, at + FORM_LASTS)
    return form


def _new_form(
    wanted: _Wanted, measure: Measure, held: TherapySession, *, by: StaffMember, at: dt.datetime
) -> Administration:
    form = Administration(
        clinic_id=held.clinic_id,
        form_uuid=str(uuid.uuid4()),
        episode_id=held.episode_id,
        therapy_session_id=held.id,
        kind=wanted.kind,
        measure_id=measure.id,
        measure_version=measure.version,
        rater=wanted.rater,
        helped_by=wanted.helped_by,
        language=wanted.language,
        opened_by_id=by.id,
        opened_at=at,
        expires_at=at + FORM_LASTS,
    )
    db.session.add(form)
    db.session.flush()
    return form


def _form(form_uuid: str) -> Administration:
    query = select(Administration).where(Administration.form_uuid == form_uuid)
    form = db.session.scalars(query).first()
    if form is None:
        raise NotFound("There is no such form.")
    return form


def _check_usable(
    form: Administration, *, at: dt.datetime, until: dt.datetime | None = None
) -> None:
    if form.state == "withdrawn":
        raise Refused("This form was withdrawn. Please give the device back.")
    if form.state == "open" and at > (until or form.expires_at):
        raise Refused("The time for this form is over. Please ask for a new one.")


def _check_first(form: Administration) -> None:
    """Two forms for one session could both be open for a moment; only one rating counts."""
    if _is_rated(form.therapy_session_id, kind=form.kind, rater=form.rater):
        raise Refused("This session was rated on another form. Please give the device back.")


def _repeated(form: Administration, content: str) -> Confirmation:
    if form.content_hash != content:
        raise Conflict("This form was sent before with other answers. The first ones are kept.")
    return Confirmation(form.id, form.form_uuid, form.submitted_at, repeated=True)


def _answers(
    form: Administration,
    answers: Answers,
    *,
    input_kinds: Mapping[str, str | None],
    seconds: Mapping[str, object],
) -> list[dict[str, Any]]:
    """The rows of `Answer`."""
    return [
        {
            "clinic_id": form.clinic_id,
            "administration_id": form.id,
            "item_id": item_id,
            "value": value,
            "input_kind": input_kinds.get(item_id),
            "seconds": None if value is None else kept_seconds(seconds.get(item_id)),
        }
        for item_id, value in answers.items()
    ]


def _store(
    form: Administration, rows: list[dict[str, Any]], scored: Scored, *, at: dt.datetime
) -> None:
    """Everything of a rating beside its form, in as few statements as it takes: all of it happens
    under the one lock that others wait for."""
    kept = stored_score(form, scored)
    db.session.add(kept)
    db.session.execute(insert(Answer), rows)
    forget_keys(form)
    if scored.risk:
        signals.open_risk(form, kept, form.therapy_session, at=at)
    signals.recompute_all([form.episode_id], at=at)
    record(
        "rating_submitted",
        by=form,
        at=at,
        about=("administration", form.id),
        facts={"kind": form.kind, "measure": form.measure_id, "episode": form.episode_id},
    )
