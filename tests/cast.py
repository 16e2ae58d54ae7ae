"""The people of the tests: Harbour Street Practice, and a second clinic that must see none of it.

Everything is made through the real actions, rating by rating, at the moments the story says. The
story's day is Thursday 19 November 2026, 13:52 in Oslo. Build it once (`build`), copy the file for
each test, and look people up with `Cast`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import select

from outcomes.actions import (
    clinics,
    devices,
    people,
    ratings,
    responses,
    therapy_sessions,
    treatment,
)
from outcomes.actions.writing import writing
from outcomes.measures import catalogue
from outcomes.storage import Client, Clinic, Episode, Signal, StaffMember, Team, db

TODAY = dt.date(2026, 11, 19)
ZONE = ZoneInfo("Europe/Oslo")
NOW = dt.datetime(2026, 11, 19, 13, 52, tzinfo=ZONE)
FOUNDED = dt.datetime(2026, 1, 5, 9, 0, tzinfo=ZONE)
CLINIC, OTHER_CLINIC = "Harbour Street Practice", "Birch Lane Counselling"
PASSWORD = "plum lantern harbour quiet"

STAFF = {
    "director": ("Helena Brandt", "director", None),
    "reception": ("Noor Rahimi", "reception", None),
    "ingrid": ("Ingrid Solberg", "supervisor", "Harbour team"),
    "tomas": ("Tomas Berg", "supervisor", "Hillside team"),
    "miriam": ("Miriam Aalto", "therapist", "Harbour team"),
    "samir": ("Samir Haddad", "therapist", "Harbour team"),
    "judith": ("Judith Okoye", "therapist", "Hillside team"),
    "ewa": ("Ewa Zielinska", "therapist", "Hillside team"),
}
SUPERVISED = {"ingrid": ("miriam", "samir"), "tomas": ("judith", "ewa")}


@dataclass(frozen=True)
class Course:
    """One client's story: total or None by attended session, oldest first.

    `alliance` goes with `outcome`; shorter, the rest is not rated. `seen_to` is the last day on
    which the therapist opened the client's page.
    """

    code: str
    name: str
    therapist: str
    days: tuple[dt.date, ...]
    outcome: tuple[float | None, ...]
    alliance: tuple[float | None, ...] = ()
    measure: str = "wellbeing"
    birth_date: dt.date | None = dt.date(1984, 6, 2)
    seen_to: dt.date | None = None
    planned: dict[dt.date, str] = field(default_factory=dict)
    ending: tuple[dt.date, str] | None = None


def day(number: int, month: int) -> dt.date:
    """A day of 2026."""
    return dt.date(2026, month, number)


def weekly(last: dt.date, count: int) -> tuple[dt.date, ...]:
    """`count` days a week apart up to `last`."""
    return tuple(last - dt.timedelta(weeks=count - 1 - index) for index in range(count))


JONAS_DAYS = (day(24, 9), day(1, 10), day(8, 10), day(22, 10), day(29, 10), day(5, 11), day(12, 11))

COURSES = (
    Course(
        "0417",
        "Jonas K.",
        "miriam",
        JONAS_DAYS,
        (17.5, 18.0, 17.2, 18.8, None, 18.1, 16.4),
        (31.2, 33.0, 32.4, 33.1, None, 29.8, 26.9),
        seen_to=day(5, 11),
        planned={TODAY: "14:00"},
    ),
    Course(
        "0388",
        "Aylin D.",
        "miriam",
        weekly(day(17, 11), 4),
        (22.4, 21.0, 19.3, 15.9),
        (34.0, 35.1, 34.6, 35.0),
        seen_to=day(10, 11),
        planned={day(24, 11): "10:00"},
    ),
    Course(
        "0352",
        "Peter W.",
        "miriam",
        weekly(day(5, 11), 6),
        (14.2, 15.0, 13.9, 15.0, 15.6, 14.6),
        seen_to=day(5, 11),
    ),
    Course(
        "0421",
        "Rosa M.",
        "miriam",
        weekly(day(18, 11), 4),
        (16.1, 19.5, 23.0, 25.6),
        (36.0, 36.4, 37.1, 37.0),
        seen_to=day(11, 11),
    ),
    Course(
        "0402",
        "Daniel O.",
        "miriam",
        weekly(day(18, 11), 5),
        (19.0, 20.8, 21.6, 23.1, 24.0),
        seen_to=day(11, 11),
    ),
    Course(
        "0395",
        "Hanna S.",
        "miriam",
        weekly(day(12, 11), 5),
        (20.6, 22.8, 23.9, None, None),
        seen_to=day(29, 10),
    ),
    Course(
        "0376",
        "Emeka A.",
        "miriam",
        weekly(day(16, 11), 8),
        (13.4, 15.2, 18.9, 19.6, 22.0, 24.3, 26.3, 27.8),
        seen_to=day(16, 11),
    ),
    Course(
        "0409",
        "Lea B.",
        "miriam",
        weekly(day(13, 11), 5),
        (21.5, 23.0, 25.4, None, 28.2),
        seen_to=day(13, 11),
    ),
    Course(
        "0414",
        "Tomasz R.",
        "miriam",
        weekly(day(11, 11), 3),
        (18.8, 20.1, 22.4),
        seen_to=day(11, 11),
    ),
    Course("0426", "Nadia F.", "miriam", (day(10, 11),), (15.3,), (33.0,), seen_to=day(10, 11)),
    Course(
        "0340",
        "Arvid N.",
        "miriam",
        weekly(day(15, 10), 6),
        (11.6, 12.4, 14.8, 13.2, 13.0, 13.8),
        seen_to=day(15, 10),
        ending=(day(22, 10), "client_stopped"),
    ),
    Course(
        "0440",
        "Olga V.",
        "samir",
        weekly(day(3, 11), 5),
        (20.1, 18.6, 17.9, 16.4, 15.8),
        seen_to=day(3, 11),
    ),
    Course(
        "0431",
        "Mei L.",
        "samir",
        weekly(day(16, 11), 4),
        (18, 17, 17, 16),
        measure="phq9",
        seen_to=day(9, 11),
    ),
    Course(
        "0329",
        "Ben T.",
        "judith",
        weekly(day(10, 11), 6),
        (15.0, 18.2, 22.4, 25.6, 24.0, 18.4),
        seen_to=day(10, 11),
    ),
    Course(
        "0445",
        "Signe H.",
        "ewa",
        weekly(day(13, 11), 3),
        (22.0, 23.4, 24.8),
        birth_date=dt.date(2011, 3, 14),
        seen_to=day(13, 11),
    ),
)
OTHER_COURSES = (Course("0417", "Grace P.", "mark", weekly(day(12, 11), 3), (16.0, 15.1, 13.9)),)


class Cast:
    """Looks the people of the story up in the database at hand."""

    def staff(self, key: str) -> StaffMember:
        """A staff member by first name as in STAFF, or ``mark`` and ``other_director``."""
        return db.session.scalars(select(StaffMember).filter_by(email=address(key))).one()

    def client(self, code: str, *, clinic: str = CLINIC) -> Client:
        query = select(Client).join(Clinic, Clinic.id == Client.clinic_id)
        return db.session.scalars(query.where(Client.code == code, Clinic.name == clinic)).one()

    def episode(self, code: str, *, clinic: str = CLINIC) -> Episode:
        """The one episode of the client with this code."""
        return db.session.scalars(
            select(Episode).filter_by(client_id=self.client(code, clinic=clinic).id)
        ).one()

    def signal(self, code: str, *, kind: str = "outcome") -> Signal:
        """The latest signal of a kind."""
        query = (
            select(Signal)
            .filter_by(episode_id=self.episode(code).id, kind=kind)
            .order_by(Signal.id.desc())
            .limit(1)
        )
        return db.session.scalars(query).one()


def address(key: str) -> str:
    """The address somebody of the cast signs in with."""
    return f"{key}@{'birch' if key in ('mark', 'other_director') else 'harbour'}.example"


def build(*, password_hash: str | None = None) -> Cast:
    """Fill an empty database with both clinics.

    Args:
        password_hash: for every staff member, where a test signs in with PASSWORD.
    """
    cast = Cast()
    _found(CLINIC, "director", STAFF, password_hash)
    for supervisor, therapists in SUPERVISED.items():
        for therapist in therapists:
            people.assign_supervision(
                by=cast.staff("director"),
                at=FOUNDED,
                supervisor=cast.staff(supervisor),
                therapist=cast.staff(therapist),
                started_on=FOUNDED.date(),
            )
    others = {
        "other_director": ("Ann Lowe", "director", None),
        "mark": ("Mark Ellis", "therapist", None),
    }
    _found(OTHER_CLINIC, "other_director", others, password_hash)
    for director in ("director", "other_director"):
        devices.add_device(name="Tablet 1", by=cast.staff(director), at=FOUNDED)
    for course in COURSES + OTHER_COURSES:
        live_through(course, cast)
    return cast


def live_through(course: Course, cast: Cast) -> Episode:
    """Make a client and go through the story day by day, as it happened."""
    therapist = cast.staff(course.therapist)
    start = course.days[0]
    client = treatment.add_client(
        code=course.code,
        name=course.name,
        birth_date=course.birth_date,
        by=therapist,
        at=at(start, "08:00"),
    )
    episode = treatment.open_episode(
        client=client,
        therapist=therapist,
        opened_on=start,
        outcome_measure_id=course.measure,
        by=therapist,
        at=at(start, "08:05"),
    )
    for index, held_on in enumerate(course.days):
        _hold(course, episode, held_on, index=index, by=therapist)
        for happens_on, tell in STORIES.get(course.code, ()):
            if therapist.clinic.name == CLINIC and _between(course.days, index, happens_on):
                tell(cast)
        if course.seen_to and held_on <= course.seen_to:
            ratings.mark_seen(episode=episode, by=therapist, at=at(held_on, "18:00"))
    for planned_on, time in course.planned.items():
        therapy_sessions.record_session(
            episode=episode,
            held_on=planned_on,
            attendance="planned",
            starts_at=time,
            by=therapist,
            at=at(course.days[-1], "18:05"),
        )
    if course.ending:
        treatment.close_episode(
            episode=episode,
            closed_on=course.ending[0],
            ending_kind=course.ending[1],
            by=therapist,
            at=at(course.ending[0], "17:00"),
        )
    return episode


def rate(
    episode: Episode,
    *,
    on: dt.date,
    by: StaffMember,
    kind: str = "outcome",
    total: float,
    answers: dict[str, float | None] | None = None,
) -> ratings.Confirmation:
    """Open a form on a day and send it with answers that come to a total."""
    time = "10:00" if kind == "outcome" else "10:50"
    form = ratings.open_rating(episode=episode, kind=kind, by=by, at=at(on, time), on=on)
    return ratings.submit_rating(
        form_uuid=form.form_uuid,
        answers=answers or spread(form.measure_id, total),
        at=at(on, time) + dt.timedelta(minutes=1),
        layout="one_page",
        device_class="tablet",
    )


def spread(measure_id: str, total: float) -> dict[str, float]:
    """Answers whose total is the one wanted, as even as the steps allow, without risk answers."""
    measure = catalogue()[measure_id]
    risky = {rule.item_id for rule in measure.risk_rules}
    names = [item.id for item in measure.items if item.id not in risky]
    step = measure.items[0].step
    each, left = divmod(round(total / step), len(names))
    even = {name: round((each + (index < left)) * step, 1) for index, name in enumerate(names)}
    return dict.fromkeys(risky, 0.0) | even


def at(date: dt.date, time: str) -> dt.datetime:
    """A moment of the clinic's day, ``HH:MM``."""
    return dt.datetime.combine(date, dt.time.fromisoformat(time), tzinfo=ZONE)


