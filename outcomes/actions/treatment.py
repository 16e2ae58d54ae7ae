"""Treatment: clients, episodes, therapy sessions, colleagues, what happens in a client's life."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from outcomes.actions import signals
from outcomes.actions.audit import record
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.measures import age_band, catalogue
from outcomes.storage import (
    Administration,
    CareRelationship,
    Client,
    Episode,
    LifeEvent,
    Signal,
    StaffMember,
    TherapySession,
    db,
)
from outcomes.storage.treatment import ENDING_KINDS, SERVICE_KINDS

LONGEST_LABEL = 120


def add_client(
    *,
    code: str,
    name: str,
    by: StaffMember,
    at: dt.datetime,
    birth_date: dt.date | None = None,
    language: str = "en",
) -> Client:
    """A new client of the clinic of whoever adds them.

    Raises:
        Refused: the code is missing or another client's, or the name is missing.
    """
    code, name = code.strip(), " ".join(name.split())
    problems = [
        f"A {word} is missing." for word, text in (("code", code), ("name", name)) if not text
    ]
    if problems:
        raise Refused("This client cannot be added yet.", problems=problems)
    with writing() as session:
        same = select(Client.id).where(Client.clinic_id == by.clinic_id, Client.code == code)
        if session.execute(same).first():
            raise Refused(f"Another client has the code {code}.")
        client = Client(
            clinic_id=by.clinic_id,
            code=code,
            name=name,
            birth_date=birth_date,
            language=language,
            created_at=at,
        )
        session.add(client)
        session.flush()
        record("client_added", by=by, at=at, about=("client", client.id))
    return client


def admit(
    *,
    code: str,
    name: str,
    birth_date: dt.date | None,
    therapist: StaffMember,
    opened_on: dt.date,
    service_kind: str,
    outcome_measure_id: str,
    alliance_measure_id: str,
    by: StaffMember,
    at: dt.datetime,
    language: str = "en",
) -> Episode:
    """A new client with an open episode, both or neither.

    Raises:
        Refused: as `add_client` and `open_episode`.
    """
    with writing():
        client = add_client(
            code=code, name=name, birth_date=birth_date, language=language, by=by, at=at
        )
        return open_episode(
            client=client,
            therapist=therapist,
            opened_on=opened_on,
            by=by,
            at=at,
            service_kind=service_kind,
            outcome_measure_id=outcome_measure_id,
            alliance_measure_id=alliance_measure_id,
        )


def open_episode(
    *,
    client: Client,
    therapist: StaffMember,
    opened_on: dt.date,
    by: StaffMember,
    at: dt.datetime,
    service_kind: str = "therapy",
    outcome_measure_id: str = "wellbeing",
    alliance_measure_id: str = "session",
) -> Episode:
    """Open an episode of care. The client's age band on its first day holds to its end.

    Raises:
        Refused: the measures or the service kind are unknown, the therapist cannot have clients,
            or the client would not have been born.
    """
    _check_measures(outcome=outcome_measure_id, alliance=alliance_measure_id)
    if service_kind not in SERVICE_KINDS:
        raise Refused(f"There is no service kind {service_kind!r}.")
    with writing() as session:
        _same_clinic(by, client)
        _check_therapist(therapist, client.clinic_id)
        episode = Episode(
            clinic_id=client.clinic_id,
            client_id=client.id,
            therapist_id=therapist.id,
            service_kind=service_kind,
            age_band=_age_band(client, opened_on),
            outcome_measure_id=outcome_measure_id,
            alliance_measure_id=alliance_measure_id,
            opened_on=opened_on,
        )
        session.add(episode)
        session.flush()
        signals.recompute(episode, at=at)
        record("episode_opened", by=by, at=at, about=("episode", episode.id))
    return episode


def close_episode(
    *, episode: Episode, ending_kind: str, closed_on: dt.date, by: StaffMember, at: dt.datetime
) -> None:
    """Close an episode. Its open forms are withdrawn; its signals end, but for risk answers.

    Raises:
        Refused: it is closed already, the ending is unknown, or sessions were held later.
    """
    if ending_kind not in ENDING_KINDS:
        raise Refused("Say how the episode ended.")
    with writing() as session:
        _same_clinic(by, episode)
        if not episode.is_open:
            raise Refused("This episode is closed already.")
        _check_last_day(episode, closed_on)
        for form in session.scalars(_open_forms(episode)):
            form.state = "withdrawn"
        episode.closed_on, episode.ending_kind = closed_on, ending_kind
        signals.recompute(episode, at=at)
        record(
            "episode_closed",
            by=by,
            at=at,
            about=("episode", episode.id),
            facts={"ending_kind": ending_kind},
        )


def reopen_episode(*, episode: Episode, by: StaffMember, at: dt.datetime, on: dt.date) -> None:
    """Undo the closing of an episode; signals that ended with it stand again as they were."""
    with writing() as session:
        _same_clinic(by, episode)
        if episode.is_open:
            raise Refused("This episode is open.")
        episode.closed_on = episode.ending_kind = None
        ended = select(Signal).where(
            Signal.episode_id == episode.id, Signal.closed_because == "ended"
        )
        for signal in session.scalars(ended):
            signals.reopen(signal, on=on, at=at, because="episode_reopened")
        signals.recompute(episode, at=at)
        record("episode_reopened", by=by, at=at, about=("episode", episode.id))


def transfer(
    *, episode: Episode, therapist: StaffMember, on: dt.date, by: StaffMember, at: dt.datetime
) -> None:
    """Make another therapist responsible from a day on; who was before stays on record.

    Raises:
        Refused: it is the same person, or one who cannot have clients.
    """
    with writing() as session:
        _same_clinic(by, episode)
        _check_therapist(therapist, episode.clinic_id)
        if therapist.id == episode.therapist_id:
            raise Refused(f"{therapist.name} is responsible already.")
        session.add(
            CareRelationship(
                clinic_id=episode.clinic_id,
                episode_id=episode.id,
                staff_id=episode.therapist_id,
                kind="former_therapist",
                started_on=_responsible_since(episode),
                ended_on=on,
            )
        )
        before = episode.therapist_id
        episode.therapist_id = therapist.id
        session.flush()
        session.expire(episode, ["therapist"])
        record(
            "episode_transferred",
            by=by,
            at=at,
            about=("episode", episode.id),
            facts={"from": before, "to": therapist.id},
        )


def add_colleague(
    *,
    episode: Episode,
    colleague: StaffMember,
    started_on: dt.date,
    by: StaffMember,
    at: dt.datetime,
    ended_on: dt.date | None = None,
) -> CareRelationship:
    """Let a second therapist see an episode from one day to another.

    Args:
        ended_on: the first day on which it no longer holds; None for open-ended.

    Raises:
        Refused: the colleague is the responsible therapist, or the days are the wrong way round.
    """
    with writing() as session:
        _same_clinic(by, episode)
        _check_therapist(colleague, episode.clinic_id)
        if colleague.id == episode.therapist_id:
            raise Refused(f"{colleague.name} is the responsible therapist.")
        if ended_on is not None and ended_on < started_on:
            raise Refused("This cannot end before it began.")
        relationship = CareRelationship(
            clinic_id=episode.clinic_id,
            episode_id=episode.id,
            staff_id=colleague.id,
            kind="colleague",
            started_on=started_on,
            ended_on=ended_on,
        )
        session.add(relationship)
        session.flush()
        record(
            "colleague_added",
            by=by,
            at=at,
            about=("episode", episode.id),
            facts={"staff": colleague.id},
        )
    return relationship


def end_colleague(
    *, relationship: CareRelationship, ended_on: dt.date, by: StaffMember, at: dt.datetime
) -> None:
    """End a colleague's access; `ended_on` is the first day on which it no longer holds."""
    with writing():
        _same_clinic(by, relationship)
        if ended_on < relationship.started_on:
            raise Refused("This cannot end before it began.")
        relationship.ended_on = ended_on
        record(
            "colleague_ended",
            by=by,
            at=at,
            about=("episode", relationship.episode_id),
            facts={"staff": relationship.staff_id},
        )


