"""What a period can teach one therapist: the cases that did not benefit, and what they share.

One's own cases against one's own other cases and one's own past; never against other people.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, select

from outcomes.change.learning import (
    Case,
    Learning,
    SharedFactor,
    against_past,
    learning_of,
    worst_third,
)
from outcomes.change.rates import SMALLEST_GROUP, Rate
from outcomes.charts import ShareInterval, TrajectoryChart
from outcomes.measures import catalogue
from outcomes.reports.course import courses_of
from outcomes.reports.dates import months_words
from outcomes.reports.multiples import course_caption, drawing_note
from outcomes.reports.what_followed import effective, signals_of
from outcomes.storage import Episode, Signal, StaffMember, db
from outcomes.storage.reflections import clinic_intakes, learning_cases
from outcomes.wording.episodes import ending_label
from outcomes.wording.rates import CANNOT_TELL
from outcomes.wording.reflection import (
    FACTORS_WITHOUT_OTHERS,
    comparison_words,
    counted_words,
    factor_label,
    factor_words,
    factors_note,
    finding_words,
    group_heading,
    tried_words,
    unknown_words,
)
from outcomes.wording.responses import action_short


@dataclass(frozen=True)
class CaseDrawing:
    """One case that did not benefit: its small drawing and the words below it."""

    episode_id: int
    code: str
    course: str
    ending: str
    tried: str
    chart: TrajectoryChart | None


@dataclass(frozen=True)
class FactorRow:
    """Something the cases may share: counts, and intervals where the groups are large enough."""

    name: str
    label: str
    these: str
    others: str
    interval: ShareInterval | None
    others_interval: ShareInterval | None


@dataclass(frozen=True)
class CaseLink:
    """A client's code with the episode it leads to."""

    episode_id: int
    code: str


@dataclass(frozen=True)
class ReflectionReport:
    """Everything a reflection gathers; what the therapist wrote stands beside it.

    `counted` says who is in and who is left out, `finding` is the sentence of the page with this
    period and the same months a year before. `closed` and `past_closed` count the closed episodes
    among those two.
    """

    therapist_id: int
    name: str
    period_from: dt.date
    period_to: dt.date
    period: str
    counted: str
    finding: str
    comparison: str
    closed: int
    past_closed: int
    heading: str
    cases: tuple[CaseDrawing, ...]
    drawing_note: str
    factors_note: str
    factors: tuple[FactorRow, ...]
    tried: str
    ended_early: tuple[CaseLink, ...]
    surprisingly_good: tuple[CaseLink, ...]
    is_empty: bool

    @property
    def subject(self) -> str:
        """At the head of every page."""
        return f"Reflection · {self.name} · {self.period}"


def reflection_report(
    therapist: StaffMember,
    *,
    within: Select[tuple[Episode]],
    period_from: dt.date,
    period_to: dt.date,
) -> ReflectionReport:
    """Gather a therapist's cases of a period, both days inside, among those that may be seen."""
    theirs = within.where(Episode.therapist_id == therapist.id)
    severe = _severe(therapist.clinic_id)
    now = _learning(theirs, period_from, period_to, severe=severe)
    past = _learning(theirs, _year_before(period_from), _year_before(period_to), severe=severe)
    episodes = _episodes([*now.not_benefiting, *now.ended_early, *now.surprisingly_good])
    signals = signals_of([case.episode_id for case in now.not_benefiting])
    views = courses_of([episodes[case.episode_id] for case in now.not_benefiting])
    earlier = f"In the same months of {_year_before(period_from).year}"
    return ReflectionReport(
        therapist_id=therapist.id,
        name=therapist.name,
        period_from=period_from,
        period_to=period_to,
        period=months_words(period_from, period_to),
        counted=counted_words(now),
        finding=finding_words(now),
        comparison=comparison_words(against_past(now, past), earlier),
        closed=_closed(now),
        past_closed=_closed(past),
        heading=group_heading(len(now.not_benefiting)),
        cases=tuple(
            CaseDrawing(
                episode_id=view.episode_id,
                code=view.code,
                course=course_caption(view),
                ending=ending_label(episodes[view.episode_id].ending_kind).capitalize(),
                tried=_tried(signals.get(view.episode_id, [])),
                chart=view.chart,
            )
            for view in views
        ),
        drawing_note=drawing_note(views),
        factors_note=factors_note(now.factors),
        factors=tuple(_factor(each, now, severe) for each in now.factors),
        tried=tried_words(_tried_counts(now.not_benefiting, signals)),
        ended_early=_links(now.ended_early, episodes),
        surprisingly_good=_links(now.surprisingly_good, episodes),
        is_empty=not now.counted,
    )


