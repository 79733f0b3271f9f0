"""Cases of the rules as YAML: a faultless applicant of some kind, what is changed about it, what must be found.

who: 大专 | 中专 | 高中 | 在读           the faultless starting point (default 大专)
     护理 | 茶艺                         that of the notices for carers and for tea, by which it is judged then
person: {graduation_date: 2019-07-10}   changes on the person, so on every document alike; ``born`` makes the number
without: [diploma]                       documents left out
diploma: {major: 会计}                   changes on one document: text, null (not there),
                                         {unsure: text, or: [other]}, {untold: reason}; also facts, kind_confidence
as: {diploma: {format: jpeg}}            changes on the exhibit
add: [{kind: diploma, education: 中专}]  further documents; ``from: address``: in a later mail from there, which counts
                                         only when the address is that of the first mail
dossier: {other_units: [甲]}             changes on the dossier (roster, hinted, strangers, overtaken, cloud_links, …)
mail: [{problem: incomplete, path: a}]   what is wrong with the mail
demands: [健康证]                         what the notice asks for beyond the five materials
verified: [{paper: education_record}]    what staff verified elsewhere: ``agrees`` (default true), and values by field
received: 2024-07-06 00:07
stamped: 2024-07-01 09:00                what the last server wrote into the mail, where it isn't the same
expect: {A104: correct}                  every finding, notes included
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from hui_reg.corrections import Overtaken
from hui_reg.dossiers.ruled.facts import settled
from hui_reg.history.rulings import Ruling, RulingKind
from hui_reg.model import (
    Assessment,
    CloudLink,
    Dossier,
    Double,
    Leftover,
    Outcome,
    Problem,
    ProblemKind,
    RosterEntry,
    Value,
)
from hui_reg.notice import FurtherMaterial, Notice, parse, shipped
from hui_reg.rules import check
from hui_reg.vocabulary import Kind
from tests import builders as b

CASES = Path(__file__).parent / "cases"
GROUPS = ("pass", "fail", "undetermined")

COLLEGE: Mapping[str, Any] = {}
SECONDARY: Mapping[str, Any] = {
    "education": "中专", "school": "惠东示范职业中专学校", "major": "会计电算化", "certificate_number": "3507201500187",
}  # fmt: skip
HIGH_SCHOOL: Mapping[str, Any] = {
    "education": "高中", "school": "惠北第三中学", "major": "", "certificate_number": "GZ2015350521046",
}  # fmt: skip
STUDENT: Mapping[str, Any] = {"education": "本科", "school": "闽海示范大学", "graduation_date": "2024-07-10"}

STARTS: Mapping[str, tuple[Mapping[str, Any], tuple[str, ...], Mapping[str, Any]]] = {
    "大专": (COLLEGE, ("application_form", "id_card", "diploma", "education_record", "photo"), {}),
    "中专": (SECONDARY, ("application_form", "id_card", "diploma", "photo"), {"school_class": "中专"}),
    "高中": (HIGH_SCHOOL, ("application_form", "id_card", "diploma", "photo"), {"school_class": "普通高中"}),
    "在读": (STUDENT, ("application_form", "id_card", "enrolment_report", "photo"), {}),
    "护理": ({}, ("application_form", "id_card", "photo", "health_certificate"), {}),
    "茶艺": ({}, ("application_form", "id_card", "photo"), {}),
}
"""By name: the person, the documents there, what the diploma says besides."""

NO_SCHOOLING: Mapping[str, Any] = dict.fromkeys(("education", "school", "major", "graduation_date"), "null")
BLUE = {"white_share": "0.0", "border_level": "90", "blue_share": "0.98", "red_share": "0.0"}
UNDER: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "护理": (
        "qingyuan-2025-21",
        {
            "received": "2025-09-10 09:00",
            "application_form": {
                **NO_SCHOOLING, "occupation": "养老护理员", "level": "五级", "years_in_occupation": "3年",
            },
            "health_certificate": {"valid_to": "2026-03-01"},
        },
    ),
    "茶艺": (
        "minxi-2026-4",
        {
            "received": "2026-03-10 09:00",
            "application_form": {
                **NO_SCHOOLING, "occupation": "茶艺师", "level": "三级", "years_in_occupation": "3年",
                "held_certificate": "茶艺师四级/中级工证书",
            },
            "photo": {"facts": BLUE},
            "dossier": {"hinted": [{"path": "工作证明.pdf"}]},
        },
    ),
}  # fmt: skip
"""By the starting point the notice it is judged by, and what is usual there, beneath the case's own words."""

