"""A client's form as it came in, by whichever way: read into its measure, and stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from outcomes.actions import ratings
from outcomes.errors import NotFound
from outcomes.languages import complete
from outcomes.measures import Measure, Wording, catalogue
from outcomes.measures.own_words import in_own_words
from outcomes.storage import Administration
from outcomes.web.clock import now
from outcomes.web.pages.rating_form import RatingForm, Sent, blank_form, read_form


def worded(rating: Administration) -> tuple[Measure, Wording]:
    """What a form asks, and in which words.

    Raises:
        NotFound: the form's language went away since it was opened.
    """
    if not complete(rating.language):
        raise NotFound("The form cannot be shown in its language any more.")
    measure = catalogue()[rating.measure_id]
    age_band = rating.episode.age_band
    wording = measure.wording(rating.language, age_band=age_band, rater=rating.rater)
    return measure, in_own_words(wording, rating.own_words or {})


def blank(rating: Administration) -> RatingForm:
    """The empty form."""
    return blank_form(*worded(rating), form_uuid=rating.form_uuid)


def read(rating: Administration, fields: Mapping[str, str]) -> Sent:
    """What was filled in."""
    return read_form(blank(rating), fields)


def store(rating: Administration, sent: Sent, *, until: dt.datetime | None = None) -> None:
    """Store what was filled in, once however often it comes.

    Args:
        until: see `ratings.submit_rating`, and there what it raises.
    """
    ratings.submit_rating(
        form_uuid=rating.form_uuid,
        answers=sent.answers,
        input_kinds=sent.input_kinds,
        layout=sent.layout,
        device_class=sent.device_class,
        seconds=sent.seconds,
        at=now(),
        until=until,
    )
