"""Clients shown in a list: a name or a status on a list is a look at a record too (security E4).

A page of one client leaves its own event through `access.fetch`. Lists leave one event with the
ids of all episodes on them, so that everybody who saw a client can be found.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import g


def note_listed(episode_ids: Iterable[int]) -> None:
    """Note that the page of this request shows something of these episodes."""
    g.setdefault("listed", set()).update(episode_ids)


def take_listed() -> list[int]:
    """The episodes noted in this request, by id; the notes are handed over and gone."""
    return sorted(g.pop("listed", ()))