BUILDERS: Mapping[str, Callable[..., Any]] = {
    "application_form": b.form,
    "id_card": b.id_card,
    "diploma": b.diploma,
    "education_record": b.record,
}


def load(path: Path) -> dict[str, Any]:
    book: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return book


def _with_usual(case: Mapping[str, Any]) -> Mapping[str, Any]:
    _, usual = UNDER.get(case.get("who", ""), ("", {}))
    merged = {
        key: {**of, **case.get(key, {})} if isinstance(of, dict) else case.get(key, of) for key, of in usual.items()
    }
    return {**case, **merged}


def build(case: Mapping[str, Any]) -> Dossier:
    case = _with_usual(case)
    changes, documents, on_diploma = STARTS[case.get("who", "大专")]
    own = dict(case.get("person", {}))
    number = b.id_number(own.pop("born"), area=own.pop("area", "350521")) if "born" in own else "350521199003072123"
    who = b.person(**{"name": "张三", "number": number, **changes, **own})
    received = case.get("received", "2024-07-01 09:00")
    stamped = b.moment(case.get("stamped", received))
    mail = b.message(received=received, cloud_links=_links(case), stamped_at=stamped)
    mail = mail.model_copy(update={"problems": _problems(case)})
    exhibits, mails = [], [mail]
    for name in documents:
        if name not in case.get("without", ()):
            more = dict(on_diploma) if name == "diploma" else {}
            reading = _document(name, who, {**more, **case.get(name, {})})
            exhibits.append(b.exhibit(reading, mail=mail).model_copy(update=_exhibit(case.get("as", {}).get(name, {}))))
    for added in case.get("add", ()):
        added = dict(added)
        extra = _exhibit(added.pop("as", {}))
        kind, sender = added.pop("kind"), added.pop("from", None)
        if sender is not None:
            mails.append(b.message("补充", address=sender, received="2024-07-02 09:00"))
            strange = sender != mail.sender_address
            extra = {"superseded": strange, "unconfirmed": strange} | extra
        made = b.exhibit(_document(kind, who, added), added.get("path"), mail=mails[-1] if sender is not None else mail)
        exhibits.append(made.model_copy(update=extra))
    more = _dossier(case.get("dossier", {}), who, mail) | {"settled": settled(_verified(case, who))}
    return b.dossier(who, *exhibits, mail=mail, messages=tuple(mails), **more)


def _verified(case: Mapping[str, Any], who: b.Person) -> list[Ruling]:
    usual = {"name": who.name, "origin": "学信网", "checked": "2024-07-03", "sheet": "f" * 64}
    of_record = {f: getattr(who, f) for f in ("education", "school", "major", "graduation_date", "certificate_number")}
    found = []
    for number, given in enumerate(case.get("verified", ()), 1):
        own = {name: "" if text == "null" else text for name, text in given.items()}
        told = of_record if own["paper"] == "education_record" else {}
        data = usual | told | own | {"agrees": own.get("agrees") != "false"}
        found.append(Ruling(number, RulingKind.FACT, f"{b.UNIT}|{who.id_number}", "林经办", date(2024, 7, 4), "", data))
    return found


def outcomes(case: Mapping[str, Any], notice: Notice) -> dict[str, str]:
    return {finding.rule: finding.outcome.value for finding in assessed(case, notice).findings}


def assessed(case: Mapping[str, Any], notice: Notice) -> Assessment:
    """What the rules say of a case."""
    return check(build(case), asking(case, notice))


def asking(case: Mapping[str, Any], notice: Notice) -> Notice:
    """The notice with what a case says that it asks for besides."""
    if case.get("who") in UNDER:
        notice = _shipped(UNDER[case["who"]][0])
    further = tuple(FurtherMaterial(title=one, words=(one,), basis="第六条") for one in case.get("demands", ()))
    return notice.model_copy(update={"further_materials": further}) if further else notice


@cache
def _shipped(notice_id: str) -> Notice:
    return parse(shipped(notice_id))


def expected(case: Mapping[str, Any]) -> dict[str, str]:
    return {rule: Outcome(outcome).value for rule, outcome in (case.get("expect") or {}).items()}