def add_life_event(
    *, episode: Episode, happened_on: dt.date, label: str, by: StaffMember, at: dt.datetime
) -> LifeEvent:
    """Something that happened beside the sessions, as a mark on the time axis.

    Raises:
        Refused: it has no words, or too many for a mark.
    """
    label = " ".join(label.split())
    if not label or len(label) > LONGEST_LABEL:
        raise Refused(f"Say what happened, in up to {LONGEST_LABEL} characters.")
    with writing() as session:
        _same_clinic(by, episode)
        event = LifeEvent(
            clinic_id=episode.clinic_id,
            episode_id=episode.id,
            happened_on=happened_on,
            label=label,
            recorded_by_id=by.id,
            recorded_at=at,
        )
        session.add(event)
        session.flush()
        record(
            "life_event_added",
            by=by,
            at=at,
            about=("episode", episode.id),
            facts={"life_event": event.id},
        )
    return event


def _check_measures(**wanted: str) -> None:
    problems = [
        f"There is no {kind} measure {measure_id!r}."
        for kind, measure_id in wanted.items()
        if measure_id not in catalogue()
        or (catalogue()[measure_id].kind == "alliance") != (kind == "alliance")
    ]
    if problems:
        raise Refused("These measures cannot be used.", problems=problems)


def _check_therapist(staff: StaffMember, clinic_id: int) -> None:
    if staff.clinic_id != clinic_id:
        raise NotFound(f"Staff member {staff.id}")
    if staff.role != "therapist" or not staff.is_active:
        raise Refused(f"{staff.name} is not a therapist who works here.")


def _age_band(client: Client, on: dt.date) -> str:
    if client.birth_date is None:
        return "adult"
    if client.birth_date > on:
        raise Refused("The birth date is later than the day the episode begins.")
    return age_band(client.birth_date, on)


def _check_last_day(episode: Episode, closed_on: dt.date) -> None:
    if closed_on < episode.opened_on:
        raise Refused("An episode cannot end before it began.")
    held = select(TherapySession.held_on).where(
        TherapySession.episode_id == episode.id, TherapySession.attendance == "attended"
    )
    last = max(db.session.scalars(held), default=closed_on)
    if closed_on < last:
        raise Refused(f"A session was held later, on {last.isoformat()}.")


def _open_forms(episode: Episode):
    return select(Administration).where(
        Administration.episode_id == episode.id, Administration.state == "open"
    )


def _responsible_since(episode: Episode) -> dt.date:
    before = select(CareRelationship.ended_on).where(
        CareRelationship.episode_id == episode.id, CareRelationship.kind == "former_therapist"
    )
    return max(db.session.scalars(before), default=episode.opened_on)


def _same_clinic(by: StaffMember, thing: Client | Episode | CareRelationship) -> None:
    if by.clinic_id != thing.clinic_id:
        raise NotFound(f"{type(thing).__name__} {thing.id}")
