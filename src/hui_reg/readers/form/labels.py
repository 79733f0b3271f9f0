"""The labels of the application form's main table, with the spellings that other forms of its kind use."""

import re
from typing import Final

from hui_reg.notation.nothing import NONE, says_none
from hui_reg.readers.form import schooling
from hui_reg.readers.lines import majors, meanings
from hui_reg.readers.lines.label_tables import Label, LabelTable
from hui_reg.readers.lines.meanings import Meaning, Sense
from hui_reg.readers.lines.options import ticked
from hui_reg.vocabulary import Field

_A_NEIGHBOUR: Final = re.compile(
    r"[\s,，;；、(（]*(?:单位|办公|联系|本人)*(?:电\S|\S话|手机|号码|Tel\.?)?[:：]?\s*"
    r"(?:\(?0\d{2,3}\)?[-—–\s]?\d{7,8}|1[3-9]\d{9})\)?\s*$"
)
"""The label 电话, however it was read, and a telephone number."""


_GLUED: Final = re.compile(rf"\d{{6,}}\s*(?=[{meanings.HAN}])")
"""The end of a number from the cell above or beside, read in one line with words."""


def words(text: str) -> Meaning | None:
    """Words that begin with no long number: an occupation, a unit."""
    return meanings.plain(_GLUED.sub("", text, count=1) if _GLUED.match(text.strip()) else text)


_OCCUPATION_CODE: Final = re.compile(r"\b\d-\d{2}-\d{2}-\d{2}\b")
"""The number of an occupation in the national classification."""


def applied_for(text: str) -> Meaning | None:
    """An occupation, or the one of several printed ones that is ticked, without its number in the classification."""
    return words(_OCCUPATION_CODE.sub(" ", ticked(text)))


def employer(text: str) -> Meaning | None:
    """An employer's name, without the telephone number of the next cell that was read in the same line."""
    meaning = words(text)
    if meaning is None or meaning.value is None:
        return meaning
    match = _A_NEIGHBOUR.search(meaning.value)
    return Meaning(meaning.value[: match.start()]) if match and match.start() >= _SHORTEST else meaning


_SHORTEST: Final = 4
"""Characters of an employer's name, at least."""


def or_none(sense: Sense) -> Sense:
    """The sense of a cell in which 无 is an answer: that there is none. Elsewhere it is a filler."""

    def sensed(text: str) -> Meaning | None:
        return Meaning(NONE) if says_none(meanings.PRINTED_HINTS.sub("", text)) else sense(text)

    return sensed


plain_or_none: Final = or_none(meanings.plain)

_APPLIED: Final = "申报 认定 申报认定 申请 申请认定 报考 报名 拟申报 鉴定 评价 考核"
_OCCUPATIONS: Final = "职业 职业名称 工种 职业(工种) 职业(工种)名称 职业及工种 职业/工种 职业工种 的职业"
_LEVELS: Final = "等级 级别 认定等级 职业等级 技能等级 职业技能等级 技能级别 职业级别 的等级"
_SCHOOLS: Final = "毕业院校 毕业学校 毕(结)业院校 院校"
_AND_MORE: Final = (
    "及专业 与专业 和专业 、专业 /专业 ·专业 专业 及所学专业 、所学专业 /所学专业 及专业名称 "
    "、专业及时间 及毕业时间 、毕业时间 及时间 "
    "、专业及毕业时间 、专业、时间 、专业、毕业时间 及专业、时间 及专业、毕业时间 /专业/时间 /专业/毕业时间 、系及专业"
)
_OTHERS: Final = (
    "紧急联系人 紧急联络人 应急联系人 单位联系人 单位经办人 经办人 联系人 家庭联系人 单位负责人 部门负责人 负责人 "
    "法定代表人 法人代表 配偶 爱人 丈夫 妻子 父亲 母亲 父母 子女 监护人 家庭成员 主要家庭成员 家庭主要成员 "
    "家庭成员及主要社会关系 家庭主要成员及社会关系 与本人关系 与申报人关系 称谓 推荐人 介绍人 代办人"
)
_OF_OTHERS: Final = "@ 姓名 电话 联系电话 手机 手机号码 及电话 及联系电话 及联系方式 信息 情况"


def _named(heads: str, tails: str) -> str:
    """Every head with every tail (``@``: none): forms put the names of their labels together at will."""
    return " ".join(head + tail.strip("@") for head in heads.split() for tail in tails.split())


