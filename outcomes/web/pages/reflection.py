"""The page of a reflection: what the period holds, what was written, and the goal it ends in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import url_for

from outcomes.access import Permission, visible
from outcomes.actions.reflections import Texts
from outcomes.change.learning import period_around
from outcomes.charts import Svg, interval_svg, svg
from outcomes.reports.dates import long_day, months_words
from outcomes.reports.reflection import (
    FactorRow,
    ReflectionReport,
    for_others,
    reflection_report,
)
from outcomes.storage import Reflection, StaffMember, db
from outcomes.storage.people import supervisors_of
from outcomes.storage.reflections import reflection_of, reflections_of
from outcomes.web.filters import moment
from outcomes.web.listed import note_listed
from outcomes.wording.reflection import QUESTIONS

GOAL_MONTHS = 3


@dataclass(frozen=True)
class Period:
    """First and last day of what is reflected on, both inside."""

    first: dt.date
    last: dt.date

    @property
    def words(self) -> str:
        """ "August to November 2026"."""
        return months_words(self.first, self.last)

    @property
    def query(self) -> dict[str, str]:
        """As arguments of an address."""
        return {"from": self.first.isoformat(), "to": self.last.isoformat()}


@dataclass(frozen=True)
class Question:
    """One of the three questions with what was answered; `elsewhere` what another window kept."""

    name: str
    words: str
    answer: str
    elsewhere: str = ""


@dataclass(frozen=True)
class Goal:
    """The learning goal, or the empty form for one."""

    goal: str
    shown_by: str
    review_on: str
    review_words: str = ""
    is_set: bool = False


@dataclass(frozen=True)
class Sharing:
    """Whether and with whom a reflection is shared, and with whom it may be."""

    state: str
    is_shared: bool
    supervisors: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class EarlierReflection:
    """A link to another period that was reflected on."""

    words: str
    url: str


@dataclass(frozen=True)
class ReflectionPage:
    """Everything the page shows. `conflict` is True where another window saved first."""

    heading: str
    report: ReflectionReport
    period: Period
    drawings: dict[int, Svg | str]
    intervals: dict[str, Svg]
    questions: tuple[Question, ...]
    version: int
    kept: str
    goal: Goal
    sharing: Sharing
    earlier: tuple[EarlierReflection, ...]
    conflict: bool = False

    @property
    def case_urls(self) -> dict[int, str]:
        """The progress report of each case."""
        return {
            case.episode_id: url_for("reports.progress", episode_id=case.episode_id)
            for case in self.report.cases
        }


def default_period(on: dt.date) -> Period:
    """The last four months, whole ones, so that what is written stays in one place."""
    return Period(*period_around(on))


def reflection_page(
    staff: StaffMember,
    period: Period,
    *,
    on: dt.date,
    typed: Texts | None = None,
    kept: Texts | None = None,
    version: int | None = None,
    goal: Goal | None = None,
) -> ReflectionPage:
    """A therapist's own page.

    `typed` with `kept` and `version` after a conflict of two windows; `goal` as it was typed,
    where it could not be kept.
    """
    stored = own_reflection(staff, period)
    report = own_report(staff, period, on=on)
    texts = typed or texts_of(stored)
    return ReflectionPage(
        heading=_heading(period, on=on),
        report=report,
        period=period,
        drawings=drawings_of(report, variant="small"),
        intervals=intervals_of(report, variant="screen"),
        questions=_questions(texts, kept),
        version=version if version is not None else (stored.version if stored else 0),
        kept=f"Last kept {moment(stored.kept_at)}." if stored else "",
        goal=goal or goal_of(stored, on=on),
        sharing=_sharing(staff, stored, on=on),
        earlier=_earlier(staff, period),
        conflict=kept is not None,
    )


def shared_page(reflection: Reflection, staff: StaffMember, *, on: dt.date) -> ReflectionPage:
    """What a supervisor reads of a reflection that was shared with them."""
    period = Period(reflection.period_from, reflection.period_to)
    report = for_others(
        reflection_report(
            reflection.therapist,
            within=visible(staff, Permission.READ_EPISODE, on=on),
            period_from=period.first,
            period_to=period.last,
        )
    )
    return ReflectionPage(
        heading=f"Reflection of {report.name}",
        report=_noted(report),
        period=period,
        drawings=drawings_of(report, variant="small"),
        intervals=intervals_of(report, variant="screen"),
        questions=_questions(texts_of(reflection), None),
        version=reflection.version,
        kept="",
        goal=goal_of(reflection, on=on),
        sharing=Sharing(f"Shared with you by {reflection.therapist.name}.", True, ()),
        earlier=(),
    )


def own_reflection(staff: StaffMember, period: Period) -> Reflection | None:
    """What the person has kept about exactly this period."""
    query = reflection_of(staff, period_from=period.first, period_to=period.last)
    return db.session.scalars(query).one_or_none()


def own_report(staff: StaffMember, period: Period, *, on: dt.date) -> ReflectionReport:
    """The person's own cases of a period."""
    return _noted(
        reflection_report(
            staff,
            within=visible(staff, Permission.READ_EPISODE, on=on),
            period_from=period.first,
            period_to=period.last,
        )
    )


