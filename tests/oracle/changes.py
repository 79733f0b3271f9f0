"""Wrong values: for each field and measurement, what it may wrongly say; for each value, how it may be badly read."""

from collections.abc import Iterator

from hui_reg.model import Reading, Value
from tests.builders import id_number, unsure, untold, value

OTHER_CODE = "WXYZ9876STUV5432"


def _link(host: str, code: str) -> str:
    return f"https://{host}/xlcx/bg.do?vcode={code}"


FIXED: dict[str, tuple[str, ...]] = {
    "sex": ("男", "女"),
    "phone": ("无", "123"),
    "employer": ("惠安县紫山镇人民政府", "无"),
    "occupation": ("养老护理员", "无"),
    "level": ("三级", "五级"),
    "education": ("初中", "高中", "中专", "大专", "本科", "硕士"),
    "school": ("闽海示范学院", "泉州示范职业学院（泉港）"),
    "major": ("会计", "护理"),
    "graduation_date": ("2012-07-01", "2019-07", "2019-09-01", "2022-07-01", "2025-07-01", "1985-07-01"),
    "expected_graduation": ("2024-12-31", "2023-07-10", "2026-07-10", "1985-07-01"),
    "enrolment_date": ("2025-09-01",),
    "enrolment_status": ("退学", "毕业", "休学"),
    "conclusion": ("结业", "肄业", "毕业"),
    "school_class": ("普通高中", "中专", "普通高校", "成人", "自考", "网络", "党校"),
    "id_valid_from": ("2024-07-10", "2004-05-01", "2018-01-01"),
    "id_valid_to": ("2024-07-04", "2024-07-05", "2031-01-01", "长期"),
    "updated_on": ("2024-12-01", "2010-01-01", "2014-01-01"),
    "ethnicity": ("畲",),
    "address": ("福建省泉州市丰泽区示范路2号",),
    "issuer": ("泉州市公安局",),
}
"""By field: values that are wrong whenever they differ from the right one."""

FACTS: dict[str, tuple[float | str | bool, ...]] = {
    "text_layer": (False,),
    "portrait": (False,),
    "emblem": (False,),
    "link_host": ("www.chsi.com.cn.example.com", "chsi.example"),
    "width": (100,),
    "height": (100,),
    "bytes": (4_000, 9_000_000),
    "chroma": (3.0,),
    "white_share": (0.4,),
    "border_level": (215.0, 120.0),
    "faces": (0, 2),
    "head_ratio": (0.2, 0.95),
    "sharpness": (2.0,),
}


def wrong_values(name: str, right: str) -> tuple[str, ...]:
    """What a field may wrongly say in place of this, never the same."""
    found = FIXED.get(name) or _derived(name, right)
    return tuple(text for text in found if text != right)


def _derived(name: str, right: str) -> tuple[str, ...]:
    if name == "name":
        return ("李四", right + "丰")
    if name == "id_number" and len(right) == 18:
        born = f"{right[6:10]}-{right[10:12]}-{right[12:14]}"
        other = id_number(born, "男" if int(right[16]) % 2 else "女", 321)
        return (other, right[:-1] + ("0" if right[-1] != "0" else "1"), right[:6] + right[8:17], "无")
    if name == "birth_date":
        return ("1980-01-01", right[:8] + ("11" if right[8:] != "11" else "12"))
    if name == "certificate_number":
        return (right[:-1] + ("7" if right[-1] != "7" else "8"), "12345120100500", right[:6] + "2009" + right[10:])
    if name == "chsi_code":
        return (OTHER_CODE, "123456789012", right.lower(), right[:-1])
    if name in ("chsi_link", "chsi_qr"):
        code = right.rpartition("=")[2]
        hosts = ("evil.example\\@www.chsi.com.cn", "www.chsi.com.cn.example.com", "www.chsi.com.cn@evil.example")
        return (*(_link(host, code) for host in hosts), _link("www.chsi.com.cn", OTHER_CODE))
    return ()


def badly_read(right: Value, wrong: tuple[str, ...]) -> Iterator[tuple[str, Value | None]]:
    """The same value read weakly, with another beside it, not told, not there; the wrong ones read weakly."""
    text = right.value or ""
    yield "无此项", None
    yield "看不清", untold()
    yield "没把握", unsure(text)
    for other in wrong[:1]:
        yield f"也像“{other}”", unsure(text, 0.97, other)
        yield f"没把握地写“{other}”", unsure(other)


def with_field(what: Reading, name: str, new: Value | str | None) -> Reading:
    fields = {key: held for key, held in what.fields.items() if key != name}
    if new is not None:
        fields[name] = new if isinstance(new, Value) else value(new)
    return what.model_copy(update={"fields": fields})


SIDES = {
    "portrait": ("name", "id_number", "sex", "birth_date", "ethnicity", "address"),
    "emblem": ("issuer", "id_valid_from", "id_valid_to"),
}


def with_fact(what: Reading, name: str, new: float | str | bool | None) -> Reading:
    """Another measurement; a side of a card that isn't there takes its fields with it."""
    facts = {key: held for key, held in what.facts.items() if key != name}
    if new is not None:
        facts[name] = new
    gone = SIDES.get(name, ()) if new is False else ()
    fields = {key: held for key, held in what.fields.items() if key not in gone}
    return what.model_copy(update={"facts": facts, "fields": fields})
