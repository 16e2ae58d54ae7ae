"""Forms on paper: entered, read a second time by somebody else, settled, counted.

Where a second reading is asked for, nothing counts until two people agree (docs/decisions/0007).
A form with a risk answer never waits: it counts at its first reading, and its signal opens.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from outcomes.actions.answers import complete
from outcomes.actions.audit import record
from outcomes.actions.goals import goals_on_paper, take_goals_over
from outcomes.actions.ratings import submit_rating
from outcomes.actions.therapy_sessions import join_or_create
from outcomes.actions.writing import writing
from outcomes.errors import AnswerError, Conflict, NotFound, Refused
from outcomes.measures import Measure, catalogue, score
from outcomes.measures.paper import Difference, Reading, answers_read, differences
from outcomes.storage import (
    Administration,
    Clinic,
    Episode,
    PaperForm,
    PaperReading,
    StaffMember,
    db,
)
from outcomes.storage.paper import WAITING, paper_form_of
from outcomes.storage.ratings import RATERS, rated_already

KINDS = ("outcome", "alliance")
SETTLED = 3
"""The number of the reading that holds what two people agreed on."""


@dataclass(frozen=True)
class FilledIn:
    """What stands on a form beside its answers."""

    kind: str
    completed_on: dt.date
    rater: str = "self"
    language: str | None = None
    second_session: bool = False
    own_words: Mapping[str, str] = field(default_factory=dict)
    """The goals as they stand on the paper; where it says nothing, those that are stored."""


def enter_form(
    *,
    episode: Episode,
    form_uuid: str,
    form: FilledIn,
    reading: Reading,
    by: StaffMember,
    at: dt.datetime,
    on: dt.date,
    second_reading: bool = False,
) -> PaperForm:
    """Store a form from paper, once however often it is sent.

    It joins the attended session of the day it was filled in, or makes it, when it counts: at
    once, or after the second reading.

    Args:
        form_uuid: made by the page.
        reading: item id to millimetres on a line (up to one decimal) or to the answer; None where
            nothing is marked.
        on: the clinic's day.
        second_reading: another person reads the form too before it counts; a setting of the clinic
            asks for it always.

    Raises:
        AnswerError: answers no form could hold; `problems` lists every one. Nothing is stored.
        Conflict: the same page was sent before with other answers.
        GoalsRefused: the words of a goal are too long.
        Refused: the day, the episode or the session does not allow it. Nothing is stored.
    """
    with writing() as session:
        _check_own(episode, by=by)
        measure = _measure(episode, form)
        found = db.session.scalars(paper_form_of(form_uuid)).first()
        if found is not None:
            return _repeated(found, episode, form, reading)
        risk = _check(measure, reading)
        _check_day(episode, form, on=on)
        kept = _new_form(episode, measure, form, form_uuid=form_uuid)
        session.add(kept)
        session.flush()
        _add_reading(kept, 1, reading, by=by, at=at)
        wanted = second_reading or episode_clinic(episode).second_readings
        waits = wanted and not risk
        facts = {"kind": form.kind, "episode": episode.id, "second_reading": waits}
        record("paper_form_entered", by=by, at=at, about=("paper_form", kept.id), facts=facts)
        if not waits:
            _count(kept, reading, by=by, at=at)
    return kept


def read_again(
    *, paper_form: PaperForm, reading: Reading, by: StaffMember, at: dt.datetime
) -> tuple[Difference, ...]:
    """Store what a second person read; without a difference the form counts.

    Returns:
        The differences to settle; none where it counts now, with the first reading's answers.

    Raises:
        AnswerError: answers no form could hold.
        Refused: it waits for no second reading, or this person did the first.
    """
    with writing():
        _check_waits(paper_form, "waiting", by=by)
        first = paper_form.readings[0]
        if first.read_by_id == by.id:
            raise Refused("You did the first reading. Another person has to do the second.")
        measure = catalogue()[paper_form.measure_id]
        _check(measure, reading)
        _add_reading(paper_form, 2, reading, by=by, at=at)
        found = differences(measure, first.answers, reading)
        facts = {"differences": len(found)}
        about = ("paper_form", paper_form.id)
        record("paper_form_read_again", by=by, at=at, about=about, facts=facts)
        if found:
            paper_form.state = "differing"
        else:
            _count(paper_form, first.answers, by=by, at=at)
    return found


def settle(*, paper_form: PaperForm, settled: Reading, by: StaffMember, at: dt.datetime) -> None:
    """Say what stands on the paper where two readings differ; the form counts then.

    Args:
        settled: an answer for every item that differs, read once more; None for no mark.

    Raises:
        AnswerError: answers no form could hold.
        Refused: there is nothing to settle, or a difference was left out.
    """
    with writing():
        _check_waits(paper_form, "differing", by=by)
        open_items = [each.item_id for each in differences_of(paper_form)]
        if set(settled) != set(open_items):
            raise Refused("Say for every difference what stands on the paper.")
        agreed = dict(paper_form.readings[0].answers) | dict(settled)
        _check(catalogue()[paper_form.measure_id], agreed)
        _add_reading(paper_form, SETTLED, agreed, by=by, at=at)
        facts = {"differences": len(open_items)}
        about = ("paper_form", paper_form.id)
        record("paper_form_settled", by=by, at=at, about=about, facts=facts)
        _count(paper_form, agreed, by=by, at=at)


def count_first_reading(*, paper_form: PaperForm, by: StaffMember, at: dt.datetime) -> None:
    """Let a form count as it was read once, where nobody is there for the second reading.

    Raises:
        Refused: it waits for no second reading.
    """
    with writing():
        _check_waits(paper_form, "waiting", by=by)
        about = ("paper_form", paper_form.id)
        record("second_reading_given_up", by=by, at=at, about=about)
        _count(paper_form, paper_form.readings[0].answers, by=by, at=at)


def discard(*, paper_form: PaperForm, by: StaffMember, at: dt.datetime) -> None:
    """Take a form that does not count yet away, for instance one of another client.

    Raises:
        Refused: it counts already; a rating is withdrawn instead.
    """
    with writing():
        _check_own(paper_form.episode, by=by)
        if paper_form.state not in WAITING:
            raise Refused("This form counts already. Withdraw the rating instead.")
        paper_form.state = "discarded"
        record("paper_form_discarded", by=by, at=at, about=("paper_form", paper_form.id))


def ask_second_readings(*, clinic: Clinic, asked: bool, by: StaffMember, at: dt.datetime) -> None:
    """Say whether every form on paper of the clinic is read by two people."""
    with writing():
        if by.clinic_id != clinic.id:
            raise NotFound(f"Clinic {clinic.id}")
        clinic.second_readings = asked
        about = ("clinic", clinic.id)
        record("second_readings_set", by=by, at=at, about=about, facts={"asked": asked})


def differences_of(paper_form: PaperForm) -> tuple[Difference, ...]:
    """Where the two readings of a form differ; none before there are two."""
    if len(paper_form.readings) < 2:
        return ()
    first, second = (each.answers for each in paper_form.readings[:2])
    return differences(catalogue()[paper_form.measure_id], first, second)


def record_blank_form(
    *, episode: Episode | None, facts: Mapping[str, str], by: StaffMember, at: dt.datetime
) -> None:
    """Record that a blank form was printed, for a client's code or for nobody yet."""
    about = None if episode is None else ("episode", episode.id)
    record("blank_form_printed", by=by, at=at, about=about, facts=facts)


