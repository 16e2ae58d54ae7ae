"""`docs/analyse.md` names every option, key and kind of problem there is."""

import json
import re
from pathlib import Path

import pytest

from outcomes.cli.analyse import analyse
from outcomes.exchange.results import COLUMNS, FORMAT

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "analyse.md").read_text(encoding="utf-8")
OPTIONS = [name for option in analyse.params for name in (*option.opts, *option.secondary_opts)]
KINDS = sorted({
    kind
    for module in (ROOT / "outcomes" / "exchange").glob("*.py")
    for kind in re.findall(
        r'(?:of_file|of_row)\(\s*"(\w+)"|kind="(\w+)"', module.read_text(encoding="utf-8")
    )
    for kind in kind
    if kind
})  # fmt: skip


@pytest.mark.parametrize("option", [name for name in OPTIONS if name.startswith("--")])
def test_every_option_is_documented(option):
    assert f"`{option}" in PAGE


@pytest.mark.parametrize("key", COLUMNS)
def test_every_key_of_a_client_is_documented(key):
    assert f"`{key}`" in PAGE


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_problem_is_documented(kind):
    assert f"`{kind}`" in PAGE


def test_summary_keys_are_documented_and_exist(outcomes, ratings):
    summary = json.loads(outcomes("analyse", ratings, "--measure", "phq9", "--json").stdout)
    section = PAGE.partition("### `summary`")[2].partition("## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    documented = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    assert documented == set(summary["summary"])
    assert FORMAT in PAGE


def test_kinds_are_found_in_the_code():
    assert {"out_of_range", "duplicate", "wrong_encoding"} <= set(KINDS)
