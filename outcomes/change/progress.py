"""Scores over time to progress: everything known of a course at one of its ratings.

`progress_of` works on a caseload of any size, arrays in and arrays out; `progress` is the same
code on a caseload of one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from types import MappingProxyType
from typing import Any

import numpy as np

from outcomes import __version__
from outcomes.change import expected, patterns, reliable, status
from outcomes.change.courses import ASSESSMENTS, LAST_INTAKE_SESSION, Caseload, Course
from outcomes.change.expected import STARTER, Curve
from outcomes.change.reasons import Reason, reasons_of
from outcomes.change.running import neighbour, running
from outcomes.measures import Yardstick

RULES_VERSION = "1"
"""Version of the definitions in this package; raised whenever a result could come out
differently from the same scores, thresholds and curve."""


@dataclass(frozen=True, slots=True)
class Predicted:
    """Predicted score, in points, at session `horizon`; `sd` is that of a single new score."""

    mean: float
    sd: float
    horizon: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a course stands at its latest score, with what led there.

    Points are those of the measure. `change` is latest - intake as the scale runs, `gain` the
    same in the direction of benefit (D; positive = better), and `change_interval` the 95 %
    interval of the gain. `rci` is positive = better. A value that cannot be had is None, and
    `why_null` names the reason under the field's name. `intake_session` is where the intake was
    taken; later scores keep their attended-session numbers.
    """

    n: int
    session: int | None
    intake: float | None
    intake_session: int | None
    latest: float | None
    previous: float | None
    change: float | None
    gain: float | None
    change_interval: tuple[float, float] | None
    rci: float | None
    s_diff: float | None
    s_diff_source: str | None
    class_: str | None
    sub_marks: tuple[str, ...]
    status: str
    rule: int
    benefit_percentile: float | None
    p_no_reliable_improvement: float | None
    p_reliable_worsening: float | None
    predicted: Predicted | None
    median_expected: float | None
    best: float | None
    best_session: int | None
    attainable_improvement: bool | None
    attainable_deterioration: bool | None
    intake_clinical: bool | None
    prompts: tuple[str, ...]
    patterns: tuple[str, ...]
    reasons: tuple[Reason, ...]
    why_null: Mapping[str, str]
    versions: Mapping[str, str | None]
    yardstick: Yardstick = field(repr=False)
    curve: Curve | None = field(repr=False)

    @property
    def since_last(self) -> float | None:
        """Latest less the score before it, as the scale runs; None for the first score."""
        if self.latest is None or self.previous is None:
            return None
        return round(self.latest - self.previous, reliable.EXACT)

    @property
    def reliable(self) -> bool | None:
        """True where the change reaches the reliable change in either direction."""
        if self.gain is None or self.yardstick.reliable_change is None:
            return None
        return abs(self.gain) >= self.yardstick.reliable_change.value

    def to_dict(self) -> dict[str, Any]:
        """Everything but measure and curve themselves (see `versions`), as JSON keeps it."""
        out = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if each.name not in ("yardstick", "curve")
        }
        out["class"] = out.pop("class_")
        out["predicted"] = asdict(self.predicted) if self.predicted else None
        out["reasons"] = [reason.to_dict() for reason in self.reasons]
        for name in ("sub_marks", "prompts", "patterns"):
            out[name] = list(out[name])
        out["change_interval"] = list(self.change_interval) if self.change_interval else None
        out["why_null"] = {name.rstrip("_"): why for name, why in self.why_null.items()}
        out["versions"] = dict(self.versions)
        return out


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
        """"harmed", "crossed_only" or None."""
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


def _each_score(
    caseload: Caseload, yardstick: Yardstick, curve: Curve | None
) -> CaseloadProgress:
    arrays = _changes(caseload, yardstick)
    arrays |= _expectations(caseload, yardstick, curve)
    arrays |= _patterns(caseload, yardstick, fall=arrays["fall"])
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


