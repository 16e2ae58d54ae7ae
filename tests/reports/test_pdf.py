"""A PDF is tagged, repeatable, within its limits, and fetches nothing."""

import base64
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from PIL import Image, PngImagePlugin

from outcomes.errors import PdfError
from outcomes.reports import pdf_worker
from outcomes.reports.pdf import PdfLimits, render_pdf

MADE_AT = datetime(2026, 11, 19, 13, 58, tzinfo=UTC)
ISO = MADE_AT.isoformat()

SECRET = "canary-7f3a"


def page(body: str, *, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><title>Progress report</title>{head}</head>'
        f"<body><h1>Progress report</h1>{body}</body></html>"
    )


def text_of(pdf: bytes) -> str:
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    return "\n".join(sheet.extract_text() for sheet in reader.pages)


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 20)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (90, 45, 79)).save(out, kind)
    return out.getvalue()


# --- what every report gets ---------------------------------------------------------------------


def test_pdf_is_tagged_and_names_its_title_and_language():
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(page("<p>One line</p>"), made_at=MADE_AT)))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "en"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in catalog["/Metadata"].get_data()
    assert reader.metadata.title == "Progress report"


def test_pdf_bears_the_time_it_was_given_and_not_the_time_of_day():
    reader = pypdf.PdfReader(io.BytesIO(render_pdf(page(""), made_at=MADE_AT)))
    assert reader.metadata.creation_date == MADE_AT


def test_same_content_and_time_give_the_same_bytes():
    html = page("<p>Twice the same</p>", head="<style>h1 { font: 600 20pt sans-serif }</style>")
    assert render_pdf(html, made_at=MADE_AT) == render_pdf(html, made_at=MADE_AT)


def test_another_time_gives_other_bytes():
    html = page("<p>Twice the same</p>")
    later = MADE_AT.replace(minute=59)
    assert render_pdf(html, made_at=MADE_AT) != render_pdf(html, made_at=later)


def test_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render_pdf(page(""), made_at=datetime(2026, 11, 19))


@pytest.mark.parametrize(
    "html",
    ["<html lang='en'><head></head><body>x</body></html>", "<html><head><title>x</title></head>"],
)
def test_page_without_title_or_language_is_refused(html):
    with pytest.raises(ValueError, match="title and a language"):
        render_pdf(html, made_at=MADE_AT)


# --- own names ----------------------------------------------------------------------------------


def test_own_font_is_embedded_under_its_name():
    font = Path("/usr/share/fonts/truetype/dejavu/DejaVuSerif-Bold.ttf")
    if not font.exists():
        pytest.skip("no DejaVu fonts on this machine to stand in for our own")
    head = (
        "<style>@font-face { font-family: Ours; src: url(font:ours) } "
        "body { font-family: Ours }</style>"
    )
    pdf = render_pdf(
        page("<p>x</p>", head=head), made_at=MADE_AT, fonts={"ours": font.read_bytes()}
    )
    sheet = pypdf.PdfReader(io.BytesIO(pdf)).pages[0]
    names = [
        str(entry.get_object()["/BaseFont"]) for entry in sheet["/Resources"]["/Font"].values()
    ]
    assert any("Ours" in name for name in names)


def test_font_that_was_not_given_is_an_error_and_not_a_silent_fallback():
    head = "<style>@font-face { font-family: Ours; src: url(font:missing) } </style>"
    with pytest.raises(PdfError, match="font:missing"):
        render_pdf(page("x", head=head), made_at=MADE_AT, fonts={})


def test_logo_is_drawn():
    html = page('<img src="logo:" alt="Harbour Street Practice">')
    pdf = render_pdf(html, made_at=MADE_AT, logo=picture())
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].images) == 1


@pytest.mark.parametrize(
    "logo",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        b"\x89PNG\r\n\x1a\nbroken",
        picture("GIF"),
        picture(size=(2100, 2000)),
        picture() + b"\0" * 1_000_000,
    ],
    ids=["svg", "broken", "gif", "too many pixels", "too many bytes"],
)
def test_logo_that_is_no_small_png_or_jpeg_is_refused(logo):
    with pytest.raises(PdfError, match="logo"):
        render_pdf(page('<img src="logo:" alt="x">'), made_at=MADE_AT, logo=logo)


def test_logo_loses_what_its_file_carried_besides_the_picture():
    out = io.BytesIO()
    carried = PngImagePlugin.PngInfo()
    carried.add_text("Comment", SECRET)
    Image.new("RGB", (4, 4)).save(out, "PNG", pnginfo=carried)
    assert SECRET.encode() in out.getvalue()
    assert SECRET.encode() not in pdf_worker.reencoded_logo(out.getvalue())


# --- limits -------------------------------------------------------------------------------------


def test_layout_that_takes_too_long_is_given_up():
    endless = page("<table>" + "<tr><td>row</td></tr>" * 20_000 + "</table>")
    with pytest.raises(PdfError, match="given up"):
        render_pdf(endless, made_at=MADE_AT, limits=PdfLimits(seconds=1))


def test_layout_that_takes_too_much_memory_is_given_up():
    wide = page("<table>" + "<tr><td>row</td></tr>" * 60_000 + "</table>")
    with pytest.raises(PdfError):
        render_pdf(wide, made_at=MADE_AT, limits=PdfLimits(memory_bytes=300_000_000))


# --- hostile pages ------------------------------------------------------------------------------


class Watch:
    """Notes every file opened and every network call while it is on. Hooks cannot be removed."""

    def __init__(self) -> None:
        self.on = False
        self.opened: list[str] = []
        self.network: list[str] = []
        sys.addaudithook(self._note)

    def _note(self, event: str, args: tuple) -> None:
        if not self.on:
            return
        if event == "open":
            self.opened.append(str(args[0]))
        elif event.startswith(("socket.", "urllib.", "ftplib.", "http.client.", "subprocess.")):
            self.network.append(event)


