"""What stands on papers: fields, read as text, and facts, measured. Titles are what users see."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import Final

from hui_reg.notation.resident_id import mask as mask_number


class Secrecy(Enum):
    """How far a value may be shown."""

    OPEN = "open"
    NUMBER = "number"
    """Masked outside the office: ``350521********1234``."""
    BEARER = "bearer"
    """Whoever has it sees the person's record: whole for the reviewer alone, masked everywhere else."""


class Field(StrEnum):
    """A field of a reading, by the English name it has in records. ``Field.NAME.title`` is 姓名."""

    title: str  # type: ignore[assignment]  # what users see, not str.title
    secrecy: Secrecy

    def __new__(cls, value: str, title: str = "", secrecy: Secrecy = Secrecy.OPEN) -> "Field":
        field = str.__new__(cls, value)
        field._value_ = value
        field.title, field.secrecy = title, secrecy
        return field

    # the person
    NAME = "name", "姓名"
    ID_NUMBER = "id_number", "公民身份号码", Secrecy.NUMBER
    SEX = "sex", "性别"  # 男 | 女
    BIRTH_DATE = "birth_date", "出生日期"
    ETHNICITY = "ethnicity", "民族"  # 汉, without 族
    ADDRESS = "address", "住址"
    # ID card, emblem side
    ISSUER = "issuer", "签发机关"
    ID_VALID_FROM = "id_valid_from", "有效期起"
    ID_VALID_TO = "id_valid_to", "有效期止"  # a date or 长期
    # health certificate
    VALID_TO = "valid_to", "有效期至"
    # application form
    PHONE = "phone", "联系电话"
    EMPLOYER = "employer", "现工作单位"
    EMPLOYER_PHONE = "employer_phone", "单位电话"
    OCCUPATION = "occupation", "申报职业"
    DIRECTION = "direction", "工种/职业方向"
    LEVEL = "level", "申报等级"  # one of 一级 … 五级, also when the form says 中级工
    YEARS_IN_OCCUPATION = "years_in_occupation", "从事本职业年限"
    EXAM_TYPE = "exam_type", "考试类型"  # 正考 | 补考
    HELD_CERTIFICATE = "held_certificate", "现持职业证书"
    # education; on diplomas, records, reports and the form
    EDUCATION = "education", "学历"  # one of EDUCATION_LEVELS
    SCHOOL = "school", "毕业院校"
    MAJOR = "major", "专业"
    ENROLMENT_DATE = "enrolment_date", "入学日期"
    GRADUATION_DATE = "graduation_date", "毕业日期"
    CERTIFICATE_NUMBER = "certificate_number", "证书编号"
    CONCLUSION = "conclusion", "毕(结)业结论"  # 毕业 | 结业 | 肄业
    SCHOOL_CLASS = "school_class", "学校类别"  # 普通高中 中专 职高 技校 普通高校 成人 自考 网络 开放
    STUDY_FORM = "study_form", "学习形式"
    EDUCATION_CATEGORY = "education_category", "学历类别"
    DURATION = "duration", "学制"
    # 学信网 record and reports
    CHSI_CODE = "chsi_code", "在线验证码", Secrecy.BEARER
    CHSI_LINK = "chsi_link", "验证链接", Secrecy.BEARER
    CHSI_QR = "chsi_qr", "二维码内容", Secrecy.BEARER
    UPDATED_ON = "updated_on", "更新日期"
    ENROLMENT_STATUS = "enrolment_status", "学籍状态"
    EXPECTED_GRADUATION = "expected_graduation", "预计毕业日期"
    # payment receipt
    RECEIPT_NUMBER = "receipt_number", "电子回单号"
    SERIAL_NUMBER = "serial_number", "交易流水号"
    PAID_ON = "paid_on", "交易时间"
    PAYER = "payer", "付款人户名"
    PAYEE = "payee", "收款人户名"
    PAYEE_ACCOUNT = "payee_account", "收款人账号"  # last four digits only
    AMOUNT = "amount", "金额"
    AMOUNT_IN_WORDS = "amount_in_words", "金额大写"
    REMARK = "remark", "附言"

    def masked(self, value: str) -> str:
        """``value`` as it may be shown to others than the reviewer: the middle of numbers and codes is stars."""
        if self.secrecy is Secrecy.NUMBER:
            return mask_number(value)
        return mask_code(value) if self.secrecy is Secrecy.BEARER else value


