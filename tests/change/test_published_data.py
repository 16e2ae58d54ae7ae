"""Known answers on real data: CES-D of 252 women, shared data set bcrp_cesd."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from outcomes.change import ASSESSMENTS, Caseload, progress_of, reliable
from outcomes.measures import Threshold, Yardstick

FOLDER = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
BCRP = FOLDER / "bcrp_cesd.csv"


@pytest.fixture
def bcrp() -> dict[str, list[float]]:
    if not BCRP.exists():
        pytest.skip("bcrp_cesd: the shared data folder is not here")
    scores: dict[str, list[float]] = {}
    with BCRP.open(newline="") as file:
        for row in csv.DictReader(file):
            if row["score"]:
                scores.setdefault(row["client_id"], []).append(float(row["score"]))
    return {client: values for client, values in scores.items() if len(values) == 2}


def test_bcrp_cesd_classes_and_thresholds(bcrp):
    # ../shared/data/README.md: reliability .85, functional 9.25/8.58, cut-off c, z 1.959964.
    first = np.array([values[0] for values in bcrp.values()])
    mean, sd = first.mean(), first.std(ddof=1)
    assert (len(first), mean, sd) == pytest.approx((224, 6.419643, 5.515796), abs=1e-6)
    assert reliable.s_diff(sd, 0.85) == pytest.approx(3.021126, abs=1e-6)
    change = reliable.reliable_change(sd, 0.85, z=1.959964)
    assert change == pytest.approx(5.921298, abs=1e-6)
    cut_off = reliable.cut_off_c(mean, sd, functional_mean=9.25, functional_sd=8.58)
    assert cut_off == pytest.approx(7.527184, abs=1e-6)
    assert _classes(bcrp, change, cut_off=cut_off) == {
        "recovered": 29,
        "improved": 7,
        "unchanged": 169,
        "deteriorated": 8,
        "harmed": 11,
    }


def _classes(scores, change, *, cut_off):
    yardstick = Yardstick(
        "cesd",
        "1",
        "CES-D",
        -1,
        0,
        60,
        1,
        clinical=Threshold(cut_off, "cut-off c"),
        reliable_change=Threshold(change, "RC"),
    )
    caseload = Caseload(
        np.repeat(np.arange(len(scores)), 2),
        np.tile([1, 2], len(scores)),
        np.array([value for values in scores.values() for value in values]),
        occasions=ASSESSMENTS,
    )
    found = progress_of(caseload, yardstick)
    names = [
        mark if mark == "harmed" else "unchanged" if name == "no_reliable_change" else name
        for name, mark in zip(found.class_, found.sub_mark, strict=True)
    ]
    return dict(Counter(names))
