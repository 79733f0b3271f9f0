"""Payment receipts of several layouts."""

from hui_reg.model import Reading
from hui_reg.pages.page import Line, Page
from hui_reg.readers import receipt
from hui_reg.vocabulary import Kind
from tests.readers.written import at, rows, sheet, text

PAYER, PAYEE = "惠安县青澜镇便民服务中心", "福建省示范人力资源有限公司"
EXPECTED = {
    "receipt_number": "24070812345678",
    "serial_number": "1234567890123456",
    "paid_on": "2024-07-08",
    "payer": PAYER,
    "payee": PAYEE,
    "payee_account": "5678",
    "amount": "2760.00",
    "amount_in_words": "贰仟柒佰陆拾元整",
    "remark": "张三、李四等2人",
}


def only(*pages: Page) -> Reading:
    (reading,) = receipt.READER.read(pages)
    assert reading.kind is Kind.RECEIPT
    return reading


def told(reading: Reading) -> dict[str, str | None]:
    return {field: value.value for field, value in reading.fields.items()}


def columns(top: float = 0.0, source: str = "text") -> tuple[Line, ...]:
    """A slip with payer and payee side by side, whose labels don't say whose they are."""
    c = 1.0 if source == "text" else 0.95
    return (
        at("示范银行电子回单", 0.35, top + 0.04, c),
        at("电子回单号码：24070812345678", 0.1, top + 0.07, c),
        at("交易时间：2024年7月8日 10:23:45", 0.55, top + 0.07, c),
        *(at(letter, 0.1, top + 0.11 + 0.016 * place, c) for place, letter in enumerate("付款人")),
        *(at(letter, 0.52, top + 0.11 + 0.016 * place, c) for place, letter in enumerate("收款人")),
        at("户名", 0.15, top + 0.105, c),
        at(PAYER, 0.21, top + 0.105, c),
        at("户名", 0.57, top + 0.105, c),
        at(PAYEE, 0.63, top + 0.105, c),
        at("账号", 0.15, top + 0.13, c),
        at("3500123400001111", 0.21, top + 0.13, c),
        at("账号", 0.57, top + 0.13, c),
        at("3500987600005678", 0.63, top + 0.13, c),
        at("开户行", 0.15, top + 0.155, c),
        at("示范银行惠安支行", 0.21, top + 0.155, c),
        at("开户行", 0.57, top + 0.155, c),
        at("示范银行福州分行", 0.63, top + 0.155, c),
        at("金额（小写）", 0.1, top + 0.19, c),
        at("￥2,760.00", 0.25, top + 0.19, c),
        at("金额（大写）", 0.5, top + 0.19, c),
        at("人民币贰仟柒佰陆拾元整", 0.65, top + 0.19, c),
        at("附言", 0.1, top + 0.22, c),
        at("张三、李四等2人", 0.25, top + 0.22, c),
        at("交易流水号", 0.5, top + 0.22, c),
        at("1234567890123456", 0.65, top + 0.22, c),
        at("验证码：AB12CD34", 0.1, top + 0.25, c),
    )


def test_payer_and_payee_side_by_side() -> None:
    reading = only(sheet(*columns()))
    assert told(reading) == EXPECTED
    assert reading.kind_confidence >= 0.95
    assert reading.rows == (EXPECTED,)


def test_the_same_from_a_scan() -> None:
    assert told(only(sheet(*columns(source="ocr"), source="ocr"))) == EXPECTED


def test_several_on_a_page_are_rows() -> None:
    reading = only(sheet(*columns(0.0), *columns(0.32), *columns(0.64)))
    assert reading.rows == (EXPECTED,) * 3
    assert reading.fields == {}


def test_labels_that_say_whose_they_are() -> None:
    page = text(
        "网上银行电子回单",
        "回单编号：24070812345678",
        f"付款人户名：{PAYER}",
        "付款人账号：3500123400001111",
        f"收款人户名：{PAYEE}",
        "收款人账号：3500 9876 0000 5678",
        "金额：2760.00元",
        "大写金额：贰仟柒佰陆拾元整",
        "交易日期：2024-07-08",
        "交易流水号：1234567890123456",
        "用途：张三、李四等2人",
    )
    assert told(only(page)) == EXPECTED


def test_a_table_with_headings_at_the_left() -> None:
    page = rows(
        ("付款人", "全称", PAYER, "收款人", "全称", PAYEE),
        ("", "账号", "3500123400001111", "", "账号", "****5678"),
        ("金额", "人民币（大写）", "贰仟柒佰陆拾元整", "（小写）", "￥2760.00"),
        lines=["业务回单（付款）", "回单编号：24070812345678", "记账日期：2024年07月08日"],
    )
    found = told(only(page))
    assert (found["payer"], found["payee"], found["payee_account"]) == (PAYER, PAYEE, "5678")
    assert (found["amount"], found["paid_on"]) == ("2760.00", "2024-07-08")


def test_a_phones_screen() -> None:
    page = sheet(
        at("10:23", 0.1, 0.02, 0.9),
        at("转账成功", 0.4, 0.15, 0.98),
        at("-1,380.00", 0.38, 0.22, 0.97),
        at("收款人", 0.08, 0.32, 0.99),
        at(PAYEE, 0.4, 0.32, 0.99),
        at("收款账号", 0.08, 0.37, 0.99),
        at("3500 **** **** 5678", 0.4, 0.37, 0.97),
        at("转账时间", 0.08, 0.42, 0.99),
        at("2024-07-08 10:23:45", 0.4, 0.42, 0.98),
        at("附言", 0.08, 0.47, 0.99),
        at("张三报名费", 0.4, 0.47, 0.98),
        source="ocr",
        aspect=0.46,
    )
    found = told(only(page))
    assert found == {
        "payee": PAYEE,
        "payee_account": "5678",
        "paid_on": "2024-07-08",
        "remark": "张三报名费",
        "amount": "1380.00",
    }


def test_words_that_contradict_the_figures() -> None:
    page = text("电子回单", f"收款人户名：{PAYEE}", "金额：1380.00", "大写金额：壹仟叁佰元整", "交易日期：2024-07-08")
    reading = only(page)
    amount = reading.fields["amount"]
    assert (amount.value, amount.alternatives, amount.sure) == ("1380.00", ("1300.00",), False)
    assert reading.rows[0]["amount_problem"] == "金额大写与小写不一致"


def test_no_account_number_is_kept() -> None:
    for value in only(sheet(*columns())).fields.values():
        assert "0000" not in (value.value or "")


def test_what_is_no_receipt() -> None:
    assert receipt.READER.read([text("请各单位于7月5日前报送", "付款和收款事宜另行通知")]) == []
