"""What a client sees of their own ratings, in their language: after a rating, or with the
therapist. One picture for a kind of rating, never two on one axis."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import url_for

from outcomes.actions.remarks import LONGEST
from outcomes.charts.own import OwnChart, OwnPoint, own_svg
from outcomes.charts.palette import Svg
from outcomes.languages import Language, complete, language
from outcomes.reports.own_ratings import (
    OwnRating,
    OwnRatings,
    Showing,
    own_ratings,
    shown_after,
)
from outcomes.storage import Administration, Episode, Remark, db
from outcomes.storage.remarks import remark_on
from outcomes.web.filters import local
from outcomes.web.pages.help_words import Said, help_words

BETTER = {1: "higher", -1: "lower"}


@dataclass(frozen=True)
class OwnRow:
    """One line of the table below the picture."""

    day: str
    session: str
    value: str
    is_gap: bool


@dataclass(frozen=True)
class OwnPicture:
    """One kind of ratings: the finding first, then the drawing, then its numbers.

    `heading` is the form's own title; `heading_language` is set where that is not the page's.
    Without a rating `wide` and `narrow` are None.
    """

    key: str
    heading: str
    heading_language: str
    finding: str
    numbers: str
    scale: str
    gap: str
    wide: Svg | None
    narrow: Svg | None
    rows: tuple[OwnRow, ...]


@dataclass(frozen=True)
class RemarkForm:
    """ "This is not how it feels": what was sent before, what is wrong with what came now."""

    therapist: str
    is_kept: bool
    text: str
    problem: str


@dataclass(frozen=True)
class OwnPage:
    """After a rating: its picture, the remark, and where help is."""

    picture: OwnPicture
    remark: RemarkForm
    help: tuple[Said, ...]
    may_exit: bool


@dataclass(frozen=True)
class TogetherPage:
    """On the therapist's screen, to be looked at together; nobody else is on it."""

    spoken: Language
    pictures: tuple[OwnPicture, ...]
    back_url: str


def see_url(rating: Administration, *, at_home: bool, at: dt.datetime) -> str:
    """Where the thanks page leads to the client's own ratings; empty where it does not."""
    if not shown_after(rating, at_home=at_home, at=at):
        return ""
    return url_for("own_ratings.page")


def own_page(
    rating: Administration, *, at_home: bool, at: dt.datetime, typed: str = "", letters: int = 0
) -> OwnPage:
    """The page after a rating.

    Args:
        typed, letters: a remark that came back because it is too long.
    """
    spoken, episode = language(rating.language), rating.episode
    clinic = rating.opened_by.clinic
    on = local(at, clinic.time_zone).date()
    remark = db.session.scalars(remark_on(rating.id)).first()
    return OwnPage(
        picture=_picture(own_ratings(episode, rating.kind, on=on), spoken),
        remark=_remark_form(rating, remark, typed=typed, letters=letters),
        help=help_words(clinic, spoken),
        may_exit=at_home and bool(clinic.exit_address),
    )


def together_page(episode: Episode, showing: Showing, *, on: dt.date) -> TogetherPage:
    """The page for client and therapist, in the client's language."""
    code = episode.client.language
    spoken = language(code if complete(code) else "en")
    return TogetherPage(
        spoken=spoken,
        pictures=tuple(
            _picture(own_ratings(episode, kind, on=on), spoken) for kind in showing.together
        ),
        back_url=url_for("episodes.page", episode_id=episode.id),
    )


def _remark_form(
    rating: Administration, remark: Remark | None, *, typed: str, letters: int
) -> RemarkForm:
    spoken = language(rating.language)
    problem = spoken.say("own.too_long", most=LONGEST, letters=letters) if letters else ""
    return RemarkForm(
        therapist=rating.episode.therapist.name,
        is_kept=remark is not None,
        text=typed if letters else (remark.text if remark else ""),
        problem=problem,
    )


