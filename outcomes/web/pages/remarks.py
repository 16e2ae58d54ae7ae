"""Remarks on the client's page: each beside its rating, the client's words for its therapist."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.measures import catalogue
from outcomes.storage import Remark, db
from outcomes.storage.remarks import remarks_of
from outcomes.web.pages.happened import Happening
from outcomes.web.pages.known import Known
from outcomes.web.pages.words import day_in
from outcomes.wording.reasons import lower_first


@dataclass(frozen=True)
class NewRemark:
    """Said at the top of the page while a remark is new, with the way down to it."""

    words: str
    url: str


def remarks_on(known: Known) -> tuple[Happening, ...]:
    """Every remark on a rating of the episode, as a line of what happened on its day.

    The words themselves are for whom the client was told that they are: the responsible
    therapist. Anybody else reads that there are some.
    """
    remarks = db.session.scalars(remarks_of(known.episode.id))
    return tuple(_happening(remark, known) for remark in remarks)


def new_remark(remarks: tuple[Happening, ...]) -> NewRemark | None:
    """The latest remark that the therapist has not opened yet."""
    new = [each for each in remarks if each.is_new]
    if not new:
        return None
    return NewRemark(new[-1].words, f"#{new[-1].id}")


def _happening(remark: Remark, known: Known) -> Happening:
    rating = remark.administration
    session = rating.therapy_session
    name = known.episode.client.first_name
    measure = lower_first(catalogue()[rating.measure_id].name)
    words = f"{name} remarked on the {measure}: this is not how it feels."
    if remark.text and not known.may_treat:
        words += f" {name} also wrote a line to {known.episode.therapist.name}."
    return Happening(
        on=session.held_on,
        day=day_in(session.held_on, on=known.on),
        shape="rating",
        what="" if session.number is None else f"Session {session.number}",
        words=words,
        quote=remark.text if known.may_treat else "",
        language=rating.language,
        is_new=known.may_treat and rating.seen_at is None,
        id=f"remark-{remark.id}",
    )
