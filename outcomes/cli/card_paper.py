"""The model card of a test on files, on paper."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from outcomes import __version__
from outcomes.change.validation import Evaluation
from outcomes.charts import coverage_svg
from outcomes.measures import Yardstick
from outcomes.reports.dates import long_day
from outcomes.reports.model_card import card_of_evaluation
from outcomes.reports.paper import Paper, paper_html
from outcomes.reports.pdf import render_pdf


def card_pdf(found: Evaluation, yardstick: Yardstick, provenance: dict[str, Any]) -> bytes:
    """The card as a PDF. SOURCE_DATE_EPOCH gives the same bytes from the same files.

    Raises PdfError where it cannot be laid out.
    """
    made_at = _now()
    names = " and ".join(each["name"] for each in provenance["files"])
    report = card_of_evaluation(found, yardstick, made=_made(provenance, names))
    paper = Paper(
        title=f"Model card, {report.label}",
        clinic="outcomes",
        subject=f"Model card · {report.label}",
        number=names,
        made=f"Made by outcomes {__version__} on {long_day(made_at.date())}, "
        f"{made_at:%H:%M} {made_at:%Z}",
        reference="outcomes curves evaluate",
    )
    html = paper_html(
        "curves/model_card_paper.html", paper=paper, report=report, drawing=_drawn(report)
    )
    return render_pdf(html, made_at=made_at)


def _drawn(report: Any) -> str:
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


def _made(provenance: dict[str, Any], names: str) -> tuple[tuple[str, str], ...]:
    rows = [("Tested on", f"{names}: {provenance['scores']:,} ratings of "
             f"{provenance['clients']:,} episodes.")]  # fmt: skip
    if provenance["first_date"]:
        rows.append(("Ratings", f"From {provenance['first_date']} to {provenance['last_date']}."))
    return tuple(rows)


def _now() -> dt.datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else dt.datetime.now(dt.UTC)
    return now if epoch else now.astimezone()
