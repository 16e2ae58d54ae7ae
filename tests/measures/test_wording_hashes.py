"""The wording of published measures, frozen as it was checked against a public copy.

Each hash was made from the strings of the copy named as `wording_source` in the measure's file,
not from the file itself: the sentence above the items, the answers and the items, numbering
removed, one to a line. A changed comma fails here, as the licences and the norms ask.
"""

from hashlib import sha256

import pytest

from outcomes.measures import catalogue

CHECKED = {
    "core10": "407fc07d7b23619df0274f424da67ec670042282cddcbb9b1ab23d8b7f5f72fc",
    "gad7": "1422d68dc73fdb130e5b8cf728b95b5594e0946e2f10c86358e0f0b39a552973",
    "phq9": "a8b8fa879c29f7fc4031d638776ffc2327dcd8fdde75e0700e2c06b6c2166cc4",
    "phq4": "11de7873cd24546e45a9f7feb75648d72dd223a97fb4c3149e32e46389702f53",
}
OWN = {"wellbeing", "session", "group", "faces", "goals"}


@pytest.mark.parametrize("measure_id", sorted(CHECKED))
def test_wording_is_the_checked_text_letter_by_letter(measure_id):
    wording = catalogue()[measure_id].wording("en")
    labels = [label for _, label in wording.items[0].options]
    lines = [wording.prompt, *labels, *(item.text for item in wording.items)]

    assert sha256("\n".join(lines).encode()).hexdigest() == CHECKED[measure_id]


def test_published_wording_ships_only_where_it_was_checked():
    worded = {name for name, measure in catalogue().items() if measure.wording_shipped}

    assert worded == OWN | set(CHECKED)


def test_every_shipped_wording_names_its_source():
    for measure in catalogue().values():
        assert bool(measure.wording_source) is measure.wording_shipped, measure.id


@pytest.mark.parametrize("measure_id", ["gad7", "phq9", "phq4"])
def test_the_lowest_answer_reads_not_at_all(measure_id):
    # "Not at all sure" is a known reproduction error (Zorowitz et al. 2021).
    for item in catalogue()[measure_id].items:
        assert item.options[0] == (0, "Not at all")
