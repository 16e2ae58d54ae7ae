"""Supervision: the agenda and the team; what a supervisor sees of one therapist; on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask import Blueprint, Response, render_template, url_for
from flask_login import current_user

from outcomes.access import Permission, fetch, may, visible
from outcomes.actions.exports import record_export
from outcomes.charts import interval_svg, svg
from outcomes.reports.dates import months_words
from outcomes.reports.supervision import TeamReport, team_report
from outcomes.storage import StaffMember, db
from outcomes.storage.people import supervised_staff
from outcomes.storage.reflections import shared_with
from outcomes.web import papers
from outcomes.web.clock import now, today
from outcomes.web.guards import requires
from outcomes.web.listed import note_listed
from outcomes.web.reports import about_staff
from outcomes.web.risk_answers import banners_of

blueprint = Blueprint("supervisor", __name__)


@blueprint.get("/team")
@requires(Permission.SUPERVISE)
def team() -> str:
    report = _team()
    shared = [
        (
            f"{each.therapist.name}, {months_words(each.period_from, each.period_to)}",
            url_for("reflection.shared", reflection_id=each.id),
        )
        for each in db.session.scalars(shared_with(_staff(), on=_today()))
    ]
    risks = banners_of(_staff())
    return render_template("supervisor/team.html", shared=shared, risks=risks, **_shown(report))


@blueprint.get("/team/<int:therapist_id>")
@requires(Permission.SUPERVISE, Permission.TREAT)
def therapist(therapist_id: int) -> str:
    person = fetch(_staff(), about_staff(_staff()), StaffMember, therapist_id, on=_today())
    report = _report([person])
    return render_template(
        "supervisor/therapist.html",
        person=person,
        is_own=person.id == _staff().id,
        caseload_url=url_for("reports.caseload", therapist_id=person.id),
        intervals=_intervals(report),
        **_shown(report),
    )


@blueprint.get("/team/agenda.pdf")
@requires(Permission.SUPERVISE)
def agenda_pdf() -> Response:
    wanted, at = papers.wish(), now()
    with papers.one_at_a_time(_staff()):
        report = _team()
        number = record_export(
            by=_staff(),
            at=at,
            report="agenda",
            about=("staff", _staff().id),
            facts={"for": wanted.reader, "episodes": [case.episode_id for case in report.agenda]},
        )
        return papers.pdf_download(
            "supervisor/agenda_paper.html",
            papers.paper_for(
                _staff(),
                wanted,
                at=at,
                number=number,
                title=f"Agenda for supervision, {report.day}",
                subject=report.subject,
                reference="Supervision",
            ),
            at=at,
            file_name=f"agenda-{_today()}.pdf",
            content={
                "report": report,
                "drawings": _drawings(report, variant="paper-sparkline"),
            },
        )


def _team() -> TeamReport:
    return _report(db.session.scalars(supervised_staff(_staff(), on=_today())).all())


def _report(therapists: Sequence[StaffMember]) -> TeamReport:
    staff, on = _staff(), _today()
    supervises = may(staff, Permission.SUPERVISE)
    permission = Permission.SUPERVISE if supervises else Permission.READ_EPISODE
    report = team_report(therapists, within=visible(staff, permission, on=on), on=on)
    note_listed(case.episode_id for case in (*report.agenda, *report.risks))
    return report


def _shown(report: TeamReport) -> dict[str, object]:
    return {
        "report": report,
        "drawings": _drawings(report, variant="sparkline"),
        "urls": {
            case.episode_id: url_for("reports.progress", episode_id=case.episode_id)
            for case in (*report.agenda, *report.risks)
        },
    }


def _drawings(report: TeamReport, *, variant: str) -> dict[int, str]:
    return {
        case.episode_id: svg(case.chart, variant=variant) if case.chart else ""
        for case in report.agenda
    }


def _intervals(report: TeamReport) -> dict[int, str]:
    """The drawn interval, for the page about one therapist only: there is nobody beside it."""
    return {
        row.therapist_id: interval_svg(
            row.interval,
            key=f"rate-{row.therapist_id}",
            title=f"Improved or recovered: {row.rate}",
            width=150,
        )
        for row in report.therapists
        if row.interval is not None
    }


def _today() -> dt.date:
    return today(_staff().clinic)


def _staff() -> StaffMember:
    return current_user._get_current_object()
