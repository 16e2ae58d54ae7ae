"""How well the starter's own predictions tell who has not improved: facts section 6."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.change import STARTER, Caseload, progress_of
from outcomes.change.effects import auc

# facts section 6, "Expected from the starter itself, PHQ-9", AUC for no reliable improvement:
# after scores, raw change, band (benefit percentile), posterior
EXPECTED = [(3, 0.768, 0.724, 0.784), (4, 0.810, 0.764, 0.831), (6, 0.853, 0.807, 0.886)]
CLIENTS, SESSIONS = 20_000, 8


@pytest.mark.parametrize(("k", "raw", "band", "posterior"), EXPECTED)
def test_posterior_tells_more_than_change_and_change_more_than_the_band(
    k, raw, band, posterior, *, phq9
):
    # The number of sessions simulated there is not told; with 8 the figures agree within .015.
    scores = _simulated()
    rows = np.arange(CLIENTS) * SESSIONS + k - 1
    history = progress_of(_caseload(scores), phq9).history
    counted = scores[:, 0] >= 10  # clinical at intake
    unimproved = (scores[:, 0] - scores[:, -1] < 6)[counted]
    markers = (-history.gain, -history.benefit_percentile, history.p_no_reliable_improvement)
    found = [auc(marker[rows][counted], unimproved) for marker in markers]
    assert found == pytest.approx([raw, band, posterior], abs=0.015)
    assert found[1] < found[0] < found[2]


def _simulated():
    """PHQ-9 totals of clients made from the starter curve, rounded and cut at the scale."""
    rng = np.random.default_rng(5)
    z1 = rng.normal(size=(CLIENTS, 1))
    level = np.log(np.arange(2, SESSIONS + 1) / 2.0)
    mean = STARTER.g1 + STARTER.g2 * level + (STARTER.b1 + STARTER.b2 * level) * z1
    start, slope = rng.normal(size=(2, CLIENTS, 1)) * [[[STARTER.s_0]], [[STARTER.s_1]]]
    error = rng.normal(0, STARTER.s_e, mean.shape)
    z = np.column_stack([z1, mean + start + slope * level + error])
    return np.clip(np.round(16.41 - 5.65 * z), 0, 27)


def _caseload(scores):
    client = np.repeat(np.arange(CLIENTS), SESSIONS)
    return Caseload(client, np.tile(np.arange(1, SESSIONS + 1), CLIENTS), scores.ravel())
