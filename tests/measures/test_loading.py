"""Measure files that cannot be used: every problem at once, each with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.errors import MeasureError
from outcomes.measures import catalogue, catalogue_with, load_measure, loading
from outcomes.measures.reading import Table

SOUND = """
id = "mine"
version = "1"
name = "Mine"
better = "higher"
minimum = 0
maximum = 40
step = 0.1
why_no_wording = "Entered as a total."
citation = "A book."

[licence]
name = "CC0"
statement = "Free."
attribution = "Nobody"
"""


def problems_of(text):
    with pytest.raises(MeasureError) as caught:
        load_measure(text, origin="mine.toml")
    return caught.value.problems


def test_the_smallest_file_that_can_be_used():
    measure = load_measure(SOUND, origin="mine.toml")

    assert measure.total_only
    assert measure.kind == "outcome"
    assert measure.yardstick().clinical is None
    assert measure.title == "Mine"
    assert measure.prompt == ""


def test_an_empty_file_lists_everything_that_is_missing():
    assert (
        problems_of("")
        == (
            "kind: missing; expected one of outcome, alliance, goals, screen",
            "better: missing; expected one of higher, lower",
            "id: missing; expected a text that is not empty",
            "version: missing; expected a text that is not empty",
            "name: missing; expected a text that is not empty",
            "minimum: missing; expected a number",
            "maximum: missing; expected a number",
            "step: missing; expected a number",
            "licence: missing; expected a table [licence]",
            "citation: missing; expected a text that is not empty",
        )[1:]
    )


def test_wrong_kinds_of_value_are_all_listed():
    text = """
id = "My Measure"
version = 1
name = ""
kind = "test"
better = "up"
minimum = "0"
maximum = true
step = inf
multiplier = 0
scored_into_curve = "no"
notes = "one"
bands = [[0, 1], ["x", "y"]]
colour = "red"
citation = "x"
licence = "free"
items = 3
wording = {}
missing = []

[[yardsticks]]
age_bands = ["old"]
clinical = 25
"""
    problems = problems_of(text)

    for place in (
        "id",
        "version",
        "name",
        "kind",
        "better",
        "minimum",
        "maximum",
        "step",
        "multiplier",
        "scored_into_curve",
        "notes",
        "bands",
        "colour",
        "licence",
        "items",
        "wording",
        "missing",
        "yardsticks[1].age_bands",
        "yardsticks[1].clinical",
    ):
        assert sum(problem.startswith(f"{place}: ") for problem in problems) == 1, place


def test_a_mistyped_key_is_named_with_the_known_ones():
    [problem] = problems_of(SOUND.replace("[licence]", "[licence]\nholders = 'x'"))

    assert problem.startswith("licence.holders: not known here; known are attribution, expires")


def test_contradictions_are_all_listed():
    text = (
        SOUND.replace("maximum = 40", "maximum = 50").replace("why_no_wording", "recall")
        + """
[items]
ids = ["a", "b", "b"]
kind = "likert"
minimum = 1
maximum = 3
step = 1

[missing]
at_most = 3
provenance = "None."

[[risk]]
item = "z"
at_least = 1
meaning = "x"
provenance = "x"

[[risk]]
item = "a"
at_least = 9
meaning = "x"
provenance = "x"

[[subscales]]
id = "s"
name = "S"
items = ["a", "q"]
minimum = 0
maximum = 3
clinical = { value = 4, provenance = "x" }
bands = [[0, "x"]]

[[subscales]]
id = "empty"
name = "Empty"
minimum = 0
maximum = 3

[[yardsticks]]
clinical = { value = 60, provenance = "x" }
reliable_change = { value = 0, provenance = "x" }
norms = { mean = 60, sd = 0, provenance = "x" }
reliability = { value = 1, provenance = "x" }

[[yardsticks]]
why_no_clinical = "x"
why_no_reliable_change = "x"
"""
    )

    assert set(problems_of(text)) == {
        "minimum, maximum: 0 to 50 found; the items add up to 3 to 9",
        "subscale s: 0 to 3 found; its items add up to 1 to 3",
        "items.ids: b is given 2 times; expected once",
        "yardsticks: adult self is given 2 times; expected once",
        "yardsticks (adult, self) clinical: 60 found; expected 0 to 50",
        "yardsticks (adult, self) reliable_change: 0 found; expected more than 0, up to 50",
        "yardsticks (adult, self) norms.mean: 60 lies outside the range of the measure",
        "yardsticks (adult, self) norms.sd: 0 found; expected more than 0",
        "yardsticks (adult, self) reliability: 1 found; expected 0 up to, not including, 1",
        "yardsticks (adult, self): neither norms nor why_no_norms is given",
        "subscale s: q is not an item of this measure",
        "subscale s clinical: 4 found; expected 0 to 3",
        "subscale s bands_provenance: missing; expected where the bands come from",
        "subscale empty: no items are named",
        "risk: z is not an item of this measure",
        "risk a: 9 is not a possible answer",
        "missing.at_most: 3 found; expected fewer than the 3 items",
        "why_no_wording: missing; expected a reason, because there is no wording",
    }


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("step = 0.1", "step = 0.3", "step: 0.3 does not lead from 0 to 40"),
        ("step = 0.1", "step = 0", "step: 0 found; expected more than 0"),
        ("minimum = 0", "minimum = 40", "maximum: 40 found; expected more than the minimum, 40"),
        ("[licence]", "kind = 'alliance'\n[licence]", "alliance: missing;"),
        ("[licence]", "bands = [[1, 'x']]\n[licence]", "bands: the first begins at 1; expected 0"),
        ("[licence]", "bands = [[0, 'x']]\n[licence]", "bands_provenance: missing;"),
        (
            "[licence]",
            "bands_provenance = 'x'\nbands = [[0, 'x'], [9, 'y'], [4, 'z']]\n[licence]",
            "bands: expected rising lowest totals up to 40",
        ),
        (
            "[licence]",
            "kind = 'screen'\nscored_into_curve = true\n[licence]",
            "scored_into_curve: only a measure of the kind outcome",
        ),
        (
            'statement = "Free."',
            'statement = "Free."\nexpires = "2027-12-31"',
            "licence.expires: '2027-12-31' found; expected a date such as 2027-12-31",
        ),
    ],
)
def test_one_contradiction_is_one_problem(old, new, problem):
    found = problems_of(SOUND.replace(old, new))

    assert any(sentence.startswith(problem) for sentence in found), found


def worded(wording):
    items = """
