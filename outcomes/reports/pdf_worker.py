"""The process that lays out one PDF. It is the only module that imports WeasyPrint.

`reports/pdf.py` starts it as `python -I pdf_worker.py`, writes one JSON job to its standard input
and reads the PDF from its standard output. It knows nothing else of `outcomes`, so it starts
quickly, and a page that takes all memory takes only this process with it.

WeasyPrint asks a fetcher for everything a page points at. Ours answers two schemes of its own from
bytes it was given (`font:NAME` and `logo:`) and refuses every other address, so that a page can
reach neither the network nor a file (security.md D9). A fetcher that refused everything would
also refuse the fonts.
"""

import base64
import io
import json
import sys

import weasyprint
from PIL import Image
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

LOGO_BYTES = 1_000_000
LOGO_PIXELS = 4_000_000
LOGO_FORMATS = ("PNG", "JPEG")

NETWORK_EVENTS = ("socket.", "urllib.", "ftplib.", "http.client.", "subprocess.", "os.system")


class RefusedAddress(ValueError):
    """A page pointed at something it was not given."""


class OwnNamesFetcher(URLFetcher):
    """Answers `font:NAME` and `logo:` from bytes and raises for every other address.

    `unknown` gathers own names that were asked for and not given: those are mistakes in our
    style sheets, not attacks, and the job fails on them. WeasyPrint swallows what is raised here
    and goes on without the resource, which is what a refused address should come to.
    """

    def __init__(self, *, fonts: dict[str, bytes], logo: bytes | None) -> None:
        super().__init__(allowed_protocols=("font", "logo"), allow_redirects=False)
        self._fonts = fonts
        self._logo = logo
        self.unknown: list[str] = []

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        scheme, _, name = url.partition(":")
        if scheme == "font" and name in self._fonts:
            return URLFetcherResponse(url, self._fonts[name], {"Content-Type": "font/woff2"})
        if scheme == "logo" and self._logo is not None:
            return URLFetcherResponse(url, self._logo, {"Content-Type": "image/png"})
        if scheme in ("font", "logo"):
            self.unknown.append(url)
        raise RefusedAddress(f"not fetched: {url[:80]}")


def reencoded_logo(raw: bytes) -> bytes:
    """The picture as a plain PNG, without whatever else its file carried.

    Raises ValueError for a file over `LOGO_BYTES`, a picture over `LOGO_PIXELS`, or anything that
    is neither PNG nor JPEG (an SVG could point elsewhere, an animated format adds nothing).
    """
    if len(raw) > LOGO_BYTES:
        raise ValueError(f"the logo has {len(raw)} bytes; at most {LOGO_BYTES} are allowed")
    try:
        with Image.open(io.BytesIO(raw), formats=LOGO_FORMATS) as picture:
            if picture.width * picture.height > LOGO_PIXELS:
                raise ValueError(f"the logo has more than {LOGO_PIXELS} pixels")
            out = io.BytesIO()
            picture.convert("RGBA").save(out, "PNG")
    except OSError as error:
        raise ValueError("the logo is neither a PNG nor a JPEG picture") from error
    return out.getvalue()


def write_pdf(
    html: str, *, fonts: dict[str, bytes], logo: bytes | None = None, made_at: str
) -> bytes:
    """Lay out `html` as a tagged PDF/UA-1 document; `made_at` is an ISO time with its zone.

    The fonts are always cut down to the letters used (never `full_fonts`): whole fonts would make
    each report some hundred kilobytes larger. Raises LookupError for an own name that was not
    given.
    """
    fetcher = OwnNamesFetcher(fonts=fonts, logo=reencoded_logo(logo) if logo else None)
    # A base address of our own keeps WeasyPrint from reading relative addresses as files.
    page = weasyprint.HTML(string=html, base_url="report:", url_fetcher=fetcher)
    document = page.render(font_config=FontConfiguration(), pdf_variant="pdf/ua-1")
    document.metadata.created = document.metadata.modified = made_at
    document.metadata.generator = "outcomes"
    out = document.write_pdf(pdf_variant="pdf/ua-1")
    if fetcher.unknown:
        raise LookupError(", ".join(sorted(set(fetcher.unknown))))
    return out


def _limit(*, memory_bytes: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's time limit still holds.
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _refuse_network(event: str, _args: tuple) -> None:
    # Second lock behind the fetcher: whatever asks for the network in this process is stopped.
    if event.startswith(NETWORK_EVENTS):
        raise PermissionError(f"the PDF process has no network: {event}")


def main() -> int:
    """Read one job, write one PDF; on failure one line on standard error and exit status 1."""
    job = json.load(sys.stdin)
    _limit(memory_bytes=job["memory_bytes"], seconds=job["seconds"])
    sys.addaudithook(_refuse_network)
    fonts = {name: base64.b64decode(text) for name, text in job["fonts"].items()}
    logo = base64.b64decode(job["logo"]) if job["logo"] else None
    try:
        pdf = write_pdf(job["html"], fonts=fonts, logo=logo, made_at=job["made_at"])
    except MemoryError:
        sys.stderr.write("out of memory")
        return 1
    except (LookupError, ValueError) as error:
        sys.stderr.write(str(error))
        return 1
    except Exception as error:  # what WeasyPrint raises may quote the page: name the kind only
        sys.stderr.write(f"the layout stopped with {type(error).__name__}")
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
