"""Mail that no person wrote to us: bounces, receipts, auto replies, recalls, newsletters, our own letters. Pure.

Told by headers first (RFC 3834, RFC 3464, RFC 8098, and what Chinese providers send). A header that groups and
scanners also set counts only where the mail carries no files: a unit's papers must not be lost for it.
"""

import re
from dataclasses import dataclass

from hui_reg.intake.body import is_reply, visible_text
from hui_reg.intake.cloud import cloud_links
from hui_reg.intake.message import Mail
from hui_reg.intake.providers import keeps_files
from hui_reg.intake.purport import purport
from hui_reg.intake.quoting.forwards import brings_back, words_of
from hui_reg.model import Message, Problem, ProblemKind, Purport

OWN_HEADER = "X-Hui-Reg"
"""The header that marks a letter of ours."""

_BEGINNING = 100
"""Characters in which a machine says what it is."""
_NOBODY = re.compile(r"^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|automailer)\b", re.IGNORECASE)
"""Senders that read no answers. What they tell of a file in a cloud is from a person all the same."""
_ROBOT = re.compile(
    r"^(?:mailer-?daemon|post-?master|mail-?delivery|bounces?|mdaemon|microsoftexchange[0-9a-f]{32})\b", re.IGNORECASE
)
_RETURNED = re.compile(
    r"退信|投递失败|投送失败|未送达|无法送达|发送失败|undeliver|returned mail|delivery (?:status|failure|has failed)"
    r"|failure notice|mail delivery failed|(?:邮件)?(?:传递|投递)(?:失败|延迟)|delayed|could not be (?:sent|delivered)",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"被退[回信]|退信原因|(?:无法|不能|未能|没有)(?:成功)?(?:投递|送达|传递|发送)|(?:投递|传递|发送)失败|不存在|邮箱已满|[45]\.\d\.\d"
    r"|(?<!\d)5[0-9]{2}[ -]|undeliver|not be delivered|delivery.{0,20}failed|no such user|user unknown"
    r"|still being retried",
    re.IGNORECASE,
)
"""What the text of a bounce says, whoever sent it."""
_LATE = re.compile(
    r"(?:仍|还|继续|将)[^。\n]{0,8}(?:尝试|重试)|(?:投递|传递|送达)延迟|delayed|retr(?:y|ied)|keep trying",
    re.IGNORECASE,
)
_LISTS = ("List-Unsubscribe", "List-Id", "Feedback-ID", "X-Campaign", "X-CampaignID")
_REPLIES = re.compile(r"(?<![勿要])自动(?:回复|应答)\s*[】\])）]?\s*$"
                      r"|^\s*[【\[(（]?(?:自[动動](?:回[复覆復]|答[复覆復])|automatic reply"
                      r"|auto(?:matic)?[- ]?re(?:ply|sponse)|auto\s*:"
                      r"|out of (?:the )?office|外出自动)", re.IGNORECASE)  # fmt: skip
_RECEIPTS = re.compile(r"^\s*[【\[(（]?(?:已读|未读|已阅|已送达|已读回执|阅读回执|送达回执|阅读确认|read(?: receipt)?"
                       r"|not read|delivered)\s*[】\])）:：]", re.IGNORECASE)  # fmt: skip