def episode_clinic(episode: Episode) -> Clinic:
    """The clinic of an episode."""
    return db.session.get_one(Clinic, episode.clinic_id)


def _measure(episode: Episode, form: FilledIn) -> Measure:
    if form.kind not in KINDS or form.rater not in RATERS:
        raise Refused(f"There is no form {form.kind!r} for {form.rater!r}.")
    is_outcome = form.kind == "outcome"
    return catalogue()[episode.outcome_measure_id if is_outcome else episode.alliance_measure_id]


def _check(measure: Measure, reading: Reading) -> bool:
    """Refuse an impossible reading; whether it holds a risk answer."""
    lines = [item.id for item in measure.items if item.kind == "line"]
    off_line = [
        f"{name}: {reading[name]!r} is no place on a line of 100 mm"
        for name in lines
        if not _is_on_line(reading.get(name))
    ]
    if off_line:
        raise AnswerError("This form cannot be entered.", problems=off_line)
    answers = complete(measure, answers_read(measure, reading))
    if all(value is None for value in answers.values()):
        raise AnswerError("Nothing is marked.", problems=["Enter at least one answer."])
    return bool(score(measure, answers).risk)


def _is_on_line(millimetres: object) -> bool:
    if millimetres is None:
        return True
    is_number = isinstance(millimetres, int | float) and not isinstance(millimetres, bool)
    return is_number and 0 <= millimetres <= 100


