"""Blank forms on paper: lines of exactly 100.0 mm, no name, the words of the measure's file."""

import datetime as dt
import io
from itertools import pairwise

import pypdf
import pytest
from pypdf.generic import ContentStream

from outcomes.languages import language as the_language
from outcomes.measures import catalogue, load_measure
from outcomes.reports.blank_forms import HelpWords, blank_form
from outcomes.reports.paper import Paper, paper_html
from outcomes.reports.pdf import render_pdf

MADE_AT = dt.datetime(2026, 11, 19, 13, 58, tzinfo=dt.UTC)
CALL = [HelpWords("Call 116 117.")]
POINTS_PER_MM = 72 / 25.4
"""A PDF point is 1/72 of an inch, an inch 25.4 mm."""

RIGHT_TO_LEFT = """
id = "halim"
version = "clinic-1"
name = "Two lines"
kind = "outcome"
better = "higher"
minimum = 0
maximum = 20
step = 0.1
wording_source = "Written for this test."
citation = "This test."

[licence]
name = "CC0 1.0"
statement = "Free."
attribution = "Two lines, this test"

[items]
ids = ["one", "two"]
kind = "line"
minimum = 0
maximum = 10
step = 0.1

[[wording]]
language = "ar"
title = "كيف كان أسبوعك؟"
prompt = "ضع علامة على كل خط."
text_direction = "rtl"

[wording.items]
one = { text = "شعوري", low = "سيئ", high = "جيد" }
two = { text = "أيامي", low = "سيئ", high = "جيد" }
"""


def printed(measure, *, language="en", age="adult", size="a4", **words) -> bytes:
    wording = measure.wording(language, age_band=age)
    form = blank_form(
        measure,
        wording,
        language=the_language(language),
        clinic="Harbour Street Practice",
        size=size,
        **words,
    )
    paper = Paper(title="", clinic="", subject="", number="", made="", reference="")
    return render_pdf(
        paper_html("paper/blank_form.html", paper=paper, report=form), made_at=MADE_AT
    )


def strokes(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """Every straight stroke of the drawing as (x0, y0, x1, y1) in mm from the page's corner.

    Follows the operators of the PDF (ISO 32000-1, 8.4 and 8.5): cm, q, Q, m, l, S.
    """
    found = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        stack, matrix, points = [], (1, 0, 0, 1, 0, 0), []
        for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
            numbers = [float(each) for each in operands] if operator in (b"cm", b"m", b"l") else []
            if operator == b"q":
                stack.append(matrix)
            elif operator == b"Q":
                matrix = stack.pop()
            elif operator == b"cm":
                matrix = product(numbers, matrix)
            elif operator in (b"m", b"l"):
                points = [] if operator == b"m" else points
                points.append(placed(numbers, matrix))
            elif operator == b"S":
                found += [(*start, *end) for start, end in pairwise(points)]
    return [tuple(value / POINTS_PER_MM for value in stroke) for stroke in found]


def product(first, second):
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k,
        e * h + f * j + m,
    )  # fmt: skip


def placed(point, matrix):
    x, y = point
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def lengths(pdf: bytes) -> list[float]:
    """Lengths in mm of the level strokes of 40 mm or more, from the top of the page down."""
    level = [each for each in strokes(pdf) if abs(each[1] - each[3]) < 0.001]
    long = [each for each in level if abs(each[2] - each[0]) > 40]
    return [abs(each[2] - each[0]) for each in sorted(long, key=lambda each: -each[1])]


def text_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


@pytest.mark.parametrize(
    ("name", "size"), [("wellbeing", "a4"), ("wellbeing", "letter"), ("goals", "a4")]
)
def test_every_line_is_100_mm_and_the_check_bar_50(name: str, size: str) -> None:
    measure = catalogue()[name]
    found = lengths(printed(measure, size=size))
    expected = [100.0] * len(measure.items) + [50.0]
    assert found == pytest.approx(expected, abs=0.005)


def test_lines_of_a_form_from_right_to_left_are_as_long_and_begin_at_the_right() -> None:
    pdf = printed(load_measure(RIGHT_TO_LEFT, origin="test"), language="ar")
    assert lengths(pdf) == pytest.approx([100.0, 100.0, 50.0], abs=0.005)
    width = float(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox.width) / POINTS_PER_MM
    lines = [each for each in strokes(pdf) if abs(abs(each[2] - each[0]) - 100) < 0.01]
    # The right margin is 18 mm.
    assert [max(each[0], each[2]) for each in lines] == pytest.approx([width - 18] * 2, abs=0.01)


@pytest.mark.parametrize(("size", "expected"), [("a4", (210.0, 297.0)), ("letter", (215.9, 279.4))])
def test_page_has_its_size(size: str, expected: tuple[float, float]) -> None:
    pdf = printed(catalogue()["wellbeing"], size=size)
    box = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].mediabox
    found = float(box.width) / POINTS_PER_MM, float(box.height) / POINTS_PER_MM
    assert found == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("name", [m.id for m in catalogue().values() if m.wording_shipped])
def test_every_form_of_the_catalogue_fits_one_page_of_the_shorter_paper(name: str) -> None:
    measure = catalogue()[name]
    age = measure.wordings[0].age_bands[0]
    pdf = printed(measure, age=age, size="letter", help_words=CALL)
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1


def test_form_carries_code_version_language_attribution_and_the_words_of_the_file() -> None:
    text = text_of(printed(catalogue()["wellbeing"], code="0417", help_words=CALL))
    for words in (
        "0417",
        "How has life been this week?",
        "Put a short upright stroke across each line at the place that fits.",
        "My days: work, study, home, friends",
        "Going very badly",
        "wellbeing, version 1, en, adult, self",
        "Wellbeing check-in, outcomes project, CC0 1.0",
        "Print at 100 %: this bar is 50 mm long.",
        "day month year",
        "Answers are not read straight away. Call 116 117.",
    ):
        assert words in text
    assert "Touch" not in text


def test_boxes_stand_below_the_words_of_their_answers() -> None:
    text = text_of(printed(catalogue()["phq9"]))
    assert "Not at all Several days More than half the days Nearly every day" in text
    assert "9Thoughts that you would be better off dead" in text.replace("9 T", "9T")


def test_pdf_is_tagged_and_names_the_language_of_the_form() -> None:
    pdf = printed(load_measure(RIGHT_TO_LEFT, origin="test"), language="ar")
    catalog = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "ar"


@pytest.mark.parametrize("language", ["ar", "de"])
def test_our_own_form_is_printed_in_the_words_of_its_language(language: str) -> None:
    wording = catalogue()["wellbeing"].wording(language)
    form = blank_form(
        catalogue()["wellbeing"], wording, language=the_language(language), clinic="Praxis"
    )
    assert (form.language, form.direction) == (language, wording.text_direction)
    assert form.prompt == wording.paper_prompt
    assert form.words["check"] == the_language(language).say("paper.check")
    assert "50" in form.words["check"]


@pytest.mark.parametrize("measure", catalogue().values(), ids=list(catalogue()))
def test_no_form_on_paper_speaks_of_touching(measure) -> None:
    """What is drawn on a screen has a prompt of its own for paper, in every language."""
    for wording in measure.wordings:
        on_screen = wording.items[0].kind in ("line", "faces")
        assert not on_screen or wording.paper_prompt, wording.language
