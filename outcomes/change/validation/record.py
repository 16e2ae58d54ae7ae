"""Results that become plain data: every field under its own name, whatever is nested in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any


class Record:
    """A frozen dataclass with `to_dict`; its field names are the keys and stay as they are."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON keeps them: mappings, lists, numbers, text, true, false and null;
        dates in ISO form."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value
