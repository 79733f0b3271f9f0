"""Which key of a file of settings was likely meant by one that doesn't exist."""

import difflib
from collections.abc import Sequence


def likely_key(key: str, known: Sequence[str]) -> str:
    """A clause to add to the refusal of a misspelt or misplaced key, by all dotted keys there are; empty where none
    is near."""
    section, _, last = key.rpartition(".")
    if elsewhere := [name for name in known if name.rpartition(".")[2] == last and "." in name]:
        homes = " 或 ".join(f"[{name.rpartition('.')[0]}]" for name in elsewhere[:3])
        return f"，它应写在 {homes} 这一段里"
    if not section and (near := difflib.get_close_matches(key, {n.partition(".")[0] for n in known}, 1, 0.5)):
        whole = any(name.startswith(f"{near[0]}.") for name in known)
        return f"（是不是 {f'[{near[0]}]' if whole else near[0]}？）"
    near = difflib.get_close_matches(
        last, [n.rpartition(".")[2] for n in known if n.rpartition(".")[0] == section], 1, 0.6
    )
    return f"（是不是 {near[0]}？）" if near else ""
