"""The words that readers write and rules read: kinds of documents, field names, education levels.

Field names are English identifiers; their Chinese titles are what users see.
"""

from enum import StrEnum
from typing import Final


class Material(StrEnum):
    """The five materials of the notice."""

    APPLICATION_FORM = "application_form"
    DIPLOMA = "diploma"
    ID_CARD = "id_card"
    PHOTO = "photo"
    EDUCATION_RECORD = "education_record"


class Kind(StrEnum):
    """What some pages are. The first five are the materials; the rest replace or accompany them."""

    APPLICATION_FORM = "application_form"
    DIPLOMA = "diploma"
    ID_CARD = "id_card"
    PHOTO = "photo"
    EDUCATION_RECORD = "education_record"
    ROSTER = "roster"
    RECEIPT = "receipt"
    ENROLMENT_REPORT = "enrolment_report"
    """教育部学籍在线验证报告"""
    ENROLMENT_LETTER = "enrolment_letter"
    """学校出具的在校证明"""
    DEGREE_CERTIFICATE = "degree_certificate"
    """学位证书, no diploma"""
    DEGREE_REPORT = "degree_report"
    """中国高等教育学位在线验证报告"""
    RECOGNITION_REPORT = "recognition_report"
    """中国高等教育学历认证报告, for graduates before 2002"""
    RECORD_SCREENSHOT = "record_screenshot"
    """A picture of a 学信网 web page or phone screen in place of the record"""
    SCORES = "scores"
    LETTER = "letter"
    """Covering letters and other text that is nobody's material"""
    BLANK = "blank"


KIND_TITLES: Final[dict[Kind, str]] = {
    Kind.APPLICATION_FORM: "申报表",
    Kind.DIPLOMA: "毕业证",
    Kind.ID_CARD: "身份证",
    Kind.PHOTO: "证件照",
    Kind.EDUCATION_RECORD: "学信网备案表",
    Kind.ROSTER: "汇总表",
    Kind.RECEIPT: "缴费回单",
    Kind.ENROLMENT_REPORT: "学籍验证报告",
    Kind.ENROLMENT_LETTER: "在校证明",
    Kind.DEGREE_CERTIFICATE: "学位证书",
    Kind.DEGREE_REPORT: "学位验证报告",
    Kind.RECOGNITION_REPORT: "学历认证报告",
    Kind.RECORD_SCREENSHOT: "学信网网页截图",
    Kind.SCORES: "成绩表",
    Kind.LETTER: "说明文字",
    Kind.BLANK: "空白页",
}


class Outcome(StrEnum):
    """What a failing rule contributes, worst first: 不符合条件, 需补正, 需人工复核, 提示."""

    INELIGIBLE = "ineligible"
    CORRECT = "correct"
    REVIEW = "review"
    NOTE = "note"

    @property
    def words(self) -> str:
        """As people say it."""
        return _OUTCOME_WORDS[self][2:]

    @property
    def marked(self) -> str:
        """The words behind their mark: colour never stands without it."""
        return _OUTCOME_WORDS[self]


_OUTCOME_WORDS = {
    Outcome.INELIGIBLE: "● 不符合条件",
    Outcome.CORRECT: "× 需补正",
    Outcome.REVIEW: "▲ 需人工复核",
    Outcome.NOTE: "※ 提示",
}


class Verdict(StrEnum):
    """The tool's proposal for an applicant: 初审建议."""

    PASS = "pass"  # noqa: S105 a verdict, no password
    CORRECT = "correct"
    REVIEW = "review"
    INELIGIBLE = "ineligible"

    @property
    def words(self) -> str:
        """As people say it."""
        return self.marked[2:]

    @property
    def marked(self) -> str:
        """The words behind their mark: colour never stands without it."""
        return "√ 建议通过" if self is Verdict.PASS else Outcome(self.value).marked


EDUCATION_LEVELS: Final = ("初中", "高中", "中专", "职高", "技校", "大专", "本科", "硕士", "博士")
"""Values of the field ``education``, lowest first (高中 to 技校 rank alike: secondary)."""

FIELDS: Final[dict[str, str]] = {
    # the person
    "name": "姓名",
    "id_number": "公民身份号码",
    "sex": "性别",  # 男 | 女
    "birth_date": "出生日期",
    "ethnicity": "民族",  # 汉, without 族
    "address": "住址",
    # ID card, emblem side
    "issuer": "签发机关",
    "id_valid_from": "有效期起",
    "id_valid_to": "有效期止",  # a date or 长期
    # application form
    "phone": "联系电话",
    "employer": "现工作单位",
    "employer_phone": "单位电话",
    "occupation": "申报职业",
    "direction": "工种/职业方向",
    "level": "申报等级",  # one of 一级 … 五级, also when the form says 中级工
    "years_in_occupation": "从事本职业年限",
    "exam_type": "考试类型",  # 正考 | 补考
    "held_certificate": "现持职业证书",
    # education; on diplomas, records, reports and the form
    "education": "学历",  # one of EDUCATION_LEVELS
    "school": "毕业院校",
    "major": "专业",
    "enrolment_date": "入学日期",
    "graduation_date": "毕业日期",
    "certificate_number": "证书编号",
    "conclusion": "毕(结)业结论",  # 毕业 | 结业 | 肄业
    "school_class": "学校类别",  # 普通高中 中专 职高 技校 普通高校 成人 自考 网络 开放
    "study_form": "学习形式",
    "education_category": "学历类别",
    "duration": "学制",
    # 学信网 record and reports
    "chsi_code": "在线验证码",  # a bearer secret: masked wherever shown
    "chsi_link": "验证链接",
    "chsi_qr": "二维码内容",
    "updated_on": "更新日期",
    "enrolment_status": "学籍状态",
    "expected_graduation": "预计毕业日期",
    # payment receipt
    "receipt_number": "电子回单号",
    "serial_number": "交易流水号",
    "paid_on": "交易时间",
    "payer": "付款人户名",
    "payee": "收款人户名",
    "payee_account": "收款人账号",  # last four digits only
    "amount": "金额",
    "amount_in_words": "金额大写",
    "remark": "附言",
}

APPLICANT_FIELDS: Final = (
    "name", "id_number", "sex", "birth_date", "ethnicity", "address", "id_valid_from", "id_valid_to", "phone",
    "employer", "occupation", "level", "education", "school", "major", "graduation_date", "certificate_number",
    "chsi_code",
)  # fmt: skip
"""The merged fields of an applicant, in the order of ``export records``."""

FACTS: Final[dict[str, str]] = {
    # id_card: which sides stand on these pages
    "portrait": "人像面",
    "emblem": "国徽面",
    # any document that was text, not a picture
    "text_layer": "有文字层",
    # photo
    "width": "宽(像素)",
    "height": "高(像素)",
    "bytes": "文件大小(字节)",
    "chroma": "彩色程度",  # 90th percentile of (max - min channel); <= 12 is grey
    "white_share": "白底比例",  # share of near-white background pixels, 0-1
    "border_level": "边缘亮度",  # median of the corners' and upper border's darkest channel, 0-255
    "faces": "人脸数",
    "head_ratio": "头部占比",  # crown to chin over the height
    "sharpness": "清晰度",  # Laplacian variance of the face at 256 x 256
    # 学信网 record
    "link_host": "链接主机",
}
"""Keys of ``Reading.facts``."""
