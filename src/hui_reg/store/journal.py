"""When and where each kept mail arrived, in a plain file beside the bytes: with it the database can be made anew.

The bytes of a mail don't tell the server's receiving date, which decides lateness. One JSON object a line, appended
and synced after the bytes and before the database. It tells of no person,
and says of mails that were purged that they were.
"""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from hui_reg.model import Problem
from hui_reg.store.lines import Lines
from hui_reg.store.mails import Arrival, Sighting


class Journal(Lines):
    """The arrivals of one store. Faults of the disk are :class:`HuiRegError` (exit 7)."""

    without_sums = True

    def note(self, arrivals: Sequence[Arrival]) -> None:
        """Note arrivals durably, whole or not at all after a crash."""
        if arrivals:
            self.append([_line(arrival) for arrival in arrivals])

    def bury(self, hashes: Collection[str]) -> None:
        """Note durably that these mails were purged: a database made anew must not ask for them again."""
        missing = sorted(set(hashes) - self.buried())
        if missing:
            self.append([json.dumps({"purged": missing})])

    def rewrite(self, arrivals: Sequence[Arrival], buried: Collection[str]) -> None:
        """Have these stand in place of all that is noted."""
        last = [json.dumps({"purged": sorted(buried)})] if buried else []
        self.replace([*map(_line, arrivals), *last])

    def buried(self) -> set[str]:
        """The hashes of the mails noted as purged."""
        return {sha256 for document in self._documents() for sha256 in document.get("purged", ())}

    def arrivals(self) -> Iterator[Arrival]:
        """Every arrival noted, oldest first, repeated ones included."""
        for document in self._documents():
            if "sha256" in document:
                try:
                    yield _arrival(document)
                except (ValueError, KeyError, TypeError):
                    continue

    def _documents(self) -> Iterator[dict[str, Any]]:
        for line in self.read():
            document = json.loads(line.text) if line.text else None
            if isinstance(document, dict):
                yield document


def _line(arrival: Arrival) -> str:
    fields = asdict(arrival) | {"received_at": arrival.received_at.isoformat()}
    fields["problem"] = arrival.problem.model_dump(mode="json") if arrival.problem else None
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def _arrival(fields: dict[str, Any]) -> Arrival:
    sighting, problem = fields.pop("sighting"), fields.pop("problem")
    received_at = datetime.fromisoformat(fields.pop("received_at"))
    return Arrival(
        **fields,
        received_at=received_at,
        sighting=Sighting(**sighting) if sighting else None,
        problem=Problem.model_validate(problem) if problem else None,
    )
