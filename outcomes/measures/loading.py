"""From the text of a measure file to a Measure, or to the list of everything wrong with it."""

import tomllib
from typing import Any, Literal

from outcomes.errors import MeasureError
from outcomes.measures import checks, forms, parts
from outcomes.measures.measure import KINDS, Item, Measure, Wording
from outcomes.measures.reading import Table

_MAXIMUM_CHARACTERS = 200_000


def load_measure(text: str, *, origin: str) -> Measure:
    """Read a measure file.

    `text` is the TOML as `docs/measures.md` describes it; `origin` names the file in messages.
    Raises MeasureError whose `problems` lists every problem at once, each with its place.
    """
    values = _parsed(text, origin)
    problems: list[str] = []
    top = Table(values, place="", problems=problems)
    measure = _measure(top, origin)
    top.finish()
    if not problems:
        problems += checks.contradictions(measure)
    if problems:
        raise MeasureError(f"{origin} cannot be used as a measure.", problems=problems)
    return measure


def _parsed(text: str, origin: str) -> dict[str, Any]:
    if len(text) > _MAXIMUM_CHARACTERS:
        problem = f"{len(text)} characters; a measure file has at most {_MAXIMUM_CHARACTERS}"
        raise MeasureError(f"{origin} cannot be used as a measure.", problems=[problem])
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        problem = f"not a TOML file: {error}"
        raise MeasureError(f"{origin} cannot be read.", problems=[problem]) from error


def _measure(top: Table, origin: str) -> Measure:
    items = forms.items(top)
    wordings = forms.wordings(top, items)
    kind = top.choice("kind", KINDS, "outcome")
    direction: Literal[1, -1] = 1 if top.choice("better", ("higher", "lower")) == "higher" else -1
    identity = parts.identity(top)
    curve = top.truth("scored_into_curve", default=kind == "outcome")
    return Measure(
        id=identity.id,
        version=identity.version,
        name=identity.name,
        kind=kind,
        direction=direction,
        minimum=identity.minimum,
        maximum=identity.maximum,
        step=identity.step,
        items=_worded_items(items, wordings),
        combine=top.choice("combine", ("sum", "mean"), "sum"),
        multiplier=top.whole("multiplier", 1, at_least=1),
        missing=parts.missing(top),
        recall=top.text("recall"),
        wordings=wordings,
        why_no_wording=top.text("why_no_wording"),
        wording_source=top.text("wording_source"),
        yardsticks=parts.yardsticks(top, identity, direction=direction, curve=curve),
        subscales=parts.subscales(top),
        bands=parts.bands(top),
        bands_provenance=top.text("bands_provenance"),
        bands_verified=top.truth("bands_verified", default=False),
        risk_rules=parts.risk_rules(top),
        alliance=parts.alliance(top),
        scored_into_curve=curve,
        licence=parts.licence(top),
        citation=top.text("citation", "", required=True),
        notes=top.texts("notes"),
        origin=origin,
    )


def _worded_items(items: tuple[Item, ...], wordings: tuple[Wording, ...]) -> tuple[Item, ...]:
    return wordings[0].items if wordings else items
