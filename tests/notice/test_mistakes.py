"""Mistakes that people make in a notice: what is surely wrong is refused with its remedy, what may be meant is told."""

import itertools
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from hui_reg import cli
from hui_reg.errors import ExitCode, HuiRegError
from hui_reg.notice import doubts, parse, shipped
from hui_reg.notice.order import CHAIN, dates_of, out_of_order
from hui_reg.review import roster
from hui_reg.vocabulary import FORMATS, format_named
from tests.notice.changed import changed, text_of

ACCOUNT = ("# account =", 'account = "35001234567890004417"')


def refusal(*lines: tuple[str, str], notice_id: str = "huian-2024-13") -> HuiRegError:
    with pytest.raises(HuiRegError) as caught:
        changed(*lines, notice_id=notice_id)
    assert caught.value.code is ExitCode.SETTINGS and caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("until = ", "until = 2024-09-29"), "until：2024-09-29 早于考试最晚的一天（exam.latest）的 2024-09-30"),
        (("earliest", "earliest = 2024-07-01"), "exam.earliest：2024-07-01 早于报名截止（registration.deadline）"),
        (("account_tail", 'account_tail = "44175"'), "payment.account_tail：写账号的最后四位数字"),
        (("account_tail", 'account_tail = "441"'), "payment.account_tail：写账号的最后四位数字"),
        (("account_tail", 'account_tail = "４４１７"'), "payment.account_tail：写账号的最后四位数字"),
        (("# account =", 'account = "请填写"'), "payment.account：应为完整的收款账号"),
        (("white_share", "white_share = 90"), "photo.white_share：应在 0 到 1 之间，写作小数，九成写 0.9"),
        (("maximum_head_ratio", "maximum_head_ratio = 85"), "photo.maximum_head_ratio：应在 0 到 1 之间"),
        (("white_share", "white_share = nan"), "photo.white_share：应在 0 到 1 之间"),
        (("hours", "hours = inf"), "training.hours：应在 0 到"),
        (("province", 'province = "福建"'), "certificate.province：应为证书编号里的两位省份代码，福建省写 35"),
        (("province", 'province = "99"'), "certificate.province：应为证书编号里的两位省份代码"),
        (("level_title", 'level_title = "三级/高级工"'), "occupation.level_title：“三级/高级工”里的“三级”不是四级"),
        (("level_title", 'level_title = "四级/高级工"'), "里的“高级工”不是四级（中级工）"),
        (("final_year", "final_year = 2014"), "eligibility.final_year：应届毕业的年份应在 2024 到 2025 之间"),
        (("title", 'title = " "'), "title：不能为空"),
        (("id =", 'id = "岚溪 2026/17"'), "id：只用文字、数字和 - _ ."),
        (("registration = 1380", "registration = 1380.005"), "fees.registration：最多写 2 位小数"),
        (("deadline", "deadline = 2024-07-05 16:30:00"), "closes = 16:30:00"),
        (("until = ", "until = 2027"), "retention.until：应为日期，写作 2024-07-05"),
        (("deadline", 'deadline = 2024-07-05\ncloses = "下午4点半"'), "registration.closes：应为钟点，写作 16:30:00"),
        (("required =", 'required = "必交"'), "只能写 always（人人必交）、graduate（"),
        (("required_fields", 'required_fields = ["姓名"]'), "没有“姓名”这个栏目，可写 "),
        (("minimum_age", "maximun_age = 55\nminimum_age = 16"), "maximun_age：没有这个设置项（是不是 maximum_age？）"),
        (("[photo]", "[photos]"), "photos：没有这个设置项（是不是 [photo]？）"),
        (("registration = 1380", 'registration = "1380元/人"'), "fees.registration：应为数字，只写数字本身，"),
        (("years = 5", 'years = "五年"'), "eligibility.route1.years：应为整数，只写数字本身"),
        (("deadline", 'deadline = "2024年7月5日"'), "registration.deadline：应为日期，写作 2024-07-05，不加引号"),
        (("hosts", 'hosts = ["https://www.chsi.com.cn/"]'), "education_record.hosts：“https://www.chsi.com.cn/”应只写主机名"),
        (("related_majors", 'related_majors = ["行政管理、文秘"]'), "“行政管理、文秘”是几个名称，请各用引号括住"),
        (("synonyms", 'synonyms = ["行政办事员,办事员"]'), "occupation.synonyms：“行政办事员,办事员”是几个名称"),
        (("periods", "periods = [{ below = 16, years = 5 }, { below = 26, years = 10 }]"), "没有写满 26 周岁以后的"),
        (("minimum_width", "minimum_width = 29500"), "photo.minimum_width：应在 1 到 10000 之间，是像素"),
    ],
)  # fmt: skip
def test_what_is_surely_wrong_is_refused_with_its_remedy(line: tuple[str, str], told: str) -> None:
    assert told in refusal(line).message


