"""Files that a page loads: under an address with their version, whole in one answer, compressed.

The address of every file holds a digest of all of them (`/static/4f1c09ab3e/css/client.css`): a
browser may keep it for a year and still never show an old one. A style sheet is served with the
sheets it imports in it, a script with the modules it imports: nothing is built beforehand, and
without this server the same files work as they are, one request for each.

Texts are compressed, once. They hold nothing about anybody and no secret, so that their length
tells nothing (see `web.compression` for pages).
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path

from flask import Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

TEXTS = (".css", ".js", ".svg", ".webmanifest", ".txt", ".md")
YEAR = 365 * 24 * 3600
_SHEET = re.compile(r'^@import "([\w./-]+)";\n', re.MULTILINE)
_IMPORT = re.compile(r'^import (?:\{([^}]*)\} from )?"\./([\w-]+)\.js";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|const|class) (\w+))", re.MULTILINE)
_IMPORTS = re.compile(r"^import\b(?!\()", re.MULTILINE)
_OTHER_MODULES = re.compile(r"^(?:import\b(?!\()|export\b).*", re.MULTILINE)


@cache
def version(folder: Path) -> str:
    """Ten digits that change with any file of the folder."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


def answer(folder: Path, name: str) -> Response:
    """A file of the folder for the browser that asks.

    Raises:
        NotFound: there is none of this name.
    """
    found = safe_join(str(folder), name)
    if found is None or not Path(found).is_file():
        raise NotFound
    response = _text(Path(found)) if name.endswith(TEXTS) else send_from_directory(folder, name)
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def whole(path: Path) -> str:
    """The text of a file with everything it imports in it.

    Raises:
        ValueError: it imports or exports in a way that is not understood here.
    """
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return _SHEET.sub(lambda found: whole(path.parent / found[1]), text)
    if path.suffix == ".js" and _IMPORTS.search(text):
        return _script(path)
    return text


def _text(path: Path) -> Response:
    plain, squeezed = _prepared(path)
    is_small = request.accept_encodings["gzip"] > 0
    kind = mimetypes.guess_type(path.name)[0] or "text/plain"
    response = Response(squeezed if is_small else plain, mimetype=kind)
    if is_small:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.add_etag()
    return response.make_conditional(request)


@cache
def _prepared(path: Path) -> tuple[bytes, bytes]:
    """What is sent, plain and compressed; worked out once while the server runs."""
    plain = whole(path).encode()
    return plain, gzip.compress(plain, 9, mtime=0)


def _script(path: Path) -> str:
    """A module after those it imports, each in a scope of its own."""
    parts: dict[str, str] = {}
    _gather(path, parts)
    *before, own = parts.values()
    return "\n".join([*before, own])


def _gather(path: Path, parts: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for _, name in _IMPORT.findall(text):
        if name not in parts:
            _gather(path.with_name(f"{name}.js"), parts)
    names = _EXPORT.findall(text)
    body = _EXPORT.sub("", _IMPORT.sub(_taken, text))
    left = _OTHER_MODULES.search(body)
    if left:
        raise ValueError(f"{path.name}: {left[0]!r} cannot be served in one piece.")
    given = f"\nreturn {{ {', '.join(names)} }};" if names else ""
    parts[path.stem] = f"const {_scope(path.stem)} = (() => {{\n{body}{given}\n}})();\n"


def _taken(found: re.Match[str]) -> str:
    names, module = found.groups()
    return f"const {{{names}}} = {_scope(module)};\n" if names else ""


def _scope(module: str) -> str:
    return "$" + module.replace("-", "_")
