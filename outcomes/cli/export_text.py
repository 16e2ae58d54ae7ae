"""What a file of sums holds and withholds, as text for whoever sends it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from outcomes.cli.curve_text import pair
from outcomes.exchange.problems import printable

NEXT_OF_FILES = (
    "Whoever holds two files that share episodes can take one from the other, and see the few in "
    "which they differ. Make the next file with --previous, so that no episode is in both."
)
NEXT_OF_CLINIC = (
    "The audit remembers the period, and the next file begins after it, so that no episode leaves "
    "twice."
)


def export_lines(record: dict[str, Any], out: Path, *, next_time: str) -> Iterable[str]:
    """What leaves, what stays, and what to mind next time."""
    withheld = record["withheld"]
    measure, cells = record["measure"], len(record["cells"])
    yield f"{printable(str(out))} · sums of the {measure['name']} by session pattern"
    yield from pair("In it", f"{record['n_episodes']:,} episodes with {record['n_scores']:,} "
                    f"modelled scores in {cells:,} patterns of {record['smallest_cell']} episodes "
                    "or more")  # fmt: skip
    yield from pair("Withheld", f"{withheld['episodes']:,} episodes with {withheld['scores']:,} "
                    f"scores, and the last {withheld['last_scores']:,} scores of "
                    f"{withheld['shortened']:,} episodes, whose patterns are too rare")  # fmt: skip
    yield from pair("Period", _period(record))
    yield from pair("Checksum", record["checksum"])
    yield from pair("Next time", next_time)


def _period(record: dict[str, Any]) -> str:
    if record["until"] is None:
        return "unknown, because the ratings have no dates; nothing can follow this file"
    begun = f"after {record['after']}, " if record["after"] else ""
    return f"{begun}ended not later than {record['until']}, series {record['series']}"
