"""Which encoding a text file is in, and where its bytes do not fit.

UTF-8 is tried first, then (for files that hold no UTF-8 letter at all) Windows-1252, which older
spreadsheets write. A file that mixes the two has been damaged on its way, and is refused with the
row rather than read with wrong letters.
"""

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from outcomes.exchange.problems import ProblemList

BLOCK_BYTES = 1 << 20
FALLBACK = "cp1252"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NO_TEXT = (
    (b"PK\x03\x04", "a spreadsheet or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old spreadsheet"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
)
_CONTROL = bytes(code for code in range(32) if code not in b"\t\n\r\f") + b"\x7f"
_UTF8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


@dataclass(frozen=True, slots=True)
class Reading:
    """One pass over a file in one encoding. `misfit` and `control` are (row, what stands there)
    of the first byte that does not fit and the first control character, or None."""

    sha256: str
    misfit: tuple[int, str] | None
    control: tuple[int, str] | None


def detect(path: Path, *, told: str | None, problems: ProblemList) -> tuple[str | None, str]:
    """(encoding or None, SHA-256 of the file). Why there is none is noted in `problems`."""
    with path.open("rb") as file:
        head = file.read(8)
    other = next((name for magic, name in _NO_TEXT if head.startswith(magic)), None)
    if other:
        problems.of_file("no_text", f"the file is {other}; expected a text file, saved as CSV")
        return None, ""
    if told and not _known(told):
        problems.of_file("wrong_encoding", f"{told} is no known encoding; try utf-8 or cp1252")
        return None, ""
    marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
    encoding = told or marked or "utf-8"
    reading = _read(path, encoding)
    if reading.misfit and not told and not marked and not _holds_utf8(path):
        again = _read(path, FALLBACK)
        encoding, reading = (FALLBACK, again) if again.misfit is None else (encoding, reading)
    _note(reading, encoding, problems)
    fits = reading.misfit is None and reading.control is None
    return encoding if fits else None, reading.sha256


def _note(reading: Reading, encoding: str, problems: ProblemList) -> None:
    if reading.control:
        row, what = reading.control
        problems.of_row(
            "wrong_encoding",
            row,
            column=None,
            found=what,
            expected="expected plain text; the file is damaged, or no text file, "
            "or in an encoding to name with --encoding",
        )
    elif reading.misfit:
        row, what = reading.misfit
        problems.of_row(
            "wrong_encoding",
            row,
            column=None,
            found=what,
            expected=f"expected {encoding.upper()} throughout; save the file as UTF-8, "
            "or name its encoding with --encoding",
        )
    else:
        return
    problems.fatal = True


def _read(path: Path, encoding: str) -> Reading:
    digest, decoder, row = hashlib.sha256(), codecs.getincrementaldecoder(encoding)(), 1
    misfit = control = None
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK_BYTES)
            digest.update(block)
            if misfit is None:
                try:
                    text = decoder.decode(block, final=not block)
                except UnicodeError as error:
                    misfit, text = _where(error, encoding, row=row), ""
                control = control or _control_in(text, row=row)
                row += text.count("\n")
            if not block:
                return Reading(digest.hexdigest(), misfit, control)


def _where(error: UnicodeError, encoding: str, *, row: int) -> tuple[int, str]:
    if not isinstance(error, UnicodeDecodeError):
        return row, str(error)
    before = error.object[: error.start].decode(encoding, errors="ignore")
    return row + before.count("\n"), f"byte 0x{error.object[error.start]:02X}"


def _control_in(text: str, *, row: int) -> tuple[int, str] | None:
    # Comparing lengths is some twenty times faster than a regular expression on clean text.
    raw = text.encode(errors="replace")
    if len(raw.translate(None, _CONTROL)) == len(raw):
        return None
    at = next(place for place, code in enumerate(raw) if code in _CONTROL)
    return row + raw.count(b"\n", 0, at), f"control character 0x{raw[at]:02X}"


def _holds_utf8(path: Path) -> bool:
    with path.open("rb") as file:
        return any(
            _UTF8_LETTER.search(block) for block in iter(lambda: file.read(BLOCK_BYTES), b"")
        )


def _known(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding
    except LookupError:
        return False