def for_others(report: ReflectionReport) -> ReflectionReport:
    """The report as somebody else reads it once it is shared: a rate about a therapist needs ten
    closed episodes, and so does the one it is compared with."""
    if report.closed < SMALLEST_GROUP:
        return replace(report, finding=f"{CANNOT_TELL}.", comparison="")
    return report if report.past_closed >= SMALLEST_GROUP else replace(report, comparison="")


def _closed(learning: Learning) -> int:
    return sum(not case.is_open for case in learning.counted)


def _learning(
    within: Select[tuple[Episode]],
    period_from: dt.date,
    period_to: dt.date,
    *,
    severe: Mapping[str, float | None],
) -> Learning:
    cases = learning_cases(within=within, period_from=period_from, period_to=period_to)
    return learning_of(cases, severe=severe)


def _severe(clinic_id: int) -> dict[str, float | None]:
    """Measure id to the intake that bounds the clinic's worst third."""
    measures = catalogue()
    return {
        measure_id: worst_third(intakes, direction=measures[measure_id].direction)
        for measure_id, intakes in clinic_intakes(clinic_id).items()
    }


def _year_before(day: dt.date) -> dt.date:
    """The same day a year before; the last of February stays the last."""
    after = day + dt.timedelta(days=1)
    if after.day == 1 and day.month == 2:
        return dt.date(day.year - 1, 3, 1) - dt.timedelta(days=1)
    return day.replace(year=day.year - 1)


def _episodes(cases: Sequence[Case]) -> dict[int, Episode]:
    ids = {case.episode_id for case in cases}
    found = db.session.scalars(select(Episode).where(Episode.id.in_(ids)))
    return {episode.id: episode for episode in found}


def _links(cases: Sequence[Case], episodes: Mapping[int, Episode]) -> tuple[CaseLink, ...]:
    return tuple(CaseLink(case.episode_id, episodes[case.episode_id].client.code) for case in cases)


def _tried(signals: Sequence[Signal]) -> str:
    """What was done last about any signal; "no response yet" where none was."""
    given = [response for signal in signals for response in effective(signal)]
    if given:
        last = max(given, key=lambda response: response.responded_at)
        return action_short(last.action, last.domain)
    return "no response yet" if any(signal.is_open for signal in signals) else "no response"


def _tried_counts(
    cases: Sequence[Case], signals: Mapping[int, Sequence[Signal]]
) -> tuple[dict[str, int], int]:
    """In how many cases each action was tried, and in how many nothing was recorded."""
    found: Counter[str] = Counter()
    nothing = 0
    for case in cases:
        actions = {
            response.action
            for signal in signals.get(case.episode_id, ())
            for response in effective(signal)
            if response.action != "remind_me"  # putting off is nothing tried
        }
        found.update(actions)
        nothing += not actions
    return dict(found.most_common()), nothing


def _factor(
    factor: SharedFactor, learning: Learning, severe: Mapping[str, float | None]
) -> FactorRow:
    # A course that stayed on track had nothing to respond to, so there is nobody to compare with.
    compared = factor.name not in FACTORS_WITHOUT_OTHERS
    return FactorRow(
        name=factor.name,
        label=factor_label(factor.name, *_limit_of(learning.counted, severe)),
        these=factor_words(factor.these, unknown=unknown_words(factor.name, factor.unknown)),
        others=f"other {factor_words(factor.others)}" if compared and factor.others.n else "",
        interval=_interval(factor.these),
        others_interval=_interval(factor.others) if compared else None,
    )


def _limit_of(
    cases: Sequence[Case], severe: Mapping[str, float | None]
) -> tuple[float | None, int]:
    """The bound of the worst third and the direction, where all cases share one measure."""
    kinds = {(case.measure_id, case.direction) for case in cases}
    if len(kinds) != 1:
        return None, 0
    measure_id, direction = kinds.pop()
    return severe.get(measure_id), direction


def _interval(rate: Rate) -> ShareInterval | None:
    if rate.n < SMALLEST_GROUP:
        return None
    return ShareInterval(rate.share, rate.low, rate.high)
