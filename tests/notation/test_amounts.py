from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hui_reg.notation.amounts import amount_in_words


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("壹仟叁佰捌拾元整", "1380"),
        ("人民币壹万叁仟捌佰圆整", "13800"),
        ("贰佰伍拾肆元正", "254"),
        ("伍角", "0.50"),
        ("壹拾万零叁佰元零伍分", "100300.05"),
        ("人民币（大写）：肆仟壹佰肆拾元整", "4140"),
        ("拾元整", "10"),
        ("壹仟零肆元伍角陆分", "1004.56"),
        ("一千二百三十四元", "1234"),
        ("五千六百七十八元", "5678"),
        ("两千零九十元〇五分", "2090.05"),
        ("叄拾元", "30"),
        ("弍拾元", "20"),
        ("貳仟參佰陸拾圓整", "2360"),
        ("壹億貳仟萬圆整", "120000000"),
        ("壹万亿元整", "1000000000000"),
        ("叁亿零贰万元整", "300020000"),
    ],
)
def test_reads_amounts_as_banks_print_them(text: str, amount: str) -> None:
    assert amount_in_words(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "元整", "整", "1380元", "壹仟叁佰捌拾", "壹仟某佰元整", "壹万贰万元整", "某亿元整", "壹元某角整"]
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert amount_in_words(text) is None


def in_capitals(cents: int) -> str:
    """An independent writer, as taught in accounting: sections of four, one 零 for any gap."""
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    digits, units = "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"]
    whole = ""
    gap = False
    for place in range(11, -1, -1):
        digit = yuan // 10**place % 10
        if digit:
            whole += ("零" if gap and whole else "") + digits[digit] + units[place % 4]
            gap = False
        else:
            gap = True
        if place in (4, 8) and yuan // 10**place % 10_000:
            whole += "万" if place == 4 else "亿"
    text = whole + "元" if whole else ""
    if not jiao and not fen:
        return (text or "零元") + "整"
    text += f"{digits[jiao]}角" if jiao else ("零" if text else "")
    return text + (f"{digits[fen]}分" if fen else "整")


@given(st.integers(min_value=1, max_value=999_999_999_999_99))
def test_every_amount_written_out_is_read_back(cents: int) -> None:
    assert amount_in_words(in_capitals(cents)) == Decimal(cents) / 100
