"""Forms on paper: blank ones to print, filled-in ones to enter, to read again and to settle."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_login import current_user

from outcomes.access import Permission, fetch
from outcomes.actions import paper as entering
from outcomes.actions.goals import GoalsRefused
from outcomes.errors import AnswerError, Conflict, NotFound, Refused
from outcomes.measures import catalogue
from outcomes.reports.paper import Paper
from outcomes.storage import Episode, PaperForm, StaffMember
from outcomes.web import papers
from outcomes.web.clock import now, today
from outcomes.web.filters import long_day
from outcomes.web.guards import requires
from outcomes.web.pages import paper as pages
from outcomes.web.pages import paper_entry as entries
from outcomes.web.pages.forms import BLANK, FormState, Problem, refused

blueprint = Blueprint("paper", __name__)
START = Permission.START_RATING


@blueprint.get("/paper-forms")
@requires(START)
def blank_forms() -> str:
    page = pages.clinic_paper_page(_staff(), on=_today())
    return render_template("paper/page.html", page=page)


@blueprint.get("/paper-forms.pdf")
@requires(START)
def blank_pdf() -> Response:
    return _pdf(pages.chosen_of_catalogue(request.args.get("form", "")))


@blueprint.get("/episodes/<int:episode_id>/paper")
@requires(START)
def page(episode_id: int) -> str:
    shown = pages.episode_paper_page(_episode(episode_id), _staff(), on=_today())
    return render_template("paper/page.html", page=shown)


@blueprint.get("/episodes/<int:episode_id>/paper.pdf")
@requires(START)
def client_pdf(episode_id: int) -> Response:
    episode = _episode(episode_id)
    return _pdf(pages.chosen_for(episode, request.args.get("form", "")), episode)


@blueprint.get("/episodes/<int:episode_id>/paper/enter")
@requires(START)
def entry(episode_id: int) -> str:
    return _entry_page(_episode(episode_id), request.args.get("form", ""), str(uuid.uuid4()))


@blueprint.post("/episodes/<int:episode_id>/paper/enter")
@requires(START)
def enter(episode_id: int) -> Response | tuple[str, int]:
    episode, sent = _episode(episode_id), request.form
    chosen = pages.chosen_for(episode, sent.get("form", ""))
    reading, problems = entries.read_answers(
        entries.entry_fields(chosen.measure, chosen.wording), sent
    )
    day, wrong_day = entries.read_day(sent, on=_today())
    problems = (*wrong_day, *problems)
    if not problems:
        try:
            stored = entering.enter_form(
                episode=episode,
                form_uuid=_uuid(sent.get("form_uuid", "")),
                form=_filled_in(chosen, day),
                reading=reading,
                second_reading=sent.get("second_reading") == "yes",
                by=_staff(),
                at=now(),
                on=_today(),
            )
        except GoalsRefused as error:
            problems = tuple(Problem(f"words-{name}", error.message) for name in error.too_long)
        except (AnswerError, Conflict, Refused) as error:
            problems = refused(error, at="completed_on")
        else:
            return _done(stored)
    state = FormState("entry", sent.to_dict(), problems)
    return _entry_page(episode, sent.get("form", ""), sent.get("form_uuid", ""), state), 400


@blueprint.get("/paper-forms/<int:paper_form_id>")
@requires(START)
def waiting(paper_form_id: int) -> str | Response:
    form = _paper_form(paper_form_id)
    if form.state not in ("waiting", "differing"):
        return _done(form)
    return _waiting_page(form)


@blueprint.post("/paper-forms/<int:paper_form_id>/second")
@requires(START)
def read_again(paper_form_id: int) -> Response | tuple[str, int]:
    form = _paper_form(paper_form_id)
    fields = entries.entry_fields(catalogue()[form.measure_id], _wording(form))
    reading, problems = entries.read_answers(fields, request.form)
    if not problems:
        try:
            entering.read_again(paper_form=form, reading=reading, by=_staff(), at=now())
        except Refused as error:
            problems = refused(error, at=fields[0].name)
        else:
            return _done(form)
    return _waiting_page(form, _sent(problems)), 400


@blueprint.post("/paper-forms/<int:paper_form_id>/settle")
@requires(START)
def settle(paper_form_id: int) -> Response | tuple[str, int]:
    form = _paper_form(paper_form_id)
    fields = entries.settle_fields(form, _wording(form))
    settled, problems = entries.read_settled(form, fields, request.form)
    if not problems:
        try:
            entering.settle(paper_form=form, settled=settled, by=_staff(), at=now())
        except Refused as error:
            problems = refused(error, at=fields[0].name if fields else "main")
        else:
            return _done(form)
    return _waiting_page(form, _sent(problems)), 400


@blueprint.post("/paper-forms/<int:paper_form_id>/count")
@requires(START)
def count_first_reading(paper_form_id: int) -> Response:
    form = _paper_form(paper_form_id)
    entering.count_first_reading(paper_form=form, by=_staff(), at=now())
    return _done(form)


@blueprint.post("/paper-forms/<int:paper_form_id>/discard")
@requires(START)
def discard(paper_form_id: int) -> Response:
    form = _paper_form(paper_form_id)
    entering.discard(paper_form=form, by=_staff(), at=now())
    flash("The form is taken away. It never counted.")
    return redirect(url_for("paper.page", episode_id=form.episode_id), code=303)


@blueprint.get("/paper-readings")
@requires(Permission.MANAGE_PEOPLE)
def readings() -> str:
    return render_template("paper/readings.html", asked=_staff().clinic.second_readings)


@blueprint.post("/paper-readings")
@requires(Permission.MANAGE_PEOPLE)
def ask_second_readings() -> Response:
    asked = request.form.get("second_readings") == "yes"
    entering.ask_second_readings(clinic=_staff().clinic, asked=asked, by=_staff(), at=now())
    flash("Two people read every form now." if asked else "One reading of a form is enough now.")
    return redirect(url_for("paper.readings"), code=303)


def _pdf(chosen: pages.Chosen, episode: Episode | None = None) -> Response:
    code, size, at = episode.client.code if episode else "", papers.wish().size, now()
    form = pages.printed(chosen, clinic=_staff().clinic, code=code, size=size)
    entering.record_blank_form(
        episode=episode, facts={"measure": chosen.measure.id}, by=_staff(), at=at
    )
    parts = ("form", chosen.measure.id, form.language, code)
    with papers.one_at_a_time(_staff()):
        return papers.pdf_download(
            "paper/blank_form.html",
            Paper(title=form.title, clinic="", subject="", number="", made="", reference=""),
            at=at,
            file_name=papers.safe_name(*parts) + ".pdf",
            content={"report": form},
        )


def _entry_page(episode: Episode, name: str, form_uuid: str, state: FormState = BLANK) -> str:
    chosen = pages.chosen_for(episode, name)
    shown = entries.EntryPage(
        title=f"{chosen.measure.name} from paper",
        lead=f"{episode.client.name}, code {episode.client.code}, "
        f"filled in {pages.RATER_WORDS[chosen.rater]}.",
        url=url_for("paper.enter", episode_id=episode.id),
        back_url=url_for("paper.page", episode_id=episode.id),
        form_uuid=form_uuid,
        chosen=name,
        fields=entries.entry_fields(chosen.measure, chosen.wording),
        language=chosen.language.code if chosen.language else "en",
        has_lines=any(item.kind == "line" for item in chosen.measure.items),
        own_words=entries.own_words_fields(chosen.measure),
        today=_today().isoformat(),
        first=True,
        always_twice=_staff().clinic.second_readings,
        form=state,
    )
    return render_template("paper/entry.html", page=shown)


def _waiting_page(form: PaperForm, state: FormState = BLANK) -> str:
    wording = _wording(form)
    readers = " and ".join(each.read_by.name for each in form.readings)
    context = {
        "title": f"{catalogue()[form.measure_id].name} from paper",
        "lead": f"{form.episode.client.name}, code {form.episode.client.code}, "
        f"of {long_day(form.completed_on)}. Read by {readers}.",
        "form_id": form.id,
        "back_url": url_for("paper.page", episode_id=form.episode_id),
        "form": state,
        "language": form.language if wording else "en",
        "has_lines": any(item.kind == "line" for item in catalogue()[form.measure_id].items),
    }
    if form.state == "differing":
        fields = entries.settle_fields(form, wording)
        return render_template("paper/settle.html", fields=fields, **context)
    fields = entries.entry_fields(catalogue()[form.measure_id], wording)
    may_read = form.readings[0].read_by_id != _staff().id
    return render_template("paper/second.html", fields=fields, may_read=may_read, **context)


def _done(form: PaperForm) -> Response:
    """Back to where the person works, with what became of the form."""
    day = long_day(form.completed_on)
    words = {
        "waiting": f"The form of {day} is stored. It counts once somebody else has read it too.",
        "differing": "The two readings differ. Look at the paper again and settle them.",
        "discarded": "This form was taken away. It never counted.",
    }
    text = words.get(form.state) or f"The form of {day} counts."
    flash(text, "waiting" if form.state in ("waiting", "differing") else "done")
    if form.state == "counted" and form.administration.score.risk:
        therapist = form.episode.therapist.name
        flash(f"An answer on this form asks for a look today. Tell {therapist} now.", "risk")
    if form.state == "differing":
        return redirect(url_for("paper.waiting", paper_form_id=form.id), code=303)
    return redirect(url_for("paper.page", episode_id=form.episode_id), code=303)


def _wording(form: PaperForm):
    name = f"{form.kind}:{form.rater}:{form.language}"
    try:
        return pages.chosen_for(form.episode, name).wording
    except NotFound:
        return None


def _filled_in(chosen: pages.Chosen, day: dt.date) -> entering.FilledIn:
    return entering.FilledIn(
        kind=chosen.kind,
        completed_on=day,
        rater=chosen.rater,
        language=chosen.language.code if chosen.language else None,
        second_session=request.form.get("second_session") == "yes",
        own_words=entries.read_own_words(chosen.measure, request.form),
    )


def _sent(problems: tuple[Problem, ...]) -> FormState:
    return FormState("reading", request.form.to_dict(), problems)


def _uuid(text: str) -> str:
    """The page's own mark; a fresh one where it was tampered with."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid4())


def _episode(episode_id: int) -> Episode:
    return fetch(_staff(), START, Episode, episode_id, on=_today())


def _paper_form(paper_form_id: int) -> PaperForm:
    return fetch(_staff(), START, PaperForm, paper_form_id, on=_today())


def _staff() -> StaffMember:
    return current_user._get_current_object()


def _today() -> dt.date:
    return today(current_user.clinic)
