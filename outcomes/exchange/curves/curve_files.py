"""Curve files: what a fit found, kept as JSON and read again with every doubt spelled out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outcomes.change import Curve
from outcomes.change.mixed import METHODS
from outcomes.change.points import TERMS, PointsCurve
from outcomes.errors import ImportProblems
from outcomes.exchange.curves.fits import BLEND
from outcomes.exchange.curves.json_files import number, read_json, whole
from outcomes.exchange.curves.measures import differences
from outcomes.exchange.curves.records import FORMAT, PARAMETERS, stage_of_file
from outcomes.measures import Yardstick

_VARIANCES = ("variance_level", "variance_log_session", "covariance")


@dataclass(frozen=True, slots=True)
class CurveFile:
    """A curve with the whole record it was read from."""

    curve: Curve | PointsCurve
    record: dict[str, Any]


def read_curve(path: Path, yardstick: Yardstick) -> CurveFile:
    """A curve file for this measure. Raises ImportProblems with everything that is wrong."""
    what = "a curve file"
    record = read_json(path, what=what)
    problems = list(_doubts(record, yardstick))
    if problems:
        raise ImportProblems(f"{path.name} cannot be read as {what}.", problems=problems)
    return CurveFile(_curve(record), record)


def _doubts(record: dict[str, Any], yardstick: Yardstick) -> Iterator[str]:
    found = record.get("format")
    if found != FORMAT:
        yield f'"format" is {ascii(found)[:40]}; expected "{FORMAT}"'
        return
    yield from differences(record.get("measure"), yardstick)
    scale = record.get("scale")
    if scale == "z":
        yield from _doubts_in_z(record)
    elif scale == "points":
        yield from _doubts_in_points(record)
    else:
        yield f'"scale" is {ascii(scale)[:40]}; expected "z" or "points"'
    if whole(record.get("n_clients")) is None:
        yield '"n_clients" is no count; expected a whole number'
    if not isinstance(record.get("label"), str) or "-" not in record["label"]:
        yield '"label" is missing; expected a name such as "phq9-1a2b3c4d"'
    provenance = record.get("provenance")
    if not isinstance(provenance, dict) or not isinstance(provenance.get("sentence"), str):
        yield '"provenance" has no "sentence"; expected where the curve comes from'


def _doubts_in_z(record: dict[str, Any]) -> Iterator[str]:
    found = record.get("parameters")
    values = {name: number(_in(found, name)) for name in PARAMETERS}
    yield from _missing("parameters", values)
    for name in ("s_e", "s_0", "s_1"):
        if values[name] is not None and (values[name] < 0 or (name == "s_e" and not values[name])):
            yield f'"{name}" is {values[name]}; expected a standard deviation above 0'
    if values["rho"] is not None and abs(values["rho"]) > 1:
        yield f'"rho" is {values["rho"]}; expected a correlation from -1 to 1'
    cap = values["cap"]
    if cap is not None and (cap != int(cap) or not 3 <= cap <= 9999):
        yield f'"cap" is {cap}; expected a session number from 3 to 9999'
    if record.get("method") not in (BLEND, *METHODS):
        yield f'"method" is {ascii(record.get("method"))[:40]}; expected blend, ml or reml'


def _doubts_in_points(record: dict[str, Any]) -> Iterator[str]:
    model = _in(record.get("model"), "name")
    if not isinstance(model, str) or model not in TERMS:
        yield f"the model is {ascii(model)[:40]}; expected {' or '.join(TERMS)}"
        return
    coefficients = record.get("coefficients")
    values = {name: number(_in(_in(coefficients, name), "estimate")) for name in TERMS[model]}
    yield from _missing("coefficients", values)
    found = record.get("covariance_parameters")
    variances = {name: number(_in(found, name)) for name in _VARIANCES}
    yield from _missing("covariance_parameters", variances)
    level, slope, both = variances.values()
    if None not in (level, slope, both) and (
        level < 0 or slope < 0 or both**2 > level * slope * (1 + 1e-9) + 1e-12
    ):
        yield "the variances and the covariance of level and slope do not go together"
    residual = number(_in(record.get("residual"), "variance"))
    if residual is None or residual <= 0:
        yield 'the residual variance is missing or not above 0 ("residual")'


def _curve(record: dict[str, Any]) -> Curve | PointsCurve:
    if record["scale"] == "points":
        model, own = record["model"]["name"], record["covariance_parameters"]
        return PointsCurve(
            model=model,
            beta=tuple(float(record["coefficients"][name]["estimate"]) for name in TERMS[model]),
            residual_variance=float(record["residual"]["variance"]),
            **{name: float(own[name]) for name in _VARIANCES},
        )
    name, _, version = record["label"].rpartition("-")
    values = {name: float(record["parameters"][name]) for name in PARAMETERS}
    return Curve(
        id=name,
        version=version,
        stage=stage_of_file(record["method"]),
        provenance=record["provenance"]["sentence"],
        n_episodes=int(record["n_clients"]),
        **values | {"cap": int(values["cap"])},
    )


def _missing(part: str, values: Mapping[str, float | None]) -> Iterator[str]:
    absent = [name for name, value in values.items() if value is None]
    if absent:
        yield f'"{part}" has no number for {", ".join(absent)}'


def _in(content: Any, name: str) -> Any:
    return content.get(name) if isinstance(content, dict) else None
