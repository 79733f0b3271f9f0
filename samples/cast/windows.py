"""Three windows in the county centre."""

from datetime import date

from samples.cast.members import Applicant, Unit
from samples.cast.schools import associate, bachelor, secondary
from samples.press.people import Education, invent

_MEDICAL = "惠安县行政服务中心医保窗口"

MEDICAL = Unit(
    _MEDICAL,
    "医保窗口-王燕",
    "medical@centre.example.com",
    (
        Applicant(
            invent(
                "曾美玲", "女", date(1988, 7, 7), _MEDICAL, education=bachelor("劳动与社会保障", date(2010, 6, 30), 128)
            ),
            form="scan",
            record="pdf",
        ),
        Applicant(
            invent(
                "王建军",
                "男",
                date(1970, 3, 16),
                _MEDICAL,
                valid_from=date(2018, 5, 21),
                valid_to=None,
                education=secondary(
                    "青澜第一中学", "高中", "普通高中", "", date(1986, 9, 1), date(1989, 7, 1), "89高字第0412号"
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
                _MEDICAL,
                valid_from=date(2014, 6, 20),
                valid_to=date(2024, 6, 20),
                education=bachelor("法学", date(2014, 6, 30), 702),
            ),
            form="scan",
            record="enrolment",
            verdict="correct",
            findings=(("A113", "correct"), ("B205", "correct")),
            why="身份证2024-06-20到期，早于截止日；已毕业却交了学籍验证报告（不在籍（毕业）），不能代替备案表",
        ),
        Applicant(
            invent(
                "蔡伟明", "男", date(1990, 11, 8), _MEDICAL, education=associate("物流管理", date(2012, 6, 30), 333)
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
            invent("谢雨桐", "女", date(2001, 1, 19), _MEDICAL, education=bachelor("英语", date(2023, 6, 25), 1450)),
            form="scan",
            record="pdf",
            verdict="review",
            findings=(("C302", "review"),),
            why="本科2023年毕业不满五年；专业英语不在相关专业清单内，通知没有列全，需人工判断",
        ),
    ),
)

_PROPERTY = "惠安县行政服务中心不动产登记窗口"

PROPERTY = Unit(
    _PROPERTY,
    "不动产登记窗口",
    "property@centre.example.com",
    (
        Applicant(
            invent(
                "杨思远",
                "男",
                date(1991, 9, 12),
                _PROPERTY,
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
                _PROPERTY,
                education=secondary(
                    "泉东技工学校", "技校", "技校", "文秘", date(2018, 9, 1), date(2021, 7, 1), "闽技毕字2021第0318号"
                ),
            ),
            why="技工学校文秘专业2021年毕业，不满五年，但属相关专业，走第二条途径",
        ),
        Applicant(
            invent(
                "江海燕", "女", date(1986, 10, 10), _PROPERTY, education=associate("旅游管理", date(2008, 6, 30), 66)
            ),
            form="pdf",
            diploma="sideways",
            card="grey",
            record="grouped",
            why="毕业证横着扫描在竖页上",
        ),
        Applicant(
            invent(
                "邱志鹏",
                "男",
                date(2003, 3, 3),
                _PROPERTY,
                education=secondary(
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
                _PROPERTY,
                education=bachelor("工商管理", date(2018, 6, 30), 845, conclusion="结业"),
            ),
            record="pdf",
            verdict="ineligible",
            findings=(("C305", "ineligible"),),
            why="结业证书，不是毕业，备案表也是结业；一个原因只算一条，不另计C301",
        ),
    ),
)

_SOCIAL = "惠安县行政服务中心社保窗口"

SOCIAL = Unit(
    _SOCIAL,
    "社保窗口 周婷",
    "social@centre.example.com",
    (
        Applicant(
            invent(
                "孙堃",
                "男",
                date(1989, 2, 2),
                _SOCIAL,
                education=bachelor("信息管理与信息系统", date(2011, 6, 30), 404),
            ),
            form="pdf",
            record="pdf",
            why="生僻字姓名，附件名在GB2312之外",
        ),
        Applicant(
            invent(
                "欧阳晓雯", "女", date(1995, 11, 11), _SOCIAL, education=bachelor("社会工作", date(2017, 6, 30), 1088)
            ),
            card="grey",
            diploma="grey",
            record="pdf",
        ),
        Applicant(
            invent(
                "方志远", "男", date(1990, 6, 6), _SOCIAL, education=associate("机电一体化", date(2012, 6, 30), 271)
            ),
            record="pdf",
            verdict="review",
            findings=(("A112", "review"),),
            why="附件里材料齐全，但邮件另有一个超大附件链接没有下载，可能还有材料",
        ),
        Applicant(
            invent("高子涵", "女", date(2002, 9, 17), _SOCIAL, education=bachelor("行政管理", date(2024, 7, 10), 0)),
            diploma="none",
            record="enrolment",
            verdict="review",
            findings=(("C302", "review"),),
            why="应届毕业生（预计2024-07-10毕业），学籍验证报告代替毕业证和备案表，需人工复核",
        ),
        Applicant(
            invent(
                "马晓东", "男", date(2004, 4, 24), _SOCIAL, education=bachelor("文秘", date(2026, 7, 1), 0, "刺桐学院")
            ),
            diploma="none",
            record="enrolment",
            verdict="ineligible",
            findings=(("C303", "ineligible"),),
            why="在读，预计2026年毕业，不是应届",
        ),
        Applicant(
            invent("洪雪梅", "女", date(1988, 1, 5), _SOCIAL, education=associate("市场营销", date(2009, 6, 30), 118)),
            record="pdf",
            verdict="review",
            findings=(("A110", "review"),),
            why="她的文件夹里夹着柯建业的毕业证，自己的材料齐全",
        ),
    ),
)

STRANGER = invent("柯建业", "男", date(1986, 6, 18), _SOCIAL, education=associate("汽车维修", date(2007, 6, 30), 58))
"""Somebody who did not apply, and whose diploma lies in another's folder."""
