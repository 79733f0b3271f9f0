"""What a Chinese name can begin with, and what only a form says: how a name is told from the words around it."""

import re
from typing import Final

SINGLE: Final = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊"
    "葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单裴霍涂成苗谷盛曲翁冉骆蓝"
    "路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂"
    "全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠荆乐冀郁胥南班储原栗燕楚"
    "鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮"
    "都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元"
    "束檀衣信展阴昝智幸奉植衡富尧闭由妥粘林洪赖萧季丘习贡宦逄荀滑郗酆贲邴糜隗宓韶蓟莘郦郤璩濮厍訾竺蒯桓"
)
"""The first characters of the great majority of Chinese names."""
COMPOUND: Final = ("欧阳", "上官", "司马", "诸葛", "司徒", "皇甫", "尉迟", "令狐", "慕容", "夏侯")

_REMNANTS: Final = "名学生员"
"""What is left of 姓名, 学生, 学员 when a label is torn from its first character or glued to the name."""
_OF_FORMS: Final = re.compile(
    "证书|证明|学校|学院|大学|中学|高等|毕业|结业|肄业|学历|学位|专业|性别|姓名|出生|年月|民族|籍贯|住址|身份|号码|照片|签名|"
    "^(?:公民|人民)$|中心|窗口|单位|公司|委员会|办公|服务|登记|联系|电话|手机|职业|工种|等级|盖章|本人|合计|备注|序号|填表|"
    "审核|签字|[省市县区镇乡](?:委|局|政|人)|街道|年级|班级|同学$"
)
"""Words that stand on papers and in no name."""
_GIVEN: Final = frozenset(("毕业", "大学", "中学", "人民", "公民"))
_OF_SCHOOLS: Final = "高初成应安海华江湖河山"
"""Surnames that begin the names of schools as well, or end words before 毕业."""


def begins_with_one(text: str) -> bool:
    """Whether ``text`` begins with a known surname."""
    return text.startswith(COMPOUND) or text[:1] in SINGLE


def is_of_forms(text: str) -> bool:
    """Whether ``text`` is a form's own word or an office's name, and nobody's."""
    return _OF_FORMS.search(text) is not None and not may_be_given(text)


def may_be_given(text: str) -> bool:
    """Whether ``text`` is a surname before a word that people are called by, though forms say it too: 王毕业."""
    return len(text) == 3 and text[0] in SINGLE and text[0] not in _OF_SCHOOLS and text[1:] in _GIVEN


def without_remnant(text: str) -> str:
    """``名林晓燕`` is 林晓燕: what is left of a label belongs to no name, where the rest begins with a surname."""
    rest = text
    while len(rest) >= 3 and rest[0] in _REMNANTS and not begins_with_one(rest):
        rest = rest[1:]
    return rest if begins_with_one(rest) else text
