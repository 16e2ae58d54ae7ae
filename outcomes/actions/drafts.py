"""Typed and not sent: kept on the server for a day, so that being signed out loses no text.

Nothing of it stays in the browser, where the next person at the desk could find it. It is no
record of anything until it is sent, so it leaves no event in the audit.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete

from outcomes.actions.writing import writing
from outcomes.errors import Refused
from outcomes.storage import StaffMember
from outcomes.storage.sign_in import FormDraft

LIFE = dt.timedelta(hours=24)
LONGEST = 100_000
"""Characters of one page's fields together."""


def keep_draft(*, by: StaffMember, at: dt.datetime, page: str, fields: dict[str, str]) -> None:
    """Keep what stands in the forms of a page, in place of what was kept of it before.

    Args:
        page: the path of the page with its query.
        fields: text by form and field, as the browser's script names them.

    Raises:
        Refused: more text than a person types.
    """
    if sum(map(len, fields.values())) > LONGEST or len(page) > 2000:
        raise Refused("This is more text than can be kept.")
    with writing() as session:
        forget_old_drafts(at=at)
        session.merge(
            FormDraft(staff_id=by.id, page=page, clinic_id=by.clinic_id, fields=fields, kept_at=at)
        )


def forget_old_drafts(*, at: dt.datetime) -> None:
    """Delete what was kept for a day, whoever typed it; nobody has to come back for that."""
    with writing() as session:
        session.execute(delete(FormDraft).where(FormDraft.kept_at <= at - LIFE))


def take_draft(*, by: StaffMember, at: dt.datetime, page: str) -> dict[str, str]:
    """What this person had typed on a page during the last day; it is kept no longer."""
    with writing() as session:
        found = session.get(FormDraft, (by.id, page))
        if found is None:
            return {}
        fields = found.fields if found.kept_at > at - LIFE else {}
        session.delete(found)
    return fields
