"""A page of HTML as PDF bytes.

The layout runs in a process of its own (`reports/pdf_worker.py`) with limits on memory and time,
so that no report can slow down or take down the server, and with nothing it could fetch: fonts
and logo travel with the job.
"""

import base64
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outcomes.errors import PdfError

WORKER = Path(__file__).with_name("pdf_worker.py")
FONT_FOLDER = Path(__file__).resolve().parents[2] / "static" / "fonts"

# What the process needs to find its libraries and fonts; never the server's secrets.
PASSED_ENVIRONMENT = ("PATH", "HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class PdfLimits:
    """What one document may use: bytes of memory, and seconds (of processor and of the clock)."""

    memory_bytes: int = 1_000_000_000
    seconds: int = 60


def paper_fonts(folder: Path = FONT_FOLDER) -> dict[str, bytes]:
    """The packaged fonts by file name without its ending: `font:NAME` in the paper style sheet."""
    return {path.stem: path.read_bytes() for path in sorted(folder.glob("*.woff2"))}


def render_pdf(
    html: str,
    *,
    made_at: datetime,
    fonts: Mapping[str, bytes] | None = None,
    logo: bytes | None = None,
    limits: PdfLimits | None = None,
) -> bytes:
    """The document as tagged PDF/UA-1. The same html, fonts, logo and time give the same bytes.

    `html` carries its own style sheet, `<html lang>` and `<title>`; it may name `font:NAME` for
    each key of `fonts` (by default the packaged ones) and `logo:`; every other address is left
    out unfetched. `made_at` is the time printed as the date of making and must have a zone.
    Raises PdfError when the layout needs more than `limits` or the logo is no picture.
    """
    if made_at.tzinfo is None:
        raise ValueError("made_at needs a time zone")
    if "<title>" not in html or " lang=" not in html.partition("<head")[0]:
        raise ValueError("a tagged PDF needs a title and a language")
    limits = limits or PdfLimits()
    job = {
        "html": html,
        "fonts": _as_text(paper_fonts() if fonts is None else fonts),
        "logo": base64.b64encode(logo).decode() if logo else None,
        "made_at": made_at.isoformat(timespec="seconds"),
        "memory_bytes": limits.memory_bytes,
        "seconds": limits.seconds,
    }
    return _run(json.dumps(job).encode(), made_at=made_at, seconds=limits.seconds)


def _as_text(fonts: Mapping[str, bytes]) -> dict[str, str]:
    return {name: base64.b64encode(raw).decode() for name, raw in fonts.items()}


def _run(job: bytes, *, made_at: datetime, seconds: int) -> bytes:
    # WeasyPrint keeps fonts in a temporary folder while it works; a stopped process would leave
    # it behind, so the folder is ours.
    with tempfile.TemporaryDirectory(prefix="outcomes-pdf-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and file, no shell
                [sys.executable, "-I", str(WORKER)],
                input=job,
                capture_output=True,
                timeout=seconds,
                env=_environment(folder, made_at=made_at),
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise PdfError(f"The PDF was not ready after {seconds} s and was given up.") from error
    if done.returncode < 0:
        raise PdfError(
            f"The PDF was given up: it needed more memory than allowed or over {seconds} s."
        )
    if done.returncode != 0:
        raise PdfError(f"The PDF could not be made: {_last_line(done.stderr)}")
    return done.stdout


def _environment(folder: str, *, made_at: datetime) -> dict[str, str]:
    # fontTools writes the time into each font it cuts down, unless this variable gives one.
    own = {
        "TMPDIR": folder,
        "LANG": "C.UTF-8",
        "SOURCE_DATE_EPOCH": str(int(made_at.timestamp())),
    }
    return {name: os.environ[name] for name in PASSED_ENVIRONMENT if name in os.environ} | own


def _last_line(stderr: bytes) -> str:
    lines = stderr.decode(errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "the process ended without a word"