def _noted(report: ReflectionReport) -> ReflectionReport:
    shown = (*report.cases, *report.ended_early, *report.surprisingly_good)
    note_listed(each.episode_id for each in shown)
    return report


def texts_of(reflection: Reflection | None) -> Texts:
    """The three answers as they are kept."""
    if reflection is None:
        return Texts()
    return Texts(
        learned=reflection.learned,
        new_or_different=reflection.new_or_different,
        how_i_work=reflection.how_i_work,
    )


def goal_of(reflection: Reflection | None, *, on: dt.date) -> Goal:
    """The goal as it is kept; else the empty form, to look back on in three months."""
    goal = reflection.goal if reflection else None
    if goal is None:
        review = _months_later(on, GOAL_MONTHS)
        return Goal("", "", review.isoformat(), long_day(review))
    return Goal(
        goal.goal, goal.shown_by, goal.review_on.isoformat(), long_day(goal.review_on), True
    )


def drawings_of(
    report: ReflectionReport, *, variant: str, width: float | None = None
) -> dict[int, Svg | str]:
    """The small drawings by episode."""
    return {
        case.episode_id: svg(case.chart, variant=variant, width=width) if case.chart else ""
        for case in report.cases
    }


def intervals_of(report: ReflectionReport, *, variant: str) -> dict[str, Svg]:
    """The intervals by factor, of those with ten cases or more."""
    return {
        factor.name: interval_svg(
            factor.interval,
            key=f"factor-{factor.name}",
            title=_interval_title(factor),
            others=factor.others_interval,
            variant=variant,
        )
        for factor in report.factors
        if factor.interval is not None
    }


def _heading(period: Period, *, on: dt.date) -> str:
    """What the page is about; the dates of a chosen period stand below it."""
    which = "the last four months" if period == default_period(on) else "this period"
    return f"What {which} can teach"


def _interval_title(factor: FactorRow) -> str:
    words = f"{factor.label}: {factor.these}"
    return f"{words}; {factor.others}" if factor.others else words


def _questions(texts: Texts, kept: Texts | None) -> tuple[Question, ...]:
    return tuple(
        Question(name, words, getattr(texts, name), getattr(kept, name) if kept else "")
        for name, words in QUESTIONS.items()
    )


def _sharing(staff: StaffMember, stored: Reflection | None, *, on: dt.date) -> Sharing:
    supervisors = {each.id: each.name for each in db.session.scalars(supervisors_of(staff, on=on))}
    if stored is None or stored.shared_with_id is None:
        return Sharing("Only you can see this page.", False, tuple(supervisors.items()))
    name = supervisors.get(stored.shared_with_id)
    state = f"Shared with {name}." if name else "Shared with somebody who no longer supervises you."
    return Sharing(state, True, tuple(supervisors.items()))


def _earlier(staff: StaffMember, period: Period) -> tuple[EarlierReflection, ...]:
    others = [
        Period(each.period_from, each.period_to)
        for each in db.session.scalars(reflections_of(staff))
    ]
    return tuple(
        EarlierReflection(each.words, url_for("reflection.overview", **each.query))
        for each in others
        if each != period
    )


def _months_later(day: dt.date, months: int) -> dt.date:
    month = day.month - 1 + months
    first = dt.date(day.year + month // 12, month % 12 + 1, 1)
    following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + dt.timedelta(days=day.day - 1), following - dt.timedelta(days=1))
