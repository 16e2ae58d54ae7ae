"""The colours of `static/css/tokens.css` keep the contrasts that the design promises.

Ratios follow WCAG 2.2 (relative luminance of sRGB). The expected figures are those of the design's
table, computed there independently; text needs 4.5, graphics and outlines need 3.
"""

import re
from pathlib import Path

import pytest

from outcomes.charts import LIGHT, PAPER, SCREEN

SHEET = (Path(__file__).parents[1] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")


def declared(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9A-Fa-f]{6});", block))


LIGHT_TOKENS = declared(SHEET.partition("@media (prefers-color-scheme: dark)")[0])
DARK_TOKENS = declared(
    SHEET.partition("@media (prefers-color-scheme: dark)")[2].partition("@media print")[0]
)
SCHEMES = {"light": LIGHT_TOKENS, "dark": DARK_TOKENS}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


TEXT = [
    *((token, sheet) for token in ("ink", "ink2", "damson", "ochre", "spruce", "rust")
      for sheet in ("ground", "surface")),
    ("on-damson", "fill"), ("on-damson", "fill-hover"),
    ("damson", "damson-tint"), ("ink", "damson-tint"),
    ("ochre", "ochre-tint"), ("ink", "ochre-tint"), ("damson", "ochre-tint"),
    ("rust", "rust-tint"), ("ink", "rust-tint"), ("damson", "rust-tint"),
    ("ink2", "sunk"),
]  # fmt: skip

GRAPHICS = [
    *((token, sheet)
      for token in ("control", "line", "damson", "fill", "ochre-mark", "spruce", "rust", "ink2")
      for sheet in ("ground", "surface")),
    ("eye", "damson"), ("eye", "rust"), ("ochre-mark", "ochre-tint"), ("rust", "rust-tint"),
    ("damson", "damson-tint"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("over", "under"), TEXT)
def test_text_is_readable(scheme, over, under):
    tokens = SCHEMES[scheme]
    assert contrast(tokens[over], tokens[under]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("over", "under"), GRAPHICS)
def test_shapes_and_outlines_are_visible(scheme, over, under):
    tokens = SCHEMES[scheme]
    assert contrast(tokens[over], tokens[under]) >= 3


@pytest.mark.parametrize(
    ("scheme", "over", "under", "ratio"),
    [
        ("light", "control", "ground", 3.8), ("light", "control", "surface", 4.2),
        ("light", "line", "ground", 8.9), ("light", "ink", "ground", 14.0),
        ("light", "ink2", "surface", 7.0), ("light", "damson", "ground", 9.8),
        ("light", "on-damson", "fill", 10.8), ("light", "on-damson", "fill-hover", 13.2),
        ("light", "damson", "damson-tint", 8.7), ("light", "ochre", "ground", 6.3),
        ("light", "ochre-mark", "ground", 3.8), ("light", "ochre", "ochre-tint", 5.8),
        ("light", "ink", "ochre-tint", 12.9), ("light", "spruce", "ground", 6.6),
        ("light", "rust", "ground", 6.8), ("light", "rust", "rust-tint", 6.1),
        ("dark", "control", "ground", 5.0), ("dark", "line", "surface", 9.2),
        ("dark", "ink", "ground", 14.7), ("dark", "ink2", "ground", 8.2),
        ("dark", "damson", "ground", 9.6), ("dark", "on-damson", "fill", 4.9),
        ("dark", "fill", "surface", 3.1), ("dark", "on-damson", "fill-hover", 6.5),
        ("dark", "damson", "damson-tint", 6.9), ("dark", "ochre", "ground", 9.3),
        ("dark", "ink", "ochre-tint", 10.5), ("dark", "spruce", "surface", 8.5),
        ("dark", "rust", "ground", 8.5), ("dark", "rust", "rust-tint", 6.6),
    ],
)  # fmt: skip
def test_ratios_are_those_of_the_design(scheme, over, under, ratio):
    tokens = SCHEMES[scheme]
    assert contrast(tokens[over], tokens[under]) == pytest.approx(ratio, abs=0.06)


def test_dark_names_every_light_colour():
    assert set(DARK_TOKENS) == set(LIGHT_TOKENS)


def test_print_and_forced_colours_name_every_colour_they_must():
    forced = SHEET.partition("(forced-colors: active)")[2]
    assert set(re.findall(r"--([a-z0-9-]+): (?:Canvas|CanvasText|GrayText);", forced)) == set(
        LIGHT_TOKENS
    )


def test_charts_draw_with_the_same_colours():
    for name in ("ink", "ink2", "control", "rule", "damson", "ochre_mark", "spruce", "rust"):
        token = name.replace("_", "-")
        assert getattr(LIGHT, name) == getattr(PAPER, name) == LIGHT_TOKENS[token]
        assert getattr(SCREEN, name) == f"var(--{token})"


@pytest.mark.parametrize("sheet", ["base", "components", "staff", "tablet"])
def test_no_other_screen_sheet_names_a_colour(sheet):
    text = (Path(__file__).parents[1] / "static" / "css" / f"{sheet}.css").read_text()
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*[;}])|rgba?\(|hsla?\(", text)


def test_paper_uses_only_the_colours_of_the_light_scheme():
    text = (Path(__file__).parents[1] / "static" / "css" / "paper.css").read_text()
    assert set(re.findall(r"#[0-9A-Fa-f]{6}\b", text)) <= {*LIGHT_TOKENS.values(), "#FFFFFF"}
