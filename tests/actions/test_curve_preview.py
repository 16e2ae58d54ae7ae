"""What a curve would change, before anybody decides: the whole, and what each may see of it."""

from __future__ import annotations

import dataclasses

import pytest
from sqlalchemy import select

from outcomes.access import Permission, visible
from outcomes.actions.curve_preview import (
    CURVE_DECIDES,
    Preview,
    StatusChange,
    _aggregates,
    preview,
    preview_for,
)
from outcomes.actions.curves import activate, record_version
from outcomes.change import STARTER
from outcomes.errors import NotFound
from outcomes.storage import Episode, EpisodeProgress, db
from outcomes.storage.curves import Stratum
from tests.cast import NOW, TODAY

LOSING = dataclasses.replace(
    STARTER, g1=-0.3, g2=-0.2, b1=1.0, b2=0.0, stage="blended", n_episodes=64
)


@pytest.fixture
def version(cast):
    return record_version(
        by=cast.staff("director"), at=NOW, curve=LOSING, stratum=Stratum("wellbeing"),
        provenance={"population": "Invented"}, fit_report={},
    )  # fmt: skip


def statuses() -> dict[int, str]:
    rows = db.session.execute(select(EpisodeProgress.episode_id, EpisodeProgress.status))
    return dict(rows.all())


def test_a_preview_is_what_activation_then_does(cast, version):
    before = statuses()
    seen = preview(version, at=NOW)
    assert statuses() == before
    activate(by=cast.staff("director"), at=NOW, version=version, why="As the preview showed")
    after = statuses()
    changed = {each: (before[each], after[each]) for each in before if before[each] != after[each]}
    told = {each: (change.before, change.after) for change in seen.changes
            for each in change.episode_ids}  # fmt: skip
    assert told == changed
    assert cast.episode("0417").id in told
    assert seen.instead_of == ("starter-1",)
    # Thirteen open episodes of the clinic are rated with the wellbeing check-in.
    assert seen.n_open == 13


def test_a_version_in_use_would_change_nothing(cast, version):
    activate(by=cast.staff("director"), at=NOW, version=version, why="Ours")
    assert preview(version, at=NOW) == Preview("wellbeing-1", (), (), ())


def test_a_director_sees_no_small_count_and_nobodys_id(cast, version):
    seen = preview_for(cast.staff("director"), version, at=NOW, on=TODAY)
    assert seen.n_open == 13
    assert all(each.episode_ids == () for each in seen.changes)
    assert all(each.count is None or each.count >= 5 for each in seen.changes)
    # Every change that there can be has its line, whether it occurs or not.
    assert {(each.before, each.after) for each in seen.changes} == {
        (a, b) for a in CURVE_DECIDES for b in CURVE_DECIDES if a != b
    }


def test_a_director_sees_large_counts_but_none_that_gives_a_small_one_away():
    """40 open: 21 unchanged, 12 to watch and 7 back from it, nobody else.

    Were 7 shown as well, the rest would be known to be none; so it is withheld with them.
    """
    whole = Preview(
        "wellbeing-1", ("starter-1",), tuple(range(21)),
        (StatusChange("on_track", "watch", tuple(range(21, 33))),
         StatusChange("watch", "on_track", tuple(range(33, 40)))),
    )  # fmt: skip
    seen = _aggregates(whole)
    cells = {(each.before, each.after): (each.cell, each.count) for each in seen.changes}
    assert cells["on_track", "watch"] == ("shown", 12)
    assert cells["watch", "on_track"] == ("withheld", None)
    assert cells["on_track", "not_on_track"] == ("small", None)
    assert (seen.unchanged, seen.n_open) == (21, 40)


def test_a_therapist_sees_which_of_the_own_courses_would_change(cast, version):
    miriam = cast.staff("miriam")
    readable = set(
        db.session.scalars(
            visible(miriam, Permission.READ_EPISODE, on=TODAY).with_only_columns(Episode.id)
        )
    )
    seen = preview_for(miriam, version, at=NOW, on=TODAY)
    whole = preview(version, at=NOW)
    ids = {each for change in seen.changes for each in change.episode_ids}
    assert ids == {e for change in whole.changes for e in change.episode_ids} & readable
    assert cast.episode("0417").id in ids
    assert all(each.count == len(each.episode_ids) for each in seen.changes)
    assert seen.n_open == 10  # her open episodes


def test_another_clinic_sees_nothing(cast, version):
    for key in ("mark", "other_director"):
        with pytest.raises(NotFound):
            preview_for(cast.staff(key), version, at=NOW, on=TODAY)


def test_a_preview_takes_no_more_queries_for_more_courses(cast, version, queries):
    adults = record_version(
        by=cast.staff("director"), at=NOW, curve=LOSING, stratum=Stratum("wellbeing", "youth"),
        provenance={"population": "Invented"}, fit_report={},
    )  # fmt: skip
    counts = []
    for each in (adults, version):
        db.session.expire_all()
        db.session.rollback()
        with queries() as seen:
            preview(each, at=NOW)
        counts.append(sum("SELECT" in statement for statement in seen))
    assert counts[0] == counts[1]