_REPLY_OPENS = re.compile(
    r"这是(?:来自.{0,20}|一封|系统)?的?.{0,6}自动(?:回复|答复|应答)"
    r"|(?:本|此|该)(?:邮件|信|邮箱)(?:为|是|由)?.{0,6}自动(?:回复|发送|应答)|自动(?:回复|应答)[，,]?请勿(?:直接)?(?:回复|回信)"
)
"""What the text of an auto reply says near its beginning where no header says so."""
_ACKNOWLEDGES = re.compile(
    r"(?:邮件|来信|来件)(?:我)?(?:已经?|均已)(?:收到|收悉)[^\n]{0,24}(?:尽快|及时|第一时间|稍后)[^\n]{0,8}(?:回复|答复|处理|查[看阅])"
)
_RECALLS = re.compile(
    r"(?:撤回|召回)了(?:一封|这封)?邮件|邮件已(?:被|经)?(?:对方|发件人)?(?:撤回|召回)|尝试(?:撤回|召回)|^\s*[【\[]已?(?:撤回|召回)[】\]]"
    r"|^\s*[【\[]?(?:邮件(?:撤回|召回)|(?:撤回|召回)邮件)|(?:撤回|召回)(?:成功|失败|通知|结果|报告|提醒)|^\s*recall(?:ed)?\b",
    re.IGNORECASE,
)
_WITHDRAWS = re.compile(r"^\s*(?:撤回|召回)\s*[:：]")
"""The subject of a recall, or of somebody who withdraws an application."""
_RECALLED = re.compile(
    r"(?:将|已经?|希望|想要?|尝试)(?:撤回|召回)了?[^。\n]{0,6}邮件|(?:撤回|召回)了[^。\n]{0,6}邮件"
    r"|邮件[^。\n]{0,60}(?:撤回|召回)(?:成功|失败)|would like to recall|recall (?:was|success|fail)",
    re.IGNORECASE,
)
"""What the text of a recall says: a person who withdraws somebody, or what was sent, writes differently."""
_READ = re.compile(
    r"(?:已(?:经)?)(?:阅读|打开|查看)了?[您你](?:发送)?的(?:邮件|来信)|(?:邮件|信件)[^。\n]{0,60}被(?:阅读|打开|查看)|邮件收条"
)
_MEETINGS = re.compile(
    r"^\s*(?:(?:已|暂时)?(?:接受|谢绝|拒绝|取消)|暂定|会议邀请|更新的邀请|accepted|declined|tentative|cancell?ed|invitation)\s*[:：]",
    re.IGNORECASE,
)
_PERSONS = (Purport.QUESTION, Purport.PAPERS, Purport.LIST)
"""What only a person writes of."""
_SYSTEM = re.compile(
    r"垃圾箱提醒|垃圾邮件(?:提醒|报告|隔离)|隔离(?:区|邮件)?(?:提醒|通知|报告)|(?:容量|空间)(?:提醒|即?将?(?:用尽|用完|满)|不足|已满|告急|超限|预警)"
    r"|附件(?:即将|将要?|快要?)(?:到|过)期|新设备(?:上)?登录|异地登录|(?:登录|安全|授权码)(?:提醒|通知|预警|变更)|密码(?:变更|修改|过期)|验证码"
    r"|spam (?:digest|notification)|quarantine|mailbox (?:is )?(?:almost )?full",
    re.IGNORECASE,
)
_RECIPIENT = re.compile(r"^(?:Final|Original)-Recipient\s*:\s*(?:[\w-]+\s*;)?\s*<?([^\s<>;]+@[^\s<>;]+)",
                        re.IGNORECASE | re.MULTILINE)  # fmt: skip
_ACTION = re.compile(r"^Action\s*:\s*(\w+)", re.IGNORECASE | re.MULTILINE)
_DIAGNOSIS = re.compile(r"^Diagnostic-Code\s*:\s*(?:[\w-]+\s*;)?\s*([^\r\n]+(?:\r?\n[ \t]+[^\r\n]+)*)",
                        re.IGNORECASE | re.MULTILINE)  # fmt: skip
_SMTP_CODE = re.compile(r"(?<!\d)[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}\s)?[^\n]{0,160}")
_ADDRESS = re.compile(r"[\w.+%-]{1,64}@[\w-]+(?:\.[\w-]+){1,8}", re.ASCII)


@dataclass(frozen=True)
class Automatic:
    """What an automatic mail is. ``undelivered``: the addresses that a mail of ours didn't reach."""

    title: str
    problem: Problem
    undelivered: tuple[str, ...] = ()

    def marked(self, message: Message) -> Message:
        """The message as what it is: nothing in it counts."""
        told = {"automatic": self.title, "undelivered": self.undelivered, "problems": (self.problem,)}
        return message.model_copy(update={**told, "cloud_links": ()})


def automatic(mail: Mail) -> Automatic | None:
    """What kind of automatic mail this is, or None for a person's."""
    carries = any(leaf.content_type != "text/calendar" for leaf in mail.leaves)
    return _report(mail) or _by_header(mail) or (None if carries else _by_words(mail))


def _report(mail: Mail) -> Automatic | None:
    kind = mail.header("Content-Type").lower().replace(" ", "")
    sender = mail.sender_address.partition("@")[0]
    robot = bool(_ROBOT.match(sender)) or mail.header("Return-Path").strip() == "<>"
    if "disposition-notification" in kind or any("disposition-notification" in name for name, _ in mail.reports):
        return _told("阅读回执", mail)
    returned = "multipart/report" in kind or any(name == "message/delivery-status" for name, _ in mail.reports)
    if returned or mail.header("X-Failed-Recipients") or (robot and _RETURNED.search(mail.subject)):
        return _bounce(mail)
    if _RETURNED.match(mail.subject.lstrip("【[系统 邮件")) and all(leaf.mail for leaf in mail.leaves):
        text = visible_text(mail)[:2000]
        return _bounce(mail) if robot or (_FAILED.search(text) and _addresses(text, mail)) else None
    return None


