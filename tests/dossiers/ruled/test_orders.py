"""Rulings said in any order, undone and said again, come to the same dossiers as those that count in the end."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from hui_reg.dossiers import Trust, assemble, ruled_papers
from hui_reg.history.rulings import fold_rulings
from hui_reg.model import Assembly, Entry
from hui_reg.vocabulary import Kind
from tests.builders import Mail, diploma, form, id_card, id_number, materials, person, photo, reading
from tests.dossiers.assembling import NOTICE

ZHANG, LI, WANG = person("张三"), person("李四"), person("王小明")
QIAN = person("钱七")
SPLIT = person("张山", id_number("1971-02-03", serial=3))
UNIT, OTHER = "惠安县螺城镇人民政府", "惠安县洛阳镇人民政府"


def mails() -> list[Mail]:
    first = Mail(f"{UNIT} 报名材料", {"address": "a@unit.example.com"})
    for who in (ZHANG, LI):
        for path, what in zip(("申报表.docx", "身份证.pdf", "毕业证.pdf", "备案表.pdf"), materials(who), strict=False):
            first.add(f"{who.name}/{path}", what)
    first.add("扫描1.jpg", photo()).add("扫描2.pdf", reading(Kind.LETTER)).add("图.png")
    first.add("b/申报表.docx", form(SPLIT)).add("b/毕业证.pdf", diploma(SPLIT))
    second = Mail(f"{OTHER} 报名材料", {"address": "b@unit.example.com", "received": "2024-07-02 09:00"})
    second.add("王小明.pdf", id_card(WANG), form(WANG, pages=(2,))).add("张三/照片.jpg", photo())
    third = Mail(f"{UNIT} 报名材料", {"address": "x@elsewhere.example.com", "received": "2024-07-03 09:00"})
    paper = Mail("纸质材料", {"address": "", "received": "2024-07-03 10:00"})
    paper.message = paper.message.model_copy(update={"received_basis": "on_paper"})
    paper.add("钱七/申报表.pdf", form(QIAN)).add("钱七/身份证.pdf", id_card(QIAN))
    return [first, second, third.add("李四/照片.jpg", photo()), paper]


MAILS = mails()
FILES = {file.path: file.sha256 for mail in MAILS for file in mail.files}


def key(who: object, unit: str = UNIT) -> str:
    return f"{unit}|{who.id_number}"  # type: ignore[attr-defined]


def value(path: str, paper: Kind, field: str, text: str, page: int = 1) -> dict[str, object]:
    where = {"file": FILES[path], "path": path, "page": page, "paper": paper.value, "nth": 0, "of": 1}
    return {"ruling": "value", **where, "field": field, "value": text, "read": None}


def file(path: str, what: str, **more: str) -> dict[str, object]:
    return {"ruling": "file", "file": FILES[path], "path": path, "pages": "", "is": what, **more}


def fact(paper: str, **told: str) -> dict[str, object]:
    where = {"origin": "学信网", "checked": "2024-07-03", "sheet": "f" * 64}
    return {"ruling": "fact", "name": "李四", "paper": paper, "agrees": True, **where, **told}


SAYABLE: list[tuple[str, dict[str, object]]] = [
    (key(ZHANG), value("张三/毕业证.pdf", Kind.DIPLOMA, "school", "泉州示范大学")),
    (key(LI), value("李四/身份证.pdf", Kind.ID_CARD, "name", "李肆")),
    (key(LI), value("李四/申报表.docx", Kind.APPLICATION_FORM, "phone", "")),
    (key(WANG, OTHER), value("王小明.pdf", Kind.APPLICATION_FORM, "level", "三级", 2)),
    (key(ZHANG), file("扫描1.jpg", "owner", name="张三")),
    ("", file("扫描2.pdf", "kind", paper="degree_certificate", sides="")),
    (key(WANG, OTHER), file("扫描2.pdf", "owner", name="王小明")),
    ("", file("图.png", "none")),
    (key(ZHANG), {"ruling": "same", "name": "张三", "other": key(SPLIT), "other_name": "张山", "same": True}),
    (key(ZHANG), {"ruling": "same", "name": "张三", "other": key(LI), "other_name": "李四", "same": False}),
    ("", {"ruling": "unit", "unit": OTHER, "right": "洛阳镇便民服务中心"}),
    ("", {"ruling": "address", "unit": UNIT, "address": "x@elsewhere.example.com", "own": True}),
    ("", {"ruling": "address", "unit": UNIT, "address": "y@elsewhere.example.com", "own": False}),
    (key(LI), {"ruling": "person", "name": "李四", "unit": OTHER}),
    (key(ZHANG), {"ruling": "extend", "name": "张三", "until": "2024-09-01"}),
    ("", {"ruling": "extend", "unit": UNIT, "until": "2024-08-01"}),
    (key(ZHANG), {"ruling": "note", "name": "张三", "text": "来过电话"}),
    (key(LI), fact("education_record", education="本科", school="闽海示范大学")),
    (key(LI), fact("education_record", education="大专", certificate_number=LI.certificate_number)),
    (key(LI), fact("id_card", id_valid_to="长期")),
    ("", {"ruling": "paper", "unit": UNIT, "message": MAILS[-1].message.sha256, "path": "窗口", "files": 2}),
]


def entry(seq: int, kind: str, applicant: str, data: dict[str, object], supersedes: int | None = None) -> Entry:
    at = datetime(2024, 7, 5, tzinfo=UTC)
    return Entry(
        seq=seq, applicant=applicant, kind=kind, on=date(2024, 7, 5), recorded_at=at, by="林", data=data,
        supersedes=supersedes,
    )  # fmt: skip


def made(said: Sequence[Entry]) -> Assembly:
    rulings = fold_rulings(said)
    messages = [mail.message for mail in MAILS]
    files = [file for mail in MAILS for file in mail.files]
    readings = {sha256: read for mail in MAILS for sha256, read in mail.readings.items()}
    trust = Trust({}, rulings.addresses(own=True), rulings.addresses(own=False))
    messages, readings = ruled_papers(messages, files, readings, rulings)
    return assemble(messages, files, readings, NOTICE, trust, rulings)


def told(assembly: Assembly) -> str:
    """Everything but the numbers of the rulings."""
    return json.dumps(_unnumbered(json.loads(assembly.model_dump_json())), sort_keys=True)


def _unnumbered(value: object) -> object:
    if isinstance(value, dict):
        return {name: _unnumbered(held) for name, held in value.items() if name != "seq"}
    return [_unnumbered(held) for held in value] if isinstance(value, list) else value


@settings(max_examples=8, deadline=None)
@given(st.data())
def test_any_order_done_and_undone_is_what_counts_in_the_end(data: st.DataObject) -> None:
    final = data.draw(st.lists(st.sampled_from(range(len(SAYABLE))), unique=True, max_size=8), "what counts")
    dropped = data.draw(st.lists(st.sampled_from(range(len(SAYABLE))), unique=True, max_size=4), "what was undone")
    steps = data.draw(st.permutations([*((n, True) for n in final), *((n, False) for n in dropped)]), "in what order")
    said: list[Entry] = []
    for number, stays in steps:
        said.append(entry(len(said) + 1, "ruling", *SAYABLE[number]))
        if not stays or data.draw(st.booleans(), "undone at once"):
            said.append(entry(len(said) + 1, "undone", SAYABLE[number][0], {}, said[-1].seq))
        if stays and said[-1].kind == "undone":
            said.append(entry(len(said) + 1, "undone", SAYABLE[number][0], {}, said[-1].seq))
    plain = [entry(n, "ruling", *SAYABLE[number]) for n, number in enumerate(sorted(final), 1)]
    assert told(made(said)) == told(made(plain))
    assert told(made(data.draw(st.permutations(said), "as the store hands them over"))) == told(made(plain))


def test_each_of_them_changes_something() -> None:
    nothing = told(made([]))
    silent = [
        data["ruling"] for applicant, data in SAYABLE if told(made([entry(1, "ruling", applicant, data)])) == nothing
    ]
    why = "of a letter that is nobody's yet, of who is two anyway, of an address nobody used, of nothing that counts"
    assert silent == ["file", "same", "address", "note"], why
