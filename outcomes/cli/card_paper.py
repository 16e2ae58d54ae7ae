"""The model card on paper: of a test on files, of the clinic's fit, of a stored version."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from outcomes import __version__
from outcomes.actions.exports import record_export
from outcomes.change.validation import Evaluation
from outcomes.charts import coverage_svg
from outcomes.measures import Yardstick
from outcomes.reports.dates import long_day
from outcomes.reports.model_card import ModelCardReport, card_of_evaluation, model_card_report
from outcomes.reports.paper import CONFIDENTIAL, INVENTED, Paper, paper_html
from outcomes.reports.pdf import render_pdf
from outcomes.storage import Clinic, CurveVersion
from outcomes.web.clock import system_clock


def card_pdf(
    found: Evaluation, yardstick: Yardstick, *, made: tuple[tuple[str, str], ...], about: str
) -> bytes:
    """The card of a test as a PDF. SOURCE_DATE_EPOCH gives the same bytes from the same figures.

    Args:
        made: (term, words) about what it was tested on.
        about: what was tested, for the foot of each page.

    Raises PdfError where it cannot be laid out.
    """
    return _pdf(card_of_evaluation(found, yardstick, made=made), clinic="outcomes", number=about)


def version_card_pdf(version: CurveVersion, clinic: Clinic) -> bytes:
    """The card of a stored version, the same as on its page; the audit knows that it was made."""
    number = record_export(
        by="console",
        at=system_clock(),
        report="model_card",
        about=("curve_version", version.id),
        clinic_id=clinic.id,
    )
    return _pdf(
        model_card_report(version),
        clinic=clinic.name,
        number=f"Report {number}",
        banner=INVENTED if clinic.invented else CONFIDENTIAL,
    )


def made_from_files(provenance: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """What tables of ratings a card was tested on."""
    rows = [("Tested on", f"{file_names(provenance)}: {provenance['scores']:,} ratings of "
             f"{provenance['clients']:,} episodes.")]  # fmt: skip
    if provenance["first_date"]:
        rows.append(("Ratings", f"From {provenance['first_date']} to {provenance['last_date']}."))
    return tuple(rows)


def file_names(provenance: dict[str, Any]) -> str:
    """The tables of a provenance, by name."""
    return " and ".join(each["name"] for each in provenance["files"])


def _pdf(report: ModelCardReport, *, clinic: str, number: str, banner: str = CONFIDENTIAL) -> bytes:
    made_at = _now()
    paper = Paper(
        title=f"Model card, {report.label}",
        clinic=clinic,
        subject=f"Model card · {report.label}",
        number=number,
        made=f"Made by outcomes {__version__} on {long_day(made_at.date())}, "
        f"{made_at:%H:%M} {made_at:%Z}",
        reference="outcomes curves evaluate",
        banner=banner,
    )
    html = paper_html(
        "curves/model_card_paper.html", paper=paper, report=report, drawing=_drawn(report)
    )
    return render_pdf(html, made_at=made_at)


def _drawn(report: ModelCardReport) -> str:
    if report.picture is None:
        return ""
    picture = report.picture
    return coverage_svg(
        picture.rows,
        key="coverage",
        title=picture.title,
        description=picture.description,
        variant="paper",
    )


def _now() -> dt.datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else dt.datetime.now(dt.UTC)
    return now if epoch else now.astimezone()