def _found(name: str, director: str, staff: dict, password_hash: str | None) -> None:
    clinic = clinics.new_clinic(name=name, at=FOUNDED, time_zone="Europe/Oslo")
    teams: dict[str, Team] = {}
    for key, (full_name, role, team) in staff.items():
        if team and team not in teams:
            teams[team] = people.add_team(by=Cast().staff(director), at=FOUNDED, name=team)
        if key == director:
            with writing():
                people.new_staff(
                    clinic=clinic, name=full_name, email=address(key), role=role, at=FOUNDED
                )
        else:
            people.invite(
                by=Cast().staff(director),
                at=FOUNDED,
                name=full_name,
                email=address(key),
                role=role,
                team=teams.get(team),
            )
        with writing():
            Cast().staff(key).password_hash = password_hash


def _hold(course: Course, episode: Episode, held_on: dt.date, *, index: int, by) -> None:
    outcome = course.outcome[index]
    alliance = course.alliance[index] if index < len(course.alliance) else None
    if outcome is None and alliance is None:
        therapy_sessions.record_session(
            episode=episode, held_on=held_on, by=by, at=at(held_on, "10:55")
        )
    if outcome is not None:
        rate(episode, on=held_on, by=by, total=outcome, answers=ANSWERS.get((course.code, index)))
    if alliance is not None:
        rate(episode, on=held_on, by=by, kind="alliance", total=alliance)


