"""Papers that write every value below its label: one layout a page, told by which gives the values a legal form."""

from hui_reg.pages.page import Line, Page
from hui_reg.readers.chsi import READER as RECORD
from hui_reg.readers.form.form import READER as FORM
from tests.readers.written import at as line
from tests.readers.written import sheet


def test_a_heading_row_over_a_row_of_values() -> None:
    rows = (
        ("福建省职业技能等级认定申报表",),
        ("姓名", "性别", "出生年月", "联系电话"),
        ("林静怡", "女", "1990年5月", "13900000000"),
        ("身份证号码",),
        tuple("35052119900522402X"),
        ("申报职业", "政务服务办事员", "申报等级", "四级"),
        ("现工作单位", "惠安县云桥镇便民服务中心"),
        ("最高学历", "毕业院校", "所学专业", "毕业时间"),
        ("本科", "闽东山海大学", "行政管理", "2012年7月"),
    )
    page = Page(1, "office", tuple(Line("\t".join(row)) for row in rows), rows)
    (reading,) = FORM.read([page])
    told = {name: value.value for name, value in reading.fields.items()}
    assert told["name"] == "林静怡"
    assert told["sex"] == "女"
    assert told["phone"] == "13900000000"
    assert told["id_number"] == "35052119900522402X"
    assert told["level"] == "四级"
    assert (told["school"], told["major"], told["graduation_date"]) == ("闽东山海大学", "行政管理", "2012-07")


def test_a_record_with_small_labels_above_its_facts() -> None:
    facts = (
        ("姓名", "林静怡"), ("性别", "女"), ("出生日期", "1990年05月22日"), ("入学日期", "2008年09月01日"),
        ("毕（结）业日期", "2012年07月01日"), ("学校名称", "闽东山海大学"), ("专业", "行政管理"), ("学制", "4年"),
        ("层次", "本科"), ("学历类别", "普通高等教育"), ("学习形式", "普通全日制"), ("毕（结）业", "毕业"),
        ("证书编号", "103991201205000123"), ("在线验证码", "ABCD1234EFGH5678"),
    )  # fmt: skip
    lines = [line("教育部学历证书电子注册备案表", 0.3, 0.05), line("更新日期：2024年6月20日", 0.35, 0.09)]
    for number, (label, value) in enumerate(facts):
        left, top = 0.12 + 0.42 * (number % 2), 0.15 + 0.09 * (number // 2)
        lines += [line(label, left, top), line(value, left, top + 0.028)]
    (reading,) = RECORD.read([sheet(*lines, aspect=0.707)])
    told = {name: value.value for name, value in reading.fields.items()}
    assert (told["name"], told["sex"], told["birth_date"]) == ("林静怡", "女", "1990-05-22")
    assert (told["school"], told["major"], told["education"]) == ("闽东山海大学", "行政管理", "本科")
    assert (told["graduation_date"], told["certificate_number"]) == ("2012-07-01", "103991201205000123")
