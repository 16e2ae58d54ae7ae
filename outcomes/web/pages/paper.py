"""Forms on paper: which can be printed, for whom, and which entered ones do not count yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from flask import url_for

from outcomes.access import Permission, visible
from outcomes.errors import NotFound
from outcomes.languages import Language, languages_for
from outcomes.languages import language as language_of
from outcomes.measures import Measure, Wording, catalogue
from outcomes.reports.blank_forms import BlankForm, HelpWords, blank_form
from outcomes.storage import Clinic, Episode, PaperForm, StaffMember, db
from outcomes.storage.paper import waiting_forms
from outcomes.web.filters import long_day
from outcomes.web.listed import note_listed
from outcomes.web.pages.help_words import help_words

RATER_WORDS = {
    "self": "by the client",
    "caregiver": "by a caregiver",
    "therapist": "by the therapist",
    "other": "by somebody else",
}
AGE_WORDS = {"child": "children", "youth": "13 to 17", "adult": "adults"}
SIZES = (("a4", "A4"), ("letter", "Letter"))
NO_WORDS = "-"
"""Stands for the language of a form whose words are not here: it can be entered, not printed."""


class Choice(NamedTuple):
    """One form to choose; `name` is what the request sends."""

    name: str
    label: str


@dataclass(frozen=True)
class WaitingForm:
    """A form that does not count yet, and what it waits for."""

    client: str
    words: str
    what_next: str
    url: str


@dataclass(frozen=True)
class PaperPage:
    """Blank forms to print and, for one client, forms to enter."""

    title: str
    lead: str
    back_url: str
    back_label: str
    choices: tuple[Choice, ...]
    print_url: str
    enter_url: str
    sizes: tuple[tuple[str, str], ...]
    waiting: tuple[WaitingForm, ...]


@dataclass(frozen=True)
class Chosen:
    """A measure in one wording, or without one where its words are not here."""

    measure: Measure
    kind: str
    age_band: str
    rater: str
    wording: Wording | None
    language: Language | None


def clinic_paper_page(staff: StaffMember, *, on: dt.date) -> PaperPage:
    """Every form that can be printed, and what waits for anybody this person may start."""
    within = visible(staff, Permission.START_RATING, on=on)
    waiting = db.session.scalars(waiting_forms(within=within)).all()
    note_listed({each.episode_id for each in waiting})
    place = "reception.today" if staff.role == "reception" else "caseload.page"
    return PaperPage(
        title="Forms on paper",
        lead="Print blank forms to have at hand. For one client, with the code printed, and to "
        "enter a form that was filled in, go by the client's own page or by Today.",
        back_url=url_for(place),
        back_label="Today" if staff.role == "reception" else "Caseload",
        choices=tuple(_every_form()),
        print_url=url_for("paper.blank_pdf"),
        enter_url="",
        sizes=SIZES,
        waiting=tuple(_waiting(each) for each in waiting),
    )


def episode_paper_page(episode: Episode, staff: StaffMember, *, on: dt.date) -> PaperPage:
    """What can be printed and entered for one client."""
    is_desk = staff.role == "reception"
    within = visible(staff, Permission.START_RATING, on=on).where(Episode.id == episode.id)
    own = db.session.scalars(waiting_forms(within=within))
    return PaperPage(
        title=f"On paper: {episode.client.name}",
        lead=f"The printed form carries the code {episode.client.code} and no name.",
        back_url=url_for("reception.today")
        if is_desk
        else url_for("episodes.page", episode_id=episode.id),
        back_label="Today" if is_desk else episode.client.name,
        choices=tuple(_forms_of(episode)),
        print_url=url_for("paper.client_pdf", episode_id=episode.id),
        enter_url=url_for("paper.entry", episode_id=episode.id),
        sizes=SIZES,
        waiting=tuple(_waiting(each) for each in own),
    )


def chosen_for(episode: Episode, name: str) -> Chosen:
    """The form that a request names, ``outcome:self:en``, of one client's episode; the first
    one where it names none.

    Raises:
        NotFound: there is no such form for this client.
    """
    name = name or next(_forms_of(episode)).name
    kind, _, rest = name.partition(":")
    rater, _, code = rest.partition(":")
    measures = _measures_of(episode)
    if kind not in measures or rater not in RATER_WORDS:
        raise NotFound(name)
    return _chosen(measures[kind], kind, episode.age_band, rater, code)


def chosen_of_catalogue(name: str) -> Chosen:
    """The form that a request names, ``wellbeing:adult:self:en``, of the whole catalogue; the
    first one where it names none.

    Raises:
        NotFound: there is no such form.
    """
    parts = (name or next(_every_form()).name).split(":")
    if len(parts) != 4 or parts[0] not in catalogue():
        raise NotFound(name)
    measure_id, age_band, rater, code = parts
    measure = catalogue()[measure_id]
    return _chosen(measure, measure.kind, age_band, rater, code)


def printed(chosen: Chosen, *, clinic: Clinic, code: str = "", size: str = "a4") -> BlankForm:
    """The form to lay out.

    Raises:
        NotFound: its words are not here.
    """
    if chosen.wording is None or chosen.language is None:
        raise NotFound(chosen.measure.id)
    said = help_words(clinic, chosen.language)
    return blank_form(
        chosen.measure,
        chosen.wording,
        language=chosen.language,
        clinic=clinic.name,
        help_words=[HelpWords(each.text, each.language) for each in said],
        code=code,
        size=size,
    )


def _chosen(measure: Measure, kind: str, age_band: str, rater: str, code: str) -> Chosen:
    if code == NO_WORDS:
        return Chosen(measure, kind, age_band, rater, None, None)
    offered = {each.code for each in languages_for(measure, age_band=age_band, rater=rater)}
    if code not in offered:
        raise NotFound(code)
    wording = measure.wording(code, age_band=age_band, rater=rater)
    return Chosen(measure, kind, age_band, rater, wording, language_of(code))


def _measures_of(episode: Episode) -> dict[str, Measure]:
    return {
        "outcome": catalogue()[episode.outcome_measure_id],
        "alliance": catalogue()[episode.alliance_measure_id],
    }


def _forms_of(episode: Episode) -> Iterator[Choice]:
    """The client's two measures, their own language first, then the others by name."""
    for kind, measure in _measures_of(episode).items():
        found = [
            (rater, language)
            for rater in RATER_WORDS
            for language in languages_for(measure, age_band=episode.age_band, rater=rater)
        ]
        found.sort(key=lambda each: (each[0] != "self", each[1].code != episode.client.language))
        for rater, language in found:
            label = f"{measure.name}, {RATER_WORDS[rater]}, {language.english_name}"
            yield Choice(f"{kind}:{rater}:{language.code}", label)
        if not any(rater == "self" for rater, _ in found):
            label = f"{measure.name}, {RATER_WORDS['self']}, without words: to enter only"
            yield Choice(f"{kind}:self:{NO_WORDS}", label)


def _every_form() -> Iterator[Choice]:
    for measure in catalogue().values():
        for age_band, rater in measure.variants:
            for language in languages_for(measure, age_band=age_band, rater=rater):
                label = (
                    f"{measure.name}, {AGE_WORDS[age_band]}, {RATER_WORDS[rater]}, "
                    f"{language.english_name}"
                )
                yield Choice(f"{measure.id}:{age_band}:{rater}:{language.code}", label)


def _waiting(form: PaperForm) -> WaitingForm:
    readers = " and ".join(each.read_by.name for each in form.readings)
    measure = catalogue()[form.measure_id].name
    differs = form.state == "differing"
    return WaitingForm(
        client=f"{form.episode.client.name}, {form.episode.client.code}",
        words=f"{measure} of {long_day(form.completed_on)}, read by {readers}",
        what_next="Settle the differences" if differs else "Read it a second time",
        url=url_for("paper.waiting", paper_form_id=form.id),
    )
