"""Static files: under the address of their version, whole, compressed, kept for a year."""

import gzip
import re
import shutil

import pytest
from flask import Flask
from flask.testing import FlaskClient

from outcomes.web import assets
from outcomes.wiring import STATIC

SQUEEZED = {"Accept-Encoding": "gzip"}


def address(app: Flask, name: str) -> str:
    with app.test_request_context():
        return app.url_for("static", filename=name)


def test_addresses_hold_a_digest_that_changes_with_any_file(app: Flask, tmp_path) -> None:
    assert re.fullmatch(r"/static/[0-9a-f]{10}/css/client.css", address(app, "css/client.css"))
    folder = tmp_path / "static"
    shutil.copytree(STATIC / "css", folder / "css")
    before = assets.version(folder)
    assets.version.cache_clear()
    assert assets.version(folder) == before
    (folder / "css" / "tokens.css").write_text(":root { --ink: #000 }", encoding="utf-8")
    assets.version.cache_clear()
    assert assets.version(folder) != before


@pytest.mark.parametrize("name", ["css/client.css", "fonts/atkinson.woff2", "icons/kiosk-192.png"])
def test_browsers_keep_them_for_a_year_whoever_is_signed_in(
    app: Flask, client: FlaskClient, name: str
) -> None:
    with client.get(address(app, name)) as answer:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Set-Cookie" not in answer.headers


def test_text_is_compressed_for_those_who_take_it(app: Flask, client: FlaskClient) -> None:
    url = address(app, "css/client.css")
    plain, small = client.get(url), client.get(url, headers=SQUEEZED)
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert plain.headers["Vary"] == small.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(small.data) == plain.data
    assert len(small.data) < len(plain.data) / 3
    assert client.get(url, headers={"Accept-Encoding": "gzip;q=0"}).data == plain.data


def test_what_a_browser_has_already_is_not_sent_again(app: Flask, client: FlaskClient) -> None:
    url = address(app, "js/form.js")
    tag = client.get(url, headers=SQUEEZED).headers["ETag"]
    again = client.get(url, headers=SQUEEZED | {"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "name",
    ["css/none.css", "../pyproject.toml", "js/../../README.md", "css", "", "css/x/x"],
)
def test_nothing_else_is_served(app: Flask, client: FlaskClient, name: str) -> None:
    base = address(app, "x").removesuffix("x")
    assert client.get(base + name).status_code == 404
    assert client.get(f"/static/{name}").status_code == 404


def test_sheet_comes_with_those_it_imports(app: Flask, client: FlaskClient) -> None:
    text = client.get(address(app, "css/client.css")).text
    assert "@import" not in text
    parts = ["tokens", "client_faces", "base", "components", "tablet"]
    places = [text.index((STATIC / "css" / f"{part}.css").read_text()) for part in parts]
    assert places == sorted(places)


def test_script_comes_with_the_modules_it_imports_each_once(
    app: Flask, client: FlaskClient
) -> None:
    text = client.get(address(app, "js/form.js")).text
    assert not re.search(r"^(import|export) ", text, re.MULTILINE)
    for module in ("line", "steps", "words", "device", "seconds", "send", "listen", "page_guard"):
        assert text.count(f"const ${module} = (() => {{") == 1
    assert text.index("const $words") < text.index("const $steps") < text.index("const $line")


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.stem)
def test_every_script_can_be_served_in_one_piece(path) -> None:
    assert assets.whole(path)


@pytest.mark.parametrize(
    "line",
    [
        "export default 3;",
        'import all from "./other.js";',
        'import * as all from "./other.js";',
        'export { one } from "./other.js";',
        'import { one } from "https://elsewhere.example/x.js";',
    ],
)
def test_a_module_that_is_not_understood_is_refused(tmp_path, line: str) -> None:
    (tmp_path / "other.js").write_text("export const one = 1;\n", encoding="utf-8")
    path = tmp_path / "main.js"
    path.write_text(f'import {{ one }} from "./other.js";\n{line}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"main\.js"):
        assets.whole(path)


@pytest.mark.parametrize("name", ["vendor/plotly-basic-4.1.1.min.js", "js/resting.js"])
def test_script_that_only_speaks_of_importing_is_served_as_it_is(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    assert "import" in text
    assert assets.whole(STATIC / name) == text