def _changes(caseload: Caseload, yardstick: Yardstick) -> dict[str, np.ndarray]:
    """Everything that needs no curve: the scores themselves, change, class, best so far."""
    score, first, position = caseload.score, caseload.first, caseload.position
    intake, n = score[first], position + 1
    gains = reliable.gain(yardstick, intake, score)
    codes, marks = reliable.classify(yardstick, intake, latest=score, n=n)
    low, high = reliable.change_interval(yardstick, gains)
    s_diff = np.nan if yardstick.s_diff is None else yardstick.s_diff
    best_row = _best_row(yardstick, caseload)
    again = n >= 2  # with one score there is no change yet
    return {
        "client": caseload.client,
        "n": n,
        "session": caseload.session,
        "intake": intake,
        "intake_session": caseload.session[first],
        "latest": score,
        "previous": neighbour(score, 1, client=caseload.client),
        "change": np.where(again, yardstick.direction * gains + 0.0, np.nan),
        "gain": np.where(again, gains, np.nan),
        "change_low": np.where(again, low, np.nan),
        "change_high": np.where(again, high, np.nan),
        "rci": np.where(again, gains / s_diff, np.nan),
        "class_code": codes,
        "sub_mark_code": marks,
        "best": score[best_row],
        "best_session": caseload.session[best_row],
        "fall": reliable.gain(yardstick, score, score[best_row]),
        "intake_clinical": reliable.is_clinical(yardstick, intake),
        "attainable_improvement": reliable.attainable_improvement(yardstick, intake),
        "attainable_deterioration": reliable.attainable_deterioration(yardstick, intake),
    }


def _best_row(yardstick: Yardstick, caseload: Caseload) -> np.ndarray:
    """At each row, the row of the client's best score so far, the earliest among equals."""
    row = np.arange(len(caseload))
    value = yardstick.direction * caseload.score

    def better(best: np.ndarray, new: np.ndarray) -> np.ndarray:
        return np.where(value[new] > value[best], new, best)

    return running(better, row, position=caseload.position)


def _expectations(
    caseload: Caseload, yardstick: Yardstick, curve: Curve | None
) -> dict[str, np.ndarray]:
    """Everything the curve says; all nan where there is none."""
    names = (
        "benefit_percentile", "p_no_reliable_improvement", "p_reliable_worsening",
        "predicted_mean", "predicted_sd", "horizon", "median_expected",
    )
    if curve is None or curve.why_not(yardstick) is not None:
        return {name: np.full(len(caseload), np.nan) for name in names}
    modelled = expected.modelled_rows(caseload)
    intake, session = caseload.score[caseload.first], caseload.session
    posterior = curve.posterior(curve.evidence(yardstick, caseload, modelled=modelled))
    forecast = curve.forecast(yardstick, intake, session=session, posterior=posterior)
    percentile = curve.benefit_percentile(
        yardstick, intake, session=session, score=caseload.score
    )
    values = (
        percentile, forecast.p_no_reliable_improvement, forecast.p_reliable_worsening,
        forecast.mean, forecast.sd, forecast.horizon,
        curve.median(yardstick, intake, session=session),
    )
    out = {
        name: np.where(modelled, value, np.nan)
        for name, value in zip(names, values, strict=True)
    }
    at_intake = (caseload.position == 0) & (caseload.occasions != ASSESSMENTS)
    in_time = caseload.session <= LAST_INTAKE_SESSION
    out["median_expected"] = np.where(at_intake & in_time, intake, out["median_expected"])
    return out


def _patterns(
    caseload: Caseload, yardstick: Yardstick, *, fall: np.ndarray
) -> dict[str, np.ndarray]:
    found = patterns.patterns_of(yardstick, caseload, fall=fall)
    row = found.sudden_gain_row
    after = np.minimum(row + 1, len(caseload) - 1)
    seen = row >= 0
    return {
        "seesaw": found.seesaw,
        "bleeding": found.bleeding,
        "dipping": found.dipping,
        "plateau": found.plateau,
        "sudden_gain_from": np.where(seen, caseload.session[row], 0),
        "sudden_gain_to": np.where(seen, caseload.session[after], 0),
    }


