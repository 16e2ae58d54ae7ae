"""Results that become plain data: every field under its own name, whatever is nested in it."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Self, Union, get_args, get_origin, get_type_hints


class Record:
    """A frozen dataclass with `to_dict`; its field names are the keys and stay as they are."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """All fields as JSON keeps them: mappings, lists, numbers, text, true, false and null;
        dates in ISO form."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """What `to_dict` gave, as it was. A key without a field is left out; a missing one raises
        KeyError unless the field has a default."""
        return _built(cls, plain)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _built(kind: Any, value: Any) -> Any:
    """A value of the annotated type from its plain form."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        known = [each for each in inner if each is not types.NoneType]
        return None if value is None else _built(known[0], value)
    if origin is tuple:
        return tuple(_built(inner[0], each) for each in value)
    if is_dataclass(kind):
        hints = _hints(kind)
        present = [each.name for each in fields(kind) if each.init and each.name in value]
        return kind(**{name: _built(hints[name], value[name]) for name in present})
    if kind is dt.date:
        return dt.date.fromisoformat(value)
    return dict(value) if origin is dict else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
