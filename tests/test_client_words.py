"""No sentence of a client's page stands in a template or a script: they come from the catalogue.

`tests/web/test_languages.py` looks at the pages as they are rendered; this looks at their sources,
and so also at what no page happens to show.
"""

import re
from pathlib import Path

import pytest

from outcomes.languages import catalogue

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
FOLDERS = ("tablet", "kiosk", "home")
LAYOUTS = ("layouts/tablet.html", "layouts/kiosk.html")
COMPONENTS = (
    "answer_choices",
    "bring_back",
    "form_foot",
    "form_step",
    "form_words",
    "help_first",
    "help_now",
    "help_parts",
    "line",
    "listen",
    "other_languages",
    "own_picture",
    "remark_form",
    "review",
    "way_back",
)
SCRIPTS = (
    "bring_back",
    "device",
    "line",
    "listen",
    "page_guard",
    "resting",
    "send",
    "sent_once",
    "steps",
    "words",
)


def clients_pages(folder: Path) -> list[Path]:
    """Templates of a folder, but for pages that staff see on a tablet before it is the clients'."""
    return [
        path
        for path in folder.glob("*.html")
        if '"layouts/staff.html"' not in path.read_text(encoding="utf-8")
    ]


SOURCES = sorted(
    [
        *(path for folder in FOLDERS for path in clients_pages(TEMPLATES / folder)),
        *(TEMPLATES / name for name in LAYOUTS),
        *(TEMPLATES / "components" / f"{name}.html" for name in COMPONENTS),
    ]
)
PARTS = (
    "page",
    "opening",
    "form",
    "missing",
    "thanks",
    "help",
    "waiting",
    "not_taken",
    "problem",
    "own",
)
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder|data-[\w-]*words)="([^"]*)"')
EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
LITERAL = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)"|`([^`]*)`')


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def keys_of(path: Path) -> set[str]:
    """The sentences that a template names."""
    text = path.read_text(encoding="utf-8")
    return set(re.findall(r"""(?:say|pattern)\(\s*["'](\w+\.\w+)["']""", text))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_template_holds_no_words(path: Path) -> None:
    markup = EXPRESSION.sub("", path.read_text(encoding="utf-8"))
    between = re.sub(r"<[^>]*>|\bdata-[\w-]+=", " ", markup)
    spoken = " ".join(SPOKEN.findall(markup))
    assert re.findall(r"[A-Za-z]{2,}", f"{between} {spoken}") == []


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_holds_no_sentence(name: str) -> None:
    text = (ROOT / "static" / "js" / f"{name}.js").read_text(encoding="utf-8")
    code = re.sub(r"(?m)^\s*//.*$|\s//\s.*$", "", text)
    literals = [first or second for first, second in LITERAL.findall(code)]
    sentences = [each for each in literals if re.search(r"^[A-Z][a-z]+ |[a-z]{2,}[.?!]$", each)]
    assert sentences == []


def test_every_sentence_a_template_names_is_in_the_catalogue() -> None:
    named = {key for path in TEMPLATES.rglob("*.html") for key in keys_of(path)}
    assert named - set(catalogue()["en"].sentences) == set()


def test_every_sentence_around_the_form_is_said_somewhere() -> None:
    sources = [*TEMPLATES.rglob("*.html"), *(ROOT / "outcomes").rglob("*.py")]
    said = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    around = [key for key in catalogue()["en"].sentences if key.split(".")[0] in PARTS]
    unsaid = [key for key in around if key not in said and not is_put_together(key, said)]
    assert unsaid == []


def is_put_together(key: str, said: str) -> bool:
    """Whether a module makes the key of parts, such as ``f"problem.{what}_why"``."""
    part, _, name = key.partition(".")
    return f"{part}.{{" in said or f"{part}.{name.split('_')[0]}_{{" in said
