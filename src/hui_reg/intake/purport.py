"""What a mail says of papers, and what a clerk is to know of one that brings none. Pure."""

import re

from hui_reg.intake import passwords
from hui_reg.intake.body import is_reply
from hui_reg.intake.message import Mail
from hui_reg.intake.quoting.forwards import words_of
from hui_reg.model import Problem, ProblemKind, Purport
from hui_reg.notation.resident_id import IN_TEXT, is_valid

_LIST_HEADS = re.compile(r"姓\s*名[^\n]{0,40}(?:身份证|证件号|联系电话|手机)")
_PAPERS = r"(?:材料|资料|照片|证件|身份证|毕业证|申报表|申请表|备案表|回单|名单)"
_SENT = re.compile(
    r"见附件|附件(?:是|为|中|里|内|有)|附上|附后|随信|随邮件|已附|附[：:]|奉上|发给您|(?:请|敬请|烦请)查[收阅]"
    r"|现(?:将|把)[^。\n]{0,60}(?:报送|报上|发给|发至|呈报|提交)"
    rf"|{_PAPERS}[^。\n]{{0,12}}(?:已|如下|发给|发您|补充|补上|补交|补正|重发|重新)"
    rf"|(?:扫|识别)[^。\n]{{0,8}}码[^。\n]{{0,6}}(?:下载|查看|获取|提取|领取)"
    rf"|(?:补充|补交|补发|重发|重新提交|发送)[^。\n]{{0,12}}{_PAPERS}"
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u9fff，。；）】]+", re.IGNORECASE)
_MENTIONED = re.compile(r"附件")
_ANY_PAPER = re.compile(rf"{_PAPERS}|附件|下载|网盘|提取码|压缩包|扫描件|复印件")
_TAKEN_OUT = re.compile(
    r"附件[^。\n]{0,80}(?<![将会])(?:被|遭)[^。\n]{0,30}?(?:网关|系统|服务器|防火墙|杀毒|安全|策略|过滤|管理员|病毒)[^。\n]{0,20}?"
    r"(?:删除|移除|拦截|隔离|剥离|清除|阻止|替换)"
    r"|(?:网关|系统|服务器|防火墙|杀毒软件|安全策略|病毒)[^。\n]{0,12}已[^。\n]{0,12}(?:删除|移除|拦截|隔离|剥离|清除|阻止|替换)了?[^。\n]{0,20}附件"
    r"|attachments?\b[^.\n]{0,80}\b(?:removed|blocked|stripped|quarantined|deleted)\b",
    re.IGNORECASE,
)
"""What a relay writes in the place of the files that it took out."""
TAKEN_OUT = "附件在传输途中被拦下"
"""How the sentence about such files begins."""
_NOT_YET = re.compile(
    r"(?:过[一两二三几\d]+天|稍后|随后|明天|后天|下周|尽快|晚点|等)[^。\n]{0,10}(?:寄|发|补|交|送|提供)|再发|再补"
)
_ELSEWHERE = re.compile(
    r"(?:通过|用|经由?)(?:钉钉|微信|企业微信|QQ|粤政易|政务微信|快递|邮政|EMS|U盘|传真|[^。\n]{0,6}群)[^。\n]{0,8}(?:发|寄|送|传|交)"
    r"|已[^。\n]{0,6}(?:快递|邮寄|寄出|寄送|面交|当面|现场|送到|送至|送达|交到|交至|交给|递交|拷到|拷给)|拷[到给进]"
    r"|(?:昨[天日]|前[天日]|上周|上次|之前|此前|早上|上午|刚才|已经|前几天)[^。\n]{0,10}(?:发|寄|交|报|送)(?:过|了|出|送过|送了)",
    re.IGNORECASE,
)
"""Papers that are said to have come another way, or before."""
_CORRECTS = re.compile(r"应为|应是|应该是|改为|改成|更正|变更为|写错|填错|打错|输错|有误")
_ASKS = re.compile(
    r"[?？]|请问|想问|咨询|请教|是否(?:可以|需要|能|要)|能不能|可不可以|行不行|怎么|怎样|如何|什么时候|哪(?:里|些|天)|多少(?:钱|分|人)"
    r"|(?:吗|呢)[。，!！\s]*(?:$|\n)"
)


_THANKS = re.compile(
    r"(?=[^\0]*(?:收到|收悉|已阅|谢|好的|知道|明白|了解))(?:您好|你好|已?收到|收悉|已阅|好的?|谢谢|多谢|感谢|知道了?|明白了?|了解|辛苦了?|麻烦了?|没问题|可以|ok|了|您|你|老师|领导"
    r"|[\s，,。.！!~～、：:])+",
    re.IGNORECASE,
)
"""A mail that says thanks, or that something has come, and nothing else."""


