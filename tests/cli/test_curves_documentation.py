"""`docs/curves.md` names every command, option and key there is, and its examples are true."""

import json
import re
from itertools import pairwise
from pathlib import Path

import click
import numpy as np
import pytest

from outcomes.change import STARTER, Caseload
from outcomes.change.blending import prior_information
from outcomes.change.fitting import blended
from outcomes.change.modelled import curve_sums
from outcomes.cli.analysis_options import analysis_options, reading_options
from outcomes.cli.curves import curves
from outcomes.exchange.curves import courses, evaluations, records, statistics, tracking, versions
from outcomes.measures import catalogue

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "curves.md").read_text(encoding="utf-8")
ANALYSE = (ROOT / "docs" / "analyse.md").read_text(encoding="utf-8")
SAMPLE = ROOT / "docs" / "samples" / "btheb_bdi.csv"
COMMANDS = {name: curves.get_command(click.Context(curves), name) for name in curves.places}


@analysis_options
@reading_options
def _of_analyse():
    """Its options are documented in docs/analyse.md."""


ELSEWHERE = {
    name
    for parameter in _of_analyse.__click_params__
    for name in (*parameter.opts, *parameter.secondary_opts)
}
OPTIONS = sorted({
    name
    for command in COMMANDS.values()
    for parameter in command.params
    for name in (*parameter.opts, *parameter.secondary_opts)
    if name.startswith("--")
})  # fmt: skip


def section(title):
    """The text below a heading, to the next heading of its level or above."""
    mark = re.search(rf"^(#+) {re.escape(title)}", PAGE, re.MULTILINE)
    text = PAGE[mark.end() :]
    following = re.search(rf"^#{{1,{len(mark[1])}}} ", text, re.MULTILINE)
    return text[: following.start()] if following else text


def words(text):
    return set(re.findall(r"`([\w:]+)(?:\[\])?`", text))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name):
    assert f"outcomes curves {name}" in PAGE


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_documented(option):
    assert f"`{option}" in PAGE or (option in ELSEWHERE and f"`{option}" in ANALYSE)


@pytest.mark.parametrize("module", [records, courses, tracking, evaluations, statistics, versions])
def test_every_format_is_documented(module):
    assert module.FORMAT in PAGE


@pytest.fixture
def fitted(outcomes):
    def run(*more):
        done = outcomes("curves", "fit", SAMPLE, "--measure", "bdi2", *more, "--json")
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize("way", [(), ("--raw",), ("--no-prior",)], ids=["blend", "raw", "alone"])
def test_keys_of_a_fit_are_documented_and_exist(fitted, way):
    found = fitted(*way)
    told = section("JSON of a fit, and the curve file")
    rows = [line.split("|")[1] for line in told.splitlines() if line.startswith("| `")]
    assert {key for row in rows for key in words(row)} == set(found)
    nested = ("model", "coefficients", "covariance_parameters", "residual", "convergence",
              "measure", "provenance")  # fmt: skip
    for part in nested:
        assert set(found[part]) <= words(told), part


def test_keys_of_the_bands_are_documented(outcomes):
    found = json.loads(outcomes("curves", "show", "--measure", "phq9", "--intake", "9",
                                "--json").stdout)  # fmt: skip
    told = words(section("Showing: `outcomes curves show`"))
    assert set(found) | set(found["sessions"][0]) | set(found["curve"]) <= told


def test_keys_of_tracked_scores_are_documented():
    assert set(tracking.COLUMNS) <= words(section("Tracking: `outcomes curves track`"))


def test_keys_of_a_file_of_sums_are_documented(outcomes, tmp_path):
    outcomes("curves", "export-statistics", SAMPLE, "--measure", "bdi2", "--out", "sums.json")
    found = json.loads((tmp_path / "sums.json").read_text())
    told = words(section("What the file holds"))
    assert set(found) - {"format"} <= told
    assert set(found["withheld"]) | set(found["model"]) <= told
    assert set(found["cells"][0]) - {"sessions"} <= told


