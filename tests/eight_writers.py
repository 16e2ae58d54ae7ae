"""Eight threads that each read a number before they write it, on whichever database."""

import threading

from flask import Flask

from outcomes.actions.writing import writing
from outcomes.cli.starting import console
from outcomes.storage import Clinic, db
from tests.conftest import NOW

WRITERS, TIMES = 8, 10


def count_together(app: Flask) -> tuple[str, list[BaseException]]:
    """The number that stands in the end, and what went wrong on the way.

    A transaction that was lost or refused is missing in the number; all of them make
    `WRITERS` times `TIMES`.
    """
    with console(app), writing() as session:
        session.add(Clinic(name="0", created_at=NOW))
    failures: list[BaseException] = []

    def add() -> None:
        with console(app):
            for _ in range(TIMES):
                try:
                    with writing() as session:
                        clinic = session.scalars(db.select(Clinic)).one()
                        clinic.name = str(int(clinic.name) + 1)
                except BaseException as error:
                    failures.append(error)

    threads = [threading.Thread(target=add) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with console(app):
        found = db.session.scalars(db.select(Clinic.name)).one()
        db.session.rollback()
    return found, failures
