"""The tables of a measure file that say how it is scored and judged, one reader each."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from outcomes.measures.age import AGE_BANDS
from outcomes.measures.measure import (
    RATERS,
    AllianceRules,
    Band,
    Licence,
    MissingRule,
    RiskRule,
    Subscale,
)
from outcomes.measures.reading import Table
from outcomes.measures.yardstick import Threshold, Yardstick

ID = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Identity:
    """What every yardstick of a measure repeats."""

    id: str
    version: str
    name: str
    minimum: float
    maximum: float
    step: float


def identity(top: Table) -> Identity:
    """id, version, name and range."""
    measure_id = top.text("id", "", required=True)
    if measure_id and not ID.fullmatch(measure_id):
        top.problem("id", f"{measure_id!r} found; expected small letters, digits and _")
    return Identity(
        id=measure_id,
        version=top.text("version", "", required=True),
        name=top.text("name", "", required=True),
        minimum=top.number("minimum", 0, required=True),
        maximum=top.number("maximum", 0, required=True),
        step=top.number("step", 1, required=True),
    )


def missing(top: Table) -> MissingRule:
    """How many answers may be missing; none where the file is silent."""
    table = top.table("missing")
    if table is None:
        return MissingRule()
    rule = MissingRule(
        at_most=table.whole("at_most", 0),
        provenance=table.text("provenance", "", required=True),
        verified=table.truth("verified", default=False),
    )
    table.finish()
    return rule


def yardsticks(
    top: Table, identity: Identity, *, direction: Literal[1, -1], curve: bool
) -> tuple[Yardstick, ...]:
    """The numbers, one yardstick for each age band and rater named."""
    found = []
    for table in top.tables("yardsticks"):
        age_bands = table.texts("age_bands", ("adult",), among=AGE_BANDS)
        raters = table.texts("raters", ("self",), among=RATERS)
        numbers = _numbers(table)
        table.finish()
        found += [
            Yardstick(
                measure_id=identity.id,
                measure_version=identity.version,
                measure_name=identity.name,
                direction=direction,
                minimum=identity.minimum,
                maximum=identity.maximum,
                step=identity.step,
                age_band=age_band,
                rater=rater,
                curve_allowed=curve,
                **numbers,
            )
            for age_band in age_bands
            for rater in raters
        ]
    return tuple(found)


def _numbers(table: Table) -> dict[str, Any]:
    numbers: dict[str, Any] = {
        "clinical": threshold(table, "clinical"),
        "reliable_change": threshold(table, "reliable_change"),
        "why_no_clinical": table.text("why_no_clinical"),
        "why_no_reliable_change": table.text("why_no_reliable_change"),
        "why_no_norms": table.text("why_no_norms"),
    }
    norms = table.table("norms")
    if norms is not None:
        numbers |= {
            "norm_mean": norms.number("mean", required=True),
            "norm_sd": norms.number("sd", required=True),
            "norms_provenance": norms.text("provenance", required=True),
            "norms_provisional": norms.truth("provisional", default=False),
            "norms_verified": norms.truth("verified", default=False),
        }
        norms.finish()
    reliability = table.table("reliability")
    if reliability is not None:
        numbers |= {
            "reliability": reliability.number("value", required=True),
            "reliability_provenance": reliability.text("provenance", required=True),
            "reliability_verified": reliability.truth("verified", default=False),
        }
        reliability.finish()
    return numbers


def threshold(table: Table, key: str) -> Threshold | None:
    """A number with its provenance, or None where the file has none."""
    entry = table.table(key)
    if entry is None:
        return None
    found = Threshold(
        value=entry.number("value", 0, required=True),
        provenance=entry.text("provenance", "", required=True),
        provisional=entry.truth("provisional", default=False),
        verified=entry.truth("verified", default=False),
    )
    entry.finish()
    return found


def subscales(top: Table) -> tuple[Subscale, ...]:
    """Sums of some of the items."""
    found = []
    for table in top.tables("subscales"):
        found.append(
            Subscale(
                id=table.text("id", "", required=True),
                name=table.text("name", "", required=True),
                item_ids=table.texts("items"),
                minimum=table.number("minimum", 0, required=True),
                maximum=table.number("maximum", 0, required=True),
                clinical=threshold(table, "clinical"),
                bands=bands(table),
                bands_provenance=table.text("bands_provenance"),
                bands_verified=table.truth("bands_verified", default=False),
            )
        )
        table.finish()
    return tuple(found)


def bands(table: Table) -> tuple[Band, ...]:
    """Named ranges, written as pairs of the lowest total and the name."""
    value = table.raw("bands")
    if value is None:
        return ()
    expected = "expected pairs of a lowest total and a name"
    if not isinstance(value, list) or not all(_is_band(pair) for pair in value):
        table.problem("bands", expected)
        return ()
    return tuple(Band(low=low, name=name) for low, name in value)


def _is_band(pair: Any) -> bool:
    if not isinstance(pair, list) or len(pair) != 2:
        return False
    low, name = pair
    is_number = isinstance(low, int | float) and not isinstance(low, bool)
    return is_number and isinstance(name, str) and bool(name.strip())


def risk_rules(top: Table) -> tuple[RiskRule, ...]:
    """Answers that are handled at once and apart from the total."""
    found = []
    for table in top.tables("risk"):
        found.append(
            RiskRule(
                item_id=table.text("item", "", required=True),
                at_least=table.number("at_least", 0, required=True),
                meaning=table.text("meaning", "", required=True),
                provenance=table.text("provenance", "", required=True),
                verified=table.truth("verified", default=False),
            )
        )
        table.finish()
    return tuple(found)


def alliance(top: Table) -> AllianceRules | None:
    """When a session rating asks to be talked about."""
    table = top.table("alliance")
    if table is None:
        return None
    rules = AllianceRules(
        fall=table.number("fall", 0, required=True),
        line=table.number("line", 0, required=True),
        total=table.number("total", 0, required=True),
        ceiling=table.number("ceiling", 0, required=True),
        ceiling_run=table.whole("ceiling_run", 3, at_least=1),
        level_window=table.whole("level_window", 5, at_least=1),
        level_from=table.whole("level_from", 2, at_least=1),
        provenance=table.text("provenance", "", required=True),
        provisional=table.truth("provisional", default=True),
    )
    table.finish()
    return rules


def licence(top: Table) -> Licence:
    """On what terms the measure is used. Every file has one."""
    table = top.table("licence", required=True)
    if table is None:
        return Licence(name="", statement="", attribution="")
    found = Licence(
        name=table.text("name", "", required=True),
        statement=table.text("statement", "", required=True),
        attribution=table.text("attribution", "", required=True),
        holder=table.text("holder"),
        url=table.text("url"),
        expires=table.day("expires"),
    )
    table.finish()
    return found