def _by_header(mail: Mail) -> Automatic | None:
    if mail.header(OWN_HEADER):
        return _told("本单位发出的通知", mail)
    submitted = mail.header("Auto-Submitted").strip().lower()
    replies = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Mail-Autoreply", "X-Auto-Reply")
    precedence = mail.header("Precedence").strip().lower()
    if submitted.startswith("auto-replied") or precedence == "auto_reply" or any(map(mail.header, replies)):
        return _told("自动回复", mail)
    if mail.leaves:
        return None
    if mail.header("X-Auto-Response-Suppress") and _ACKNOWLEDGES.search(visible_text(mail)[:200]):
        return _told("自动回复", mail)
    if submitted and not submitted.startswith(("no", "auto-forwarded")):  # what a rule hands on is a person's
        return _told("系统自动发出的邮件", mail)
    listed = precedence in ("bulk", "junk", "list") or any(map(mail.header, _LISTS))
    return _told("群发或订阅邮件", mail) if listed and not is_reply(mail) and not _is_persons(mail) else None


def _is_persons(mail: Mail) -> bool:
    """Whether a mail that a list handed on is somebody's own: it hands in something, or asks and advertises nothing."""
    links = cloud_links(mail)
    if any(link.code or keeps_files(link.url) for link in links):
        return True
    return not links and not mail.header("List-Unsubscribe") and purport(mail) in _PERSONS


def _by_words(mail: Mail) -> Automatic | None:
    """What the subject says of a mail that carries no file, where the program that sent it set no header."""
    for pattern, title in (
        (_REPLIES, "自动回复"),
        (_RECEIPTS, "阅读回执"),
        (_MEETINGS, "会议邀请或其答复"),
        (_SYSTEM, "邮箱系统的提醒"),
    ):
        if pattern.search(mail.subject):
            return _told(title, mail)
    if brings_back(mail) and purport(mail) not in _PERSONS:
        return _told("本单位发出的通知", mail)
    text = words_of(mail)
    withdraws = _WITHDRAWS.match(mail.subject) and not text
    if withdraws or _RECALLS.search(mail.subject) or _RECALLED.search(text[:200]):
        return _told("撤回邮件的通知", mail)
    for pattern, title in ((_REPLY_OPENS, "自动回复"), (_READ, "阅读回执")):
        if pattern.search(text[:_BEGINNING]) and not (pattern is _READ and purport(mail) in _PERSONS):
            return _told(title, mail)
    if _NOBODY.match(mail.sender_address) and not cloud_links(mail):
        return _told("系统自动发出的邮件", mail)
    return None


def _told(title: str, mail: Mail) -> Automatic:
    detail = f"这是{title}，不是报名材料，不用处理{_inside(mail)}"
    return Automatic(title, Problem(kind=ProblemKind.AUTOMATIC, detail=detail))


def _inside(mail: Mail) -> str:
    return f"（内含 {len(mail.leaves)} 个文件，不作材料）" if mail.leaves else ""


def _bounce(mail: Mail) -> Automatic:
    """A bounce, or what a server says of a delivery that is late or done."""
    reports = "\n".join(data.decode("utf-8", "replace") for name, data in mail.reports if "delivery" in name)
    text = visible_text(mail)
    actions = {action.lower() for action in _ACTION.findall(reports)}
    if actions and actions <= {"delivered", "relayed", "expanded"}:
        return _told("送达回执", mail)
    addresses = tuple(dict.fromkeys(address.lower() for address in _RECIPIENT.findall(reports)))
    addresses = addresses or _addresses(mail.header("X-Failed-Recipients"), mail) or _addresses(text, mail)
    told = _DIAGNOSIS.search(reports)
    coded = _SMTP_CODE.search(text)
    reason = " ".join((told[1] if told else coded[0] if coded else "").split())[:160]
    whom = f"给 {'、'.join(addresses)} " if addresses else ""
    because = f"，对方服务器说：“{reason}”" if reason else ""
    if actions == {"delayed"} or (not actions and _LATE.search(f"{mail.subject}\n{text[:2000]}")):
        detail = f"发{whom}的邮件暂时没有送达，服务器还在重试{because}；明天仍没有结果请换一种方式通知"
    else:
        detail = f"退信：发{whom}的邮件没有送达{because}；请核对地址后重发，或换一种方式通知"
    return Automatic("退信", Problem(kind=ProblemKind.BOUNCED, detail=detail + _inside(mail)), addresses)


def _addresses(text: str, mail: Mail) -> tuple[str, ...]:
    """The addresses in a bounce's own words, but for the robot's and ours."""
    ours = {address.lower() for address in _ADDRESS.findall(mail.header("To"))} | {mail.sender_address}
    found = dict.fromkeys(address.lower() for address in _ADDRESS.findall(text))
    return tuple(address for address in found if address not in ours and not _ROBOT.match(address))[:5]
