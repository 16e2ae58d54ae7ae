"""What a refitted curve must show on courses whose truth is known.

Facts section 5: mean absolute error of the coverage of percentiles 10, 25, 50, 75, 90 at most .02
at 1,000 episodes without score-dependent dropout. Issue 3: AUC for no reliable improvement after
four scores above raw change by at least .015.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from outcomes.change import Caseload
from outcomes.change.fitting import blended
from outcomes.change.modelled import curve_sums
from outcomes.change.validation import evaluate

SIMULATOR = Path(__file__).resolve().parents[4] / "shared" / "tools" / "simulate_caseload.py"


def _refit(yardstick):
    return lambda caseload: blended(curve_sums(caseload, yardstick)).curve


def _landmark(found, scores):
    return next(each for each in found.by_client.landmarks if each.scores == scores)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_bands_refitted_on_a_thousand_episodes_hold_what_they_say(seed, *, simulate, phq9):
    caseload = simulate(1000, (2, 12), seed=seed)
    found = evaluate(caseload, phq9, fit=_refit(phq9), bootstrap=0)
    assert found.by_client.coverage.error <= 0.02
    assert found.stage.stage == "local"


def test_refitted_curve_foresees_more_than_raw_change(simulate, phq9):
    # facts section 6: .831 against .810 after four scores, from the parameters known exactly.
    caseload = simulate(6000, 8, seed=8)
    found = _landmark(evaluate(caseload, phq9, fit=_refit(phq9), bootstrap=0), 4)
    assert found.difference.value >= 0.015


def test_curve_of_a_simulated_service_holds_and_foresees(tmp_path, phq9):
    # Not made from this model: therapists differ, some clients worsen, and clients leave by how
    # they fare, for which facts section 5 gives an error of .02 to .03.
    if not SIMULATOR.exists():
        pytest.skip("simulate_caseload.py is not here")
    arguments = ["--clients", "4000", "--seed", "1", "--measures", "phq9", "--out", str(tmp_path)]
    subprocess.run([sys.executable, str(SIMULATOR), *arguments], check=True, capture_output=True)
    caseload, closed = _read(tmp_path)
    found = evaluate(caseload, phq9, fit=_refit(phq9), closed_on=closed, bootstrap=200)
    assert found.n_closed > 2500
    assert found.by_client.coverage.error <= 0.02
    assert _landmark(found, 4).difference.value >= 0.015
    assert found.verdict.code == "better_than_raw_change"
    assert found.by_date.coverage.error <= 0.03
    assert found.by_date.n_courses == pytest.approx(0.3 * found.n_closed, rel=0.02)


def _read(folder):
    """The closed episodes of a simulated service, with their closing dates."""
    with (folder / "clients.csv").open() as file:
        clients = [row for row in csv.DictReader(file) if row["ending"] != "open"]
    number = {row["client_id"]: place for place, row in enumerate(clients)}
    with (folder / "ratings.csv").open() as file:
        rows = [
            (number[row["client_id"]], int(row["session"]), float(row["score"]))
            for row in csv.DictReader(file)
            if row["client_id"] in number and row["score"]
        ]
    client, session, score = (np.array(column) for column in zip(*rows, strict=True))
    closed = np.array([row["last_session"] for row in clients], dtype="datetime64[D]")
    return Caseload(client, session, score, n_clients=len(clients)), closed
