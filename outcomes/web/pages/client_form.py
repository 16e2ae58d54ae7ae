"""Adding a client: the fields, what was typed, and everything that is wrong with it at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from outcomes.languages import catalogue as catalogue_of_languages
from outcomes.languages import complete
from outcomes.languages.packaged import FIRST
from outcomes.measures import Measure, age_band, catalogue
from outcomes.storage.treatment import SERVICE_KINDS
from outcomes.web.pages.forms import BLANK, FormState, Problem, day_of
from outcomes.wording.episodes import service_label

LONGEST_CODE, LONGEST_NAME = 20, 200
OLDEST_YEARS = 120


@dataclass(frozen=True)
class ClientFormPage:
    """Everything the page shows."""

    form: FormState
    services: tuple[tuple[str, str], ...]
    outcomes: tuple[tuple[str, str], ...]
    alliances: tuple[tuple[str, str], ...]
    default_outcome: str
    default_alliance: str
    languages: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class NewClient:
    """What was typed, read and found complete."""

    code: str
    name: str
    birth_date: dt.date | None
    service_kind: str
    outcome_measure_id: str
    alliance_measure_id: str
    language: str


def client_form_page(form: FormState = BLANK) -> ClientFormPage:
    """The form, empty or as it came back."""
    return ClientFormPage(
        form=form,
        services=tuple((kind, service_label(kind)) for kind in SERVICE_KINDS),
        outcomes=_choices("outcome"),
        alliances=_choices("alliance"),
        default_outcome="wellbeing",
        default_alliance="session",
        languages=_languages(),
    )


def read_client(sent: Mapping[str, str], *, on: dt.date) -> NewClient | FormState:
    """The new client, or the form with every problem in it."""
    values = {"language": FIRST} | {name: text.strip() for name, text in sent.items()}
    birth_date = day_of(values.get("birth_date", ""))
    problems = [*_identity(values), *_birth(values, birth_date, on=on)]
    problems += _measures(values, birth_date, on=on)
    if problems:
        return FormState("client", values, tuple(problems))
    return NewClient(
        code=values["code"],
        name=values["name"],
        birth_date=birth_date,
        service_kind=values["service_kind"],
        outcome_measure_id=values["outcome_measure"],
        alliance_measure_id=values["alliance_measure"],
        language=values["language"],
    )


def measures_for(kind: str) -> list[Measure]:
    """Measures of a kind whose wording ships, so that a form can be shown; by name.

    A client's own goals may be rated in place of an outcome measure.
    """
    kinds = ("outcome", "goals") if kind == "outcome" else (kind,)
    shipped = [m for m in catalogue().values() if m.kind in kinds and m.wording_shipped]
    return sorted(shipped, key=lambda each: each.name)


def _languages() -> tuple[tuple[str, str], ...]:
    """Those that the client's pages can be shown in."""
    known = catalogue_of_languages().values()
    return tuple((each.code, each.english_name) for each in known if each.is_complete)


def _choices(kind: str) -> tuple[tuple[str, str], ...]:
    return tuple((measure.id, measure.name) for measure in measures_for(kind))


def _identity(values: Mapping[str, str]) -> list[Problem]:
    found = []
    code, name = values.get("code", ""), values.get("name", "")
    if not code:
        found.append(Problem("code", "Give the client a code, as it stands on paper."))
    elif len(code) > LONGEST_CODE:
        found.append(Problem("code", f"A code can have up to {LONGEST_CODE} characters."))
    if not name:
        found.append(Problem("name", "Write the client's name."))
    elif len(name) > LONGEST_NAME:
        found.append(Problem("name", f"A name can have up to {LONGEST_NAME} characters."))
    if not complete(values["language"]):
        found.append(Problem("language", "Choose the language of the client's forms."))
    if values.get("service_kind") not in SERVICE_KINDS:
        found.append(Problem("service_kind", "Choose the kind of service."))
    return found


def _birth(values: Mapping[str, str], day: dt.date | None, *, on: dt.date) -> list[Problem]:
    """A birth date may be missing; one that cannot be is a slip of the hand."""
    if not values.get("birth_date"):
        return []
    if day is None:
        return [Problem("birth_date", "Write the birth date as day, month and year.")]
    if day > on:
        return [Problem("birth_date", "The birth date lies ahead.")]
    if on.year - day.year > OLDEST_YEARS:
        return [Problem("birth_date", f"The birth date lies more than {OLDEST_YEARS} years back.")]
    return []


def _measures(values: Mapping[str, str], birth: dt.date | None, *, on: dt.date) -> list[Problem]:
    """The outcome needs words for somebody of the client's age; without words for the alliance
    the sessions of a child are just not rated."""
    band = age_band(birth, on) if birth is not None and birth <= on else "adult"
    language, found = values["language"], []
    for kind in ("outcome", "alliance"):
        field = f"{kind}_measure"
        chosen = next((m for m in measures_for(kind) if m.id == values.get(field)), None)
        if chosen is None:
            found.append(Problem(field, f"Choose the {kind} measure."))
        elif kind == "alliance" or not complete(language):
            continue
        elif not chosen.has_wording(language, age_band=band):
            spoken = catalogue_of_languages()[language].english_name
            words = f"{chosen.name} has no wording in {spoken} for a client of this age ({band})."
            found.append(Problem(field, words))
    return found
