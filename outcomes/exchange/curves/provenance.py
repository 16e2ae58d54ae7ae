"""Where a fit comes from, as plain data: names of files and counts, never a folder or a client."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from outcomes import __version__
from outcomes.exchange.curves.episodes import Episodes, left_out
from outcomes.exchange.curves.fits import BLEND, Fitted
from outcomes.exchange.curves.sums_files import SumsFile


def tested_on(episodes: Episodes) -> dict[str, Any]:
    """What a curve was tested on: names of files, dates of ratings, counts."""
    first, last = episodes.first_date, episodes.last_date
    return {
        "files": _files(episodes),
        "first_date": first.isoformat() if first else None,
        "last_date": last.isoformat() if last else None,
        "clients": episodes.caseload.n_clients,
        "scores": len(episodes.caseload),
        "rows_skipped": episodes.rows_skipped,
        "software": {"name": "outcomes", "version": __version__},
    }


def file_provenance(episodes: Episodes, fitted: Fitted) -> dict[str, Any]:
    """Where a fit comes from: names of files, never their place, dates of ratings, counts."""
    first, last = episodes.first_date, episodes.last_date
    model = fitted.choice.model
    return {
        "sentence": _sentence(fitted, names=[each.name for each in episodes.sources],
                              first=first, last=last),
        "files": _files(episodes),
        "pooled": None,
        "first_date": first.isoformat() if first else None,
        "last_date": last.isoformat() if last else None,
        "clients": episodes.caseload.n_clients,
        "scores": len(episodes.caseload),
        "left_out": left_out(episodes.caseload, model),
        "rows_skipped": episodes.rows_skipped,
        "occasions": episodes.caseload.occasions,
        "software": {"name": "outcomes", "version": __version__},
    }  # fmt: skip


def pooled_provenance(files: Sequence[SumsFile], fitted: Fitted) -> dict[str, Any]:
    """Where a pooled fit comes from: each file of sums, what it held and what it left out."""
    what = "Blended with the starter curve" if fitted.choice.method == BLEND else "Fitted"
    count = "1 file" if len(files) == 1 else f"{len(files)} files"
    held = ("checksum", "series", "after", "until", "smallest_cell", "n_episodes", "n_scores",
            "withheld", "software")  # fmt: skip
    return {
        "sentence": f"{what} from sums over {fitted.n_clients:,} closed episodes with "
        f"{fitted.n_scores:,} modelled scores, pooled from {count}.",
        "files": None,
        "pooled": [
            {"name": each.name} | {name: each.record[name] for name in held} for each in files
        ],
        "first_date": None,
        "last_date": None,
        "clients": None,
        "scores": None,
        "left_out": None,
        "rows_skipped": None,
        "occasions": "sessions",
        "software": {"name": "outcomes", "version": __version__},
    }


def _sentence(
    fitted: Fitted, *, names: list[str], first: dt.date | None, last: dt.date | None
) -> str:
    what = "Blended with the starter curve" if fitted.choice.method == BLEND else "Fitted"
    when = f", ratings of {first} to {last}" if first else ""
    return (
        f"{what} from {fitted.n_clients:,} episodes taken as closed with {fitted.n_scores:,} "
        f"modelled scores in {' and '.join(names)}{when}."
    )


def _files(episodes: Episodes) -> list[dict[str, Any]]:
    return [
        {"name": each.name, "bytes": each.bytes, "sha256": each.sha256} for each in episodes.sources
    ]
