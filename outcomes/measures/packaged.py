"""The measures that come with the software, read once: the only file access of the pure core."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from outcomes.errors import MeasureError
from outcomes.measures.loading import load_measure
from outcomes.measures.measure import Measure


@cache
def catalogue() -> Mapping[str, Measure]:
    """Every packaged measure by id, in order of file name. Read-only, always the same object."""
    folder = files("outcomes.measures") / "catalogue"
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for path in folder.iterdir()
        if path.name.endswith(".toml")
    }
    measures = [load_measure(texts[name], origin=name) for name in sorted(texts)]
    return MappingProxyType({measure.id: measure for measure in measures})


def catalogue_with(texts: Mapping[str, str]) -> Mapping[str, Measure]:
    """The packaged measures and a clinic's own: `texts` maps a file's name to its TOML.

    A file with the id of a packaged measure takes its place, which is how a clinic sets
    thresholds of its own; its version must differ, so that stored scores stay explicable.
    Raises MeasureError with the problems of all files at once.
    """
    found = dict(catalogue())
    origins: dict[str, str] = {}
    problems: list[str] = []
    for origin in sorted(texts):
        try:
            measure = load_measure(texts[origin], origin=origin)
        except MeasureError as error:
            problems += [f"{origin}: {problem}" for problem in error.problems]
            continue
        packaged = catalogue().get(measure.id)
        if measure.id in origins:
            problems.append(f"{origin}: the id {measure.id} is taken by {origins[measure.id]}")
        elif packaged is not None and packaged.version == measure.version:
            problems.append(
                f"{origin}: version {measure.version} is the packaged one; expected another"
            )
        origins.setdefault(measure.id, origin)
        found[measure.id] = measure
    if problems:
        raise MeasureError("Measure files of this clinic cannot be used.", problems=problems)
    return MappingProxyType(found)
