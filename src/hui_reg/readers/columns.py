"""Titles of a roster's columns, and the labels that stand above the values of one person's paper."""

from collections.abc import Mapping
from typing import Final

from hui_reg.notation.folding import fold
from hui_reg.vocabulary import Field

_TITLES: Final[Mapping[str, str]] = {
    Field.NAME: "姓名 考生姓名 申报人 申报人姓名 学员姓名 人员姓名 报名人员",
    Field.ID_NUMBER: "身份证号 身份证号码 证件号码 公民身份号码 身份证 居民身份证号码 证件号 身份证件号码 居民身份证号",
    Field.SEX: "性别",
    Field.BIRTH_DATE: "出生日期 出生年月 出生年月日",
    Field.ETHNICITY: "民族",
    Field.PHONE: "手机号码 手机号 联系电话 手机 电话 联系方式 电话号码 移动电话 本人电话 联系手机",
    Field.EMPLOYER: "所在单位 工作单位 单位 单位名称 现工作单位 报名单位 所属单位 派驻单位 窗口 窗口单位 所在窗口 部门",
    Field.OCCUPATION: "职业工种名称 申报职业 职业名称 职业 工种 申报工种 职业工种 申报职业(工种) 认定职业",
    Field.LEVEL: "认定等级 申报等级 等级 级别 申报级别 技能等级 申报认定等级",
    Field.EDUCATION: "文化程度 学历 最高学历 学历层次",
    Field.SCHOOL: "毕业院校 毕业学校 院校 学校 毕业院校名称",
    Field.MAJOR: "专业 所学专业 毕业专业 专业名称",
    Field.GRADUATION_DATE: "毕业时间 毕业日期 毕业年月",
    Field.CERTIFICATE_NUMBER: "学历证书编号 毕业证书编号 毕业证编号 毕业证号",
    Field.YEARS_IN_OCCUPATION: "专业年限 从业年限 工作年限 从事本职业年限 本职业工龄",
    Field.EXAM_TYPE: "考试类型 考核类型",
    Field.ADDRESS: "通讯地址 户籍所在地 家庭住址 住址 地址",
    Field.REMARK: "备注",
    "_photo": "照片 证件照 相片 电子照片",
    "_score": "理论成绩 技能成绩 理论 技能 实操成绩 理论知识成绩 操作技能成绩 综合成绩 总分 成绩",
    "": "序号 编号 申报条件 证件类型 是否有职业资格证书 证书等级 证书编号 所在省(市)区 所在省市区 考生来源 认定分类 "
    "参加工作时间 电子邮箱 政治面貌 简要经历 证书领取方式 邮政编码 邮寄地址 准考证号 职务 岗位 年龄 籍贯 人员类别 "
    "人员性质 编制 是否在编 报名材料 是否缴费 费用 签名 培训课时 是否应届 邮箱",
}  # fmt: skip
COLUMNS: Final[Mapping[str, str]] = {
    fold(title): field for field, titles in _TITLES.items() for title in titles.split()
}
"""Field by column title; an empty field is a known column that is not kept."""

_OF_ONE_PERSON: Final = (
    "入学日期 入学时间 毕(结)业日期 毕结业日期 学校名称 学制 层次 学历类别 学习形式 毕(结)业 毕(结)业结论 校(院)长姓名 "
    "在线验证码 学籍状态 预计毕业日期 健康状况 婚姻状况 现工作单位 认定职业(工种) 申报方式 曾用名"
)
LABELS: Final = frozenset(COLUMNS) | frozenset(map(fold, _OF_ONE_PERSON.split()))
"""What stands before or above a value of one person's, on a form or a record."""