def _document(name: str, who: b.Person, changes: Mapping[str, Any]) -> Any:
    given: dict[str, Any] = {}
    for field, text in changes.items():
        if field == "facts":
            given["facts"] = {key: _fact(value) for key, value in text.items()}
        elif field == "kind_confidence":
            given[field] = float(text)
        elif field in ("portrait", "emblem"):
            given[field] = text == "true"
        elif field != "path":
            given[field] = _value(text)
    if name == "photo":
        return b.photo(**given.get("facts", {})) if "facts" not in given or given["facts"] else b.reading(Kind.PHOTO)
    if name == "enrolment_report":
        usual = {"name": who.name, "education": who.education, "school": who.school, "major": who.major}
        usual |= {"expected_graduation": who.graduation_date, "enrolment_status": "在籍（注册学籍）"}
        return b.reading(Kind.ENROLMENT_REPORT, **(usual | given))
    if name in BUILDERS:
        return BUILDERS[name](who, **given)
    return b.reading(Kind(name), **({"name": who.name} | given))


def _value(text: Any) -> str | Value | None:
    if isinstance(text, Mapping):
        if "untold" in text:
            return b.untold(text["untold"])
        return b.unsure(text["unsure"], float(text.get("confidence", 0.5)), *text.get("or", ()))
    return None if text in ("null", "") else str(text)


def _fact(text: str) -> float | str | bool:
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text)
    except ValueError:
        return text


def _exhibit(more: Mapping[str, str]) -> dict[str, Any]:
    known: Mapping[str, Callable[[str], Any]] = {
        "superseded": lambda text: text == "true", "tie_confidence": float, "format": str, "received_at": b.moment,
    }  # fmt: skip
    return {key: known[key](text) for key, text in more.items()}


def _links(case: Mapping[str, Any]) -> list[CloudLink]:
    return [CloudLink(**link) for link in case.get("dossier", {}).get("cloud_links", ())]


def _problems(case: Mapping[str, Any]) -> tuple[Problem, ...]:
    return tuple(
        Problem(kind=ProblemKind(told["problem"]), detail="没有收到结尾", path=told.get("path"))
        for told in case.get("mail", ())
    )


def _dossier(more: Mapping[str, Any], who: b.Person, mail: Any) -> dict[str, Any]:
    made: dict[str, Any] = {key: more[key] for key in ("unit", "id_number") if key in more}
    if "extended_to" in more:
        made["extended_to"] = date.fromisoformat(more["extended_to"])
    if "other_units" in more:
        made["other_units"] = tuple(more["other_units"])
    if "otherwise_named" in more:
        made["otherwise_named"] = tuple((one["unit"], one["name"]) for one in more["otherwise_named"])
    if "doubles" in more:
        made["doubles"] = tuple(Double(**one) for one in more["doubles"])
    if "unit_has_roster" in more:
        made["unit_has_roster"] = more["unit_has_roster"] == "true"
    if "roster" in more:
        fields = {"name": who.name, "id_number": who.id_number} | more["roster"]
        doubtful = fields.pop("doubtful", "") == "true"
        made["roster"] = RosterEntry(file=b.file(mail, "汇总表.xlsx"), fields=fields, doubtful=doubtful)
    if "roster_lines" in more:
        usual = {"name": who.name, "id_number": who.id_number}
        made["roster_lines"] = tuple(
            RosterEntry(file=b.file(mail, "汇总表.xlsx"), fields=usual | line) for line in more["roster_lines"]
        )
    if "overtaken" in more:
        usual = {
            "seq": "3",
            "kind": "diploma",
            "field": "school",
            "path": "旧毕业证.pdf",
            "by": "林经办",
            "on": "2024-07-01",
        }
        made["overtaken"] = tuple(Overtaken.model_validate(usual | one) for one in more["overtaken"])
    if "strangers" in more:
        made["strangers"] = tuple(
            b.exhibit(_document(s["kind"], who, {k: v for k, v in s.items() if k != "kind"})) for s in more["strangers"]
        )
    if "shared" in more:
        mine = b.exhibit(b.photo(), "张三/证件照.jpg", mail=mail)
        made["shared"] = tuple(
            (
                mine,
                s["name"],
                b.file(mail, s["path"], s.get("bytes", "")).model_copy(
                    update={} if "bytes" in s else {"sha256": mine.file.sha256}
                ),
            )
            for s in more["shared"]
        )
    made["hinted"] = tuple(_leftover(left, mail) for left in more.get("hinted", ()))
    return made


def _leftover(left: Mapping[str, str], mail: Any) -> Leftover:
    ours = left.get("ours") == "true"
    problem = Problem(kind=ProblemKind(left["problem"]), detail="打不开", ours=ours) if "problem" in left else None
    kind = Kind(left["kind"]) if "kind" in left else None
    return Leftover(
        file=b.file(mail, left["path"]), kind=kind, reason=left.get("reason", "认不出是什么材料"), problem=problem
    )
