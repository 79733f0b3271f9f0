"""The service centres of four towns."""

from datetime import date

from samples.cast.members import Applicant, Unit
from samples.cast.schools import associate, bachelor, college, secondary
from samples.press.people import invent

_QINGLAN = "惠安县青澜镇便民服务中心"

QINGLAN = Unit(
    _QINGLAN,
    "青澜镇便民服务中心 陈敏",
    "qinglan@windows.example.com",
    (
        Applicant(
            invent("林晓峰", "男", date(1990, 5, 14), _QINGLAN, education=bachelor("行政管理", date(2012, 6, 30), 311)),
            record="pdf",
        ),
        Applicant(
            invent(
                "陈秀珍",
                "女",
                date(1985, 2, 9),
                _QINGLAN,
                education=secondary(
                    "云桥职业中专学校",
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
                _QINGLAN,
                area="653101",
                ethnicity="维吾尔",
                address="新疆喀什市色满路街道其尼巴格社区色满路二巷12号3单元502室",
                issuer="喀什市公安局",
                education=associate("文秘", date(2014, 6, 20), 87, "天山师范学院"),
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
                _QINGLAN,
                education=associate("计算机应用技术", date(2016, 6, 25), 1204),
            ),
            card="portrait_only",
            record="pdf",
            verdict="correct",
            findings=(("A104", "correct"),),
            why="身份证复印件只有人像面；大专2016年毕业，已满五年",
        ),
        Applicant(
            invent(
                "吴丽华", "女", date(1993, 8, 21), _QINGLAN, education=associate("商务英语", date(2015, 6, 25), 911)
            ),
            photo="blue",
            verdict="correct",
            findings=(("A106", "correct"), ("B208", "correct")),
            why="大专未交学信网备案表；证件照蓝底",
        ),
    ),
)

_YUNQIAO = "惠安县云桥镇便民服务中心"

YUNQIAO = Unit(
    _YUNQIAO,
    "云桥便民",
    "yunqiao@town.example.com",
    (
        Applicant(
            invent(
                "郑国栋",
                "男",
                date(1987, 12, 30),
                _YUNQIAO,
                education=college(
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
                _YUNQIAO,
                education=secondary(
                    "惠北第三中学", "高中", "普通高中", "", date(2012, 9, 1), date(2015, 6, 30), "GZ2015350521046"
                ),
            ),
            form="pdf",
            why="普通高中2015年毕业，已满五年；高中不需要学信网备案表",
        ),
        Applicant(
            invent(
                "庄文彬", "男", date(1991, 1, 27), _YUNQIAO, education=bachelor("公共事业管理", date(2013, 7, 1), 77)
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
            invent("钟慧敏", "女", date(1989, 6, 11), _YUNQIAO, education=associate("会计", date(2010, 6, 28), 415)),
            record="grouped",
            changed={"姓名": "钟惠明"},
            verdict="correct",
            findings=(("B202", "correct"),),
            why="申报表姓名“钟惠明”与身份证、毕业证“钟慧敏”差两个字，身份证号一致；两字都不是生僻字",
        ),
        Applicant(
            invent(
                "余思敏", "女", date(1995, 9, 3), _YUNQIAO, education=bachelor("汉语言文学", date(2017, 6, 30), 560)
            ),
            card="damaged",
            record="pdf",
            verdict="correct",
            findings=(("A108", "correct"),),
            why="身份证PDF传输中断，打不开，也没有别的好的一份；本科2017年毕业，已满五年",
        ),
    ),
)

_BAISHI = "惠安县白石镇便民服务中心"

BAISHI = Unit(
    _BAISHI,
    "白石镇黄小芬",
    "baishi@town.example.com",
    (
        Applicant(
            invent("赖俊杰", "男", date(1993, 4, 4), _BAISHI, education=bachelor("土木工程", date(2015, 6, 30), 990)),
            form="pdf",
            card="upside_down",
            record="pdf",
            why="第一次没有申报表，7月3日的邮件补上；补齐后没有问题（身份证扫描件上下颠倒）",
        ),
        Applicant(
            invent("罗小芳", "女", date(1990, 8, 15), _BAISHI, education=associate("护理", date(2011, 6, 30), 512)),
            record="pdf",
            photo="red",
            why="第一次证件照红底，7月3日的邮件换成白底，新的代替旧的（C308只是提示）",
        ),
        Applicant(
            invent(
                "刘佳",
                "女",
                date(1994, 7, 23),
                _BAISHI,
                education=bachelor(
                    "英语", date(2023, 12, 31), 71, "闽南开放学院", school_class="成人", study_form="业余"
                ),
                earlier=(
                    secondary(
                        "云桥职业中专学校",
                        "中专",
                        "中专",
                        "电子商务",
                        date(2009, 9, 1),
                        date(2012, 7, 1),
                        "3507201202290",
                    ),
                ),
            ),
            card="word",
            record="pdf",
            why="本科2023年毕业，但2012年的中专毕业证已满五年：看所有毕业证，不只看最高学历；身份证照片贴在Word里（A107只是提示）",
        ),
        Applicant(
            invent("魏天宇", "男", date(1992, 5, 30), _BAISHI, education=bachelor("电子政务", date(2014, 6, 30), 237)),
            diploma="encrypted",
            record="pdf",
            verdict="correct",
            findings=(("A108", "correct"),),
            why="毕业证PDF有打开密码，没有别的好的一份；备案表能说明学历，资格没有疑问",
        ),
        Applicant(
            invent("叶春梅", "女", date(1991, 3, 28), _BAISHI, education=associate("学前教育", date(2012, 6, 30), 640)),
            record="screenshot",
            verdict="correct",
            findings=(("A113", "correct"),),
            why="学信网网页截图代替备案表",
        ),
    ),
)

_SONGLING = "惠安县松岭镇便民服务中心"

SONGLING = Unit(
    _SONGLING,
    "松岭镇便民服务中心",
    "songling@town.example.com",
    (
        Applicant(
            invent(
                "买买提吐尔逊·阿不都热合曼",
                "男",
                date(1991, 10, 20),
                _SONGLING,
                area="653101",
                ethnicity="维吾尔",
                address="新疆疏附县托克扎克镇阿亚格曼干村4组36号",
                issuer="疏附县公安局",
                education=associate("农业技术", date(2013, 6, 30), 33, "天山师范学院"),
            ),
            record="pdf",
            why="姓名很长，各材料一致",
        ),
        Applicant(
            invent(
                "央金卓玛",
                "女",
                date(1990, 12, 12),
                _SONGLING,
                area="542125",
                ethnicity="藏",
                address="西藏丁青县丁青镇茶龙村28号",
                issuer="丁青县公安局",
                education=secondary(
                    "昌河职业高级中学", "职高", "职高", "旅游服务", date(2006, 9, 1), date(2009, 7, 1), "ZG2009540071"
                ),
            ),
            diploma="jpg",
            why="毕业证是图片不是PDF，可以转换，只提示（A107）",
        ),
        Applicant(
            invent("戴振华", "男", date(1984, 8, 8), _SONGLING, education=bachelor("农学", date(2007, 7, 1), 951)),
            form="pdf",
            card="one_page",
            record="pdf",
        ),
        Applicant(
            invent(
                "沈佳怡",
                "女",
                date(2001, 5, 25),
                _SONGLING,
                education=secondary(
                    "云桥职业中专学校",
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
            invent("傅红梅", "女", date(1987, 2, 14), _SONGLING, education=associate("文秘", date(2008, 6, 30), 209)),
            record="pdf",
            verdict="review",
            findings=(("C306", "review"),),
            why="邮件写明7月5日23:52发出，服务器7月6日0:07才收到，以收到为准",
        ),
    ),
)