TABLE: Final = LabelTable(
    (
        Label(Field.NAME, "姓名 申报人姓名 考生姓名", meanings.name),
        Label(Field.SEX, "性别", meanings.sex, options=True),
        Label(Field.BIRTH_DATE, "出生年月 出生日期 出生年月日", schooling.born),
        Label(Field.ETHNICITY, "民族", meanings.ethnicity),
        Label(
            Field.ID_NUMBER,
            "身份证号码 身份证号 公民身份号码 公民身份证号码 居民身份证号码 居民身份证号 身份证件号码 证件号码",
            meanings.id_number,
        ),
        Label(
            Field.PHONE,
            "联系电话 手机号码 手机号 手机 联系方式 移动电话 本人电话 本人联系电话 联系手机 联系电话(手机)",
            meanings.phone,
        ),
        Label(Field.ADDRESS, "通讯地址 通信地址 家庭住址 联系地址 住址"),
        Label(
            Field.OCCUPATION,
            "职业名称 职业(工种) 职业(工种)名称 职业工种名称 " + _named(_APPLIED, _OCCUPATIONS),
            applied_for,
            free=True,
        ),
        Label(
            Field.DIRECTION,
            "工种/职业方向 工种·职业方向 工种、职业方向 工种(职业方向) 工种或职业方向 职业方向 工种",
            plain_or_none,
            free=True,
        ),
        Label(
            Field.LEVEL,
            "职业技能等级 " + _named(_APPLIED, _LEVELS),
            meanings.level,
            options=True,
        ),
        Label(
            Field.YEARS_IN_OCCUPATION,
            "从事本职业年限 从事本职业(工种)年限 从事本工种年限 本职业工龄 从业年限 从事本职业工作年限 从事该职业年限",
            plain_or_none,
            free=True,
        ),
        Label(
            Field.EMPLOYER,
            "现工作单位 工作单位 单位名称 现单位 所在单位 现工作单位名称 现工作单位全称",
            employer,
            free=True,
        ),
        Label(Field.EMPLOYER_PHONE, "单位电话 单位联系电话 电话", meanings.phone),
        Label(Field.EDUCATION, "最高学历 学历 文化程度 最高学历层次", meanings.education, options=True),
        Label(schooling.SCHOOL_AND_MORE, _named(_SCHOOLS, _AND_MORE), schooling.several),
        Label(
            schooling.LEVEL_AND_MAJOR,
            _named("最高学历 学历 文化程度", "及专业 、专业 /专业 与专业 及所学专业 、所学专业"),
            schooling.several,
        ),
        Label(Field.SCHOOL, "毕业院校 毕业学校 毕(结)业院校 最高学历毕业院校 毕业院校名称"),
        Label(Field.MAJOR, "最高学历专业 所学专业 专业 专业名称 毕业专业", or_none(majors.major)),
        Label(
            Field.GRADUATION_DATE,
            "毕业时间 毕业日期 毕业年月 最高学历毕业时间 取得毕业证时间 毕业证取得时间 毕业证书取得时间 取得学历时间",
            schooling.graduated,
        ),
        Label(Field.CERTIFICATE_NUMBER, "学历证书编号 毕业证书编号 毕业证编号", meanings.digits_of),
        Label(
            Field.HELD_CERTIFICATE,
            "现已持何种职业证书 现已持有何种职业证书 现持何种职业证书 现已持何种职业资格证书 现持职业资格证书 "
            "现有职业资格证书 已持有何种职业证书 现持职业证书 已取得职业资格证书 现持证书名称 现已持有职业证书",
            plain_or_none,
            free=True,
        ),
        Label(Field.EXAM_TYPE, "考试类型 考核类型 认定类型 考试类别", meanings.exam_type, options=True),
        Label("", "照片 相片 贴照片处 近期免冠照片 一寸照片 二寸照片 1寸照片 2寸照片 照片粘贴处 贴相片处 证件照"),
        Label("", "等级 级别 证书等级 证书编码 证书编号 取得时间 发证时间 发证日期 发证机关 发证单位"),
        Label("", "政治面貌 邮政编码 邮编 电子邮箱 邮箱 籍贯 户籍所在地 户口所在地 职务 职称"),
        Label("", "参加工作时间 认定分类 认定方式 申报条件 考生来源 证件类型 申报类别 鉴定科目 认定科目 考核科目"),
        Label("", "填表日期 填表时间 申报日期 申报时间 准考证号 编号 申报单位 鉴定机构 评价机构"),
        Label("", _named(_OTHERS, _OF_OTHERS), of_another=True),
        Label("", "单位意见 工作单位意见 机构意见 审核意见 本人承诺 个人承诺 承诺 申报人签名 申请人签名 签名 备注"),
    )
)
