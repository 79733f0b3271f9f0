"""Facts that staff verified elsewhere (学信网, a data-sharing platform), each as the paper that it stands in for.

Such a paper has no file: its path says where and when the fact was verified, its hash is that of the sheet that told
it. It is compared with the papers like any other; what it proves is no longer asked for.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from hui_reg.history.rulings import Ruling
from hui_reg.model import Exhibit, File, Reading, Tie, Value
from hui_reg.vocabulary import Fact, Field, Kind


def settled(rulings: Iterable[Ruling]) -> tuple[Exhibit, ...]:
    """These facts as papers, in one order, whatever order they were said in."""
    return tuple(_paper(ruling) for ruling in sorted(rulings, key=lambda ruling: list(map(str, ruling.slot))))


def _paper(ruling: Ruling) -> Exhibit:
    kind, sheet = Kind(ruling.said("paper")), ruling.said("sheet")
    agrees = bool(ruling.data.get("agrees"))
    facts: dict[str, float | str | bool] = {Fact.VERIFIED: agrees}
    if kind is Kind.ID_CARD:
        facts |= {Fact.PORTRAIT: True, Fact.EMBLEM: True}
    told = f"{ruling.said('origin')}核验（{ruling.said('checked')}）"
    fields = {
        name.value: Value(value=ruling.said(name), confidence=1.0, text=f"{told}：{ruling.said(name)}")
        for name in Field
        if ruling.said(name)
    }
    checked = datetime.combine(date.fromisoformat(ruling.said("checked")), time(), UTC)
    return Exhibit(
        file=File(message=sheet, path=told, sha256=sheet, size=0),
        reading=Reading(kind=kind, kind_confidence=1.0, pages=(), fields=fields if agrees else {}, facts=facts),
        received_at=checked,
        tie=Tie.FACT,
        tie_confidence=1.0,
        format="",
    )
