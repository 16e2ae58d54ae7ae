"""The measure that a console command is told of: by its id, or as a file of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from outcomes.measures import Measure, catalogue, load_measure


def measure_named(name: str) -> Measure:
    """The measure of that id, or of the file of that name.

    Raises:
        click.BadParameter: there is neither, or the file cannot be read.
        MeasureError: the file is no measure; with every problem.
    """
    known = catalogue()
    if name in known:
        return known[name]
    path = Path(name)
    if path.suffix == ".toml" or path.is_file():
        try:
            return load_measure(path.read_text(encoding="utf-8"), origin=path.name)
        except (OSError, UnicodeDecodeError) as error:
            raise click.BadParameter(
                f"{name} cannot be read: {error}", param_hint="--measure"
            ) from error
    raise click.BadParameter(
        f"{name} is neither in the catalogue ({', '.join(sorted(known))}) nor a measure file.",
        param_hint="--measure",
    )
