"""The examples of docs/measures.md are complete: they load as they stand."""

import re
from datetime import date
from pathlib import Path

from outcomes.measures import load_measure, score

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "measures.md"


def examples():
    blocks = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text("utf-8"), flags=re.DOTALL)
    return [load_measure(block, origin="docs/measures.md") for block in blocks]


def test_the_scale_entered_as_a_total_loads_and_scores():
    four_lines, _ = examples()

    assert score(four_lines, {"total": 23.4}).value == 23.4
    assert four_lines.yardstick().is_clinical(23.4)
    assert not four_lines.wording_shipped


def test_the_licence_of_the_example_ends_after_its_last_day():
    four_lines, _ = examples()

    assert not four_lines.licence.expired(on=date(2027, 12, 31))
    assert four_lines.licence.expired(on=date(2028, 1, 1))


def test_the_questionnaire_of_the_example_loads_and_scores():
    # falling 3, rested 1 turned round to 3, waking 2, worry 4, danger 2: 14; nights 5, days 9.
    _, sleep = examples()
    answers = {"falling": 3, "rested": 1, "waking": 2, "worry": 4, "danger": 2}

    result = score(sleep, answers)

    assert result.value == 14
    assert result.subscales == {"night": 5, "day": 9}
    assert [answer.meaning for answer in result.risk] == ["falling asleep where it is dangerous"]
    assert sleep.languages == ("en", "de")
    assert sleep.band(14).name == "much trouble"


def test_every_key_a_file_may_have_is_documented():
    text = DOCUMENT.read_text("utf-8")
    source = DOCUMENT.parents[1] / "outcomes" / "measures"
    readers = ("loading.py", "forms.py", "parts.py")
    code = "".join((source / name).read_text("utf-8") for name in readers)
    reader = r"\.(?:text|number|whole|truth|day|choice|texts|table|tables|raw)\(\s*\"(\w+)\""

    keys = set(re.findall(reader, code)) | set(re.findall(r'threshold\(table, "(\w+)"\)', code))

    assert len(keys) > 40
    assert {key for key in keys if key not in text} == set()
