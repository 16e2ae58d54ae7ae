"""Every template parses, and none holds what the content security policy refuses.

The policy allows no inline style and no inline script. Data blocks (`application/json`) are not
executed and are allowed. `layouts/paper.html` never reaches a browser: it carries its style sheet
in its text because the PDF renderer fetches nothing.
"""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
PAPER_ONLY = {"layouts/paper.html", "paper/blank_form.html"}
ENVIRONMENT = Environment(
    loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True
)


def markup(name: str) -> str:
    """The template without its comments, which may speak of anything."""
    return re.sub(r"\{#.*?#\}", "", (TEMPLATES / name).read_text(encoding="utf-8"), flags=re.S)


@pytest.mark.parametrize("name", NAMES)
def test_template_parses(name):
    ENVIRONMENT.parse(markup(name), name)


@pytest.mark.parametrize("name", NAMES)
def test_template_has_no_inline_style(name):
    text = markup(name)
    assert not re.search(r"\sstyle\s*=", text)
    if name not in PAPER_ONLY:
        assert "<style" not in text


@pytest.mark.parametrize("name", NAMES)
def test_template_has_no_inline_script(name):
    for attributes, content in re.findall(r"<script([^>]*)>(.*?)</script>", markup(name), re.S):
        assert "src=" in attributes or 'type="application/json"' in attributes
        assert "src=" not in attributes or not content.strip()


@pytest.mark.parametrize("name", NAMES)
def test_template_has_no_event_attribute_and_no_script_address(name):
    text = markup(name)
    assert not re.search(r"<[a-z][^>]*\son[a-z]+\s*=", text)
    assert "javascript:" not in text.lower()


@pytest.mark.parametrize("name", NAMES)
def test_template_asks_no_other_host(name):
    for address in re.findall(r'(?:src|href|action)="(https?:)?//', markup(name)):
        pytest.fail(f"{name} points at {address}")


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("components/")])
def test_component_defines_the_macro_of_its_name(name):
    stem = Path(name).stem
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    assert text.startswith(f"{{#- {stem}("), "the head says how to call it"
    assert re.findall(r"\{%-? macro (\w+)\(", text) == [stem]


PROVED_OTHERWISE = {"home/page.html"}
"""The address of a link for home holds a secret that proves more than a form token could."""


@pytest.mark.parametrize("name", sorted(set(NAMES) - PROVED_OTHERWISE))
def test_forms_that_change_something_carry_the_token(name):
    for form in re.findall(r'<form[^>]*method="post".*?</form>', markup(name), re.S):
        assert "csrf_token" in form or "hidden_tag" in form


def test_style_sheets_ask_no_other_host():
    for sheet in (ROOT / "static" / "css").glob("*.css"):
        for address in re.findall(r'url\("?([^")]+)"?\)', sheet.read_text(encoding="utf-8")):
            assert address.startswith(("../fonts/", "font:")), f"{sheet.name}: {address}"


def test_every_static_file_a_template_names_exists():
    for name in NAMES:
        for path in re.findall(r"filename='([^'~]+)'\)", markup(name)):
            assert (ROOT / "static" / path).is_file(), f"{name}: {path}"


def test_fonts_and_vendored_files_stand_beside_their_licences():
    assert {path.stem for path in (ROOT / "static/fonts").glob("*.woff2")} == {
        "atkinson", "atkinson-extended", "literata", "literata-extended",
    }  # fmt: skip
    assert len(list((ROOT / "static" / "fonts").glob("OFL-*.txt"))) == 2
    assert (ROOT / "static" / "vendor" / "LICENSE-plotly.txt").is_file()
