"""Results as plain data and back: what is kept beside a curve is what was found."""

import datetime as dt
import json

import numpy as np

from outcomes.change import STARTER
from outcomes.change.validation import Evaluation, evaluate


def test_an_evaluation_comes_back_from_json_as_it_was(simulate, phq9):
    caseload = simulate(120, (2, 9))
    closed = [dt.date(2026, 1, 1) + dt.timedelta(days=int(i)) for i in np.arange(120)]
    found = evaluate(
        caseload, phq9, fit=lambda part: STARTER, closed_on=closed, folds=4, bootstrap=100
    )
    kept = json.loads(json.dumps(found.to_dict()))
    again = Evaluation.from_dict(kept)
    assert again == found
    assert again.by_date.first_day == found.by_date.first_day


def test_an_evaluation_of_nothing_comes_back_too(simulate, phq9):
    caseload = simulate(3, 1)
    found = evaluate(caseload, phq9, fit=STARTER, bootstrap=0)
    assert Evaluation.from_dict(json.loads(json.dumps(found.to_dict()))) == found
