"""A folder of results that appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def published(folder: Path) -> Iterator[Path]:
    """A place to write files in, beside `folder`; they move there when the block ends well.

    A folder that is not there yet appears in one step. In one that is, each file replaces its
    namesake and everything else stays. After an exception nothing has changed.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        yield draft
        if folder.exists():
            for path in sorted(draft.iterdir()):
                path.replace(folder / path.name)
        else:
            # mkdtemp makes folders for the owner alone; health data may stay so.
            os.rename(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
