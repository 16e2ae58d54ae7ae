"""Items in a client's own words: goals, which nobody but the client can put."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from outcomes.measures.measure import Measure, Wording

LONGEST = 120
"""Letters of one goal, so that it stands above its line in one or two rows."""


def takes_own_words(measure: Measure) -> bool:
    """Whether the items of a measure are put by the client."""
    return measure.kind == "goals"


def in_own_words(wording: Wording, words: Mapping[str, str]) -> Wording:
    """The wording with the client's words in place of the texts that stand in for them.

    Items that may be left out and have no words are no part of the form; without any words the
    wording is as it was.

    Args:
        words: item id to text.
    """
    if not any(words.values()):
        return wording
    items = tuple(
        replace(item, text=words.get(item.id) or item.text)
        for item in wording.items
        if words.get(item.id) or not item.optional
    )
    return replace(wording, items=items)