@pytest.fixture(scope="module")
def watch():
    return Watch()


@pytest.fixture
def secret_file(tmp_path):
    (tmp_path / "secret.css").write_text(f"h1::after {{ content: '{SECRET}' }}")
    (tmp_path / "secret.txt").write_text(SECRET)
    (tmp_path / "secret.png").write_bytes(picture())
    (tmp_path / "secret.svg").write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg'><text id='t' y='9'>{SECRET}</text></svg>"
    )
    return tmp_path


def svg(inside: str) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="80" height="40"><title>a chart</title>{inside}</svg>'
    )


DATA_SVG = base64.b64encode(
    b"<svg xmlns='http://www.w3.org/2000/svg'><image href='http://example.org/a.png'/></svg>"
).decode()

HOSTILE = {
    "picture over http": '<img src="http://example.org/a.png" alt="x">',
    "picture over https": '<img src="https://example.org/a.png" alt="x">',
    "picture over ftp": '<img src="ftp://example.org/a.png" alt="x">',
    "picture from a file": '<img src="file://{folder}/secret.png" alt="x">',
    "picture from a relative path": '<img src="../../../../../..{folder}/secret.png" alt="x">',
    "picture without a scheme": '<img src="//example.org/a.png" alt="x">',
    "picture in other letters": '<img src="FiLe://{folder}/secret.png" alt="x">',
    "picture as data": f'<img src="data:image/svg+xml;base64,{DATA_SVG}" alt="x">',
    "object": '<object data="file://{folder}/secret.svg">x</object>',
    "embed": '<embed src="file://{folder}/secret.svg">',
    "frame": '<iframe src="file://{folder}/secret.txt"></iframe>',
    "style sheet over http": '<link rel="stylesheet" href="http://example.org/a.css">',
    "style sheet from a file": '<link rel="stylesheet" href="file://{folder}/secret.css">',
    "css import": "<style>@import url(file://{folder}/secret.css);</style>",
    "css import over http": "<style>@import 'http://example.org/a.css';</style>",
    "css background": "<style>h1 {{ background: url(file://{folder}/secret.png) }}</style>",
    "css content": "<style>h1::before {{ content: url(http://example.org/a.png) }}</style>",
    "css bullet": "<ul style='list-style-image: url(file://{folder}/secret.png)'><li>x</ul>",
    "css border picture": "<style>h1 {{ border-image: url(file://{folder}/secret.png) }}</style>",
    "font over http": "<style>@font-face {{ font-family: a; src: url(http://example.org/a.woff2) }}"
    "body {{ font-family: a }}</style>",
    "font from a file": "<style>@font-face {{ font-family: a; src: url(file:///usr/share/fonts/"
    "truetype/dejavu/DejaVuSerif.ttf) }} body {{ font-family: a }}</style>",
    "colour profile": "<style>@color-profile device-cmyk {{ src: url(file://{folder}/secret.txt) }}"
    "</style>",
    "attachment by link": '<link rel="attachment" href="file://{folder}/secret.txt" title="x">',
    "attachment by anchor": '<a rel="attachment" href="file://{folder}/secret.txt">x</a>',
    "other base": '<base href="file://{folder}/"><img src="secret.png" alt="x">',
    "refresh": '<meta http-equiv="refresh" content="0; url=http://example.org/">',
    "svg picture": svg('<image href="file://{folder}/secret.png" width="9" height="9"/>'),
    "svg picture over http": svg('<image xlink:href="http://example.org/a.png" width="9"/>'),
    "svg use of another file": svg('<use href="file://{folder}/secret.svg#t"/>'),
    "svg use over http": svg('<use xlink:href="http://example.org/a.svg#t"/>'),
    "svg foreign object": svg(
        '<foreignObject width="9" height="9"><img src="file://{folder}/secret.png"/></foreignObject>'
    ),
    "svg filter": svg('<filter id="f"><feImage href="http://example.org/a.png"/></filter>'),
    "svg style": svg("<style>rect {{ fill: url(http://example.org/a.svg#f) }}</style><rect/>"),
    "svg style import": svg("<style>@import url(file://{folder}/secret.css);</style><rect/>"),
    "svg entity": '<!DOCTYPE svg [<!ENTITY e SYSTEM "file://{folder}/secret.txt">]>'
    + svg("<text>&e;</text>"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_page_reaches_neither_network_nor_disk(kind, secret_file, watch):
    html = page(HOSTILE[kind].format(folder=secret_file))
    watch.opened.clear()
    watch.network.clear()
    watch.on = True
    try:
        pdf = pdf_worker.write_pdf(html, fonts={}, made_at=ISO)
    except (OSError, AttributeError):  # refused as a whole, which is as good
        pdf = b""
    finally:
        watch.on = False
    assert watch.network == []
    assert [path for path in watch.opened if "secret" in path or path.endswith("Serif.ttf")] == []
    assert SECRET.encode() not in pdf
    if pdf:
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        assert SECRET not in text_of(pdf)
        assert not reader.attachments
        assert [image for sheet in reader.pages for image in sheet.images] == []


def test_hostile_page_still_prints_the_rest(secret_file):
    html = page(HOSTILE["picture from a file"].format(folder=secret_file) + "<p>The rest.</p>")
    assert "The rest." in text_of(render_pdf(html, made_at=MADE_AT))


def test_worker_process_itself_refuses_the_network():
    with pytest.raises(PermissionError, match="no network"):
        pdf_worker._refuse_network("socket.connect", ())
