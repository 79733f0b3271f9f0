"""Payment receipts: bank slips of many layouts, several on a page, and screenshots of phone payments.

Each receipt becomes a row; where a page holds just one, its values are fields too. Of the payee's account only the
last four digits are kept. An amount that its words contradict is not sure.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Final

from hui_reg.model import Reading, Value
from hui_reg.notation.amounts import amount_in_words
from hui_reg.notation.folding import fold
from hui_reg.pages.page import Page
from hui_reg.readers.claims import Reader, each_page
from hui_reg.readers.lines import labels, layout, meanings
from hui_reg.readers.lines.label_tables import Label, LabelTable
from hui_reg.readers.lines.labels import Sighting
from hui_reg.readers.lines.meanings import Meaning
from hui_reg.readers.versions import VERSIONS
from hui_reg.vocabulary import Fact, Field, Kind


def amount(text: str) -> Meaning | None:
    """``￥1,380.00`` to ``1380.00``."""
    match = re.search(r"-?\d[\d,， ]*(?:\.\d{1,2})?", fold(meanings.written(text)))
    if match is None:
        return None
    try:
        return Meaning(f"{abs(Decimal(re.sub('[,， ]', '', match[0]))):.2f}")
    except InvalidOperation:
        return Meaning(None, reason="金额无法辨认")


def words(text: str) -> Meaning | None:
    """An amount in words, as written: ``壹仟叁佰捌拾元整``."""
    match = re.search(r"[零〇壹贰叁肆伍陆柒捌玖拾佰仟万亿元圆角分整正一二三四五六七八九十百千]{3,}", fold(text))
    return Meaning(match[0]) if match else None


def account_tail(text: str) -> Meaning | None:
    """The last four digits of an account, masked or not."""
    digits = re.search(r"(\d{4})\D*$", fold(text))
    return Meaning(digits[1]) if digits else None


TABLE: Final = LabelTable(
    (
        Label(
            Field.RECEIPT_NUMBER,
            "电子回单号码 电子回单号 电子回单编号 回单编号 回单号 回单号码 凭证号码 凭证号 转账单号 交易单号",
        ),
        Label(
            Field.SERIAL_NUMBER,
            "交易流水号 流水号 核心流水号 业务流水号 交易序号 银行流水号 业务编号 交易流水 订单号 商户单号",
        ),
        Label(
            Field.PAID_ON,
            "交易时间 交易日期 记账日期 记账时间 转账时间 转账日期 入账日期 付款时间 付款日期 支付时间 日期",
            meanings.day,
        ),
        Label(
            Field.PAYER,
            "付款人户名 付款户名 付款人名称 付款方名称 付款方户名 付款人姓名 付款人全称 付款单位 付款账户名称 付款方 "
            "汇款人",
        ),
        Label(
            Field.PAYEE,
            "收款人户名 收款户名 收款人名称 收款方名称 收款方户名 收款人姓名 收款人全称 收款单位 收款账户名称 收款方 "
            "商户全称 对方户名",
        ),
        Label(
            Field.PAYEE_ACCOUNT,
            "收款人账号 收款账号 收款方账号 收款账户 收款人账户 收款卡号 对方账号 对方账户",
            account_tail,
        ),
        Label("", "付款人账号 付款账号 付款方账号 付款账户 付款人账户 付款卡号"),
        Label("_name", "户名 全称 名称 账户名称"),
        Label("_account", "账号 账户 卡号", account_tail),
        Label("_payer", "付款人 付款人信息"),
        Label("_payee", "收款人 收款人信息"),
        Label(
            Field.AMOUNT,
            "金额(小写) 小写金额 小写 (小写) 金额小写 人民币(小写) 交易金额 转账金额 付款金额 支付金额 金额 金额(元) "
            "合计金额",
            amount,
        ),
        Label(
            Field.AMOUNT_IN_WORDS, "金额(大写) 大写金额 大写 (大写) 金额大写 人民币(大写) 合计大写 人民币大写", words
        ),
        Label(
            Field.REMARK,
            "附言 转账附言 用途 摘要 备注 附言/用途 用途/附言 摘要/附言 交易附言 汇款附言 商品 转账备注 交易摘要",
        ),
        Label("", "付款人开户行 收款人开户行 开户行 开户银行 付款开户行 收款开户行 验证码 币种 手续费 业务类型"),
        Label("", "打印时间 打印日期 打印次数 交易机构 交易柜员 记账机构 交易类型 渠道 回单类型 业务种类 交易渠道"),
        Label("", "凭证种类 当前状态 支付方式 收单机构"),
    )
)

_TITLE = re.compile(
    r"(?:电子|业务|客户|付款|转账|汇款|缴费|网上银行|网银|交易|记账|收款)(?:电子)?(?:回单(?!号|编)|凭证(?!号|种)|凭条)"
    r"|电子回执|缴费回执|缴款回单|账单详情|(?:转账|交易|付款|支付)成功"
)
_NO_RECEIPT = re.compile(r"申报表|备案表|毕业证|身份证(?!号)|汇总表|名册")
FIELDS_OF_A_RECEIPT: Final = (
    *(
        Field.RECEIPT_NUMBER,
        Field.SERIAL_NUMBER,
        Field.PAID_ON,
        Field.PAYER,
        Field.PAYEE,
        Field.PAYEE_ACCOUNT,
        Field.AMOUNT,
        Field.AMOUNT_IN_WORDS,
    ),
    Field.REMARK,
)


def read_page(page: Page) -> Reading | None:
    """The receipts of a page."""
    text = fold(page.text)
    titled = bool(_TITLE.search(text))
    if _NO_RECEIPT.search(text[:80]) or not (titled or ("付款" in text and "收款" in text)):
        return None
    receipts = [
        receipt for part in _parts(page) if len(receipt := _read_receipt(part)) >= 3 and Field.AMOUNT in receipt
    ]
    if not receipts:
        return None
    told = max(len(receipt) for receipt in receipts)
    confidence = 0.97 if titled and told >= 5 else 0.85 if told >= 5 else 0.75
    return Reading(
        kind=Kind.RECEIPT,
        kind_confidence=confidence,
        pages=(page.number,),
        fields=receipts[0] if len(receipts) == 1 else {},
        facts={Fact.TEXT_LAYER: page.source != "ocr"},
        rows=tuple(map(_row, receipts)),
    )


def _row(receipt: dict[str, Value]) -> dict[str, str]:
    """A receipt as a row; ``amount_problem`` says why its amount is not sure."""
    row = {field: value.value for field, value in receipt.items() if value.value}
    amount_read = receipt[Field.AMOUNT]
    if not amount_read.sure:
        row["amount_problem"] = amount_read.reason or "金额识读把握不足"
    return row


READER: Final = Reader("receipt", VERSIONS["receipt"], each_page(read_page))


def _parts(page: Page) -> Iterator[Page]:
    """The page cut above every title of a receipt."""
    lines = layout.placed(page.lines)
    tops = sorted(line.box[1] for line in lines if _TITLE.search(fold(line.text)) and len(fold(line.text)) < 40)
    cuts = [top for place, top in enumerate(tops) if place == 0 or top - tops[place - 1] > 0.08]
    if len(cuts) < 2 or page.rows:
        yield page
        return
    for top, bottom in zip(cuts, [*cuts[1:], 2.0], strict=True):
        yield replace(page, lines=tuple(line for line in lines if top - 0.005 <= line.box[1] < bottom - 0.005))


def _read_receipt(page: Page) -> dict[str, Value]:
    found = labels.read([page], TABLE)
    values = {field: value for field, value in found.values.items() if field in FIELDS_OF_A_RECEIPT}
    for field, value in _by_side(found.sightings):
        values.setdefault(field, value)
    if Field.AMOUNT not in values and (big := _big_amount(page)) is not None:
        values[Field.AMOUNT] = big
    return _agreeing(values)


def _by_side(sightings: Sequence[Sighting]) -> Iterator[tuple[str, Value]]:
    """户名 and 账号 without a word of whose: by the 付款人 or 收款人 last named before them, else payer first."""
    named = [s for s in sightings if s.label.field in ("_payer", "_payee")]
    for sighting in named:
        if (value := sighting.value) is not None:
            yield sighting.label.field[1:], value
    seen: dict[str, int] = {}
    for sighting in sightings:
        field = sighting.label.field
        if field not in ("_name", "_account") or (value := sighting.value) is None:
            continue
        order = seen[field] = seen.get(field, -1) + 1
        whose = _owner(sighting, named) or (Field.PAYER, Field.PAYEE)[min(order, 1)]
        if field == "_name":
            yield whose, value
        elif whose == Field.PAYEE:
            yield Field.PAYEE_ACCOUNT, value


def _owner(sighting: Sighting, named: Sequence[Sighting]) -> str | None:
    """The nearest heading at the left of a label, where headings stand at the left of their blocks."""
    box = sighting.at.box
    beside = [
        head
        for head in named
        if head.at.page == sighting.at.page and head.at.box[2] <= box[0] + 0.01 and any(head.at.box) and not head.values
    ]
    if not beside:
        return None
    nearest = min(beside, key=lambda head: abs(head.at.box[2] - box[0]) + abs(head.at.box[1] - box[1]))
    return nearest.label.field[1:]


def _big_amount(page: Page) -> Value | None:
    """On a phone's screen: the amount stands alone, with a currency sign or a minus."""
    for line in page.lines:
        if re.fullmatch(r"[-+]?[￥¥]?\d[\d,]*\.\d{2}元?", fold(line.text)) and (meaning := amount(line.text)):
            return Value(
                value=meaning.value, confidence=line.confidence, text=line.text, page=page.number, box=line.box or None
            )
    return None


def _agreeing(values: dict[str, Value]) -> dict[str, Value]:
    """The amount checked against the amount in words."""
    figures, spelled = values.get(Field.AMOUNT), values.get(Field.AMOUNT_IN_WORDS)
    if figures is None or spelled is None or figures.value is None or spelled.value is None:
        return values
    told = amount_in_words(spelled.value)
    if told is None:
        return values
    if f"{told:.2f}" == figures.value:
        return values | {Field.AMOUNT: figures.model_copy(update={"confidence": max(figures.confidence, 0.97)})}
    unsure = {"alternatives": (f"{told:.2f}",), "reason": "金额大写与小写不一致"}
    return values | {Field.AMOUNT: figures.model_copy(update=unsure)}
