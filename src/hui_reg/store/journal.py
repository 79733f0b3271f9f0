"""When and where each kept mail arrived, in a plain file beside the bytes: with it the database can be made anew.

The bytes of a mail don't tell the server's receiving date, which decides lateness. One JSON object a line, appended
and synced after the bytes and before the database; a line cut short by a crash is passed over. It tells of no person,
and says of mails that were purged that they were.
"""

import contextlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from hui_reg import durable
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.model import Problem
from hui_reg.store.mails import Arrival, Sighting


class Journal:
    """The arrivals of one store. Faults of the disk are :class:`HuiRegError` (exit 7)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, arrivals: Sequence[Arrival]) -> None:
        """Note arrivals durably, whole or not at all after a crash."""
        if arrivals:
            self._append("\n".join(_line(arrival) for arrival in arrivals))

    def bury(self, hashes: Collection[str]) -> None:
        """Note durably that these mails were purged: a database made anew must not ask for them again."""
        missing = sorted(set(hashes) - self.buried())
        if missing:
            self._append(json.dumps({"purged": missing}))

    def buried(self) -> set[str]:
        """The hashes of the mails noted as purged."""
        found: set[str] = set()
        for line in self._lines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                found.update(json.loads(line)["purged"])
        return found

    def read(self) -> Iterator[Arrival]:
        """Every arrival noted, oldest first, repeated ones included."""
        for line in self._lines():
            with contextlib.suppress(ValueError, KeyError, TypeError):
                yield _arrival(line)

    def _lines(self) -> Iterator[str]:
        with contextlib.suppress(FileNotFoundError), self._path.open(encoding="utf-8", errors="replace") as lines:
            yield from lines

    def _append(self, text: str) -> None:
        try:
            durable.append(self._path, "\n" + text)  # a torn last line ends here
        except OSError as error:
            raise HuiRegError(
                ExitCode.STORE, f"无法记下收到的邮件：{error.strerror}", "请检查磁盘空间与权限，然后重新运行。"
            ) from error


def _line(arrival: Arrival) -> str:
    fields = asdict(arrival) | {"received_at": arrival.received_at.isoformat()}
    fields["problem"] = arrival.problem.model_dump(mode="json") if arrival.problem else None
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _arrival(line: str) -> Arrival:
    fields = json.loads(line)
    sighting, problem = fields.pop("sighting"), fields.pop("problem")
    received_at = datetime.fromisoformat(fields.pop("received_at"))
    return Arrival(
        **fields,
        received_at=received_at,
        sighting=Sighting(**sighting) if sighting else None,
        problem=Problem.model_validate(problem) if problem else None,
    )
