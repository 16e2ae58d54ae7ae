"""Clients of Miriam's colleagues who are told by hand."""

from __future__ import annotations

import datetime as dt

from outcomes.demo.days import DAY, open_day, weekly, working_days
from outcomes.demo.story import Reply, Story
from outcomes.demo.telling import visits_of


def cases_of_colleagues(anchor: dt.date) -> tuple[Story, ...]:
    """Five open episodes: answered, a risk answer waiting, fallen back, young, just passed on."""
    return tuple(each(anchor) for each in (_olga, _mei, _ben, _signe, _idris))


def _olga(anchor: dt.date) -> Story:
    days = weekly(working_days(anchor, -12), 5)
    visits = visits_of(
        days, "13:00", (20.1, 18.6, 17.9, 16.4, 15.8), (33.0, 33.8, 34.0, 33.1, 33.6)
    )
    replies = (
        Reply(session=3, action="talked_with_client", domain="method"),
        Reply(session=5, action="changed_something", domain="method", detail="shorter steps",
              look_again="next_session"),
    )  # fmt: skip
    return Story(
        code="0440", name="Olga V.", birth_date=dt.date(1979, 7, 22), therapist="samir",
        opened_on=days[0], visits=visits, planned=((working_days(anchor, 1), "13:00"),),
        replies=replies,
    )  # fmt: skip


def _mei(anchor: dt.date) -> Story:
    days = weekly(working_days(anchor, -2), 4)
    # The ninth answer is what waits; the total stays 16.
    last = dict.fromkeys(("q1", "q2", "q3", "q4", "q5", "q6", "q7"), 2) | {"q8": 1, "q9": 1}
    visits = visits_of(days, "15:00", (18, 17, 17, 16), (34.2, 35.0, 34.8, 35.3), answers={4: last})
    return Story(
        code="0431", name="Mei L.", birth_date=dt.date(1998, 10, 30), therapist="samir",
        measure="phq9", opened_on=days[0], visits=visits,
        planned=((working_days(anchor, 3), "15:00"),), unseen=1,
    )  # fmt: skip


def _ben(anchor: dt.date) -> Story:
    days = weekly(working_days(anchor, -7), 6)
    visits = visits_of(
        days, "11:00", (15.0, 18.2, 22.4, 25.6, 24.0, 18.4), (35.0, 36.2, 37.0, 38.1, 37.5, 37.2)
    )
    reply = Reply(session=6, action="talked_with_client", domain="life_and_support",
                  look_again="next_session", after=2)  # fmt: skip
    return Story(
        code="0329", name="Ben T.", birth_date=dt.date(1985, 4, 4), therapist="judith",
        opened_on=days[0], visits=visits, planned=((anchor, "15:00"),), replies=(reply,),
        life_events=((days[4] + 3 * DAY, "his mother died"),),
    )  # fmt: skip


def _signe(anchor: dt.date) -> Story:
    days = weekly(working_days(anchor, -4), 3)
    visits = visits_of(days, "16:00", (22.0, 23.4, 24.8), (31.0, 33.0, 34.6))
    return Story(
        code="0445", name="Signe H.", birth_date=dt.date(anchor.year - 15, 3, 14),
        therapist="ewa", opened_on=days[0], visits=visits,
        planned=((working_days(anchor, 1), "16:00"),),
    )  # fmt: skip


def _idris(anchor: dt.date) -> Story:
    return Story(
        code="0449", name="Idris O.", birth_date=dt.date(1994, 11, 8), therapist="lars",
        opened_on=working_days(anchor, -3), visits=(),
        planned=((anchor, "09:00"), (anchor + 7 * DAY, "09:00")),
        transferred=(working_days(anchor, -1), "priya"),
    )  # fmt: skip


def closed_of_colleagues(anchor: dt.date) -> tuple[Story, ...]:
    """Three of Judith's, answered at the third session: then worse, better, back on track."""
    referred = Reply(
        session=4, action="referred", domain="medical_or_risk", detail="psychiatric out-patients"
    )
    return (
        _answered_at_third(
            open_day(anchor - 45 * DAY), "0385", "Dag R.", dt.date(1967, 1, 19),
            (22.0, 20.5, 18.0, 16.2, 13.5, 11.8), "moved_or_referred", referred,
        ),
        _answered_at_third(
            open_day(anchor - 52 * DAY), "0344", "Ragna B.", dt.date(1992, 6, 6),
            (15.0, 14.2, 15.5, 18.9, 21.0, 23.4, 26.2), "planned",
        ),
        _answered_at_third(
            open_day(anchor - 66 * DAY), "0327", "Oluf T.", dt.date(1983, 9, 2),
            (17.5, 18.0, 17.2, 20.4, 22.6, 23.3, 24.6), "planned",
        ),
    )  # fmt: skip


def _answered_at_third(
    last: dt.date,
    code: str,
    name: str,
    born: dt.date,
    outcome: tuple[float, ...],
    ending: str,
    *later: Reply,
) -> Story:
    days = weekly(last, len(outcome))
    talked = Reply(
        session=3, action="talked_with_client", domain="method", look_again="in_three_sessions"
    )
    return Story(
        code=code, name=name, birth_date=born, therapist="judith", opened_on=days[0],
        visits=visits_of(days, "10:00", outcome, (34.0, 34.6, 33.8, 35.0, 35.2, 35.1, 35.9)),
        ending=(last, ending), replies=(talked, *later),
    )  # fmt: skip