def _between(days: tuple[dt.date, ...], index: int, happens_on: dt.date) -> bool:
    after = days[index + 1] if index + 1 < len(days) else dt.date.max
    return days[index] <= happens_on < after


def _jonas_cancels(cast: Cast) -> None:
    therapy_sessions.record_session(
        episode=cast.episode("0417"),
        held_on=day(15, 10),
        attendance="cancelled",
        by=cast.staff("reception"),
        at=at(day(15, 10), "09:00"),
    )


def _jonas_is_talked_to(cast: Cast) -> None:
    responses.respond(
        signal=cast.signal("0417"),
        action="talked_with_client",
        domain="goals",
        look_again="in_three_sessions",
        by=cast.staff("miriam"),
        at=at(day(8, 10), "11:10"),
        on=day(8, 10),
    )


def _jonas_starts_medication(cast: Cast) -> None:
    _event(cast, "0417", day(20, 10), "medication started (sertraline)")


def _jonas_ran_out_of_time(cast: Cast) -> None:
    session = cast.episode("0417").sessions[-1]
    therapy_sessions.note_unrated_reason(
        therapy_session=session,
        reason="ran out of time",
        by=cast.staff("miriam"),
        at=at(day(29, 10), "12:00"),
    )


def _jonas_loses_his_job(cast: Cast) -> None:
    _event(cast, "0417", day(2, 11), "lost his job")


