"""Miriam Aalto's clients who are told by hand: the ones a first look should find as they are.

`anchor` is the working day on which the clinic is looked at; everything lies before it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from outcomes.demo.days import DAY, open_day, weekly, working_days
from outcomes.demo.story import Reply, Story, Visit
from outcomes.demo.telling import visits_of

MIRIAM = "miriam"


def caseload_of_miriam(anchor: dt.date) -> tuple[Story, ...]:
    """Her eleven open episodes, one or more in each group of the order of need."""
    tell = (
        _jonas, _aylin, _peter, _rosa, _daniel, _hanna, _emeka, _lea, _tomasz, _nadia, _farid,
    )  # fmt: skip
    return tuple(each(anchor) for each in tell)


def closed_of_miriam(anchor: dt.date) -> tuple[Story, ...]:
    """Six of the last months who did not benefit, and one who did surprisingly well."""
    tell = (_viktor, _carla, _yusuf, _arvid, _bettina, _owen, _marit)
    return tuple(each(anchor) for each in tell)


def _open(
    code: str,
    name: str,
    born: dt.date,
    visits: tuple[Visit, ...],
    *planned: tuple[dt.date, str],
    replies: tuple[Reply, ...] = (),
    unseen: int = 0,
) -> Story:
    return Story(
        code=code, name=name, birth_date=born, therapist=MIRIAM, opened_on=visits[0].day,
        visits=visits, planned=planned, replies=replies, unseen=unseen,
    )  # fmt: skip


def _jonas(anchor: dt.date) -> Story:
    weeks_ago = (8, 7, 6, 4, 3, 2, 1)
    days = [anchor - dt.timedelta(weeks=weeks) for weeks in weeks_ago]
    visits = visits_of(
        days, "14:00",
        (17.5, 18.0, 17.2, 18.8, None, 18.1, 16.4),
        (31.2, 33.0, 32.4, 33.1, None, 29.8, 26.9),
        missed={anchor - dt.timedelta(weeks=5): "cancelled"}, reasons={5: "ran out of time"},
    )  # fmt: skip
    talked = Reply(
        session=3, action="talked_with_client", domain="goals", look_again="in_three_sessions",
        note="He would rather sleep through the night than talk about his father. We start there.",
    )  # fmt: skip
    story = _open(
        "0417", "Jonas K.", dt.date(1984, 6, 2), visits,
        (anchor, "14:00"), (anchor + dt.timedelta(weeks=1), "14:00"),
        replies=(talked,), unseen=1,
    )  # fmt: skip
    events = ((anchor - 30 * DAY, "medication started (sertraline)"),
              (anchor - 17 * DAY, "lost his job"))  # fmt: skip
    return replace(story, life_events=events)


def _aylin(anchor: dt.date) -> Story:
    last = working_days(anchor, -2)
    visits = visits_of(weekly(last, 4), "10:00", (22.4, 21.0, 19.3, 15.9), (34.0, 35.1, 34.6, 35.0))
    return _open("0388", "Aylin D.", dt.date(1996, 2, 17), visits,
                 (working_days(anchor, 3), "10:00"), unseen=1)  # fmt: skip


def _peter(anchor: dt.date) -> Story:
    last = anchor - dt.timedelta(weeks=2)
    visits = visits_of(
        weekly(last, 6, every=2), "16:00", (14.2, 15.0, 13.9, 15.0, 15.6, 14.6),
        (30.1, 31.4, 32.0, 31.1, None, 31.8),
    )  # fmt: skip
    replies = (
        Reply(
            session=3,
            action="consulted",
            domain="method",
            detail="Ingrid Solberg",
            note="Two weeks are long for him. Ask what happens in between.",
            look_again="in_three_sessions",
        ),
        Reply(session=6, action="changed_something", domain="method", detail="weekly sessions"),
    )
    return _open("0352", "Peter W.", dt.date(1969, 11, 30), visits,
                 (working_days(anchor, 1), "16:00"), (working_days(anchor, 6), "16:00"),
                 replies=replies)  # fmt: skip


def _rosa(anchor: dt.date) -> Story:
    visits = visits_of(
        weekly(working_days(anchor, -1), 4), "09:00", (16.1, 19.5, 23.0, 25.6),
        (36.0, 36.4, 37.1, 37.0),
    )  # fmt: skip
    return _open("0421", "Rosa M.", dt.date(1990, 4, 8), visits,
                 (working_days(anchor, 4), "09:00"), unseen=1)  # fmt: skip


def _daniel(anchor: dt.date) -> Story:
    visits = visits_of(
        weekly(working_days(anchor, -1), 5), "11:00", (19.0, 20.8, 21.6, 23.1, 24.0),
        (33.2, 34.0, 34.1, None, 35.2),
    )  # fmt: skip
    return _open("0402", "Daniel O.", dt.date(1978, 9, 21), visits,
                 (working_days(anchor, 4), "11:00"), unseen=1)  # fmt: skip


def _hanna(anchor: dt.date) -> Story:
    visits = visits_of(
        weekly(working_days(anchor, -5), 5), "13:00", (20.6, 22.8, 23.9, None, None),
        (35.0, 36.1, 35.7, None, None), reasons={4: "arrived late"},
    )  # fmt: skip
    return _open("0395", "Hanna S.", dt.date(2001, 1, 12), visits,
                 (working_days(anchor, 2), "13:00"))  # fmt: skip


def _emeka(anchor: dt.date) -> Story:
    visits = visits_of(
        weekly(working_days(anchor, -3), 8), "15:00",
        (13.4, 15.2, 18.9, 19.6, 22.0, 24.3, 26.3, 27.8),
        (34.4, 36.0, 37.2, 38.1, 38.4, 39.0, 38.8, 39.1),
    )  # fmt: skip
    return _open("0376", "Emeka A.", dt.date(1987, 7, 3), visits,
                 (working_days(anchor, 7), "15:00"))  # fmt: skip


def _lea(anchor: dt.date) -> Story:
    visits = visits_of(
        weekly(working_days(anchor, -4), 5), "10:00", (21.5, 23.0, 25.4, None, 28.2),
        (37.0, 38.2, 38.0, None, 38.9), reasons={4: "the tablet was in another room"},
    )  # fmt: skip
    story = _open("0409", "Lea B.", dt.date(1999, 12, 5), visits,
                  (working_days(anchor, 6), "10:00"))  # fmt: skip
    return replace(story, colleague="samir")


def _tomasz(anchor: dt.date) -> Story:
    visits = visits_of(
        weekly(working_days(anchor, -6), 3), "09:00", (18.8, 20.1, 22.4), (32.0, 33.3, 34.0)
    )
    return _open("0414", "Tomasz R.", dt.date(1981, 3, 26), visits,
                 (working_days(anchor, 5), "11:00"))  # fmt: skip


def _nadia(anchor: dt.date) -> Story:
    visits = visits_of((working_days(anchor, -7),), "13:00", (15.3,), (33.0,))
    return _open("0426", "Nadia F.", dt.date(1993, 8, 14), visits, (anchor, "11:00"))


def _farid(anchor: dt.date) -> Story:
    # The one answer above "Not at all" to item 6 is what the second session is about.
    risky = {"q1": 3, "q2": 1, "q3": 1, "q4": 2, "q5": 1, "q6": 1, "q7": 3, "q8": 2, "q9": 3,
             "q10": 0}  # fmt: skip
    visits = visits_of(
        weekly(working_days(anchor, -3), 4), "11:00", (22, 21, 17, 16), (30.5, 33.6, 35.0, 35.4),
        answers={2: risky},
    )  # fmt: skip
    reply = Reply(
        session=2,
        kind="risk",
        action="talked_with_client",
        note="No plan, no means, no wish today. Safety plan written together.",
    )
    story = _open("0433", "Farid N.", dt.date(1975, 5, 19), visits,
                  (working_days(anchor, 2), "11:00"), replies=(reply,))  # fmt: skip
    return replace(story, measure="core10")


def _closed(
    code: str,
    name: str,
    born: dt.date,
    visits: tuple[Visit, ...],
    ending: tuple[dt.date, str],
    *replies: Reply,
) -> Story:
    return Story(
        code=code, name=name, birth_date=born, therapist=MIRIAM, opened_on=visits[0].day,
        visits=visits, ending=ending, replies=replies,
    )  # fmt: skip


def _ago(anchor: dt.date, days: int) -> dt.date:
    return open_day(anchor - days * DAY)


def _viktor(anchor: dt.date) -> Story:
    last = _ago(anchor, 60)
    days = weekly(last, 8)
    visits = visits_of(
        days, "13:00", (12.1, 13.2, 12.0, 12.6, None, 11.2, 12.3, 11.5),
        (28.4, 29.0, 27.5, 28.8, None, 28.0, 27.9, 28.1),
        missed={days[0] - 7 * DAY: "did_not_attend", last + 7 * DAY: "did_not_attend"},
    )  # fmt: skip
    consulted = Reply(session=6, action="consulted", detail="the team meeting", domain="method",
                      look_again="in_three_sessions", after=2)  # fmt: skip
    story = _closed("0301", "Viktor H.", dt.date(1962, 10, 9), visits,
                    (open_day(last + 21 * DAY), "client_stopped"), consulted)  # fmt: skip
    return replace(story, opened_on=days[0] - 7 * DAY)


def _carla(anchor: dt.date) -> Story:
    last = _ago(anchor, 78)
    visits = visits_of(
        weekly(last, 5), "15:00", (9.8, 12.2, 14.0, 10.9, 10.2), (33.0, 33.4, 28.6, 29.1, 32.9),
        missed={last + 7 * DAY: "cancelled", last + 14 * DAY: "did_not_attend"},
    )  # fmt: skip
    talked = Reply(session=4, action="talked_with_client", domain="alliance",
                   note="She said we were working on my goal, not on hers.")  # fmt: skip
    about_alliance = Reply(session=3, kind="alliance", action="talked_with_client",
                           domain="alliance", after=3)  # fmt: skip
    ending = (open_day(last + 24 * DAY), "client_stopped")
    return _closed("0318", "Carla D.", dt.date(1988, 1, 23), visits, ending, talked, about_alliance)


def _yusuf(anchor: dt.date) -> Story:
    last = _ago(anchor, 40)
    visits = visits_of(
        weekly(last, 6), "10:00", (24.1, 22.2, 23.4, 20.4, 19.8, 17.4),
        (36.0, 36.2, 35.1, 35.9, 34.4, 34.0),
    )  # fmt: skip
    changed = Reply(session=4, action="changed_something", domain="method",
                    detail="from talking to walking", look_again="in_three_sessions")  # fmt: skip
    return _closed("0333", "Yusuf E.", dt.date(2003, 3, 3), visits, (last, "planned"), changed)


def _arvid(anchor: dt.date) -> Story:
    last = _ago(anchor, 35)
    visits = visits_of(
        weekly(last, 9), "16:00", (11.6, 12.4, 14.8, 13.2, 13.0, 13.8, 12.6, 14.0, 13.8),
        (27.0, 29.2, 30.0, 29.6, 28.8, 29.4, 30.2, 29.9, 30.4),
    )  # fmt: skip
    replies = (
        Reply(session=4, action="talked_with_client", domain="goals"),
        Reply(session=8, action="referred", detail="trauma unit, waiting list of six weeks",
              domain="medical_or_risk"),
    )  # fmt: skip
    return _closed("0340", "Arvid N.", dt.date(1958, 6, 27), visits,
                   (open_day(last + 7 * DAY), "moved_or_referred"), *replies)  # fmt: skip


def _bettina(anchor: dt.date) -> Story:
    last = _ago(anchor, 84)
    visits = visits_of(
        weekly(last, 5), "09:00", (20.3, 19.0, 21.0, None, 19.9), (33.8, 34.0, 29.4, None, 29.3),
        reasons={4: "she was in tears at the end"},
        missed=dict.fromkeys((last + 7 * DAY, last + 14 * DAY), "did_not_attend"),
    )  # fmt: skip
    return _closed("0361", "Bettina G.", dt.date(1980, 12, 1), visits,
                   (open_day(last + 28 * DAY), "client_stopped"))  # fmt: skip


def _owen(anchor: dt.date) -> Story:
    last = _ago(anchor, 72)
    visits = visits_of(
        weekly(last, 6), "11:00", (13.0, 12.4, 15.6, 14.1, 13.2, 14.9),
        (33.0, 33.8, 28.4, 31.1, 31.5, 32.0),
    )  # fmt: skip
    talked = Reply(session=4, action="talked_with_client", domain="life_and_support",
                   look_again="next_session")  # fmt: skip
    story = _closed("0367", "Owen P.", dt.date(1991, 9, 16), visits,
                    (open_day(last + 21 * DAY), "client_stopped"), talked)  # fmt: skip
    return replace(story, life_events=((visits[3].day - 2 * DAY, "separation"),))


def _marit(anchor: dt.date) -> Story:
    last = _ago(anchor, 28)
    visits = visits_of(
        weekly(last, 6), "14:00", (16.0, 21.5, 25.8, 29.0, 31.5, 34.4),
        (35.0, 37.4, 38.0, 38.6, 39.0, 39.4),
    )  # fmt: skip
    return _closed("0290", "Marit S.", dt.date(1972, 2, 11), visits, (last, "planned"))
