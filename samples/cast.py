"""The cast: who sends what, which fault it has, and what the reviewer must be told about it.

The verdicts and findings in here were worked out by hand from the notice and the catalogue of rules; each
has its reason in ``why``. They are never taken from a run. Cut-offs: deadline 2024-07-05, five years before
it 2019-07-05, grey zone to 2019-12-31.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from samples.press.people import Education, Person, college_number, invent

Form = Literal["docx", "pdf", "scan", "none"]
Card = Literal["colour", "grey", "phones", "portrait_only", "damaged", "one_page"]
Diploma = Literal["colour", "grey", "phone", "jpg", "encrypted", "none"]
Record = Literal["pdf", "grouped", "screenshot", "enrolment", "none"]
Photo = Literal["white", "blue", "red", "grey", "none"]


@dataclass(frozen=True)
class Applicant:
    """One person, how each material is made, and what must be found. ``changed`` alters cells of the form."""

    person: Person
    form: Form = "docx"
    card: Card = "colour"
    diploma: Diploma = "colour"
    record: Record = "none"
    photo: Photo = "white"
    changed: Mapping[str, str] = field(default_factory=dict)
    verdict: str = "pass"
    findings: tuple[tuple[str, str], ...] = ()
    why: str = ""


@dataclass(frozen=True)
class Unit:
    """One sender: the name it goes by in the expectation, its contact, and its people."""

    name: str
    contact: str
    address: str
    applicants: tuple[Applicant, ...]


QINGLAN = "惠安县青澜镇便民服务中心"
YUNQIAO = "惠安县云桥镇便民服务中心"
MEDICAL = "惠安县行政服务中心医保窗口"
PROPERTY = "惠安县行政服务中心不动产登记窗口"
BAISHI = "惠安县白石镇便民服务中心"
SOCIAL = "惠安县行政服务中心社保窗口"
SONGLING = "惠安县松岭镇便民服务中心"

_COLLEGES = {
    "闽海大学": "19901",
    "刺桐学院": "19902",
    "泉东职业技术学院": "19903",
    "闽南开放学院": "59904",
    "天山师范学院": "19905",
}


def _college(school: str, level: str, major: str, start: date, end: date, serial: int, **more: str) -> Education:
    school_class = more.pop("school_class", "普通高校")
    number = college_number(_COLLEGES[school], school_class, end, level, serial)
    return Education(school, level, school_class, major, start, end, number, **more)


def _secondary(
    school: str, level: str, school_class: str, major: str, start: date, end: date, number: str
) -> Education:
    return Education(school, level, school_class, major, start, end, number, president="林茂生")


def _bachelor(major: str, end: date, serial: int, school: str = "闽海大学", **more: str) -> Education:
    return _college(school, "本科", major, date(end.year - 4, 9, 1), end, serial, **more)


def _associate(major: str, end: date, serial: int, school: str = "泉东职业技术学院", **more: str) -> Education:
    return _college(school, "大专", major, date(end.year - 3, 9, 1), end, serial, **more)


_QINGLAN = Unit(
    QINGLAN,
    "青澜镇便民服务中心 陈敏",
    "qinglan@windows.example.com",
    (
        Applicant(
            invent("林晓峰", "男", date(1990, 5, 14), QINGLAN, education=_bachelor("行政管理", date(2012, 6, 30), 311)),
            record="pdf",
        ),
        Applicant(
            invent(
                "陈秀珍",
                "女",
                date(1985, 2, 9),
                QINGLAN,
                education=_secondary(
                    "惠东职业中专学校",
                    "中专",
                    "中专",
                    "会计电算化",
                    date(2001, 9, 1),
                    date(2004, 7, 5),
                    "3507200401187",
                ),
            ),
            card="grey",
            why="中专毕业满五年；中专不需要学信网备案表",
        ),
        Applicant(
            invent(
                "阿依古丽·买买提",
                "女",
                date(1992, 3, 5),
                QINGLAN,
                area="653101",
                ethnicity="维吾尔",
                address="新疆喀什市色满路街道其尼巴格社区色满路二巷12号3单元502室",
                issuer="喀什市公安局",
                education=_associate("文秘", date(2014, 6, 20), 87, "天山师范学院"),
            ),
            record="pdf",
            changed={"姓名": "阿依古丽.买买提"},
            why="申报表上的间隔点写成英文句点，归一后与身份证一致",
        ),
        Applicant(
            invent(
                "黄志强",
                "男",
                date(1994, 10, 2),
                QINGLAN,
                education=_associate("计算机应用技术", date(2016, 6, 25), 1204),
            ),
            card="portrait_only",
            record="pdf",
            verdict="correct",
            findings=(("A104", "correct"),),
            why="身份证复印件只有人像面；大专2016年毕业，已满五年",
        ),
        Applicant(
            invent(
                "吴丽华", "女", date(1993, 8, 21), QINGLAN, education=_associate("商务英语", date(2015, 6, 25), 911)
            ),
            photo="blue",
            verdict="correct",
            findings=(("A106", "correct"), ("B208", "correct")),
            why="大专未交学信网备案表；证件照蓝底",
        ),
    ),
)

_YUNQIAO = Unit(
    YUNQIAO,
    "云桥便民",
    "yunqiao@town.example.com",
    (
        Applicant(
            invent(
                "郑国栋",
                "男",
                date(1987, 12, 30),
                YUNQIAO,
                education=_college(
                    "闽南开放学院",
                    "大专",
                    "人力资源管理",
                    date(2014, 3, 1),
                    date(2016, 7, 10),
                    2019,
                    school_class="成人",
                    study_form="函授",
                ),
            ),
            form="scan",
            card="phones",
            diploma="phone",
            record="pdf",
            why="手机拍的身份证和毕业证，合成PDF，看得清楚",
        ),
        Applicant(
            invent(
                "李喆",
                "男",
                date(1997, 4, 18),
                YUNQIAO,
                education=_secondary(
                    "惠北第三中学", "高中", "普通高中", "", date(2012, 9, 1), date(2015, 6, 30), "GZ2015350521046"
                ),
            ),
            form="pdf",
            why="普通高中2015年毕业，已满五年；高中不需要学信网备案表",
        ),
        Applicant(
            invent(
                "庄文彬", "男", date(1991, 1, 27), YUNQIAO, education=_bachelor("公共事业管理", date(2013, 7, 1), 77)
            ),
            form="docx",
            card="grey",
            record="pdf",
            photo="grey",
            changed={"联系电话": ""},
            verdict="correct",
            findings=(("A114", "correct"), ("B207", "correct")),
            why="申报表联系电话空着；证件照是黑白的",
        ),
        Applicant(
            invent("钟慧敏", "女", date(1989, 6, 11), YUNQIAO, education=_associate("会计", date(2010, 6, 28), 415)),
            record="grouped",
            changed={"姓名": "钟惠明"},
            verdict="correct",
            findings=(("B202", "correct"),),
            why="申报表姓名“钟惠明”与身份证、毕业证“钟慧敏”差两个字，身份证号一致；两字都不是生僻字",
        ),
        Applicant(
            invent(
                "余思敏", "女", date(1995, 9, 3), YUNQIAO, education=_bachelor("汉语言文学", date(2017, 6, 30), 560)
            ),
            card="damaged",
            record="pdf",
            verdict="correct",
            findings=(("A108", "correct"),),
            why="身份证PDF传输中断，打不开，也没有别的好的一份；本科2017年毕业，已满五年",
        ),
    ),
)

_MEDICAL = Unit(
    MEDICAL,
    "医保窗口-王燕",
    "medical@centre.example.com",
    (
        Applicant(
            invent(
                "曾美玲", "女", date(1988, 7, 7), MEDICAL, education=_bachelor("劳动与社会保障", date(2010, 6, 30), 128)
            ),
            form="scan",
            record="pdf",
        ),
        Applicant(
            invent(
                "王建军",
                "男",
                date(1970, 3, 16),
                MEDICAL,
                valid_from=date(2018, 5, 21),
                valid_to=None,
                education=_secondary(
                    "惠南中学", "高中", "普通高中", "", date(1986, 9, 1), date(1989, 7, 1), "89高字第0412号"
                ),
            ),
            form="scan",
            diploma="grey",
            why="身份证长期有效；普通高中1989年毕业",
        ),
        Applicant(
            invent(
                "许建平",
                "男",
                date(1992, 2, 25),
                MEDICAL,
                valid_from=date(2014, 6, 20),
                valid_to=date(2024, 6, 20),
                education=_bachelor("法学", date(2014, 6, 30), 702),
            ),
            form="scan",
            record="enrolment",
            verdict="correct",
            findings=(("A113", "correct"), ("B205", "correct")),
            why="身份证2024-06-20到期，早于截止日；已毕业却交了学籍验证报告（不在籍（毕业）），不能代替备案表",
        ),
        Applicant(
            invent(
                "蔡伟明", "男", date(1990, 11, 8), MEDICAL, education=_associate("物流管理", date(2012, 6, 30), 333)
            ),
            form="scan",
            card="one_page",
            record="pdf",
            changed={"身份证号码": "*swap*"},
            verdict="correct",
            findings=(("B203", "correct"),),
            why="申报表身份证号顺序码抄错一位（末位随之不符），与身份证不同",
        ),
        Applicant(
            invent("谢雨桐", "女", date(2001, 1, 19), MEDICAL, education=_bachelor("英语", date(2023, 6, 25), 1450)),
            form="scan",
            record="pdf",
            verdict="review",
            findings=(("C302", "review"),),
            why="本科2023年毕业不满五年；专业英语不在相关专业清单内，通知没有列全，需人工判断",
        ),
    ),
)

_PROPERTY = Unit(
    PROPERTY,
    "不动产登记窗口",
    "property@centre.example.com",
    (
        Applicant(
            invent(
                "杨思远",
                "男",
                date(1991, 9, 12),
                PROPERTY,
                education=Education(
                    "闽海大学",
                    "本科",
                    "自考",
                    "行政管理",
                    date(2013, 4, 1),
                    date(2016, 12, 30),
                    "65350116120104521",
                    study_form="自学考试",
                ),
            ),
            record="pdf",
        ),
        Applicant(
            invent(
                "何静怡",
                "女",
                date(2003, 5, 6),
                PROPERTY,
                education=_secondary(
                    "泉东技工学校", "技校", "技校", "文秘", date(2018, 9, 1), date(2021, 7, 1), "闽技毕字2021第0318号"
                ),
            ),
            why="技工学校文秘专业2021年毕业，不满五年，但属相关专业，走第二条途径",
        ),
        Applicant(
            invent(
                "江海燕", "女", date(1986, 10, 10), PROPERTY, education=_associate("旅游管理", date(2008, 6, 30), 66)
            ),
            form="pdf",
            card="grey",
            record="grouped",
        ),
        Applicant(
            invent(
                "邱志鹏",
                "男",
                date(2003, 3, 3),
                PROPERTY,
                education=_secondary(
                    "惠北第三中学", "高中", "普通高中", "", date(2018, 9, 1), date(2021, 6, 30), "GZ2021350521117"
                ),
            ),
            verdict="ineligible",
            findings=(("C301", "ineligible"),),
            why="普通高中2021年毕业不满五年，普通高中不适用第二条途径",
        ),
        Applicant(
            invent(
                "潘玉兰",
                "女",
                date(1996, 12, 1),
                PROPERTY,
                education=_bachelor("工商管理", date(2018, 6, 30), 845, conclusion="结业"),
            ),
            record="pdf",
            verdict="ineligible",
            findings=(("C305", "ineligible"),),
            why="结业证书，不是毕业，备案表也是结业；一个原因只算一条，不另计C301",
        ),
    ),
)

_BAISHI = Unit(
    BAISHI,
    "白石镇黄小芬",
    "baishi@town.example.com",
    (
        Applicant(
            invent("赖俊杰", "男", date(1993, 4, 4), BAISHI, education=_bachelor("土木工程", date(2015, 6, 30), 990)),
            form="pdf",
            record="pdf",
            why="第一次没有申报表，7月3日的邮件补上；补齐后没有问题",
        ),
        Applicant(
            invent("罗小芳", "女", date(1990, 8, 15), BAISHI, education=_associate("护理", date(2011, 6, 30), 512)),
            record="pdf",
            photo="red",
            why="第一次证件照红底，7月3日的邮件换成白底，新的代替旧的（C308只是提示）",
        ),
        Applicant(
            invent(
                "刘佳",
                "女",
                date(1994, 7, 23),
                BAISHI,
                education=_bachelor(
                    "英语", date(2023, 12, 31), 71, "闽南开放学院", school_class="成人", study_form="业余"
                ),
                earlier=(
                    _secondary(
                        "惠东职业中专学校",
                        "中专",
                        "中专",
                        "电子商务",
                        date(2009, 9, 1),
                        date(2012, 7, 1),
                        "3507201202290",
                    ),
                ),
            ),
            record="pdf",
            why="本科2023年毕业，但2012年的中专毕业证已满五年：看所有毕业证，不只看最高学历",
        ),
        Applicant(
            invent("魏天宇", "男", date(1992, 5, 30), BAISHI, education=_bachelor("电子政务", date(2014, 6, 30), 237)),
            diploma="encrypted",
            record="pdf",
            verdict="correct",
            findings=(("A108", "correct"),),
            why="毕业证PDF有打开密码，没有别的好的一份；备案表能说明学历，资格没有疑问",
        ),
        Applicant(
            invent("叶春梅", "女", date(1991, 3, 28), BAISHI, education=_associate("学前教育", date(2012, 6, 30), 640)),
            record="screenshot",
            verdict="correct",
            findings=(("A113", "correct"),),
            why="学信网网页截图代替备案表",
        ),
    ),
)

_SOCIAL = Unit(
    SOCIAL,
    "社保窗口 周婷",
    "social@centre.example.com",
    (
        Applicant(
            invent(
                "孙堃",
                "男",
                date(1989, 2, 2),
                SOCIAL,
                education=_bachelor("信息管理与信息系统", date(2011, 6, 30), 404),
            ),
            form="pdf",
            record="pdf",
            why="生僻字姓名，附件名在GB2312之外",
        ),
        Applicant(
            invent(
                "欧阳晓雯", "女", date(1995, 11, 11), SOCIAL, education=_bachelor("社会工作", date(2017, 6, 30), 1088)
            ),
            card="grey",
            diploma="grey",
            record="pdf",
        ),
        Applicant(
            invent(
                "方志远", "男", date(1990, 6, 6), SOCIAL, education=_associate("机电一体化", date(2012, 6, 30), 271)
            ),
            record="pdf",
            verdict="review",
            findings=(("A112", "review"),),
            why="附件里材料齐全，但邮件另有一个超大附件链接没有下载，可能还有材料",
        ),
        Applicant(
            invent("高子涵", "女", date(2002, 9, 17), SOCIAL, education=_bachelor("行政管理", date(2024, 7, 10), 0)),
            diploma="none",
            record="enrolment",
            verdict="review",
            findings=(("C302", "review"),),
            why="应届毕业生（预计2024-07-10毕业），学籍验证报告代替毕业证和备案表，需人工复核",
        ),
        Applicant(
            invent(
                "马晓东", "男", date(2004, 4, 24), SOCIAL, education=_bachelor("文秘", date(2026, 7, 1), 0, "刺桐学院")
            ),
            diploma="none",
            record="enrolment",
            verdict="ineligible",
            findings=(("C303", "ineligible"),),
            why="在读，预计2026年毕业，不是应届",
        ),
        Applicant(
            invent("洪雪梅", "女", date(1988, 1, 5), SOCIAL, education=_associate("市场营销", date(2009, 6, 30), 118)),
            record="pdf",
            verdict="review",
            findings=(("A110", "review"),),
            why="她的文件夹里夹着柯建业的毕业证，自己的材料齐全",
        ),
    ),
)

_SONGLING = Unit(
    SONGLING,
    "松岭镇便民服务中心",
    "songling@town.example.com",
    (
        Applicant(
            invent(
                "买买提吐尔逊·阿不都热合曼",
                "男",
                date(1991, 10, 20),
                SONGLING,
                area="653101",
                ethnicity="维吾尔",
                address="新疆疏附县托克扎克镇阿亚格曼干村4组36号",
                issuer="疏附县公安局",
                education=_associate("农业技术", date(2013, 6, 30), 33, "天山师范学院"),
            ),
            record="pdf",
            why="姓名很长，各材料一致",
        ),
        Applicant(
            invent(
                "央金卓玛",
                "女",
                date(1990, 12, 12),
                SONGLING,
                area="542125",
                ethnicity="藏",
                address="西藏丁青县丁青镇茶龙村28号",
                issuer="丁青县公安局",
                education=_secondary(
                    "昌河职业高级中学", "职高", "职高", "旅游服务", date(2006, 9, 1), date(2009, 7, 1), "ZG2009540071"
                ),
            ),
            diploma="jpg",
            why="毕业证是图片不是PDF，可以转换，只提示（A107）",
        ),
        Applicant(
            invent("戴振华", "男", date(1984, 8, 8), SONGLING, education=_bachelor("农学", date(2007, 7, 1), 951)),
            form="pdf",
            card="one_page",
            record="pdf",
        ),
        Applicant(
            invent(
                "沈佳怡",
                "女",
                date(2001, 5, 25),
                SONGLING,
                education=_secondary(
                    "惠东职业中专学校",
                    "中专",
                    "中专",
                    "机电技术应用",
                    date(2016, 9, 1),
                    date(2019, 7, 10),
                    "3507201900853",
                ),
            ),
            verdict="review",
            findings=(("C302", "review"),),
            why="2019-07-10毕业，离满五年差五天，看“五年”算到哪一天；机电专业也不在清单内",
        ),
        Applicant(
            invent("傅红梅", "女", date(1987, 2, 14), SONGLING, education=_associate("文秘", date(2008, 6, 30), 209)),
            record="pdf",
            verdict="review",
            findings=(("C306", "review"),),
            why="邮件写明7月5日23:52发出，服务器7月6日0:07才收到，以收到为准",
        ),
    ),
)

UNITS: tuple[Unit, ...] = (_QINGLAN, _YUNQIAO, _MEDICAL, _PROPERTY, _BAISHI, _SOCIAL, _SONGLING)
STRANGER = invent("柯建业", "男", date(1986, 6, 18), SOCIAL, education=_associate("汽车维修", date(2007, 6, 30), 58))
"""Somebody who did not apply, and whose diploma lies in another's folder."""


def of(name: str) -> Applicant:
    """The applicant of that name."""
    return next(a for unit in UNITS for a in unit.applicants if a.person.name == name)
