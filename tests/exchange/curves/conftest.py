"""Invented caseloads of a clinic, from a seed."""

import numpy as np
import pytest

from outcomes.change import Caseload
from outcomes.measures import catalogue


@pytest.fixture(scope="session")
def wellbeing():
    """The well-being measure: 0 to 40 in tenths, higher is better, norms 18.5 and 7.75."""
    return catalogue()["wellbeing"].yardstick()


@pytest.fixture(scope="session")
def clinic():
    """Courses of unequal length with gaps, drawn from a model of level and slope."""

    def draw(clients: int, seed: int) -> Caseload:
        rng = np.random.default_rng(seed)
        client, session, score = [], [], []
        for who in range(clients):
            begun = rng.normal(18.5, 6)
            level, slope = rng.normal(0, 3), rng.normal(3, 2.5)
            for j in range(1, 1 + min(rng.geometric(0.14), 20)):
                if j > 1 and rng.random() < 0.08:
                    continue
                own = begun if j == 1 else begun + level + slope * np.log(j) + rng.normal(0, 3)
                client.append(who)
                session.append(j)
                score.append(round(min(max(own, 0), 40), 1))
        return Caseload(np.array(client), np.array(session), np.array(score), n_clients=clients)

    return draw
