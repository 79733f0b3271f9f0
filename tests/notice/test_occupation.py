"""The words of an occupation come from the notice: beside names in remarks, and in names of files, of any trade."""

import pytest

from hui_reg.dossiers.paths import clues
from hui_reg.ledger.remarks import RemarkReader
from hui_reg.notice import parse, shipped
from tests.notice.changed import changed

CARE = parse(shipped("qingyuan-2025-21")).occupation
CLERK = parse(shipped()).occupation
CAR = changed(("name =", 'name = "车工"'), ("synonyms", 'synonyms = ["数控车工（车工）"]')).occupation


def test_the_names_and_what_they_are_made_of() -> None:
    assert CLERK.names == ("政务服务办事员", "办事员", "行政办事员")
    assert {"政务", "政务服务", "行政"} <= set(CLERK.words)
    assert CARE.names == ("养老护理员", "护理员", "养老护理")
    assert CAR.names == ("车工", "数控车工")


@pytest.mark.parametrize("remark", ["养老护理员认定费张三", "张三护理员五级报名费", "养老护理张三", "张三养老护理培训"])
def test_a_remark_of_another_trade_names_no_stranger(remark: str) -> None:
    read = RemarkReader(["张三"], [], CARE.words).read(remark)
    assert [name for name, _ in read.names] == ["张三"]
    assert not read.unknown
    assert RemarkReader(["张三"], []).read(remark).unknown or "养老" not in remark


@pytest.mark.parametrize("name", ["车工_王小明", "王小明车工申报表", "数控车工-王小明"])
def test_a_trade_that_looks_like_a_name_is_none_in_a_files_name(name: str) -> None:
    assert clues(name, CAR.names).plausible_name() == "王小明"


def test_the_word_of_another_notice_is_no_word_here() -> None:
    assert "办事员" in "".join(clues("办事员", CARE.names).words)
    assert clues("办事员", CLERK.names).words == ()
