"""The inks of a drawing: by name of the design's token on screens, as colours on paper.

On a screen the tokens' custom properties are used, so that a drawing follows light, dark and
forced colours with the page. WeasyPrint does not apply the page's style sheet inside an inline
SVG, so paper gets the light colours themselves, on white.
"""

from dataclasses import dataclass, fields

PAPER_FONT = "Atkinson Hyperlegible Next, sans-serif"


class Svg(str):
    """An SVG drawing as text. Templates print it as it is: everything in it is escaped already."""

    __slots__ = ()

    def __html__(self) -> str:
        """What a template with automatic escaping prints."""
        return str(self)


@dataclass(frozen=True)
class Palette:
    """One colour per token that drawings use; names as in `static/css/tokens.css`."""

    ground: str
    ink: str
    ink2: str
    control: str
    rule: str
    damson: str
    eye: str
    ochre_mark: str
    spruce: str
    rust: str
    font: str = ""


SCREEN = Palette(
    **{
        each.name: f"var(--{each.name.replace('_', '-')})"
        for each in fields(Palette)
        if each.name != "font"
    }
)

LIGHT = Palette(
    ground="#F7F2ED",
    ink="#2A2128",
    ink2="#62555D",
    control="#85777C",
    rule="#DDD3CB",
    damson="#5A2D4F",
    eye="#FFFDFA",
    ochre_mark="#B26A00",
    spruce="#22604B",
    rust="#9C2B20",
)

PAPER = Palette(
    **{
        **{each.name: getattr(LIGHT, each.name) for each in fields(Palette)},
        "ground": "#FFFFFF",
        "eye": "#FFFFFF",
        "font": PAPER_FONT,
    }
)

PALETTES = {"screen": SCREEN, "paper": PAPER}
