"""Every way to begin a rating of one client, as one form with a button for each place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from outcomes.languages import catalogue as languages
from outcomes.languages import languages_for
from outcomes.measures import Measure, catalogue
from outcomes.storage import Episode, StaffMember, db
from outcomes.storage.devices import enrolled_count
from outcomes.storage.ratings import HELPERS
from outcomes.storage.treatment import appointments_from
from outcomes.web.pages.forms import FormState, day_of
from outcomes.web.pages.today import CHECK_INS

HELPER_WORDS = {
    "relative_or_friend": "a relative or friend",
    "interpreter": "an interpreter",
    "therapist": "the therapist",
    "other_staff": "another member of staff",
    "other": "somebody else",
}
RATER_WORDS = {
    "self": "The client",
    "caregiver": "A caregiver, about the client",
    "therapist": "The therapist, about the client",
    "other": "Somebody else, about the client",
}
HELPED = "helped:"
"""What the choice of who answers begins with, where somebody helps the client."""


@dataclass(frozen=True)
class Asked:
    """What was asked for on the page of ways, or by one of the short buttons elsewhere."""

    kind: str
    rater: str
    helped_by: str | None
    language: str | None
    held_on: dt.date | None
    email: str
    on_ways_page: bool

    @property
    def of_form(self) -> dict[str, Any]:
        """What every action that opens a form is told of it."""
        return {
            "kind": self.kind,
            "rater": self.rater,
            "helped_by": self.helped_by,
            "language": self.language,
        }


@dataclass(frozen=True)
class WaysPage:
    """The form: what to rate, who answers, in which language; and a place for each button."""

    client: str
    back_url: str
    back_label: str
    kinds: tuple[tuple[str, str], ...]
    raters: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str], ...]
    here_url: str
    code_url: str
    link_url: str
    has_tablets: bool
    today: str
    held_on: str
    email: str
    form: FormState


def asked(sent: Mapping[str, str]) -> Asked:
    """What a form asked for. Unknown words go on as they are: the action refuses them."""
    who = sent.get("who", "self")
    helped = who.startswith(HELPED)
    return Asked(
        kind=sent.get("kind", "outcome"),
        rater="self" if helped else who,
        helped_by=who.removeprefix(HELPED) if helped else None,
        language=sent.get("language") or None,
        held_on=day_of(sent.get("held_on", "")),
        email=sent.get("email", ""),
        on_ways_page="who" in sent,
    )


def ways_page(episode: Episode, staff: StaffMember, form: FormState, *, on: dt.date) -> WaysPage:
    """The page for one client on a day."""
    measures = _measures(episode)
    to_client = staff.role == "therapist"
    return WaysPage(
        client=episode.client.name,
        back_url=(
            url_for("episodes.page", episode_id=episode.id)
            if to_client
            else url_for("reception.today")
        ),
        back_label=episode.client.name if to_client else "Today",
        kinds=tuple((kind, CHECK_INS[kind]) for kind in measures),
        raters=_raters(measures, episode),
        languages=_languages(measures, episode),
        here_url=url_for("ratings.start", episode_id=episode.id),
        code_url=url_for("ratings.show_code", episode_id=episode.id),
        link_url=url_for("ratings.make_link", episode_id=episode.id),
        has_tablets=db.session.scalar(enrolled_count(staff.clinic_id)) > 0,
        today=on.isoformat(),
        held_on=form.value("held_on", _next_day(episode, on=on).isoformat()),
        email=form.value("email", episode.client.email or ""),
        form=form,
    )


def _measures(episode: Episode) -> dict[str, Measure]:
    """The measures of the episode that have any form for somebody of this age, by kind."""
    both = {"outcome": episode.outcome_measure_id, "alliance": episode.alliance_measure_id}
    found = {kind: catalogue()[measure_id] for kind, measure_id in both.items()}
    return {
        kind: measure
        for kind, measure in found.items()
        if any(_offered(measure, episode, rater) for rater in RATER_WORDS)
    }


def _raters(measures: Mapping[str, Measure], episode: Episode) -> tuple[tuple[str, str], ...]:
    found = [
        rater
        for rater in RATER_WORDS
        if any(_offered(measure, episode, rater) for measure in measures.values())
    ]
    choices = [(rater, RATER_WORDS[rater]) for rater in found]
    if "self" in found:
        helped = [(f"{HELPED}{who}", _helped_words(who)) for who in HELPERS]
        choices[1:1] = helped
    return tuple(choices)


def _helped_words(who: str) -> str:
    return f"The client, with help from {HELPER_WORDS[who]}"


def _languages(measures: Mapping[str, Measure], episode: Episode) -> tuple[tuple[str, str], ...]:
    """The client's own first, then the others by name."""
    codes = {
        each.code
        for measure in measures.values()
        for rater in RATER_WORDS
        for each in _offered(measure, episode, rater)
    }
    own = episode.client.language
    found = sorted(
        (languages()[code] for code in codes), key=lambda each: (each.code != own, each.name)
    )
    return tuple((each.code, each.english_name) for each in found)


def _offered(measure: Measure, episode: Episode, rater: str) -> tuple[Any, ...]:
    return languages_for(measure, age_band=episode.age_band, rater=rater)


def _next_day(episode: Episode, *, on: dt.date) -> dt.date:
    planned = db.session.scalars(appointments_from(on, episodes=[episode.id])).first()
    return planned.held_on if planned else on
