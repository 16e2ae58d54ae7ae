"""The curve that a command is told of: the starter, a curve file, or ratings to be fitted first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outcomes.change import STARTER, Curve
from outcomes.change.points import ALL_SESSIONS, PointsCurve
from outcomes.cli.refusals import Doubts
from outcomes.errors import ImportProblems
from outcomes.exchange.curves.courses import curve_source, knows_intake
from outcomes.exchange.curves.curve_files import read_curve
from outcomes.exchange.curves.fits import Choice
from outcomes.measures import Yardstick
from outcomes.wording import why_sentence

STARTER_NAME = "starter"
LABEL = re.compile(r"[A-Za-z0-9_]+-[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Named:
    """What a name stands for: a `curve` with its `record` if it has one, or a `table` of ratings
    that is to be fitted."""

    curve: Curve | PointsCurve | None = None
    record: dict[str, Any] | None = None
    table: Path | None = None

    @property
    def source(self) -> dict[str, Any]:
        """What is said of the curve beside everything drawn from it."""
        return curve_source(self.curve, self.record)


def curve_named(
    doubts: Doubts, name: str, yardstick: Yardstick | None, *, practice: str | None = None
) -> Named:
    """What the name stands for; a doubt where that is nothing, or does not fit the measure."""
    path = Path(name)
    if name == STARTER_NAME:
        _check_norms(doubts, yardstick, STARTER)
        return Named(STARTER)
    if not path.is_file() and is_label(name):
        return _stored(doubts, name, yardstick, practice)
    if not path.is_file():
        doubts.add(
            f"{name}: there is no such file; expected a curve file made by outcomes curves fit, a "
            f"version of the clinic such as wellbeing-3, or {STARTER_NAME}"
        )
        return Named()
    if path.suffix.lower() != ".json":
        return Named(table=path)
    if yardstick is None:
        return Named()
    with doubts.noting():
        found = read_curve(path, yardstick)
        return Named(found.curve, found.record)
    return Named()


def is_label(name: str) -> bool:
    """Whether a name can be that of a stored version, "wellbeing-3"."""
    return LABEL.fullmatch(name) is not None


def _stored(doubts: Doubts, label: str, yardstick: Yardstick | None, practice: str | None) -> Named:
    from outcomes.cli.clinic_curves import clinic_at_console, version_named

    with doubts.noting(), clinic_at_console(practice) as clinic:
        version = version_named(label, clinic)
        curve, made_for = version.curve, (version.measure_id, version.measure_version)
        if yardstick and made_for != (yardstick.measure_id, yardstick.measure_version):
            doubts.add(f"{label}: made for version {made_for[1]} of {made_for[0]}")
        return Named(curve)
    return Named()


def curve_for_courses(name: str, yardstick: Yardstick) -> Curve:
    """The curve that courses are to be held against: the starter, or one of a curve file.

    Raises:
        ImportProblems: no such file, not for this measure, or fitted on the score itself.
    """
    if name == STARTER_NAME:
        return STARTER
    path = Path(name)
    found = read_curve(path, yardstick).curve
    if isinstance(found, PointsCurve):
        raise ImportProblems(
            f"{path.name} cannot be used for courses.",
            problems=["fitted on the score itself (--raw), for comparison with other software"],
        )
    return found


def needs_intake(found: Named, choice: Choice) -> bool:
    """Whether what is shown depends on the first score."""
    if found.table is not None:
        return choice.model != ALL_SESSIONS
    return found.curve is None or knows_intake(found.curve)


def check_fitting(doubts: Doubts, found: Named, chosen: dict[str, Any]) -> None:
    """A doubt for each option of fitting where nothing is to be fitted."""
    if found.table is not None:
        return
    for name, value in chosen.items():
        if value:
            doubts.add(f"--{name.replace('_', '-')}: only where a table of ratings is to be fitted")


def _check_norms(doubts: Doubts, yardstick: Yardstick | None, curve: Curve) -> None:
    why = curve.why_not(yardstick) if yardstick else None
    if why:
        own = yardstick.why_no_norms if why == "no_norms" else None
        doubts.add(f"--measure {yardstick.measure_id}: {own or why_sentence(why)}")