def test_a_closing_hour_without_seconds() -> None:
    error = refusal(("deadline", "deadline = 2024-07-05\ncloses = 16:30"))
    assert "钟点写法不对" in error.message and "16:30:00" in error.hint


def test_places_in_lists_are_counted_as_people_count() -> None:
    second = text_of(('title = "毕业加一年"', 'title = "毕业加一年"\nheld_levels = ["初级"]'), notice_id="minxi-2026-4")
    with pytest.raises(HuiRegError) as caught:
        parse(second)
    line = next(n for n, text in enumerate(second.splitlines(), 1) if '初级"]' in text)
    assert f"第 {line} 行 eligibility.routes 第2项 held_levels：" in caught.value.message
    assert not re.search(r"\.\d", caught.value.message)


def test_the_order_of_the_dates_is_kept_by_every_pair() -> None:
    """Whatever date of a chain is moved past the next is refused, and no notice that ships is."""
    dates = dates_of(changed(("deadline", "deadline = 2024-07-05\ncorrections_until = 2024-07-20")))
    assert not list(out_of_order(dates))
    named = [(a, b) for a, b in CHAIN if a in dates and b in dates]
    assert len(named) == len(CHAIN) - 1
    for earlier, later in named:
        moved = {**dates, later: dates[earlier] - timedelta(days=1)}
        assert later in {key for key, _ in out_of_order(moved)}, (earlier, later)


@pytest.mark.parametrize("first", ["registration.opens", "registration.deadline", "exam.earliest", "exam.latest"])
def test_nothing_is_kept_shorter_than_the_registration_lasts(first: str) -> None:
    dates = dates_of(parse(shipped()))
    over = {**dates, "retention.until": dates[first] - timedelta(days=1)}
    assert "retention.until" in {key for key, _ in out_of_order(over)}