def mask_code(code: str) -> str:
    """``ABCD********5678``; a short code altogether."""
    return f"{code[:4]}{'*' * (len(code) - 8)}{code[-4:]}" if len(code) > 8 else "*" * len(code)


FIELDS: Final[Mapping[str, str]] = {field: field.title for field in Field}
"""Titles by field name."""

MAY_BE_NONE: Final = frozenset({Field.HELD_CERTIFICATE, Field.YEARS_IN_OCCUPATION, Field.DIRECTION, Field.MAJOR})
"""Fields of the form of which a person may truthfully say that there is none: 无 is an answer there, no blank."""

EDUCATION_LEVELS: Final = ("初中", "高中", "中专", "职高", "技校", "大专", "本科", "硕士", "博士")
"""Values of the field ``education``, lowest first (高中 to 技校 rank alike: secondary)."""

APPLICANT_FIELDS: Final = (
    Field.NAME, Field.ID_NUMBER, Field.SEX, Field.BIRTH_DATE, Field.ETHNICITY, Field.ADDRESS, Field.ID_VALID_FROM,
    Field.ID_VALID_TO, Field.PHONE, Field.EMPLOYER, Field.OCCUPATION, Field.LEVEL, Field.EDUCATION, Field.SCHOOL,
    Field.MAJOR, Field.GRADUATION_DATE, Field.CERTIFICATE_NUMBER, Field.CHSI_CODE,
)  # fmt: skip
"""The merged fields of an applicant, in the order of ``export records``."""


class Fact(StrEnum):
    """A key of ``Reading.facts``: a measurement or a mark."""

    title: str  # type: ignore[assignment]  # what users see, not str.title
    told: bool
    """Whether it tells a person anything."""

    def __new__(cls, value: str, title: str = "", told: bool = True) -> "Fact":
        fact = str.__new__(cls, value)
        fact._value_ = value
        fact.title, fact.told = title, told
        return fact

    # id_card: which sides stand on these pages
    PORTRAIT = "portrait", "人像面"
    EMBLEM = "emblem", "国徽面"
    TEMPORARY = "temporary", "临时身份证"
    # any document that was text, not a picture
    TEXT_LAYER = "text_layer", "有文字层"
    # any document
    ACTIVE = "active", "页面以外的内容"  # scripts, macros, files hidden in or behind the file, in words
    BESIDE = "beside", "同页另有"  # portraits or numbers of more than one person on a page that is one's, in words
    # photo
    WIDTH = "width", "宽(像素)"
    HEIGHT = "height", "高(像素)"
    BYTES = "bytes", "文件大小(字节)"
    CHROMA = "chroma", "彩色程度"  # 90th percentile of (max - min channel); <= 12 is grey
    WHITE_SHARE = "white_share", "白底比例"  # share of near-white background pixels, 0-1
    BLUE_SHARE = "blue_share", "蓝底比例"  # the same of blue ones
    RED_SHARE = "red_share", "红底比例"
    BORDER_LEVEL = "border_level", "边缘亮度"  # median of the corners' and upper border's darkest channel, 0-255
    FACES = "faces", "人脸数"
    HEAD_RATIO = "head_ratio", "头部占比"  # crown to chin over the height
    SHARPNESS = "sharpness", "清晰度"  # Laplacian variance of the face at 256 x 256
    TURNED = "turned", "放正须顺时针转(度)"  # only of a photo that lies on its side or on its head
    CELLS = "cells", "影像指纹", False  # mean greys of 12 x 16 cells, row by row, two hexadecimal digits each
    # any file: staff said that it is nobody's material
    NO_MATERIAL = "no_material", "不是报名材料"
    # a fact that staff verified elsewhere
    VERIFIED = "verified", "核验相符"
    # 学信网 record
    LINK_HOST = "link_host", "链接主机"


FACTS: Final[Mapping[str, str]] = {fact: fact.title for fact in Fact}
"""Titles by the key of a fact."""

UNTOLD: Final = frozenset(fact for fact in Fact if not fact.told)
"""Facts that only the program compares."""
