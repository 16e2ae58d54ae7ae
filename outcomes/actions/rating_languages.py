"""The language of a form: asked for at its start, or chosen by the client on its opening screen."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select

from outcomes.actions.audit import record
from outcomes.actions.writing import writing
from outcomes.errors import NotFound, Refused
from outcomes.languages import complete, languages_for
from outcomes.measures import Measure, catalogue
from outcomes.storage import Administration

WHOM = {"self": "the client", "caregiver": "a caregiver"}


def check_language(measure: Measure, language: str, *, age_band: str, rater: str) -> None:
    """A form is given in a language only where its words and the pages around it are there.

    Raises:
        Refused: the measure has no wording in it for this age and rater, or the client's pages
            lack sentences in it.
    """
    if not measure.has_wording(language, age_band=age_band, rater=rater):
        whom = WHOM.get(rater, "this rater")
        raise Refused(
            f"{measure.name} has no wording in this language ({language}) for {whom}"
            f" at this age ({age_band})."
        )
    if not complete(language):
        raise Refused(f"The client's pages are not complete in this language ({language}).")


def choose_language(*, form_uuid: str, language: str, at: dt.datetime) -> None:
    """The client would rather have an unsent form in another language; it is remembered.

    Only a client's own choice is: a caregiver may read another language than the client.

    Raises:
        NotFound: there is no such form.
        Refused: the form is not open any more, or cannot be had in this language.
    """
    with writing() as session:
        query = select(Administration).where(Administration.form_uuid == form_uuid)
        form = session.scalars(query).first()
        if form is None:
            raise NotFound("There is no such form.")
        if form.state != "open" or at > form.expires_at:
            raise Refused("This form is not open any more.")
        check_language(
            catalogue()[form.measure_id],
            language,
            age_band=form.episode.age_band,
            rater=form.rater,
        )
        if form.language == language:
            return
        form.language = language
        remember_language(form)
        about = ("administration", form.id)
        record("rating_language_chosen", by=form, at=at, about=about, facts={"language": language})


def remember_language(form: Administration) -> None:
    """The next form of a client begins in the language of the last one; in a transaction.

    A form that cannot be had in the client's language says nothing about their choice.
    """
    client, age_band = form.episode.client, form.episode.age_band
    measure = catalogue()[form.measure_id]
    had_a_choice = client.language in {
        each.code for each in languages_for(measure, age_band=age_band, rater=form.rater)
    }
    if form.rater == "self" and had_a_choice and client.language != form.language:
        client.language = form.language
