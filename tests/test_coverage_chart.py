"""The picture of coverage: what it shows is what it was given."""

import re

import pytest

from outcomes.charts import CoverageRow, coverage_svg

ROWS = (
    CoverageRow("All later scores", 2310, 0.803, 0.78, 0.824),
    CoverageRow("Session 2", 400, 0.42, 0.30, 0.55, heading="By session"),
    CoverageRow("Session 9 and later", 0, None, None, None),
)


def drawn(variant: str = "screen") -> str:
    return str(
        coverage_svg(ROWS, key="c", title="80 % of 2,310", description="By group", variant=variant)
    )


@pytest.mark.parametrize("variant", ["screen", "narrow", "paper"])
def test_every_group_is_named_with_its_share(variant: str) -> None:
    picture = drawn(variant)
    for words in ("All later scores", "By session", "Session 9 and later", "none"):
        assert f">{words}<" in picture
    assert "80 %" in picture
    assert "<title" in picture
    assert "style=" not in picture


def test_the_number_of_scores_stands_beside_the_share() -> None:
    assert ">80 % of 2,310<" in drawn()


def test_a_share_below_the_picture_is_an_arrow_not_a_disc_at_its_edge() -> None:
    """42 % lies left of the axis, which begins at 50 %: one disc for three rows."""
    assert drawn().count("<circle") == 1


def test_the_disc_stands_at_its_share() -> None:
    """The axis runs from 190 (50 %) to 602 (100 %): 80.3 % is at 190 + .606 x 412 = 439.7."""
    (x,) = re.findall(r'<circle cx="([\d.]+)"', drawn())
    assert float(x) == pytest.approx(439.7, abs=0.05)
