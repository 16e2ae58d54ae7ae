"""Which plural form a count takes: examples of the Unicode CLDR, supplemental/plurals.xml."""

import pytest

from outcomes.languages.plurals import CATEGORIES, RULES

SAMPLES = {
    # @integer samples of each rule, as the file lists them.
    "other": {"other": [0, 1, 2, 15, 100, 1000]},
    "one_other": {"one": [1], "other": [0, 2, 16, 100, 1000]},
    "french": {"one": [0, 1], "other": [2, 17, 100, 1000]},
    "arabic": {
        "zero": [0],
        "one": [1],
        "two": [2],
        "few": [3, 10, 103, 110, 1003],
        "many": [11, 26, 111, 1011],
        "other": [100, 102, 200, 202, 300, 1000, 10000],
    },
}


@pytest.mark.parametrize(
    ("rule", "form", "count"),
    [
        (rule, form, count)
        for rule, forms in SAMPLES.items()
        for form, counts in forms.items()
        for count in counts
    ],
)
def test_count_takes_the_form_of_the_cldr(rule: str, form: str, count: int) -> None:
    assert RULES[rule].form_of(count) == form


@pytest.mark.parametrize("rule", RULES)
def test_every_form_of_a_rule_has_its_samples(rule: str) -> None:
    assert tuple(SAMPLES[rule]) == RULES[rule].forms
    assert set(RULES[rule].forms) <= set(CATEGORIES)
