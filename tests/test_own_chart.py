"""The drawing of a client's own ratings: what is in it, and what never is."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from outcomes.charts.own import OwnChart, OwnPoint, fitting, own_svg

POINTS = (
    OwnPoint(0, 10.0, "1"),
    OwnPoint(7, 14.0, "2"),
    OwnPoint(14, None, "3"),
    OwnPoint(21, 18.0, "4"),
    OwnPoint(28, 30.0, "5"),
)


def chart(points=POINTS, **changes) -> OwnChart:
    words = {
        "key": "own-outcome",
        "title": "Higher than when you started.",
        "description": "From 0 to 40.",
        "minimum": 0,
        "maximum": 40,
        "scale_ends": ("0", "40"),
        "start_label": "Start 10.0",
        "latest_label": "30.0",
        "axis_label": "Session",
    }
    return OwnChart(points=tuple(points), **(words | changes))


def drawn(svg: str) -> ElementTree.Element:
    root = ElementTree.fromstring(svg)
    for each in root.iter():
        each.tag = each.tag.rpartition("}")[2]
    return root


def circles(root, radius: str) -> list[tuple[float, float]]:
    return [
        (float(each.get("cx")), float(each.get("cy")))
        for each in root.iter("circle")
        if each.get("r") == radius
    ]


def test_the_finding_is_the_title_and_the_scale_the_description():
    root = drawn(own_svg(chart()))
    assert root.find("title").text == "Higher than when you started."
    assert root.find("desc").text == "From 0 to 40."
    assert root.get("aria-labelledby") == "own-outcome-wide-title own-outcome-wide-desc"


def test_the_axis_is_the_whole_scale():
    # A rating of 10 on 0 to 40 stands a quarter of the way up: 260 px high, 34 px from the top.
    ring = circles(drawn(own_svg(chart())), "8")
    assert ring == [(56, 34 + 260 * 0.75)]


def test_a_gap_is_never_bridged():
    lines = [each.get("points") for each in drawn(own_svg(chart())).iter("polyline")]
    assert [len(points.split()) for points in lines] == [2, 2]


def test_start_and_latest_are_marked_and_said():
    root = drawn(own_svg(chart()))
    words = [each.text for each in root.iter("text")]
    assert "Start 10.0" in words
    assert "30.0" in words
    assert len(circles(root, "8")) == len(circles(root, "12.5")) == 1


def test_one_rating_alone_is_a_ring_at_the_start():
    root = drawn(own_svg(chart(POINTS[:1], latest_label="10.0")))
    assert len(list(root.iter("circle"))) == 1
    assert not list(root.iter("polyline"))


def test_read_from_the_right_it_is_the_mirror_image():
    left, right = (circles(drawn(own_svg(chart(direction=d))), "8")[0] for d in ("ltr", "rtl"))
    assert left[0] + right[0] == pytest.approx(600)
    assert left[1] == right[1]


@pytest.mark.parametrize("variant", ["wide", "narrow"])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_everything_stays_inside(variant, direction):
    root = drawn(own_svg(chart(direction=direction), variant=variant))
    width, height = float(root.get("width")), float(root.get("height"))
    for x, y in [place for radius in ("8", "6", "12.5") for place in circles(root, radius)]:
        assert 12 <= x <= width - 12
        assert 12 <= y <= height - 12


def test_one_ink_and_no_word_that_nobody_gave_it():
    svg = own_svg(chart())
    assert set(re.findall(r"var\(--([\w-]+)\)", svg)) == {
        *("ground", "ink", "ink2", "control", "rule", "damson", "eye"),
    }
    words = {each.text for each in drawn(svg).iter("text")}
    assert words == {"0", "40", "Start 10.0", "30.0", "Session", "1", "2", "3", "4", "5"}


def test_a_long_course_names_as_many_sessions_as_fit():
    labels = [(float(place) * 10, str(place)) for place in range(1, 41)]
    kept = fitting(labels)
    assert kept[0] == labels[0]
    assert kept[-1] == labels[-1]
    assert all(later[0] - earlier[0] >= 20 for earlier, later in pairwise(kept))


def test_words_are_escaped():
    assert "<b>" not in own_svg(chart(start_label="<b>", title="<b>", description="<b>"))


@pytest.mark.parametrize(
    "points", [(), (OwnPoint(0, None),), (OwnPoint(0, None), OwnPoint(1, 2.0))]
)
def test_without_a_rating_at_the_start_there_is_nothing_to_draw(points):
    with pytest.raises(ValueError, match="rating"):
        chart(points)
