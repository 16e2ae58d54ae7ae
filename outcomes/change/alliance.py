"""The alliance against the client's own level: has the latest session been rated lower than usual?

An alliance measure has no expected course and no reliable change here. Its level is the client's
own: the median of the totals before the latest one, at most five of them. All limits come from
the measure's file (`AllianceRules`); those of the session check-in are provisional.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np

from outcomes.change.courses import Caseload, Course
from outcomes.change.reasons import Reason
from outcomes.change.reliable import EXACT
from outcomes.change.running import neighbour, running
from outcomes.measures import AllianceRules, Yardstick

PROMPTS = ("low_line", "low_total", "no_information")


@dataclass(frozen=True, slots=True)
class AllianceProgress:
    """Where the alliance stands at its latest rating.

    `level` is the client's own level before the latest total, `fall` how far the latest is
    below it (negative = above); both None until there is a total before. `signal` asks for a
    response; `prompts` ("low_line", "low_total", "no_information") stand beside it.
    """

    n: int
    session: int | None
    latest: float | None
    previous: float | None
    level: float | None
    fall: float | None
    lowest_line: float | None
    signal: bool
    prompts: tuple[str, ...]
    reasons: tuple[Reason, ...]
    why_null: Mapping[str, str]
    rules: AllianceRules = field(repr=False)

    def to_dict(self) -> dict[str, Any]:
        """Everything but the rules themselves, as JSON keeps it."""
        names = ("n", "session", "latest", "previous", "level", "fall", "lowest_line", "signal")
        out: dict[str, Any] = {name: getattr(self, name) for name in names}
        out["prompts"] = list(self.prompts)
        out["reasons"] = [reason.to_dict() for reason in self.reasons]
        return out | {"why_null": dict(self.why_null)}


@dataclass(frozen=True, slots=True, eq=False)
class CaseloadAlliance:
    """Alliance at every rating of a caseload, one entry a row; `self[i]` explains entry i.

    `latest_row` is each client's last row, -1 for a client without a rating.
    """

    n: np.ndarray
    session: np.ndarray
    latest: np.ndarray
    previous: np.ndarray
    level: np.ndarray
    fall: np.ndarray
    lowest_line: np.ndarray
    signal: np.ndarray
    low_line: np.ndarray
    low_total: np.ndarray
    no_information: np.ndarray
    latest_row: np.ndarray
    yardstick: Yardstick = field(repr=False)
    rules: AllianceRules = field(repr=False)

    def __len__(self) -> int:
        return len(self.n)

    def __getitem__(self, index: int) -> AllianceProgress:
        return _one(self, range(len(self))[index])


def alliance(
    course: Course,
    yardstick: Yardstick,
    rules: AllianceRules,
    *,
    lowest_lines: Sequence[float | None] | None = None,
) -> AllianceProgress:
    """The alliance of one episode at its latest rating.

    `course` holds the totals; `lowest_lines` the lowest answer of each rating, None where only
    the total is known. An example: totals 31.2, 33.0, 32.4, 33.1, 29.8 and 26.9 have the level
    32.4 before the last, which is 5.5 below it.
    """
    lines = None
    if lowest_lines is not None:
        lines = np.array([np.nan if x is None else x for x in lowest_lines], dtype=float)
    many = alliance_of(Caseload.from_courses([course]), yardstick, rules, lowest_line=lines)
    return many[-1] if len(many) else _without_ratings(rules)


def alliance_of(
    caseload: Caseload,
    yardstick: Yardstick,
    rules: AllianceRules,
    *,
    lowest_line: np.ndarray | None = None,
) -> CaseloadAlliance:
    """The alliance at every rating of a caseload.

    `lowest_line` is the lowest answer of each row (nan = unknown). Raises ValueError where its
    length differs.
    """
    score, n = caseload.score, caseload.position + 1
    lines = np.full(len(caseload), np.nan) if lowest_line is None else np.asarray(lowest_line)
    if lines.shape != score.shape:
        raise ValueError("lowest_line needs one entry a rating")
    level = own_level(caseload, rules)
    fall = np.round(yardstick.direction * (level - score), EXACT) + 0.0
    count = np.diff(caseload.start)
    return CaseloadAlliance(
        n=n,
        session=caseload.session,
        latest=score,
        previous=neighbour(score, 1, client=caseload.client),
        level=level,
        fall=fall,
        lowest_line=lines,
        signal=fall >= rules.fall,
        low_line=np.round(lines, EXACT) <= rules.line,
        low_total=np.round(score, EXACT) < rules.total,
        no_information=ceiling_run(caseload, rules) >= rules.ceiling_run,
        latest_row=np.where(count > 0, caseload.start[1:] - 1, -1),
        yardstick=yardstick,
        rules=rules,
    )


def own_level(caseload: Caseload, rules: AllianceRules) -> np.ndarray:
    """At each row the median of the client's totals before it, at most `level_window` of them;
    nan before the `level_from`-th total."""
    steps = range(1, rules.level_window + 1)
    before = np.stack([neighbour(caseload.score, step, client=caseload.client) for step in steps])
    # nan sorts last, so that the known totals fill the first places.
    ordered, known = np.sort(before, axis=0), (~np.isnan(before)).sum(axis=0)
    low, high = np.maximum(known - 1, 0) // 2, known // 2
    column = np.arange(len(caseload))
    high = np.minimum(high, len(before) - 1)
    median = (ordered[low, column] + ordered[high, column]) / 2.0
    enough = (known >= 1) & (caseload.position + 1 >= rules.level_from)
    return np.where(enough, np.round(median, EXACT), np.nan)


def ceiling_run(caseload: Caseload, rules: AllianceRules) -> np.ndarray:
    """How many totals in a row, up to each row, lie at the ceiling."""
    high = (np.round(caseload.score, EXACT) >= rules.ceiling).astype(float)

    def count(so_far: np.ndarray, new: np.ndarray) -> np.ndarray:
        return np.where(new > 0, so_far + 1.0, 0.0)

    return running(count, high, position=caseload.position).astype(int)


def _one(many: CaseloadAlliance, index: int) -> AllianceProgress:
    names = ("n", "session", "latest", "previous", "level", "fall", "lowest_line")
    value = {name: _plain(getattr(many, name)[index]) for name in names}
    signal = bool(many.signal[index])
    prompts = tuple(name for name in PROMPTS if getattr(many, name)[index])
    why = {} if value["n"] > 1 else {"previous": "one_score"}
    if value["level"] is None:
        why |= dict.fromkeys(("level", "fall"), "one_score")
    if value["lowest_line"] is None:
        why["lowest_line"] = "no_lines"
    return AllianceProgress(
        **value,
        signal=signal,
        prompts=prompts,
        reasons=_reasons(many, value, signal=signal, prompts=prompts),
        why_null=MappingProxyType(why),
        rules=many.rules,
    )


def _reasons(
    many: CaseloadAlliance, value: Mapping[str, Any], *, signal: bool, prompts: tuple[str, ...]
) -> tuple[Reason, ...]:
    """The signal's reason first, then one for each prompt."""
    rules, stick = many.rules, many.yardstick
    scale = {
        "measure": stick.measure_name,
        "direction": stick.direction,
        "decimals": 1 if stick.step < 1 else 0,
        "provisional": rules.provisional,
        "session": value["session"],
        "latest": value["latest"],
    }
    own = {
        "alliance_fell": {
            "level": value["level"],
            "fall": value["fall"],
            "limit": rules.fall,
        },
        "low_line": {"lowest_line": value["lowest_line"], "limit": rules.line},
        "low_total": {"limit": rules.total},
        "no_information": {"limit": rules.ceiling, "run": rules.ceiling_run},
    }
    codes = (("alliance_fell",) if signal else ()) + prompts
    return tuple(Reason(code, scale | own[code]) for code in codes)


def _plain(value: Any) -> Any:
    plain = value.item()
    return None if plain != plain else plain  # nan is the one value unequal to itself


def _without_ratings(rules: AllianceRules) -> AllianceProgress:
    names = ("session", "latest", "previous", "level", "fall", "lowest_line")
    return AllianceProgress(
        n=0,
        **dict.fromkeys(names),
        signal=False,
        prompts=(),
        reasons=(),
        why_null=MappingProxyType(dict.fromkeys(names, "no_scores")),
        rules=rules,
    )