NUMBER = re.compile(r"−?\d+\.?\d*")


def figures(text):
    return [float(each.replace("−", "-")) for each in NUMBER.findall(text)]


def block_after(command):
    """The lines of output quoted below a command."""
    return PAGE.partition(f"{command}\n```\n")[2].split("```\n")[1].rstrip("\n")


@pytest.mark.parametrize(
    "command",
    ["outcomes curves fit docs/samples/btheb_bdi.csv --measure bdi2 --raw",
     "outcomes curves show --measure phq9 --intake 16"],
)  # fmt: skip
def test_quoted_output_is_what_the_command_prints(outcomes, command):
    arguments = [str(ROOT / each) if "/" in each else each for each in command.split()[1:]]
    quoted, printed = block_after(command), outcomes(*arguments).stdout
    assert NUMBER.sub("#", quoted) in NUMBER.sub("#", printed)
    # The last figure depends on where the search stops.
    told, found = (figures(text) for text in (quoted, printed))
    assert told == pytest.approx(found[: len(told)], rel=1e-5)


# --- figures that the page works out ----------------------------------------------------------


def test_information_of_short_and_long_episodes_is_as_the_table_says():
    rows = re.findall(r"^\| ([\d ]+?(?: to \d+)?)(?: \(.*?\))? \| ([\d.]+) \| ([\d.]+) \|$",
                      PAGE, re.MULTILINE)  # fmt: skip
    assert len(rows) == 5
    for sessions, g1, g2 in rows:
        first, _, last = sessions.partition(" to ")
        held = range(int(first), int(last) + 1) if last else map(int, first.split())
        level = np.log(np.minimum(list(held), 12) / 2)
        z = np.column_stack([np.ones(len(level)), level])
        v = z @ np.diag([0.48**2, 0.46**2]) @ z.T + 0.45**2 * np.eye(len(level))
        information = np.diag(z.T @ np.linalg.solve(v, z))
        assert information == pytest.approx([float(g1), float(g2)], abs=0.006)


def test_regression_to_the_mean_is_as_the_page_says():
    phq9 = catalogue()["phq9"].yardstick()
    falls = [start - STARTER.median(phq9, np.array(start), session=2) for start in (16.41, 24)]
    assert falls == pytest.approx([1.4, 3.3], abs=0.05)
    assert falls[1] - falls[0] == pytest.approx(1.9, abs=0.05)
    assert "falls by 1.4 points" in PAGE
    assert "of a start of 24 by 3.3" in PAGE


def test_blend_by_hand_is_a_round_of_the_blend():
    own, prior = 100 / 0.4329, 50 * prior_information(STARTER)[::2, ::2]
    # The page's numbers, rounded as they stand there.
    assert (own, *prior.ravel()[[0, 1, 3]]) == pytest.approx((231, 157.87, 53.88, 143.86), abs=0.01)
    x, y = np.linalg.solve(prior + np.diag([own, 0]), [own * 0.20, 0])
    assert (0.25 + x, 0.45 + y) == pytest.approx((0.3753, 0.4031), abs=5e-5)


def test_blend_by_hand_ends_where_the_page_says():
    """A hundred courses from the average, with mean .45 and variance .4329 at session 2."""
    stick = catalogue()["wellbeing"].yardstick()
    z = 0.45 + np.tile([1, -1], 50) * 0.4329**0.5
    scores = np.column_stack([np.full(100, 18.5), 18.5 + 7.75 * z]).ravel()
    caseload = Caseload(np.repeat(np.arange(100), 2), np.tile([1, 2], 100), scores)
    curve = blended(curve_sums(caseload, stick)).curve
    assert (curve.g1, curve.g2) == pytest.approx((0.3751, 0.4032), abs=5e-5)
    assert (curve.b1, curve.b2) == pytest.approx((STARTER.b1, STARTER.b2))


def test_headings_of_the_page_are_in_order():
    levels = [len(mark) for mark in re.findall(r"^(#+) ", PAGE, re.MULTILINE)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