@pytest.mark.parametrize("weekday", ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"])
def test_an_exam_falls_on_a_day_that_occurs(weekday: str) -> None:
    """From Friday to Sunday."""
    lines = (
        ("earliest", "earliest = 2024-08-16"), ("latest", "latest = 2024-08-18"), ("weekday", f'weekday = "{weekday}"'),
    )  # fmt: skip
    if weekday in ("星期五", "星期六", "星期日"):
        assert changed(*lines).exam.weekday == weekday
    else:
        assert f"2024-08-16 到 2024-08-18 之间没有{weekday}" in refusal(*lines).message


def _with_format(where: str, word: str) -> str:
    head, rest = shipped().split(f"[{where}]", 1)
    return f"{head}[{where}]" + rest.replace('formats = ["jpeg"]', f'formats = ["{word}"]', 1)


@pytest.mark.parametrize(("written", "meant"), [("jpg", "jpeg"), ("JPG", "jpeg"), (".PDF", "pdf"), ("tif", "tiff")])
@pytest.mark.parametrize("where", ["photo", "materials.photo"])
def test_formats_go_by_their_everyday_names_everywhere(written: str, meant: str, where: str) -> None:
    notice = parse(_with_format(where, written))
    found = notice.photo.formats if where == "photo" else notice.materials["photo"].formats
    assert found == (meant,)


def test_every_format_is_known_by_its_own_name_and_no_other_word_is() -> None:
    assert all(format_named(name) == name for name in FORMATS)
    for where, word in itertools.product(("photo", "materials.photo"), ("照片", "", "jpgg")):
        with pytest.raises(HuiRegError, match=f"{where}.formats"):
            parse(_with_format(where, word))


def _change(since: str, value: str, first: str = "2024-07-05") -> tuple[str, str]:
    later = f'{{ from = {since}, value = {value}, basis = "补充通知" }}'
    return "deadline", f"deadline = [{{ value = {first} }}, {later}]"


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ((_change("2024-07-03", "2024-07-02"),), "2024-07-03 才起的变更，把它改到已经过去的 2024-07-02"),
        ((_change("2024-06-01", "2024-07-12"),), "2024-06-01 起的变更早于通知发布的 2024-06-24"),
        ((_change("2024-07-03", "2024-07-12", "2024-06-20"),), "registration.deadline 第1项：2024-06-20 早于开始报名"),
        ((("published", "published = 2024-06-25"),), "registration.opens：2024-06-24 早于通知发布（published）"),
        ((("keep_years", "keep_years = 0"),), "写了补考费"),
        ((("until = ", "until = 2025-12-31"),), "补考成绩保留到2026年9月28日前后"),
        ((('province = "35"', 'province = "36"'),), "证书编号的省份代码 36 是江西省，汇总表的所在省是“福建省”"),
        ((("registration = 1380", "registration = 13"),), "fees.registration：写的是 13，依据里写的是 1380"),
        ((("registration = 1380", "registration = 138000"),), "fees.registration：写的是 138000"),
        ((("deadline", "deadline = 2024-07-15"),), "registration.deadline：写的是 7月15日，依据里写的是 7月5日"),
        ((("years = 5", "years = 50"),), "eligibility.route1.years：写的是 50，依据里写的是 五"),
        ((("hours", "hours = 338"),), "training.hours：写的是 338，依据里写的是 33.8"),
        ((("pass_mark", "pass_mark = 70"),), "“理论”的 pass_mark：写的是 70，依据里写的是 100、60"),
        ((("keep_years", "keep_years = 24"),), "makeup.keep_years：写的是 24，依据里写的是 2"),
        ((("amount = 1000", "amount = 100"),), "“见证补贴”的 amount：写的是 100，依据里写的是 1000"),
        ((("makeup_both", "makeup_both = 54"),), "两科补考费 54 元，比只补一科的还少"),
        ((("makeup_both", "makeup_both = 2540"),), "两科补考费 2540 元，比两科分开的还多"),
        ((("minimum_age", "minimum_age = 61"),), "年满 61 周岁才能申报"),
        ((("hosts", 'hosts = ["evilchsi.com.cn"]'),), "备案表的网址 evilchsi.com.cn 不是学信网的"),
    ],
)
def test_what_may_be_meant_is_told(lines: tuple[tuple[str, str], ...], told: str) -> None:
    assert [doubt for doubt in doubts(changed(ACCOUNT, *lines)) if told in doubt]


def test_a_deadline_and_an_exam_put_off_together_are_in_order() -> None:
    """Each state has an exam of its day and the last deadline: what stood together is compared, not what never did."""
    later = 'from = 2024-07-03, basis = "补充通知", value ='
    notice = changed(
        ACCOUNT,
        _change("2024-07-03", "2024-08-20"),
        ("starts = ", "starts = 2024-08-21"),
        ("earliest", f"earliest = [{{ value = 2024-08-11 }}, {{ {later} 2024-09-01 }}]"),
    )
    assert doubts(notice) == ()
    assert notice.on(date(2024, 7, 1)).exam.earliest == date(2024, 8, 11)
    with pytest.raises(HuiRegError, match=r"exam\.earliest：2024-08-11 早于报名截止"):
        changed(_change("2024-07-03", "2024-08-20"))