def _taken(
    values: np.ndarray, rows: np.ndarray, *, missing: np.ndarray, fill: Any
) -> np.ndarray:
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
        why_null=MappingProxyType(_why_null(many, value)),
        versions=MappingProxyType(versions(many.yardstick, used)),
        yardstick=many.yardstick,
        curve=many.curve,
    )


_AS_THEY_ARE = (
    "n", "session", "intake", "intake_session", "latest", "previous", "change", "gain", "rci",
    "benefit_percentile", "p_no_reliable_improvement", "p_reliable_worsening", "median_expected",
    "best", "best_session",
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
        "measure": stick.measure_name,
        "direction": stick.direction,
        "decimals": 1 if stick.step < 1 else 0,
        "reliable_change": limit.value if limit else None,
        "reliable_change_provisional": limit.provisional if limit else None,
        "cut_off": cut_off.value if cut_off else None,
        "cut_off_provisional": cut_off.provisional if cut_off else None,
        "best_possible": stick.best,
        "curve": curve.label if curve else None,
        "curve_stage": curve.stage if curve else None,
        "sub_mark": reliable.SUB_MARKS[value["sub_mark_code"]],
        "patterns": tuple(found),
    }


def versions(yardstick: Yardstick, curve: Curve | None) -> dict[str, str | None]:
    """What made a result: software, rules, measure, and curve if there was one."""
    return {
        "software": __version__,
        "rules": RULES_VERSION,
        "measure_id": yardstick.measure_id,
        "measure_version": yardstick.measure_version,
        "curve_id": curve.id if curve else None,
        "curve_version": curve.version if curve else None,
    }


_FROM_CURVE = ("benefit_percentile", "median_expected")
_FROM_FORECAST = ("p_no_reliable_improvement", "p_reliable_worsening")


def _why_null(many: CaseloadProgress, value: Mapping[str, Any]) -> dict[str, str]:
    """Field -> code of the reason why it is None; `outcomes.wording` has the sentences."""
    stick, n = many.yardstick, value["n"]
    no_error = stick.s_diff is None
    why = dict.fromkeys(("s_diff", "s_diff_source"), "no_s_diff") if no_error else {}
    if n == 0:
        empty = ("session", "intake", "intake_session", "latest", "class_", "best",
                 "best_session", "attainable_improvement", "attainable_deterioration",
                 "intake_clinical", *_CHANGES, *_FROM_CURVE, *_FROM_FORECAST, "predicted")
        return dict.fromkeys(empty, "no_scores") | why
    if n == 1:
        why |= dict.fromkeys(_CHANGES, "one_score")
    elif no_error:
        why |= dict.fromkeys(("change_interval", "rci"), "no_s_diff")
    if stick.reliable_change is None:
        why |= dict.fromkeys(("attainable_improvement", "attainable_deterioration"), "no_limit")
        if n > 1:
            why["class_"] = "no_limit"
    if stick.clinical is None:
        why["intake_clinical"] = "no_cut_off"
    return why | _why_no_curve(many, value)


_CHANGES = ("previous", "change", "gain", "change_interval", "rci")


def _why_no_curve(many: CaseloadProgress, value: Mapping[str, Any]) -> dict[str, str]:
    absent = None
    if many.occasions == ASSESSMENTS:
        absent = "assessments"
    elif many.curve is None:
        absent = "no_curve"
    else:
        absent = many.curve.why_not(many.yardstick)
    if absent is None and value["intake_session"] > LAST_INTAKE_SESSION:
        absent = "late_intake"
    if absent is not None:
        return dict.fromkeys((*_FROM_CURVE, *_FROM_FORECAST, "predicted"), absent)
    if value["n"] == 1:
        return dict.fromkeys(("benefit_percentile", *_FROM_FORECAST, "predicted"), "one_score")
    if many.yardstick.reliable_change is None:
        return dict.fromkeys(_FROM_FORECAST, "no_limit")
    return {}
