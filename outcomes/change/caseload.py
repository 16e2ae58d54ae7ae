"""A caseload against its yardstick: every course at every rating, as arrays.

`progress_of` works on a caseload of any size, arrays in and arrays out; `progress` is the same
code on a caseload of one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any

import numpy as np

from outcomes.change import patterns, reliable, status
from outcomes.change.columns import changes, expectations, shapes
from outcomes.change.courses import ASSESSMENTS, Caseload, Course
from outcomes.change.expected import STARTER, Curve
from outcomes.change.missing import why_null
from outcomes.change.progress import Predicted, Progress, versions
from outcomes.change.reasons import reasons_of
from outcomes.measures import Yardstick


@dataclass(frozen=True, slots=True, eq=False)
class CaseloadProgress:
    """Progress of many courses as arrays of one length; entry i is `self[i]`, a `Progress`.

    From `progress_of`: one entry a client, at the latest score, and `history` with one entry a
    score, each from the scores up to it. nan where a value cannot be had, 0 where a number of a
    session cannot; `self[i].why_null` says why. Codes are those of `reliable.CLASSES`,
    `reliable.SUB_MARKS` and (rule) `status.RULES`; `class_`, `sub_mark` and `status` give names.
    """

    client: np.ndarray
    n: np.ndarray
    session: np.ndarray
    intake: np.ndarray
    intake_session: np.ndarray
    latest: np.ndarray
    previous: np.ndarray
    change: np.ndarray
    gain: np.ndarray
    change_low: np.ndarray
    change_high: np.ndarray
    rci: np.ndarray
    class_code: np.ndarray
    sub_mark_code: np.ndarray
    rule: np.ndarray
    benefit_percentile: np.ndarray
    p_no_reliable_improvement: np.ndarray
    p_reliable_worsening: np.ndarray
    predicted_mean: np.ndarray
    predicted_sd: np.ndarray
    horizon: np.ndarray
    median_expected: np.ndarray
    best: np.ndarray
    best_session: np.ndarray
    fall: np.ndarray
    attainable_improvement: np.ndarray
    attainable_deterioration: np.ndarray
    intake_clinical: np.ndarray
    checkpoint: np.ndarray
    deeper_review: np.ndarray
    seesaw: np.ndarray
    bleeding: np.ndarray
    dipping: np.ndarray
    plateau: np.ndarray
    sudden_gain_from: np.ndarray
    sudden_gain_to: np.ndarray
    yardstick: Yardstick = field(repr=False)
    curve: Curve | None = field(repr=False)
    occasions: str
    history: CaseloadProgress | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.client)

    def __iter__(self) -> Iterator[Progress]:
        # Whole columns become Python values at once: entry by entry takes three times as long.
        for begin in range(0, len(self), _AT_ONCE):
            rows = slice(begin, begin + _AT_ONCE)
            columns = [_plain_values(getattr(self, name)[rows]) for name in _ARRAYS]
            for values in zip(*columns, strict=True):
                yield _one(self, dict(zip(_ARRAYS, values, strict=True)))

    def __getitem__(self, index: int) -> Progress:
        row = range(len(self))[index]
        return _one(self, {name: _plain(getattr(self, name)[row]) for name in _ARRAYS})

    @property
    def class_(self) -> np.ndarray:
        """Names of the classes; None where no class can be had."""
        return reliable.CLASSES[self.class_code]

    @property
    def sub_mark(self) -> np.ndarray:
        """ "harmed", "crossed_only" or None."""
        return reliable.SUB_MARKS[self.sub_mark_code]

    @property
    def status(self) -> np.ndarray:
        """Names of the statuses."""
        return status.STATUSES[status.status_of(self.rule)]

    def take(self, rows: np.ndarray) -> CaseloadProgress:
        """The entries at `rows`, without history; a row of -1 gives a client without scores."""
        missing = rows < 0
        arrays = {
            name: _taken(getattr(self, name), rows, missing=missing, fill=_BLANK.get(name))
            for name in _ARRAYS
        }
        no_rc = self.yardstick.reliable_change is None
        arrays["rule"] = np.where(missing, 0 if no_rc else 1, arrays["rule"])
        return CaseloadProgress(
            **arrays, yardstick=self.yardstick, curve=self.curve, occasions=self.occasions
        )


_ARRAYS = tuple(
    each.name
    for each in fields(CaseloadProgress)
    if each.name not in ("yardstick", "curve", "occasions", "history")
)
_BLANK = {"class_code": reliable.UNKNOWN}
_AT_ONCE = 1000


def progress(course: Course, yardstick: Yardstick, curve: Curve | None = STARTER) -> Progress:
    """Progress of one course at its latest score.

    >>> progress(Course((1, 2, 3, 4), (18, 15, 12, 10)), phq9).status   # doctest: +SKIP
    'improved'
    """
    return progress_of(Caseload.from_courses([course]), yardstick, curve)[0]


def progress_of(
    caseload: Caseload, yardstick: Yardstick, curve: Curve | None = STARTER
) -> CaseloadProgress:
    """Progress of every course: one entry a client at the latest score, `history` for each score.

    Without a curve (None, a measure without norms, visits that are no sessions, an intake after
    session 3) percentile and prediction are nan, and the status rests on the change and on the
    fall from the client's own best alone.
    """
    history = _each_score(caseload, yardstick, curve)
    count = np.diff(caseload.start)
    latest = history.take(np.where(count > 0, caseload.start[1:] - 1, -1))
    arrays = {name: getattr(latest, name) for name in _ARRAYS}
    arrays["client"] = np.arange(caseload.n_clients)
    return CaseloadProgress(
        **arrays, yardstick=yardstick, curve=curve, occasions=caseload.occasions, history=history
    )


def _each_score(caseload: Caseload, yardstick: Yardstick, curve: Curve | None) -> CaseloadProgress:
    arrays = changes(caseload, yardstick)
    arrays |= expectations(caseload, yardstick, curve)
    arrays |= shapes(caseload, yardstick, fall=arrays["fall"])
    limit = yardstick.reliable_change.value if yardstick.reliable_change else None
    has_cut_off = yardstick.clinical is not None
    arrays["rule"] = status.decide(
        status.Grounds(
            n=arrays["n"],
            gain=arrays["gain"],
            fall=arrays["fall"],
            recovered=arrays["class_code"] == reliable.RECOVERED,
            began_outside=~arrays["intake_clinical"] & has_cut_off,
            attainable=arrays["attainable_improvement"],
            benefit_percentile=arrays["benefit_percentile"],
            p_no_reliable_improvement=arrays["p_no_reliable_improvement"],
        ),
        limit,
    )
    arrays["checkpoint"], arrays["deeper_review"] = status.prompts(
        arrays["n"], arrays["gain"], limit
    )
    return CaseloadProgress(
        **arrays, yardstick=yardstick, curve=curve, occasions=caseload.occasions
    )


def _taken(values: np.ndarray, rows: np.ndarray, *, missing: np.ndarray, fill: Any) -> np.ndarray:
    if fill is None:
        fill = np.nan if values.dtype.kind == "f" else 0
    if not len(values):
        return np.full(len(rows), fill, dtype=values.dtype)
    out = values[np.where(missing, 0, rows)]
    out[missing] = fill
    return out


def _one(many: CaseloadProgress, value: dict[str, Any]) -> Progress:
    """One entry, given as plain Python values, as an object that explains itself."""
    rule = status.RULES[value["rule"]]
    for name in ("session", "intake_session", "best_session", "horizon"):
        value[name] = int(value[name]) if value[name] else None
    value |= _named(many, value, rule=rule)
    n = value["n"]
    has_cut_off = many.yardstick.clinical is not None
    has_limit = many.yardstick.reliable_change is not None
    low, high = value["change_low"], value["change_high"]
    used = many.curve if value["median_expected"] is not None else None
    return Progress(
        **{name: value[name] for name in _AS_THEY_ARE},
        change_interval=None if low is None or high is None else (low, high),
        s_diff=many.yardstick.s_diff,
        s_diff_source=many.yardstick.s_diff_source,
        class_=reliable.CLASSES[value["class_code"]],
        sub_marks=(value["sub_mark"],) if value["sub_mark"] else (),
        status=status.STATUSES[rule.status],
        rule=rule.number,
        predicted=_predicted(value),
        attainable_improvement=value["attainable_improvement"] if n and has_limit else None,
        attainable_deterioration=value["attainable_deterioration"] if n and has_limit else None,
        intake_clinical=value["intake_clinical"] if n and has_cut_off else None,
        prompts=tuple(name for name in ("checkpoint", "deeper_review") if value[name]),
        patterns=value["patterns"],
        reasons=reasons_of(value, rule),
        why_null=MappingProxyType(
            why_null(value, many.yardstick, curve=many.curve, occasions=many.occasions)
        ),
        versions=MappingProxyType(versions(many.yardstick, used)),
        yardstick=many.yardstick,
        curve=many.curve,
    )


_AS_THEY_ARE = (
    "n",
    "session",
    "intake",
    "intake_session",
    "latest",
    "previous",
    "change",
    "gain",
    "rci",
    "benefit_percentile",
    "p_no_reliable_improvement",
    "p_reliable_worsening",
    "median_expected",
    "best",
    "best_session",
)


def _plain_values(values: np.ndarray) -> list[Any]:
    plain = values.tolist()
    if values.dtype.kind != "f":
        return plain
    return [None if value != value else value for value in plain]  # nan differs from itself


def _plain(value: Any) -> Any:
    plain = value.item()
    return None if isinstance(plain, float) and math.isnan(plain) else plain


def _predicted(value: Mapping[str, Any]) -> Predicted | None:
    if value["predicted_mean"] is None:
        return None
    return Predicted(value["predicted_mean"], value["predicted_sd"], value["horizon"])


def _named(
    many: CaseloadProgress, value: Mapping[str, Any], *, rule: status.Rule
) -> dict[str, Any]:
    """What reasons need besides the arrays: thresholds, names, the scale."""
    stick, curve = many.yardstick, many.curve
    limit, cut_off = stick.reliable_change, stick.clinical
    found = [name for name in patterns.NAMES[:-1] if value[name]]
    if value["sudden_gain_from"]:
        found.append(patterns.NAMES[-1])
    return {
        "rule": rule.number,
        "occasion": "assessment" if many.occasions == ASSESSMENTS else "session",
        "measure": stick.measure_name,
        "direction": stick.direction,
        "decimals": 1 if stick.step < 1 else 0,
        "reliable_change": limit.value if limit else None,
        "reliable_change_provisional": limit.provisional if limit else None,
        "reliable_change_verified": limit.verified if limit else None,
        "cut_off": cut_off.value if cut_off else None,
        "cut_off_provisional": cut_off.provisional if cut_off else None,
        "cut_off_verified": cut_off.verified if cut_off else None,
        "best_possible": stick.best,
        "curve": curve.label if curve else None,
        "curve_stage": curve.stage if curve else None,
        "curve_episodes": curve.n_episodes if curve else None,
        "sub_mark": reliable.SUB_MARKS[value["sub_mark_code"]],
        "patterns": tuple(found),
    }
