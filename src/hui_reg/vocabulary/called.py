"""What people call the fields of papers: the one list of everyday names, by the paper on which a name is meant.

The same word means different fields on different papers: 有效期至 of an ID card, and of a health certificate. What
readers look for (their tables of labels) and what heads a sheet of facts are lists of their own, for a table of labels
has an order and a way of being read, and headings must differ within one sheet; a test holds them together.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from hui_reg.notation.folding import fold
from hui_reg.vocabulary.fields import Field
from hui_reg.vocabulary.papers import Kind

PERIOD: Final = frozenset(("有效期", "有效期限", "有效期间", "有效日期"))
"""Words for a whole period: of one day, the last."""
_UNTIL: Final = (
    "有效期止 有效期至 有效期到 有效期限至 有效期限止 有效期限到 有效至 证件有效期至 有效期截止 有效期截止日期 截止日期"
    " 截止日 到期 到期日 到期日期 到期时间 失效日期 " + " ".join(sorted(PERIOD))
)
_FROM: Final = (
    "有效期起 有效期自 有效期从 有效期始 有效期限起 有效期限自 证件有效期起 起始日期 签发日期 签发日 发证日期 生效日期"
)
_ISSUED: Final = (
    "毕业日期 毕业时间 毕业年月 毕业年月日 毕(结)业日期 毕结业日期 "
    "发证日期 发证时间 签发日期 颁发日期 批准日期 批准时间"
)
_CARD: Final[Mapping[Field, str]] = {
    Field.ID_VALID_FROM: _FROM, Field.ID_VALID_TO: _UNTIL, Field.ISSUER: "签发机关 发证机关 发证单位 签发单位",
}  # fmt: skip
_REPORT: Final[Mapping[Field, str]] = {
    Field.EXPECTED_GRADUATION: "预计毕业日期 预计毕业时间 预计毕业年月 毕业日期 毕业时间 毕业年月",
}
_GRADUATED: Final[Mapping[Field, str]] = {Field.GRADUATION_DATE: _ISSUED, Field.CERTIFICATE_NUMBER: "证号"}
_ON: Final[Mapping[Kind, Mapping[Field, str]]] = {
    Kind.APPLICATION_FORM: {Field.PHONE: "电话 电话号码"},
    Kind.ID_CARD: _CARD,
    Kind.RESIDENCE_CARD: _CARD,
    Kind.HEALTH_CERTIFICATE: {Field.VALID_TO: _UNTIL},
    Kind.ENROLMENT_REPORT: _REPORT,
    Kind.ENROLMENT_LETTER: _REPORT,
    Kind.DIPLOMA: _GRADUATED,
    Kind.EDUCATION_RECORD: _GRADUATED,
    Kind.RECOGNITION_REPORT: _GRADUATED,
    Kind.RECORD_SCREENSHOT: _GRADUATED,
}
_ANYWHERE: Final[Mapping[Field, str]] = {
    Field.NAME: "名字 申报人 姓 本人姓名",
    Field.ID_NUMBER: "证件号 证号 身份证 身份证编号 公民身份证号 号码",
    Field.BIRTH_DATE: "出生 生日 出生日 出生时间 出生年月",
    Field.ADDRESS: "地址 家庭地址 住所 户籍地址 户籍地 户口所在地 身份证地址",
    Field.ETHNICITY: "族",
    Field.PHONE: "电话 电话号码 联系号码",
    Field.EMPLOYER: "单位 工作单位 单位名称 所在单位 现单位 报名单位",
    Field.EDUCATION: "层次 学历层次 文化程度 最高学历 培养层次",
    Field.SCHOOL: "学校 院校 院校名称 学校名称 毕业学校 就读学校 就读院校 学位授予单位",
    Field.MAJOR: "专业名称 所学专业",
    Field.ENROLMENT_DATE: "入学时间 入学年月 入学",
    Field.GRADUATION_DATE: _ISSUED,
    Field.CERTIFICATE_NUMBER: "证书号 证书号码 毕业证编号 毕业证号 毕业证书编号 学历证书编号 毕业证书号 学位证书编号",
    Field.CONCLUSION: "毕结业结论 毕业结论 毕(结)业 毕结业",
    Field.EXPECTED_GRADUATION: "预计毕业时间 预计毕业年月",
    Field.ENROLMENT_STATUS: "在籍状态",
    Field.CHSI_CODE: "验证码 报告编号",
    Field.UPDATED_ON: "报告日期 更新时间",
    Field.ID_VALID_FROM: _FROM,
    Field.ID_VALID_TO: _UNTIL,
    Field.ISSUER: "发证机关 签发单位",
}


def _index(names: Mapping[Field, str]) -> dict[str, Field]:
    found: dict[str, Field] = {}
    for field, words in names.items():
        for word in words.split():
            found.setdefault(fold(word), field)
    return found


_BY_KIND: Final = {kind: _index(names) for kind, names in _ON.items()}
_BY_WORD: Final = _index(_ANYWHERE)


def is_period(word: str) -> bool:
    """Whether a word names a period with both its ends."""
    return fold(word) in PERIOD


def fields_called(word: str, kinds: Iterable[Kind] = ()) -> dict[Field, list[Kind]]:
    """The fields that a word means on papers of these ``kinds`` in particular, each with those on which it does."""
    wanted = fold(word)
    found: dict[Field, list[Kind]] = {}
    for kind in dict.fromkeys(kinds):
        if (meant := _BY_KIND.get(kind, {}).get(wanted)) is not None:
            found.setdefault(meant, []).append(kind)
    return found


def field_titled(word: str) -> Field | None:
    """The field of that very title, or English name."""
    wanted = fold(word)
    return next((field for field in Field if wanted in (field.value, field.title)), None)


def field_called(word: str) -> Field | None:
    """The field that a word means on whatever paper."""
    return _BY_WORD.get(fold(word))
