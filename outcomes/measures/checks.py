"""What a measure file may not say at once: contradictions between its parts.

Run after the file was read without problems, so that every value here has its type.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from outcomes.measures.measure import Band, Item, Measure, Subscale
from outcomes.measures.yardstick import Threshold, Yardstick


def contradictions(measure: Measure) -> list[str]:
    """Every contradiction, as sentences with the place."""
    return [
        *_ranges(measure),
        *_totals(measure),
        *_repeats(measure),
        *_numbers(measure),
        *_named_items(measure),
        *_bands("bands", measure.bands, measure.minimum, measure.maximum),
        *_provenances(measure),
        *_purposes(measure),
    ]


def _ranges(measure: Measure) -> Iterator[str]:
    yield from _range("", measure.minimum, measure.maximum, measure.step)
    if measure.items:
        item = measure.items[0]
        yield from _range("items.", item.minimum, item.maximum, item.step)


def _range(place: str, minimum: float, maximum: float, step: float) -> Iterator[str]:
    if minimum >= maximum:
        yield f"{place}maximum: {maximum:g} found; expected more than the minimum, {minimum:g}"
    if step <= 0:
        yield f"{place}step: {step:g} found; expected more than 0"
    elif (_decimal(maximum) - _decimal(minimum)) % _decimal(step) != 0:
        yield f"{place}step: {step:g} does not lead from {minimum:g} to {maximum:g}"


def _totals(measure: Measure) -> Iterator[str]:
    if not measure.items:
        return
    low, high = _reach(measure.items, measure)
    if (low, high) != (_decimal(measure.minimum), _decimal(measure.maximum)):
        found = f"{measure.minimum:g} to {measure.maximum:g}"
        yield f"minimum, maximum: {found} found; the items add up to {low} to {high}"
    for part in measure.subscales:
        items = [item for item in measure.items if item.id in part.item_ids]
        low, high = _reach(items, measure)
        if items and (low, high) != (_decimal(part.minimum), _decimal(part.maximum)):
            found = f"{part.minimum:g} to {part.maximum:g}"
            yield f"subscale {part.id}: {found} found; its items add up to {low} to {high}"


def _reach(items: Iterable[Item], measure: Measure) -> tuple[Decimal, Decimal]:
    listed = list(items)
    low = sum((_decimal(item.minimum) for item in listed), Decimal(0))
    high = sum((_decimal(item.maximum) for item in listed), Decimal(0))
    if measure.combine == "mean" and listed:
        low, high = low / len(listed), high / len(listed)
    return low * measure.multiplier, high * measure.multiplier


def _repeats(measure: Measure) -> Iterator[str]:
    yield from _twice("items.ids", (item.id for item in measure.items))
    yield from _twice("subscales", (part.id for part in measure.subscales))
    for_whom = (f"{y.age_band} {y.rater}" for y in measure.yardsticks)
    yield from _twice("yardsticks", for_whom)
    forms = (
        f"{w.language} {age_band} {rater}"
        for w in measure.wordings
        for age_band in w.age_bands
        for rater in w.raters
    )
    yield from _twice("wording", forms)


def _twice(place: str, names: Iterable[str]) -> Iterator[str]:
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{place}: {name} is given {count} times; expected once"


def _numbers(measure: Measure) -> Iterator[str]:
    span = measure.maximum - measure.minimum
    for yardstick in measure.yardsticks:
        place = f"yardsticks ({yardstick.age_band}, {yardstick.rater})"
        yield from _within(f"{place} clinical", yardstick.clinical, measure)
        change = yardstick.reliable_change
        if change is not None and not 0 < change.value <= span:
            expected = f"expected more than 0, up to {span:g}"
            yield f"{place} reliable_change: {change.value:g} found; {expected}"
        yield from _norms(place, yardstick)
    for part in measure.subscales:
        yield from _within(f"subscale {part.id} clinical", part.clinical, part)


def _within(place: str, threshold: Threshold | None, bounds: Measure | Subscale) -> Iterator[str]:
    if threshold is None or bounds.minimum <= threshold.value <= bounds.maximum:
        return
    expected = f"{bounds.minimum:g} to {bounds.maximum:g}"
    yield f"{place}: {threshold.value:g} found; expected {expected}"


def _norms(place: str, yardstick: Yardstick) -> Iterator[str]:
    mean, sd, reliability = yardstick.norm_mean, yardstick.norm_sd, yardstick.reliability
    if mean is not None and not yardstick.minimum <= mean <= yardstick.maximum:
        yield f"{place} norms.mean: {mean:g} lies outside the range of the measure"
    if sd is not None and sd <= 0:
        yield f"{place} norms.sd: {sd:g} found; expected more than 0"
    if reliability is not None and not 0 <= reliability < 1:
        yield f"{place} reliability: {reliability:g} found; expected 0 up to, not including, 1"


def _named_items(measure: Measure) -> Iterator[str]:
    items = {item.id: item for item in measure.items}
    for part in measure.subscales:
        if not part.item_ids:
            yield f"subscale {part.id}: no items are named"
        for name in part.item_ids:
            if name not in items:
                yield f"subscale {part.id}: {name} is not an item of this measure"
    for rule in measure.risk_rules:
        item = items.get(rule.item_id)
        if item is None:
            yield f"risk: {rule.item_id} is not an item of this measure"
        elif not item.minimum <= rule.at_least <= item.maximum:
            yield f"risk {rule.item_id}: {rule.at_least:g} is not a possible answer"
    if items and measure.missing.at_most >= len(measure.items):
        yield (
            f"missing.at_most: {measure.missing.at_most} found; "
            f"expected fewer than the {len(measure.items)} items"
        )


def _bands(place: str, bands: tuple[Band, ...], minimum: float, maximum: float) -> Iterator[str]:
    if not bands:
        return
    lows = [band.low for band in bands]
    if lows[0] != minimum:
        yield f"{place}: the first begins at {lows[0]:g}; expected {minimum:g}"
    if lows != sorted(set(lows)) or lows[-1] > maximum:
        yield f"{place}: expected rising lowest totals up to {maximum:g}"


def _provenances(measure: Measure) -> Iterator[str]:
    if measure.bands and not measure.bands_provenance:
        yield "bands_provenance: missing; expected where the bands come from"
    for part in measure.subscales:
        yield from _bands(f"subscale {part.id} bands", part.bands, part.minimum, part.maximum)
        if part.bands and not part.bands_provenance:
            place = f"subscale {part.id} bands_provenance"
            yield f"{place}: missing; expected where the bands come from"
    for yardstick in measure.yardsticks:
        place = f"yardsticks ({yardstick.age_band}, {yardstick.rater})"
        for name, has, why in (
            ("clinical", yardstick.clinical, yardstick.why_no_clinical),
            ("reliable_change", yardstick.reliable_change, yardstick.why_no_reliable_change),
            ("norms", yardstick.norm_mean, yardstick.why_no_norms),
        ):
            if has is None and not why:
                yield f"{place}: neither {name} nor why_no_{name} is given"


def _purposes(measure: Measure) -> Iterator[str]:
    if measure.kind == "alliance" and measure.alliance is None:
        yield "alliance: missing; a measure of the kind alliance says when to talk about it"
    if measure.kind != "outcome" and measure.scored_into_curve:
        yield "scored_into_curve: only a measure of the kind outcome has an expected course"
    if measure.wordings and measure.why_no_wording:
        yield "why_no_wording: given, although there is a wording"
    if not measure.wordings and not measure.why_no_wording:
        yield "why_no_wording: missing; expected a reason, because there is no wording"
    if measure.wordings and not measure.items:
        yield "wording: there are no items to word"


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))
