"""Each measure of the catalogue against totals worked out by hand, in the files beside this one."""

import tomllib
from pathlib import Path

import pytest

from outcomes.measures import catalogue, score

FOLDER = Path(__file__).parent
EXAMPLES = [
    pytest.param(path.stem, example, id=f"{path.stem}-{number}")
    for path in sorted(FOLDER.glob("*.toml"))
    for number, example in enumerate(tomllib.loads(path.read_text("utf-8"))["examples"], 1)
]


@pytest.mark.parametrize(("measure_id", "example"), EXAMPLES)
def test_answers_come_to_the_total_worked_out_by_hand(measure_id, example):
    result = score(catalogue()[measure_id], example["answers"])

    assert result.value == example.get("value"), example["calculation"]
    assert result.reason == example.get("reason")
    assert result.prorated is example.get("prorated", False)
    assert [answer.item_id for answer in result.risk] == example.get("risk", [])
    known = {name: value for name, value in result.subscales.items() if value is not None}
    assert known == example.get("subscales", {})


def test_every_measure_of_the_catalogue_has_a_worked_example():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(catalogue())
