"""What two therapists of the demonstration clinic have written about earlier months."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from outcomes.actions import reflections
from outcomes.actions.reflections import Texts
from outcomes.change.learning import period_around
from outcomes.demo.days import DAY, moment, open_day, working_days
from outcomes.demo.staff import SUPERVISOR
from outcomes.storage import StaffMember

MONTHS = 4


@dataclass(frozen=True)
class Written:
    """One reflection; `back` counts periods of four calendar months, 0 for the one under way."""

    therapist: str
    back: int
    texts: Texts
    goal: str = ""
    shown_by: str = ""
    shared: bool = False


WRITTEN = (
    Written(
        "miriam",
        3,
        Texts(
            learned="The clients who got better told me early what was wrong with the hour. The "
            "ones who stopped had told me nothing, and I had not asked.",
            new_or_different="Two said goodbye by not coming. I only saw in the list that both "
            "had missed an appointment before.",
            how_i_work="I write down one question for the next session before I close the notes.",
        ),
        goal="I ring within two days when somebody does not come.",
        shown_by="Missed appointments followed by another one.",
    ),
    Written(
        "miriam",
        1,
        Texts(
            learned="Those who moved had a goal in their own words by the second session. With "
            "the others I had written the goal.",
            new_or_different="Two rated the session lower after I had asked them to. Both came "
            "back, and we had something to talk about.",
            how_i_work="I trust my impression of an hour less, and ask more.",
        ),
        goal="When the session check-in falls by 3 or more, I ask about it in that same hour, "
        "before anything else.",
        shown_by="Share of falls talked about in the same session.",
        shared=True,
    ),
    Written(
        "miriam",
        0,
        Texts(
            learned="With three of the four who stopped I noticed the drop in the session "
            "check-in and let it pass. I was waiting for a better moment.",
            new_or_different="0318 told me in the fourth session that we were working on my "
            "goal. It was the most useful hour of the year.",
        ),
    ),
    Written(
        "samir",
        1,
        Texts(
            learned="Both who did not move had rated the session 38 or more each time. High "
            "figures told me nothing.",
            new_or_different="I asked one what a 36 would have looked like. That opened it.",
        ),
        goal="I ask once a month what would have made the hour a little better.",
    ),
)


def period(anchor: dt.date, back: int) -> tuple[dt.date, dt.date]:
    """First and last day of a reflection's period, so many periods before the present one."""
    months = anchor.year * 12 + anchor.month - 1 - MONTHS * back
    return period_around(dt.date(months // 12, months % 12 + 1, 1))


def write_reflections(anchor: dt.date, *, staff: Mapping[str, StaffMember]) -> None:
    """Keep, share and close them with a goal, each in the second week after its period.

    The one about the period under way was written yesterday and has no goal yet.
    """
    for written in sorted(WRITTEN, key=lambda each: (-each.back, each.therapist)):
        by = staff[written.therapist]
        first, last = period(anchor, written.back)
        on = min(working_days(open_day(last + DAY), 8), working_days(anchor, -1))
        at = moment(on, "17:24")
        kept = reflections.keep_reflection(
            by=by, period_from=first, period_to=last, texts=written.texts, version=0, at=at
        )
        if written.goal:
            reflections.set_learning_goal(
                reflection=kept, goal=written.goal, shown_by=written.shown_by, by=by, at=at, on=on,
                review_on=open_day(last + 180 * DAY),
            )  # fmt: skip
        if written.shared:
            reflections.share_reflection(
                reflection=kept, supervisor=staff[SUPERVISOR], by=by, at=at, on=on
            )