[items]
ids = ["a", "b"]
kind = "likert"
minimum = 0
maximum = 20
step = 10
"""
    return SOUND.replace('why_no_wording = "Entered as a total."', "") + items + wording


def test_incomplete_wording_is_listed_item_by_item():
    text = worded(
        """
[[wording]]
language = "English"
title = "T"
options = ["Low", "High"]
[wording.items]
a = "A"
c = "C"
"""
    )

    assert set(problems_of(text)) == {
        "wording[1].items.a: 2 options given; 3 answers are possible",
        "wording[1].items.b: 2 options given; 3 answers are possible",
        "wording[1].items.b: missing; expected a text that is not empty",
        "wording[1].items.c: not known here; known are a, b",
        "wording[1].language: 'English' found; expected a code such as en or pt-BR",
        "wording[1].prompt: missing; expected a text that is not empty",
    }


def test_the_same_form_twice_is_a_problem():
    form = """
[[wording]]
language = "en"
title = "T"
prompt = "P"
options = ["Low", "Middle", "High"]
[wording.items]
a = "A"
b = "B"
"""
    assert load_measure(worded(form), origin="mine.toml").items[0].options[1] == (10, "Middle")
    assert "wording: en adult self is given 2 times; expected once" in problems_of(
        worded(form + form)
    )


def test_wording_needs_items_and_no_excuse():
    wording = """
[[wording]]
language = "en"
title = "T"
prompt = "P"
items = {}
"""
    assert problems_of(SOUND + wording) == (
        "why_no_wording: given, although there is a wording",
        "wording: there are no items to word",
    )


def test_items_need_names_in_small_letters():
    shape = 'kind = "line"\nminimum = 0\nmaximum = 40\nstep = 0.1\n'

    assert problems_of(SOUND + "[items]\n" + shape) == (
        "items.ids: missing; expected a list of the items' names",
    )
    assert problems_of(SOUND + '[items]\nids = ["A 1"]\n' + shape) == (
        "items.ids: 'A 1' found; expected small letters, digits and _",
    )


def test_text_that_is_not_toml_says_where():
    [problem] = problems_of("id = 1 2")

    assert problem.startswith("not a TOML file: ")
    assert "line 1" in problem


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    [problem] = problems_of("#" * 200_001)

    assert problem == "200001 characters; a measure file has at most 200000"


def test_deep_nesting_is_refused():
    assert problems_of("a = " + "[" * 50_000)[0].startswith("not a TOML file")


@given(st.text(max_size=200))
def test_any_text_is_a_list_of_problems(text):
    # No text this short holds a whole measure.
    assert problems_of(text)


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5))
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KEYS = (
    "items",
    "wording",
    "yardsticks",
    "missing",
    "risk",
    "subscales",
    "alliance",
    "licence",
    "bands",
    "minimum",
    "step",
)


@given(st.dictionaries(st.sampled_from(KEYS), values))
def test_any_shape_of_table_is_a_list_of_problems(tables):
    problems = []
    loading._measure(Table(tables, place="", problems=problems), "any.toml")

    assert problems


def test_a_clinic_adds_a_measure_of_its_own():
    known = catalogue_with({"mine.toml": SOUND})

    assert known["mine"].origin == "mine.toml"
    assert set(known) == {*catalogue(), "mine"}


def test_a_clinic_replaces_a_packaged_measure_under_another_version():
    own = SOUND.replace('"mine"', '"phq9"').replace('version = "1"', 'version = "clinic-1"')

    assert catalogue_with({"own.toml": own})["phq9"].version == "clinic-1"
    assert catalogue()["phq9"].version == "1"


def test_problems_of_all_files_of_a_clinic_are_listed_together():
    texts = {
        "a.toml": SOUND,
        "b.toml": SOUND,
        "c.toml": SOUND.replace('"mine"', '"phq9"'),
        "d.toml": SOUND.replace("step = 0.1", "step = 0"),
    }

    with pytest.raises(MeasureError) as caught:
        catalogue_with(texts)

    assert caught.value.problems == (
        "b.toml: the id mine is taken by a.toml",
        "c.toml: version 1 is the packaged one; expected another",
        "d.toml: step: 0 found; expected more than 0",
    )
    assert "- d.toml: step" in str(caught.value)