@pytest.mark.parametrize(
    ("hours", "basis", "apart"),
    [
        ("", "报名时间：6月24日至7月5日17时30分", True),
        ("17:30:00", "报名时间：6月24日至7月5日17时30分", False),
        ("17:30:00", "报名时间：６月２４日至７月５日１７：３０", False),
        ("17:00:00", "报名时间：6月24日至7月5日17时", False),
        ("16:30:00", "报名时间：6月24日至7月5日17时30分", True),
        ("16:30:00", "报名时间：6月24日至7月5日", False),
    ],
)
def test_the_closing_hour_is_that_of_the_clause(hours: str, basis: str, apart: bool) -> None:
    line = f"deadline = 2024-07-05\ncloses = {hours}" if hours else "deadline = 2024-07-05"
    found = [d for d in doubts(changed(ACCOUNT, ("deadline", line), ("basis", f'basis = "{basis}"'))) if "closes" in d]
    assert bool(found) is apart, found


def test_own_routes_and_ages_are_compared_with_their_clauses() -> None:
    short = changed(("years_in_occupation", "years_in_occupation = 2"), notice_id="qingyuan-2025-21")
    assert any("途径“从业满一年”的年数：写的是 2，依据里写的是 1" in doubt for doubt in doubts(short))
    old = changed(("maximum_age", "maximum_age = 65"), notice_id="qingyuan-2025-21")
    assert any("eligibility.maximum_age：写的是 65，依据里写的是 18、60" in doubt for doubt in doubts(old))


def test_a_changed_value_rests_on_the_clause_of_the_change() -> None:
    own = '{ value = 1380 }, { from = 2024-07-20, value = 1280, basis = "补充通知：降为1280元" }'
    assert not [d for d in doubts(changed(ACCOUNT, ("registration = 1380", f"registration = [{own}]"))) if "元" in d]
    wrong = own.replace("value = 1280,", "value = 1180,")
    told = doubts(changed(ACCOUNT, ("registration = 1380", f"registration = [{wrong}]")))
    assert any("写的是 1180，依据里写的是 1280" in doubt for doubt in told)


def test_a_notice_of_which_nothing_is_doubtful_is_told_nothing_of() -> None:
    notice = changed(ACCOUNT)
    assert (doubts(notice), roster.doubts(notice)) == ((), [])
    free = changed(("registration =", "registration = 0"))
    assert not doubts(free), "no fee, no account"


def test_a_certificate_of_the_level_asked_for_or_above_is_doubtful() -> None:
    notice = changed(('held_levels = ["四级"]', 'held_levels = ["三级"]'), notice_id="minxi-2026-4")
    assert any("要求已持有三级证书，不低于这次报考的三级" in doubt for doubt in doubts(notice))


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("手机", "汇总表的“手机”这一列程序不会填（是不是“手机号码”？）"),
        ("学分*", "汇总表的“学分*”这一列程序不会填"),
        ("邮政编码", ""),
    ],
)
def test_a_column_that_stays_empty_is_told_where_it_is_likely_misspelt(title: str, told: str) -> None:
    text = shipped("minxi-2026-4").replace('"手机号码*"', f'"{title}"')
    notice = parse(text)
    assert roster.left_to_people(notice) == [title]
    assert (told in roster.doubts(notice)) == bool(told)


@pytest.mark.parametrize("text", [shipped(), text_of(ACCOUNT)], ids=["no account", "an account"])
def test_the_check_says_it_on_screen(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "notice.toml"
    path.write_text(text, encoding="utf-8")
    assert cli.run(["notice", "check", str(path)]) == ExitCode.OK
    captured = capsys.readouterr()
    assert ("▲ 通知文件没有写收款账号" in captured.err) == ("收款账号空着（payment.account）" in captured.out)
    assert ("▲" in captured.err) == (text == shipped())
