"""The director's settings for risk answers: who is on duty, and when one goes to a supervisor."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outcomes.actions.risk_answers import ON_DUTY
from outcomes.storage import RiskSettings, StaffMember, db
from outcomes.storage.people import staff_of
from outcomes.storage.risk_answers import HOURS, USUAL_HOURS
from outcomes.web.pages.forms import FormState
from outcomes.web.pages.risk_answers import overdue_words

NOBODY = ("", "Nobody")


@dataclass(frozen=True)
class RiskSettingsPage:
    """The form with what is set now. `overdue` counts what has waited for too long, without names;
    `gone` says that whoever was on duty cannot be any more."""

    contacts: tuple[tuple[str, str], ...]
    contact: str
    hours: str
    hours_hint: str
    overdue: str
    gone: str
    form: FormState


def risk_settings_page(
    director: StaffMember, form: FormState, *, at: dt.datetime
) -> RiskSettingsPage:
    """The settings of the director's clinic, or as they came back."""
    kept = db.session.get(RiskSettings, director.clinic_id)
    able = on_duty_of(director.clinic_id)
    set_id = kept.duty_contact_id if kept else None
    contact = "" if set_id is None else str(set_id)
    return RiskSettingsPage(
        contacts=(NOBODY, *((str(each.id), f"{each.name}, {each.role}") for each in able)),
        contact=form.value("duty_contact", contact),
        hours=form.value("risk_hours", str(kept.hours if kept else USUAL_HOURS)),
        hours_hint=f"From {HOURS[0]} to {HOURS[-1]}. The usual is 24.",
        overdue=overdue_words(director, at=at),
        gone=_gone(set_id, able),
        form=form,
    )


def on_duty_of(clinic_id: int) -> list[StaffMember]:
    """Who can be on duty for risk answers, by name."""
    everybody = db.session.scalars(staff_of(clinic_id))
    return [each for each in everybody if each.is_active and each.role in ON_DUTY]


def _gone(set_id: int | None, able: list[StaffMember]) -> str:
    if set_id is None or any(each.id == set_id for each in able):
        return ""
    name = db.session.get(StaffMember, set_id).name
    return f"{name} cannot sign in any more, so nobody is on duty now. Choose somebody else."
