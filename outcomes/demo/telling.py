"""From a row of totals to visits: the shorthand in which stories are told by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from outcomes.demo.story import Visit

Totals = Sequence[float | None]


def visits_of(
    days: Sequence[dt.date],
    time: str,
    outcome: Totals,
    alliance: Totals = (),
    *,
    missed: Mapping[dt.date, str] | None = None,
    reasons: Mapping[int, str] | None = None,
    answers: Mapping[int, Mapping[str, float]] | None = None,
    device: str = "tablet",
) -> tuple[Visit, ...]:
    """Visits in order of their days.

    Args:
        days: of the attended sessions.
        outcome, alliance: one total or None for each; a shorter `alliance` is not rated further.
        missed: day to ``cancelled`` or ``did_not_attend``.
        reasons: session number to why it has no rating.
        answers: session number to the single answers of the outcome form.
    """
    attended = [
        Visit(
            day=day,
            time=time,
            outcome=outcome[place],
            alliance=alliance[place] if place < len(alliance) else None,
            answers=(answers or {}).get(place + 1),
            unrated_reason=(reasons or {}).get(place + 1, ""),
            device=device,
        )
        for place, day in enumerate(days)
    ]
    others = [Visit(day=day, time=time, attendance=kind) for day, kind in (missed or {}).items()]
    return tuple(sorted(attended + others, key=lambda visit: visit.day))
