"""The measures that come with the software, read once: the only file access of the pure core."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from outcomes.measures.loading import load_measure
from outcomes.measures.measure import Measure


@cache
def catalogue() -> Mapping[str, Measure]:
    """Every packaged measure by id, in order of id. Read-only, the same object every time."""
    folder = files("outcomes.measures") / "catalogue"
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for path in folder.iterdir()
        if path.name.endswith(".toml")
    }
    measures = [load_measure(texts[name], origin=name) for name in sorted(texts)]
    return MappingProxyType({measure.id: measure for measure in measures})
