"""Values that changed in mid-season: any key of a notice may hold its history instead of one value.

``deadline = [{ value = 2024-07-05 }, { from = 2024-07-03, value = 2024-07-12, basis = "补充通知：…" }]``: the first
value has no ``from``, each later one the day it is in force from, and the clause that says so. Which day counts for
which section is said here; the clause goes to the ``basis`` that the section's rules and letters cite.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from hui_reg.model import Noun

Tree = Mapping[str, Any]

_KEYS: Final = frozenset({"value", "from", "basis"})

REGISTERED: Final = "各人报名（第一封材料收到）那天的为准"
CLEARED: Final = "各人复核通过那天的为准"
EXAM: Final = "各次考试那天的为准"
CERTIFIED: Final = "各人取得证书那天的为准"
LATEST: Final = "以最后一次的为准，对所有人都算数"
DAYS: Final[Mapping[str, str]] = {
    "occupation": REGISTERED,
    "eligibility": REGISTERED,
    "materials": REGISTERED,
    "further_materials": REGISTERED,
    "photo": REGISTERED,
    "education_record": REGISTERED,
    "id_card": REGISTERED,
    "fees": CLEARED,
    "exam": EXAM,
    "makeup": EXAM,
    "subsidies": CERTIFIED,
    "subsidy": CERTIFIED,
}
"""By section: which day's value counts. Of every other section it is the last word: an extended term is everybody's."""

_BASIS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "photo": ("materials", "photo"),
    "education_record": ("materials", "education_record"),
    "id_card": ("materials", "id_card"),
    "occupation": ("materials", "application_form"),
}
"""Sections without a ``basis`` of their own: where the clause stands that their rules cite."""


class Dated(Noun):
    """One value of a key as the file has it: ``since`` None for the first."""

    since: date | None
    value: Any
    basis: str = ""


class Change(Noun):
    """A key, like ``registration.deadline``, and all its values, oldest first."""

    key: str
    values: tuple[Dated, ...]

    @property
    def day(self) -> str:
        """Which day's value counts, as a clause."""
        return DAYS.get(self.key.split(".")[0], LATEST)

    def on(self, day: date | None) -> Dated:
        """The value that counts of that day; the last one of None, or where the last word counts for all."""
        if day is None or self.day == LATEST:
            return self.values[-1]
        return [self.values[0], *(v for v in self.values[1:] if v.since is not None and v.since <= day)][-1]


def changes(data: Tree) -> tuple[Change, ...]:
    """Every history in a notice's data, in the order of the file. Raises :class:`ValueError`: key, then the fault."""
    return tuple(Change(key=key, values=tuple(_values(key, told))) for key, told in _histories(data, ""))


def days(told: Iterable[Change]) -> list[date]:
    """The days from which something else is in force, ascending."""
    return sorted({value.since for change in told for value in change.values if value.since is not None})


def as_of(data: Tree, told: Iterable[Change], day: date | None) -> dict[str, Any]:
    """The data with the value of each history that counts of a day, and its clause where it is cited from."""
    resolved: dict[str, Any] = _copied(data)
    for change in told:
        *path, last = change.key.split(".")
        value = change.on(day)
        held = _at(resolved, path)
        held[last] = value.value
        clauses = [v.basis for v in change.values[: change.values.index(value) + 1] if v.basis]
        _cite(resolved, path, clauses)
    return resolved


def _histories(held: Tree, path: str) -> Iterator[tuple[str, list[Tree]]]:
    for key, value in held.items():
        if _is_history(value):
            yield f"{path}{key}", value
        elif isinstance(value, Mapping):
            yield from _histories(value, f"{path}{key}.")
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                if isinstance(inner, Mapping):
                    yield from _histories(inner, f"{path}{key}.{number}.")


def _is_history(value: Any) -> bool:
    """A list of tables of which some holds a ``value``: no list of a notice's own has such a key."""
    return isinstance(value, list) and any(isinstance(one, Mapping) and "value" in one for one in value)


def _values(key: str, told: list[Tree]) -> Iterator[Dated]:
    before: date | None = None
    for number, one in enumerate(told):
        unknown = set(one) - _KEYS if isinstance(one, Mapping) else {str(one)}
        if unknown or "value" not in one:
            raise ValueError(key, '先后变更的每一项写作 { from = 日期, value = 值, basis = "依据" }')
        since = one.get("from")
        if since is not None and (not isinstance(since, date) or isinstance(since, datetime)):
            raise ValueError(key, f"from 应是日期（如 2024-07-03），写的是“{since}”")
        if number == 0 and since is not None:
            raise ValueError(key, "第一项是最初的值，不写 from")
        if number and (since is None or not one.get("basis")):
            raise ValueError(key, f"第{number + 1}项要写明 from（从哪天起）和 basis（依据哪份文件）")
        if before is not None and since is not None and since <= before:
            raise ValueError(key, f"第{number + 1}项的 from 应晚于前一项的 {before}")
        before = since or before
        yield Dated(since=since, value=one["value"], basis=str(one.get("basis", "")))


def _copied(held: Any) -> Any:
    if isinstance(held, Mapping):
        return {key: _copied(value) for key, value in held.items()}
    return [_copied(one) for one in held] if isinstance(held, list) else held


def _at(held: Any, path: Iterable[str]) -> Any:
    for part in path:
        held = held[int(part)] if isinstance(held, list) else held[part]
    return held


def _cite(data: dict[str, Any], path: list[str], clauses: list[str]) -> None:
    """Add clauses to the nearest ``basis`` around a key, or to the one that speaks for its section."""
    around = [path[:depth] for depth in range(len(path), 0, -1)]
    if path and path[0] in _BASIS_OF:
        around.append(list(_BASIS_OF[path[0]]))
    for place in around:
        try:
            held = _at(data, place)
        except (KeyError, IndexError):
            continue
        if isinstance(held, dict) and isinstance(held.get("basis"), str):
            held["basis"] = "；".join(dict.fromkeys((held["basis"], *clauses)))
            return
