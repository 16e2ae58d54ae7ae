"""Risk answers that wait: at the top of the start pages, and on a page of their own.

What stands here is all that whoever is on duty is told of a client they do not treat: name and
code, therapist, moment, the item and the answer in words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for

from outcomes.access import Permission, explain, overdue_risk_answers, waiting_risk_answers
from outcomes.actions.risk_answers import escalates_to
from outcomes.measures import Measure, catalogue
from outcomes.reports.what_followed import reasons_in
from outcomes.storage import Signal, StaffMember, db
from outcomes.storage.risk_answers import hours_of
from outcomes.web.filters import clock_time, local
from outcomes.web.listed import note_listed
from outcomes.web.pages.entry_links import risk_url
from outcomes.web.pages.forms import BLANK, FormState
from outcomes.web.pages.response_words import RISK_DID
from outcomes.web.pages.words import day_in, sentence, spoken_day
from outcomes.wording import counted, number_word

DAYS_FROM = dt.timedelta(hours=48)
"""From here on a wait is told in days."""


@dataclass(frozen=True)
class RiskBanner:
    """One risk answer at the top of a start page."""

    words: str
    url: str


@dataclass(frozen=True)
class RiskRow:
    """One risk answer on the page of them, with the form that acknowledges it.

    `answers` are (item, answer) in words; `client_url` is empty where the reader may not open the
    client's record; `form` is that of this row.
    """

    id: int
    client: str
    code: str
    therapist: str
    when: str
    measure: str
    answers: tuple[tuple[str, str], ...]
    waits: str
    client_url: str
    post_url: str
    form: FormState


@dataclass(frozen=True)
class RiskPage:
    """Everything the page shows. `did` are the things that can have been done."""

    lead: str
    who: str
    rows: tuple[RiskRow, ...]
    did: tuple[tuple[str, str], ...]
    form: FormState


def risk_banners(staff: StaffMember, *, at: dt.datetime, on: dt.date) -> tuple[RiskBanner, ...]:
    """What waits for this person, the longest waiting first."""
    signals = _waiting(staff, at=at, on=on)
    if not signals:
        return ()
    hours = hours_of(staff.clinic_id)
    return tuple(_banner(each, staff, hours=hours, at=at, on=on) for each in signals)


def risk_page(
    staff: StaffMember, form: FormState = BLANK, *, at: dt.datetime, on: dt.date
) -> RiskPage:
    """The page of risk answers for one reader; `form` is one that came back."""
    signals = _waiting(staff, at=at, on=on)
    return RiskPage(
        lead=_lead(len(signals)),
        who=_who(staff),
        rows=tuple(_row(each, staff, form, at=at, on=on) for each in signals),
        did=tuple(RISK_DID.items()),
        form=form,
    )


def form_of(signal_id: int) -> str:
    """The name of the form of one risk answer; its fields end in the number too."""
    return f"risk-{signal_id}"


def overdue_words(director: StaffMember, *, at: dt.datetime) -> str:
    """How many have waited for too long, without a name; empty for none.

    ``2 risk answers have waited for longer than 24 hours. ...``
    """
    found = db.session.scalars(overdue_risk_answers(director, at=at)).unique().all()
    if not found:
        return ""
    has = "has" if len(found) == 1 else "have"
    hours = counted(hours_of(director.clinic_id), "hour")
    words = f"{counted(len(found), 'risk answer')} {has} waited for {hours} or longer."
    alone = sum(not escalates_to(each, director.clinic, at=at) for each in found)
    if not alone:
        where = "It stands" if len(found) == 1 else "They stand"
        return f"{words} {where} on the start page of a supervisor, or of whoever is on duty."
    is_one = "One has" if alone == 1 else f"{number_word(alone).capitalize()} have"
    return f"{words} {is_one} nobody to go to: no supervisor, and nobody on duty."


def _waiting(staff: StaffMember, *, at: dt.datetime, on: dt.date) -> Sequence[Signal]:
    found = db.session.scalars(waiting_risk_answers(staff, at=at, on=on)).unique().all()
    note_listed(each.episode_id for each in found)
    return found


def _banner(
    signal: Signal, staff: StaffMember, *, hours: int, at: dt.datetime, on: dt.date
) -> RiskBanner:
    client, therapist = signal.episode.client, signal.episode.therapist
    whose = "" if therapist.id == staff.id else f" ({therapist.name})"
    words = [
        f"{client.name}{whose}, {_measure_name(signal)}, {_moment(signal, on=on)}.",
        sentence("; ".join(reasons_in(signal.evidence))),
    ]
    if _is_overdue(signal, hours=hours, at=at):
        words.append(f"It has waited for more than {counted(hours, 'hour')}.")
    return RiskBanner(" ".join(each for each in words if each), risk_url(signal))


def _row(
    signal: Signal, staff: StaffMember, form: FormState, *, at: dt.datetime, on: dt.date
) -> RiskRow:
    episode = signal.episode
    may_read = explain(staff, Permission.READ_EPISODE, episode, on=on) is not None
    return RiskRow(
        id=signal.id,
        client=episode.client.name,
        code=episode.client.code,
        therapist=episode.therapist.name,
        when=f"{spoken_day(local(signal.opened_at).date(), on=on)}, {clock_time(signal.opened_at)}",
        measure=_measure_name(signal),
        answers=tuple(_in_words(each, _measure(signal)) for each in _answers(signal)),
        waits=_waits(signal, at=at),
        client_url=url_for("episodes.page", episode_id=episode.id) if may_read else "",
        post_url=url_for("risk_answers.acknowledge", risk_answer_id=signal.id),
        form=form if form.name == form_of(signal.id) else BLANK,
    )


def _waits(signal: Signal, *, at: dt.datetime) -> str:
    """``It has waited for 5 hours. After 24 hours Ingrid Solberg sees it.``"""
    clinic = signal.episode.therapist.clinic
    hours = hours_of(clinic.id)
    names = _listed([each.name for each in escalates_to(signal, clinic, at=at)])
    waited = f"It has waited for {_span(at - signal.waits_from)}"
    if not _is_overdue(signal, hours=hours, at=at):
        then = f"After {counted(hours, 'hour')} {names} sees it." if names else ""
        return f"{waited}. {then}".strip()
    told = f"{names} sees it too." if names else "There is no supervisor, and nobody is on duty."
    return f"{waited}, and so for longer than {counted(hours, 'hour')}. {told}"


def _is_overdue(signal: Signal, *, hours: int, at: dt.datetime) -> bool:
    return signal.waits_from + dt.timedelta(hours=hours) <= at


def _span(time: dt.timedelta) -> str:
    """``less than an hour``, ``5 hours``, ``3 days``"""
    hours = int(time / dt.timedelta(hours=1))
    if not hours:
        return "less than an hour"
    return counted(hours, "hour") if time < DAYS_FROM else counted(hours // 24, "day")


def _listed(names: Sequence[str]) -> str:
    return " or ".join(names)


def _lead(number: int) -> str:
    if not number:
        return "No risk answer waits."
    waits = "answer waits" if number == 1 else "answers wait"
    return f"{number_word(number).capitalize()} risk {waits} to be acknowledged."


def _who(staff: StaffMember) -> str:
    hours = counted(hours_of(staff.clinic_id), "hour")
    if staff.role == "supervisor":
        return (
            "Here stand the risk answers of clients of the therapists you supervise that nobody "
            f"has acknowledged for {hours}, and everybody's while you are on duty."
        )
    return (
        "Here stand the risk answers of your own clients, and everybody's while you are on duty. "
        f"What nobody has acknowledged for {hours} goes to a supervisor."
    )


def _moment(signal: Signal, *, on: dt.date) -> str:
    return f"{day_in(local(signal.opened_at).date(), on=on)}, {clock_time(signal.opened_at)}"


def _answers(signal: Signal) -> list[dict[str, Any]]:
    return signal.evidence.get("answers", [])


def _measure(signal: Signal) -> Measure | None:
    return catalogue().get(str(signal.evidence.get("measure_id")))


def _measure_name(signal: Signal) -> str:
    measure = _measure(signal)
    return measure.name if measure else "rating"


def _in_words(answer: dict[str, Any], measure: Measure | None) -> tuple[str, str]:
    """The item as it was asked and the answer as it was given; what it means, where no words
    of the measure ship."""
    meaning = sentence(str(answer.get("meaning") or ""))
    items = measure.items if measure else ()
    item = next((each for each in items if each.id == answer["item"]), None)
    given = f"{answer['value']:g}"
    if item is None or item.text is None:
        return meaning, f"{given}, from {answer['at_least']:g} on"
    number = items.index(item) + 1
    label = dict(item.options).get(answer["value"], "")
    return f"{number}. {item.text}", f"{label} ({given})" if label else given