def _peter_comes_weekly(cast: Cast) -> None:
    responses.respond(
        signal=cast.signal("0352"),
        action="changed_something",
        domain="method",
        detail="weekly sessions",
        by=cast.staff("miriam"),
        at=at(day(5, 11), "12:00"),
        on=day(5, 11),
    )


def _ben_talks_of_life(cast: Cast) -> None:
    responses.respond(
        signal=cast.signal("0329"),
        action="talked_with_client",
        domain="life_and_support",
        look_again="next_session",
        by=cast.staff("judith"),
        at=at(day(12, 11), "12:00"),
        on=day(12, 11),
    )


def _event(cast: Cast, code: str, happened_on: dt.date, label: str) -> None:
    treatment.add_life_event(
        episode=cast.episode(code),
        happened_on=happened_on,
        label=label,
        by=cast.staff("miriam"),
        at=at(happened_on, "12:00"),
    )


STORIES = {
    "0417": (
        (day(8, 10), _jonas_is_talked_to),
        (day(15, 10), _jonas_cancels),
        (day(20, 10), _jonas_starts_medication),
        (day(29, 10), _jonas_ran_out_of_time),
        (day(2, 11), _jonas_loses_his_job),
    ),
    "0352": ((day(5, 11), _peter_comes_weekly),),
    "0329": ((day(12, 11), _ben_talks_of_life),),
}
"""What happens between the ratings, by client and day."""

ANSWERS = {
    ("0431", 3): {"q1": 2, "q2": 2, "q3": 2, "q4": 2, "q5": 2, "q6": 2, "q7": 2, "q8": 1, "q9": 1},
}
"""Where the single answers matter: Mei's last PHQ-9 has a risk answer; the total stays 16."""
