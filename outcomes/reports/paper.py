"""Reports on paper: the frame every report stands in, and its template as HTML for `render_pdf`.

Needs no web application: the console draws the same paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from outcomes.charts import status_shape

ROOT = Path(__file__).resolve().parents[2]
CONFIDENTIAL = "Confidential – contains health data"
"""At the foot of every page of a report."""
INVENTED = "Demonstration – everyone in it is invented"
"""There instead, where a report comes from the demonstration clinic."""


@dataclass(frozen=True)
class Paper:
    """What `templates/layouts/paper.html` shows around a report; see there."""

    title: str
    clinic: str
    subject: str
    number: str
    made: str
    reference: str
    banner: str = CONFIDENTIAL
    language: str = "en"
    size: str = "a4"
    logo: str | None = None

    @property
    def style(self) -> str:
        """The style sheet, put into the page because the renderer fetches none."""
        return _style()


def paper_html(template: str, *, paper: Paper, report: Any, **beside: Any) -> str:
    """The template, a path below `templates/`, with `paper` and `report` and what else stands
    `beside` them (drawings), as a whole page."""
    return _templates().get_template(template).render(paper=paper, report=report, **beside)


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["status_shape"] = status_shape
    return environment


@cache
def _style() -> str:
    return (ROOT / "static" / "css" / "paper.css").read_text(encoding="utf-8")
