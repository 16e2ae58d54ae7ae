"""An invented clinic to look at: people, courses and what was done about them.

Nothing in it is real, and the pages say so. What happens in it is told by hand (`told`) or
generated from a seed (`courses`), then stored (`store`) and replayed in order of time (`replay`),
so that each signal carries the evidence of its own day.

    load(as_of=..., seed=..., at=...)   into an empty database; returns who signs in and how
"""

from outcomes.demo.loading import load
from outcomes.demo.sign_ins import SignIn

__all__ = ["SignIn", "load"]
