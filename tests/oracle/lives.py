"""Random lives: an invented person with a history of schooling, the papers sent of it, and what went wrong with them.

Everything follows from the seed. The generator knows what papers look like and how they go wrong, never what is right.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from hui_reg.model import CloudLink, Dossier, Exhibit, Leftover, Message, Reading, RosterEntry
from hui_reg.vocabulary import Kind
from tests import builders as b
from tests.oracle.changes import FACTS, badly_read, with_fact, with_field, wrong_values

NAMES = ("张三", "林亚男", "陈若男", "阿依古丽·买买提", "欧阳小林", "黄志强")
CHAINS = (
    *(("高中",), ("中专",), ("技校",), ("职高",), ("大专",), ("大专",), ("本科",), ("初中",), ("硕士",)),
    *(("高中", "大专"), ("中专", "大专"), ("大专", "本科"), ("初中", "高中"), ("中专", "大专", "本科")),
    *(("高中", "在读大专"), ("高中", "在读本科"), ("在读本科",), ("在读中专",), ("中专", "在读大专")),
)
USUAL_AGE = {"初中": 15, "高中": 18, "中专": 18, "技校": 18, "职高": 18, "大专": 21, "本科": 23, "硕士": 26}
OWN_CLASS = {"初中": "初中", "高中": "普通高中", "中专": "中专", "技校": "技校", "职高": "职高"}
COLLEGE_CLASSES = ("普通高校",) * 7 + ("成人",) * 2 + ("自考", "网络", "开放", "函授站")
CLASS_DIGITS = {"成人": "5", "网络": "7", "开放": "5"}
LEVEL_DIGITS = {"大专": "06", "本科": "05", "硕士": "02"}
MAJORS = ("行政管理", "文秘", "行政管理专业", "人力资源管理", "会计", "英语", "汽车维修", "网络教育 行政管理")
SCHOOLS = ("泉州示范职业学院", "闽海示范大学", "惠东示范学校", "示范石油大学（北京）", "示范石油大学（华东）")


@dataclass(frozen=True)
class Stage:
    """One schooling as it really was."""

    level: str
    school: str
    school_class: str
    major: str | None
    graduated: str
    number: str
    student: bool = False

    def fields(self) -> dict[str, Any]:
        when = "expected_graduation" if self.student else "graduation_date"
        return {"education": self.level, "school": self.school, "major": self.major, when: self.graduated}


@dataclass
class Life:
    """What is sent: papers, the mail, circumstances of the dossier, and in words what went wrong."""

    who: b.Person
    mail: Message
    exhibits: list[Exhibit]
    circumstances: dict[str, Any] = field(default_factory=dict)
    story: list[str] = field(default_factory=list)

    def dossier(self) -> Dossier:
        return b.dossier(self.who, *self.exhibits, mail=self.mail, **self.circumstances)


def life(seed: int) -> Life:
    rng = Random(seed)
    stages = _history(rng)
    who = _person(rng, stages)
    mail = b.message(received=rng.choice(("2024-07-01 09:00",) * 12 + ("2024-07-05 23:59", "2024-07-06 00:01")))
    made = Life(who, mail, [b.exhibit(r, f"{n}.pdf", mail=mail) for n, r in enumerate(_papers(rng, who, stages))])
    for _ in range(rng.choice((0, 0, 0, 1, 1, 1, 2, 2, 3))):
        rng.choice(MISHAPS)(rng, made)
    return made


def told(made: Life) -> str:
    """The life in a few lines, for the reader of a failing seed."""
    lines = [
        f"{made.who.name} {made.who.id_number}，收到 {made.mail.received_at:%Y-%m-%d %H:%M}；{'、'.join(made.story)}"
    ]
    for e in made.exhibits:
        said = " ".join(
            f"{name}={v.value}" + ("" if v.sure else f"?{v.confidence:.2f}{list(v.alternatives) or ''}")
            for name, v in e.reading.fields.items()
            if name not in ("ethnicity", "address", "issuer", "phone", "employer")
        )
        marks = f"种类{e.reading.kind_confidence:.2f} 归属{e.tie_confidence:.2f}" + (
            " 已被替换" if e.superseded else ""
        )
        facts = {k: v for k, v in e.reading.facts.items() if k in FACTS} if e.reading.kind is Kind.PHOTO else ""
        lines.append(f"  {e.reading.kind} [{marks}] {said} {facts}")
    return "\n".join([*lines, f"  {made.circumstances}" if made.circumstances else ""]).rstrip()


# the person and the papers


def _history(rng: Random) -> list[Stage]:
    chain = rng.choice(CHAINS)
    last = rng.choice((rng.randint(1996, 2018), rng.randint(2005, 2018), 2019, 2019, rng.randint(2020, 2024)))
    if chain[-1].startswith("在读"):
        last = rng.choice((2024, 2024, 2025, 2026, 2023))
    years = [last]
    for _ in chain[1:]:
        years.insert(0, years[0] - rng.choice((2, 3, 4, 5, 9)))
    schools = rng.sample(SCHOOLS, len(chain))
    return [_stage(rng, *said) for said in zip(chain, schools, years, range(1, 9), strict=False)]


def _stage(rng: Random, word: str, school: str, year: int, serial: int) -> Stage:
    student, level = word.startswith("在读"), word.removeprefix("在读")
    day = rng.choice(("-07-01", "-06-30", "-07-05", "-07-06", "-12-31", "-01-10", "-07", "-06", "-12", ""))
    if year == 2024 and not student:
        day = "-06-20"
    school_class = OWN_CLASS.get(level) or rng.choice(COLLEGE_CLASSES)
    major = None if level in ("高中", "初中") else rng.choice((*MAJORS, None))
    if school_class == "自考":
        number = f"6535{rng.randint(10**12, 10**13 - 1)}"
    elif level in LEVEL_DIGITS:
        number = f"12345{CLASS_DIGITS.get(school_class, '1')}{year}{LEVEL_DIGITS[level]}{serial:06d}"
    else:
        number = f"证{year}{serial:04d}"
    return Stage(level, school, school_class, major, f"{year}{day}", number, student)


def _person(rng: Random, stages: list[Stage]) -> b.Person:
    first = stages[0]
    born = int(first.graduated[:4]) - USUAL_AGE[first.level] - rng.choice((0, 0, 1, 5, 12))
    day = f"{born}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"
    if rng.random() < 0.05:
        day = rng.choice(("2008-07-05", "2008-07-06", "2010-03-04"))
    number = b.id_number(day, rng.choice("男女"), rng.randint(0, 499), rng.choice(("350521", "350521", "810000")))
    return b.person(rng.choice(NAMES), number)


def _papers(rng: Random, who: b.Person, stages: list[Stage]) -> list[Reading]:
    """The identity papers, and at most four of schooling, now and then one left out."""
    highest = rng.choice((stages[-1],) * 8 + (stages[0],))
    claim = {"education": highest.level, "school": highest.school, "major": highest.major}
    identity = [b.form(who, **claim, graduation_date=highest.graduated), _card(rng, who), b.photo()]
    schooling: list[Reading] = []
    for stage in stages:
        schooling += _papers_of(rng, who, stage)
    kept = [r for r in identity if rng.random() > 0.02] + [r for r in schooling if rng.random() > 0.06][:4]
    rng.shuffle(kept)
    return kept or [b.photo()]


def _papers_of(rng: Random, who: b.Person, stage: Stage) -> list[Reading]:
    said = stage.fields()
    if stage.student:
        kind = rng.choice((Kind.ENROLMENT_REPORT, Kind.ENROLMENT_LETTER))
        return [b.reading(kind, name=who.name, enrolment_status="在籍（注册学籍）", **said)]
    conclusion = rng.choice(("毕业",) * 9 + ("结业", "肄业"))
    said |= {"certificate_number": stage.number, "conclusion": conclusion}
    diploma = b.diploma(who, school_class=stage.school_class, **said)
    if stage.level not in LEVEL_DIGITS:
        return [diploma]
    if stage.graduated < "2002" and rng.random() < 0.7:
        return [diploma, b.reading(Kind.RECOGNITION_REPORT, name=who.name, **said)]
    return [diploma, b.record(who, **said)]


def _card(rng: Random, who: b.Person) -> Reading:
    permit = who.id_number.startswith("8")
    if permit:
        return b.id_card(who, id_valid_from="2021-05-06", id_valid_to="2026-05-06")
    return b.id_card(who)


# what goes wrong


def _field_wrong(rng: Random, made: Life) -> None:
    at = rng.randrange(len(made.exhibits))
    what = made.exhibits[at].reading
    names = [name for name in what.fields if what.fields[name].value]
    if not names:
        _fact_wrong(rng, made)
        return
    name = rng.choice(names)
    right = what.fields[name]
    wrong = wrong_values(name, right.value or "")
    changes = [*badly_read(right, wrong), *((text, text) for text in wrong)]
    word, new = rng.choice(changes)
    made.exhibits[at] = made.exhibits[at].model_copy(update={"reading": with_field(what, name, new)})
    made.story.append(f"{what.kind}.{name}：{word}")


def _fact_wrong(rng: Random, made: Life) -> None:
    at = rng.randrange(len(made.exhibits))
    what = made.exhibits[at].reading
    names = [name for name in what.facts if name in FACTS]
    if names:
        name = rng.choice(names)
        new = rng.choice((None, *FACTS[name]))
        made.exhibits[at] = made.exhibits[at].model_copy(update={"reading": with_fact(what, name, new)})
        made.story.append(f"{what.kind}.{name}：{new}")


def _whole_paper_weak(rng: Random, made: Life) -> None:
    at = rng.randrange(len(made.exhibits))
    held = made.exhibits[at]
    if rng.random() < 0.5:
        held = held.model_copy(update={"tie_confidence": 0.5})
    else:
        held = held.model_copy(update={"reading": held.reading.model_copy(update={"kind_confidence": 0.5})})
    made.exhibits[at] = held
    made.story.append(f"{held.reading.kind}：拿不准是什么或是谁的")


def _second_paper(rng: Random, made: Life) -> None:
    """The same paper once more, with another word in it."""
    held = rng.choice(made.exhibits)
    names = [name for name, said in held.reading.fields.items() if said.value and wrong_values(name, said.value)]
    if not names:
        return
    name = rng.choice(names)
    text = rng.choice(wrong_values(name, held.reading.fields[name].value or ""))
    again = with_field(held.reading, name, text)
    made.exhibits.append(b.exhibit(again, f"另一份{len(made.exhibits)}.pdf", mail=made.mail))
    made.story.append(f"又一份{held.reading.kind}，{name}写“{text}”")


def _replaced(rng: Random, made: Life) -> None:
    at = rng.randrange(len(made.exhibits))
    made.exhibits[at] = made.exhibits[at].model_copy(update={"superseded": True})
    made.story.append(f"{made.exhibits[at].reading.kind}：已被替换")


def _circumstance(rng: Random, made: Life) -> None:
    line = {"name": made.who.name, "id_number": made.who.id_number}
    wrong = rng.choice((line, line | {"id_number": b.person("李四").id_number}, line | {"name": "李四"}))
    entry = RosterEntry(file=b.file(made.mail, "汇总表.xlsx"), fields=wrong)
    link = CloudLink(provider="QQ邮箱", url="https://example.com/f")
    choice: dict[str, Any] = rng.choice(
        (
            {"other_units": ("惠安县紫山镇人民政府",)},
            {"unit_has_roster": True},
            {"unit_has_roster": True, "roster": entry},
            {"strangers": (b.exhibit(b.diploma(b.person("李四")), "李四.pdf", mail=made.mail),)},
            {"hinted": (Leftover(file=b.file(made.mail, "扫描.pdf"), reason="认不出是什么材料"),)},
            {"messages": (made.mail.model_copy(update={"cloud_links": (link,)}),)},
        )
    )
    made.circumstances |= choice
    made.story.append("、".join(choice))


MISHAPS = (_field_wrong,) * 12 + (
    _fact_wrong,
    _whole_paper_weak,
    _second_paper,
    _second_paper,
    _replaced,
    _circumstance,
)
