"""What is said at a start about where the records are kept, if anything has to be."""

from __future__ import annotations

from outcomes.config import Settings
from outcomes.storage import db
from outcomes.storage.database import SAFE_WAL, journal_for
from outcomes.storage.space import Space


def storage_words(how: Settings, space: Space) -> str:
    """Lines to follow the greeting, or nothing. Needs an application context."""
    lines = [_library_words(db.engine.dialect.dbapi.sqlite_version_info)] if how.is_sqlite else []
    if space.is_low:
        lines.append(
            f"The disk of {how.instance} has {space.megabytes} MB left. Below 200 MB reports are "
            "not made any more; below nothing at all, nothing can be stored."
        )
    return "".join(f"\n{line}" for line in lines if line)


def _library_words(library: tuple[int, ...]) -> str:
    if journal_for(library) == "WAL":
        return ""
    version, safe = ".".join(map(str, library)), ".".join(map(str, SAFE_WAL))
    return (
        f"SQLite {version} is older than {safe}, which can corrupt a database in WAL mode: the "
        "slower journal mode TRUNCATE is used. The driver sqlcipher3 brings a newer one."
    )
