"""What a long run has found so far, a JSON line a person, so that it can be ended and taken up again in pieces."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class Tally:
    """Pairs of truth and what was found, by the part of the run they belong to; ``path`` None keeps them nowhere."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lines: list[Record] = []
        if path is not None and path.exists():
            lines = path.read_text(encoding="utf-8").splitlines()
            self._lines = [json.loads(line) for line in lines if line.endswith("}")]  # the last may be torn

    @property
    def parts(self) -> set[str]:
        """Parts that are whole: their people needn't be drawn again."""
        return {line["part"] for line in self._lines if line.get("ended")}

    def add(self, part: str, pairs: Iterable[tuple[Record, Record | None]], cpu: float) -> None:
        """Note a part's people and that it is whole; ``cpu`` are the CPU seconds its validation took."""
        new: list[Record] = [{"part": part, "truth": truth, "found": found} for truth, found in pairs]
        new.append({"part": part, "ended": True, "people": len(new), "cpu": round(cpu, 2)})
        self._lines += new
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in new)

    def pairs(self) -> Iterator[tuple[Record, Record | None]]:
        """Everybody of whole parts, each once."""
        whole = self.parts
        return ((line["truth"], line["found"]) for line in self._lines if "truth" in line and line["part"] in whole)

    def cpu(self) -> tuple[float, int]:
        """CPU seconds of all validations, and of how many people."""
        ends = [line for line in self._lines if line.get("ended")]
        return sum(line["cpu"] for line in ends), sum(line["people"] for line in ends)
