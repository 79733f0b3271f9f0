"""What the application form must say: A114."""

from collections.abc import Iterator

from hui_reg.model import Outcome
from hui_reg.notation.names import key as name_key
from hui_reg.rules.case import Case, same_number
from hui_reg.rules.rule import Doubt, Fail, Mark, evidence_of, material, rule
from hui_reg.rules.sight import Sight, confirmed
from hui_reg.vocabulary import FIELDS, Kind, Material

FILLED = 0.6
"""From this confidence on a cell is not empty, which is all that is asked here; who the person is, others ask."""

IDENTITY_PAPERS = (Kind.ID_CARD, Kind.DIPLOMA, Kind.EDUCATION_RECORD, Kind.ENROLMENT_REPORT)


@rule(
    "A114",
    Outcome.CORRECT,
    "申报表有必填项未填",
    basis=material(Material.APPLICATION_FORM),
    hint="请补填申报表的空白项后重新提交。",
)
def empty_fields(case: Case) -> Iterator[Mark]:
    """检查内容：申报表的必填项是否都填了：姓名、性别、身份证号码、联系电话、现工作单位、申报职业、申报等级（清单在通知文件里）。
    依据：通知对申报表的要求。
    反例：联系电话一栏空白。
    常见误判：签名、单位意见等栏不要求；填了但读不清的由A109转人工复核，不按空白处理。
    """
    forms = case.current(Kind.APPLICATION_FORM)
    if not forms:
        return
    empty = []
    for field in case.notice.materials[Material.APPLICATION_FORM].required_fields:
        sight = case.best(field, Kind.APPLICATION_FORM)
        if sight is None or (sight.text is not None and not sight.text.strip()):
            empty.append(FIELDS[field])
        elif sight.text is None or not _confirmed(case, sight, sight.text):
            yield Doubt(sight)
    if empty:
        titles = "、".join(empty)
        evidence = tuple(evidence_of(form, f"空白：{titles}") for form in forms)
        yield Fail(f"申报表未填写：{titles}", evidence, hint=f"请在申报表上补填{titles}后重新提交。")


def _confirmed(case: Case, sight: Sight, text: str) -> bool:
    """Surely filled, or the same as what another paper, the roster or the notice says."""
    if sight.value.confidence >= FILLED and not sight.value.alternatives:
        return True
    expected = _expected(case, sight.field)
    if any(name_key(text) == name_key(word) for word in expected):
        return True
    agree = same_number if sight.field == "id_number" else lambda one, other: name_key(one) == name_key(other)
    return confirmed(sight, *case.sights(sight.field, *IDENTITY_PAPERS), agree=agree) is not None


def _expected(case: Case, field: str) -> tuple[str, ...]:
    occupation = case.notice.occupation
    known = {
        "occupation": (occupation.name, *occupation.synonyms),
        "level": (occupation.level, occupation.level_title),
        "employer": (case.dossier.unit,),
    }
    on_roster = case.dossier.roster.fields.get(field, "") if case.dossier.roster else ""
    return (*known.get(field, ()), *((on_roster,) if on_roster else ()))
