"""How far a long command is, on standard error: nothing for the first second, then one line.

The line is the design's: it fills up to its mark, with the count and the time left in words.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TextIO

SHOWN_AFTER = 1.0
EVERY = 0.1
WIDTH = 32


class ProgressBar:
    """One command's progress, stage after stage. Silent where nobody watches a terminal.

    `shown` is True to draw in any case, False never to, None to draw on a terminal only.
    """

    def __init__(
        self,
        *,
        shown: bool | None = None,
        out: TextIO | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._out = out or sys.stderr
        self._shown = self._out.isatty() if shown is None else shown
        self._clock = clock
        self._begun = clock()
        self._last = float("-inf")
        self._stage_begun = self._begun
        self._drawn = False

    def stage(self, name: str, unit: str) -> Callable[[int, int], None]:
        """Begin a stage; what is returned is told `(done, of)`. `unit` may be "MB" for bytes."""
        self._stage_begun = self._clock()

        def tick(done: int, of: int) -> None:
            now = self._clock()
            early = now - self._begun < SHOWN_AFTER or now - self._last < EVERY
            if self._shown and not early and of:
                self._last = now
                self._draw(name, done, of, unit, now)

        return tick

    def close(self) -> None:
        """Take the line away, so that the results stand alone."""
        if self._drawn:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def _draw(self, name: str, done: int, of: int, unit: str, now: float) -> None:
        share = min(done / of, 1.0)
        mark = round(share * (WIDTH - 1))
        line = "━" * mark + "●" + "─" * (WIDTH - 1 - mark)
        spent = now - self._stage_begun
        left = f", about {spent / share - spent:.0f} s left" if share > 0.02 else ""
        size = 1_000_000 if unit == "MB" else 1
        count = f"{done // size:,} of {of // size:,} {unit}"
        self._out.write(f"\r\x1b[K{line} {name}, {count}{left}")
        self._out.flush()
        self._drawn = True
