"""The measure a curve or a file of sums was made for, and whether another one is the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from outcomes.measures import Yardstick

_UNITS = ("minimum", "maximum", "step", "norm_mean", "norm_sd")


def measure_record(yardstick: Yardstick) -> dict[str, Any]:
    """Everything that gives a score its meaning: a curve speaks of these units and no others."""
    return {
        "id": yardstick.measure_id,
        "version": yardstick.measure_version,
        "name": yardstick.measure_name,
        "age_band": yardstick.age_band,
        "rater": yardstick.rater,
        "better": yardstick.better,
        **{name: getattr(yardstick, name) for name in _UNITS},
        "fingerprint": fingerprint(yardstick),
    }


def fingerprint(yardstick: Yardstick) -> str:
    """SHA-256 of direction, range, step and norms: equal where z means the same."""
    units = {"direction": yardstick.direction} | {
        name: None if (value := getattr(yardstick, name)) is None else float(value)
        for name in _UNITS
    }
    return hashlib.sha256(canonical(units)).hexdigest()


def canonical(content: Any) -> bytes:
    """The one form of some JSON that checksums are taken of: keys sorted, no spaces, UTF-8."""
    text = json.dumps(
        content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8")


def differences(made_for: Any, yardstick: Yardstick) -> Iterator[str]:
    """Why something made for one measure cannot be used with another, a sentence each."""
    if not isinstance(made_for, Mapping):
        yield '"measure" is missing; expected the measure that it was made for'
        return
    if made_for.get("id") != yardstick.measure_id:
        yield (
            f"made for the measure {_shown(made_for.get('id'))}, "
            f"not for {yardstick.measure_id} ({yardstick.measure_name})"
        )
        return
    for key, word, here in (
        ("version", "version", yardstick.measure_version),
        ("age_band", "age band", yardstick.age_band),
        ("rater", "rater", yardstick.rater),
    ):
        if made_for.get(key) != here:
            yield (
                f"made for {word} {_shown(made_for.get(key))} of {yardstick.measure_id}; "
                f"the measure here is {word} {here}"
            )
    if made_for.get("fingerprint") != fingerprint(yardstick):
        yield (
            f"made with another range or other norms of {yardstick.measure_id} than those here "
            f"(mean {_shown(made_for.get('norm_mean'))} and SD {_shown(made_for.get('norm_sd'))} "
            f"there, {_shown(yardstick.norm_mean)} and {_shown(yardstick.norm_sd)} here)"
        )


def _shown(value: Any) -> str:
    return "none" if value is None else ascii(str(value)[:60])[1:-1]
