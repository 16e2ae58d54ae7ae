"""Exports: what left the software on paper, written to the audit before it is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from outcomes.actions.audit import record
from outcomes.actions.writing import writing
from outcomes.storage import AuditEvent, StaffMember


def record_export(
    *,
    by: StaffMember | str,
    at: dt.datetime,
    report: str,
    about: tuple[str, int],
    clinic_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> str:
    """Record that a report is being made for taking away; returns its number, "2026-1183".

    The number is the year and the place of this event in the audit: it is used once, and leads
    from the paper back to who made it and when. It is recorded before the report is laid out, so
    that no paper can exist without its event.

    Args:
        by: who takes it away, or the word ``console``; then `clinic_id` says whose report it is.
        report: ``progress``, ``caseload``, ``reflection``, ``agenda`` or ``model_card``.
        about: kind and id of whom it is about, such as ``("episode", 7)``.
    """
    with writing() as session:
        record(
            "report_exported",
            by=by,
            at=at,
            about=about,
            clinic_id=clinic_id,
            facts={"report": report, "format": "pdf", **(facts or {})},
        )
        session.flush()
        sequence = session.scalar(select(func.max(AuditEvent.sequence)))
    return f"{at.year}-{sequence}"
