"""A therapist's own reflection, private until shared; the shared one as a supervisor reads it."""

from __future__ import annotations

import datetime as dt

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user

from outcomes.access import Permission, fetch
from outcomes.actions.exports import record_export
from outcomes.actions.reflections import (
    ReflectionChanged,
    Texts,
    keep_reflection,
    set_learning_goal,
    share_reflection,
    unshare_reflection,
)
from outcomes.errors import Refused
from outcomes.storage import Reflection, StaffMember, db
from outcomes.storage.people import supervisors_of
from outcomes.web import papers
from outcomes.web.clock import now, today
from outcomes.web.filters import clock_time
from outcomes.web.guards import requires
from outcomes.web.pages.reflection import (
    Goal,
    Period,
    ReflectionPage,
    default_period,
    drawings_of,
    goal_of,
    intervals_of,
    own_reflection,
    own_report,
    reflection_page,
    shared_page,
    texts_of,
)
from outcomes.wording.reflection import QUESTIONS

blueprint = Blueprint("reflection", __name__)

LONGEST_PERIOD = dt.timedelta(days=5 * 366)


@blueprint.get("/reflection")
@requires(Permission.REFLECT)
def overview() -> str:
    return _own_page(reflection_page(_staff(), _period(), on=_today()))


@blueprint.post("/reflection/keep")
@requires(Permission.REFLECT)
def keep() -> Response | str | tuple[str, int]:
    period, texts = _period(), _texts()
    try:
        kept = _keep(period, texts, version=_version())
    except ReflectionChanged as changed:
        if _wants_json():
            return jsonify(conflict=str(changed)), 409
        page = reflection_page(
            _staff(), period, on=_today(), typed=texts, kept=changed.kept, version=changed.version
        )
        return _own_page(page), 409
    if _wants_json():
        return jsonify(kept_at=clock_time(kept.kept_at), version=kept.version)
    flash("Your answers are kept.")
    return _back(period)


@blueprint.post("/reflection/goal")
@requires(Permission.REFLECT)
def goal() -> Response | tuple[str, int]:
    period, on = _period(), _today()
    typed = {name: request.form.get(name, "") for name in ("goal", "shown_by", "review_on")}
    try:
        set_learning_goal(
            reflection=_begun(period),
            goal=typed["goal"],
            shown_by=typed["shown_by"],
            review_on=_day(typed["review_on"]) or on,
            by=_staff(),
            at=now(),
            on=on,
        )
    except Refused as refused:
        page = reflection_page(_staff(), period, on=on, goal=Goal(**typed))
        return _own_page(page, error=refused), 422
    flash("Your goal is kept.")
    return _back(period)


@blueprint.post("/reflection/share")
@requires(Permission.REFLECT)
def share() -> Response:
    period, on = _period(), _today()
    wanted = request.form.get("supervisor", type=int)
    supervisors = db.session.scalars(supervisors_of(_staff(), on=on)).all()
    supervisor = next((each for each in supervisors if each.id == wanted), None)
    if supervisor is None:
        raise Refused("This person does not supervise you now.")
    share_reflection(reflection=_begun(period), supervisor=supervisor, by=_staff(), at=now(), on=on)
    flash(
        {
            "text": f"Shared with {supervisor.name}.",
            "link_text": "Undo",
            "post_url": url_for("reflection.unshare", **period.query),
        }
    )
    return _back(period)


@blueprint.post("/reflection/unshare")
@requires(Permission.REFLECT)
def unshare() -> Response:
    period = _period()
    unshare_reflection(reflection=_begun(period), by=_staff(), at=now())
    flash("Only you can see this reflection again.")
    return _back(period)


@blueprint.get("/reflection.pdf")
@requires(Permission.REFLECT)
def pdf() -> Response:
    period, wanted, at = _period(), papers.wish(), now()
    with papers.one_at_a_time(_staff()):
        report, stored = own_report(_staff(), period, on=_today()), own_reflection(_staff(), period)
        number = record_export(
            by=_staff(),
            at=at,
            report="reflection",
            about=("staff", _staff().id),
            facts=period.query | {"for": wanted.reader},
        )
        texts = texts_of(stored)
        return papers.pdf_download(
            "reflection/paper.html",
            papers.paper_for(
                _staff(),
                wanted,
                at=at,
                number=number,
                title=f"Reflection, {report.period}",
                subject=report.subject,
                reference=report.name,
            ),
            at=at,
            file_name=f"reflection-{period.first}-{period.last}.pdf",
            content={
                "report": report,
                "drawings": drawings_of(report, variant="paper-small", width=papers.MULTIPLE),
                "intervals": intervals_of(report, variant="paper"),
                "answers": [(words, getattr(texts, name)) for name, words in QUESTIONS.items()],
                "goal": goal_of(stored, on=_today()),
            },
        )


@blueprint.get("/reflections/<int:reflection_id>")
@requires(Permission.READ_REFLECTIONS)
def shared(reflection_id: int) -> Response | str:
    on = _today()
    reflection = fetch(_staff(), Permission.READ_REFLECTIONS, Reflection, reflection_id, on=on)
    if reflection.therapist_id == _staff().id:
        return _back(Period(reflection.period_from, reflection.period_to))
    page = shared_page(reflection, _staff(), on=on)
    return render_template("reflection/shared.html", page=page)


def _own_page(page: ReflectionPage, *, error: Refused | None = None) -> str:
    return render_template("reflection/overview.html", page=page, error=error)


def _keep(period: Period, texts: Texts, *, version: int) -> Reflection:
    return keep_reflection(
        by=_staff(),
        period_from=period.first,
        period_to=period.last,
        texts=texts,
        version=version,
        at=now(),
    )


def _begun(period: Period) -> Reflection:
    """The reflection of a period, begun with nothing written where there is none yet."""
    return own_reflection(_staff(), period) or _keep(period, Texts(), version=0)


def _period() -> Period:
    """The period of the request: both days, in order, at most five years; else the last months."""
    first, last = (_day(request.values.get(name)) for name in ("from", "to"))
    if first is None and last is None:
        return default_period(_today())
    if first is None or last is None or first > last or last - first > LONGEST_PERIOD:
        abort(400)
    return Period(first, last)


def _day(text: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text or "")
    except ValueError:
        return None


def _texts() -> Texts:
    return Texts(**{name: request.form.get(name, "").replace("\r\n", "\n") for name in QUESTIONS})


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _back(period: Period) -> Response:
    return redirect(url_for("reflection.overview", **period.query), code=303)


def _today() -> dt.date:
    return today(_staff().clinic)


def _staff() -> StaffMember:
    return current_user._get_current_object()
