"""The measures in use: those that come with the software, and the clinic's own beside them.

Reading the packaged files is the only file access of the pure core. The clinic's files are read by
whoever starts the application; their texts are handed to `use_measures_of_clinic` once, before
anything is scored.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from outcomes.errors import MeasureError
from outcomes.measures.loading import load_measure
from outcomes.measures.measure import Measure

_in_use: Mapping[str, Measure] | None = None


def catalogue() -> Mapping[str, Measure]:
    """Every measure in use by id. Read-only, the same object until the clinic's own change."""
    return packaged() if _in_use is None else _in_use


def use_measures_of_clinic(texts: Mapping[str, str]) -> None:
    """From now on `catalogue` holds these measures too; called once, at the start.

    Args:
        texts: a file's name to its TOML; none at all leaves the packaged measures alone.

    Raises:
        MeasureError: `problems` lists those of every file; nothing changes then.
    """
    global _in_use
    _in_use = catalogue_with(texts) if texts else None


@cache
def packaged() -> Mapping[str, Measure]:
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
    found = dict(packaged())
    origins: dict[str, str] = {}
    problems: list[str] = []
    for origin in sorted(texts):
        try:
            measure = load_measure(texts[origin], origin=origin)
        except MeasureError as error:
            problems += [f"{origin}: {problem}" for problem in error.problems]
            continue
        shipped = packaged().get(measure.id)
        if measure.id in origins:
            problems.append(f"{origin}: the id {measure.id} is taken by {origins[measure.id]}")
        elif shipped is not None and shipped.version == measure.version:
            problems.append(
                f"{origin}: version {measure.version} is the packaged one; expected another"
            )
        origins.setdefault(measure.id, origin)
        found[measure.id] = measure
    if problems:
        raise MeasureError("Measure files of this clinic cannot be used.", problems=problems)
    return MappingProxyType(found)
