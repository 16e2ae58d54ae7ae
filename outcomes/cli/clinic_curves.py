"""The clinic whose curves a console command is about, and the versions it has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url, select
from sqlalchemy.exc import OperationalError, ProgrammingError

from outcomes.cli.refusals import Wrong
from outcomes.cli.starting import application, console, settings
from outcomes.measures import catalogue
from outcomes.storage import Clinic, CurveVersion, db
from outcomes.storage.curves import AGE_BANDS, Stratum, versions_of
from outcomes.storage.treatment import SERVICE_KINDS


@contextmanager
def clinic_at_console(practice: str | None = None) -> Iterator[Clinic]:
    """The clinic of this installation's database, open for reading and for actions.

    Args:
        practice: its name, where the database holds several.

    Raises:
        Wrong: no database, one of another version, no clinic, or several and none named.
    """
    how = settings()
    file = make_url(how.database_url).database
    if how.database_url.startswith("sqlite") and not (file and Path(file).is_file()):
        raise Wrong("There is no database yet.", problems=["outcomes serve makes one"])
    app = application(how)
    try:
        with console(app):
            yield _clinic(practice)
    except (OperationalError, ProgrammingError) as error:
        if "no such" not in str(error.orig) and "does not exist" not in str(error.orig):
            raise
        raise Wrong(
            "The database is not of this version.", problems=["run outcomes migrate first"]
        ) from None


def stratum_named(
    measure_id: str, *, age_band: str | None = None, service_kind: str | None = None
) -> Stratum:
    """The stratum that options name. Raises Wrong with everything that is wrong with them."""
    problems = []
    if measure_id not in catalogue():
        known = ", ".join(sorted(catalogue()))
        problems.append(f"--clinic {measure_id}: no measure of the clinic; expected one of {known}")
    if age_band not in (None, *AGE_BANDS):
        problems.append(f"--age-band {age_band}: expected one of {', '.join(AGE_BANDS)}")
    if service_kind not in (None, *SERVICE_KINDS):
        problems.append(f"--service-kind {service_kind}: expected {', '.join(SERVICE_KINDS)}")
    if problems:
        raise Wrong("This cannot be done as asked.", problems=problems)
    return Stratum(measure_id, age_band, service_kind)


def version_named(label: str, clinic: Clinic) -> CurveVersion:
    """The version of that label. Raises Wrong where the clinic never had it."""
    versions = db.session.scalars(versions_of(clinic.id)).all()
    found = next((each for each in versions if each.label == label), None)
    if found is None:
        known = ", ".join(each.label for each in versions) or "none yet"
        raise Wrong(
            "This cannot be done as asked.",
            problems=[f"{label}: {clinic.name} has no such version; there are: {known}"],
        )
    return found


def _clinic(practice: str | None) -> Clinic:
    clinics = db.session.scalars(select(Clinic).order_by(Clinic.id)).all()
    if practice is None and len(clinics) == 1:
        return clinics[0]
    named = [each for each in clinics if each.name == practice]
    if len(named) == 1:
        return named[0]
    names = ", ".join(each.name for each in clinics) or "none yet"
    raise Wrong(
        "Which clinic is not clear.",
        problems=[f"--practice: expected one of the clinics of the database: {names}"],
    )