def _picture(own: OwnRatings, spoken: Language) -> OwnPicture:
    heading, heading_language = _heading(own, spoken)
    said = finding(own, spoken)
    chart = _chart(own, spoken, title=said) if own.rated else None
    has_gap = any(each.value is None for each in own.ratings)
    return OwnPicture(
        key=own.kind,
        heading=heading,
        heading_language=heading_language,
        finding=said,
        numbers=_numbers(own, spoken),
        scale=scale_words(own, spoken) if own.rated else "",
        gap=spoken.say("own.gap") if has_gap else "",
        wide=own_svg(chart) if chart else None,
        narrow=own_svg(chart, variant="narrow") if chart else None,
        rows=tuple(_row(each, own, spoken) for each in own.ratings),
    )


def finding(own: OwnRatings, spoken: Language) -> str:
    """The one sentence: the latest rating against the first, by the words of the product."""
    if not own.rated:
        return spoken.say("own.none")
    if len(own.rated) == 1:
        return spoken.say("own.first")
    compared = own.compared
    if compared is None:
        return _both(own, spoken)
    if compared == "same":
        return spoken.say("own.same")
    is_better = compared == BETTER[own.yardstick.direction]
    return spoken.say(f"own.{compared}_{'better' if is_better else 'worse'}")


def scale_words(own: OwnRatings, spoken: Language) -> str:
    """``From 0 to 40. Higher means better.``"""
    stick = own.yardstick
    sentence = f"own.scale_{BETTER[stick.direction]}"
    return spoken.say(sentence, low=stick.minimum, high=stick.maximum)


def _numbers(own: OwnRatings, spoken: Language) -> str:
    """The two numbers below the finding; empty where the finding is made of them already."""
    if len(own.rated) < 2 or own.compared is None:
        return ""
    return _both(own, spoken)


def _both(own: OwnRatings, spoken: Language) -> str:
    first, latest = own.rated[0].value, own.rated[-1].value
    shown = {"first": _shown(own, first, spoken), "latest": _shown(own, latest, spoken)}
    return spoken.say("own.numbers", **shown)


def _shown(own: OwnRatings, value: float, spoken: Language) -> str:
    return own.words(value).replace(".", spoken.decimal_sign)


def _heading(own: OwnRatings, spoken: Language) -> tuple[str, str]:
    """The title of the form; the measure's name, marked as English, where it has none here."""
    age_band = own.yardstick.age_band
    if own.measure.has_wording(spoken.code, age_band=age_band):
        return own.measure.wording(spoken.code, age_band=age_band).title, ""
    return own.measure.name, "" if spoken.code == "en" else "en"


def _row(each: OwnRating, own: OwnRatings, spoken: Language) -> OwnRow:
    number = each.number
    return OwnRow(
        day=spoken.date(each.held_on),
        session="" if number is None else spoken.say("own.session_number", number=number),
        value=(
            spoken.say("own.no_rating") if each.value is None else _shown(own, each.value, spoken)
        ),
        is_gap=each.value is None,
    )


def _chart(own: OwnRatings, spoken: Language, *, title: str) -> OwnChart:
    stick, rated = own.yardstick, own.rated
    start = _shown(own, rated[0].value, spoken)
    return OwnChart(
        key=f"own-{own.kind}",
        title=title,
        description=" ".join(filter(None, (_numbers(own, spoken), scale_words(own, spoken)))),
        points=_points(own.ratings),
        minimum=stick.minimum,
        maximum=stick.maximum,
        scale_ends=(spoken.number(stick.minimum), spoken.number(stick.maximum)),
        start_label=spoken.say("own.start", value=start),
        latest_label=_shown(own, rated[-1].value, spoken),
        axis_label=spoken.say("own.session"),
        direction=spoken.direction,
    )


def _points(ratings: tuple[OwnRating, ...]) -> tuple[OwnPoint, ...]:
    """Places in days; two sessions of one day stand side by side, not one upon the other."""
    first_on, placed = ratings[0].held_on, []
    for each in ratings:
        place = float((each.held_on - first_on).days)
        if placed and place <= placed[-1].position:
            place = placed[-1].position + 0.4
        number = "" if each.number is None else str(each.number)
        placed.append(OwnPoint(place, each.value, number))
    return tuple(placed)
