"""What is known about a translation: how far it has come, by whom, when."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from outcomes.measures.reading import Table

State = Literal["original", "draft", "reviewed", "official"]
STATES: tuple[State, ...] = ("original", "draft", "reviewed", "official")


@dataclass(frozen=True, slots=True)
class Translation:
    """The state of one translation, for whoever decides on its use.

    `state`: ``original`` (not translated), ``draft`` (nobody but the translator has checked it),
    ``reviewed`` (a second person who speaks the language has), ``official`` (the owner's own
    text). `by` names the translator of a draft, the reviewer, or the owner; `on` is the day.
    """

    state: State
    by: str
    on: date


def translation(table: Table, *, required: bool = False) -> Translation | None:
    """The table ``[...translation]``; None where there is none and none is required."""
    entry = table.table("translation", required=required)
    if entry is None:
        return None
    found = Translation(
        state=entry.choice("state", STATES),
        by=entry.text("by", "", required=True),
        on=entry.day("on") or date.min,
    )
    if found.on == date.min and "on" not in entry.values:
        entry.problem("on", "missing; expected a date such as 2027-12-31")
    entry.finish()
    return found
