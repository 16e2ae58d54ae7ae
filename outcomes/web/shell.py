"""What surrounds every page: the clinic's name, the places one may go to, who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from outcomes.access import Permission, may
from outcomes.storage import StaffMember
from outcomes.web.languages import language_here
from outcomes.web.machine import low_space_words
from outcomes.web.sessions import (
    FORM_SCOPES,
    administration_of_session,
    current_session,
    kiosk_device,
    on_kiosk,
    seconds_left,
)

PLACES: tuple[tuple[str, str, Permission], ...] = (
    ("Caseload", "caseload.page", Permission.TREAT),
    ("Reflection", "reflection.overview", Permission.REFLECT),
    ("Supervision", "supervisor.team", Permission.SUPERVISE),
    ("Signals", "signals.overview", Permission.TREAT),
    ("Risk answers", "risk_answers.overview", Permission.HANDLE_RISK),
    ("Reports", "reports.overview", Permission.READ_EPISODE),
    ("Today", "reception.today", Permission.READ_APPOINTMENTS),
    ("People", "director.people", Permission.MANAGE_PEOPLE),
    ("Ways to rate", "ways_to_rate.overview", Permission.MANAGE_PEOPLE),
    ("Languages", "translations.overview", Permission.MANAGE_PEOPLE),
    ("Clinic", "clinic.page", Permission.READ_AGGREGATES),
    ("Curves", "curves.overview", Permission.MANAGE_CURVES),
)
"""The menu, in its order. A place shows once its page exists and the role may open it."""

BELONGS_TO = {
    "episodes": ("caseload.page", "supervisor.team"),
    "clients": ("caseload.page",),
    "signals.respond": ("caseload.page",),
    "reflection.shared": ("supervisor.team",),
    "paper": ("caseload.page", "reception.today"),
    "paper.readings": ("ways_to_rate.overview",),
    "supervisor.therapist": ("supervisor.team", "reports.overview"),
}
"""Parts of the software, and single pages, whose place in the menu is another one's."""

START_PAGES = {
    "therapist": "caseload.page",
    "supervisor": "supervisor.team",
    "director": "director.people",
    "reception": "reception.today",
}


@dataclass(frozen=True)
class Place:
    """One entry of the menu."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Person:
    """Who is signed in, as the header shows them; a therapist's role goes without saying."""

    name: str
    role: str


@dataclass(frozen=True)
class WayBack:
    """Where a client's page leads when it is done. `locks`: it goes there by itself in the end."""

    sentence: str
    url: str
    locks: bool


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Everything the layouts show around a page; `layouts/staff.html` says what each is for."""

    clinic: str = ""
    navigation: tuple[Place, ...] = ()
    person: Person | None = None
    account_url: str | None = None
    sign_out_url: str | None = None
    search_url: str | None = None
    home_url: str = "/"
    is_demo: bool = False
    demo_reset_url: str | None = None
    low_space: str = ""
    idle_seconds: int | None = None
    extend_url: str | None = None
    draft_url: str | None = None
    is_kiosk: bool = False
    way_back: WayBack | None = None
    language: str = "en"
    direction: str = "ltr"


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"shell": shell()})


def shell() -> Shell:
    """The surroundings of the page that answers this request."""
    if on_kiosk() or current_session().scope in FORM_SCOPES:
        return _tablet_shell()
    if current_user.is_authenticated:
        return _staff_shell(current_user._get_current_object())
    return Shell()


def start_page(staff: StaffMember) -> str:
    """Address of the first page for a person's role."""
    endpoint = START_PAGES.get(staff.role, "account.page")
    exists = endpoint in current_app.view_functions
    return url_for(endpoint if exists else "account.page")


def _staff_shell(staff: StaffMember) -> Shell:
    return Shell(
        clinic=staff.clinic.name,
        navigation=_navigation(staff),
        person=Person(staff.name, "" if staff.role == "therapist" else staff.role),
        account_url=url_for("account.page"),
        sign_out_url=url_for("sign_in.sign_out"),
        search_url=_search_url(staff),
        is_demo=staff.clinic.invented,
        low_space=low_space_words() if may(staff, Permission.MANAGE_PEOPLE) else "",
        idle_seconds=seconds_left(),
        extend_url=url_for("account.extend"),
        draft_url=url_for("account.keep_draft"),
    )


def _search_url(staff: StaffMember) -> str | None:
    """The search page, for those who may see anybody's name at all."""
    named = may(staff, Permission.READ_EPISODE) or may(staff, Permission.READ_APPOINTMENTS)
    if not named or "search.results" not in current_app.view_functions:
        return None
    return url_for("search.results")


def _tablet_shell() -> Shell:
    administration, device, spoken = administration_of_session(), kiosk_device(), language_here()
    clinic = administration.opened_by.clinic if administration else device and device.clinic
    return Shell(
        clinic=clinic.name if clinic else "",
        is_kiosk=current_session().scope != "home",
        is_demo=bool(clinic and clinic.invented),
        way_back=_way_back(),
        language=spoken.code,
        direction=spoken.direction,
    )


def _way_back() -> WayBack | None:
    """On a tablet of the clinic's to its waiting page, on a handed one to staff; at home none."""
    if on_kiosk():
        return WayBack("kiosk.finish", url_for("kiosk.wait"), locks=True)
    if current_session().scope == "home":
        return None
    return WayBack("page.staff_sign_in", url_for("sign_in.page"), locks=False)


def _navigation(staff: StaffMember) -> tuple[Place, ...]:
    open_to = [
        (label, endpoint)
        for label, endpoint, permission in PLACES
        if endpoint in current_app.view_functions and may(staff, permission)
    ]
    here = _current([endpoint for _, endpoint in open_to])
    return tuple(Place(label, url_for(name), name == here) for label, name in open_to)


def _current(endpoints: list[str]) -> str | None:
    """The place itself, else the first place of the part of the software the page is in."""
    if request.endpoint in endpoints:
        return request.endpoint
    of_page = BELONGS_TO.get(request.endpoint or "", ())
    beside = [name for name in of_page if name in endpoints]
    beside += [name for name in endpoints if name.split(".")[0] == request.blueprint]
    beside += [name for name in BELONGS_TO.get(request.blueprint, ()) if name in endpoints]
    return beside[0] if beside else None