def purport(mail: Mail) -> Purport:
    """What the mail says of papers, in its own words and in those it forwards; a reply's subject isn't its own."""
    text = _LINK.sub(" ", words_of(mail))  # the question mark of an address asks nothing
    said = f"{'' if is_reply(mail) else mail.subject}\n{text}"
    if _THANKS.fullmatch(text):
        return Purport.ANSWER
    if (_numbers(text) or _LIST_HEADS.search(text)) and not _corrects(text):
        return Purport.LIST
    if _ASKS.search(said) and not _told(_SENT, text):
        return Purport.QUESTION
    if (_told(_SENT, said) or _told(_MENTIONED, said)) and (mail.leaves or not _ELSEWHERE.search(text)):
        return Purport.PAPERS
    return Purport.ANSWER if is_reply(mail) and not _ELSEWHERE.search(text) and not _corrects(text) else Purport.OTHER


def nothing_came(mail: Mail) -> Problem | None:
    """What to tell of a mail that carries no file and no link; None where it needs nobody: thanks, a mere answer."""
    meant = purport(mail)
    text = words_of(mail)
    gist = _gist(text, mail)
    if taken := taken_out(mail):
        return taken
    if meant is Purport.LIST:
        counted = f"{len(numbers)} 个身份证号码" if (numbers := _numbers(text)) else "一份名单"
        detail = f"正文里写有{counted}，没有附件：名单在正文里，材料没有随信发来；请核对后请对方把材料作附件发来"
    elif passwords.told(f"{mail.subject}\n{text}"):
        how = "打开同一发件人的加密压缩包，用 hui-reg fetch --to 那封邮件的编号 --password-from-body"
        detail = f"来信写有密码（“{gist}”）：{how}"
    elif meant is Purport.QUESTION:
        detail = f"来信没有材料，像是在提问：“{gist}”；请回复"
    elif meant is Purport.PAPERS:
        detail = f"邮件说有附件或材料（“{gist}”），但没有任何附件；请让对方重新附上"
    elif _corrects(text):
        detail = f"来信要更正信息（“{gist}”），没有附件；请核对后用 hui-reg amend value 更正，或请对方重交改好的材料"
    elif _ELSEWHERE.search(text):
        detail = f"来信说材料另外送来了，或以前发过（“{gist}”），没有附件；请核对是否收到，并回复"
    elif meant is Purport.OTHER and _ANY_PAPER.search(text):
        detail = f"邮件没有附件，正文提到了材料（“{gist}”）；请看一眼材料是否在别处，或需要回复"
    elif meant is Purport.OTHER:
        detail = f"邮件没有附件，也没有提到材料（“{gist}”）；请看一眼是否需要回复"
    else:
        return None
    return Problem(kind=ProblemKind.NO_MATERIAL, detail=detail)


def taken_out(mail: Mail) -> Problem | None:
    """What a relay on the way says that it took out of the mail; None where nothing says so."""
    found = _TAKEN_OUT.search(words_of(mail))
    if found is None:
        return None
    told = " ".join(found[0].split())[:60]
    detail = f"{TAKEN_OUT}（“{told}”），不是对方漏发；请对方换一种格式或用 zip 打包后重新发送"
    return Problem(kind=ProblemKind.INCOMPLETE if mail.leaves else ProblemKind.NO_MATERIAL, detail=detail)


def _corrects(text: str) -> bool:
    """Whether a text puts something right that was said of one person."""
    return bool(_CORRECTS.search(text)) and len(_numbers(text)) < 3 and not _LIST_HEADS.search(text)


def _numbers(text: str) -> set[str]:
    return {number for number in IN_TEXT.findall(text) if is_valid(number.upper())}


def _told(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a sentence says so, and not that it is to come later."""
    return bool(pattern.search(text)) and any(
        pattern.search(one) and not _NOT_YET.search(one) for one in re.split(r"[。！!\n]", text)
    )


def _gist(text: str, mail: Mail) -> str:
    """The line that says it, without ID numbers, short."""
    lines = [line for line in text.splitlines() if line.strip()] or [mail.subject]
    telling = next((line for line in lines if _ASKS.search(line)), None)
    for pattern in (_SENT, _MENTIONED, _ANY_PAPER):
        telling = telling or next((line for line in lines if pattern.search(line)), None)
    telling = telling or lines[0]
    gist = IN_TEXT.sub("（身份证号）", " ".join(telling.lstrip("> ").split()))
    return gist if len(gist) <= 60 else f"{gist[:60]}…"
