"""Resampling: what the intervals are, and when there is none."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.change.validation.bootstrap import Ratio, ratios, resampled


def _mean(values, client=None, clients=None):
    values = np.asarray(values, dtype=float)
    client = np.arange(len(values)) if client is None else client
    return ratios(
        [Ratio(values, np.ones(len(values)))], client, clients=clients or len(np.unique(client))
    )


def test_interval_of_a_mean_is_about_two_standard_errors_either_way():
    # 400 values of SD s: 1.96 s / sqrt(400), within the noise of 2,000 draws.
    values = np.random.default_rng(3).normal(10.0, 2.0, 400)
    half = 1.96 * values.std() / np.sqrt(400)
    found = resampled({"mean": _mean(values)}, clients=400, draws=2000, seed=1)["mean"]
    assert found.value[0] == pytest.approx(values.mean())
    assert found.low[0] == pytest.approx(values.mean() - half, abs=0.1 * half)
    assert found.high[0] == pytest.approx(values.mean() + half, abs=0.1 * half)
    assert found.sd[0] == pytest.approx(half / 1.96, rel=0.1)


def test_ten_equal_scores_of_one_client_are_worth_one():
    values = np.random.default_rng(4).normal(size=100)
    once = resampled({"m": _mean(values)}, clients=100, draws=500, seed=1)["m"]
    client = np.repeat(np.arange(100), 10)
    tenfold = resampled({"m": _mean(values[client], client)}, clients=100, draws=500, seed=1)["m"]
    assert tenfold.low[0] == pytest.approx(once.low[0])
    assert tenfold.high[0] == pytest.approx(once.high[0])


def test_the_same_seed_gives_the_same_interval_and_another_does_not():
    values = np.random.default_rng(5).normal(size=50)
    first, again, other = (
        resampled({"m": _mean(values)}, clients=50, draws=200, seed=seed)["m"] for seed in (1, 1, 2)
    )
    assert first.low.tolist() == again.low.tolist()
    assert first.low.tolist() != other.low.tolist()


def test_each_draw_has_as_many_clients_as_there_are():
    found = resampled({"n": lambda w: w.sum(axis=0)[None, :]}, clients=7, draws=300, seed=1)["n"]
    assert (found.value[0], found.low[0], found.high[0]) == (7.0, 7.0, 7.0)


def test_share_of_all_has_the_wilson_interval():
    # R: prop.test(12, 12, correct = FALSE): .7575 to 1.
    found = resampled({"m": _mean(np.ones(12))}, clients=12, draws=100, seed=1)["m"]
    share = found.share(0, count=12, n=12)
    assert (share.value, share.high) == (1.0, 1.0)
    assert share.low == pytest.approx(0.7575059933, abs=1e-4)


def test_figure_that_most_draws_lack_has_no_interval():
    # One client in 20 carries the denominator: 36 % of the draws leave that client out.
    below = np.zeros(20)
    below[0] = 1.0
    statistic = ratios([Ratio(below, below)], np.arange(20), clients=20)
    found = resampled({"m": statistic}, clients=20, draws=200, seed=1)["m"].estimate(0, n=1)
    assert (found.value, found.low, found.high) == (1.0, None, None)


def test_empty_denominator_gives_no_figure():
    statistic = ratios([Ratio(np.ones(5), np.zeros(5))], np.arange(5), clients=5)
    found = resampled({"m": statistic}, clients=5, draws=100, seed=1)["m"]
    assert found.estimate(0, n=0) is None


def test_without_draws_there_are_no_intervals():
    found = resampled({"m": _mean([1.0, 2.0])}, clients=2, draws=0, seed=1)["m"].estimate(0, n=2)
    assert (found.value, found.low, found.high) == (1.5, None, None)


def test_draws_that_all_agree_are_not_certainty():
    found = resampled({"m": _mean(np.zeros(20))}, clients=20, draws=100, seed=1)["m"]
    figure = found.estimate(0, n=20)
    assert (figure.value, figure.low, figure.high) == (0.0, None, None)