def _check_day(episode: Episode, form: FilledIn, *, on: dt.date) -> None:
    if form.completed_on > on:
        raise Refused("The day on the form is still to come.")
    if form.completed_on < episode.opened_on:
        raise Refused("This day lies before the episode began.")
    if not episode.is_open:
        raise Refused("This episode is closed. Reopen it first.")


def _check_own(episode: Episode, *, by: StaffMember) -> None:
    if by.clinic_id != episode.clinic_id:
        raise NotFound(f"Episode {episode.id}")


def _check_waits(paper_form: PaperForm, state: str, *, by: StaffMember) -> None:
    _check_own(paper_form.episode, by=by)
    if paper_form.state != state:
        words = {
            "waiting": "This form waits for no second reading.",
            "differing": "There is nothing to settle on this form.",
        }
        raise Refused(words[state])


def _repeated(found: PaperForm, episode: Episode, form: FilledIn, reading: Reading) -> PaperForm:
    sent = episode.id, form.kind, form.completed_on, dict(reading)
    kept = found.episode_id, found.kind, found.completed_on, dict(found.readings[0].answers)
    if sent != kept:
        raise Conflict("This page was sent before with other answers. The first ones are kept.")
    return found


def _new_form(episode: Episode, measure: Measure, form: FilledIn, *, form_uuid: str) -> PaperForm:
    return PaperForm(
        clinic_id=episode.clinic_id,
        form_uuid=form_uuid,
        episode_id=episode.id,
        kind=form.kind,
        measure_id=measure.id,
        measure_version=measure.version,
        rater=form.rater,
        language=form.language or episode.client.language,
        own_words=goals_on_paper(measure, episode, form.own_words),
        completed_on=form.completed_on,
        second_session=form.second_session,
        state="waiting",
        readings=[],
    )


def _add_reading(
    paper_form: PaperForm, number: int, reading: Reading, *, by: StaffMember, at: dt.datetime
) -> None:
    paper_form.readings.append(
        PaperReading(
            clinic_id=paper_form.clinic_id,
            number=number,
            read_by_id=by.id,
            read_at=at,
            answers=dict(reading),
        )
    )
    db.session.flush()


def _count(paper_form: PaperForm, reading: Reading, *, by: StaffMember, at: dt.datetime) -> None:
    """Make the form a rating of its day's session: answers, score, signals and audit at once."""
    episode = paper_form.episode
    second = paper_form.second_session
    held = join_or_create(episode, paper_form.completed_on, by=by, at=at, second=second)
    rated = rated_already(held.id, kind=paper_form.kind, rater=paper_form.rater)
    if db.session.execute(rated).first() is not None:
        raise Refused(
            "This session is rated already. Withdraw that rating, or say that a second session "
            "was held that day."
        )
    answers = answers_read(catalogue()[paper_form.measure_id], reading)
    rating = Administration(
        clinic_id=paper_form.clinic_id,
        form_uuid=paper_form.form_uuid,
        episode_id=episode.id,
        therapy_session_id=held.id,
        kind=paper_form.kind,
        measure_id=paper_form.measure_id,
        measure_version=paper_form.measure_version,
        rater=paper_form.rater,
        language=paper_form.language,
        own_words=paper_form.own_words,
        opened_by_id=by.id,
        opened_at=at,
        expires_at=at,
    )
    db.session.add(rating)
    db.session.flush()
    submit_rating(
        form_uuid=rating.form_uuid,
        answers=answers,
        input_kinds={name: "paper" for name, value in answers.items() if value is not None},
        device_class="paper",
        at=at,
    )
    paper_form.state, paper_form.administration_id = "counted", rating.id
    take_goals_over(rating, by=by, at=at)
    about = ("paper_form", paper_form.id)
    facts = {"administration": rating.id, "episode": episode.id}
    record("paper_form_counted", by=by, at=at, about=about, facts=facts)
