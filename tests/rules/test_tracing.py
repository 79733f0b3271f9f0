"""Why a verdict is what it is: what each rule looked at, what it doubted, what it found; and a rule's own page."""

from dataclasses import replace

import pytest

from hui_reg.notice import Notice
from hui_reg.notice.terms import RuleChange
from hui_reg.rules import BY_ID, Rule, Trace, check, trace
from hui_reg.rules.rule import SECTIONS
from hui_reg.vocabulary import Field
from tests import builders as b

WHO = b.person("张三")
PAPERS = (b.form(WHO, phone=None), b.id_card(WHO, id_valid_to=b.untold()), b.diploma(WHO), b.record(WHO), b.photo())


def traced(notice: Notice) -> dict[str, Trace]:
    assessment, traces = trace(b.dossier(WHO, *PAPERS), notice)
    assert assessment == check(b.dossier(WHO, *PAPERS), notice)
    assert [one.setting.rule.id for one in traces] == list(BY_ID)
    assert {one.finding for one in traces if one.finding} == set(assessment.findings)
    return {one.setting.rule.id: one for one in traces}


def test_each_rule_with_what_it_looked_at(notice: Notice) -> None:
    told = traced(notice)
    period = [("身份证", Field.ID_VALID_FROM), ("身份证", Field.ID_VALID_TO)]
    assert [(s.document, s.field) for s in told["B205"].looked] == period
    assert told["B205"].finding is None
    found = told["A114"].finding
    assert found is not None and found.rule == "A114"
    assert told["A105"].looked == ()


def test_each_place_once_and_doubts_apart(notice: Notice) -> None:
    told = traced(notice)
    for one in told.values():
        places = [(s.exhibit.file.sha256, s.field) for s in one.looked]
        assert len(places) == len(set(places))
    doubted = {rule: [s.field for s in one.doubted] for rule, one in told.items() if one.doubted}
    assert doubted == {key: [Field.ID_VALID_TO] for key in ("B205", "B206")}, "A114 fails: that is no doubt"


def test_a_rule_that_is_off_looks_at_nothing(notice: Notice) -> None:
    off = notice.model_copy(update={"rules": {**notice.rules, "A114": RuleChange(enabled=False, reason="不用")}})
    told = traced(off)["A114"]
    assert (told.setting.enabled, told.finding, told.looked, told.doubted) == (False, None, (), ())


def page(doc: str | None) -> Rule:
    def check_it(case: object) -> None: ...

    check_it.__doc__ = doc
    return replace(BY_ID["A114"], check=check_it)  # type: ignore[arg-type]


def test_the_sections_of_a_page_in_their_order() -> None:
    whole = page("""检查内容：一\n    二。\n    依据：三：四。\n    反例：五。\n    常见误判：六。\n    """)
    assert whole.sections == {"检查内容": "一二。", "依据": "三：四。", "反例": "五。", "常见误判": "六。"}
    assert tuple(whole.sections) == SECTIONS


@pytest.mark.parametrize("doc", [None, "", "检查内容：一。", "依据：一。\n检查内容：二。\n反例：三。\n常见误判：四。"])
def test_a_page_without_its_sections_is_refused(doc: str | None) -> None:
    with pytest.raises(ValueError, match="A114"):
        _ = page(doc).sections
