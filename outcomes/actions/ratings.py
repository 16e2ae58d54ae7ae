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

from sqlalchemy import select

from outcomes.actions import signals
from outcomes.actions.answers import (
    Answers,
    check_manner,
    complete,
    content_hash,
    stored_score,
)
from outcomes.actions.audit import record
from outcomes.actions.rating_languages import check_language, remember_language
from outcomes.actions.therapy_sessions import join_or_create
from outcomes.actions.writing import writing
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
from outcomes.storage.ratings import RATERS, open_form, rated_already, unseen

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
    language: str | None = None,
    second_session: bool = False,
) -> Administration:
    """A form for one rating at the day's attended session, which is made where there is none.

    A form of the kind that is still open there is handed out again, so that a broken tablet or a
    second press does not leave two.

    Args:
        on: the clinic's day; an earlier one for a form that was filled in on paper.
        language: code of the wording, remembered for the client; the one remembered so far
            where not given.
        second_session: a second session of that day is meant.

    Raises:
        Refused: the session is rated already, the episode is closed, or there is no wording in
            this language for the client's age and this rater, or no complete pages around it.
    """
    if kind not in KINDS or rater not in RATERS:
        raise Refused(f"There is no form {kind!r} for {rater!r}.")
    with writing():
        language = language or episode.client.language
        measure = _form_for(episode, kind=kind, rater=rater, language=language)
        held = join_or_create(episode, on, by=by, at=at, second=second_session)
        if _is_rated(held.id, kind=kind, rater=rater):
            raise Refused(
                "This session is rated already. Withdraw that rating, or start a second session."
            )
        found = _handed_out_again(held, kind=kind, rater=rater, language=language, at=at)
        if found is not None:
            return found
        form = _new_form(held, measure, kind=kind, rater=rater, language=language, by=by, at=at)
        remember_language(form)
        signals.recompute(episode, at=at)
        facts = {"kind": kind, "measure": measure.id, "episode": episode.id}
        record("rating_opened", by=by, at=at, about=("administration", form.id), facts=facts)
    return form


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


def submit_rating(
    *,
    form_uuid: str,
    answers: Answers,
    at: dt.datetime,
    input_kinds: Mapping[str, str | None] | None = None,
    layout: str | None = None,
    device_class: str | None = None,
) -> Confirmation:
    """Store a form's answers, its score and all that follows from it, once.

    Args:
        answers: item id to answer; None or absent for an item that was skipped.
        input_kinds: item id to one of `INPUT_KINDS`.
        layout, device_class: of `actions.answers.LAYOUTS` and `DEVICES`.

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
        _check_usable(form, at=at)
        check_manner(input_kinds or {}, layout=layout, device_class=device_class)
        scored = score(measure, {name: sent[name] for name in sent if name in answers})
        _check_first(form)
        form.layout, form.device_class = layout, device_class
        _store(form, scored, answers=sent, input_kinds=input_kinds or {}, content=content, at=at)
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


def _form_for(episode: Episode, *, kind: str, rater: str, language: str) -> Measure:
    measure_id = episode.outcome_measure_id if kind == "outcome" else episode.alliance_measure_id
    measure = catalogue()[measure_id]
    check_language(measure, language, age_band=episode.age_band, rater=rater)
    return measure


def _is_rated(therapy_session_id: int, *, kind: str, rater: str) -> bool:
    query = rated_already(therapy_session_id, kind=kind, rater=rater)
    return db.session.execute(query).first() is not None


def _handed_out_again(
    held: TherapySession, *, kind: str, rater: str, language: str, at: dt.datetime
) -> Administration | None:
    """The form that is still open at a session, with its time begun anew; one in another language
    is withdrawn, and none is handed out."""
    form = db.session.scalars(open_form(held.id, kind=kind, rater=rater, at=at)).first()
    if form is None:
        return None
    if form.language != language:
        form.state = "withdrawn"
        return None
    form.expires_at = at + FORM_LASTS
    return form


def _new_form(
    held: TherapySession,
    measure: Measure,
    *,
    kind: str,
    rater: str,
    language: str,
    by: StaffMember,
    at: dt.datetime,
) -> Administration:
    form = Administration(
        clinic_id=held.clinic_id,
        form_uuid=str(uuid.uuid4()),
        episode_id=held.episode_id,
        therapy_session_id=held.id,
        kind=kind,
        measure_id=measure.id,
        measure_version=measure.version,
        rater=rater,
        language=language,
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


def _check_usable(form: Administration, *, at: dt.datetime) -> None:
    if form.state == "withdrawn":
        raise Refused("This form was withdrawn. Please give the device back.")
    if form.state == "open" and at > form.expires_at:
        raise Refused("The time for this form is over. Please ask for a new one.")


def _check_first(form: Administration) -> None:
    """Two forms for one session could both be open for a moment; only one rating counts."""
    if _is_rated(form.therapy_session_id, kind=form.kind, rater=form.rater):
        raise Refused("This session was rated on another form. Please give the device back.")


def _repeated(form: Administration, content: str) -> Confirmation:
    if form.content_hash != content:
        raise Conflict("This form was sent before with other answers. The first ones are kept.")
    return Confirmation(form.id, form.form_uuid, form.submitted_at, repeated=True)


def _store(
    form: Administration,
    scored: Scored,
    *,
    answers: Answers,
    input_kinds: Mapping[str, str | None],
    content: str,
    at: dt.datetime,
) -> None:
    form.state, form.submitted_at, form.content_hash = "submitted", at, content
    form.answers = [
        Answer(
            clinic_id=form.clinic_id,
            item_id=item_id,
            value=value,
            input_kind=input_kinds.get(item_id),
        )
        for item_id, value in answers.items()
    ]
    form.score = stored_score(form, scored)
    db.session.flush()
    if scored.risk:
        signals.open_risk(form, form.score, form.therapy_session, at=at)
    signals.recompute(form.episode, at=at)
    record(
        "rating_submitted",
        by=form,
        at=at,
        about=("administration", form.id),
        facts={"kind": form.kind, "measure": form.measure_id, "episode": form.episode_id},
    )
