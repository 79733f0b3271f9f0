"""What people declare about themselves for the subsidies: the questions, their answers, and the sheet that comes back.

None of it stands in the materials of the registration. An answer left open stays open: nothing is assumed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from hui_reg.history.kinds import EntryKind
from hui_reg.history.people import People, Person
from hui_reg.history.state import State
from hui_reg.ledger.plan import Datum, Draft, Plan, Wrong, plan_table
from hui_reg.ledger.tables import ID_NUMBER, NAME, UNIT, Heading, Row, Table, fold_title, number_of
from hui_reg.notice import Notice

UNSURE = "不清楚"
YES_NO = ("是", "否", UNSURE)
ENTERPRISE = "企业"
COMPANY_PENSION, CIVIL_PENSION = "企业职工养老保险", "机关社保"
FINAL_YEAR, OTHER_STUDENT = "应届毕业班学生", "非应届在校学生"


@dataclass(frozen=True)
class Question:
    """A field, the title of its column, and the answers to choose from; none: a whole number."""

    field: str
    title: str
    answers: tuple[str, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] | None = None


QUESTIONS = (
    Question("established", "是否在编", YES_NO),
    Question(
        "pension",
        "养老保险",
        (COMPANY_PENSION, CIVIL_PENSION, "城乡居民养老保险", "未参保", UNSURE),
        {
            COMPANY_PENSION: ("企业职工基本养老保险", "职工养老保险", "企业社保", "企业养老保险"),
            CIVIL_PENSION: ("机关事业单位养老保险", "机关事业单位基本养老保险", "机关养老保险", "机关事业养老保险"),
            "城乡居民养老保险": ("居民养老保险", "城乡居民基本养老保险", "新农保"),
            "未参保": ("无", "没有", "未缴"),
        },
    ),
    Question("months", "失业保险缴费月数"),
    Question(
        "insured_by",
        "失业保险缴费单位",
        (ENTERPRISE, "机关事业单位", "个人", "未缴", UNSURE),
        {
            ENTERPRISE: ("公司", "劳务派遣公司", "企业缴纳"),
            "机关事业单位": ("机关", "事业单位"),
            "未缴": ("无", "没有"),
        },
    ),
    Question("unemployed", "目前是否失业", YES_NO),
    Question(
        "student",
        "是否在校学生",
        ("否", FINAL_YEAR, OTHER_STUDENT, UNSURE),
        {
            FINAL_YEAR: ("应届", "应届生", "应届毕业生"),
            OTHER_STUDENT: ("非应届", "非应届学生"),
            "否": ("不是", "非在校生"),
        },
    ),
    Question("retired", "是否退休", YES_NO),
    Question("dishonest", "是否失信人员", YES_NO),
)

CLAIMED = Heading("claimed", ("已申领补贴", "已申领", "申领情况"))
HEADINGS = (
    NAME,
    ID_NUMBER,
    UNIT,
    *(Heading(q.field, (q.title,), needed=q.field in ("established", "pension", "months")) for q in QUESTIONS),
    CLAIMED,
)


def plan_declarations(table: Table, people: People, states: Mapping[str, State], notice: Notice, on: date) -> Plan:
    """Take in the sheets the units filled in, and which subsidy was claimed."""
    subsidies = {subsidy.title: subsidy.id for subsidy in notice.subsidies}

    def take(row: Row, person: Person, _: State) -> list[Draft] | Wrong:
        data: dict[str, Datum] = {}
        for question in QUESTIONS:
            answer = read_answer(question, row[question.field])
            if isinstance(answer, Wrong):
                return answer
            data[question.field] = answer
        drafts = (
            [Draft(person.key, EntryKind.DECLARATION, on, data)] if any(v is not None for v in data.values()) else []
        )
        claimed = row["claimed"].strip()
        if claimed and claimed not in ("无", "否", "未申领", "没有"):
            if claimed not in subsidies:
                return Wrong(f"已申领补贴“{claimed}”应为 {'、'.join(subsidies)} 之一")
            drafts.append(Draft(person.key, EntryKind.SUBSIDY, on, {"subsidy": subsidies[claimed]}))
        return drafts

    def warn(row: Row, _: Person, state: State) -> list[str]:
        left = [q.title for q in QUESTIONS if read_answer(q, row[q.field]) is None]
        notes = [f"未填：{'、'.join(left)}"] if left else []
        return notes if state.of(EntryKind.CERTIFICATE) else [*notes, "尚无证书记录"]

    return plan_table(table, people, states, take, warn=warn)


def read_answer(question: Question, text: str) -> Datum | Wrong:
    """An answer by its word in the list, or a number of months; None when left open."""
    plain = fold_title(text)
    if not plain:
        return None
    if not question.answers:
        if plain == UNSURE:
            return None
        months = number_of(plain)
        if months is None or months < 0 or months != int(months) or months > 720:
            return Wrong(f"{question.title}“{text}”应为整数月数")
        return int(months)
    for answer in question.answers:
        if plain in map(fold_title, (answer, *(question.spellings or {}).get(answer, ()))):
            return answer
    return Wrong(f"{question.title}“{text}”应为 {'、'.join(question.answers)} 之一")
