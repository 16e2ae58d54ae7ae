"""Charts: one description, several drawings, the same numbers in all of them."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from outcomes.charts import (
    SHAPE_NAMES,
    AllianceCourse,
    ChartEvent,
    ChartSession,
    CutOff,
    ReliableChange,
    ShareInterval,
    TrajectoryChart,
    figure_text,
    interval_svg,
    plotly_figure,
    status_shape,
    svg,
)
from outcomes.charts.elements import spread, width_of
from outcomes.charts.figure import validated
from outcomes.charts.layout import FULL_VARIANTS, outcome_frame, place_events

NAMESPACE = "{http://www.w3.org/2000/svg}"
VALUES = (17.5, 18.0, 17.2, 18.8, None, 18.1, 16.4)
ALLIANCE = (31.2, 33.0, 32.4, 33.1, None, 29.8, 26.9)
DAYS = (0, 7, 14, 28, 35, 42, 49)
DATES = ("24 Sep", "1 Oct", "8 Oct", "22 Oct", "29 Oct", "5 Nov", "12 Nov")
VARIANTS = (
    "screen", "narrow", "paper", "small", "paper-small",
    "sparkline", "phone-sparkline", "paper-sparkline",
)  # fmt: skip


def jonas(**changes) -> TrajectoryChart:
    """Seven sessions, the fifth without a rating, three planned ones."""
    held = tuple(
        ChartSession(number, day, date, value, alliance)
        for number, (day, date, value, alliance) in enumerate(
            zip(DAYS, DATES, VALUES, ALLIANCE, strict=True), start=1
        )
    )
    planned = tuple(ChartSession(each, 7.0 * each, planned=True) for each in (8, 9, 10))
    chart = TrajectoryChart(
        key="course",
        title="Falls from 17.5 to 16.4 over 7 sessions",
        description="Six ratings of seven sessions.",
        heading="Wellbeing check-in (outcome), 0–40, higher is better",
        provenance="starter curve, not from local clients",
        sessions=held + planned,
        expected={
            10: (17.5, 13.2, 14.3, 14.9, 15.1, 15.3, 15.5, 15.6, 15.7, 15.7),
            25: (17.5, 16.2, 17.6, 18.5, 18.9, 19.3, 19.6, 19.9, 20.1, 20.3),
            50: (17.5, 19.7, 21.2, 22.2, 23.0, 23.7, 24.2, 24.7, 25.1, 25.5),
            75: (17.5, 23.2, 24.8, 25.9, 26.9, 27.8, 28.7, 29.4, 30.1, 30.7),
            90: (17.5, 26.2, 28.0, 29.4, 30.7, 31.9, 32.9, 33.8, 34.6, 35.4),
        },
        cut_off=CutOff(25, "cut-off 25, provisional"),
        reliable=ReliableChange(17.5, 6),
        events=(ChartEvent(21, "cancelled"), ChartEvent(26, "medication started")),
        alliance=AllianceCourse("Session check-in (alliance), 0–40", level=32.4),
        status="not_on_track",
    )
    return replace(chart, **changes)


def plain(*values, **changes) -> TrajectoryChart:
    """A course of scores alone."""
    sessions = tuple(
        ChartSession(number, float(number), f"day {number}", value)
        for number, value in enumerate(values, start=1)
    )
    empty = {"expected": None, "cut_off": None, "reliable": None, "events": (), "alliance": None}
    return jonas(sessions=sessions, **(empty | changes))


def parsed(drawing: str) -> ElementTree.Element:
    return ElementTree.fromstring(drawing)


def words_of(root: ElementTree.Element) -> list[str]:
    return [each.text for each in root.iter(f"{NAMESPACE}text")]


def lines(root: ElementTree.Element, name: str) -> list[list[tuple[float, float]]]:
    return [
        [tuple(map(float, pair.split(","))) for pair in each.get("points").split()]
        for each in root.iter(f"{NAMESPACE}polyline")
        if each.get("class") == name
    ]


def part(figure: dict, name: str) -> dict:
    return next(each for each in figure["data"] if each["meta"]["part"] == name)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_drawing_is_well_formed_and_says_its_finding(variant):
    root = parsed(svg(jonas(), variant=variant))
    title = root.find(f"{NAMESPACE}title")
    assert title.text == "Falls from 17.5 to 16.4 over 7 sessions"
    assert root.get("role") == "img"
    assert title.get("id") in root.get("aria-labelledby").split()


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_drawing_has_inline_style_or_script(variant):
    drawing = svg(jonas(), variant=variant)
    assert " style=" not in drawing
    assert "<style" not in drawing
    assert "<script" not in drawing


@pytest.mark.parametrize("variant", VARIANTS)
def test_ids_are_unique_and_begin_with_the_key(variant):
    root = parsed(svg(jonas(key='a"<7'), variant=variant))
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert all(each.startswith("a7-") for each in ids)


def test_a_missing_rating_breaks_the_line_and_is_never_bridged():
    stretches = lines(parsed(svg(jonas())), "observed")
    assert [len(each) for each in stretches] == [4, 2]
    assert [len(each) for each in lines(parsed(svg(jonas())), "alliance")] == [4, 2]


def test_a_missing_rating_is_a_dash_with_its_words():
    root = parsed(svg(jonas()))
    assert words_of(root).count("no rating") == 1


def test_close_missing_ratings_share_their_words():
    chart = plain(20.0, *[None] * 20, 21.0)
    assert 1 <= words_of(parsed(svg(chart))).count("no rating") < 20


def test_plotly_does_not_bridge_either():
    observed = part(plotly_figure(jonas()), "observed")
    assert observed["connectgaps"] is False
    assert observed["y"] == list(VALUES)


def test_svg_and_plotly_show_the_same_numbers():
    chart = jonas()
    frame = outcome_frame(chart, FULL_VARIANTS["screen"], width=900, top=46)
    drawn = [point for each in lines(parsed(svg(chart)), "observed") for point in each]
    figure = part(plotly_figure(chart), "observed")
    told = [(x, y) for x, y in zip(figure["x"], figure["y"], strict=True) if y is not None]
    for (x, y), (position, value) in zip(drawn, told, strict=True):
        assert x == pytest.approx(frame.x(position), abs=0.06)
        assert y == pytest.approx(frame.y(value), abs=0.06)


def test_svg_and_plotly_draw_the_same_expected_course():
    figure = plotly_figure(jonas())
    for percentile in (10, 25, 50, 75, 90):
        assert part(figure, f"expected-{percentile}")["y"] == list(jonas().expected[percentile])
    assert len(lines(parsed(svg(jonas())), "middle")[0]) == 10


def test_a_score_stands_at_its_height():
    # 0 to 40 over 330 px from the top at 14 + 16: 40 at y 30, 0 at y 360, 10 at y 277.5.
    chart = plain(40.0, 0.0, 10.0, events=(ChartEvent(2.0, "moved"),))
    (points,) = lines(parsed(svg(chart)), "observed")
    assert [y for _, y in points] == [30.0, 360.0, pytest.approx(277.5, abs=0.06)]


def test_time_and_not_the_session_number_sets_the_distance():
    (points, _) = lines(parsed(svg(jonas())), "observed")
    week, fortnight = points[1][0] - points[0][0], points[3][0] - points[2][0]
    assert fortnight == pytest.approx(2 * week, abs=0.2)


def test_lower_is_better_is_not_flipped_and_says_higher_than():
    chart = jonas(higher_is_better=False, sessions=jonas().sessions)
    assert "higher than 3 in 4" in words_of(parsed(svg(chart)))
    assert "lower than 3 in 4" not in words_of(parsed(svg(chart)))


def test_everything_drawn_is_labelled():
    words = words_of(parsed(svg(jonas())))
    for label in (
        "start 17.5", "16.4", "26.9", "own level 32.4", "cut-off 25, provisional",
        "better than 3 in 4", "middle half", "middle course", "lower than 3 in 4",
        "within ±6 of start:", "measurement error", "cancelled", "medication started",
        "no rating", "session", "0", "10", "20", "30", "40",
        *DATES, *(str(each) for each in range(1, 11)),
    ):  # fmt: skip
        assert label in words


def test_the_edge_of_reliable_change_is_named_as_it_decides():
    # BDI-II: 7.95 (decisions). Rounded to 8, a change of 7.95 would seem to fall short.
    words = words_of(parsed(svg(jonas(reliable=ReliableChange(29, 7.95)))))
    assert "within ±7.95 of start:" in words


def test_the_words_on_the_cut_off_give_way_to_the_words_at_the_start():
    # 22.4, falling: "start 22.4" stands between the first point and the cut-off of 25.
    chart = plain(22.4, 21.0, 19.3, 15.9, cut_off=CutOff(25, "cut-off 25, provisional"))

    drawn = parsed(svg(chart))

    left = {each.text: float(each.get("x")) for each in drawn.iter(f"{NAMESPACE}text")}
    assert left["start 22.4"] < 100
    assert left["cut-off 25, provisional"] > 500
    notes = {note["text"]: note for note in plotly_figure(chart)["layout"]["annotations"]}
    assert notes["cut-off 25, provisional"]["xanchor"] == "right"


def test_plotly_carries_the_same_labels():
    figure = plotly_figure(jonas())
    drawn = {each for each in words_of(parsed(svg(jonas()))) if not each.isdigit()}
    told = {each["text"] for each in figure["layout"]["annotations"]}
    assert drawn == told


def test_every_rating_can_be_read_at_its_mark():
    root = parsed(svg(jonas()))
    titles = [each.text for each in root.iter(f"{NAMESPACE}title")]
    for number, (date, value) in enumerate(zip(DATES, VALUES, strict=True), start=1):
        if value is not None:
            assert f"session {number}, {date}: {value:.1f}" in titles


@pytest.mark.parametrize("variant", VARIANTS)
def test_text_of_any_kind_is_escaped(variant):
    nasty = '<script>alert("x")</script> & \' "'
    chart = jonas(
        title=nasty,
        description=nasty,
        cut_off=CutOff(25, nasty),
        events=(ChartEvent(21, nasty),),
        alliance=AllianceCourse(nasty, level=30),
        session_word=nasty,
        sessions=(ChartSession(1, 0, nasty, 17.5, 30.0), ChartSession(2, 7, nasty, 18.0, 31.0)),
        expected=None,
    )
    drawing = svg(chart, variant=variant)
    assert "<script" not in drawing
    assert parsed(drawing).find(f"{NAMESPACE}title").text == nasty


def test_plotly_labels_cannot_carry_markup():
    figure = plotly_figure(jonas(events=(ChartEvent(21, "<b>x</b> & y"),)))
    texts = [each["text"] for each in figure["layout"]["annotations"]]
    assert "&lt;b&gt;x&lt;/b&gt; &amp; y" in texts
    assert not any("<" in each for each in texts)


def test_plotly_accepts_the_figure():
    figure = validated(plotly_figure(jonas()))
    assert len(figure.data) == len(plotly_figure(jonas())["data"])


def test_plotly_takes_every_colour_from_a_token():
    figure = plotly_figure(jonas())
    palette = set(figure["layout"]["meta"]["palette"].values())
    found = set(re.findall(r"#[0-9A-F]{6}", repr(figure)))
    assert found - palette <= {figure["layout"]["hoverlabel"]["bgcolor"]}


@pytest.mark.parametrize(
    ("variant", "limit"), [("screen", 13_000), ("paper", 13_000), ("small", 4_500),
                           ("sparkline", 1_500)],
)  # fmt: skip
def test_drawings_stay_small(variant, limit):
    assert len(svg(jonas(), variant=variant).encode()) < limit


def test_screen_takes_colours_from_the_page_and_paper_brings_its_own():
    assert "var(--damson)" in svg(jonas())
    assert "#" not in re.sub(r"url\(#[^)]*\)", "", svg(jonas()))
    assert "var(" not in svg(jonas(), variant="paper")


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_single_rating_draws_an_open_ring_and_no_line(variant):
    root = parsed(svg(plain(17.5), variant=variant))
    assert lines(root, "observed") == []
    assert list(root.iter(f"{NAMESPACE}circle"))


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_course_without_any_rating_can_be_drawn(variant):
    root = parsed(svg(plain(None, None), variant=variant))
    assert lines(root, "observed") == []
    assert not list(root.iter(f"{NAMESPACE}circle"))


def test_plotly_draws_a_course_without_any_rating():
    assert validated(plotly_figure(plain(None, None)))


def test_a_long_course_keeps_its_session_numbers_apart():
    chart = plain(*[20.0 + (each % 5) for each in range(80)])
    numbers = [int(each) for each in words_of(parsed(svg(chart))) if each.isdigit()]
    assert len(numbers) < 60


def test_labels_of_the_right_margin_never_touch():
    flat = {each: (17.5,) + (18.0 + each / 100,) * 9 for each in (10, 25, 50, 75, 90)}
    root = parsed(svg(jonas(expected=flat, reliable=ReliableChange(17.5, 0.5))))
    right = [
        float(each.get("y"))
        for each in root.iter(f"{NAMESPACE}text")
        if float(each.get("x")) == 764.0 and each.text != "own level 32.4"
    ]
    gaps = [lower - upper for upper, lower in zip(sorted(right), sorted(right)[1:], strict=False)]
    assert len(right) == 6
    assert min(gaps) >= 14


def test_latest_alliance_at_the_right_end_stands_below_its_mark_in_both_drawings():
    sessions = tuple(ChartSession(n, 7.0 * n, f"day {n}", 18.0, 33.0) for n in (1, 2, 3))
    chart = jonas(sessions=sessions, expected=None)
    drawn = [each for each in parsed(svg(chart)).iter(f"{NAMESPACE}text") if each.text == "33.0"]
    notes = plotly_figure(chart)["layout"]["annotations"]
    latest = next(each for each in notes if each["text"] == "33.0")
    assert float(drawn[0].get("x")) < 900 - 150
    assert latest["yshift"] == -18
    assert "xanchor" not in latest


def test_neighbouring_events_step_up_by_sixteen():
    frame = outcome_frame(jonas(), FULL_VARIANTS["screen"], width=900, top=0)
    placed = place_events(jonas().events, frame, size=14, width=900)
    assert [each.level for each in placed] == [0, 1]
    apart = (ChartEvent(0, "cancelled"), ChartEvent(60, "medication started"))
    assert [each.level for each in place_events(apart, frame, size=14, width=900)] == [0, 0]


def test_start_is_labelled_above_where_the_course_falls():
    root = parsed(svg(plain(22.0, 15.0)))
    label = next(each for each in root.iter(f"{NAMESPACE}text") if each.text == "start 22.0")
    ring = next(each for each in root.iter(f"{NAMESPACE}circle"))
    assert float(label.get("y")) < float(ring.get("cy"))


def test_no_reliable_change_line_beyond_the_scale():
    within = svg(plain(20.0, 21.0, reliable=ReliableChange(20.0, 6)))
    beyond = svg(plain(38.0, 37.0, reliable=ReliableChange(38.0, 6)))
    assert within.count('stroke-dasharray="1 4"') == 2
    assert beyond.count('stroke-dasharray="1 4"') == 1


def test_whole_number_measures_print_whole_numbers():
    words = words_of(parsed(svg(plain(18.0, 17.0, decimals=0))))
    assert {"start 18", "17"} <= set(words)


@pytest.mark.parametrize(
    ("value", "words"),
    [(16.35, "16.4"), (0.25, "0.3"), (-1.1, "\u22121.1"), (-0.04, "0.0"), (20, "20.0")],
)
def test_scores_are_rounded_half_up_with_a_true_minus(value, words):
    assert figure_text(value) == words


def test_the_sparkline_ends_in_the_shape_of_the_status():
    assert "var(--ochre-mark)" in svg(jonas(status="not_on_track"), variant="sparkline")
    assert "var(--spruce)" in svg(jonas(status="recovered"), variant="sparkline")


@pytest.mark.parametrize("name", sorted(SHAPE_NAMES))
def test_each_shape_is_hidden_from_assistive_technology(name):
    root = parsed(status_shape(name))
    assert root.get("aria-hidden") == "true"
    assert "var(" not in status_shape(name, variant="paper")


def test_an_unknown_shape_is_an_error():
    with pytest.raises(KeyError):
        status_shape("fine")


def test_templates_print_a_drawing_as_it_is():
    assert svg(jonas()).__html__() == svg(jonas())


def test_an_interval_stands_where_its_figures_say():
    # Over 324 px from x 8: 25 % at 89, 50 % at 170, 75 % at 251.
    interval = ShareInterval(share=0.5, low=0.25, high=0.75)
    root = parsed(interval_svg(interval, key="a", title="50 %, 25 to 75", width=340))
    (disc,) = root.iter(f"{NAMESPACE}circle")
    assert disc.get("cx") == "170"
    assert any(each.get("d") == "M89 13L251 13" for each in root.iter(f"{NAMESPACE}path"))


def test_the_others_are_an_open_ring_below():
    interval = ShareInterval(0.5, 0.25, 0.75)
    root = parsed(interval_svg(interval, key="a", title="t", others=ShareInterval(0.2, 0.1, 0.3)))
    assert len(list(root.iter(f"{NAMESPACE}circle"))) == 2


def test_spread_keeps_order_gap_and_limits():
    assert spread([10, 11, 50], gap=15, low=0, high=100) == [10, 25, 50]
    assert spread([90, 95], gap=15, low=0, high=100) == [85, 100]
    assert spread([5, 5, 5], gap=15, low=0, high=20) == [0, 15, 30]


def test_width_of_words_is_near_the_face_itself():
    # Set in the face at 14 px these words are 135 px wide (measured in a browser).
    assert width_of("cut-off 25, provisional", 14) == pytest.approx(135, rel=0.08)


def test_impossible_descriptions_are_refused():
    with pytest.raises(ValueError, match="at least one session"):
        jonas(sessions=())
    with pytest.raises(ValueError, match="minimum below its maximum"):
        jonas(minimum=40.0)
    with pytest.raises(ValueError, match="one per session"):
        jonas(expected={50: (1.0,)})
