"""Printing an evaluation: JSON, or a model card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from outcomes.change.validation import Evaluation
from outcomes.cli.card_text import card_lines
from outcomes.measures import Yardstick
from outcomes.wording.curves import model_card


def say_evaluation(
    found: Evaluation,
    yardstick: Yardstick,
    record: dict[str, Any],
    *,
    as_json: bool,
    tables: bool,
    out: Path | None,
) -> None:
    """Print an evaluation, and where its figures are kept."""
    if as_json:
        click.echo(json.dumps(record, ensure_ascii=False, indent=2, allow_nan=False))
        return
    for line in card_lines(model_card(found, yardstick), tables=tables):
        click.echo(line)
    if out:
        click.echo(f"Written to {out}")
